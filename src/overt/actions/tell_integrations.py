"""Tell other systems of alerts' states, signed, in the ledger's order, again until it is taken or the deployment ends.

What is told: which alert, which state, when, which entry. No picture, no subject, no view, no score, no outcome. The
ledger is the outbox, so nothing is lost between an act and its telling; and nothing is sent before it is on record that
it will be (I-4). The format follows Standard Webhooks.
"""

import hmac
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from overt.actions import site
from overt.actions.act import act
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.name_integration import webhook_key
from overt.actions.system import SOFTWARE
from overt.law.acts import ON_DUTY
from overt.ledger.entry import Entry, time_text
from overt.ledger.read import entries_after
from overt.records.models import Integration

STATES: Mapping[str, str] = {
    "alert.raised": "raised",
    "alert.claimed": "claimed",
    "alert.adjudicated": "viewed",
    "alert.assigned": "sent",
    "alert.engagement_decided": "decided",
    "alert.engaged": "engaged",
    "alert.outcome_recorded": "concluded",
}
LONGEST_WAIT = timedelta(minutes=5)
SECONDS_ALLOWED = 5.0
OVER = ("wrong_state", "system_ended")
CURSOR = ("told_up_to", "tries", "next_try_at")
"""All that telling changes: who ends a system in the same moment is not overwritten."""


@dataclass(frozen=True)
class Message:
    """One message to one system: its address, its body, and the headers that sign it."""

    url: str
    body: bytes
    headers: Mapping[str, str]


Send = Callable[[Message], bool]
"""Sends one message; True when it was taken (an answer from 200 to 299)."""


def tell_integrations(send: Send) -> int:
    """Tell every living system what is due; returns how many messages were taken.

    What cannot be recorded now is not sent; it stays due.
    """
    living = Integration.objects.filter(ended_at=None, deployment__state__in=ON_DUTY).exclude(webhook_url="")
    return sum(_tell(row, send) for row in living.select_related("deployment"))


def message(integration: Integration, entry: Entry, at: int) -> Message:
    """Write and sign one message; `at` is the time of sending in whole seconds since 1970."""
    body = json.dumps(
        {
            "deployment": integration.deployment_id,
            "alert": entry.subject,
            "state": STATES[entry.event],
            "at": time_text(entry.at),
            "entry": entry.index,
        }
    ).encode()
    name = f"msg_{integration.id}_{entry.index}"
    signed = hmac.digest(webhook_key(integration.id), f"{name}.{at}.".encode() + body, "sha256")
    headers = {
        "content-type": "application/json",
        "webhook-id": name,
        "webhook-timestamp": str(at),
        "webhook-signature": f"v1,{b64encode(signed).decode()}",
    }
    return Message(integration.webhook_url, body, headers)


def send_by_http(one: Message) -> bool:
    """Send one message; a redirect is not followed, and an address that does not answer in time has not taken it."""
    import httpx

    try:
        answer = httpx.post(one.url, content=one.body, headers=dict(one.headers), timeout=SECONDS_ALLOWED)
    except httpx.HTTPError:
        return False
    return answer.is_success


def _tell(row: Integration, send: Send) -> int:
    taken = 0
    if row.next_try_at is not None and row.next_try_at > site.now():
        return taken
    for entry in _due(row):
        try:
            _intend(row, entry)
            if not _sent(row, entry, send):
                return taken
        except NotRecorded:
            return taken
        except ActionRefused as refused:
            if refused.code not in OVER:
                raise
            return taken
        taken += 1
    return taken


def _due(row: Integration) -> list[Entry]:
    """Return the entries this system is to be told, of the next ones in the ledger; skips what it is not told."""
    entries = entries_after(row.told_up_to)
    due = [one for one in entries if one.deployment == row.deployment_id and one.event in STATES]
    if not due and entries:
        Integration.objects.filter(pk=row.pk).update(told_up_to=entries[-1].index)
    return due


def _intend(row: Integration, entry: Entry) -> None:
    """Put on record that one message is sent now; refuses when the deployment or the system ended in this moment."""
    with act(SOFTWARE, "tell_integrations", row.deployment_id) as acting:
        if not Integration.objects.filter(pk=row.id, ended_at=None).exists():
            raise ActionRefused("system_ended", "This system is told nothing any more.")
        acting.record("integration.telling", subject=entry.subject, integration=row.id, entry=entry.index)


def _sent(row: Integration, entry: Entry, send: Send) -> bool:
    """Send one message and put on record whether it was taken; one that was not is due again, ever later."""
    taken = send(message(row, entry, int(site.now().timestamp())))
    with act(SOFTWARE, "record_telling", row.deployment_id) as acting:
        event = "integration.told" if taken else "integration.not_told"
        acting.record(event, subject=entry.subject, integration=row.id, entry=entry.index)
        if taken:
            row.told_up_to, row.tries, row.next_try_at = entry.index, 0, None
        else:
            row.tries += 1
            row.next_try_at = acting.now + min(timedelta(seconds=2 ** min(row.tries, 16)), LONGEST_WAIT)
        row.save(update_fields=CURSOR)
    return taken
