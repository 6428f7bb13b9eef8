"""The plan of an evaluation, one TOML file: what is asked, of whom, on what ground. An incomplete one is refused.

A plan names the lawful ground and the consent of each cohort before any picture is opened. Paths in it are relative to
the plan's own folder.
"""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from overt.evaluate.errors import PlanInvalid
from overt.measure import Evaluation

COHORTS = ("enrolment", "seeded", "filler", "calibration")
UNDECLARED = "not declared"
"""The group of people who declared nothing about themselves; nobody declares it for them."""
COMBINED = "+"
"""In `compare`, joins two attributes into one: sex+ethnicity."""

Words = Annotated[str, Field(min_length=3)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class EngineAsked(_Part):
    """Which engine, in which version; another version needs a new plan (E-99)."""

    name: str
    version: str


class CohortPlan(_Part):
    """One cohort: its people and pictures, and why they may be used.

    `index` is a CSV with columns subject and file; without it `pictures` has a folder a person. In a plan on a score
    file neither is needed, except `index` of the enrolment cohort (column subject), which gives the list's composition.
    """

    ground: Words
    """The lawful ground for processing these people's faces, in words."""
    consent: Words
    """How they consented, or why consent is not asked."""
    index: Path | None = None
    pictures: Path | None = None


class ThresholdPlan(_Part):
    """The sweep, and how the operating threshold comes about: `target` from calibration people, or stated as `at`."""

    lowest: float
    highest: float
    count: int = Field(ge=2, le=1000)
    target: Fraction | None = None
    at: float | None = None

    @field_validator("target", mode="before")
    @classmethod
    def _a_share(cls, value: object) -> Fraction | None:
        return None if value is None else as_share(str(value))

    @model_validator(mode="after")
    def _one_way(self) -> ThresholdPlan:
        if not self.lowest < self.highest:
            raise ValueError("the lowest threshold must lie below the highest")
        if (self.target is None) == (self.at is None):
            raise ValueError("give either target (from calibration people) or at (stated), not both and not neither")
        return self

    @property
    def values(self) -> NDArray[np.float64]:
        """The thresholds swept, ascending, to six digits."""
        return np.round(np.linspace(self.lowest, self.highest, self.count), 6)


class GroupsPlan(_Part):
    """Groups from what people declared about themselves: `attributes` is a CSV with a column subject and others.

    `compare` names the columns, or two joined by +. `values` lists every label a column may hold.
    """

    attributes: Path
    statement: Words
    """Who declared the attributes, and how: only people about themselves."""
    compare: tuple[str, ...] = Field(min_length=1)
    values: dict[str, tuple[str, ...]]
    factor: float = Field(default=2.0, gt=1)
    """Groups count as equivalent within ×1/factor to ×factor."""

    @model_validator(mode="after")
    def _known_columns(self) -> GroupsPlan:
        unlisted = {part for name in self.compare for part in name.split(COMBINED)} - set(self.values)
        if unlisted:
            raise ValueError(f"values does not list the labels of {', '.join(sorted(unlisted))}")
        if UNDECLARED in {label for labels in self.values.values() for label in labels}:
            raise ValueError(f"“{UNDECLARED}” is the label of people who declared nothing; leave it out")
        return self


class Plan(_Part):
    """Everything an evaluation needs to be run again with the same result."""

    title: Words
    evaluation: Evaluation
    dated: date
    """The day the evaluation stands for; printed on it, and on the operating points it gives."""
    data_set: Words
    """What the pictures are, and of which population they are no sample."""
    seed: int = Field(ge=0)
    engine: EngineAsked
    list_sizes: tuple[int, ...] = Field(min_length=1)
    operational_list_size: int | None = Field(default=None, gt=0)
    faces_per_hour: float | None = Field(default=None, gt=0)
    thresholds: ThresholdPlan
    cohorts: dict[str, CohortPlan]
    groups: GroupsPlan | None = None
    scores: Path | None = None
    """A saved score file; no picture is opened then."""

    @model_validator(mode="after")
    def _complete(self) -> Plan:
        if any(size < 1 for size in self.list_sizes) or sorted(set(self.list_sizes)) != list(self.list_sizes):
            raise ValueError("list_sizes must be given once each, ascending, from 1")
        wanted = set(COHORTS) if self.thresholds.target is not None else set(COHORTS[:3])
        if missing := sorted(wanted - set(self.cohorts)):
            raise ValueError(f"the cohorts {', '.join(missing)} are missing, each with its ground and consent")
        if unknown := sorted(set(self.cohorts) - set(COHORTS)):
            raise ValueError(f"there is no cohort {', '.join(unknown)}; there are: {', '.join(COHORTS)}")
        bare = [name for name, cohort in self.cohorts.items() if cohort.index is None and cohort.pictures is None]
        if self.scores is None and bare:
            raise ValueError(f"the cohorts {', '.join(sorted(bare))} name neither an index nor a folder of pictures")
        if self.scores is not None and self.groups is not None and self.cohorts["enrolment"].index is None:
            raise ValueError(
                "groups need the list's composition beside them: give the enrolment cohort an index (E-36)"
            )
        return self


class LoadedPlan(_Part):
    """A plan, where it lies and the SHA-256 of its text."""

    plan: Plan
    folder: Path
    digest: str

    def path(self, given: Path) -> Path:
        """Return a path of the plan as one that can be opened."""
        return self.folder / given


def load_plan(path: Path) -> LoadedPlan:
    """Read and check a plan.

    Raises:
        PlanInvalid: it cannot be read, is not TOML, or is incomplete; the sentence names the place.
    """
    try:
        text = path.read_bytes()
        told: dict[str, Any] = tomllib.loads(text.decode())
    except (OSError, UnicodeDecodeError) as error:
        raise PlanInvalid("plan_unreadable", f"The plan {path.name} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise PlanInvalid("plan_not_toml", f"The plan {path.name} is not TOML: {error}.") from error
    try:
        plan = Plan.model_validate(told)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the top"
        message = first["msg"].removeprefix("Value error, ")
        raise PlanInvalid("plan_invalid", f"The plan {path.name} is wrong at {place}: {message}.") from error
    return LoadedPlan(plan=plan, folder=path.resolve().parent, digest=hashlib.sha256(text).hexdigest())


def for_threshold(loaded: LoadedPlan, target: Fraction, list_size: int, faces_per_hour: float | None) -> LoadedPlan:
    """Return a plan that asks for another target and one list size, with a digest of its own."""
    plan = loaded.plan
    if "calibration" not in plan.cohorts:
        raise PlanInvalid("calibration_missing", "The plan has no calibration cohort to take a threshold from.")
    asked = plan.model_copy(
        update={
            "list_sizes": (list_size,),
            "faces_per_hour": faces_per_hour or plan.faces_per_hour,
            "thresholds": plan.thresholds.model_copy(update={"target": target, "at": None}),
        }
    )
    told = f"{loaded.digest}{target}{list_size}{faces_per_hour}".encode()
    return LoadedPlan(plan=asked, folder=loaded.folder, digest=hashlib.sha256(told).hexdigest())


def as_share(text: str) -> Fraction:
    """Read a share such as 1/1000 or 0.001; PlanInvalid for anything that is none."""
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise PlanInvalid("share_invalid", f"“{text}” is no share such as 1/1000.") from error
    if not 0 < share < 1:
        raise PlanInvalid("share_invalid", f"A target lies between 0 and 1, and {text} does not.")
    return share
