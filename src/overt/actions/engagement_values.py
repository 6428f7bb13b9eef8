"""What is recorded of an engagement and of a view, as frozen values of closed lists; nothing is inferred by software.

Ethnicity and gender presentation come from the officer or the person themselves, never from a face, and may be left
out (E-102). All of it is sealed with the alert; at the deployment's end only counts are kept.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Final, Literal, get_args

from overt.actions.errors import ActionRefused

Said = Literal["yes", "no", ""]
"""An answer to a question that may be left open."""

Force = Literal["none", "force", "handcuffs", "force_and_handcuffs", ""]
Step = Literal["stop", "search", "arrest", "force", "other"]
OfficerEthnicity = Literal[
    "white_north_european",
    "white_south_european",
    "black",
    "asian",
    "east_or_south_east_asian",
    "middle_eastern",
    "unknown",
    "",
]
"""As an officer saw it: the codes IC1 to IC6 and IC9."""

OwnEthnicity = Literal["asian", "black", "mixed", "white", "other", "declined", ""]
"""As the person said it themselves: the broad groups of the census."""

Presentation = Literal["man", "woman", "neither_or_unclear", ""]
"""How somebody appeared, which is neither biological nor legal gender (E-102)."""


@dataclass(frozen=True)
class EngagementRecord:
    """The rest of an engagement's record; every field may be left out but a power for each further step (E-84).

    `powers` maps a step to the power it was taken under; `minutes` is how long it lasted. `head_covering` says
    whether its removal was asked for, `dignity` how dignity was kept (E-68).
    """

    powers: Mapping[Step, str] = field(default_factory=dict)
    force: Force = ""
    minutes: int | None = None
    interpreter: Said = ""
    leaflet: Said = ""
    head_covering: Said = ""
    dignity: str = ""
    complaint: Said = ""
    officer_ethnicity: OfficerEthnicity = ""
    own_ethnicity: OwnEthnicity = ""
    presentation: Presentation = ""

    def __post_init__(self) -> None:
        for name, known in _CLOSED.items():
            if getattr(self, name) not in get_args(known):
                raise ActionRefused("answer_unknown", "An answer is one of the words of the form.")
        if not set(self.powers) <= set(get_args(Step)):
            raise ActionRefused("answer_unknown", "A further step is one of the words of the form.")
        if self.minutes is not None and not 0 <= self.minutes <= 24 * 60:
            raise ActionRefused("minutes_impossible", "An engagement lasts between 0 minutes and a day.")
        if self.force not in {"none", ""} and not self.powers.get("force", "").strip():
            raise ActionRefused("power_missing", "Say under which power force or handcuffs were used (E-84).")
        if self.head_covering == "yes" and not self.dignity.strip():
            raise ActionRefused("dignity_missing", "Say how dignity was kept when a head covering was removed (E-68).")

    def answers(self) -> dict[str, object]:
        """Return everything that was answered, as it is sealed."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None, {})}


_CLOSED: Final[Mapping[str, object]] = {
    "force": Force,
    "interpreter": Said,
    "leaflet": Said,
    "head_covering": Said,
    "complaint": Said,
    "officer_ethnicity": OfficerEthnicity,
    "own_ethnicity": OwnEthnicity,
    "presentation": Presentation,
}
COUNTED = tuple(_CLOSED)
"""The questions whose answers are counted when the deployment ends."""

NOT_RECORDED = EngagementRecord()

Characteristic = Literal["age", "sex", "gender_presentation", "religion", "race", "disability"]
"""What E-83 asks about."""

Factor = Literal[
    "headwear",
    "glasses",
    "face_covered",
    "facial_hair",
    "changed_appearance",
    "old_image",
    "young_in_image",
    "poor_image",
    "look_alike",
    "score_near_threshold",
    "engine_known_weakness",
    "light",
    "crowd",
    "height_or_angle",
    "distance",
    "weather",
]
"""Subject, System and Environmental Factors, as one closed list; `overt.web.words` groups them."""


@dataclass(frozen=True)
class Factors:
    """What a person weighed; `characteristics` answers E-83, empty when none played a part."""

    factors: frozenset[Factor] = frozenset()
    characteristics: frozenset[Characteristic] = frozenset()
    note: str = ""

    def __post_init__(self) -> None:
        if not self.factors <= set(get_args(Factor)) or not self.characteristics <= set(get_args(Characteristic)):
            raise ActionRefused("answer_unknown", "A factor is one of the words of the form.")

    def answers(self) -> dict[str, object]:
        """Return what was answered, as it is sealed."""
        return {
            "factors": sorted(self.factors),
            "characteristics": sorted(self.characteristics),
            "note": self.note.strip(),
        }


EngageGround = Literal["same_and_sought", "find_out_who"]
LeaveGround = Literal["not_the_same", "cannot_tell", "gone", "not_safe", "not_proportionate", "other"]
Ground = EngageGround | LeaveGround
