"""What can go wrong in a rehearsal, each as a sentence a person can act on and a code for the ledger."""


class RehearsalError(Exception):
    """The base of every error of this room; `code` is short and stable, the message is a sentence."""

    code = "rehearsal_failed"


class PeopleUnreadable(RehearsalError):
    """The parameters of the drawn people cannot be used."""

    code = "drawn_people_unreadable"


class SpritesMissing(RehearsalError):
    """A picture of a drawn person that a clip needs is not there or is damaged."""

    code = "sprites_missing"


class PlanRefused(RehearsalError):
    """A crowd plan asks for something that cannot be composed."""

    code = "crowd_plan_refused"


class ClipUnwritten(RehearsalError):
    """The clip or its truth could not be written; nothing half-written is left behind."""

    code = "clip_unwritten"


class TruthUnreadable(RehearsalError):
    """A truth file is not one, or contradicts itself."""

    code = "truth_unreadable"


class CanaryUnusable(RehearsalError):
    """A planted probe or template is too plain or too short for a search to mean anything."""

    code = "canary_unusable"
