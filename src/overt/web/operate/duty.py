"""Going on and off duty, relieving an operator, posting an officer: who is here, in which role, for how long."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions import site
from overt.actions.go_off_duty import go_off_duty
from overt.actions.go_on_duty import go_on_duty
from overt.actions.post_officer import post_officer
from overt.actions.relieve import relieve
from overt.law import Role
from overt.records.models import Deployment
from overt.records.queries.duty import on_duty_now
from overt.web.error_pages import trouble
from overt.web.gates import deployment_or_404, done, page, person_of, roles_for, tap_of
from overt.web.operate.forms import NoteForm, PostForm
from overt.web.operate.preview import WATCHERS
from overt.web.operate.seen import operates
from overt.web.people import names_of
from overt.web.reasons import asked_page, reason_page

WORKERS = roles_for("go_on_duty")
POSTERS = roles_for("post_officer")


@require_safe
@page(WATCHERS | WORKERS)
def duty_part(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Send who is on duty alone."""
    return render(request, "operate/duty.html", duty_context(request, deployment_or_404(deployment_id)))


@require_POST
@page(WORKERS)
def begin(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Go on duty in the role chosen."""
    deployment = deployment_or_404(deployment_id)
    wanted = request.POST.get("role", "")
    if wanted not in {role.value for role in WORKERS}:
        return trouble(request, 422, "That was not done", "Choose a role that goes on duty.")
    go_on_duty(person_of(request), deployment, role=Role(wanted), tap=tap_of(request))
    messages.success(request, "You are on duty. Your hours are counted from now.")
    return done(request, _home(request, deployment))


@require_http_methods(["GET", "HEAD", "POST"])
@page(WORKERS)
def end(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Go off duty, with a note for whoever comes next."""
    deployment = deployment_or_404(deployment_id)
    by, heading = person_of(request), "Go off duty"
    return asked_page(
        request,
        NoteForm(request.POST if request.method == "POST" else None),
        lambda form: go_off_duty(by, deployment, note=form.cleaned_data["note"], tap=tap_of(request)),
        done="You are off duty. What you had claimed is free for others.",
        back=reverse("home"),
        deployment=deployment,
        rehearsal=deployment.kind == "rehearsal",
        heading=heading,
        explanation="What you have claimed and not viewed is free for others again.",
        button=heading,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("relieve"))
def take_over(request: HttpRequest, deployment_id: str, person_id: str) -> HttpResponse:
    """Relieve another operator: their turn ends, and what they had claimed is this operator's."""
    deployment = deployment_or_404(deployment_id)
    by, heading = person_of(request), f"Relieve {names_of({person_id})[person_id]}"
    return reason_page(
        request,
        deployment,
        NoteForm(request.POST if request.method == "POST" else None),
        lambda form: relieve(by, deployment, of_whom=person_id, note=form.cleaned_data["note"], tap=tap_of(request)),
        done="The console is yours. What was claimed is now claimed by you.",
        back="operate",
        heading=heading,
        explanation="Their turn ends and yours begins. Alerts they had claimed become yours.",
        button=heading,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(POSTERS)
def post(request: HttpRequest, deployment_id: str, person_id: str) -> HttpResponse:
    """Choose the cameras whose alerts reach an officer on duty."""
    deployment = deployment_or_404(deployment_id)
    names = list(deployment.cameras.order_by("name").values_list("name", flat=True))
    by, heading = person_of(request), f"Post {names_of({person_id})[person_id]}"
    return reason_page(
        request,
        deployment,
        PostForm(names, request.POST if request.method == "POST" else None),
        lambda form: post_officer(
            by, deployment, officer=person_id, cameras=frozenset(form.cleaned_data["cameras"]), tap=tap_of(request)
        ),
        done="The officer is posted.",
        back="operate",
        heading=heading,
        explanation="Alerts of these cameras reach this officer.",
        button=heading,
    )


def duty_context(request: HttpRequest, deployment: Deployment) -> dict[str, object]:
    """Return who is on duty, and which roles the viewer could take up."""
    person = person_of(request)
    turns = on_duty_now(deployment.pk, site.now())
    names = names_of({turn.person for turn in turns})
    mine = {turn.role for turn in turns if turn.person == person.pk}
    officers = [turn for turn in turns if turn.role is Role.ENGAGEMENT_OFFICER]
    return {
        "deployment": deployment,
        "turns": [(names[turn.person], turn) for turn in turns],
        "my_turns": sorted(mine),
        "roles_to_begin": sorted((person.roles & WORKERS) - mine) if _is_open(deployment) else [],
        "may_relieve": Role.OPERATOR in person.roles,
        "may_post": bool(POSTERS & person.roles),
        "uncovered": _uncovered(deployment, [turn.cameras for turn in officers]),
        "me": person.pk,
    }


def _uncovered(deployment: Deployment, posted: list[tuple[str, ...]]) -> list[str]:
    """Return the cameras whose alerts would reach nobody."""
    names = deployment.cameras.order_by("name").values_list("name", flat=True)
    return [name for name in names if not any(not cameras or name in cameras for cameras in posted)]


def _is_open(deployment: Deployment) -> bool:
    return deployment.state in {"authorised", "live", "halted"}


def _home(request: HttpRequest, deployment: Deployment) -> str:
    return reverse("operate" if operates(person_of(request)) else "engagements", args=[deployment.pk])
