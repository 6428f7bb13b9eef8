"""Forms of the overseeing pages; findings and reasons are words, the figures are counted by the site."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django import forms
from django.core.files import File
from django.core.files.uploadedfile import UploadedFile
from django.utils.datastructures import MultiValueDict

from overt.law import packs
from overt.records.models import QuestionGround
from overt.web.apply.forms import words_field
from overt.web.govuk import GovukForm

OWN = "own"


_WRITTEN = frozenset({"advice", "approvals", "files", "form_one", "words"})


class PublishForm(GovukForm):
    """Which fields of the authority are withheld."""

    withheld = forms.MultipleChoiceField(
        label="Which fields of the authority are withheld?",
        help_text="Of a withheld field outsiders get a commitment. What people wrote is withheld unless you show it.",
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )

    def __init__(self, names: Collection[str], data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        field = self.fields["withheld"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, name.replace("_", " ").capitalize()) for name in names]
        field.initial = [name for name in names if name in _WRITTEN]


class DeclineForm(GovukForm):
    """Why a proposed law pack is declined."""

    reason = words_field("Your reason", "Say why you decline it.")


class DeclineQuestionForm(GovukForm):
    """Why a question about a list is declined."""

    reason = words_field("Your reason", "Say why you decline it.", "Do not name the person.")


class AskAboutListForm(GovukForm):
    """One person's reference, and the order or request the question rests on."""

    reference = forms.CharField(
        label="The force’s reference of the person",
        help_text="As it stands on lists. One person only. Capital letters and spaces make no difference.",
        max_length=200,
        error_messages={"required": "Enter the reference."},
        widget=forms.TextInput({"autocomplete": "off"}),
    )
    ground = forms.ChoiceField(
        label="Who wants to know?",
        choices=QuestionGround.choices,
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose who wants to know."},
    )
    case = forms.CharField(
        label="Number of the order or request",
        help_text="A number, not a name.",
        max_length=200,
        error_messages={"required": "Enter the number of the order or request."},
    )


@dataclass(frozen=True)
class Proposal:
    """What was proposed: a pack that comes with Overt, or the force's own in `content`."""

    name: str
    content: bytes | None
    reason: str


class ProposePackForm(GovukForm):
    """Which law pack should bind the site, and why."""

    pack = forms.ChoiceField(
        label="Which law pack should bind new deployments?",
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose a law pack."},
    )
    name = forms.CharField(
        label="Name of the force’s own pack",
        help_text="Only for a pack of your own: letters, digits, dots and hyphens, for example force-2027.",
        required=False,
        max_length=48,
        widget=forms.TextInput({"class": "govuk-input--width-20"}),
    )
    file = forms.FileField(
        label="File of the force’s own pack",
        help_text="Only for a pack of your own: a TOML file with every limit and what it rests on.",
        required=False,
        widget=forms.FileInput({"accept": ".toml"}),
        error_messages={"empty": "The file is empty. Choose another."},
    )
    reason = words_field(
        "Why it should change", "Say why it should change.", "Your reason is published with the difference."
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, files: MultiValueDict[str, "UploadedFile[bytes]"] | None = None
    ) -> None:
        super().__init__(data, files)
        shipped = [(name, packs.load(name).title) for name in packs.names()]
        field = self.fields["pack"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*shipped, (OWN, "A pack of the force’s own")]

    def clean(self) -> dict[str, object]:
        """Ask for name and file of an own pack."""
        given = super().clean() or {}
        if given.get("pack") == OWN:
            if not given.get("name"):
                self.add_error("name", "Give the pack a name.")
            if not given.get("file") and "file" not in self.errors:
                self.add_error("file", "Choose the pack’s file.")
        return given

    def proposal(self) -> Proposal:
        """Return what is proposed."""
        given = self.cleaned_data
        if given["pack"] != OWN:
            return Proposal(given["pack"], None, given["reason"])
        file: File[bytes] = given["file"]
        return Proposal(given["name"].strip(), file.read(), given["reason"])
