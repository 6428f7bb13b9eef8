"""One application as the law sees it: plain counts, answers and times; no identity, no picture, no score."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from overt.law.form_one.form import Setting
from overt.law.packs import LawPack
from overt.law.templates import Answers


@dataclass(frozen=True)
class ListCounts:
    """Entries of the list that are not withdrawn, counted; an age band that may be below a limit counts as below."""

    entries: int = 0
    by_category: Mapping[str, int] = field(default_factory=dict)
    young: int = 0
    children: int = 0
    with_disability: int = 0
    listed_last_at: datetime | None = None
    """When the last entry of a child or of somebody with a disability was listed: older advice does not cover it."""

    @property
    def needs_advice(self) -> bool:
        """True when somebody on the list may be below the pack's child age or has a disability (E-94, E-110)."""
        return self.children > 0 or self.with_disability > 0


@dataclass(frozen=True)
class Advised:
    """When the legal adviser and the LFR team last gave their advice; None for not yet."""

    legal_at: datetime | None = None
    team_at: datetime | None = None


@dataclass(frozen=True)
class ExpectedAlerts:
    """Projected share of faces that set off a false alert, with its interval: never measured at this list size.

    `threshold` and `from_size` are those of the operating point it is projected from, `sentence` how it was reached.
    """

    point: float
    low: float
    high: float
    threshold: str
    from_size: int
    to_size: int
    sentence: str


@dataclass(frozen=True)
class Application:
    """Everything `omissions` looks at. `files` counts the intelligence cases attached."""

    setting: Setting
    pack: LawPack
    answers: Answers
    now: datetime
    starts_at: datetime
    ends_at: datetime
    cameras: tuple[str, ...]
    threshold: Decimal
    mandate_threshold: Decimal | None
    threshold_is_justified: bool
    engine_is_tested: bool
    counts: ListCounts = ListCounts()
    advised: Advised = Advised()
    expected: ExpectedAlerts | None = None
    files: int = 0
    whole_pictures: tuple[str, ...] = ()
    """Cameras whose zone of recognition is the whole picture."""

    def words(self, place: str) -> str:
        """Return the answer at a place as text, "" for none or for rows."""
        answer = self.answers.get(place, "")
        return answer if isinstance(answer, str) else ""

    def rows(self, place: str) -> tuple[Mapping[str, str], ...]:
        """Return the rows at a place."""
        answer = self.answers.get(place, ())
        return () if isinstance(answer, str) else answer
