"""One's own roles, training and acknowledgement of the rules; nobody can take a course for somebody else."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from overt.actions.acknowledge_rules import acknowledge_rules
from overt.actions.take_knowledge_check import take_knowledge_check
from overt.records.models import Course, StaffAdjustment
from overt.web.gates import EVERYBODY, attempt, page, person_of
from overt.web.team import standing
from overt.web.team.forms import CheckForm, NothingForm
from overt.web.team.views import READERS


@require_safe
@page(EVERYBODY)
def account(request: HttpRequest) -> HttpResponse:
    """Show one's roles, which of them count, and what is out of date."""
    person = person_of(request)
    context = {
        "held": standing.member(person).roles,
        "courses": standing.courses_of(person),
        "must_acknowledge": standing.must_acknowledge(person),
        "adjustments": StaffAdjustment.objects.filter(person=person).order_by("review_on"),
        "may_see_team": bool(READERS & person.roles),
    }
    return render(request, "team/account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EVERYBODY)
def rules(request: HttpRequest) -> HttpResponse:
    """Show the rules of the site's law pack, and take the acknowledgement of them."""
    person, pack = person_of(request), standing.site_pack()
    form = NothingForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        shown = request.POST.get("digest", "")
        if attempt(form, lambda: acknowledge_rules(person, pack.name, digest=shown)):
            messages.success(request, "Your acknowledgement is recorded.")
            return redirect("account")
    context = {"form": form, "pack": pack, "must_acknowledge": standing.must_acknowledge(person)}
    return render(request, "team/rules.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@page(EVERYBODY)
def course(request: HttpRequest, code: str) -> HttpResponse:
    """Show a course, and grade one's answers to its knowledge check."""
    newest = standing.newest_course(code)
    if newest is None:
        raise Http404
    shown = Course.objects.filter(pk=request.POST.get("version", "")).first() or newest
    form = CheckForm(request.POST if request.method == "POST" else None, shown)
    if form.is_bound and form.is_valid():
        taken = attempt(form, lambda: take_knowledge_check(person_of(request), shown, form.answers()))
        if taken is not None:
            score = f"{taken.answered_right} of {taken.asked} answers were right; {newest.pass_mark} are needed."
            if taken.passed:
                messages.success(request, f"Passed. {score}")
                return redirect("account")
            form.add_error(None, f"Not passed. {score} Read the course again, then try again.")
    context = {"form": form, "course": newest}
    return render(request, "team/course.html", context, status=422 if form.is_bound else 200)
