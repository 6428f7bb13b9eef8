"""The count by hand: its seed before the start, its minutes after it, and one press at each end of a count."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions import site
from overt.actions.begin_counted_minute import begin_counted_minute
from overt.actions.commit_to_count import MOST_MINUTES, commit_to_count
from overt.actions.draw_count import draw_count
from overt.actions.end_counted_minute import end_counted_minute
from overt.measure.counting import count_error
from overt.records.models import CountedMinute, Deployment, ManualCount
from overt.records.queries.manual_counts import counted_pairs, drawn_minutes
from overt.web.gates import deployment_or_404, offered, once, page, person_of, roles_for, tap_of
from overt.web.govuk import GovukForm
from overt.web.reasons import reason_page

ACTS = ("commit_to_count", "draw_count", "begin_counted_minute", "end_counted_minute")
COUNTERS = roles_for(*ACTS)
NUMBER = {"class": "govuk-input--width-5", "inputmode": "numeric"}


class WantedForm(GovukForm):
    """How many minutes are counted."""

    wanted = forms.IntegerField(
        label="How many minutes to count",
        help_text=f"Between 1 and {MOST_MINUTES}, over all cameras and hours.",
        min_value=1,
        max_value=MOST_MINUTES,
        widget=forms.TextInput(NUMBER),
        error_messages={"required": "Enter how many minutes."},
    )


class HandForm(GovukForm):
    """What was counted by hand."""

    by_hand = forms.IntegerField(
        label="People you counted",
        min_value=0,
        max_value=10_000,
        widget=forms.TextInput(NUMBER),
        error_messages={"required": "Enter how many people you counted. None is 0."},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(COUNTERS)
def count(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show the count, and commit to its seed before the start."""
    deployment = deployment_or_404(deployment_id)
    form = WantedForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        by, wanted, tap = person_of(request), form.cleaned_data["wanted"], tap_of(request)
        if once(form, lambda: commit_to_count(by, deployment, wanted=wanted, tap=tap)):
            messages.success(request, "The seed is committed to. Draw the minutes once the deployment has started.")
            return redirect("count", deployment.pk)
    return render(
        request, "operate/count.html", _context(request, deployment, form), status=422 if form.errors else 200
    )


@require_POST
@page(roles_for("draw_count"))
def draw(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Draw the minutes."""
    draw_count(person_of(request), deployment_or_404(deployment_id), tap=tap_of(request))
    messages.success(request, "The minutes are drawn.")
    return redirect("count", deployment_id)


@require_POST
@page(roles_for("begin_counted_minute"))
def begin(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Begin to count the minute that is now."""
    camera, minute = request.POST.get("camera", ""), request.POST.get("minute", "")
    number = int(minute) if minute.isascii() and minute.isdigit() else -1
    deployment = deployment_or_404(deployment_id)
    begun = begin_counted_minute(person_of(request), deployment, camera=camera, minute=number, tap=tap_of(request))
    return redirect("count-end", deployment_id, begun.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("end_counted_minute"))
def end(request: HttpRequest, deployment_id: str, counted_id: str) -> HttpResponse:
    """Take the number counted by hand."""
    deployment = deployment_or_404(deployment_id)
    by, tap = person_of(request), tap_of(request)
    row = CountedMinute.objects.filter(pk=counted_id, manual_count__deployment=deployment).first()
    return reason_page(
        request,
        deployment,
        HandForm(request.POST if request.method == "POST" else None),
        lambda form: end_counted_minute(by, counted_id, by_hand=form.cleaned_data["by_hand"], tap=tap),
        done="Your count is recorded.",
        back="count",
        heading=f"Count at camera {row.camera}" if row else "Count by hand",
        explanation="Count everybody who goes through the zone once, until you send the number.",
        button="End the count",
    )


def _context(request: HttpRequest, deployment: Deployment, form: WantedForm) -> dict[str, object]:
    person, now = person_of(request), site.now()
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "form": form,
        "plan": ManualCount.objects.filter(deployment=deployment).first(),
        "minutes": [(one, one.begins_at <= now < one.ends_at, one.ends_at <= now) for one in drawn_minutes(deployment)],
        "error": str(count_error(counted_pairs(deployment.pk))),
        "may": {act: offered(person, act, deployment) for act in ACTS},
        "me": person.pk,
    }
