"""Write what the Commissioner is told for a period, and put on record that it was sent, when, and its digest."""

import json
from datetime import datetime
from hashlib import sha256

from overt.actions import site
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.ledger.entry import time_text
from overt.records.queries.commissioner import commissioner_report


def tell_commissioner(since: datetime, until: datetime, sent_at: datetime) -> bytes:
    """Return the report from `since` to before `until` as JSON; `sent_at` is when it is, or was, sent."""
    with act(SOFTWARE, "tell_commissioner") as acting:
        if not since < until <= site.now() or sent_at < until:
            raise ActionRefused("period_unclear", "A period begins before it ends, is over, and is reported after it.")
        report = commissioner_report(since, until, acting.now).to_json() | {"sent_at": time_text(sent_at)}
        content = json.dumps(report, indent=2, ensure_ascii=False).encode() + b"\n"
        acting.record(
            "site.commissioner_told",
            since=time_text(since),
            until=time_text(until),
            sent_at=time_text(sent_at),
            content=sha256(content).hexdigest(),
        )
    return content
