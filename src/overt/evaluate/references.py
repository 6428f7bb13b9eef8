"""The published benchmarks shown beside every result, each with its date and what it does not say (E-48)."""

import tomllib
from importlib import resources

from overt.evaluate.results import Reference


def references() -> tuple[Reference, ...]:
    """Return the benchmarks this version of Overt holds."""
    text = resources.files("overt.evaluate").joinpath("references.toml").read_text("utf-8")
    return tuple(Reference.model_validate(each) for each in tomllib.loads(text)["references"])
