"""What an alert counts as, in the words forces publish: true or false, confirmed or not, or unresolved."""

from enum import StrEnum

from overt.law.roles import Role
from overt.records.models import Alert


class Judgement(StrEnum):
    """True and false alerts, confirmed or not; an alert nobody could decide is unresolved, never false."""

    TRUE_CONFIRMED = "true_confirmed"
    TRUE_UNCONFIRMED = "true_unconfirmed"
    FALSE_CONFIRMED = "false_confirmed"
    FALSE_UNCONFIRMED = "false_unconfirmed"
    UNRESOLVED = "unresolved"

    @property
    def is_false(self) -> bool:
        """True for both kinds of false alert."""
        return self in {Judgement.FALSE_CONFIRMED, Judgement.FALSE_UNCONFIRMED}


def judgement_of(alert: Alert) -> Judgement:
    """Judge from what people recorded: an engagement's outcome first, else the LFR Operator's own view.

    An engagement without an established identity, or an operator who cannot tell, leaves it unresolved.
    """
    outcome = getattr(alert, "outcome", None)
    if outcome is not None and outcome.identity == "same":
        return Judgement.TRUE_CONFIRMED
    if outcome is not None and outcome.identity == "different":
        return Judgement.FALSE_CONFIRMED
    if outcome is not None or getattr(alert, "engagement", None) is not None:
        return Judgement.UNRESOLVED
    views = {view.role: view.view for view in alert.views.all()}
    match views.get(Role.OPERATOR):
        case "same":
            return Judgement.TRUE_UNCONFIRMED
        case "not_the_same":
            return Judgement.FALSE_UNCONFIRMED
        case _:
            return Judgement.UNRESOLVED
