"""Watching the false alert rate as it happens: Wald's sequential probability ratio test (1945), both errors stated.

Looking at a fixed-size test after every alert would break it; this one may be looked at whenever one likes. Its error
rates up to a number of faces are computed exactly, step by step, and not only bounded.
"""

from dataclasses import dataclass
from enum import StrEnum
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
