"""The review after a deployment: figures first, words second; the second reading; what is to be done about it."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from overt.actions import site
from overt.actions.add_learning_point import add_learning_point
from overt.actions.finish_learning_point import finish_learning_point
from overt.actions.read_again import read_again
from overt.actions.review import review
from overt.actions.show_alert import show_alert
from overt.actions.weighed_factors import WeighedFactors, weighed_factors
from overt.documents import DocumentRefused
from overt.documents.review_export import review_csv, review_json, schema
from overt.measure.intervals import clopper_pearson
from overt.measure.values import FEW
from overt.records.models import Alert, Deployment, LearningPoint, Person
from overt.records.queries.figures import alert_figures
from overt.records.queries.review import FalseAlerts, review_counts, to_read_again
from overt.web.apply.forms import words_field
from overt.web.downloads import as_file
from overt.web.error_pages import trouble
from overt.web.gates import (
    EVERYBODY,
    attempt,
    deployment_or_404,
    offered,
    once,
    page,
    person_of,
    reads_only_what_is_decided,
    roles_for,
    tap_of,
)
from overt.web.govuk import DatePartsField, GovukForm
from overt.web.operate.seen import lined_up, picture_address
from overt.web.oversee.blue_list import shown_blue_list
from overt.web.oversee.figures import shown_negatives, shown_rates
from overt.web.people import names_of
from overt.web.reasons import reason_page
from overt.web.words import CHARACTERISTICS, FACTORS, VIEWS

_FACTOR_WORDS = {code: words for group in FACTORS.values() for code, words in group.items()}


class ReviewForm(GovukForm):
    """What the review found, in three parts."""

    findings = words_field(
        "Findings", "Say what you found.", "What worked, what did not, and what should change.", longest=5000
    )
    on_false_alerts = forms.CharField(
        label="False alerts: is there a trend, or one overriding cause?",
        help_text="Asked when an alert was judged false. The figures are above.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(),
    )
    on_benefits = forms.CharField(
        label="Did the benefits that Form 1 expected come about?",
        help_text="Category by category, as far as the figures show it.",
        required=False,
        max_length=5000,
        widget=forms.Textarea(),
    )


class PointForm(GovukForm):
    """What is to be done, by whom, by which day."""

    words = words_field("What is to be done", "Say what is to be done.", "Do not name anybody.", longest=500)
    owner = forms.ModelChoiceField(
        label="Who owns it",
        queryset=Person.objects.none(),
        error_messages={"required": "Choose who owns it."},
    )
    due_on = DatePartsField(
        label="By which day",
        help_text="For example, 27 3 2027.",
        error_messages={"required": "Enter the day."},
    )

    def __init__(self, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        owners = Person.objects.filter(is_active=True, grants__ended_at=None).distinct().order_by("name")
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = owners


class DoneForm(GovukForm):
    """What was done about a learning point."""

    outcome = words_field("What was done", "Say what was done.", "Do not name anybody.", longest=500)


class SecondViewForm(GovukForm):
    """A second person's view of the same two pictures."""

    view = forms.ChoiceField(
        label="Do the pictures show the same person?",
        choices=list(VIEWS.items()),
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose what you see. If you are not sure, choose “Cannot tell”."},
    )


@require_safe
@page(EVERYBODY)
def figures(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show what a review looks at, to everybody with a role."""
    deployment = deployment_or_404(deployment_id)
    if reads_only_what_is_decided(person_of(request), deployment):
        return trouble(request, 403, "This application is not decided yet", "You read its record once it is.")
    return render(request, "oversee/review_figures.html", figures_context(request, deployment))


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("review"))
def write(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Record the review, once the watchlist is destroyed; the figures stand above the words."""
    deployment = deployment_or_404(deployment_id)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if attempt(form, lambda: review(person_of(request), deployment, **said)):
            messages.success(request, "The review is recorded.")
            return redirect("record", deployment.pk)
    context = figures_context(request, deployment) | {"form": form}
    return render(request, "oversee/review.html", context, status=422 if form.is_bound else 200)


@require_safe
@page(EVERYBODY)
def as_json(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the review as JSON; `review.schema.json` says what each field is."""
    return _export(request, deployment_id, "json")


@require_safe
@page(EVERYBODY)
def as_csv(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send the published columns as CSV."""
    return _export(request, deployment_id, "csv")


@require_safe
def json_schema(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send the schema of the export; it is about no deployment, so everybody may have it."""
    return HttpResponse(schema(), content_type="application/schema+json")


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("add_learning_point"))
def add_point(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Write down a learning point."""
    deployment = deployment_or_404(deployment_id)
    by, tap = person_of(request), tap_of(request)
    return reason_page(
        request,
        deployment,
        PointForm(request.POST if request.method == "POST" else None),
        lambda form: add_learning_point(by, deployment, **form.cleaned_data, tap=tap),
        done="The learning point is written down.",
        back="review-figures",
        heading="Add a learning point",
        explanation="Its owner says when it is done.",
        button="Add a learning point",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("finish_learning_point"))
def finish_point(request: HttpRequest, point_id: str) -> HttpResponse:
    """Say that a learning point is done."""
    point = get_object_or_404(LearningPoint, pk=point_id)
    by, tap = person_of(request), tap_of(request)
    return reason_page(
        request,
        point.deployment,
        DoneForm(request.POST if request.method == "POST" else None),
        lambda form: finish_learning_point(by, point, outcome=form.cleaned_data["outcome"], tap=tap),
        done="The learning point is done.",
        back="review-figures",
        heading="Say what was done",
        explanation=point.words,
        button="Say what was done",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("read_again"))
def second_reading(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Show the two pictures of an alert of the sample, and nothing anybody said of it."""
    row, by = get_object_or_404(Alert, pk=alert_id), person_of(request)
    form = SecondViewForm(request.POST if request.method == "POST" else None)
    sound = form.is_bound and form.is_valid()
    if sound and once(form, lambda: read_again(by, row, view=form.cleaned_data["view"], tap=tap_of(request))):
        messages.success(request, "Your view is recorded.")
        left = to_read_again(by.pk, row.deployment_id)
        target = ("second-reading", left[0].pk) if left else ("review-figures", row.deployment_id)
        return redirect(*target)
    shown = show_alert(by, row)
    context = {
        "form": form,
        "shown": shown,
        "deployment": row.deployment,
        "rehearsal": row.deployment.kind == "rehearsal",
        "probe": picture_address(shown.probe_jpeg),
        "candidates": [lined_up(number, one) for number, one in enumerate(shown.candidates, 1)],
    }
    return render(request, "oversee/second_reading.html", context, status=422 if form.is_bound else 200)


def figures_context(request: HttpRequest, deployment: Deployment) -> dict[str, object]:
    """Return everything that is computed for a review."""
    person, counts = person_of(request), review_counts(deployment)
    names = names_of({point.owner for point in counts.points})
    today = site.now().date()
    read, reads = counts.read_again, offered(person, "read_again", deployment)
    acts = ("review", "add_learning_point", "finish_learning_point")
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "alerts": alert_figures(deployment.pk),
        "rates": shown_rates(deployment),
        "negatives": shown_negatives(deployment),
        "blue_list": shown_blue_list(deployment),
        "categories": counts.categories,
        "false": counts.false_alerts,
        "few": counts.false_alerts.total < FEW,
        "cameras": _cameras(counts.false_alerts),
        "factors": _factors(weighed_factors(deployment.pk)),
        "read": read,
        "agreed": str(clopper_pearson(read.agreed, read.read, unit="alerts read again")) if read.read else "",
        "next_to_read": next(iter(to_read_again(person.pk, deployment.pk)), None) if reads else None,
        "stopped": counts.interruptions,
        "halted": timedelta(seconds=counts.interruptions.halted_seconds),
        "out": timedelta(seconds=counts.interruptions.outage_seconds),
        "points": [(names[one.owner], one, not one.done_at and one.due_on < today) for one in counts.points],
        "may": {act: offered(person, act, deployment) for act in acts},
        "me": person.pk,
    }


def _cameras(false: FalseAlerts) -> list[tuple[str, int, str]]:
    return [
        (name, alerts, str(clopper_pearson(wrong, max(seen, wrong), unit="faces seen")))
        for name, seen, alerts, wrong in false.by_camera
    ]


def _factors(weighed: WeighedFactors) -> list[tuple[str, str]]:
    named = [(_FACTOR_WORDS[code], count) for code, count in weighed.factors.items()]
    named += [(f"{CHARACTERISTICS[code]} (E-83)", count) for code, count in weighed.characteristics.items()]
    return [(words, f"{count} of {weighed.asked} false alerts whose factors are kept") for words, count in named]


def _export(request: HttpRequest, deployment_id: str, kind: str) -> HttpResponse:
    deployment = deployment_or_404(deployment_id)
    if reads_only_what_is_decided(person_of(request), deployment):
        return trouble(request, 403, "This application is not decided yet", "You read its record once it is.")
    make, content_type = (review_json, "application/json") if kind == "json" else (review_csv, "text/csv")
    try:
        content = make(deployment)
    except DocumentRefused as refused:
        return trouble(request, 409, "There is nothing to export", refused.sentence)
    return as_file(content, f"review-{deployment.pk[:8]}.{kind}", content_type)
