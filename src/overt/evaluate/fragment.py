"""A passport fragment: the operating points an evaluation measured, bound to one engine and one set of results.

It becomes part of what a site knows about an engine only when two people have signed it; the passport itself, whose
digest authorities are bound to, never changes by it.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from overt.evaluate.errors import EvaluateError
from overt.evaluate.results import Measured, Results
from overt.vision.passports import MeasuredRate, OperatingPoint

DIGEST = r"^[0-9a-f]{64}$"
NAME = "passport-fragment.toml"


class Fragment(BaseModel):
    """What is signed: engine, passport digest, results digest, and the points."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    engine_version: str
    engine_digest: str = Field(pattern=DIGEST)
    evaluation: str
    measured_on: date
    run: str = Field(pattern=DIGEST)
    results_sha256: str = Field(pattern=DIGEST)
    operating_points: tuple[OperatingPoint, ...] = Field(min_length=1)


def fragment_of(results: Results, results_json: bytes) -> Fragment:
    """Return the fragment of these results, one operating point a list size."""
    points = tuple(
        OperatingPoint(
            threshold=at.threshold,
            list_size=at.list_size,
            false_positive_identification=_rate(at.fpir),
            true_positive_identification=_rate(at.tpir),
            data_set=results.data_set,
            measured_on=results.dated,
            note=f"{results.evaluation.capitalize()} evaluation, run {results.run[:16]}.",
        )
        for at in results.at_threshold
        if at.fpir.denominator and at.tpir.denominator
    )
    return Fragment(
        engine=results.engine.name,
        engine_version=results.engine.version,
        engine_digest=results.engine.digest,
        evaluation=results.evaluation,
        measured_on=results.dated,
        run=results.run,
        results_sha256=hashlib.sha256(results_json).hexdigest(),
        operating_points=points,
    )


def to_toml(fragment: Fragment) -> str:
    """Write a fragment as the passports are written."""
    told = fragment.model_dump(mode="json")
    points = told.pop("operating_points")
    lines = [f"{name} = {_value(name, value)}" for name, value in told.items()]
    for point in points:
        rates = {name: point.pop(name) for name in ("false_positive_identification", "true_positive_identification")}
        lines += ["", "[[operating_points]]", *(f"{name} = {_value(name, value)}" for name, value in point.items())]
        for name, rate in rates.items():
            lines += [
                "",
                f"[operating_points.{name}]",
                *(f"{key} = {_value(key, value)}" for key, value in rate.items()),
            ]
    return "\n".join(lines) + "\n"


def read_fragment(path: Path) -> tuple[Fragment, str]:
    """Read a fragment and the SHA-256 of its file.

    Raises:
        EvaluateError: it cannot be read or does not say what a fragment must say.
    """
    try:
        data = path.read_bytes()
        fragment = Fragment.model_validate(tomllib.loads(data.decode()))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EvaluateError("fragment_unreadable", f"The fragment {path.name} cannot be read: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the top"
        sentence = f"The fragment {path.name} is wrong at {place}: {first['msg']}."
        raise EvaluateError("fragment_invalid", sentence) from error
    return fragment, hashlib.sha256(data).hexdigest()


def _rate(told: Measured) -> MeasuredRate:
    return MeasuredRate(
        numerator=told.numerator,
        denominator=told.denominator,
        low=told.low,
        high=told.high,
        confidence=told.confidence,
        method=told.method,
    )


def _value(name: str, value: Any) -> str:
    return str(value) if name == "measured_on" else json.dumps(value, ensure_ascii=False)
