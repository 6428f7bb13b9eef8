"""How roles are filled and taught: advertisements, selections, courses; refuses a selection without its reasons."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from overt.actions.advertise_role import advertise_role
from overt.actions.publish_course import publish_course
from overt.actions.record_selection import record_selection
from overt.law import Role
from overt.records.models import Person, RoleAdvertisement, Selection
from overt.web.gates import attempt, page, person_of, roles_for
from overt.web.team import standing
from overt.web.team.forms import AdvertisementForm, CourseForm, SelectionForm
from overt.web.team.views import ask


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("advertise_role"))
def advertise(request: HttpRequest) -> HttpResponse:
    """Record that a role was openly advertised."""
    form = AdvertisementForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        given = dict(form.cleaned_data)
        role = Role(given.pop("role"))
        if attempt(form, lambda: advertise_role(person_of(request), role, **given)):
            messages.success(request, "The advertisement is recorded.")
            return redirect("team")
    explanation = "Roles are openly advertised, and who was chosen and why can be audited."
    return ask(request, form, "Record an advertisement", "Record it", explanation)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("record_selection"))
def select(request: HttpRequest, advertisement_id: str) -> HttpResponse:
    """Record who was chosen after an advertisement."""
    advertisement = get_object_or_404(RoleAdvertisement, pk=advertisement_id)
    form = SelectionForm(request.POST if request.method == "POST" else None)

    def chosen() -> Selection:
        given = dict(form.cleaned_data)
        person = get_object_or_404(Person, pk=given.pop("person"))
        return record_selection(person_of(request), advertisement, person, **given)

    if form.is_bound and form.is_valid() and attempt(form, chosen) is not None:
        messages.success(request, "The selection is recorded.")
        return redirect("team")
    explanation = "Write how the criteria were met. Nothing about health, belief or family belongs here."
    return ask(request, form, "Record a selection", "Record it", explanation)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("publish_course"))
def new_course(request: HttpRequest) -> HttpResponse:
    """Publish the next version of a course."""
    titles = {rule.course: rule.title for rule in standing.site_pack().people.courses}
    form = CourseForm(request.POST if request.method == "POST" else None, titles)
    if form.is_bound and form.is_valid():
        made = attempt(form, lambda: publish_course(person_of(request), form.version()))
        if made is not None:
            messages.success(request, f"Version {made.version} of this course is published.")
            return redirect("team")
    explanation = "A version is never edited: it is followed by another. Certificates for this course end with it."
    return ask(request, form, "Publish a course", "Publish this version", explanation)
