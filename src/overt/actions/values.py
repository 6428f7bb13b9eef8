"""What other rooms hand to actions and get back: frozen values, checked when they are made."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from overt.actions.entry_values import NOT_STATED, ImageNote, Particulars
from overt.actions.errors import ActionRefused
from overt.law.listing import AgeBand
from overt.law.stipulations import Stipulation
from overt.law.zones import WHOLE, Corner

View = Literal["same", "not_the_same", "cannot_tell"]
Identity = Literal["same", "different", "not_established"]
Disposal = Literal["arrest", "other_disposal", "no_action", "safeguarding_referral"]


@dataclass(frozen=True)
class CameraPlan:
    """One camera: corners of its zone of recognition in fractions of the frame (0 to 1), smallest face in pixels."""

    name: str
    zone: tuple[Corner, ...] = WHOLE
    smallest_face_px: int = 48


@dataclass(frozen=True)
class EngineFacts:
    """What the engine's passport says, as values: this room never loads an engine.

    `digest` is the passport's SHA-256 in hexadecimal; `scale` the lowest and highest threshold that mean something,
    as decimal text; `mandate_threshold` the score that corresponds to the mandate's 0.6, empty when nobody derived it.
    """

    name: str
    digest: str
    fit_for: frozenset[str]
    scale: tuple[str, str]
    mandate_threshold: str = ""


@dataclass(frozen=True)
class RecordingFacts:
    """A local recording of consenting people: the label shown, SHA-256 of the file (hexadecimal), length in seconds."""

    label: str
    digest: str
    seconds: int


@dataclass(frozen=True)
class TrialPlan:
    """What makes a trial a trial (M-78, M-84): what it tests, how that is evaluated, when it ends for good."""

    hypothesis: str
    evaluation_plan: str
    ends_at: datetime


@dataclass(frozen=True)
class DeploymentPlan:
    """An application: everything the authority will be about, but the watchlist.

    `threshold` is decimal text on the engine's scale; below the mandate's 0.6 as the engine's passport maps it, or on
    an engine without that mapping, `threshold_justification` must say why it is right (E-89).
    """

    kind: Literal["rehearsal", "trial", "operational"]
    title: str
    place: str
    purpose: str
    use_case: str
    starts_at: datetime
    ends_at: datetime
    cameras: tuple[CameraPlan, ...]
    engine: EngineFacts
    threshold: str
    threshold_justification: str = ""
    source: Literal["camera", "recording", "drawn"] = "camera"
    recording: RecordingFacts | None = None
    trial: TrialPlan | None = None


@dataclass(frozen=True)
class FourTests:
    """The Authorising Officer's own words on each test; all four must be satisfied (M-23)."""

    proportionality: str
    legality: str
    accountability: str
    necessity: str

    @property
    def are_answered(self) -> bool:
        """True when no answer is empty."""
        answers = (self.proportionality, self.legality, self.accountability, self.necessity)
        return all(answer.strip() for answer in answers)


@dataclass(frozen=True)
class FurtherDecisions:
    """What else an officer decides: why the criteria target nobody (E-91), on advice asked for, under which conditions.

    `on_advice` answers the oversight group's advice, or says why the decision does not wait for it.
    """

    criteria: str = ""
    on_advice: str = ""
    conditions: tuple[Stipulation, ...] = ()


NOTHING_FURTHER = FurtherDecisions()


@dataclass(frozen=True)
class PictureCheck:
    """What enrolment found in one picture: `reasons` are codes, `template_sealed` the vault's envelope if accepted.

    `warnings` are for the list's owners: a code and the entry it is about, "" for the picture's own.
    """

    accepted: bool
    reasons: tuple[str, ...] = ()
    quality: Mapping[str, float | str] = field(default_factory=dict)
    template_sealed: bytes = b""
    warnings: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class SubjectDetails:
    """Who a watchlist entry is about; kept only inside a sealed envelope."""

    label: str
    category: str
    reason: str = ""
    particulars: Particulars = NOT_STATED
    images: tuple[ImageNote, ...] = ()

    def to_bytes(self) -> bytes:
        """Write the plaintext that is sealed."""
        return json.dumps({"v": 2, **asdict(self)}, sort_keys=True, default=date.isoformat).encode()

    @classmethod
    def from_bytes(cls, plaintext: bytes) -> "SubjectDetails":
        """Read an opened envelope back."""
        parts = json.loads(plaintext)
        said, images = parts["particulars"], parts["images"]
        band = AgeBand(said["age_band"]) if said["age_band"] else None
        return cls(
            str(parts["label"]),
            str(parts["category"]),
            str(parts["reason"]),
            Particulars(**{**said, "age_band": band, "expires_on": _day(said["expires_on"])}),
            tuple(ImageNote(**{**image, "taken_on": _day(image["taken_on"])}) for image in images),
        )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@dataclass(frozen=True)
class CandidatePicture:
    """One watchlist picture of the alert's subject, as JPEG, under its opaque id.

    `years` is its age in years begun on the day of the deployment, None when not stated; `child` whether its subject
    was below the pack's age when it was taken; `advice` what would have made it compare better, as codes.
    """

    picture: str
    jpeg: bytes
    years: int | None = None
    child: bool = False
    advice: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tally:
    """Counters of one camera run since it began, all that unmatched passages leave; `refusals`: reason to count."""

    frames: int = 0
    frames_skipped: int = 0
    faces_detected: int = 0
    passages: int = 0
    recognition_opportunities: int = 0
    templates_made: int = 0
    templates_overwritten: int = 0
    longest_template_ms: int = 0
    refusals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class CameraSettings:
    """What a camera sends and how it is watched. Sizes are pixels, `frames_a_second` decimal text, empty if unknown.

    `zone` holds x and y of each corner as decimal text, in shares of the picture's width and height.
    """

    source: str
    codec: str
    pixel_format: str
    width: int
    height: int
    frames_a_second: str
    zone: tuple[tuple[str, str], ...]
    smallest_face_px: int
    detection_threads: int


@dataclass(frozen=True)
class NewRecognition:
    """What a live process hands over when a volunteer is recognised while the deployment runs: ids and no picture.

    `passage`, `threshold` and `since_capture_ms` are as in `NewAlert`.
    """

    deployment: str
    camera: str
    run: str
    warrant: str
    passage: str
    entry: str
    threshold: str
    since_capture_ms: int | None = None


@dataclass(frozen=True)
class NewAlert:
    """An alert as the live process hands it over.

    `passage` is an opaque token of one passage of one run; `probe_jpeg` has other faces hidden already; `candidates`
    are all pictures of the subject, the best match (`picture`) first; `subject` comes from the opened entry.
    `margin` is how far the score lies above that of the next subject, None when nobody else was compared;
    `since_capture_ms` from the frame until it was handed over, None for a file not looked at in real time.
    """

    deployment: str
    camera: str
    run: str
    warrant: str
    passage: str
    picture: str
    score: float
    threshold: str
    probe_jpeg: bytes
    candidates: tuple[CandidatePicture, ...]
    subject: SubjectDetails
    tally: Tally = field(default_factory=Tally)
    margin: float | None = None
    since_capture_ms: int | None = None


@dataclass(frozen=True)
class ShownScore:
    """A raw score against its threshold, as decimal text; never a percentage, never a confidence (I-3).

    `margin` is how far it lies above the score of the next subject, empty when nobody else was compared; `measured`
    says what evaluations signed on this site have counted at the thresholds this score reaches.
    """

    score: str
    threshold: str
    margin: str = ""
    measured: tuple[str, ...] = ()


@dataclass(frozen=True)
class GivenView:
    """Somebody's recorded view of an alert."""

    person: str
    role: str
    view: View
    given_at: datetime


@dataclass(frozen=True)
class ShownAlert:
    """An alert as one person may see it: `score` and `views` stay empty until their own view is recorded (I-3).

    `must_know` is what the list's owners noted for officers; `look_alikes` how many others of the list come close to
    the subject. `factors_due_at` is set while the viewer still owes the factors behind their view.
    """

    alert: str
    deployment: str
    camera: str
    raised_at: datetime
    label: str
    category: str
    listed_because: str
    must_know: str
    age_band: str
    look_alikes: int
    probe_jpeg: bytes
    candidates: tuple[CandidatePicture, ...]
    own_view: View | None
    own_role: str
    factors_due_at: datetime | None
    score: ShownScore | None
    views: tuple[GivenView, ...]


def decimal_of(text: str, what: str) -> Decimal:
    """Read decimal text; raises ActionRefused naming `what` for anything else."""
    try:
        value = Decimal(text)
    except InvalidOperation as error:
        raise ActionRefused("not_a_number", f"The {what} must be a number such as 0.60, not {text!r}.") from error
    if not value.is_finite():
        raise ActionRefused("not_a_number", f"The {what} must be a finite number, not {text!r}.")
    return value
