"""Passports of the engines Overt knows, a TOML file each. One that leaves something out is refused, not completed."""

from __future__ import annotations

import tomllib
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from overt.vision.errors import EngineUnusable, PassportInvalid
from overt.vision.passports.passport import (
    WITHHELD,
    KindName,
    MandateThreshold,
    MeasuredRate,
    OperatingPoint,
    Passport,
    Weight,
)

__all__ = [
    "WITHHELD",
    "KindName",
    "MandateThreshold",
    "MeasuredRate",
    "OperatingPoint",
    "Passport",
    "Weight",
    "names",
    "passport",
    "read",
]


def names() -> tuple[str, ...]:
    """Return the names of all engines with a passport, sorted."""
    files = resources.files(__name__).iterdir()
    return tuple(sorted(file.name.removesuffix(".toml") for file in files if file.name.endswith(".toml")))


def passport(name: str) -> Passport:
    """Return the passport of the engine with this name; EngineUnusable when there is none."""
    if name not in names():
        raise EngineUnusable("engine_unknown", f"There is no engine {name!r}; there are: {', '.join(names())}.")
    return parse(resources.files(__name__).joinpath(f"{name}.toml").read_text("utf-8"), f"{name}.toml")


def read(path: Path) -> Passport:
    """Read a passport from any file; PassportInvalid when it does not hold one."""
    try:
        return parse(path.read_text("utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise PassportInvalid("passport_unreadable", f"The passport {path.name} cannot be read: {error}.") from error


def parse(text: str, told: str) -> Passport:
    """Turn TOML text into a passport; `told` is what the error calls it."""
    try:
        return Passport.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise PassportInvalid("passport_not_toml", f"The passport {told} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        sentence = f"The passport {told} is wrong at {place or 'the top'}: {first['msg']}."
        raise PassportInvalid("passport_invalid", sentence) from error
