"""Pages of Form 1: one question or one row a page, saved as people go; then all answers with their change links."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions.save_application import save_application, seen_digest
from overt.actions.submit import submit
from overt.law import State
from overt.law.templates import Question, Section
from overt.records.models import Application, Deployment
from overt.web.apply.application import Asked, expected_words, is_rehearsal, row_pairs, rows_at
from overt.web.assess.forms import AskedForm, RowForm
from overt.web.gates import (
    REFUSALS,
    attempt,
    deployment_or_404,
    is_about_the_person,
    page,
    person_of,
    roles_for,
    sentence_of,
)

TEAM = roles_for("save_application")


@require_http_methods(["GET", "HEAD", "POST"])
@page(TEAM)
def question(request: HttpRequest, deployment_id: str, step_code: str, asked_code: str) -> HttpResponse:
    """Ask one question; a question of rows shows its rows."""
    deployment = deployment_or_404(deployment_id)
    asked = Asked(deployment)
    section = asked.section_or_404(step_code)
    found = asked.question_or_404(section, asked_code)
    if found.rows is not None:
        return _rows_page(request, asked, section, found)
    place = section.place(found)
    held = {found.code: asked.application.words(place)}
    form = AskedForm([found], held, _seen(deployment, place), request.POST if request.method == "POST" else None)
    form.fields[found.code].is_page_heading = True  # type: ignore[attr-defined]
    if form.is_bound and form.is_valid():
        answers, seen = {place: form.values()[found.code]}, form.cleaned_data["seen"]
        saved = attempt(form, lambda: save_application(person_of(request), deployment, answers=answers, seen=seen))
        if saved is not None:
            return redirect(_onwards(request, deployment, section, found))
    context = _about(request, asked, section) | {"form": form, "question": found, "is_open": _is_open(deployment)}
    if section.code == "threshold":
        context["expected"] = expected_words(asked.application)
    return render(request, "apply/question.html", context, status=422 if form.is_bound else 200)


def _rows_page(request: HttpRequest, asked: Asked, section: Section, found: Question) -> HttpResponse:
    deployment, place = asked.deployment, section.place(found)
    if request.method == "POST":
        return redirect(_onwards(request, deployment, section, found))
    context = _about(request, asked, section) | {
        "question": found,
        "rows": [row_pairs(found, row) for row in asked.application.rows(place)],
        "is_open": _is_open(deployment),
    }
    return render(request, "apply/rows.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(TEAM)
def row(request: HttpRequest, deployment_id: str, step_code: str, asked_code: str, number: int) -> HttpResponse:
    """Fill in one row; number 0 is a new one."""
    deployment = deployment_or_404(deployment_id)
    asked = Asked(deployment)
    section, found, rows = _rows_or_404(asked, step_code, asked_code, number)
    place = section.place(found)
    held = rows[number - 1] if number else {}
    form = RowForm(found, held, _seen(deployment, place), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        changed = (*rows, form.values()) if not number else (*rows[: number - 1], form.values(), *rows[number:])
        by, seen = person_of(request), form.cleaned_data["seen"]
        if attempt(form, lambda: save_application(by, deployment, answers={place: changed}, seen=seen)):
            return redirect(_kept(request, asked.question_url(section, found)))
    context = _about(request, asked, section) | {"form": form, "question": found, "number": number}
    return render(request, "apply/row.html", context, status=422 if form.is_bound else 200)


@require_POST
@page(TEAM)
def remove_row(request: HttpRequest, deployment_id: str, step_code: str, asked_code: str, number: int) -> HttpResponse:
    """Take one row out."""
    deployment = deployment_or_404(deployment_id)
    asked = Asked(deployment)
    section, found, rows = _rows_or_404(asked, step_code, asked_code, number)
    if not number:
        raise Http404
    left, seen = (*rows[: number - 1], *rows[number:]), request.POST.get("seen", "")
    save_application(person_of(request), deployment, answers={section.place(found): left}, seen=seen)
    messages.success(request, "The row is taken out.")
    return redirect(_kept(request, asked.question_url(section, found)))


@require_safe
@page(TEAM)
def answers(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show every answer with its change link, what is missing first, and the button that submits."""
    return _answers_page(request, deployment_or_404(deployment_id))


@require_POST
@page(TEAM)
def send(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Submit the application to an Authorising Officer; what stops it stands on the page of answers."""
    deployment = deployment_or_404(deployment_id)
    try:
        submit(person_of(request), deployment)
    except REFUSALS as refusal:
        if is_about_the_person(refusal):
            raise
        return _answers_page(request, deployment_or_404(deployment_id), refusal=sentence_of(refusal))
    messages.success(request, "The application is submitted. An Authorising Officer who had no hand in it decides.")
    return redirect("apply", deployment.pk)


def _answers_page(request: HttpRequest, deployment: Deployment, refusal: str = "") -> HttpResponse:
    asked = Asked(deployment)
    missing = asked.missing()
    context = {
        "deployment": deployment,
        "rehearsal": is_rehearsal(deployment),
        "refusal": "Something is missing: it stands below." if refusal and missing else refusal,
        "missing": missing,
        "unusual": asked.unusual(),
        "sections": asked.shown(),
        "counts": asked.application.counts,
        "young_age": asked.application.pack.whole("young_under_years"),
        "child_age": asked.application.pack.whole("child_under_years"),
        "expected": expected_words(asked.application),
        "is_draft": deployment.state == State.DRAFT,
        "more": asked.application.setting.is_more_than_a_rehearsal,
    }
    return render(request, "apply/answers.html", context, status=409 if refusal else 200)


def _rows_or_404(
    asked: Asked, step_code: str, asked_code: str, number: int
) -> tuple[Section, Question, tuple[dict[str, str], ...]]:
    section = asked.section_or_404(step_code)
    found = asked.question_or_404(section, asked_code)
    rows = tuple(dict(one) for one in rows_at(asked.deployment, section.place(found)))
    if found.rows is None or number > len(rows):
        raise Http404
    return section, found, rows


def _about(request: HttpRequest, asked: Asked, section: Section) -> dict[str, object]:
    listed = [one.code for one in asked.sections]
    return {
        "deployment": asked.deployment,
        "rehearsal": is_rehearsal(asked.deployment),
        "section": section,
        "position": listed.index(section.code) + 1 if section.code in listed else 0,
        "steps": len(listed),
        "back_to_answers": _comes_from_answers(request),
    }


def _seen(deployment: Deployment, place: str) -> str:
    row = Application.objects.filter(pk=deployment.pk).first()
    return seen_digest(row, [place]) if row else ""


def _is_open(deployment: Deployment) -> bool:
    return deployment.state == State.DRAFT


def _comes_from_answers(request: HttpRequest) -> bool:
    return request.GET.get("from") == "answers"


def _kept(request: HttpRequest, url: str) -> str:
    return f"{url}?from=answers" if _comes_from_answers(request) else url


def _onwards(request: HttpRequest, deployment: Deployment, section: Section, found: Question) -> str:
    """Return the next question of the section, the list of tasks after the last, or the answers somebody came from."""
    if _comes_from_answers(request):
        return reverse("apply-answers", args=[deployment.pk])
    asked = Asked(deployment)
    order = list(section.questions)
    later = [one for one in asked.questions(section) if order.index(one) > order.index(found)]
    if later and request.POST.get("then") != "back":
        return asked.question_url(section, later[0])
    return reverse("apply", args=[deployment.pk])
