"""Plain words for the codes of the records and the law; one word per idea, as in the glossary. It refuses jargon."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from overt.actions.withdraw_seeded_mark import Mistake
from overt.law import Kind, Role, Source, State
from overt.law.holds import HoldGround
from overt.law.listing import AgeBand
from overt.law.pack_difference import Direction
from overt.law.preparations import Distance, Light, PreparationKind
from overt.law.register import Status
from overt.law.stipulations import ENFORCED, StipulationKind
from overt.records.queries.alerts import Stage

ROLES: Final[Mapping[Role, str]] = {
    Role.TEAM_MEMBER: "Deployment team",
    Role.AUTHORISING_OFFICER: "Authorising Officer",
    Role.URGENT_OFFICER: "Officer for urgent authority",
    Role.GOLD: "Gold",
    Role.SILVER: "Silver",
    Role.BRONZE: "Bronze",
    Role.OPERATOR: "LFR Operator",
    Role.ENGAGEMENT_OFFICER: "Engagement Officer",
    Role.TECHNICAL_LEAD: "Technical lead",
    Role.LEGAL_ADVISER: "Legal adviser",
    Role.DPO: "Data protection officer",
    Role.SENIOR_RESPONSIBLE_OFFICER: "Senior Responsible Officer",
    Role.EVALUATOR: "Evaluator",
    Role.FOI_OFFICER: "Freedom of information officer",
    Role.PUBLISHER: "Publisher",
    Role.OVERSEER: "Overseer",
    Role.ADMINISTRATOR: "Administrator",
}

STATES: Final[Mapping[State, tuple[str, str]]] = {
    State.DRAFT: ("Draft", "grey"),
    State.SUBMITTED: ("Waiting for a decision", "yellow"),
    State.AUTHORISED: ("Authorised, not started", "teal"),
    State.LIVE: ("Live", "green"),
    State.HALTED: ("Halted", "orange"),
    State.CLOSED: ("Closed", "blue"),
    State.REVIEWED: ("Reviewed", "purple"),
    State.PUBLISHED: ("Published", "purple"),
    State.REFUSED: ("Refused", "red"),
    State.WITHDRAWN: ("Withdrawn", "grey"),
    State.CANCELLED: ("Cancelled", "grey"),
    State.EXPIRED: ("Expired", "grey"),
}

KINDS: Final[Mapping[Kind, str]] = {
    Kind.REHEARSAL: "Rehearsal",
    Kind.TRIAL: "Trial",
    Kind.OPERATIONAL: "Operational",
}

SOURCES: Final[Mapping[Source, str]] = {
    Source.CAMERA: "Live camera",
    Source.RECORDING: "Recording of consenting people",
    Source.DRAWN: "Drawn people",
}

KEPT: Final[Mapping[Status, str]] = {
    Status.ENFORCED: "green",
    Status.EVIDENCE: "blue",
    Status.PEOPLE: "purple",
    Status.NOT_YET: "orange",
}

DIRECTIONS: Final[Mapping[Direction, tuple[str, str]]] = {
    Direction.LOOSENS: ("Loosens", "red"),
    Direction.TIGHTENS: ("Tightens", "green"),
    Direction.GROUNDS: ("Other grounds", "blue"),
}

PREPARED: Final[Mapping[str, str]] = {
    PreparationKind.NOTICE: "The public was told in advance",
    PreparationKind.LATE_NOTICE: "Why the public could not be told in advance",
    PreparationKind.BRIEFING: "A person attended the briefing",
    PreparationKind.SIGNS: "The signs are in place",
    PreparationKind.UNCHECKED: "Why the chain is not checked before the start",
}

CONDITIONS: Final[Mapping[str, str]] = {
    **{kind.value: words for kind, words in ENFORCED.items()},
    StipulationKind.PEOPLE: "Kept by people",
}

DECISION_PARTS: Final[Mapping[str, str]] = {
    "proportionality": "Proportionality",
    "legality": "Legality",
    "accountability": "Accountability",
    "necessity": "Necessity",
    "criteria": "Criteria that target nobody",
    "on_advice": "Answer to the oversight group",
    "urgency": "Why it could not wait",
    "confirm": "Why the urgent authority is confirmed",
}

VIEWS: Final[Mapping[str, str]] = {
    "same": "The same person",
    "not_the_same": "Not the same person",
    "cannot_tell": "Cannot tell",
}

IDENTITIES: Final[Mapping[str, str]] = {
    "same": "It was the person on the watchlist",
    "different": "It was somebody else",
    "not_established": "This could not be established",
}

DISPOSALS: Final[Mapping[str, str]] = {
    "arrest": "Arrest",
    "other_disposal": "Other disposal",
    "safeguarding_referral": "Safeguarding referral",
    "no_action": "No action",
}

STAGES: Final[Mapping[Stage, tuple[str, str]]] = {
    Stage.WAITING: ("Waiting for an operator", "yellow"),
    Stage.CLAIMED: ("An operator has it", "yellow"),
    Stage.REJECTED: ("Rejected by the operator", "grey"),
    Stage.UNSENT: ("Sent to nobody yet", "red"),
    Stage.SENT: ("Sent to officers", "blue"),
    Stage.DECIDED: ("An officer is engaging", "blue"),
    Stage.DECLINED: ("Officers did not engage", "grey"),
    Stage.ENGAGED: ("Engaged, no outcome yet", "orange"),
    Stage.CONCLUDED: ("Concluded", "green"),
}

ENGAGE_GROUNDS: Final[Mapping[str, str]] = {
    "same_and_sought": "I think it is the person, who is sought now",
    "find_out_who": "I want to find out who it is",
}

LEAVE_GROUNDS: Final[Mapping[str, str]] = {
    "not_the_same": "I think it is somebody else",
    "cannot_tell": "I cannot tell",
    "gone": "The person has gone",
    "not_safe": "It is not safe to",
    "not_proportionate": "It would not be proportionate",
    "other": "Something else",
}

HOLD_GROUNDS: Final[Mapping[str, str]] = {
    HoldGround.PROCEEDINGS: "Criminal proceedings",
    HoldGround.COMPLAINT: "A complaint",
    HoldGround.RIGHTS: "A request by somebody about their own data",
    HoldGround.CLAIM: "A civil claim",
    HoldGround.INQUIRY: "An inquest or inquiry",
}

KEPT_CLASSES: Final[Mapping[str, str]] = {
    "watchlist": "Watchlist: pictures, templates, entries",
    "alerts": "Alerts",
    "false_alerts": "Alerts judged false",
    "held_alerts": "Alerts kept as evidence, until the review",
    "outcomes": "Outcomes, with their alerts",
    "alerts_key": "Consents, the intelligence case and approvals, with the key of all alerts",
    "application": "Answers of Form 1 and the advice on it",
    "attachments": "Files attached to this deployment’s documents",
}

GROUNDS: Final = {**ENGAGE_GROUNDS, **LEAVE_GROUNDS}

FACTORS: Final[Mapping[str, Mapping[str, str]]] = {
    "Subject Factors": {
        "headwear": "Hat, hood or head covering",
        "glasses": "Glasses",
        "face_covered": "Part of the face covered",
        "facial_hair": "Facial hair",
        "changed_appearance": "Changed appearance",
        "old_image": "The watchlist picture is old",
        "young_in_image": "Much younger in the picture",
    },
    "System Factors": {
        "poor_image": "Poor picture, live or on the list",
        "look_alike": "Somebody on the list looks alike",
        "score_near_threshold": "The score is near the threshold",
        "engine_known_weakness": "A known weakness of the engine",
    },
    "Environmental Factors": {
        "light": "Light",
        "crowd": "Crowd",
        "height_or_angle": "Height or angle of the camera",
        "distance": "Distance",
        "weather": "Weather",
    },
}

SAID: Final[Mapping[str, str]] = {"": "Not recorded", "yes": "Yes", "no": "No"}

FORCE: Final[Mapping[str, str]] = {
    "": "Not recorded",
    "none": "None",
    "force": "Force",
    "handcuffs": "Handcuffs",
    "force_and_handcuffs": "Force and handcuffs",
}

OFFICER_ETHNICITY: Final[Mapping[str, str]] = {
    "": "Not recorded",
    "white_north_european": "IC1 White, north European",
    "white_south_european": "IC2 White, south European",
    "black": "IC3 Black",
    "asian": "IC4 Asian",
    "east_or_south_east_asian": "IC5 East or south-east Asian",
    "middle_eastern": "IC6 Middle Eastern",
    "unknown": "IC9 Unknown",
}

OWN_ETHNICITY: Final[Mapping[str, str]] = {
    "": "Not recorded",
    "asian": "Asian or Asian British",
    "black": "Black, Black British, Caribbean or African",
    "mixed": "Mixed or multiple ethnic groups",
    "white": "White",
    "other": "Another ethnic group",
    "declined": "Asked, and did not say",
}

PRESENTATION: Final[Mapping[str, str]] = {
    "": "Not recorded",
    "man": "As a man",
    "woman": "As a woman",
    "neither_or_unclear": "Neither, or unclear",
}

CHARACTERISTICS: Final[Mapping[str, str]] = {
    "age": "Age",
    "sex": "Sex",
    "gender_presentation": "Apparent gender presentation",
    "religion": "Religion or what is worn for it",
    "race": "Race",
    "disability": "Disability",
}


LIGHTS: Final[Mapping[str, str]] = {
    Light.DAYLIGHT: "Daylight",
    Light.DUSK: "Dusk or dawn",
    Light.STREET_LIGHT: "Street light",
    Light.INDOOR: "Indoors",
}

DISTANCES: Final[Mapping[str, str]] = {
    Distance.UNDER_5: "Under 5 m",
    Distance.FROM_5_TO_10: "5 to 10 m",
    Distance.FROM_10_TO_15: "10 to 15 m",
    Distance.FROM_15: "15 m and more",
}

MISTAKES: Final[Mapping[str, str]] = {
    Mistake.WRONG_VOLUNTEER: "Wrong volunteer",
    Mistake.WRONG_CAMERA: "Wrong camera",
    Mistake.NOBODY_PASSED: "Nobody passed",
}


def role_words(role: Role | str) -> str:
    """Return a role as people say it."""
    try:
        return ROLES[Role(role)]
    except ValueError:
        return str(role).replace("_", " ")


def state_words(state: str) -> tuple[str, str]:
    """Return a state in words and the colour of its tag."""
    return STATES[State(state)]


def code_words(code: str) -> str:
    """Return a code that has no sentence of its own as words."""
    text = code.replace("_", " ").replace(":", ": ")
    return text[:1].upper() + text[1:]


def duration_words(length: timedelta) -> str:
    """Return a length of time in hours and minutes, or seconds under one minute."""
    seconds = max(0, int(length.total_seconds()))
    if seconds < 60:
        return _count(seconds, "second")
    hours, minutes = divmod(seconds // 60, 60)
    parts = [_count(hours, "hour")] if hours else []
    return " ".join([*parts, _count(minutes, "minute")] if minutes or not parts else parts)


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


AGE_BANDS: Final[Mapping[str, str]] = {
    AgeBand.ADULT: "18 or over",
    AgeBand.FROM_13_TO_17: "13 to 17",
    AgeBand.FROM_10_TO_12: "10 to 12",
    AgeBand.UNDER_10: "Under 10",
}
