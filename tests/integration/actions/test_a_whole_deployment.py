"""One deployment from draft to review, by the real actions, the real vault and the real ledger."""

from datetime import timedelta
from pathlib import Path

import pytest

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.end_camera_run import end_camera_run
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.record_engagement import record_engagement
from overt.actions.record_outcome import record_outcome
from overt.actions.resume import resume
from overt.actions.review import review
from overt.actions.show_alert import show_alert
from overt.actions.take_warrant import take_warrant
from overt.actions.values import Tally
from overt.law.states import State
from overt.ledger.checkpoint import sign_checkpoint
from overt.ledger.verify import verify_ledger
from overt.records.models import Alert, Deployment, WatchlistEntry
from overt.vault import WarrantRefused
from overt.vault.testing import FakeClock
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.clause("E-57")
def test_a_deployment_walks_from_draft_to_review_and_leaves_nothing_but_counts(home: Path) -> None:
    clock = FakeClock()
    site.forget_vault(clock)
    who = make.people()
    deployment = make.live(who, entries=2)
    run = make.camera_run(deployment)
    alert = make.alert(run)

    shown = show_alert(who.operator, alert)
    assert shown.probe_jpeg == b"probe jpeg"
    assert shown.score is None
    adjudicate(who.operator, alert, view="same")
    assert show_alert(who.operator, alert).score is not None
    assert show_alert(who.engagement_officer, alert).score is None
    adjudicate(who.engagement_officer, alert, view="same")
    record_engagement(who.engagement_officer, alert)
    record_outcome(who.engagement_officer, alert, identity="different", disposal="no_action")

    halt(who.silver, deployment, reason="crowd too dense")
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(deployment))
    clock.advance(5)
    propose_resume(who.operator, deployment, reason="crowd has thinned")
    resume(who.silver, deployment)
    with site.vault().warrant(make.claim(deployment)) as warrant:
        take_warrant(run, warrant=warrant.id)
    end_camera_run(run, Tally(frames=100, passages=12))
    close(who.silver, deployment)
    receipt = erase_watchlist(who.team_member, deployment)
    assert receipt.keys_destroyed == 2 * 3
    assert not WatchlistEntry.objects.exists()
    review(who.silver, deployment, findings="one false alert, no trend", on_false_alerts="none seen")
    clock.advance(timedelta(days=31).total_seconds())
    swept = erase_due()
    assert len(swept.alerts) == 1
    assert not Alert.objects.exists()
    assert site.vault().deployments() == set()
    assert Deployment.objects.get().state == State.REVIEWED
    sign_checkpoint(home / "keys", home / "ledger")
    assert verify_ledger(home).problems == ()
