"""Writing a document: one section a page, one row a page, saved as people go; then finishing a version."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from overt.actions.finish_version import finish_version
from overt.actions.save_draft import answers_digest, save_draft
from overt.law.templates import Answer, Question, Row, Section, is_needed, template
from overt.records.models import Document
from overt.records.queries.assessments import draft_answers
from overt.web.assess.finding import WRITERS, about, document_or_404, may, rows_or_404, section_or_404
from overt.web.assess.forms import ChangeForm, RowForm, SectionForm
from overt.web.assess.shown import gaps_of
from overt.web.assess.words import value_words
from overt.web.gates import attempt, page, person_of


@require_http_methods(["GET", "HEAD", "POST"])
@page(WRITERS)
def section(request: HttpRequest, document_id: str, section_code: str) -> HttpResponse:
    """Answer one section; pressing any button saves it first."""
    found = document_or_404(document_id)
    part = section_or_404(found, section_code)
    places = [part.place(question) for question in part.questions if question.rows is None]
    posted = request.POST if request.method == "POST" else None
    form = SectionForm(part, draft_answers(found), answers_digest(found, places), posted)
    if form.is_bound and form.is_valid():
        answers: dict[str, Answer] = {f"{part.code}.{code}": value for code, value in form.values().items()}
        seen = form.cleaned_data["seen"]
        by = person_of(request)
        if not places or attempt(form, lambda: save_draft(by, found, answers=answers, seen=seen)) is not None:
            return redirect(_onwards(found, part, request.POST.get("then", "")))
    context = {
        **about(found),
        "form": form,
        "section": part,
        "needed": is_needed(template(found.kind), part, draft_answers(found)),
        "row_questions": _row_questions(found, part),
        "position": template(found.kind).sections.index(part) + 1,
        "may_save": may(request, "save_draft", found.deployment),
    }
    return render(request, "assess/section.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page(WRITERS)
def row(request: HttpRequest, document_id: str, section_code: str, question_code: str, number: int) -> HttpResponse:
    """Fill in one row; number 0 is a new one."""
    found = document_or_404(document_id)
    part = section_or_404(found, section_code)
    question, place = _asked(part, question_code)
    rows = _rows(found, place)
    if number > len(rows):
        raise Http404
    held: Row = rows[number - 1] if number else {}
    seen = answers_digest(found, [place])
    form = RowForm(question, held, seen, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        changed = (*rows, form.values()) if not number else (*rows[: number - 1], form.values(), *rows[number:])
        read = form.cleaned_data["seen"]
        if attempt(form, lambda: save_draft(person_of(request), found, answers={place: changed}, seen=read)):
            return redirect("assess-section", found.pk, part.code)
    context = {**about(found), "form": form, "section": part, "question": question, "number": number}
    return render(request, "assess/row.html", context, status=422 if form.is_bound else 200)


@require_POST
@page(WRITERS)
def remove_row(
    request: HttpRequest, document_id: str, section_code: str, question_code: str, number: int
) -> HttpResponse:
    """Take one row out of the draft; finished versions keep it."""
    found = document_or_404(document_id)
    part = section_or_404(found, section_code)
    _, place = _asked(part, question_code)
    rows = _rows(found, place)
    if not 1 <= number <= len(rows):
        raise Http404
    left = (*rows[: number - 1], *rows[number:])
    save_draft(person_of(request), found, answers={place: left}, seen=request.POST.get("seen", ""))
    messages.success(request, "The row is taken out of the draft. Finished versions keep it.")
    return redirect("assess-section", found.pk, part.code)


@require_http_methods(["GET", "HEAD", "POST"])
@page(WRITERS)
def finish(request: HttpRequest, document_id: str) -> HttpResponse:
    """Make the draft into a version, when nothing is missing."""
    found = document_or_404(document_id)
    form = ChangeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        change = form.cleaned_data["change"]
        version = attempt(form, lambda: finish_version(person_of(request), found, change=change))
        if version is not None:
            messages.success(request, f"Version {version.number} is finished. It is in force when all have signed.")
            return redirect("assess-version", found.pk, version.number)
    context = {**about(found), "form": form, "gaps": gaps_of(found)}
    return render(request, "assess/finish.html", context, status=422 if form.is_bound else 200)


def _asked(part: Section, question_code: str) -> tuple[Question, str]:
    question = rows_or_404(part, question_code)
    return question, part.place(question)


def _rows(found: Document, place: str) -> tuple[Row, ...]:
    held = draft_answers(found).get(place, ())
    return () if isinstance(held, str) else held


def _onwards(found: Document, part: Section, then: str) -> str:
    if then.startswith("row:"):
        question = rows_or_404(part, then.removeprefix("row:"))
        return reverse("assess-row", args=[found.pk, part.code, question.code, 0])
    shape, answers = template(found.kind), draft_answers(document_or_404(found.pk))
    later = shape.sections[shape.sections.index(part) + 1 :]
    following = next((one for one in later if is_needed(shape, one, answers)), None)
    if then == "next" and following is not None:
        return reverse("assess-section", args=[found.pk, following.code])
    return reverse("assess-document", args=[found.pk])


def _row_questions(found: Document, part: Section) -> list[dict[str, object]]:
    return [
        {
            "question": question,
            "seen": answers_digest(found, [part.place(question)]),
            "rows": [
                [(one.ask, value_words(one, held[one.code])) for one in question.rows.columns if held.get(one.code)]
                for held in _rows(found, part.place(question))
            ],
        }
        for question in part.questions
        if question.rows is not None
    ]
