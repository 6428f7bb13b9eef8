"""Law packs: every limit Overt enforces, as data with the clause or published source it comes from (I-9).

A pack is a TOML file beside this module. Loading refuses a number without a source, a clause that does not exist, a
limit nobody knows and a limit that is missing. A value recalled but not read in its source is marked unverified, and
stays marked wherever it is shown.
"""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cache
from pathlib import Path

from overt.law.clauses import clauses
from overt.law.errors import PackInvalid
from overt.law.limits import KnownLimit, Number, known_limits
from overt.law.packs.closed_lists import ClosedLists, Listed, closed_lists
from overt.law.packs.people_rules import PeopleRules, people_rules

FOLDER = Path(__file__).parent

DEFAULT = "mps-2018-2023"
"""The pack every new site is bound by until two people agree on another."""


class Effect(StrEnum):
    """What crossing a limit does to a watchlist entry: it is marked for the people who decide, or not listed."""

    FLAG = "flag"
    REFUSE = "refuse"


WITH_EFFECT = frozenset({"image_age_years", "child_at_capture_under_years", "wanted_under_years"})
"""Limits that must say what crossing them does."""


@dataclass(frozen=True)
class Cited:
    """One number with where it comes from: `clause` is an id of ours or empty, `source` any other citation.

    `unverified` marks a value recalled but not read in its source.
    """

    value: Number
    clause: str
    source: str
    note: str
    unverified: bool

    @property
    def citation(self) -> str:
        """Return what the number rests on, in one line."""
        return "; ".join(part for part in (f"clause {self.clause}" if self.clause else "", self.source) if part)


@dataclass(frozen=True)
class Limit(Cited):
    """The number that binds; `also` holds what other sources say of the same matter, listed beside it.

    `effect` stands beside the limits of `WITH_EFFECT` only.
    """

    also: tuple[Cited, ...] = ()
    effect: Effect | None = None


@dataclass(frozen=True)
class LawPack:
    """The limits that bind a deployment; `digest` is the SHA-256 of the file's bytes."""

    name: str
    title: str
    digest: str
    limits: Mapping[str, Limit]
    lists: ClosedLists
    people: PeopleRules

    def listed(self, name: str, code: str) -> Listed | None:
        """Return one choice of a closed list, or None."""
        return next((one for one in self.lists[name] if one.code == code), None)

    def whole(self, name: str) -> int:
        """Return a limit that counts days, hours, minutes, years or things."""
        value = self.limits[name].value
        if not isinstance(value, int):
            raise PackInvalid("not_whole", f"The limit {name} of the pack {self.name} is not a whole number.")
        return value

    @property
    def alert_retention_days(self) -> int:
        """Days an alert is kept after it was raised."""
        return self.whole("alert_retention_days")

    @property
    def false_alert_retention_days(self) -> int:
        """Days an alert judged false is kept after it was raised."""
        return self.whole("false_alert_retention_days")

    @property
    def trial_data_retention_days(self) -> int:
        """Days identifiable data of a trial may be kept after the trial's own end date."""
        return self.whole("trial_data_retention_days")

    @property
    def hold_review_days(self) -> int:
        """Longest time in days until an alert kept as evidence is looked at again."""
        return self.whole("hold_review_days")

    @property
    def watchlist_destruction_hours(self) -> int:
        """Hours after a deployment's end by which its watchlist is destroyed."""
        return self.whole("watchlist_destruction_hours")

    @property
    def witness_quorum(self) -> int:
        """Witnesses that must have signed before a report counts as published; 0 when the pack asks for none."""
        return self.whole("witness_quorum") if "witness_quorum" in self.limits else 0

    @property
    def false_alert_ceiling(self) -> Fraction:
        """False alerts for each face seen that may not be exceeded, as an exact fraction."""
        return Fraction(self.limits["false_alert_ceiling"].value)

    @property
    def threshold_floor(self) -> Decimal:
        """Lowest threshold without justification, on the scale of the engine the source speaks of."""
        value = self.limits["threshold_floor"].value
        if not isinstance(value, Decimal):
            raise PackInvalid("not_decimal", f"The threshold floor of the pack {self.name} is not a decimal.")
        return value

    @property
    def rehearsal_camera_minutes(self) -> int:
        """Longest rehearsal on a live camera."""
        return self.whole("rehearsal_camera_minutes")

    @property
    def recording_minutes(self) -> int:
        """Longest recording that needs no officer's authority."""
        return self.whole("recording_minutes")

    @property
    def recording_pictures(self) -> int:
        """Most pictures on the list of a recording without an officer's authority."""
        return self.whole("recording_pictures")

    @property
    def recording_runs(self) -> int:
        """Recordings without an officer's authority that may be in progress at once."""
        return self.whole("recording_runs")

    @property
    def factors_minutes(self) -> int:
        """Minutes after an own view within which the factors behind it are recorded."""
        return self.whole("factors_minutes")

    @property
    def check_minutes(self) -> int:
        """Minutes before a start within which the chain must have been checked."""
        return self.whole("check_minutes")

    @property
    def check_open_minutes(self) -> int:
        """Minutes one check may take."""
        return self.whole("check_open_minutes")

    @property
    def console_minutes(self) -> int:
        """Longest turn of an operator at the console."""
        return self.whole("console_minutes")

    @property
    def console_break_minutes(self) -> int:
        """Shortest break between two turns at the console."""
        return self.whole("console_break_minutes")

    @property
    def smallest_cell(self) -> int:
        """Smallest count a table about engaged people shows."""
        return self.whole("smallest_cell")

    @property
    def ceiling_alternative(self) -> Fraction:
        """Rate of false alerts the sequential test of the ceiling is there to stop."""
        return Fraction(self.limits["ceiling_alternative"].value)

    @property
    def ceiling_false_halt(self) -> float:
        """Chance that the test ever halts a deployment whose rate is at the ceiling."""
        return float(self.limits["ceiling_false_halt"].value)

    @property
    def ceiling_missed(self) -> float:
        """Chance that the test has not halted the alternative within its stated number of faces."""
        return float(self.limits["ceiling_missed"].value)


def names() -> tuple[str, ...]:
    """Return the names of the packs shipped."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.toml")))


@cache
def load(name: str) -> LawPack:
    """Load and check one shipped pack; raises PackInvalid when there is none or it does not hold."""
    return parse(name, content_of(name))


def content_of(name: str) -> bytes:
    """Return a shipped pack's file as it is; raises PackInvalid when there is no such pack."""
    if name not in names():
        raise PackInvalid("unknown_pack", f"There is no law pack called {name}. There are: {', '.join(names())}.")
    return (FOLDER / f"{name}.toml").read_bytes()


def parse(name: str, content: bytes) -> LawPack:
    """Read a pack from its file's bytes and check every limit in it; raises PackInvalid with the reason."""
    try:
        data = tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PackInvalid("not_toml", f"The law pack {name} is not a TOML file: {error}.") from error
    tables = data.get("limits")
    if not isinstance(data.get("title"), str) or not isinstance(tables, dict):
        raise PackInvalid("no_limits", f"The law pack {name} needs a title and a table of limits.")
    _refuse_wrong_names(name, set(tables))
    limits = {key: _limit(name, key, table) for key, table in tables.items()}
    lists, people = closed_lists(name, data.get("lists")), people_rules(name, data.get("people"))
    return LawPack(name, data["title"], hashlib.sha256(content).hexdigest(), limits, lists, people)


def _refuse_wrong_names(pack: str, found: set[str]) -> None:
    known = known_limits()
    if unknown := sorted(found - set(known)):
        raise PackInvalid("unknown_limit", f"The law pack {pack} has limits nobody knows: {', '.join(unknown)}.")
    if missing := sorted({name for name, limit in known.items() if not limit.optional} - found):
        raise PackInvalid("missing_limit", f"The law pack {pack} lacks these limits: {', '.join(missing)}.")


def _limit(pack: str, key: str, table: object) -> Limit:
    where = f"The limit {key} of the law pack {pack}"
    known = known_limits()[key]
    if not isinstance(table, dict):
        raise PackInvalid("malformed_limit", f"{where} needs a value and a clause or source.")
    rest = dict(table)
    also, effect = rest.pop("also", []), _effect(where, key, rest.pop("effect", None))
    if not isinstance(also, list):
        raise PackInvalid("malformed_limit", f"{where} needs a list of second sources under also.")
    seconds = tuple(_cited(f"{where}, in a second source,", known, one) for one in also)
    return Limit(**vars(_cited(where, known, rest)), also=seconds, effect=effect)


def _effect(where: str, key: str, said: object) -> Effect | None:
    if key not in WITH_EFFECT and said is None:
        return None
    if key in WITH_EFFECT and said in set(Effect):
        return Effect(str(said))
    wanted = "effect “flag” or “refuse”" if key in WITH_EFFECT else "no effect"
    raise PackInvalid("malformed_effect", f"{where} needs {wanted}.")


def _cited(where: str, known: KnownLimit, table: object) -> Cited:
    if not isinstance(table, dict) or not set(table) <= {"value", "clause", "source", "note", "unverified"}:
        raise PackInvalid("malformed_limit", f"{where} needs a value, a clause or source, and no other key.")
    cited = table.get("clause", ""), table.get("source", ""), table.get("note", "")
    if not all(isinstance(text, str) for text in cited):
        raise PackInvalid("malformed_limit", f"{where} has a citation that is not text.")
    citation, source, note = (str(text) for text in cited)
    if not citation and not source:
        raise PackInvalid("no_source", f"{where} names neither a clause nor a source.")
    if citation and citation not in clauses():
        raise PackInvalid("unknown_clause", f"{where} rests on {citation}, which neither document has.")
    unverified = table.get("unverified", False)
    if not isinstance(unverified, bool):
        raise PackInvalid("malformed_limit", f"{where} says unverified with something that is not true or false.")
    return Cited(_number(where, known.kind, table.get("value")), citation, source, note, unverified)


def _number(where: str, kind: type[Number], value: object) -> Number:
    if kind is int and isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    if kind is Decimal and isinstance(value, Decimal) and value > 0:
        return value
    if kind is Fraction and isinstance(value, str):
        return _fraction(where, value)
    wanted = {int: "a whole number above 0", Decimal: "a decimal above 0", Fraction: 'a fraction such as "1/1000"'}
    raise PackInvalid("malformed_value", f"{where} needs {wanted[kind]}, not {value!r}.")


def _fraction(where: str, text: str) -> Fraction:
    try:
        value = Fraction(text)
    except (ValueError, ZeroDivisionError) as error:
        raise PackInvalid("malformed_value", f'{where} needs a fraction such as "1/1000", not {text!r}.') from error
    if not 0 < value < 1:
        raise PackInvalid("malformed_value", f"{where} must lie between 0 and 1, not at {text}.")
    return value
