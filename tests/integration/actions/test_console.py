"""The console and the officer's page as acts: who has an alert, whom it reaches, what is asked after, what taps do."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.assign_alert import assign_alert
from overt.actions.authorise import authorise
from overt.actions.claim_alert import claim_alert
from overt.actions.close import close
from overt.actions.decide_engagement import decide_engagement
from overt.actions.engagement_values import EngagementRecord, Factors
from overt.actions.errors import ActionRefused, TappedAlready
from overt.actions.go_off_duty import go_off_duty
from overt.actions.go_on_duty import go_on_duty
from overt.actions.halt import halt
from overt.actions.post_officer import post_officer
from overt.actions.propose_resume import propose_resume
from overt.actions.raise_alert import raise_alert
from overt.actions.record_engagement import record_engagement
from overt.actions.record_factors import record_factors
from overt.actions.record_outcome import record_outcome
from overt.actions.record_picture_check import record_picture_check
from overt.actions.relieve import relieve
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.resume import resume
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.show_alert import show_alert
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.values import PictureCheck, Tally
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.ids import new_id
from overt.records.models import (
    Alert,
    AlertAssignment,
    CameraRun,
    CeilingWatch,
    Deployment,
    Duty,
    EngagementCount,
    Outcome,
    OwnView,
    Tap,
    ViewFactors,
    WatchlistEntry,
)
from overt.records.queries.alerts import Stage, alerts_sent_to, stage_of, stages_of
from overt.records.queries.duty import hours_by_role
from overt.vault import RecordKind
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal


@pytest.fixture
def run(who: make.People) -> CameraRun:
    return make.camera_run(make.live(who))


def events() -> list[str]:
    return [entry.event for entry in entries_after(-1, limit=10_000)]


def stage(alert: Alert) -> Stage:
    return stage_of(Alert.objects.get(pk=alert.pk))


@pytest.mark.parametrize(("view", "reached"), [("same", 1), ("cannot_tell", 1), ("not_the_same", 0)])
def test_one_view_sends_or_rejects_in_the_transaction_that_records_it(
    who: make.People, run: CameraRun, view: str, reached: int
) -> None:
    alert = make.alert(run)
    assert stage(alert) is Stage.WAITING
    adjudicate(who.operator, alert, view=view)  # type: ignore[arg-type]
    assert AlertAssignment.objects.count() == reached
    assert stage(alert) is (Stage.SENT if reached else Stage.REJECTED)
    assert len(alerts_sent_to(who.engagement_officer.id, run.deployment_id)) == reached


@pytest.mark.clause("M-70")
def test_an_alert_reaches_the_officers_posted_to_its_camera_and_no_other_phone(who: make.People) -> None:
    deployment = make.live(who, cameras=(make.CameraPlan("north"), make.CameraPlan("south")))
    second = make.person(who.administrator, Role.ENGAGEMENT_OFFICER)
    go_on_duty(second, deployment, role=Role.ENGAGEMENT_OFFICER)
    post_officer(who.operator, deployment, officer=second.id, cameras=frozenset({"south"}))
    alert = make.alert(make.camera_run(deployment))
    adjudicate(who.operator, alert, view="same")
    assert refusal(show_alert, second, alert) == "alert_was_sent_to_the_officer"
    assert show_alert(who.engagement_officer, alert).own_view is None
    assign_alert(who.silver, alert, officer=second.id)
    assert show_alert(second, alert).score is None
    again = refusal(assign_alert, who.silver, alert, officer=second.id)
    assert again == "alert_is_not_sent_to_this_officer_yet"
    assert refusal(assign_alert, who.silver, alert, officer=who.gold.id) == "officer_is_on_duty"


def test_an_alert_sent_to_nobody_says_so(who: make.People, run: CameraRun) -> None:
    go_off_duty(who.engagement_officer, run.deployment)
    alert = make.alert(run)
    adjudicate(who.operator, alert, view="same")
    assert stage(alert) is Stage.UNSENT


def test_two_officers_at_once_each_give_a_view_and_one_engagement_counts(who: make.People, run: CameraRun) -> None:
    second = make.person(who.administrator, Role.ENGAGEMENT_OFFICER)
    go_on_duty(second, run.deployment, role=Role.ENGAGEMENT_OFFICER)
    alert = make.alert(run)
    adjudicate(who.operator, alert, view="same")
    adjudicate(second, alert, view="cannot_tell")
    unviewed = refusal(record_engagement, who.engagement_officer, alert)
    assert unviewed == "views_are_recorded_or_the_exception_is_explained"
    adjudicate(who.engagement_officer, alert, view="same")
    assert OwnView.objects.filter(role="engagement_officer").count() == 2
    record_engagement(who.engagement_officer, alert)
    assert refusal(record_engagement, second, alert) == "alert_is_not_engaged"


def test_one_operator_claims_an_alert_and_relief_hands_it_over(who: make.People, run: CameraRun) -> None:
    second = make.person(who.administrator, Role.OPERATOR)
    alert = make.alert(run)
    claim_alert(who.operator, alert)
    assert stage(alert) is Stage.CLAIMED
    assert refusal(claim_alert, second, alert) == "alert_is_not_claimed_by_another_operator"
    assert refusal(adjudicate, second, alert, view="same") == "alert_is_not_claimed_by_another_operator"
    relieve(second, run.deployment, of_whom=who.operator.id, note="The north camera is dazzled.")
    assert Alert.objects.get().claimed_by == second.id
    adjudicate(second, alert, view="same")
    assert events().count("duty.relieved") == 1
    assert not Duty.objects.filter(person=who.operator.id, ended_at=None).exists()


def test_going_off_duty_frees_what_was_claimed(who: make.People, run: CameraRun) -> None:
    second = make.person(who.administrator, Role.OPERATOR)
    alert = make.alert(run)
    claim_alert(who.operator, alert)
    go_off_duty(who.operator, run.deployment)
    claim_alert(second, alert)
    assert refusal(relieve, who.operator, run.deployment, of_whom=who.silver.id) == "somebody_else_is_relieved"


@pytest.mark.clause("M-26")
@pytest.mark.clause("E-06")
def test_hours_are_kept_by_role_even_by_those_who_forgot_to_sign_on_or_off(
    who: make.People, run: CameraRun, clock: FakeClock
) -> None:
    adjudicate(who.operator, make.alert(run), view="not_the_same")
    clock.advance(600)
    close(who.silver, run.deployment_id)
    told = {one.role: one for one in hours_by_role(run.deployment_id, clock.now())}
    assert told[Role.OPERATOR].time == timedelta(minutes=10)
    assert told[Role.ENGAGEMENT_OFFICER].people == 1
    ended = [entry for entry in entries_after(-1, limit=10_000) if entry.event == "duty.ended"]
    assert {entry.details["reason_code"] for entry in ended} == {"deployment_over"}
    assert refusal(go_on_duty, who.operator, run.deployment, role=Role.OPERATOR) == "wrong_state"


def test_past_the_packs_hour_an_operator_claims_nothing_new_until_the_break_is_over(
    who: make.People, clock: FakeClock
) -> None:
    deployment = make.live(who, ends_at=clock.now() + timedelta(hours=3))
    run = make.camera_run(deployment)
    mine, late = make.alert(run), make.alert(run)
    claim_alert(who.operator, mine)
    clock.advance(3600)
    assert refusal(claim_alert, who.operator, late) == "operator_is_not_due_a_break"
    adjudicate(who.operator, mine, view="same")
    halt(who.operator, deployment, reason="A tired operator may always halt.")
    go_off_duty(who.operator, deployment)
    assert refusal(go_on_duty, who.operator, deployment, role=Role.OPERATOR) == "break_at_the_console_is_over"
    clock.advance(600)
    go_on_duty(who.operator, deployment, role=Role.OPERATOR)


def test_a_role_that_is_not_held_is_no_turn(who: make.People, run: CameraRun) -> None:
    code = refusal(go_on_duty, who.operator, run.deployment, role=Role.SILVER)
    assert code == "actor_holds_the_role_of_the_turn"
    assert refusal(go_off_duty, who.gold, run.deployment) == "actor_is_on_duty"


def everything_with_a_tap(who: make.People, run: CameraRun, alert: Alert) -> list[Callable[[str], object]]:
    officer, operator = who.engagement_officer, who.operator
    return [
        lambda tap: claim_alert(operator, alert, tap=tap),
        lambda tap: adjudicate(operator, alert, view="same", tap=tap),
        lambda tap: record_factors(operator, alert, Factors(), tap=tap),
        lambda tap: adjudicate(officer, alert, view="same", tap=tap),
        lambda tap: decide_engagement(officer, alert, engage=True, ground="same_and_sought", tap=tap),
        lambda tap: record_engagement(officer, alert, tap=tap),
        lambda tap: record_outcome(officer, alert, identity="same", disposal="no_action", tap=tap),
        lambda tap: go_off_duty(officer, run.deployment, tap=tap),
        lambda tap: go_on_duty(officer, run.deployment, role=Role.ENGAGEMENT_OFFICER, tap=tap),
        lambda tap: halt(operator, run.deployment, reason="x", tap=tap),
        lambda tap: propose_resume(operator, run.deployment, reason="x", tap=tap),
        lambda tap: resume(who.silver, run.deployment, tap=tap),
    ]


def test_a_tap_sent_twice_does_its_act_once_whatever_the_act(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    for act in everything_with_a_tap(who, run, alert):
        key = new_id()
        act(key)
        before = events()
        with pytest.raises(TappedAlready):
            act(key)
        assert events() == before
    assert Tap.objects.count() == 12


def test_a_key_of_another_act_is_refused_and_a_refused_act_keeps_no_key(who: make.People, run: CameraRun) -> None:
    alert, key = make.alert(run), new_id()
    assert refusal(record_factors, who.operator, alert, Factors(), tap=key) == "actor_has_given_a_view"
    assert not Tap.objects.exists()
    adjudicate(who.operator, alert, view="same", tap=key)
    assert refusal(record_factors, who.operator, alert, Factors(), tap=key) == "tap_reused"


@pytest.mark.clause("E-83")
@pytest.mark.clause("E-103")
def test_what_was_weighed_is_asked_once_sealed_and_late_after_the_packs_minutes(
    who: make.People, run: CameraRun, clock: FakeClock
) -> None:
    alert, other = make.alert(run), make.alert(run)
    adjudicate(who.operator, alert, view="cannot_tell")
    adjudicate(who.operator, other, view="same")
    weighed = Factors(frozenset({"changed_appearance", "light"}), frozenset({"religion"}), "a scarf")
    assert show_alert(who.operator, alert).factors_due_at == clock.now() + timedelta(minutes=15)
    record_factors(who.operator, alert, weighed)
    assert refusal(record_factors, who.operator, alert, weighed) == "actor_has_not_recorded_the_factors"
    assert b"religion" not in bytes(ViewFactors.objects.get().sealed)
    assert show_alert(who.operator, alert).factors_due_at is None
    clock.advance(15 * 60 + 1)
    record_factors(who.operator, other, Factors())
    said = [entry.details["late"] for entry in entries_after(-1, limit=10_000) if entry.event.endswith("rs_recorded")]
    assert said == [False, True]


def test_words_outside_the_lists_are_refused() -> None:
    for wrong in (
        lambda: Factors(frozenset({"looked shifty"})),  # type: ignore[arg-type]
        lambda: EngagementRecord(presentation="98 %"),  # type: ignore[arg-type]
        lambda: EngagementRecord(powers={"chase": "none"}),  # type: ignore[dict-item]
        lambda: EngagementRecord(minutes=-1),
    ):
        with pytest.raises(ActionRefused):
            wrong()


@pytest.mark.clause("E-82")
@pytest.mark.clause("M-17")
def test_an_officer_decides_after_their_own_view_on_a_ground_that_fits(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    officer = who.engagement_officer
    adjudicate(who.operator, alert, view="same")
    early = refusal(decide_engagement, officer, alert, engage=False, ground="gone")
    assert early == "actor_has_given_a_view"
    adjudicate(officer, alert, view="cannot_tell")
    assert refusal(decide_engagement, officer, alert, engage=True, ground="gone") == "ground_unknown"
    assert refusal(decide_engagement, officer, alert, engage=False, ground="other") == "reason_missing"
    decide_engagement(officer, alert, engage=False, ground="gone")
    assert stage(alert) is Stage.DECLINED
    assert refusal(decide_engagement, officer, alert, engage=False, ground="gone") == "actor_has_not_decided"


@pytest.mark.clause("E-84")
@pytest.mark.clause("E-68")
def test_force_names_its_power_and_a_head_covering_says_how_dignity_was_kept() -> None:
    for record, code in (
        ({"force": "handcuffs"}, "power_missing"),
        ({"head_covering": "yes"}, "dignity_missing"),
    ):
        with pytest.raises(ActionRefused) as refused:
            EngagementRecord(**record)  # type: ignore[arg-type]
        assert refused.value.code == code
    EngagementRecord(force="handcuffs", powers={"force": "Criminal Law Act 1967, section 3"})
    EngagementRecord(head_covering="yes", dignity="by a woman officer, in the van")


@pytest.mark.clause("E-59", "E-102")
def test_what_is_recorded_of_a_person_dies_with_the_alert_and_only_counts_are_kept(
    who: make.People, run: CameraRun
) -> None:
    record = EngagementRecord(minutes=4, leaflet="yes", own_ethnicity="declined", presentation="woman")
    for number in range(2):
        alert = make.alert(run)
        record_engagement(who.engagement_officer, alert, reason_before_recorded="emergency")
        if number == 0:
            record_outcome(who.engagement_officer, alert, identity="same", disposal="no_action", record=record)
    assert b"declined" not in bytes(Outcome.objects.get().details_sealed)
    assert not EngagementCount.objects.exists()
    close(who.silver, run.deployment_id)
    counts = {(one.question, one.answer): one.count for one in EngagementCount.objects.all()}
    assert counts["own_ethnicity", "declined"] == 1
    assert counts["complaint", "not_recorded"] == 1
    late = Alert.objects.get(state="engaged")
    record_outcome(who.engagement_officer, late, identity="different", disposal="no_action", record=record)
    assert EngagementCount.objects.get(question="own_ethnicity", answer="declined").count == 2


def test_the_alert_carries_what_the_list_knew_of_its_pictures_and_the_margin(who: make.People, run: CameraRun) -> None:
    new = replace(make.new_alert(run), margin=0.0312, since_capture_ms=240)
    alert = raise_alert(new)
    shown = show_alert(who.operator, alert)
    assert (shown.look_alikes, shown.must_know, shown.candidates[0].years) == (0, "", None)
    assert shown.listed_because == ""
    assert shown.score is None
    adjudicate(who.operator, alert, view="same")
    score = show_alert(who.operator, alert).score
    assert score is not None
    assert (score.margin, score.measured) == ("0.031200", ())


@pytest.mark.clause("E-90")
@pytest.mark.clause("E-98")
def test_red_halts_at_once_and_two_people_one_of_them_silver_resume_with_reasons(
    who: make.People, run: CameraRun
) -> None:
    renew_camera_run(run, Tally(passages=200))
    colours = []
    for _ in range(3):
        adjudicate(who.operator, make.alert(run), view="not_the_same")
        colours.append(CeilingWatch.objects.get().colour)
    assert colours == ["green", "amber", "red"]
    deployment = Deployment.objects.get()
    assert deployment.state == "halted"
    assert events()[-2:] == ["ceiling.changed", "deployment.halted"]
    propose_resume(who.operator, deployment, reason="The glass door is covered now.")
    gold = refusal(resume, who.gold, deployment, reason="seen")
    assert gold == "silver_is_one_of_the_two_after_red"
    assert refusal(resume, who.silver, deployment) == "resuming_after_red_says_why"
    resume(who.silver, deployment, reason="I have looked at the three alerts and the door.")
    assert CeilingWatch.objects.count() == 2

    assert Deployment.objects.get().state == "live"
    assert stages_of(deployment.pk)[Stage.REJECTED] == 3


def test_look_alikes_are_kept_with_both_entries_when_the_list_is_sealed_and_shown_with_the_alert(
    who: make.People,
) -> None:
    draft = make.draft(who)
    first = WatchlistEntry.objects.get()
    second = make.add_waiting(who.team_member, draft, label="Second")
    picture = second.pictures.get()
    sealed = site.vault().seal(draft.id, RecordKind.WATCHLIST_TEMPLATE, picture.id, b"template")
    near = (("look_alike", first.id), ("unlike_own_entry", ""))
    record_picture_check(picture, PictureCheck(accepted=True, template_sealed=sealed, warnings=near))
    seal_watchlist(who.team_member, draft)
    assert set(WatchlistEntry.objects.values_list("look_alikes", flat=True)) == {1}
    authorise(who.authorising_officer, submit(who.team_member, draft), reasons=make.FOUR_TESTS)
    run = make.camera_run(start(who.silver, draft))
    assert show_alert(who.operator, make.alert(run)).look_alikes == 1
