"""Keeping an alert as evidence: two people, a ground, a day of review; and erasing it once it is released."""

from datetime import timedelta

import pytest

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.agree_hold import agree_hold
from overt.actions.close import close
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.propose_hold import propose_hold
from overt.actions.release_hold import release_hold
from overt.actions.show_alert import show_alert
from overt.law.holds import HoldGround
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import Alert, Deployment, EvidentialHold, Person
from overt.records.queries.commissioner import commissioner_report
from overt.records.queries.retention import clocks_of, kept_alerts
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal

GROUND = HoldGround.PROCEEDINGS


def proposed(by: Person, alert: Alert, *, days: float = 60, ground: HoldGround = GROUND) -> EvidentialHold:
    review_by = site.now() + timedelta(days=days)
    return propose_hold(by, alert, ground=ground, words="the arrest of that evening", review_by=review_by)


@pytest.fixture
def ended(who: make.People) -> Alert:
    """An alert of a deployment that is closed, its list destroyed."""
    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment))
    close(who.silver, deployment)
    erase_watchlist(who.dpo, deployment)
    return alert


@pytest.mark.clause("M-50")
@pytest.mark.clause("M-74")
def test_a_held_alert_outlives_its_clock_until_it_is_released(who: make.People, clock: FakeClock, ended: Alert) -> None:
    proposed(who.silver, ended)
    agree_hold(who.dpo, ended)
    clock.advance(timedelta(days=45).total_seconds())
    swept = erase_due()
    assert (swept.alerts, swept.alert_keys) == ((), ())
    assert refusal(erase_alert, who.dpo, ended) == "alert_is_not_held"
    release_hold(who.silver, ended, reason="the case is closed")
    swept = erase_due()
    assert [receipt.late_seconds for receipt in swept.alerts] == [0], "it was not due before its release"
    assert not Alert.objects.exists()
    assert bytes(EvidentialHold.objects.get().reason_sealed) == b""


@pytest.mark.clause("M-50")
def test_a_hold_takes_two_people_and_one_alone_keeps_nothing(who: make.People, clock: FakeClock, ended: Alert) -> None:
    proposed(who.dpo, ended)
    assert refusal(agree_hold, who.dpo, ended) == "actor_did_not_propose_the_hold"
    assert refusal(proposed, who.silver, ended) == "no_hold_waits"
    clock.advance(timedelta(days=30).total_seconds())
    assert len(erase_due().alerts) == 1
    assert EvidentialHold.objects.get().ended_as == "lapsed"
    assert refusal(agree_hold, who.legal_adviser, ended) == "no_such_alert"


@pytest.mark.parametrize(("days", "taken"), [(0, False), (90, True), (90.01, False)])
def test_a_review_lies_within_the_packs_days(who: make.People, ended: Alert, days: float, taken: bool) -> None:
    if taken:
        assert proposed(who.silver, ended, days=days).review_by == site.now() + timedelta(days=days)
    else:
        assert refusal(proposed, who.silver, ended, days=days) == "review_date_is_within_the_limit"


def test_a_hold_past_its_review_is_shown_as_late_and_renewed_by_two(
    who: make.People, clock: FakeClock, ended: Alert
) -> None:
    proposed(who.silver, ended, days=40)
    agree_hold(who.dpo, ended)
    since = site.now()
    clock.advance(timedelta(days=41).total_seconds())
    erase_due()
    told = commissioner_report(since - timedelta(days=1), site.now(), site.now()).holds
    assert (told.in_force, told.review_is_late, told.begun, told.ended) == (1, 1, 1, 0)
    proposed(who.legal_adviser, ended, days=20, ground=HoldGround.CLAIM)
    agree_hold(who.authorising_officer, ended)
    assert list(EvidentialHold.objects.order_by("proposed_at").values_list("ended_as", flat=True)) == ["renewed", ""]
    agreed = entries_after(-1)[-1]
    assert (agreed.event, agreed.details["proposed_by"]) == ("alert.hold_agreed", who.legal_adviser.id)
    assert agreed.details["renews"] == EvidentialHold.objects.order_by("proposed_at")[0].id
    assert refusal(agree_hold, who.gold, ended) == "a_hold_waits"


@pytest.mark.clause("M-86")
def test_nothing_of_a_trial_is_held(who: make.People, ended: Alert) -> None:
    Deployment.objects.update(kind="trial")
    people = make.in_order(who)
    assert refusal(proposed, people.silver, ended) == "trial_data_is_not_held"


@pytest.mark.clause("M-87")
def test_a_trial_that_is_over_is_looked_at_by_who_evaluates_it_only(who: make.People, ended: Alert) -> None:
    Deployment.objects.update(kind="trial")
    people = make.in_order(who)
    assert show_alert(people.operator, ended).own_view is None, "it still waits for its operator"
    adjudicate(people.operator, ended, view="same")
    assert refusal(show_alert, people.silver, ended) == "trial_is_looked_at_by_who_evaluates_it"
    evaluating = make.person(people.administrator, Role.SILVER, Role.EVALUATOR)
    assert show_alert(make.put_in_order(people.administrator, evaluating), ended).own_view is None
    assert entries_after(-1)[-1].event == "alert.shown"


def test_the_clocks_count_each_class_once(who: make.People, ended: Alert) -> None:
    deployment = Deployment.objects.get()
    counted = {clock.what: clock for clock in clocks_of(deployment, kept_alerts(deployment.id))}
    assert (counted["alerts"].held, counted["alerts"].next_due) == (1, ended.erase_by)
    assert counted["watchlist"].held == 0
    assert counted["watchlist"].destroyed_at is not None
    proposed(who.silver, ended)
    hold = agree_hold(who.dpo, ended)
    counted = {clock.what: clock for clock in clocks_of(deployment, kept_alerts(deployment.id))}
    assert (counted["alerts"].held, counted["held_alerts"].held) == (0, 1)
    assert counted["held_alerts"].next_due == hold.review_by


def test_the_ledger_holds_a_commitment_and_never_the_words(who: make.People, ended: Alert) -> None:
    proposed(who.silver, ended)
    entry = entries_after(-1)[-1]
    assert entry.event == "alert.hold_proposed"
    assert "arrest" not in str(entry)
