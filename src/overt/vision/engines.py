"""Loads engines by name, refusing a wrong hash, an unaccepted licence or a missing weight. It fetches nothing."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from overt.vision import comparison
from overt.vision.align import chip_to_frame, cut, mean_face
from overt.vision.check import check, refuse_findings
from overt.vision.detectors import Detector
from overt.vision.engine import DetectorSettings, Engine
from overt.vision.passports import Passport, names, passport
from overt.vision.template_models import TemplateModel
from overt.vision.values import Faces, Floats, Pixels, check_pixels
from overt.vision.weights import locate, prepared, read_verified

__all__ = ["check", "load", "load_passport", "names"]

_Scores = Callable[[Floats, Floats], Floats]
_PairScores = Callable[[Floats, Floats], NDArray[np.float64]]
_COMPARISONS: dict[str, tuple[_Scores, _PairScores]] = {
    "cosine": (comparison.cosine, comparison.cosine_pairs),
    "one_minus_euclidean": (comparison.one_minus_euclidean, comparison.one_minus_euclidean_pairs),
}


def load(
    name: str,
    models: Path | None = None,
    accept_licences: Collection[str] = (),
    detector: DetectorSettings | None = None,
) -> Engine:
    """Load the engine with this name; EngineUnusable, in a sentence, when it must not or cannot run.

    `models` is the folder of weights (default OVERT_MODELS, else the cache); `accept_licences` are licences, in the
    passport's words, that a person accepted beyond those accepted by default.
    """
    return load_passport(passport(name), models, accept_licences, detector)


def load_passport(
    told: Passport,
    models: Path | None = None,
    accept_licences: Collection[str] = (),
    detector: DetectorSettings | None = None,
) -> Engine:
    """Load the engine a passport describes, as `load` does by name."""
    for weight in told.weights:
        prepared(weight, models)
    refuse_findings(check(told, models=models, accept_licences=accept_licences))
    template = TemplateModel(read_verified(told.weight("template"), models), told.template)
    return _ComposedEngine(told, _detector(told, models, detector or DetectorSettings()), template)


def _detector(told: Passport, models: Path | None, settings: DetectorSettings) -> Detector:
    smallest = settings.smallest_face_px or told.detector.smallest_face_px
    lowest = told.detector.lowest_score
    if told.detector.kind == "yunet":
        from overt.vision.yunet import YuNet

        model = read_verified(told.weight("detector"), models)
        return YuNet(model, lowest_score=lowest, smallest_face_px=smallest, longest_side_px=settings.longest_side_px)
    from overt.vision.dlib_hog import DlibHog

    path = locate(told.weight("landmarks"), models)
    return DlibHog(path, lowest_score=lowest, smallest_face_px=smallest, longest_side_px=settings.longest_side_px)


class _ComposedEngine:
    """A detector, a template model and a comparison as their passport puts them together."""

    def __init__(self, told: Passport, detector: Detector, template: TemplateModel) -> None:
        self._passport = told
        self._detector = detector
        self._template = template
        self._mean = mean_face(told.template.kind, detector.layout, told.template.chip_px)
        self._scores, self._pair_scores = _COMPARISONS[told.scale.comparison]

    @property
    def passport(self) -> Passport:
        return self._passport

    def detect(self, pixels: Pixels) -> Faces:
        check_pixels(pixels)
        return self._detector.detect(pixels)

    def chip(self, pixels: Pixels, landmarks: Floats, out: Pixels | None = None) -> Pixels:
        return cut(pixels, chip_to_frame(self._mean, landmarks), self._passport.template.chip_px, out)

    def templates(self, chips: Pixels) -> Floats:
        return self._template.templates(chips)

    def scores(self, probes: Floats, gallery: Floats) -> Floats:
        return self._scores(probes, gallery)

    def pair_scores(self, probes: Floats, templates: Floats) -> NDArray[np.float64]:
        return self._pair_scores(probes, templates)
