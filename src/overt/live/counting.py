"""What a run counts: everything its pipeline saw, but for what a check of the chain saw before the start.

Refuses to count a passage of a check, be it a volunteer's or a passer-by's: nobody on the list was looked for then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import fields, replace

from overt.live.values import Counters, Latency


class Counted:
    """The counters of one run; from a check's beginning until the start they stand still.

    `read` gives the pipeline's own.
    """

    def __init__(self, read: Callable[[], Counters]) -> None:
        self._read = read
        self._left_out = Counters()
        self._before_check: Counters | None = None
        self._alerts_left_out: list[range] = []

    @property
    def now(self) -> Counters:
        """The counters as they are to be recorded; they never go back."""
        standing = self._before_check
        return standing if standing is not None else less(self._read(), self._left_out)

    def check_began(self) -> None:
        """Count nothing from now on."""
        if self._before_check is None:
            self._before_check = self.now

    def check_ended(self) -> None:
        """Count again, from where the counters stood before the check; without one nothing changes."""
        before = self._before_check
        if before is not None:
            so_far = self._read()
            first = before.alerts + self._left_out.alerts
            self._alerts_left_out.append(range(first, so_far.alerts))
            self._left_out = less(so_far, before)
            self._before_check = None

    def of(self, latencies: Sequence[Latency]) -> tuple[Latency, ...]:
        """Leave out how long recognitions in a check took, from those of the whole run in order."""
        out = {number for gap in self._alerts_left_out for number in gap}
        return tuple(one for number, one in enumerate(latencies) if number not in out)


def less(counted: Counters, left_out: Counters) -> Counters:
    """Take one set of counters from another; how long the longest template lived stays what it was."""
    numbers = {one.name for one in fields(Counters)} - {"longest_template_ms", "refusals"}
    kept = {name: getattr(counted, name) - getattr(left_out, name) for name in numbers}
    refusals = Counter(counted.refusals)
    refusals.subtract(left_out.refusals)
    return replace(counted, **kept, refusals={code: count for code, count in refusals.items() if count})
