"""Who holds what, what is out of date, and the acts that change it; each act is the law's to allow."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from overt.actions.agree_adjustment import agree_adjustment
from overt.actions.create_person import create_person
from overt.actions.end_role import end_role
from overt.actions.grant_role import grant_role
from overt.actions.record_certificate import record_certificate
from overt.actions.reset_factors import reset_factors
from overt.law import PERMISSIONS, Role
from overt.records.models import Person, RoleAdvertisement, StaffAdjustment, Training
from overt.web.account.second_factor import confirmed, confirmed_before
from overt.web.gates import attempt, page, person_of, roles_for
from overt.web.govuk import GovukForm
from overt.web.people import names_of
from overt.web.team import standing
from overt.web.team.forms import AdjustmentForm, CertificateForm, NothingForm, PersonForm, RoleForm, at_midnight

READERS = roles_for("grant_role", "record_selection", "publish_course", "submit", "authorise") | {
    Role.DPO,
    Role.OVERSEER,
}
"""Who may see who holds which role: those who depend on it, and those who oversee it."""


@require_safe
@page(READERS)
def team(request: HttpRequest) -> HttpResponse:
    """Show who holds which role, what is out of date, which roles nobody fills, and how roles were filled."""
    advertisements = RoleAdvertisement.objects.order_by("-opened_on").prefetch_related("selections__person")
    context = {
        "members": standing.members(),
        "empty": standing.roles_nobody_fills(),
        "advertisements": advertisements,
        "may": _may(request),
    }
    return render(request, "team/team.html", context)


@require_safe
@page(READERS)
def one(request: HttpRequest, person_id: str) -> HttpResponse:
    """Show one person's roles and training, and what may be done about them."""
    person = _person_or_404(person_id)
    may = _may(request)
    trainings = list(Training.objects.filter(person=person).order_by("-recorded_at"))
    names = names_of({training.recorded_by for training in trainings})
    context = {
        "member": standing.member(person),
        "courses": standing.courses_of(person),
        "trainings": [
            (training, names[training.recorded_by], standing.title_of(training.course)) for training in trainings
        ],
        "adjustments": StaffAdjustment.objects.filter(person=person) if may["agree_adjustment"] else (),
        "is_oneself": person.pk == person_of(request).pk,
        "may": may,
    }
    return render(request, "team/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("create_person"))
@confirmed_before
def new_person(request: HttpRequest) -> HttpResponse:
    """Add somebody who may sign in; they hold no role yet."""
    form = PersonForm(_posted(request))
    if form.is_bound and form.is_valid():
        made = attempt(form, lambda: create_person(person_of(request), **form.cleaned_data))
        if made is not None:
            messages.success(request, f"{made.name} may sign in. Give them a role next.")
            return redirect("team-person", made.pk)
    explanation = "They sign in, set up a second factor, then see the pages of the roles you give them."
    return ask(request, form, "Add a person", "Add this person", explanation)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("grant_role"))
@confirmed
def give(request: HttpRequest, person_id: str) -> HttpResponse:
    """Give somebody a role."""
    person = _person_or_404(person_id)
    form = RoleForm(_posted(request), frozenset(Role) - person.roles)
    return _about(
        request,
        person,
        form,
        lambda: grant_role(person_of(request), person, Role(form.cleaned_data["role"])),
        ("Give a role", "Give this role", "It counts once its training and acknowledgement are on record."),
        done="The role is given.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("end_role"))
@confirmed
def take(request: HttpRequest, person_id: str) -> HttpResponse:
    """End somebody's role."""
    person = _person_or_404(person_id)
    form = RoleForm(_posted(request), person.roles)
    return _about(
        request,
        person,
        form,
        lambda: end_role(person_of(request), person, Role(form.cleaned_data["role"])),
        ("End a role", "End this role", "It stops counting at once, in every session. The grant stays as history."),
        done="The role is ended.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("record_certificate"))
def certificate(request: HttpRequest, person_id: str) -> HttpResponse:
    """Record somebody's certificate for a course that has no knowledge check here."""
    person = _person_or_404(person_id)
    elsewhere = [
        (rule.course, rule.title)
        for rule in standing.site_pack().people.courses
        if standing.newest_course(rule.course) is None
    ]
    form = CertificateForm(_posted(request), elsewhere)

    def recorded() -> Training:
        given = form.cleaned_data
        passed_on = at_midnight(given["passed_on"])
        return record_certificate(
            person_of(request), person, course=given["course"], reference=given["reference"], passed_on=passed_on
        )

    words = ("Record a certificate", "Record it", "Only for training taken elsewhere. Look at the certificate first.")
    return _about(request, person, form, recorded, words, done="The certificate is recorded.")


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("agree_adjustment"))
def adjustment(request: HttpRequest, person_id: str) -> HttpResponse:
    """Agree an adjustment with somebody."""
    person = _person_or_404(person_id)
    form = AdjustmentForm(_posted(request))
    return _about(
        request,
        person,
        form,
        lambda: agree_adjustment(person_of(request), person, **form.cleaned_data),
        ("Agree an adjustment", "Record it", "Seen by this person and those who may agree adjustments, nobody else."),
        done="The adjustment is recorded.",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("reset_factors"))
@confirmed
def reset(request: HttpRequest, person_id: str) -> HttpResponse:
    """Take all second factors from somebody who lost them."""
    person = _person_or_404(person_id)
    return _about(
        request,
        person,
        NothingForm(_posted(request)),
        lambda: reset_factors(person_of(request), person),
        (
            "Take away second factors",
            "Take them away",
            "First make sure, face to face, that it is this person. They set up new ones when they sign in.",
        ),
        done="Their second factors are gone.",
    )


def ask(request: HttpRequest, form: GovukForm, heading: str, button: str, explanation: str) -> HttpResponse:
    """Show a form about people."""
    context = {"form": form, "heading": heading, "button": button, "explanation": explanation}
    return render(request, "team/form.html", context, status=422 if form.is_bound else 200)


def _about(
    request: HttpRequest,
    person: Person,
    form: GovukForm,
    act: Callable[[], object],
    words: tuple[str, str, str],
    *,
    done: str,
) -> HttpResponse:
    """Ask, take the act, and go back to the person's page."""
    if form.is_bound and form.is_valid() and attempt(form, act) is not None:
        messages.success(request, done)
        return redirect("team-person", person.pk)
    heading, button, explanation = words
    context = {"form": form, "heading": heading, "button": button, "explanation": explanation, "person": person}
    return render(request, "team/form.html", context, status=422 if form.is_bound else 200)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _person_or_404(person_id: str) -> Person:
    return get_object_or_404(Person, pk=person_id)


def _may(request: HttpRequest) -> dict[str, bool]:
    """Say which acts about people to offer."""
    held = person_of(request).roles
    return {act: bool(permission.roles & held) for act, permission in PERMISSIONS.items()}
