"""Forms drawn from templates, and the few fixed ones; they check shape, the law and the actions check the rest."""

from collections.abc import Mapping, Sequence
from datetime import date

from django import forms
from django.core.files import File

from overt.actions.files import BEGINNINGS, LARGEST_BYTES
from overt.law.roles import Role
from overt.law.templates import AnswerKind, Answers, Column, Question, Row, Section, missing_columns
from overt.law.templates.answers import LONGEST, MOST_DIGITS
from overt.records.models import Person
from overt.web.apply.forms import words_field
from overt.web.assess.shown import capacity_words
from overt.web.assess.words import OUTCOMES, RECIPIENTS
from overt.web.govuk import DatePartsField, GovukForm
from overt.web.words import ROLES

Asked = Question | Column


def field_for(asked: Asked) -> forms.Field:
    """Return the box for one question or column; nothing is required while a draft is written."""
    field = _box(asked)
    rules = f"Rules: {', '.join(asked.clauses)}." if isinstance(asked, Question) and asked.clauses else ""
    field.label, field.help_text, field.required = asked.ask, f"{asked.hint} {rules}".strip(), False
    return field


def _box(asked: Asked) -> forms.Field:
    match asked.kind:
        case AnswerKind.DATE:
            return DatePartsField()
        case AnswerKind.CHOICE:
            choices = [(option.code, option.words) for option in asked.options]
            return forms.ChoiceField(choices=choices, widget=forms.RadioSelect())
        case AnswerKind.ROLE:
            roles = [("", "Choose a role"), *((role.value, words) for role, words in ROLES.items())]
            return forms.ChoiceField(choices=roles, widget=forms.Select())
        case AnswerKind.NUMBER:
            return forms.CharField(
                max_length=MOST_DIGITS,
                widget=forms.TextInput({"class": "govuk-input--width-10", "inputmode": "numeric"}),
            )
        case AnswerKind.LINE:
            return forms.CharField(max_length=LONGEST[AnswerKind.LINE])
        case _:
            return forms.CharField(max_length=LONGEST[AnswerKind.WORDS], widget=forms.Textarea())


class AskedForm(GovukForm):
    """A form with one field for each question or column."""

    seen = forms.CharField(widget=forms.HiddenInput(), required=False)

    def __init__(self, asked: Sequence[Asked], held: Row, seen: str, data: Mapping[str, object] | None = None) -> None:
        initial: dict[str, object] = {one.code: _initial(one, held.get(one.code, "")) for one in asked}
        super().__init__(data, initial=initial | {"seen": seen})
        self.asked = asked
        self.fields |= {one.code: field_for(one) for one in asked}

    def values(self) -> dict[str, str]:
        """Return what was entered, as answers are stored."""
        return {one.code: _stored(self.cleaned_data.get(one.code)) for one in self.asked}


class SectionForm(AskedForm):
    """One section's questions, but those that take rows."""

    def __init__(self, section: Section, answers: Answers, seen: str, data: Mapping[str, object] | None = None) -> None:
        asked = [question for question in section.questions if question.rows is None]
        held = {one.code: answers.get(section.place(one), "") for one in asked}
        super().__init__(asked, {code: value for code, value in held.items() if isinstance(value, str)}, seen, data)


class RowForm(AskedForm):
    """One row, complete: what its columns need depends on what stands in the others (E-12)."""

    def __init__(self, question: Question, row: Row, seen: str, data: Mapping[str, object] | None = None) -> None:
        assert question.rows is not None
        super().__init__(question.rows.columns, row, seen, data)
        self._question = question

    def clean(self) -> dict[str, object]:
        """Ask for every column that may not be empty."""
        for column in missing_columns(self._question, self.values()):
            if column.code not in self.errors:
                self.add_error(column.code, f"Fill in “{column.ask}”.")
        return self.cleaned_data


def _initial(asked: Asked, value: str) -> object:
    return date.fromisoformat(value) if value and asked.kind is AnswerKind.DATE else value


def _stored(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


class ChangeForm(GovukForm):
    """What is new in a version."""

    change = words_field("What is new in this version?", "Say what is new in this version.", longest=1000)


class SignForm(GovukForm):
    """A signature, in one of the roles the person holds and the version still waits for."""

    role = forms.ChoiceField(
        label="Sign as", widget=forms.RadioSelect(), error_messages={"required": "Choose the role you sign in."}
    )
    read = forms.MultipleChoiceField(
        label="Your word",
        choices=[("yes", "I have read this version to its end, and I sign it.")],
        widget=forms.CheckboxSelectMultiple(),
        error_messages={"required": "Say that you have read it."},
    )

    def __init__(self, roles: Sequence[tuple[Role, str]], data: Mapping[str, object] | None = None) -> None:
        first = roles[0][0].value if len(roles) == 1 else None
        super().__init__(data, initial={"role": first})
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, capacity_words(role, capacity)) for role, capacity in roles]


class ReviewForm(GovukForm):
    """What somebody found on looking again."""

    findings = words_field(
        "What did you look at, and what did you find?",
        "Say what you looked at and what you found.",
        "For a deployment: compare it with this place, this list, these hours and this engine.",
    )
    outcome = forms.ChoiceField(
        label="Is the version in force still right?",
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose whether it is still right."},
    )


class ShareForm(GovukForm):
    """With whom, and on which day."""

    recipient = forms.ChoiceField(
        label="Shared with",
        choices=list(RECIPIENTS.items()),
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose with whom it was shared."},
    )
    shared_on = DatePartsField(
        label="Day", help_text="The day it was sent.", error_messages={"required": "Enter the day."}
    )


class ReplyForm(GovukForm):
    """What came back, and on which day."""

    replied_on = DatePartsField(label="Day of the reply", error_messages={"required": "Enter the day."})
    reply = words_field(
        "Reply", "Write what they replied.", "In their words where you can. Attach a letter as a file.", longest=10_000
    )


class OwnerForm(GovukForm):
    """Who answers for the document from now on."""

    owner = forms.ChoiceField(
        label="New owner", widget=forms.Select(), error_messages={"required": "Choose the new owner."}
    )

    def __init__(self, people: Sequence[Person], data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self.people = {person.pk: person for person in people}
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "Choose a person"), *((person.pk, person.name) for person in people)]

    def chosen(self) -> Person:
        """Return the new owner."""
        return self.people[self.cleaned_data["owner"]]


class OneFile(forms.FileField):
    """One file of a size people may attach; what is inside is not looked at."""

    def clean(self, data: object, initial: object = None) -> "File[bytes]":
        """Return the file; refuse a large one before it is read."""
        file: File[bytes] = super().clean(data, initial)
        if file.size and file.size > LARGEST_BYTES:
            raise forms.ValidationError(f"The file is larger than {LARGEST_BYTES // 2**20} MB. Choose a smaller one.")
        return file


class AttachForm(GovukForm):
    """One file, and the day after which it is erased."""

    file = OneFile(
        label="File",
        help_text=f"Up to {LARGEST_BYTES // 2**20} MB: {', '.join(sorted(BEGINNINGS))}. It is sealed when you send it.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty.", "invalid": "Choose a file."},
    )
    keep_until = DatePartsField(
        label="Keep until",
        help_text="It is erased after this day, with a receipt. At most seven years from now.",
        error_messages={"required": "Enter the day."},
    )
