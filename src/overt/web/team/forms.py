"""Forms about people; they check shape, the law and the actions check the rest."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from django import forms
from django.core.exceptions import ValidationError

from overt.actions.course_values import CourseContent, Question
from overt.law import Role
from overt.records.models import Course, Person
from overt.web.apply.forms import words_field
from overt.web.govuk import DatePartsField, GovukForm
from overt.web.words import ROLES

RIGHT, WRONG = "*", "-"


def _line(label: str, missing: str, help_text: str = "", longest: int = 200) -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, max_length=longest, error_messages={"required": missing})


def _day(label: str, missing: str) -> DatePartsField:
    return DatePartsField(label=label, help_text="For example, 27 3 2027.", error_messages={"required": missing})


def _number(label: str, missing: str, help_text: str = "") -> forms.IntegerField:
    messages = {"required": missing, "invalid": "Enter a whole number.", "min_value": "Enter a number above 0."}
    box = forms.TextInput({"class": "govuk-input--width-3"})
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=1, max_value=99_999, widget=box, error_messages=messages
    )


def _role_choice(roles: Iterable[Role]) -> list[tuple[str, str]]:
    return [(role.value, ROLES[role]) for role in ROLES if role in set(roles)]


def at_midnight(day: date) -> datetime:
    """Return the moment a day begins, UTC: a certificate names a day, a validity is counted from a moment."""
    return datetime.combine(day, time(), UTC)


class PersonForm(GovukForm):
    """Somebody who may sign in."""

    login = _line("Name they sign in with", "Enter the name they sign in with.", longest=64)
    name = _line("Name", "Enter their name.", "Rank and name, as the record shall show it.")
    password = forms.CharField(
        label="First password",
        help_text="Twelve characters or more. They change it when they have signed in.",
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        error_messages={"required": "Enter a first password."},
    )


class RoleForm(GovukForm):
    """One role, of those that can be given or ended."""

    role = forms.ChoiceField(label="Role", widget=forms.Select(), error_messages={"required": "Choose a role."})

    def __init__(self, data: object, roles: Iterable[Role]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["role"].choices = _role_choice(roles)  # type: ignore[attr-defined]


class CertificateForm(GovukForm):
    """A certificate of training taken elsewhere."""

    course = forms.ChoiceField(label="Course", widget=forms.RadioSelect(), error_messages={"required": "Choose one."})
    reference = _line("Reference of the certificate", "Enter its reference.", longest=64)
    passed_on = _day("Day it was passed", "Enter the day.")

    def __init__(self, data: object, courses: list[tuple[str, str]]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.fields["course"].choices = courses  # type: ignore[attr-defined]


class AdjustmentForm(GovukForm):
    """An adjustment, by its policy."""

    policy_reference = _line(
        "Reference of the policy",
        "Enter the policy’s reference.",
        "Such as HR-14/3.2. Do not write why it is needed: no diagnosis, belief or condition belongs here.",
        longest=40,
    )
    review_on = _day("Look at it again on", "Enter the day.")


class AdvertisementForm(GovukForm):
    """How a role was advertised."""

    role = forms.ChoiceField(
        label="Role",
        choices=_role_choice(Role),
        widget=forms.Select(),
        error_messages={"required": "Choose a role."},
    )
    shown_where = words_field("Where it was shown", "Say where it was shown.", "Intranet page, bulletin, notice.")
    criteria = words_field("Criteria", "Say by which criteria people are chosen.")
    opened_on = _day("Opened on", "Enter the day it opened.")
    closes_on = _day("Closes on", "Enter the day it closes.")


class SelectionForm(GovukForm):
    """Who was selected, and why."""

    person = forms.ChoiceField(label="Person", widget=forms.Select(), error_messages={"required": "Choose a person."})
    applicants = _number("People who applied", "Enter how many people applied.")
    panel = _number("People who chose", "Enter how many people chose.", "Two at least.")
    reasons = words_field("Reasons", "Say by which criteria this person was chosen.")

    def __init__(self, data: object) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        people = Person.objects.filter(is_active=True).order_by("name").values_list("pk", "name")
        self.fields["person"].choices = list(people)  # type: ignore[attr-defined]


class CourseForm(GovukForm):
    """One version of a course with its knowledge check."""

    code = forms.ChoiceField(label="Course", widget=forms.RadioSelect(), error_messages={"required": "Choose one."})
    content = words_field("Content", "Enter the content.", "What people read before the knowledge check.", 50_000)
    formats = words_field(
        "Slides, video and handout",
        "Say where slides, video and handout are.",
        "Where they are, and in which accessible formats: captions, large print, plain text.",
    )
    diversity_input = words_field(
        "Diversity input",
        "Say who gave diversity input, and what it changed.",
        "Which staff networks or community members shaped this version, and what it changed.",
    )
    questions = words_field(
        "Knowledge check",
        "Enter the questions.",
        "A question on a line of its own, its options below: * before the right one, - before each other."
        " An empty line between questions.",
        20_000,
    )
    pass_mark = _number("Right answers needed to pass", "Enter how many answers must be right.")
    supersedes_passes = forms.MultipleChoiceField(
        label="Who passed an earlier version",
        choices=[("yes", "must take this one: earlier passes stop counting")],
        widget=forms.CheckboxSelectMultiple(),
        required=False,
    )

    def __init__(self, data: object, courses: dict[str, str]) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        self.titles = courses
        self.fields["code"].choices = list(courses.items())  # type: ignore[attr-defined]

    def clean_questions(self) -> tuple[Question, ...]:
        """Read the questions out of their lines."""
        blocks = self.cleaned_data["questions"].replace("\r\n", "\n").strip().split("\n\n")
        return tuple(_question(block) for block in blocks if block.strip())

    def version(self) -> CourseContent:
        """Return what was entered."""
        given = dict(self.cleaned_data)
        given["supersedes_passes"] = bool(given["supersedes_passes"])
        return CourseContent(title=self.titles[given["code"]], **given)


def _question(block: str) -> Question:
    text, *lines = [line.strip() for line in block.strip().splitlines() if line.strip()]
    if not all(line[0] in (RIGHT, WRONG) for line in lines):
        raise ValidationError(f"Begin each option of “{text}” with * or -.")
    rights = [index for index, line in enumerate(lines) if line[0] == RIGHT]
    if len(rights) != 1 or len(lines) < 2:
        raise ValidationError(f"“{text}” needs two options or more, and * before the one right option.")
    return Question(text, tuple(line[1:].strip() for line in lines), rights[0])


class CheckForm(GovukForm):
    """A course's knowledge check: one choice a question."""

    def __init__(self, data: object, course: Course) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        for number, question in enumerate(course.questions_json):
            self.fields[f"q{number}"] = forms.TypedChoiceField(
                label=question["text"],
                choices=list(enumerate(question["options"])),
                coerce=int,
                widget=forms.RadioSelect(),
                error_messages=dict.fromkeys(("required", "invalid_choice"), f"Answer: {question['text']}"),
            )

    def answers(self) -> list[int]:
        """Return the options chosen, in the order of the questions."""
        return [self.cleaned_data[f"q{number}"] for number in range(len(self.fields))]


class NothingForm(GovukForm):
    """A form that only asks whether to go on."""
