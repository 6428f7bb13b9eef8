"""Conditions about Form 1: everything is answered, and what the answers, the list and the plan say fits together.

Each looks at the omissions that stop; a refusal reads out every one of them in its own sentence.
"""

from overt.law.conditions.condition import condition, condition_naming
from overt.law.facts import Facts
from overt.law.form_one import Omission

OWN = frozenset(
    {
        "seriousness_alone",
        "hours_too_long",
        "intelligence_case_not_attached",
        "false_alerts_over_the_ceiling",
        "list_off_its_purpose",
        "legal_advice_missing",
        "team_advice_missing",
        "notice_too_late",
    }
)
"""Omissions with a condition of their own; all others make the application incomplete."""


def _of(facts: Facts, *codes: str) -> list[Omission]:
    return [one for one in facts.omissions or () if one.code in codes]


def _incomplete(facts: Facts) -> list[Omission]:
    return [one for one in facts.omissions or () if one.stops and one.code not in OWN]


def _read_out(facts: Facts) -> str:
    if facts.omissions is None:
        return "How it stands is not known."
    return " ".join(one.sentence for one in facts.omissions if one.stops)


@condition_naming(_read_out)
def application_is_complete(facts: Facts) -> bool:
    """Form 1 is not complete."""
    return facts.omissions is not None and not _incomplete(facts)


@condition
def seriousness_is_not_the_only_reason(facts: Facts) -> bool:
    """Seriousness alone does not make it proportionate: give another reason as well."""
    return not _of(facts, "seriousness_alone")


@condition_naming(_read_out)
def hours_are_within_the_longest_window(facts: Facts) -> bool:
    """The deployment is applied for over too long a time."""
    return not _of(facts, "hours_too_long")


@condition
def intelligence_case_is_attached(facts: Facts) -> bool:
    """Attach the intelligence case."""
    return not _of(facts, "intelligence_case_not_attached")


@condition_naming(_read_out)
def false_alerts_are_within_the_ceiling_or_justified(facts: Facts) -> bool:
    """The expected false alerts need a specific justification."""
    return not _of(facts, "false_alerts_over_the_ceiling")


@condition_naming(_read_out)
def list_fits_its_purpose(facts: Facts) -> bool:
    """The list and the purpose do not fit."""
    return not _of(facts, "list_off_its_purpose")


@condition_naming(_read_out)
def advice_comes_before_the_request(facts: Facts) -> bool:
    """Advice must come before the request."""
    return not _of(facts, "legal_advice_missing", "team_advice_missing")


@condition_naming(_read_out)
def public_is_told_in_advance(facts: Facts) -> bool:
    """The public must be told in advance."""
    return not _of(facts, "notice_too_late")
