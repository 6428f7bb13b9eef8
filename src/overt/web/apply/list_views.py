"""Views of a draft's list: the whole list by pages, lists sent in as one file, review of an entry, disclosure."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions.disclose_picture import disclose_picture
from overt.actions.review_entry import review_entry
from overt.actions.show_entry import show_entry
from overt.actions.upload_list import upload_list
from overt.law import State
from overt.records.models import (
    Deployment,
    PictureState,
    UploadState,
    WatchlistEntry,
    WatchlistPicture,
    WatchlistUpload,
)
from overt.web.account.second_factor import confirmed
from overt.web.apply.engine import engine_trouble
from overt.web.apply.entry_words import entry_rows
from overt.web.apply.list_forms import DisclosureForm, ReviewForm, UploadForm
from overt.web.apply.listing import A_PAGE, entries_of, is_an_owner, listing
from overt.web.apply.picture_words import problem_words
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.people import names_of
from overt.web.reasons import reason_page

TEAM = roles_for("add_to_watchlist")
SHOWN_PROBLEMS = 50


@require_safe
@page(TEAM)
def watchlist(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show one page of the list, how far its check is, and what came of lists sent in."""
    deployment = deployment_or_404(deployment_id)
    shown = Paginator(entries_of(deployment), A_PAGE).get_page(request.GET.get("page"))
    owner = is_an_owner(person_of(request), deployment)
    return render(
        request,
        "apply/watchlist.html",
        _about(deployment)
        | {
            "entries": listing(deployment, owner=owner, page=shown.number),
            "shown": shown,
            "owner": owner,
            "uploads": [_upload(row) for row in deployment.uploads.order_by("-uploaded_at")],
            **progress(deployment),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("upload_list"))
def upload(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Take in a ZIP archive, sealed; the enrolment service reads it."""
    deployment = deployment_or_404(deployment_id)
    return reason_page(
        request,
        deployment,
        UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm(),
        lambda form: upload_list(person_of(request), deployment, form.content()),
        done="The list is sealed and waits to be read. This page shows what comes of it.",
        back="apply-watchlist",
        template="apply/upload.html",
        is_open=_is_open(deployment),
    )


@require_safe
@page(roles_for("review_entry"))
def entry(request: HttpRequest, deployment_id: str, entry_id: str) -> HttpResponse:
    """Show one entry to somebody who is to review it; that they looked is on record."""
    return _review_page(request, deployment_or_404(deployment_id), entry_id, ReviewForm())


@require_POST
@page(roles_for("review_entry"))
def review(request: HttpRequest, deployment_id: str, entry_id: str) -> HttpResponse:
    """Record the review and go on with the next entry that has none."""
    deployment = deployment_or_404(deployment_id)
    form = ReviewForm(request.POST)
    if not form.is_valid():
        return _review_page(request, deployment, entry_id, form)
    row = get_object_or_404(WatchlistEntry, pk=entry_id, deployment=deployment)
    review_entry(person_of(request), row, face_occluded=form.cleaned_data["face_occluded"] == "yes")
    following = entries_of(deployment).filter(reviewed_at=None).values_list("pk", flat=True).first()
    if following is None:
        messages.success(request, "Every entry of the list is reviewed.")
        return redirect("apply-watchlist", deployment.pk)
    messages.success(request, "The review is recorded. This is the next entry.")
    return redirect("entry-show", deployment.pk, following)


def _review_page(request: HttpRequest, deployment: Deployment, entry_id: str, form: ReviewForm) -> HttpResponse:
    row = get_object_or_404(WatchlistEntry, pk=entry_id, deployment=deployment)
    details = show_entry(person_of(request), row)
    owner = is_an_owner(person_of(request), deployment)
    shown = listing(deployment, owner=owner, page=1 + _place(row) // A_PAGE)
    listed = next(one for one in shown if one.entry.pk == row.pk)
    context = _about(deployment) | {"listed": listed, "rows": entry_rows(deployment, details), "form": form}
    return render(request, "apply/review.html", context, status=422 if form.is_bound else 200)


@require_safe
@page(TEAM | roles_for("disclose_picture"))
def disclosures(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show which pictures left the force, and offer those that may."""
    deployment = deployment_or_404(deployment_id)
    kept = list(deployment.disclosures.order_by("-disclosed_at"))
    names = names_of({one.disclosed_by for one in kept})
    shown = Paginator(entries_of(deployment), A_PAGE).get_page(request.GET.get("page"))
    may = bool(roles_for("disclose_picture") & person_of(request).roles) and _is_open(deployment)
    context = _about(deployment) | {
        "disclosures": [(one, names[one.disclosed_by]) for one in kept],
        "entries": listing(deployment, owner=False, page=shown.number) if may else [],
        "shown": shown,
        "may": may,
    }
    return render(request, "apply/disclosures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("disclose_picture"))
@confirmed
def disclose(request: HttpRequest, deployment_id: str, picture_id: str) -> HttpResponse:
    """Record a disclosure and hand over the file."""
    deployment = deployment_or_404(deployment_id)
    picture = get_object_or_404(WatchlistPicture, pk=picture_id, entry__deployment=deployment)
    form = DisclosureForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        done = attempt(form, lambda: disclose_picture(person_of(request), picture, form.told()))
        if done is not None:
            answer = HttpResponse(done.content, content_type="application/octet-stream")
            answer["Content-Disposition"] = f'attachment; filename="disclosure-{done.record.pk}.bin"'
            answer["X-Content-Type-Options"] = "nosniff"
            return answer
    context = _about(deployment) | {
        "form": form,
        "heading": "Disclose one picture",
        "explanation": "The file is saved on your device. Rename it as the kind of picture it is. Who receives it, on"
        " what basis, for what and until when stays on record.",
        "button": "Disclose this picture",
        "button_classes": "govuk-button--warning",
    }
    return render(request, "web/reason.html", context, status=422 if form.is_bound else 200)


def progress(deployment: Deployment) -> dict[str, object]:
    """Return how far the check of the list is, and why it waits if the engine is not here."""
    pictures = WatchlistPicture.objects.filter(entry__deployment=deployment, entry__withdrawn_at=None)
    waiting = pictures.filter(state=PictureState.WAITING).count()
    unread = deployment.uploads.filter(state=UploadState.WAITING).count()
    listed = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None)
    return {
        "pictures": pictures.count(),
        "waiting": waiting,
        "unread": unread,
        "unreviewed": listed.filter(reviewed_at=None).count(),
        "entries_listed": listed.count(),
        "trouble": engine_trouble(deployment) if waiting else "",
    }


def _place(entry: WatchlistEntry) -> int:
    """Return how many entries of the list stand before this one."""
    listed = entries_of(entry.deployment)
    earlier = listed.filter(added_at__lt=entry.added_at).count()
    return earlier + listed.filter(added_at=entry.added_at, pk__lt=entry.pk).count()


def _about(deployment: Deployment) -> dict[str, object]:
    return {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "is_open": _is_open(deployment),
    }


def _is_open(deployment: Deployment) -> bool:
    return deployment.state == State.DRAFT and deployment.sealed_at is None


def _upload(row: WatchlistUpload) -> dict[str, object]:
    problems = [(number, problem_words(code)) for number, code in row.problems_json]
    return {"row": row, "problems": problems[:SHOWN_PROBLEMS], "more": max(0, len(problems) - SHOWN_PROBLEMS)}
