"""What a passport says about a face engine, as checked values. It judges nothing: `overt.vision.check` does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Literal

import rfc8785
from pydantic import BaseModel, ConfigDict, Field, JsonValue, model_validator

WITHHELD = "withheld"
"""What a maker's refusal to tell looks like; it is shown as such and blocks operational use (E-47)."""

KindName = Literal["rehearsal", "trial", "operational"]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class Weight(_Entry):
    """One file of numbers the engine runs on."""

    role: Literal["detector", "landmarks", "template"]
    file: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    source: Literal["package", "converted", "publisher", "by_hand"]
    """From an installed package; converted by us from another weight of this passport; fetched; placed by a person."""
    licence: str
    training_data: str
    size_bytes: int = Field(gt=0)
    package: str | None = None
    """The installed package that holds the file, for `package` and (its origin) `converted`."""
    made_from: str | None = None
    made_from_sha256: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    url: str | None = Field(default=None, pattern=r"^https://")

    @model_validator(mode="after")
    def _says_where_it_comes_from(self) -> Weight:
        needed = {
            "package": (self.package,),
            "converted": (self.package, self.made_from, self.made_from_sha256),
            "publisher": (self.url,),
            "by_hand": (),
        }
        if not all(needed[self.source]):
            raise ValueError(f"{self.file} does not say where it comes from")
        if self.source == "by_hand" and self.url is not None:
            raise ValueError(f"{self.file} is placed by hand only, so it has no address")
        return self


class Detector(_Entry):
    """The face detector: its kind, smallest reliable face and the score below which a detection is dropped."""

    kind: Literal["dlib-hog", "yunet"]
    version: str
    smallest_face_px: float = Field(gt=0)
    lowest_score: float = Field(gt=0, lt=1)
    """Detections scored below are noise and not even tracked."""
    sure_score: float = Field(gt=0, lt=1)
    """At or above this a detection may begin a track."""


class Template(_Entry):
    """The template model: input chip, output vector, smallest usable face."""

    kind: Literal["dlib-resnet", "arcface"]
    version: str
    chip_px: int = Field(gt=0)
    dimensions: int = Field(gt=0)
    smallest_eye_distance_px: float = Field(gt=0)
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0)
    scale: float = 1.0
    """The model sees (pixel − mean) × scale, 0 … 255 before."""
    channels: Literal["rgb", "bgr"] = "rgb"


class Scale(_Entry):
    """The scale of a similarity score: which thresholds make sense on it."""

    comparison: Literal["one_minus_euclidean", "cosine"]
    lowest: float
    highest: float
    direction: Literal["higher is more alike"]


class MeasuredRate(_Entry):
    """A measured share with its denominator and interval (I-8)."""

    numerator: int = Field(ge=0)
    denominator: int = Field(gt=0)
    low: float = Field(ge=0, le=1)
    high: float = Field(ge=0, le=1)
    confidence: float = Field(gt=0, lt=1)
    method: str


class OperatingPoint(_Entry):
    """What one threshold was measured to do: on what, with how long a list, and when."""

    threshold: float
    list_size: int = Field(gt=0)
    false_positive_identification: MeasuredRate
    true_positive_identification: MeasuredRate | None = None
    data_set: str
    measured_on: date
    note: str = ""


class MandateThreshold(_Entry):
    """Which threshold corresponds to the mandate's 0.6 on its vendor's scale (E-89), and how that was derived."""

    value: float | None = None
    derivation: str


class Passport(_Entry):
    """Everything a person must know to decide whether an engine may be used; read from a TOML file."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    version: str
    title: str
    maker: str
    fit_for: frozenset[KindName]
    not_fit_because: str
    detector: Detector
    template: Template
    scale: Scale
    mandate_threshold: MandateThreshold
    weights: tuple[Weight, ...] = Field(min_length=1)
    operating_points: tuple[OperatingPoint, ...] = ()

    @property
    def threshold_scale(self) -> tuple[float, float]:
        """Lowest and highest threshold that makes sense, both allowed."""
        return self.scale.lowest, self.scale.highest

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the passport as canonical JSON (RFC 8785): binds weights, scale and fitness together."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def to_bytes(self) -> bytes:
        """Spell the passport as canonical JSON."""
        told = self.model_dump(mode="json")
        told["fit_for"] = sorted(self.fit_for)
        return rfc8785.dumps(told)

    @property
    def withheld(self) -> tuple[str, ...]:
        """Dotted names of the fields whose maker withholds them."""
        return tuple(_withheld(self.model_dump(mode="json"), ""))

    def weight(self, role: str) -> Weight:
        """Return the weight with this role; KeyError if the engine has none."""
        for weight in self.weights:
            if weight.role == role:
                return weight
        raise KeyError(role)


def _withheld(value: JsonValue, name: str) -> Iterator[str]:
    if value == WITHHELD:
        yield name
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _withheld(child, f"{name}.{key}" if name else str(key))
