"""Was one person on a list? The commitment, the questions asked, and the two people it takes to open it for one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions.answer_about_list import answer_about_list
from overt.actions.ask_about_list import ask_about_list
from overt.actions.decline_about_list import decline_about_list
from overt.law import PERMISSIONS, Role
from overt.records.models import MembershipCommitment, MembershipQuestion, QuestionState
from overt.web.account.second_factor import confirmed, confirmed_before
from overt.web.downloads import as_file
from overt.web.gates import deployment_or_404, page, person_of, roles_for
from overt.web.oversee.forms import AskAboutListForm, DeclineQuestionForm
from overt.web.people import names_of
from overt.web.reasons import reason_page

WATCHERS = frozenset({Role.OVERSEER, Role.SENIOR_RESPONSIBLE_OFFICER})
ACTS = ("ask_about_list", "answer_about_list", "decline_about_list")
READERS = roles_for("ask_about_list", "answer_about_list") | WATCHERS


@require_safe
@page(READERS)
def membership(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show what is kept and every question, never whom one was about."""
    deployment = deployment_or_404(deployment_id)
    roles, person = person_of(request).roles, person_of(request).pk
    questions = list(MembershipQuestion.objects.filter(deployment=deployment).order_by("-asked_at"))
    names = names_of({one.asked_by for one in questions} | {one.closed_by for one in questions})
    kept = MembershipCommitment.objects.filter(pk=deployment.pk).first()
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "kept": kept,
        "questions": [
            {
                "row": one,
                "asked_by": names[one.asked_by],
                "closed_by": names[one.closed_by],
                "waits": one.state == QuestionState.OPEN and kept is not None,
                "asked_it": one.asked_by == person,
            }
            for one in questions
        ],
        "may": {act: bool(PERMISSIONS[act].roles & roles) for act in ACTS},
    }
    return render(request, "oversee/membership.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("ask_about_list"))
@confirmed_before
def ask(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Ask about one person; the reference waits in no session for a second factor."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        AskAboutListForm(request.POST if request.method == "POST" else None),
        lambda form: ask_about_list(person_of(request), deployment, **form.cleaned_data),
        done="The question is recorded, sealed. A legal adviser answers it.",
        back="membership",
        heading="Ask about one person",
        explanation="One question is about one person. The deployment’s record will show that it was asked.",
        button="Ask",
    )


@require_POST
@page(roles_for("answer_about_list"))
@confirmed
def answer(request: HttpRequest, question_id: str) -> HttpResponse:
    """Answer a question and hand over its file, which is kept nowhere here."""
    question = get_object_or_404(MembershipQuestion, pk=question_id)
    content = answer_about_list(person_of(request), question)
    return as_file(content, f"answer-{question.pk[:8]}.json", "application/json")


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("decline_about_list"))
def decline(request: HttpRequest, question_id: str) -> HttpResponse:
    """Close a question without looking anything up."""
    question = get_object_or_404(MembershipQuestion.objects.select_related("deployment"), pk=question_id)
    return reason_page(
        request,
        question.deployment,
        DeclineQuestionForm(request.POST if request.method == "POST" else None),
        lambda form: decline_about_list(person_of(request), question, reason=form.cleaned_data["reason"]),
        done="The question is declined. Nothing was looked up.",
        back="membership",
        heading="Decline the question",
        explanation="What was sealed of the question is erased. That it was asked and declined stays on record.",
        button="Decline the question",
        button_classes="govuk-button--warning",
    )
