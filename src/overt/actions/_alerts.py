"""What the verbs about one alert share: finding it, its clock of erasure, and its sealed notes."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from overt.actions import site
from overt.actions.errors import ActionRefused
from overt.actions.facts import alert_facts
from overt.actions.facts_duty import with_duty
from overt.law.facts import Facts
from overt.records.models import Alert, Deployment, ErasureIntent
from overt.records.queries.judgement import judgement_of
from overt.records.queries.packs import pack_of
from overt.vault import RecordKind


def find_alert(alert: Alert | str) -> Alert:
    """Return the alert as it stands now, with its engagement and outcome."""
    wanted = alert if isinstance(alert, str) else alert.id
    if ErasureIntent.objects.filter(record=wanted, done_at=None).exists():
        raise ActionRefused("being_erased", "This alert is being erased.")
    try:
        return Alert.objects.select_related("engagement", "outcome", "deployment").get(pk=wanted)
    except Alert.DoesNotExist:
        raise ActionRefused("no_such_alert", "There is no such alert; it may have been erased.") from None


def about(alert: str, *, reason_for_engaging_first: bool = False) -> Callable[[Facts], Facts]:
    """Return what adds one alert's facts and the actor's duty, read while its deployment is locked."""

    def learn(facts: Facts) -> Facts:
        row = find_alert(alert)
        known = alert_facts(row, reason_for_engaging_first=reason_for_engaging_first)
        return with_duty(replace(facts, alert=known), row.deployment)

    return learn


def erase_by(deployment: Deployment, raised_at: datetime, *, judged_false: bool = False) -> datetime:
    """Return when an alert must be gone: the law pack's days for its class; a trial's goes with the trial (M-86)."""
    pack = pack_of(deployment)
    days = pack.alert_retention_days
    if judged_false:
        days = min(days, pack.false_alert_retention_days)
    due = raised_at + timedelta(days=days)
    return min(due, deployment.alerts_erase_by) if deployment.trial_ends_at else due


def set_erase_by(alert: Alert) -> None:
    """Set the clock again after people have judged the alert."""
    fresh = find_alert(alert.id)
    alert.erase_by = erase_by(fresh.deployment, fresh.raised_at, judged_false=judgement_of(fresh).is_false)
    alert.save()


_NOTE, _ANSWERS = b"OVNOTE01", b"OVANSW01"


def seal_note(alert: Alert, text: str) -> bytes:
    """Seal words about one alert under the alert's own key, so that they die with it."""
    if not text.strip():
        return b""
    return site.vault().seal(alert.deployment_id, RecordKind.ALERT, alert.id, _NOTE + text.strip().encode())


def open_note(alert: Alert, sealed: bytes | memoryview) -> str:
    """Open what `seal_note` sealed; nothing was sealed, nothing comes back."""
    if not sealed:
        return ""
    plain = site.vault().open_alert(alert.deployment_id, alert.id, bytes(sealed))
    if plain[: len(_NOTE)] != _NOTE:
        raise ActionRefused("not_a_note", "What was sealed here is not a note.")
    return plain[len(_NOTE) :].decode()


def seal_answers(alert: Alert, answers: Mapping[str, object]) -> bytes:
    """Seal answers about one alert under the alert's own key."""
    plain = json.dumps(dict(answers), sort_keys=True).encode()
    return site.vault().seal(alert.deployment_id, RecordKind.ALERT, alert.id, _ANSWERS + plain)


def open_answers(alert: Alert, sealed: bytes) -> dict[str, object]:
    """Open what `seal_answers` sealed; nothing was sealed, nothing comes back."""
    if not sealed:
        return {}
    plain = site.vault().open_alert(alert.deployment_id, alert.id, bytes(sealed))
    if plain[: len(_ANSWERS)] != _ANSWERS:
        raise ActionRefused("not_answers", "What was sealed here are not the answers of a form.")
    opened: dict[str, object] = json.loads(plain[len(_ANSWERS) :])
    return opened
