"""An alert is a lead: how it is raised, seen, judged and never acted on by software."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import transaction

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.errors import ActionRefused
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.raise_alert import raise_alert
from overt.actions.record_engagement import record_engagement
from overt.actions.record_outcome import record_outcome
from overt.actions.resume import resume
from overt.actions.show_alert import show_alert
from overt.actions.withdraw_entry import withdraw_entry
from overt.ledger.read import entries_after
from overt.records import media
from overt.records.models import Alert, CameraRun, OwnView, WatchlistEntry
from overt.records.queries.alerts import alerts_for
from overt.records.queries.judgement import Judgement, judgement_of
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal


@pytest.fixture
def run(who: make.People) -> CameraRun:
    return make.camera_run(make.live(who))


def last_event() -> str:
    return entries_after(-1)[-1].event


@pytest.mark.clause("M-74")
def test_an_alert_is_sealed_on_disk_and_in_the_ledger_without_its_score(run: CameraRun, home: Path) -> None:
    alert = make.alert(run)
    sealed = media.read(home, "alert", alert.id)
    assert b"probe jpeg" not in sealed
    assert b"candidate jpeg" not in sealed
    raised = entries_after(-1)[-1]
    assert raised.event == "alert.raised"
    assert alert.score not in str(raised.details)
    assert len(str(raised.details["score"])) == 64


def test_a_tie_with_the_threshold_alerts_and_a_hair_below_does_not(run: CameraRun) -> None:
    assert make.alert(run, score=0.60).score == "0.600000"
    assert refusal(raise_alert, make.new_alert(run, score=0.599999)) == "below_threshold"
    assert refusal(raise_alert, make.new_alert(run, score=float("nan"))) == "not_a_number"


def test_one_passage_raises_one_alert_for_one_subject(run: CameraRun, home: Path) -> None:
    new = make.new_alert(run)
    raise_alert(new)
    assert refusal(raise_alert, new) == "alert_already_raised"
    assert Alert.objects.count() == 1
    assert len(media.records(home, "alert")) == 1


def test_the_database_itself_keeps_a_passage_to_one_alert_for_a_subject(run: CameraRun) -> None:
    from django.db import IntegrityError

    twin = make.alert(run)
    twin.id = "f" * 32
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)


def test_no_alert_comes_from_a_halted_deployment_or_with_a_warrant_from_before_the_halt(
    who: make.People, run: CameraRun, clock: FakeClock
) -> None:
    new = make.new_alert(run)
    halt(who.operator, run.deployment_id, reason="glare")
    assert refusal(raise_alert, new) == "wrong_state"
    clock.advance(1)
    propose_resume(who.bronze, run.deployment_id, reason="gone")
    resume(who.silver, run.deployment_id)
    assert refusal(raise_alert, new) == "warrant_stale"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"warrant": "0" * 32}, "warrant_stale"),
        ({"warrant": ""}, "warrant_stale"),
        ({"run": "0" * 32}, "run_over"),
        ({"camera": "south"}, "run_over"),
        ({"threshold": "0.50"}, "threshold_differs"),
        ({"picture": "0" * 32}, "subject_withdrawn"),
    ],
)
def test_an_alert_that_does_not_fit_its_run_is_refused_and_leaves_nothing(
    run: CameraRun, home: Path, changed: dict[str, object], code: str
) -> None:
    assert refusal(raise_alert, replace(make.new_alert(run), **changed)) == code  # type: ignore[arg-type]
    assert not Alert.objects.exists()
    assert media.records(home, "alert") == set()


def test_an_alert_is_not_taken_once_the_lease_has_lapsed(run: CameraRun, clock: FakeClock) -> None:
    clock.advance(15)
    assert refusal(raise_alert, make.new_alert(run)) == "run_over"


def test_a_withdrawn_subject_raises_no_alert(who: make.People, run: CameraRun) -> None:
    new = make.new_alert(run)
    withdraw_entry(who.silver, WatchlistEntry.objects.get(), reason="found already")
    assert refusal(raise_alert, new) == "subject_withdrawn"


@pytest.mark.clause("E-46")
@pytest.mark.clause("M-70")
def test_looking_is_recorded_and_shows_no_score_before_the_own_view(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    shown = show_alert(who.operator, alert)
    assert (shown.score, shown.views, shown.own_view) == (None, (), None)
    assert last_event() == "alert.shown"
    assert (shown.probe_jpeg, shown.candidates[0].jpeg) == (b"probe jpeg", b"candidate jpeg")
    adjudicate(who.operator, alert, view="cannot_tell")
    after = show_alert(who.operator, alert)
    assert after.score is not None
    assert (after.score.score, after.score.threshold) == ("0.710000", "0.60")
    unseen = show_alert(who.engagement_officer, alert)
    assert (unseen.score, unseen.views) == (None, ())


@pytest.mark.parametrize("role", ["team_member", "authorising_officer", "gold", "overseer", "technical_lead"])
def test_who_has_no_need_to_see_an_alert_does_not(who: make.People, run: CameraRun, role: str) -> None:
    assert refusal(show_alert, getattr(who, role), make.alert(run)) == "role_missing"


@pytest.mark.clause("M-97")
def test_the_operators_view_comes_first_and_each_gives_one(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    engagement = who.engagement_officer
    assert refusal(adjudicate, engagement, alert, view="same") == "actor_is_operator_or_the_operator_has_viewed"
    adjudicate(who.operator, alert, view="cannot_tell")
    assert refusal(adjudicate, who.operator, alert, view="same") == "actor_has_not_given_a_view"
    adjudicate(engagement, alert, view="same")
    assert {view.role: view.view for view in OwnView.objects.all()} == {
        "operator": "cannot_tell",
        "engagement_officer": "same",
    }


def test_who_holds_both_roles_gives_one_view_only(who: make.People, run: CameraRun) -> None:
    both = make.person(who.administrator, make.Role.OPERATOR, make.Role.ENGAGEMENT_OFFICER)
    alert = make.alert(run)
    adjudicate(both, alert, view="same")
    assert refusal(adjudicate, both, alert, view="same") == "actor_has_not_given_a_view"
    second = make.person(who.administrator, make.Role.OPERATOR)
    assert refusal(adjudicate, second, alert, view="same") == "view_given"


def test_a_view_in_other_words_is_refused(who: make.People, run: CameraRun) -> None:
    assert refusal(adjudicate, who.operator, make.alert(run), view="98 %") == "view_unknown"


@pytest.mark.clause("M-17")
@pytest.mark.clause("E-82")
def test_engaging_before_both_views_takes_a_reason_that_dies_with_the_alert(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    code = refusal(record_engagement, who.engagement_officer, alert)
    assert code == "views_are_recorded_or_the_exception_is_explained"
    engagement = record_engagement(
        who.engagement_officer, alert, reason_before_recorded="he was about to board a train"
    )
    assert engagement.before_recorded
    assert b"train" not in bytes(engagement.reason_sealed)
    assert entries_after(-1)[-1].details["before_recorded"] is True
    opened = site.vault().open_alert(run.deployment_id, alert.id, bytes(engagement.reason_sealed))
    assert opened.endswith(b"board a train")
    again = refusal(record_engagement, who.engagement_officer, alert, reason_before_recorded="again")
    assert again == "alert_is_not_engaged"


@pytest.mark.clause("E-84")
def test_an_outcome_needs_an_engagement_and_names_its_power(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    officer = who.engagement_officer
    assert refusal(record_outcome, officer, alert, identity="same", disposal="no_action") == "alert_is_engaged"
    record_engagement(officer, alert, reason_before_recorded="emergency")
    assert refusal(record_outcome, officer, alert, identity="same", disposal="arrest") == "power_missing"
    record_outcome(officer, alert, identity="same", disposal="arrest", note="PACE section 24")
    twice = refusal(record_outcome, officer, alert, identity="same", disposal="no_action")
    assert twice == "outcome_is_not_recorded"


@pytest.mark.clause("M-15")
@pytest.mark.parametrize(
    ("view", "identity", "judged"),
    [
        (None, None, Judgement.UNRESOLVED),
        ("cannot_tell", None, Judgement.UNRESOLVED),
        ("same", None, Judgement.TRUE_UNCONFIRMED),
        ("not_the_same", None, Judgement.FALSE_UNCONFIRMED),
        ("same", "same", Judgement.TRUE_CONFIRMED),
        ("same", "different", Judgement.FALSE_CONFIRMED),
        ("not_the_same", "same", Judgement.TRUE_CONFIRMED),
        ("same", "not_established", Judgement.UNRESOLVED),
    ],
)
def test_an_alert_counts_as_what_people_found(
    who: make.People, run: CameraRun, view: str | None, identity: str | None, judged: Judgement
) -> None:
    alert = make.alert(run)
    if view:
        adjudicate(who.operator, alert, view=view)  # type: ignore[arg-type]
    if identity:
        record_engagement(who.engagement_officer, alert, reason_before_recorded="emergency")
        record_outcome(who.engagement_officer, alert, identity=identity, disposal="no_action")  # type: ignore[arg-type]
    assert judgement_of(Alert.objects.get()) is judged


@pytest.mark.clause("E-113")
def test_outcomes_may_be_added_after_the_close(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    record_engagement(who.engagement_officer, alert, reason_before_recorded="emergency")
    close(who.silver, run.deployment_id)
    referral = "Children Act 1989, section 47"
    record_outcome(who.engagement_officer, alert, identity="same", disposal="safeguarding_referral", note=referral)
    assert last_event() == "alert.outcome_recorded"
    assert entries_after(-1)[-1].details["outcome"] == "safeguarding_referral"


def test_the_queue_lists_alerts_without_a_score_and_with_ones_own_view_only(who: make.People, run: CameraRun) -> None:
    alert = make.alert(run)
    adjudicate(who.operator, alert, view="same")
    assert alerts_for(who.operator.id, run.deployment_id)[0].own_view == "same"
    line = alerts_for(who.engagement_officer.id, run.deployment_id)[0]
    assert line.own_view == ""
    assert not {"score", "threshold", "label"} & set(vars(line))


def test_an_alert_nobody_knows_says_so(who: make.People, run: CameraRun) -> None:
    with pytest.raises(ActionRefused, match="erased"):
        show_alert(who.operator, "0" * 32)


def test_a_bundle_swapped_for_another_alerts_does_not_open(
    who: make.People, run: CameraRun, home: Path, everything: Callable[[], object]
) -> None:
    first, second = make.alert(run), make.alert(run)
    media.write(home, "alert", first.id, media.read(home, "alert", second.id))
    operator = who.operator
    before = everything()
    assert refusal(show_alert, operator, first) == "envelope_altered"
    assert everything() == before


def test_alerts_of_two_subjects_in_one_passage_both_count(who: make.People, clock: FakeClock) -> None:
    run = make.camera_run(make.live(who, entries=2))
    pictures = [entry.pictures.get().id for entry in WatchlistEntry.objects.all()]
    new = make.new_alert(run)
    for picture in pictures:
        raise_alert(replace(new, picture=picture))
    assert Alert.objects.count() == 2
