"""Known negatives of a rehearsal: on the pages of alerts until the own view, and told for what they are after it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from overt.actions.claim_negative import claim_negative
from overt.actions.judge_negative import judge_negative
from overt.actions.mix_in_negative import mix_in_negative
from overt.actions.show_negative import show_negative
from overt.law import Role
from overt.records.models import KnownNegative
from overt.web.context import keys_are_on
from overt.web.gates import deployment_or_404, done, once, page, person_of, roles_for, tap_of
from overt.web.operate.forms import OwnViewForm
from overt.web.operate.seen import buttons_for, lined_up, operates, picture_address


@require_POST
@page(roles_for("mix_in_negative"))
def mix_in(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Mix one in."""
    mix_in_negative(person_of(request), deployment_or_404(deployment_id), tap=tap_of(request))
    messages.success(request, "A known negative is in the operators’ queue.")
    return redirect("command", deployment_id)


def claim_known(request: HttpRequest, row: KnownNegative) -> HttpResponse:
    """Claim it and show it."""
    claim_negative(person_of(request), row.pk, tap=tap_of(request))
    return done(request, reverse("alert", args=[row.pk]))


def judge_known(request: HttpRequest, row: KnownNegative) -> HttpResponse:
    """Record the operator's view, once."""
    form, by = OwnViewForm(request.POST), person_of(request)
    if form.is_valid() and once(form, lambda: judge_negative(by, row.pk, view=form.own_view(), tap=tap_of(request))):
        messages.success(request, "Your own view is recorded.")
        return done(request, reverse("alert", args=[row.pk]))
    return show_known(request, row, form, status=422)


def show_known(request: HttpRequest, row: KnownNegative, form: OwnViewForm, status: int = 200) -> HttpResponse:
    """Draw the page that an alert has."""
    person = person_of(request)
    shown = show_negative(person, row.pk)
    turn = Role.OPERATOR if Role.OPERATOR in person.roles and not row.view else None
    context = {
        "form": form,
        "shown": shown,
        "deployment": row.deployment,
        "rehearsal": True,
        "probe": picture_address(shown.probe_jpeg),
        "candidates": [lined_up(number, one) for number, one in enumerate(shown.candidates, 1)],
        "views": [],
        "may_give_view": turn is not None,
        "buttons": buttons_for(turn),
        "keys": keys_are_on(request),
        "operates": operates(person),
        "known_negative": bool(row.view) and shown.own_view is not None,
    }
    return render(request, "operate/alert.html", context, status=status)
