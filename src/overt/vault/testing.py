"""A clock for tests, which can pass time, jump, and reboot."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """A `Clock` under the test's control, starting at `start` (aware UTC)."""

    def __init__(self, start: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)) -> None:
        self._now = start
        self._monotonic = 1_000.0
        self._boots = 1

    def now(self) -> datetime:
        """Give the wall-clock time."""
        return self._now

    def monotonic(self) -> float:
        """Give seconds since boot."""
        return self._monotonic

    def boot(self) -> str:
        """Name this boot."""
        return f"boot-{self._boots}"

    def advance(self, seconds: float) -> None:
        """Let time pass on both clocks."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def jump(self, seconds: float) -> None:
        """Set the wall clock forward or back without time passing."""
        self._now += timedelta(seconds=seconds)

    def reboot(self, seconds: float = 60.0) -> None:
        """Start a new boot `seconds` later; its monotonic clock begins anew."""
        self._now += timedelta(seconds=seconds)
        self._monotonic = 5.0
        self._boots += 1
