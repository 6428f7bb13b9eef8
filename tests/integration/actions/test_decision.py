"""The decision on real records: conditions that bite, approvals one by one, advice, urgency, review, what voids it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.approve_entry import approve_entry
from overt.actions.ask_for_advice import ask_for_advice
from overt.actions.authorise import authorise
from overt.actions.authorise_urgently import authorise_urgently
from overt.actions.begin_camera_run import begin_camera_run
from overt.actions.close_on_condition import close_due, close_on_condition
from overt.actions.confirm_authority import confirm_authority
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused
from overt.actions.expire import expire_due
from overt.actions.finish_erasures import finish_erasures
from overt.actions.give_advice import give_advice
from overt.actions.read_redacted import read_redacted
from overt.actions.refuse import refuse
from overt.actions.review_authority import review_authority
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.show_approvals import show_approvals
from overt.actions.show_case import show_case
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.values import CameraPlan
from overt.actions.withdraw_entry import withdraw_entry
from overt.law.listing import AgeBand
from overt.law.roles import Role
from overt.law.states import State
from overt.law.stipulations import Stipulation, StipulationKind
from overt.ledger.read import entries_after
from overt.records.models import (
    AuthorityCondition,
    Deployment,
    EntryApproval,
    StatedReason,
    WatchlistEntry,
)
from overt.records.queries.authority import authority_is_unchanged, terms_of
from overt.records.queries.packs import pack_of
from overt.vault import KeyMissing, RecordKind, WarrantRefused
from overt.vault.testing import FakeClock
from tests import make

KIND = StipulationKind
HOURS = 3600


def refusal(call: Callable[..., object], *args: object, **named: object) -> str:
    with pytest.raises(ActionRefused) as refused:
        call(*args, **named)
    return refused.value.code


def again(deployment: Deployment) -> Deployment:
    return Deployment.objects.get(pk=deployment.pk)


def events() -> list[str]:
    return [entry.event for entry in entries_after(-1)]


# Conditions.


@pytest.mark.clause("E-87")
def test_an_earlier_end_is_the_vaults_end_and_the_sweeps(who: make.People, clock: FakeClock) -> None:
    until = site.now() + timedelta(minutes=10)
    condition = Stipulation(KIND.ENDS_BY, until.isoformat())
    deployment = make.live(who, conditions=(condition,))
    assert terms_of(deployment).ends_at == until
    clock.advance(10 * 60 - 1)
    site.vault().warrant(make.claim(deployment)).close()
    assert expire_due() == 0
    clock.advance(1)
    with pytest.raises(WarrantRefused) as refused:
        site.vault().warrant(make.claim(deployment))
    assert refused.value.code == "hours_over"
    assert expire_due() == 1
    assert again(deployment).state == State.EXPIRED


@pytest.mark.clause("E-87")
def test_a_camera_left_out_gets_neither_a_run_nor_a_warrant(who: make.People) -> None:
    cameras = (CameraPlan("north"), CameraPlan("south"))
    deployment = make.live(who, cameras=cameras, conditions=(Stipulation(KIND.ONLY_CAMERAS, "north"),))
    assert make.camera_run(deployment).camera == "north"
    assert refusal(begin_camera_run, deployment, camera="south", pid=1) == "camera_not_authorised"
    with pytest.raises(WarrantRefused) as refused:
        site.vault().warrant(make.claim(deployment, "south"))
    assert refused.value.code == "camera_not_authorised"


@pytest.mark.clause("E-88")
def test_a_raised_threshold_is_the_only_one_that_opens_the_list_or_raises_an_alert(who: make.People) -> None:
    deployment = make.live(who, conditions=(Stipulation(KIND.THRESHOLD_AT_LEAST, "0.70"),))
    run = make.camera_run(deployment)
    claim = make.claim(deployment)
    assert claim.threshold == "0.70"
    with pytest.raises(WarrantRefused) as refused:
        site.vault().warrant(replace(claim, threshold="0.60"))
    assert refused.value.code == "authority_mismatch"
    with pytest.raises(ActionRefused) as stopped:
        make.alert(run, threshold="0.60")
    assert stopped.value.code == "threshold_differs"
    assert make.alert(run, threshold="0.70").threshold == "0.70"


@pytest.mark.clause("E-87")
def test_a_list_over_the_limit_starts_once_enough_entries_are_withdrawn(who: make.People) -> None:
    deployment = make.authorised(who, entries=2, conditions=(Stipulation(KIND.ENTRIES_AT_MOST, "1"),))
    assert refusal(start, who.silver, deployment) == "entries_are_within_the_condition"
    withdraw_entry(who.silver, WatchlistEntry.objects.first(), reason="one is enough")
    assert start(who.silver, deployment).state == State.LIVE


@pytest.mark.clause("E-90")
def test_the_deployment_closes_with_the_false_alert_that_reaches_the_limit(who: make.People) -> None:
    deployment = make.live(who, conditions=(Stipulation(KIND.CLOSE_AFTER_FALSE_ALERTS, "2"),))
    run = make.camera_run(deployment)
    first, second, third = (make.alert(run) for _ in range(3))
    adjudicate(who.operator, first, view="not_the_same")
    adjudicate(who.operator, second, view="same")
    assert again(deployment).state == State.LIVE
    assert refusal(close_on_condition, deployment) == "false_alerts_have_reached_the_condition"
    adjudicate(who.operator, third, view="not_the_same")
    assert again(deployment).state == State.CLOSED
    closed = next(entry for entry in entries_after(-1) if entry.event == "deployment.closed")
    assert (closed.actor, closed.details["reason_code"]) == ("software", "false_alerts_condition")
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(deployment))


def test_a_close_cut_short_is_made_good_by_the_sweep(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = make.live(who, conditions=(Stipulation(KIND.CLOSE_AFTER_FALSE_ALERTS, "1"),))
    run = make.camera_run(deployment)
    alert = make.alert(run)
    with monkeypatch.context() as crash:
        crash.setattr("overt.actions.adjudicate.keep_false_alert_condition", lambda _: None)
        adjudicate(who.operator, alert, view="not_the_same")
    assert again(deployment).state == State.LIVE
    assert refusal(make.alert, run) == "false_alerts_are_below_the_condition"
    close_due()
    assert again(deployment).state == State.CLOSED


def test_a_condition_that_widens_is_refused_and_nothing_is_kept(who: make.People) -> None:
    deployment = make.submitted(who)
    wider = make.replace(make.FURTHER, conditions=(Stipulation(KIND.THRESHOLD_AT_LEAST, "0.1"),))
    code = refusal(authorise, who.authorising_officer, deployment, reasons=make.FOUR_TESTS, further=wider)
    assert code == "condition_threshold"
    assert not AuthorityCondition.objects.exists()
    assert not StatedReason.objects.exists()


# The snapshot.


EDITS: dict[str, Callable[[], object]] = {
    "condition": lambda: AuthorityCondition.objects.filter(kind="entries_at_most").update(value="99"),
    "people": lambda: AuthorityCondition.objects.filter(kind="people").delete(),
    "words": lambda: StatedReason.objects.filter(act="authorise:necessity").update(text="other words"),
    "approval": lambda: EntryApproval.objects.update(sealed=b"other words"),
    "no approval": lambda: EntryApproval.objects.all().delete(),
    "snapshot": lambda: Deployment.objects.update(snapshot_json="{}"),
    "digest": lambda: Deployment.objects.update(snapshot_digest="0" * 64),
    "confirmer": lambda: Deployment.objects.update(confirmed_by="f" * 32),
    "urgency": lambda: Deployment.objects.update(confirm_by=site.now()),
}


@pytest.mark.clause("E-88")
def test_any_edit_of_what_was_decided_voids_the_authority(who: make.People) -> None:
    young = listed(who)
    approve_entry(who.authorising_officer, young, words="A court wants him found today.")
    conditions = (Stipulation(KIND.ENTRIES_AT_MOST, "9"), Stipulation(KIND.PEOPLE, "Two officers at each sign."))
    further = make.replace(make.FURTHER, conditions=conditions)
    given = authorise(who.authorising_officer, young.deployment, reasons=make.FOUR_TESTS, further=further)
    live = start(who.silver, given)
    site.vault().warrant(make.claim(live)).close()
    for name, edit in EDITS.items():
        with transaction.atomic():
            edit()
            assert not authority_is_unchanged(again(live)), name
            if name not in {"snapshot", "digest"}:
                with pytest.raises(WarrantRefused):
                    site.vault().warrant(make.claim(again(live)))
            transaction.set_rollback(True)
    assert authority_is_unchanged(again(live))


@pytest.mark.clause("E-88")
@pytest.mark.parametrize("name", ["words", "snapshot"])
def test_a_start_under_an_edited_snapshot_is_refused_and_the_authority_voided(who: make.People, name: str) -> None:
    given = make.authorised(who)
    EDITS[name]()
    assert refusal(start, who.silver, given) == "authority_is_unchanged"
    assert again(given).state == State.CANCELLED
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(again(given)))


@pytest.mark.clause("E-88")
def test_a_withdrawal_from_the_list_voids_nothing_and_the_snapshot_reads_as_decided(who: make.People) -> None:
    deployment = make.authorised(who, entries=2, conditions=(Stipulation(KIND.PEOPLE, "Two officers at each sign."),))
    withdraw_entry(who.silver, WatchlistEntry.objects.first(), reason="found")
    assert start(who.silver, deployment).state == State.LIVE
    kept = json.loads(again(deployment).snapshot_json)
    assert kept["conditions"] == [["people", "Two officers at each sign."]]
    assert {act for act, _, _ in kept["words"]} >= {"authorise:necessity", "authorise:criteria"}
    recorded = next(entry for entry in entries_after(-1) if entry.event == "deployment.authorised")
    assert (recorded.details["conditions"], recorded.details["authority_digest"]) == (1, deployment.authority_digest)


@pytest.mark.clause("M-50")
def test_the_snapshot_goes_with_the_answers_it_repeats_and_its_digest_stays(who: make.People, clock: FakeClock) -> None:
    deployment = make.authorised(who)
    review_authority(who.authorising_officer, deployment, outcome="ends", words="Not needed any more.")
    digest = again(deployment).snapshot_digest
    clock.advance(pack_of(deployment).whole("application_retention_days") * 24 * HOURS + 2 * HOURS)
    erase_due()
    assert again(deployment).snapshot_json == ""
    assert again(deployment).snapshot_digest == digest != ""


# Approvals.


def listed(who: make.People, *, age: AgeBand = AgeBand.FROM_13_TO_17) -> WatchlistEntry:
    """Submit an application with an adult and one entry of this age; return that entry."""
    made = make.draft(who)
    entry = make.entry(who.team_member, made, label="Young", age=age)
    seal_watchlist(who.team_member, made)
    submit(who.team_member, made)
    return entry


def decide(who: make.People, officer: object, deployment: Deployment) -> Deployment:
    return authorise(officer, deployment, reasons=make.FOUR_TESTS, further=make.FURTHER)  # type: ignore[arg-type]


@pytest.mark.clause("E-93")
def test_each_entry_under_18_waits_for_the_words_of_the_officer_who_decides(who: make.People) -> None:
    young = listed(who)
    officer, other = who.authorising_officer, make.person(who.administrator, Role.AUTHORISING_OFFICER)
    deployment = young.deployment
    assert refusal(decide, who, officer, deployment) == "young_entries_are_approved"
    assert refusal(approve_entry, officer, young, words=" ") == "approval_empty"
    assert refusal(approve_entry, who.team_member, young, words="mine") == "role_missing"
    adult = WatchlistEntry.objects.exclude(pk=young.pk).get()
    assert refusal(approve_entry, officer, adult, words="why not") == "entry_may_be_young"
    approve_entry(other, young, words="Another officer's words.")
    assert refusal(decide, who, officer, deployment) == "young_entries_are_approved"
    approve_entry(officer, young, words="A court wants him found today.")
    assert refusal(approve_entry, officer, young, words="again") == "entry_is_not_approved_yet"
    assert decide(who, officer, deployment).state == State.AUTHORISED
    assert "found today" not in str(entries_after(-1))


@pytest.mark.clause("E-93", "M-70")
def test_the_officer_reads_why_a_child_is_listed_without_the_name_and_every_look_is_on_record(
    who: make.People,
) -> None:
    young = listed(who)
    held = WatchlistEntry.objects.get(pk=young.pk)
    assert b"rehearsal" not in bytes(held.case_sealed)
    case = show_case(who.authorising_officer, young)
    assert (case.label, case.reason, case.particulars.owning_force) == ("", "drawn for this rehearsal", "Force A")
    assert events()[-1] == "watchlist.entry_shown"
    with pytest.raises(WarrantRefused):
        site.vault().enrolment_warrant(young.deployment_id)
    adult = WatchlistEntry.objects.exclude(pk=young.pk).get()
    assert refusal(show_case, who.authorising_officer, adult) == "entry_may_be_young"
    for outsider in (who.overseer, who.dpo, who.silver, who.team_member):
        assert refusal(show_case, outsider, young) == "role_missing"
    hand = make.person(who.administrator, Role.AUTHORISING_OFFICER)
    WatchlistEntry.objects.filter(pk=young.pk).update(reviewed_by=hand.pk)
    assert refusal(show_case, hand, young) == "actor_is_not_an_applicant"


@pytest.mark.clause("M-50", "E-93")
def test_why_a_child_is_listed_goes_with_the_entry_and_with_the_list(who: make.People) -> None:
    made = make.draft(who)
    gone, kept = (make.entry(who.team_member, made, label=name, age=AgeBand.FROM_13_TO_17) for name in ("One", "Two"))
    seal_watchlist(who.team_member, made)
    submit(who.team_member, made)
    keys = lambda: site.vault().keys_of(made.id, RecordKind.ENTRY_CASE)  # noqa: E731
    assert keys() == {gone.pk, kept.pk}
    assert finish_erasures().orphan_keys == 0
    withdraw_entry(who.team_member, gone, reason="not needed")
    assert keys() == {kept.pk}
    assert bytes(WatchlistEntry.objects.get(pk=gone.pk).case_sealed) == b""
    refuse(who.authorising_officer, made, reason="no")
    erase_watchlist(who.dpo, made)
    assert keys() == set()
    assert not WatchlistEntry.objects.exists()


@pytest.mark.clause("E-93")
def test_an_entry_that_is_not_approved_is_withdrawn_or_the_authority_refused(who: make.People) -> None:
    young = listed(who, age=AgeBand.FROM_10_TO_12)
    officer = who.authorising_officer
    withdraw_entry(who.team_member, young, reason="not approved")
    assert decide(who, officer, young.deployment).state == State.AUTHORISED
    assert refusal(approve_entry, officer, young, words="too late") == "entry_withdrawn"


@pytest.mark.clause("E-93")
def test_who_had_a_hand_in_the_application_approves_no_entry(who: make.People) -> None:
    young = listed(who)
    hand = make.person(who.administrator, Role.AUTHORISING_OFFICER)
    WatchlistEntry.objects.filter(pk=young.pk).update(reviewed_by=hand.pk)
    assert refusal(approve_entry, hand, young, words="mine") == "actor_is_not_an_applicant"
    refuse(who.authorising_officer, young.deployment, reason="A child is on the list without need.")
    assert again(young.deployment).state == State.REFUSED


@pytest.mark.clause("E-93")
@pytest.mark.clause("M-50")
def test_the_words_of_an_approval_are_shown_by_an_act_and_end_with_the_alerts_key(
    who: make.People, clock: FakeClock
) -> None:
    young = listed(who)
    approve_entry(who.authorising_officer, young, words="A court wants him found today.")
    row = EntryApproval.objects.get()
    assert b"court" not in bytes(row.sealed)
    assert finish_erasures().orphan_keys == 0
    (shown,) = show_approvals(who.dpo, young.deployment)
    assert (shown.entry, shown.words) == (young.pk, "A court wants him found today.")
    assert events()[-1] == "watchlist.approvals_shown"
    assert refusal(show_approvals, who.operator, young.deployment) == "role_missing"
    refuse(who.authorising_officer, young.deployment, reason="no")
    Deployment.objects.update(alerts_erase_by=site.now() + timedelta(hours=30))
    clock.advance(31 * HOURS)
    erase_due()
    assert bytes(EntryApproval.objects.get().sealed) == b""
    with pytest.raises(KeyMissing):
        site.vault().open_approval(young.deployment_id, row.pk, bytes(row.sealed))


# Advice.


@pytest.mark.clause("M-31")
@pytest.mark.clause("E-37")
def test_the_decision_waits_for_advice_that_was_asked_for(who: make.People) -> None:
    deployment = make.submitted(who)
    assert refusal(give_advice, who.overseer, deployment, words="unasked") == "advice_was_asked"
    assert refusal(ask_for_advice, who.overseer, deployment, question="may I?") == "role_missing"
    assert refusal(ask_for_advice, who.team_member, deployment, question="?", withheld=["faces"]) == "part_unknown"
    ask_for_advice(who.team_member, deployment, question="Is this proportionate?", withheld=["plan_place"])
    assert refusal(ask_for_advice, who.authorising_officer, deployment, question="again") == "advice_was_not_asked"
    shown = read_redacted(who.overseer, deployment)
    assert "plan_place" not in shown
    assert shown["composition"].startswith("1 entry;")
    assert "Subject" not in str(shown)
    assert refusal(read_redacted, who.operator, deployment) == "role_missing"
    advised = give_advice(who.overseer, deployment, words="Shorten the hours.", dissent="One of us says no.")
    assert refusal(give_advice, who.overseer, deployment, words="more") == "actor_has_not_advised"
    assert refusal(decide, who, who.authorising_officer, deployment) == "advice_is_answered"
    answered = make.replace(make.FURTHER, on_advice="The hours are needed for the event.")
    authorise(who.authorising_officer, deployment, reasons=make.FOUR_TESTS, further=answered)
    kept = StatedReason.objects.get(act="authorise:on_advice")
    recorded = next(entry for entry in entries_after(-1) if entry.event == "deployment.authorised")
    assert recorded.details["on_advice"] == kept.commitment
    assert (advised.words, advised.dissent) == ("Shorten the hours.", "One of us says no.")
    assert events().count("advice.application_read") == 1


# Urgency.


def urgent(who: make.People) -> tuple[Deployment, object]:
    make.law_pack(who, "uk-app")
    return make.submitted(who, ends_at=site.now() + timedelta(hours=40)), who.urgent_officer


@pytest.mark.clause("E-87")
def test_an_urgent_authority_ends_unless_an_authorising_officer_confirms_it(who: make.People, clock: FakeClock) -> None:
    deployment, inspector = urgent(who)
    told = {"reasons": make.FOUR_TESTS, "urgency": "A threat to life this evening."}
    given = authorise_urgently(inspector, deployment, **told)  # type: ignore[arg-type]
    start(who.silver, given)
    clock.advance(24 * HOURS - 1)
    site.vault().warrant(make.claim(given)).close()
    assert expire_due() == 0
    clock.advance(1)
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(given))
    assert refusal(confirm_authority, who.authorising_officer, given, reason="late") == "window_is_not_over"
    assert expire_due() == 1
    assert again(given).state == State.EXPIRED


@pytest.mark.clause("E-87")
def test_a_confirmed_urgent_authority_lasts_as_it_was_applied_for(who: make.People, clock: FakeClock) -> None:
    deployment, inspector = urgent(who)
    given = authorise_urgently(inspector, deployment, reasons=make.FOUR_TESTS, urgency="now")  # type: ignore[arg-type]
    start(who.silver, given)
    before = site.vault().warrant(make.claim(given))
    assert refusal(confirm_authority, who.silver, given, reason="mine") == "role_missing"
    confirmed = confirm_authority(who.authorising_officer, given, reason="I would have decided the same.")
    with pytest.raises(WarrantRefused) as replaced:
        before.check()
    assert replaced.value.code == "authority_replaced"
    assert (confirmed.authorised_by, confirmed.state) == (who.urgent_officer.pk, State.LIVE)
    clock.advance(39 * HOURS)
    site.vault().warrant(make.claim(confirmed)).close()
    assert refusal(confirm_authority, who.authorising_officer, given, reason="twice") == (
        "authority_waits_for_confirmation"
    )


@pytest.mark.clause("E-87")
def test_under_the_mandates_pack_nobody_authorises_urgently(who: make.People) -> None:
    deployment = make.submitted(who)
    told = {"reasons": make.FOUR_TESTS, "urgency": "now"}
    assert refusal(authorise_urgently, who.urgent_officer, deployment, **told) == "urgent_authority_is_known"
    assert refusal(authorise_urgently, who.authorising_officer, deployment, **told) == "role_missing"


# Review.


@pytest.mark.clause("E-87")
def test_an_officer_reviews_an_authority_in_force_and_it_stands_or_ends(who: make.People) -> None:
    deployment = make.live(who)
    officer = who.authorising_officer
    assert refusal(review_authority, who.silver, deployment, outcome="ends", words="x") == "role_missing"
    assert refusal(review_authority, officer, deployment, outcome="stands", words=" ") == "review_empty"
    review_authority(officer, deployment, outcome="stands", words="Nothing has changed since this morning.")
    assert again(deployment).state == State.LIVE
    review_authority(officer, deployment, outcome="ends", words="The event is over.")
    assert again(deployment).state == State.CLOSED
    assert refusal(review_authority, officer, deployment, outcome="stands", words="x") == "wrong_state"
    assert events().count("deployment.authority_reviewed") == 2
    waiting = make.authorised(who)
    review_authority(officer, waiting, outcome="ends", words="Not needed any more.")
    assert again(waiting).state == State.CANCELLED
