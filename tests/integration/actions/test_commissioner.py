"""What the Commissioner is told: counts of what is held and erased, never a name, and that it was sent."""

import json
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from overt.actions import site
from overt.actions.erase_alert import erase_alert
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.actions.tell_commissioner import tell_commissioner
from overt.ledger.read import entries_of
from overt.vault.testing import FakeClock
from tests import make


@pytest.mark.clause("M-57")
def test_a_period_is_told_in_counts_with_retention_receipts_and_holds(who: make.People, clock: FakeClock) -> None:
    deployment = make.live(who, entries=2)
    run = make.camera_run(deployment)
    _, within, after = (make.alert(run) for _ in range(3))
    since = site.now()
    clock.advance(60)
    erase_alert(SOFTWARE, within)
    clock.advance(60)
    until = site.now()
    clock.advance(60)
    erase_alert(SOFTWARE, after)
    content = tell_commissioner(since, until, site.now())
    told = json.loads(content)
    held = {one["what"]: (one["held"], one["retention"]) for one in told["held"]}
    assert held["Pictures of people on a watchlist"][0] == 2
    assert held["Templates of people on a watchlist"][0] == 2
    assert held["Alerts with the pictures of probe and candidate"] == (1, "30 days after it was raised (M-43)")
    assert told["erased"] == [{"what": "alert", "receipts": 1, "keys": 1, "records": 1, "late": 0}]
    assert told["unmatched"].startswith("Never stored.")
    assert told["holds"] == {"in_force": 0, "review_is_late": 0, "begun": 0, "ended": 0}
    assert told["sent_at"] > told["until"]
    for word in ("Subject", deployment.id, "Person"):
        assert word not in content.decode()
    entry = [one for one in entries_of("") if one.event == "site.commissioner_told"][-1]
    assert entry.details["content"] == sha256(content).hexdigest()


@pytest.mark.parametrize(("begins", "ends", "sent"), [(2, 1, 3), (1, 1, 3), (1, 5, 6), (1, 3, 2)])
def test_a_period_that_is_none_or_not_over_or_reported_before_its_end_is_refused(
    who: make.People, home: Path, begins: int, ends: int, sent: int
) -> None:
    start = site.now() - timedelta(days=4)
    with pytest.raises(ActionRefused) as refused:
        tell_commissioner(*(start + timedelta(days=days) for days in (begins, ends, sent)))
    assert refused.value.code == "period_unclear"
