"""The Blue List while a deployment runs, by real acts: who is marked and recognised, and in which figures that is."""

import pytest

from overt.actions.authorise import authorise
from overt.actions.close import close
from overt.actions.errors import TappedAlready
from overt.actions.go_on_duty import go_on_duty
from overt.actions.halt import halt
from overt.actions.mark_seeded_passage import mark_seeded_passage
from overt.actions.recognise_volunteer import recognise_volunteer
from overt.actions.record_consent import record_consent
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.system import Actor
from overt.actions.values import NewRecognition, Tally
from overt.actions.withdraw_entry import withdraw_entry
from overt.actions.withdraw_seeded_mark import Mistake, withdraw_seeded_mark
from overt.documents.evidence import gather
from overt.documents.report.counts import counts
from overt.law.preparations import Distance, Light
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.ids import new_id
from overt.records.models import Alert, CameraRun, Deployment, SeededPassage, VolunteerRecognition
from overt.records.queries.blue_list import declared_groups, volunteers_of
from overt.records.queries.figures import alert_figures, run_figures
from overt.vault.testing import FakeClock
from overt.web.operate.figures import figures_context
from overt.web.oversee.blue_list import ShownBlueList, shown_blue_list
from overt.web.oversee.timeline import timeline
from tests import make
from tests.integration.actions.test_authority import refusal

pytestmark = pytest.mark.clause("E-97")


def with_volunteers(who: make.People, volunteers: int) -> Deployment:
    """A live rehearsal with one subject and this many volunteers; both markers are on duty."""
    draft = make.draft(who)
    for number in range(volunteers):
        entry = make.entry(who.team_member, draft, label=f"Volunteer {number}", category="blue_list")
        record_consent(who.team_member, draft, text="I agree", entry=entry, declared_group=f" group  {number // 6}")
    seal_watchlist(who.team_member, draft)
    made = authorise(who.authorising_officer, submit(who.team_member, draft), reasons=make.FOUR_TESTS)
    deployment = start(who.silver, made)
    go_on_duty(who.engagement_officer, deployment, role=Role.ENGAGEMENT_OFFICER)
    return deployment


def entries(deployment: Deployment) -> list[str]:
    return [one.entry for one in volunteers_of(deployment)]


def mark(by: Actor, deployment: Deployment, entry: str, tap: str = "") -> SeededPassage:
    return mark_seeded_passage(
        by, deployment, entry=entry, camera="north", light=Light.DUSK, distance=Distance.UNDER_5, tap=tap
    )


def handed(run: CameraRun, entry: str, **changed: object) -> NewRecognition:
    told = {"passage": new_id(), "threshold": run.deployment.threshold, "since_capture_ms": 200} | changed
    return NewRecognition(run.deployment_id, run.camera, run.id, run.warrant, entry=entry, **told)  # type: ignore[arg-type]


def shown(deployment: Deployment) -> ShownBlueList:
    found = shown_blue_list(deployment)
    assert found is not None
    return found


def test_a_volunteer_is_recognised_beside_the_subjects_and_is_in_no_count_of_them(who: make.People) -> None:
    deployment = with_volunteers(who, 2)
    assert shown_blue_list(deployment) is None
    run = make.camera_run(deployment)
    one, subject = entries(deployment)[0], deployment.entries.get(category="rehearsal_volunteer")
    once = handed(run, one)
    row = recognise_volunteer(once)
    assert (row.camera, row.entry, row.since_capture_ms) == ("north", one, 200)
    assert refusal(recognise_volunteer, once) == "alert_already_raised"
    assert refusal(recognise_volunteer, handed(run, subject.id)) == "volunteer_is_listed"
    assert refusal(recognise_volunteer, make.replace(once, passage="p", warrant="another")) == "warrant_stale"
    assert refusal(recognise_volunteer, make.replace(once, passage="p", threshold="0.1")) == "threshold_differs"
    make.alert(run, picture=subject.pictures.get().id)
    assert [alert.entry for alert in Alert.objects.all()] == [subject.id]
    assert alert_figures(deployment.id).total == 1
    context = figures_context(deployment)
    assert [(one.category, one.listed, one.alerts) for one in context["categories"]] == [("rehearsal_volunteer", 1, 1)]  # type: ignore[attr-defined]
    (told,) = [entry for entry in entries_after(-1, 5000) if entry.event == "volunteer.recognised"]
    assert set(told.details) == {"camera", "run", "warrant", "entry", "since_capture_ms"}
    withdraw_entry(who.silver, deployment.entries.get(pk=one), reason="went home")
    assert refusal(recognise_volunteer, handed(run, one)) == "volunteer_is_listed"
    halt(who.operator, deployment, reason="stop")
    assert refusal(recognise_volunteer, handed(run, entries(deployment)[0])) == "wrong_state"
    assert VolunteerRecognition.objects.count() == 1
    said = "A volunteer of the Blue List was recognised at camera north."
    assert said not in [moment.sentence for moment in timeline(deployment)]
    ended = close(who.silver, deployment)
    assert said in [moment.sentence for moment in timeline(ended)]


def test_only_somebody_on_duty_marks_a_listed_volunteer_while_it_is_live(who: make.People) -> None:
    deployment = with_volunteers(who, 1)
    (one,) = entries(deployment)
    subject = deployment.entries.get(category="rehearsal_volunteer").id
    assert refusal(mark, who.operator, deployment, one) == "actor_is_on_duty"
    go_on_duty(who.operator, deployment, role=Role.OPERATOR)
    assert refusal(mark, who.silver, deployment, one) == "role_missing"
    assert refusal(mark, who.operator, deployment, subject) == "volunteer_is_listed"
    said = {"entry": one, "light": Light.DUSK, "distance": Distance.FROM_15}
    assert refusal(mark_seeded_passage, who.operator, deployment, camera="south", **said) == "camera_unknown"
    mark(who.operator, deployment, one, tap="a" * 32)
    with pytest.raises(TappedAlready):
        mark(who.operator, deployment, one, tap="a" * 32)
    mark(who.engagement_officer, deployment, one)
    assert SeededPassage.objects.count() == 2
    (told, _) = [entry for entry in entries_after(-1, 5000) if entry.event == "seeded_passage.marked"]
    assert told.details["light"] == "dusk"
    halt(who.operator, deployment, reason="stop")
    assert refusal(mark, who.operator, deployment, one) == "wrong_state"


def test_a_mark_is_taken_back_by_its_maker_within_seconds_and_then_counts_nowhere(
    who: make.People, clock: FakeClock
) -> None:
    deployment = with_volunteers(who, 1)
    (one,) = entries(deployment)
    row = mark(who.engagement_officer, deployment, one)
    taken = {"reason": Mistake.WRONG_CAMERA}
    assert refusal(withdraw_seeded_mark, who.operator, row.id, **taken) == "mark_is_the_actors_own"
    withdraw_seeded_mark(who.engagement_officer, row.id, **taken)
    assert refusal(withdraw_seeded_mark, who.engagement_officer, row.id, **taken) == "mark_is_fresh"
    assert shown_blue_list(deployment) is None
    later = mark(who.engagement_officer, deployment, one)
    clock.advance(31)
    assert refusal(withdraw_seeded_mark, who.engagement_officer, later.id, **taken) == "mark_is_fresh"
    (told,) = [entry for entry in entries_after(-1, 5000) if entry.event == "seeded_passage.withdrawn"]
    assert told.details["reason_code"] == "wrong_camera"


def test_rates_stand_beside_the_faces_seen_which_keep_the_seeded_passages(who: make.People, clock: FakeClock) -> None:
    deployment = with_volunteers(who, 7)
    run, groups = make.camera_run(deployment), declared_groups(deployment.id)
    listed = sorted(entries(deployment), key=groups.__getitem__)
    renew_camera_run(run, Tally(passages=40, recognition_opportunities=3))
    clock.advance(20)
    missed = mark(who.engagement_officer, deployment, listed[0])
    assert not missed.had_opportunity
    clock.advance(17)
    renew_camera_run(run, Tally(passages=41, recognition_opportunities=4))
    for one in listed[:6]:
        mark(who.engagement_officer, deployment, one)
        recognise_volunteer(handed(run, one))
    recognise_volunteer(handed(run, listed[6]))
    clock.advance(3)
    renew_camera_run(run, Tally(passages=47, recognition_opportunities=10))
    missed.refresh_from_db()
    assert not missed.had_opportunity
    found = shown(deployment)
    assert (found.marks, found.volunteers, found.unmarked) == (7, 6, 1)
    rows = {row.label: (row.volunteers, row.end_to_end, row.tpir) for row in found.rows}
    assert set(rows) == {
        "All passages",
        "Group (as declared): group 0",
        "Camera: north",
        "Light: Dusk or dawn",
        "Distance: Under 5 m",
    }
    assert rows["All passages"][1].startswith("6 of 7 seeded passages (")
    assert rows["All passages"][2].startswith("6 of 6 mated searches")
    assert run_figures(deployment.id).passages == 47
    assert figures_context(deployment)["passages"] == 47
    assert "('Of which seeded passages marked', '7')" in str(counts(gather(deployment)).blocks)


def test_a_mark_may_have_given_a_template_when_the_camera_made_one_shortly_before_or_after_it(
    who: make.People, clock: FakeClock
) -> None:
    deployment = with_volunteers(who, 1)
    run, (one,) = make.camera_run(deployment), entries(deployment)
    renew_camera_run(run, Tally(recognition_opportunities=1))
    clock.advance(4)
    assert mark(who.engagement_officer, deployment, one).had_opportunity
    clock.advance(7)
    renew_camera_run(run, Tally(recognition_opportunities=1))
    row = mark(who.engagement_officer, deployment, one)
    assert not row.had_opportunity
    clock.advance(10)
    renew_camera_run(run, Tally(recognition_opportunities=2))
    row.refresh_from_db()
    assert row.had_opportunity


def test_what_a_volunteer_declares_is_theirs_short_and_asked_of_nobody_else(who: make.People) -> None:
    draft = make.draft(who)
    volunteer = make.entry(who.team_member, draft, label="Volunteer", category="blue_list")
    subject = draft.entries.get(category="rehearsal_volunteer")
    said = {"text": "I agree", "declared_group": "over 60"}
    assert refusal(record_consent, who.team_member, draft, entry=subject, **said) == "group_not_asked"
    assert refusal(record_consent, who.team_member, draft, **said) == "group_not_asked"
    long = {"text": "I agree", "declared_group": "x" * 41}
    assert refusal(record_consent, who.team_member, draft, entry=volunteer, **long) == "group_too_long"
    assert record_consent(who.team_member, draft, entry=volunteer, **said).declared_group == "over 60"
