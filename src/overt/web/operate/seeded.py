"""The Blue List while a deployment runs: one press marks a volunteer's passage, one takes the mark back."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions import site
from overt.actions.mark_seeded_passage import mark_seeded_passage
from overt.actions.withdraw_seeded_mark import UNDO_SECONDS, Mistake, withdraw_seeded_mark
from overt.law.preparations import Distance, Light
from overt.records.models import Deployment, Person, SeededPassage
from overt.records.queries.blue_list import marks_of, volunteer_numbers, volunteers_of
from overt.web.gates import deployment_or_404, offered, once, page, person_of, roles_for, tap_of
from overt.web.govuk import GovukForm
from overt.web.words import DISTANCES, LIGHTS, MISTAKES

MARKERS = roles_for("mark_seeded_passage")
NOTHING_YET = ("", "Choose")
LAST = 3
"""How many of their own marks somebody sees, to take one back."""


class MarkForm(GovukForm):
    """Where and how a volunteer passes; which one is the button that was pressed."""

    camera = forms.ChoiceField(label="Camera", widget=forms.Select())
    light = forms.ChoiceField(
        label="Light",
        choices=[NOTHING_YET, *LIGHTS.items()],
        widget=forms.Select(),
        error_messages={"required": "Choose the light."},
    )
    distance = forms.ChoiceField(
        label="Distance from the camera at which they enter the zone",
        choices=[NOTHING_YET, *DISTANCES.items()],
        widget=forms.Select(),
        error_messages={"required": "Choose the distance."},
    )
    entry = forms.CharField(widget=forms.HiddenInput(), error_messages={"required": "Press the number of a volunteer."})

    def __init__(self, cameras: list[str], data: object = None, initial: object = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type]
        field = self.fields["camera"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(name, name) for name in cameras]


class MistakeForm(GovukForm):
    """What was wrong with a mark: the button that was pressed."""

    reason = forms.ChoiceField(choices=list(MISTAKES.items()))


@require_http_methods(["GET", "HEAD", "POST"])
@page(MARKERS)
def seeded(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show a button for each volunteer; a press marks and keeps camera, light and distance for the next one."""
    deployment = deployment_or_404(deployment_id)
    cameras = list(deployment.cameras.order_by("name").values_list("name", flat=True))
    form = MarkForm(cameras, request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if form.is_bound and form.is_valid() and once(form, lambda: _mark(request, deployment, form)):
        messages.success(request, "The passage is marked.")
        kept = {name: form.cleaned_data[name] for name in ("camera", "light", "distance")}
        return HttpResponseRedirect(f"{reverse('seeded', args=[deployment.pk])}?{urlencode(kept)}")
    context = _context(person_of(request), deployment) | {"form": form}
    return render(request, "operate/seeded.html", context, status=422 if form.errors else 200)


@require_POST
@page(roles_for("withdraw_seeded_mark"))
def take_back(request: HttpRequest, deployment_id: str, mark_id: str) -> HttpResponse:
    """Take a mark back."""
    form, by = MistakeForm(request.POST), person_of(request)
    if not form.is_valid():
        messages.error(request, "The mark stands: say what was wrong with it.")
    else:
        withdraw_seeded_mark(by, mark_id, reason=Mistake(form.cleaned_data["reason"]), tap=tap_of(request))
        messages.success(request, "The mark is taken back. It counts nowhere.")
    return redirect("seeded", deployment_id)


def marks_passages(person: Person, deployment: Deployment) -> bool:
    """Return whether to lead this person to the page: there is somebody to mark, and they may."""
    return offered(person, "mark_seeded_passage", deployment) and bool(volunteers_of(deployment))


def _mark(request: HttpRequest, deployment: Deployment, form: MarkForm) -> SeededPassage:
    said = form.cleaned_data
    return mark_seeded_passage(
        person_of(request),
        deployment,
        entry=said["entry"],
        camera=said["camera"],
        light=Light(said["light"]),
        distance=Distance(said["distance"]),
        tap=tap_of(request),
    )


def _context(person: Person, deployment: Deployment) -> dict[str, object]:
    now, marks, numbers = site.now(), marks_of(deployment.pk), volunteer_numbers(deployment.pk)
    fresh = [
        (numbers.get(one.entry, 0), one)
        for one in [one for one in reversed(marks) if one.marked_by == person.pk][:LAST]
        if now - one.marked_at <= timedelta(seconds=UNDO_SECONDS)
    ]
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "volunteers": volunteers_of(deployment),
        "may_mark": offered(person, "mark_seeded_passage", deployment),
        "marks": len(marks),
        "fresh": fresh,
        "undo_seconds": UNDO_SECONDS,
        "mistakes": list(MISTAKES.items()),
    }
