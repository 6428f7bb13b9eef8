"""Turns aligned chips into templates on onnxruntime, in batches, whatever model the passport names. It keeps none."""

from __future__ import annotations

import numpy as np

from overt.vision.errors import ArraysRefused, EngineUnusable
from overt.vision.passports.passport import Template
from overt.vision.sessions import open_session
from overt.vision.values import Floats, Pixels

_LARGEST_BATCH = 16


class TemplateModel:
    """A network of one input (n, 3, chip, chip) float32 and one output (n, d)."""

    def __init__(self, model: bytes, template: Template) -> None:
        self._template = template
        self._session = open_session(model, f"The template model {template.version}")
        inputs, outputs = self._session.get_inputs(), self._session.get_outputs()
        wanted = [3, template.chip_px, template.chip_px]
        if len(inputs) != 1 or list(inputs[0].shape[1:]) != wanted or outputs[0].shape[-1] != template.dimensions:
            told = f"{inputs[0].shape} to {outputs[0].shape}"
            raise EngineUnusable("model_unlike_passport", f"The template model is not as its passport says: {told}.")
        self._input, self._output = inputs[0].name, outputs[0].name
        self._batch = inputs[0].shape[0] if isinstance(inputs[0].shape[0], int) else _LARGEST_BATCH

    def templates(self, chips: Pixels) -> Floats:
        """Return (n, d) float32 of (n, h, w, 3) uint8 RGB chips; of length one where the comparison is a cosine."""
        made = np.empty((len(chips), self._template.dimensions), np.float32)
        if not len(chips):
            return made
        side = self._template.chip_px
        if chips.shape[1:] != (side, side, 3) or chips.dtype != np.uint8:
            raise ArraysRefused("chips_shape", f"Chips must be {side} x {side} RGB bytes; these are {chips.shape}.")
        for start in range(0, len(chips), self._batch):
            planes = self._planes(chips[start : start + self._batch])
            answer = self._session.run([self._output], {self._input: planes})[0]
            made[start : start + len(planes)] = answer
            for spent in (planes, answer):
                spent.fill(0)
        if self._template.kind == "arcface":
            made /= np.maximum(np.linalg.norm(made, axis=1, keepdims=True), np.float32(1e-12))
        return made

    def _planes(self, chips: Pixels) -> Floats:
        template = self._template
        ordered = chips if template.channels == "rgb" else chips[..., ::-1]
        planes = np.ascontiguousarray(ordered.transpose(0, 3, 1, 2), np.float32)
        if template.mean != (0.0, 0.0, 0.0):
            planes -= np.array(template.mean, np.float32).reshape(1, 3, 1, 1)
        if template.scale != 1.0:
            planes *= np.float32(template.scale)
        return planes
