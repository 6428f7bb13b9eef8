"""What is still kept of one deployment, when it is erased, and which alerts two people keep as evidence."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from overt.actions import site
from overt.actions.agree_hold import agree_hold
from overt.actions.propose_hold import propose_hold
from overt.actions.release_hold import release_hold
from overt.law.holds import HoldGround
from overt.law.limits import known_limits
from overt.records.models import LATE_AFTER_SECONDS, Alert, Deployment, ErasureReceipt, EvidenceExport
from overt.records.queries.packs import pack_of
from overt.records.queries.retention import Clock, clocks_of, kept_alerts
from overt.web.account.second_factor import confirmed
from overt.web.apply.forms import words_field
from overt.web.error_pages import trouble
from overt.web.gates import (
    EVERYBODY,
    deployment_or_404,
    offered,
    page,
    person_of,
    reads_only_what_is_decided,
    roles_for,
    tap_of,
)
from overt.web.govuk import DatePartsField, GovukForm
from overt.web.people import names_of
from overt.web.reasons import reason_page
from overt.web.words import HOLD_GROUNDS, duration_words

A_PAGE = 50
ACTS = ("propose_hold", "agree_hold", "release_hold", "request_export", "release_export")


@dataclass(frozen=True)
class ShownClock:
    """One line of the table: what, how many, when in words, and the limit of the law pack behind it."""

    what: str
    held: int
    due: datetime | None
    countdown: str
    last: datetime | None
    limit: str
    destroyed_at: datetime | None


class HoldForm(GovukForm):
    """Why an alert is kept as evidence, and when that is looked at again."""

    ground = forms.ChoiceField(
        label="What is it kept for?",
        choices=[(code.value, HOLD_GROUNDS[code]) for code in HoldGround],
        widget=forms.RadioSelect(),
        error_messages={"required": "Choose what it is kept for."},
    )
    words = words_field("What it is evidence of", "Say what it is evidence of.", "Sealed with the alert.", longest=1000)
    review_on = DatePartsField(
        label="When this is looked at again",
        help_text="For example, 27 3 2027.",
        error_messages={"required": "Enter the day of the review."},
    )

    def review_by(self) -> datetime:
        """Return the end of that day here."""
        return datetime.combine(self.cleaned_data["review_on"], time(23, 59), ZoneInfo(settings.TIME_ZONE))


class ReleaseForm(GovukForm):
    """Why an alert is not evidence any more."""

    reason = words_field("Why it is not kept any more", "Say why.", "Do not name anybody.", longest=500)


@require_safe
@page(EVERYBODY)
def retention(request: HttpRequest, deployment_id: str) -> HttpResponse:
    """Show every clock of a deployment and its alerts, the ones due first at the top."""
    deployment, person = deployment_or_404(deployment_id), person_of(request)
    if reads_only_what_is_decided(person, deployment):
        return trouble(request, 403, "This application is not decided yet", "You read its record once it is.")
    kept, now = kept_alerts(deployment.pk), site.now()
    receipts = ErasureReceipt.objects.filter(deployment=deployment.pk)
    late = receipts.filter(late_seconds__gt=LATE_AFTER_SECONDS).count()
    shown = Paginator(kept, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "deployment": deployment,
        "rehearsal": deployment.kind == "rehearsal",
        "now": now,
        "clocks": [_shown(deployment, clock, now) for clock in clocks_of(deployment, kept)],
        "shown": shown,
        "alerts": [(one, _countdown(one.erase_by, now)) for one in shown],
        "late_reviews": sum(one.hold is not None and one.hold.review_by < now for one in kept),
        "receipts": receipts.count(),
        "late": late,
        "may": {act: offered(person, act, deployment) for act in ACTS},
        "exports": _exports(deployment),
        "me": person.pk,
    }
    return render(request, "oversee/retention.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("propose_hold"))
def propose(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Propose to keep one alert as evidence, or to keep it longer."""
    alert = get_object_or_404(Alert, pk=alert_id)
    by, tap, days = person_of(request), tap_of(request), pack_of(alert.deployment).hold_review_days
    return reason_page(
        request,
        alert.deployment,
        HoldForm(request.POST if request.method == "POST" else None),
        lambda form: propose_hold(
            by,
            alert,
            ground=HoldGround(form.cleaned_data["ground"]),
            words=form.cleaned_data["words"],
            review_by=form.review_by(),
            tap=tap,
        ),
        done="Your proposal is recorded. Another person must agree.",
        back="retention",
        heading="Keep an alert as evidence",
        explanation=f"Its clock stops once a second person agrees. It is looked at again within {days} days.",
        button="Keep an alert as evidence",
    )


@require_POST
@page(roles_for("agree_hold"))
@confirmed
def agree(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Agree as the second person."""
    alert = get_object_or_404(Alert, pk=alert_id)
    agree_hold(person_of(request), alert, tap=tap_of(request))
    messages.success(request, "The alert is kept as evidence.")
    return redirect("retention", alert.deployment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("release_hold"))
def release(request: HttpRequest, alert_id: str) -> HttpResponse:
    """Release an alert: its own clock counts again."""
    alert = get_object_or_404(Alert, pk=alert_id)
    by, tap = person_of(request), tap_of(request)
    return reason_page(
        request,
        alert.deployment,
        ReleaseForm(request.POST if request.method == "POST" else None),
        lambda form: release_hold(by, alert, reason=form.cleaned_data["reason"], tap=tap),
        done="The alert is not kept as evidence any more. Its own clock counts again.",
        back="retention",
        heading="Release an alert",
        explanation="If its erase-by time has passed, it is erased at once.",
        button="Release an alert",
    )


def _exports(deployment: Deployment) -> list[tuple[EvidenceExport, str]]:
    """Return every export with the name of who asked for it, the newest first."""
    rows = list(EvidenceExport.objects.filter(deployment=deployment).order_by("-requested_at"))
    names = names_of({row.requested_by for row in rows})
    return [(row, names[row.requested_by]) for row in rows]


def _shown(deployment: Deployment, clock: Clock, now: datetime) -> ShownClock:
    said = ""
    if clock.limit:
        bound = pack_of(deployment).limits[clock.limit]
        said = f"{known_limits()[clock.limit].say(bound.value)} ({bound.clause or bound.source})"
    countdown = _countdown(clock.next_due, now) if clock.next_due else ""
    return ShownClock(clock.what, clock.held, clock.next_due, countdown, clock.last_due, said, clock.destroyed_at)


def _countdown(due: datetime, now: datetime) -> str:
    """Say how long until then, in days from two days on."""
    left = due - now
    if left <= timedelta():
        return f"{_length(-left)} ago" if left < timedelta(seconds=-LATE_AFTER_SECONDS) else "now"
    return f"in {_length(left)}"


def _length(left: timedelta) -> str:
    return f"{left.days:,} days" if left >= timedelta(days=2) else duration_words(left)
