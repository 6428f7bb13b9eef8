"""Watching the false alert rate as it happens: Wald's sequential probability ratio test (1945), both errors stated.

Looking at a fixed-size test after every alert would break it; this one may be looked at whenever one likes. Its error
rates up to a number of faces are computed exactly, step by step, and not only bounded.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import ceil, floor, log, log1p

import numpy as np

from overt.measure.errors import MeasureError


class Decision(StrEnum):
    """What the test says so far."""

    CONTINUE = "continue"
    ALARM = "alarm"
    WITHIN = "within"


@dataclass(frozen=True)
class Attained:
    """Exact chances up to `faces`: an alarm though the rate is acceptable, and no alarm though it is not."""

    faces: int
    false_alarm: float
    missed: float


@dataclass(frozen=True)
class SequentialTest:
    """Is the rate at most `acceptable`, or at least `unacceptable`?

    `false_alarm`: chance of an alarm at the acceptable rate; `missed`: chance of calling the unacceptable rate within.
    """

    acceptable: float
    unacceptable: float
    false_alarm: float = 0.05
    missed: float = 0.05

    def __post_init__(self) -> None:
        if not 0 < self.acceptable < self.unacceptable < 1:
            raise MeasureError("rate_impossible", "The acceptable rate lies above 0 and below the unacceptable one.")
        if not (0 < self.false_alarm < 0.5 and 0 < self.missed < 0.5):
            raise MeasureError("error_rates_missing", "A sequential test needs both error rates, between 0 and ½.")

    def decide(self, false_alerts: int, faces: int) -> Decision:
        """Say where the evidence stands after so many faces, so many of them false alerts."""
        if not 0 <= false_alerts <= faces:
            raise MeasureError("counts_impossible", f"{false_alerts} of {faces} cannot be counted.")
        evidence = self.evidence(false_alerts, faces)
        if evidence >= self.upper:
            return Decision.ALARM
        return Decision.WITHIN if evidence <= self.lower else Decision.CONTINUE

    def evidence(self, false_alerts: int, faces: int) -> float:
        """Return the logarithm of the likelihood ratio of the unacceptable to the acceptable rate."""
        return false_alerts * self._alert_step + (faces - false_alerts) * self._quiet_step

    @property
    def upper(self) -> float:
        """Evidence at or above this is an alarm."""
        return log((1 - self.missed) / self.false_alarm)

    @property
    def lower(self) -> float:
        """Evidence at or below this says the rate is within what is acceptable."""
        return log(self.missed / (1 - self.false_alarm))

    def attained(self, faces: int) -> Attained:
        """Return both error rates exactly, if looked at after each of this many faces."""
        alarm_acceptable, _ = self._paths(self.acceptable, faces)
        alarm_unacceptable, _ = self._paths(self.unacceptable, faces)
        return Attained(faces, alarm_acceptable, 1 - alarm_unacceptable)

    def __str__(self) -> str:
        return (
            f"sequential probability ratio test of {self.acceptable:g} against {self.unacceptable:g}; designed for "
            f"{self.false_alarm:g} false alarms and {self.missed:g} missed"
        )

    @property
    def _alert_step(self) -> float:
        return log(self.unacceptable / self.acceptable)

    @property
    def _quiet_step(self) -> float:
        return log1p(-self.unacceptable) - log1p(-self.acceptable)

    def _paths(self, rate: float, faces: int) -> tuple[float, float]:
        """Return the chances of an alarm and of a "within" after at most `faces`, following every count of alerts."""
        most = self._alarm_count(faces) + 1
        open_paths = np.zeros(most + 1)
        open_paths[0] = 1.0
        alarm = within = 0.0
        for seen in range(1, faces + 1):
            moved = open_paths * (1 - rate)
            moved[1:] += open_paths[:-1] * rate
            enough = min(max(self._alarm_count(seen), 0), most)
            few = min(self._within_count(seen), most)
            alarm += float(moved[enough:].sum())
            moved[enough:] = 0
            if few >= 0:
                within += float(moved[: few + 1].sum())
                moved[: few + 1] = 0
            open_paths = moved
        return alarm, within

    def _alarm_count(self, faces: int) -> int:
        """Return the smallest number of false alerts that alarms after this many faces."""
        return ceil((self.upper - faces * self._quiet_step) / (self._alert_step - self._quiet_step) - 1e-12)

    def _within_count(self, faces: int) -> int:
        """Return the largest number of false alerts that still says "within", below 0 when none does."""
        return floor((self.lower - faces * self._quiet_step) / (self._alert_step - self._quiet_step) + 1e-12)


class Colour(StrEnum):
    """What the ceiling's test says to those on duty: nothing yet, the next false alert halts, halt now."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True)
class CeilingTest:
    """Stop a deployment whose false alert rate is `alternative`, and leave one alone whose rate is `ceiling`.

    Wald's likelihood ratio with the upper boundary only: it never says that all is well. At the ceiling the chance
    that it is ever red is at most `false_halt`, however often and however long it is looked at (Ville's inequality,
    1939). `missed` is the chance that the alternative is not red within `faces_to_stop`.
    """

    ceiling: float
    alternative: float
    false_halt: float
    missed: float

    def __post_init__(self) -> None:
        if not 0 < self.ceiling < self.alternative < 1:
            raise MeasureError("rate_impossible", "The ceiling lies above 0 and below the alternative.")
        if not (0 < self.false_halt < 0.5 and 0 < self.missed < 0.5):
            raise MeasureError("error_rates_missing", "A sequential test needs both error rates, between 0 and ½.")

    def evidence(self, false_alerts: int, faces: int) -> float:
        """Return the logarithm of the likelihood ratio of the alternative to the ceiling."""
        if not 0 <= false_alerts <= faces:
            raise MeasureError("counts_impossible", f"{false_alerts} of {faces} cannot be counted.")
        return false_alerts * self.alert_step + (faces - false_alerts) * self._quiet_step

    @property
    def boundary(self) -> float:
        """Evidence at or above this is red."""
        return -log(self.false_halt)

    def colour(self, false_alerts: int, faces: int) -> Colour:
        """Say where the evidence stands; amber when one more false alert now would be red."""
        evidence = self.evidence(false_alerts, faces)
        if evidence >= self.boundary:
            return Colour.RED
        return Colour.AMBER if evidence + self.alert_step >= self.boundary and false_alerts else Colour.GREEN

    @property
    def alert_step(self) -> float:
        """How much one false alert adds."""
        return log(self.alternative / self.ceiling)

    @property
    def faces_to_stop(self) -> int:
        """Return the number of faces within which the alternative is halted, but for the chance `missed`; exact."""
        return _faces_to_stop(self)

    def chance_of_red(self, rate: float, faces: int) -> float:
        """Return exactly how likely red is within so many faces at this rate, looked at after each."""
        return _walk(self, rate, faces, stop_at=1.1)[1]

    def __str__(self) -> str:
        return (
            f"likelihood ratio of 1 in {round(1 / self.alternative):,} to 1 in {round(1 / self.ceiling):,}; "
            f"at the ceiling it ever halts with a chance of at most {self.false_halt:g}, and the alternative is halted "
            f"within {self.faces_to_stop:,} faces with a chance of {1 - self.missed:g}"
        )

    @property
    def _quiet_step(self) -> float:
        return log1p(-self.alternative) - log1p(-self.ceiling)

    def red_count(self, faces: int) -> int:
        """Return the smallest number of false alerts that is red after so many faces."""
        return ceil((self.boundary - faces * self._quiet_step) / (self.alert_step - self._quiet_step) - 1e-12)


MOST_FACES = 200_000


@lru_cache(maxsize=32)
def _faces_to_stop(test: CeilingTest) -> int:
    faces, reached = _walk(test, test.alternative, MOST_FACES, stop_at=1 - test.missed)
    if reached < 1 - test.missed:
        raise MeasureError("test_too_slow", "The alternative is so near the ceiling that no test stops it in time.")
    return faces


def _walk(test: CeilingTest, rate: float, faces: int, *, stop_at: float) -> tuple[int, float]:
    """Follow every count of false alerts face by face; return the faces walked and the chance of red by then."""
    most = test.red_count(faces) + 1
    open_paths = np.zeros(most + 1)
    open_paths[0] = 1.0
    red = 0.0
    for seen in range(1, faces + 1):
        moved = open_paths * (1 - rate)
        moved[1:] += open_paths[:-1] * rate
        enough = max(test.red_count(seen), 0)
        red += float(moved[enough:].sum())
        moved[enough:] = 0
        open_paths = moved
        if red >= stop_at:
            return seen, red
    return faces, red
