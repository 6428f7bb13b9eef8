"""The command view of Silver, Bronze and Gold: how it stands, who is on duty, what the figures say, halt and resume."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overt.actions import site
from overt.actions.facts_people import lapsed_roles
from overt.law.standing import training_is_asked
from overt.law.states import Kind, Source
from overt.records.models import Deployment
from overt.records.queries.alerts import stages_of
from overt.records.queries.duty import hours_by_role, on_duty_now
from overt.records.queries.packs import pack_of
from overt.web.gates import deployment_or_404, offered, page, person_of, roles_for
from overt.web.operate.duty import duty_context
from overt.web.operate.figures import figures_context
from overt.web.operate.preview import WATCHERS
from overt.web.operate.stream import newest_index
from overt.web.operate.views import acts_context, state_context
from overt.web.people import name_of


@require_safe
@page(WATCHERS)
def command(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show everything a commander decides on, kept fresh by script."""
    index = newest_index()
    deployment = deployment_or_404(deployment_id)
    context = state_context(deployment) | acts_context(request, deployment) | duty_context(request, deployment)
    context |= figures_context(deployment) | overview_context(deployment)
    person = person_of(request)
    may = {
        "names_systems": bool(roles_for("name_integration") & person.roles),
        "mixes_negatives": deployment.kind == Kind.REHEARSAL and offered(person, "mix_in_negative", deployment),
    }
    return render(request, "operate/command.html", context | {"index": index} | may)


@require_safe
@page(WATCHERS)
def overview_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send alerts by stage, training and hours alone."""
    return render(request, "operate/overview.html", overview_context(deployment_or_404(deployment_id)))


def overview_context(deployment: Deployment) -> dict[str, object]:
    """Return alerts by stage, whether those on duty are in date, and hours by role."""
    now = site.now()
    return {
        "deployment": deployment,
        "stages": list(stages_of(deployment.pk).items()),
        "training": _training(deployment),
        "hours": hours_by_role(deployment.pk, now),
    }


def _training(deployment: Deployment) -> list[tuple[str, str, str]]:
    """Return name, role and standing of everybody on duty."""
    asked = training_is_asked(Kind(deployment.kind), Source(deployment.source))
    pack, now = pack_of(deployment), site.now()
    told = []
    for turn in on_duty_now(deployment.pk, now):
        lapses = lapsed_roles(turn.person, {turn.role}, pack, now) if asked else {}
        words = " ".join(lapses.get(turn.role, ())) or ("In date" if asked else "Not asked in this rehearsal")
        told.append((name_of(turn.person), turn.role.value, words))
    return told
