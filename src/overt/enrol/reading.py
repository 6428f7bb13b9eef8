"""What the locked-up reader does with one picture: open its envelope, judge the picture, make and seal one template.

It sees one picture and two keys, and answers with codes and numbers; it keeps nothing and knows nobody.
"""

from __future__ import annotations

import io
from contextlib import suppress

import numpy as np

from overt.enrol.protocol import MEASURES, Answer, Measure, Request
from overt.vault.envelope import KEY_BYTES, Label, seal, unseal
from overt.vault.errors import EnvelopeBroken
from overt.vault.kinds import RecordKind
from overt.vision.assess import PictureAssessment, assess_picture
from overt.vision.engine import Engine
from overt.vision.errors import PictureRefused
from overt.vision.pictures import read_picture
from overt.vision.values import Floats, Pixels


class PictureReading:
    """Reads pictures with one engine; an instance is what the worker forks for each picture."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._digest = engine.passport.digest

    @property
    def engine_digest(self) -> str:
        """Digest of the engine's passport, as hexadecimal SHA-256."""
        return self._digest

    def __call__(self, request: Request) -> Answer:
        """Return what one sealed picture gave."""
        try:
            pixels = read_picture(_open(request))
        except EnvelopeBroken:
            return Answer(request.picture, self._digest, ("sealed_broken",), ())
        except PictureRefused as refused:
            return Answer(request.picture, self._digest, (refused.code,), ())
        assessment = assess_picture(self._engine, pixels)
        measures = _measures(assessment, pixels.shape[0])
        if not assessment.accepted or assessment.chip is None:
            return Answer(request.picture, self._digest, assessment.codes, measures)
        return Answer(request.picture, self._digest, (), measures, self._sealed_template(request, assessment.chip))

    def rehearse(self) -> None:
        """Go once through every step with drawn pictures, so that nothing is left to load after the door closes."""
        chip = np.zeros(
            (1, self._engine.passport.template.chip_px, self._engine.passport.template.chip_px, 3), np.uint8
        )
        template = self._engine.templates(chip)
        key = bytes(KEY_BYTES)
        label = Label("rehearsal", RecordKind.WATCHLIST_TEMPLATE, "rehearsal")
        unseal(key, label, seal(key, label, encode_template(template[0])))
        self._engine.detect(_drawn_pixels())
        for form in ("JPEG", "PNG", "WEBP"):
            with suppress(PictureRefused):
                assess_picture(self._engine, read_picture(_drawn_file(form)))

    def _sealed_template(self, request: Request, chip: Pixels) -> bytes:
        template = self._engine.templates(chip[np.newaxis])[0]
        label = Label(request.deployment, RecordKind.WATCHLIST_TEMPLATE, request.picture)
        return seal(request.template_key, label, encode_template(template))


def encode_template(template: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bytes:
    """Return a (d,) template as d little-endian float32 numbers and nothing else."""
    return template.astype("<f4").tobytes()


def _open(request: Request) -> bytes:
    label = Label(request.deployment, RecordKind.WATCHLIST_PICTURE, request.picture)
    return unseal(request.picture_key, label, request.envelope)


def _measures(found: PictureAssessment, height_px: int) -> tuple[Measure, ...]:
    """Return the quality numbers in the order of `MEASURES`; none without one face to judge."""
    quality, box, others = found.quality, found.box, found.other_boxes
    if quality is None or box is None:
        return ()
    second = max((_area(other) for other in others), default=0.0)
    values = (
        quality.eye_distance_px,
        quality.sharpness,
        quality.yaw,
        quality.pitch,
        quality.roll,
        quality.luminance_mean,
        1.0 - quality.under_exposed,
        1.0 - quality.over_exposed,
        1.0 - min(second / max(_area(box), 1.0), 1.0),
        float(box[3] - box[1]) / height_px,
        float(len(others)),
    )
    return tuple(Measure(name, value) for name, value in zip(MEASURES, values, strict=True))


def _area(box: Floats) -> float:
    return float((box[2] - box[0]) * (box[3] - box[1]))


def _drawn_pixels() -> Pixels:
    ramp = np.linspace(0, 255, 320, dtype=np.uint8)
    return np.repeat(np.broadcast_to(ramp, (320, 320))[..., np.newaxis], 3, axis=2).copy()


def _drawn_file(form: str) -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(_drawn_pixels()).save(file, form)
    return file.getvalue()
