"""Forms of the application; they check shape, the law checks the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.files import File
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localtime

from overt.actions.change_plan import plan_digest
from overt.actions.record_consent import LONGEST_GROUP
from overt.actions.values import CameraPlan, DeploymentPlan, EngineFacts, TrialPlan
from overt.law import Kind, LawPack
from overt.records.models import Deployment, DeploymentCamera, WatchlistEntry
from overt.records.queries.packs import pack_in_force, pack_of
from overt.web.categories import categories_of
from overt.web.govuk import DatePartsField, GovukForm
from overt.web.words import KINDS

LARGEST_PICTURE_MB = 10
MOST_PICTURES = 5
SHORT = {"class": "govuk-input--width-5"}


def words_field(label: str, missing: str, help_text: str = "", longest: int = 2000) -> forms.CharField:
    """Make a box for sentences."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=longest,
        widget=forms.Textarea(),
        error_messages={"required": missing},
    )


def _line(label: str, missing: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=200, error_messages={"required": missing})


def _time(label: str, help_text: str) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        help_text=help_text,
        input_formats=["%H:%M"],
        widget=forms.TextInput(SHORT),
        error_messages={"required": f"Enter the {label.lower()}.", "invalid": "Enter a time such as 14:30."},
    )


class PlanForm(GovukForm):
    """The application itself: everything the authority will be about, but the watchlist."""

    title = _line("Title", "Enter a title.", "What everybody will call this deployment.")
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect(), error_messages={"required": "Choose the kind."})
    source = forms.ChoiceField(
        label="Where the pictures come from",
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose where the pictures come from."},
    )
    place = _line("Place", "Enter the place.", "Street, square or venue. It will be published.")
    use_case = forms.ChoiceField(label="Use case", widget=forms.Select())
    purpose = words_field("Purpose", "Say what the deployment is for.", "What it is for, and why there and then.")
    day = DatePartsField(
        label="Day", help_text="For example, 27 3 2027.", error_messages={"required": "Enter the day."}
    )
    starts = _time("Start time", "24-hour clock, for example 14:30.")
    ends = _time("End time", "24-hour clock, for example 18:00.")
    last_day = DatePartsField(
        label="Last day, if it ends on another", help_text="Leave empty when it ends on the same day.", required=False
    )
    cameras = forms.MultipleChoiceField(
        label="Cameras",
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Choose at least one camera."},
    )
    smallest_face_px = forms.IntegerField(
        label="Smallest face to compare, in pixels",
        min_value=20,
        max_value=400,
        initial=48,
        widget=forms.TextInput(SHORT | {"inputmode": "numeric"}),
        error_messages={"invalid": "Enter a whole number of pixels."},
    )
    threshold = forms.CharField(
        label="Face-match threshold",
        max_length=12,
        widget=forms.TextInput(SHORT | {"inputmode": "decimal"}),
        error_messages={"required": "Enter the threshold, for example 0.60."},
    )
    threshold_justification = forms.CharField(
        label="Why this threshold is right",
        required=False,
        max_length=2000,
        widget=forms.Textarea(),
        help_text="Needed when the threshold is below the mandate’s, or when that cannot be told for this engine.",
    )

    hypothesis = forms.CharField(
        label="For a trial: what does it test?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(),
        help_text="New knowledge needed for a possible future use.",
    )
    evaluation_plan = forms.CharField(
        label="For a trial: how is it evaluated?",
        required=False,
        max_length=2000,
        widget=forms.Textarea(),
        help_text="What is measured, by whom, and who reviews it.",
    )
    trial_ends = DatePartsField(
        label="For a trial: its last day", help_text="Data that names anybody is destroyed after it.", required=False
    )

    def __init__(
        self,
        engine: EngineFacts,
        data: Mapping[str, object] | None = None,
        initial: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial={"use_case": "rehearsal", **(initial or {})})
        self._engine = engine
        self._offer("kind", [(kind.value, words) for kind, words in KINDS.items() if kind.value in engine.fit_for])
        self._offer("cameras", [(name, name) for name in settings.OVERT.cameras])
        self._offer("use_case", [(one.code, one.words) for one in self._pack().lists["use_cases"]])
        self._offer("source", _sources())
        if Kind.TRIAL not in engine.fit_for:
            self._leave_out_the_trial()
        lowest, highest = engine.scale
        self.fields["threshold"].help_text = f"Between {lowest} and {highest} on this engine’s scale."

    def _leave_out_the_trial(self) -> None:
        for name in TRIAL_ASKS:
            self.fields.pop(name, None)

    def _pack(self) -> LawPack:
        return pack_in_force()

    def _offer(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)
        if len(choices) == 1:
            code = choices[0][0]
            field.initial = [code] if isinstance(field, forms.MultipleChoiceField) else code

    def plan(self) -> DeploymentPlan:
        """Return what is applied for."""
        given = self.cleaned_data
        return DeploymentPlan(
            kind=given["kind"],
            source=given["source"],
            title=given["title"],
            place=given["place"],
            purpose=given["purpose"],
            use_case=given["use_case"],
            starts_at=_moment(given["day"], given["starts"]),
            ends_at=_moment(given["last_day"] or given["day"], given["ends"]),
            cameras=tuple(CameraPlan(name, smallest_face_px=given["smallest_face_px"]) for name in given["cameras"]),
            engine=self._engine,
            threshold=given["threshold"].strip(),
            threshold_justification=given["threshold_justification"].strip(),
            trial=self._trial() if given["kind"] == Kind.TRIAL else None,
        )

    def clean(self) -> dict[str, object]:
        """Ask a trial for what makes it one."""
        if self.cleaned_data.get("kind") == Kind.TRIAL:
            for name, missing in TRIAL_ASKS.items():
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, missing)
        return self.cleaned_data

    def _trial(self) -> TrialPlan:
        given = self.cleaned_data
        return TrialPlan(given["hypothesis"], given["evaluation_plan"], _moment(given["trial_ends"], time(23, 59)))


TRIAL_ASKS: Mapping[str, str] = {
    "hypothesis": "Say what the trial tests.",
    "evaluation_plan": "Say how the trial is evaluated.",
    "trial_ends": "Enter the last day of the trial.",
}


class ChangePlanForm(PlanForm):
    """The plan of a draft, as it stands, to be changed: its kind, source and engine stay."""

    seen = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, engine: EngineFacts, deployment: Deployment, data: Mapping[str, object] | None = None) -> None:
        cameras = list(deployment.cameras.order_by("name"))
        self._deployment = deployment
        super().__init__(engine, data, _initial(deployment, cameras))
        del self.fields["kind"], self.fields["source"]
        if deployment.kind != Kind.TRIAL:
            self._leave_out_the_trial()
        self._offer("cameras", [(name, name) for name in sorted({*settings.OVERT.cameras, *(c.name for c in cameras)})])
        self._cameras = {camera.name: camera for camera in cameras}

    def _pack(self) -> LawPack:
        return pack_of(self._deployment)

    def clean(self) -> dict[str, object]:
        """Take the kind and the source from the deployment."""
        self.cleaned_data |= {"kind": self._deployment.kind, "source": self._deployment.source}
        return super().clean()

    def plan(self) -> DeploymentPlan:
        """Return the changed plan; a camera that stays keeps its zone."""
        told = super().plan()
        return replace(told, cameras=tuple(self._with_zone(camera) for camera in told.cameras))

    def _with_zone(self, camera: CameraPlan) -> CameraPlan:
        held = self._cameras.get(camera.name)
        return replace(camera, zone=tuple((x, y) for x, y in held.zone_json)) if held else camera


def _initial(deployment: Deployment, cameras: Sequence[DeploymentCamera]) -> dict[str, object]:
    start, end = localtime(deployment.starts_at), localtime(deployment.ends_at)
    same = ("title", "place", "purpose", "use_case", "threshold", "threshold_justification")
    return {
        **{name: getattr(deployment, name) for name in same},
        "day": start.date(),
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}",
        "last_day": None if start.date() == end.date() else end.date(),
        "cameras": [camera.name for camera in cameras],
        "smallest_face_px": cameras[0].smallest_face_px if cameras else None,
        "hypothesis": deployment.trial_hypothesis,
        "evaluation_plan": deployment.trial_evaluation_plan,
        "trial_ends": localtime(deployment.trial_ends_at).date() if deployment.trial_ends_at else None,
        "seen": plan_digest(deployment),
    }


def _sources() -> list[tuple[str, str]]:
    camera = [("camera", "A live camera")]
    return [("drawn", "Drawn people: the demonstration’s clip"), *camera] if settings.OVERT.demo else camera


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, ZoneInfo(settings.TIME_ZONE))


class _Pictures(forms.FileInput):
    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """One to five picture files; what is inside is for the enrolment service to judge, in its sandbox."""

    def clean(self, data: object, initial: object = None) -> list[bytes]:
        """Return the files' bytes."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        checked = [super(PicturesField, self).clean(file, initial) for file in files] or [super().clean(None, initial)]
        if len(checked) > MOST_PICTURES:
            raise forms.ValidationError(f"Choose at most {MOST_PICTURES} pictures of one person.")
        return [_read(file) for file in checked]


def _read(file: "File[bytes]") -> bytes:
    if file.size and file.size > LARGEST_PICTURE_MB * 2**20:
        raise forms.ValidationError(f"A picture is larger than {LARGEST_PICTURE_MB} MB. Choose a smaller one.")
    return bytes(file.read())


class EntryForm(GovukForm):
    """One person on the watchlist."""

    label = _line(
        "Name or reference",
        "Enter the name or reference an officer will see with an alert.",
        "Sealed when you send it, and shown only with an alert.",
    )
    category = forms.ChoiceField(
        label="Why this person may be listed",
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose the category."},
    )
    reason = words_field("Reason for this person", "Say why this person is on this list.", longest=1000)
    pictures = PicturesField(
        label="Pictures",
        help_text="One to five JPEG or PNG files of one person’s face, 10 MB each at most. Checked before use.",
        widget=_Pictures({"multiple": True, "accept": "image/jpeg,image/png"}),
        error_messages={"required": "Choose at least one picture.", "empty": "A picture file is empty."},
    )

    def __init__(
        self,
        deployment: Deployment,
        data: Mapping[str, object] | None = None,
        files: MultiValueDict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files)
        field = self.fields["category"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(categories_of(deployment).items())

    def entry(self) -> dict[str, Any]:
        """Return what `add_to_watchlist` takes."""
        return {name: self.cleaned_data[name] for name in ("label", "category", "reason", "pictures")}


class ConsentForm(GovukForm):
    """A listed person's own consent to a rehearsal."""

    entry = forms.ChoiceField(label="Entry", widget=forms.Select())
    text = words_field("Consent, in the person’s words", "Enter the consent as the person gave it.")
    declared_group = forms.CharField(
        label="For a volunteer of the Blue List: the group they say they are of",
        help_text="In their own words, and only if they want it counted. It is never inferred.",
        required=False,
        max_length=LONGEST_GROUP,
    )

    def __init__(self, entries: Sequence[WatchlistEntry], data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        field = self.fields["entry"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(entry.pk, f"Entry {number}") for number, entry in enumerate(entries, 1)]
        self._entries = {entry.pk: entry for entry in entries}

    def chosen(self) -> WatchlistEntry:
        """Return the entry the consent is about."""
        return self._entries[self.cleaned_data["entry"]]


class ReasonForm(GovukForm):
    """A reason for an act, in the person's own words."""

    reason = words_field("Reason", "Say why.", longest=1000)
