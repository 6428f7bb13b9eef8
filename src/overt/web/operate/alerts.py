"""One alert, looked at by one person: the pictures first, their own view, and only then the score (I-3).

The pictures are inside the page, so that no address of a face exists and one look is one entry in the ledger.
"""

from base64 import b64encode
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from overt.actions.adjudicate import adjudicate
from overt.actions.show_alert import show_alert
from overt.actions.values import ShownAlert
from overt.law import PERMISSIONS
from overt.records.models import Alert, OwnView, Person
from overt.web.gates import attempt, page, person_of, roles_for
from overt.web.operate.forms import OwnViewForm
from overt.web.people import names_of

LOOKERS = roles_for("show_alert")
VIEWERS = roles_for("adjudicate")


@dataclass(frozen=True)
class LinedUp:
    """The probe beside one candidate, as addresses a page can hold."""

    number: int
    candidate: str


@require_safe
@page(LOOKERS)
def alert(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Show an alert; looking is recorded."""
    return show(request, get_object_or_404(Alert, pk=alert_id), OwnViewForm(), status=200)


@require_POST
@page(VIEWERS)
def give_view(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Record the viewer's own view, once."""
    row = get_object_or_404(Alert, pk=alert_id)
    form = OwnViewForm(request.POST)
    given = (
        attempt(form, lambda: adjudicate(person_of(request), row, view=form.own_view())) if form.is_valid() else None
    )
    if given:
        messages.success(request, "Your own view is recorded.")
        return redirect("alert", row.pk)
    return show(request, row, form, status=422)


def _adjudicate(request: HttpRequest, row: Alert, form: OwnViewForm) -> OwnView:
    return adjudicate(person_of(request), row, view=form.own_view())


def show(request: HttpRequest, row: Alert, form: OwnViewForm, status: int) -> HttpResponse:
    """Draw the page of one alert for this person."""
    person = person_of(request)
    shown = show_alert(person, row)
    names = names_of({view.person for view in shown.views})
    context = {
        "form": form,
        "shown": shown,
        "deployment": row.deployment,
        "rehearsal": row.deployment.kind == "rehearsal",
        "probe": picture_address(shown.probe_jpeg),
        "candidates": _candidates(shown),
        "views": [(names[view.person], view) for view in shown.views if view.person != person.pk],
        "may_give_view": shown.own_view is None and bool(VIEWERS & person.roles),
        "may_engage": bool(PERMISSIONS["record_engagement"].roles & person.roles),
        "operates": _operates(person),
    }
    return render(request, "operate/alert.html", context, status=status)


def picture_address(jpeg: bytes) -> str:
    """Return a picture as an address that needs no second request and stays in no cache."""
    return f"data:image/jpeg;base64,{b64encode(jpeg).decode('ascii')}"


def _candidates(shown: ShownAlert) -> list[LinedUp]:
    return [LinedUp(number, picture_address(one.jpeg)) for number, one in enumerate(shown.candidates, 1)]


def _operates(person: Person) -> bool:
    return bool(roles_for("start", "propose_resume", "resume") & person.roles)
