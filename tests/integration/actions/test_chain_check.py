"""The check of the chain before a start, by real acts: who may be compared, what is kept of it, what waits for it."""

from datetime import timedelta

import pytest

from overt.actions import site
from overt.actions.authorise import authorise
from overt.actions.begin_camera_run import begin_camera_run
from overt.actions.begin_check import begin_check
from overt.actions.cancel import cancel
from overt.actions.errors import ActionRefused
from overt.actions.expire import expire
from overt.actions.pass_check import pass_check
from overt.actions.recognise_seed import recognise_seed
from overt.actions.record_consent import record_consent
from overt.actions.record_preparation import explain_unchecked_start
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.sign_controlled_space import sign_controlled_space
from overt.actions.start import start
from overt.actions.stop_check import stop_check, stop_overdue_checks
from overt.actions.submit import submit
from overt.actions.take_check_warrant import take_check_warrant
from overt.actions.values import TrialPlan
from overt.ledger.read import entries_after
from overt.records.models import Alert, CameraRun, ChainCheck, Deployment, SeedRecognition, WatchlistEntry
from overt.records.queries.checks import seeds_of
from overt.records.queries.figures import alert_figures
from overt.records.queries.watchlist import composition, seeds_for_comparison, watchlist_for_comparison
from overt.vault import WarrantRefused
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal

pytestmark = pytest.mark.clause("E-97")


def volunteer(who: make.People, deployment: Deployment) -> WatchlistEntry:
    return make.entry(who.team_member, deployment, label="Volunteer", category="blue_list")


def on_a_camera(who: make.People) -> Deployment:
    """A rehearsal on a camera, authorised, with one subject and one volunteer, everybody's consent recorded."""
    draft = make.draft(make.in_order(who), source="camera", ends_at=site.now() + timedelta(minutes=59))
    volunteer(who, draft)
    for listed in draft.entries.all():
        record_consent(who.team_member, draft, text="I agree to be on the list", entry=listed)
    seal_watchlist(who.team_member, draft)
    applied = submit(who.team_member, draft)
    sign_controlled_space(who.bronze, applied, statement="closed corridor", signs="both doors")
    return authorise(who.authorising_officer, applied, reasons=make.FOUR_TESTS)


def comparing(deployment: Deployment) -> CameraRun:
    """A camera run that has taken its warrant for the check under way, as a camera process does."""
    run = begin_camera_run(deployment, camera="north", pid=4711)
    with site.vault().warrant(make.claim(deployment)) as warrant:
        return take_check_warrant(run, warrant=warrant.id)


def picture_of(deployment: Deployment, category: str) -> str:
    return str(deployment.entries.get(category=category).pictures.get().id)


def recognised(deployment: Deployment, run: CameraRun, **changed: object) -> SeedRecognition:
    return recognise_seed(make.new_alert(run, picture=picture_of(deployment, "blue_list"), **changed))


def kept(deployment: Deployment) -> list[str]:
    """Names of the sealed alert pictures on disk."""
    return [path.name for path in (site.home() / "media" / "alert").glob("**/*") if path.is_file()]


def test_a_start_on_a_camera_waits_for_a_check_which_shows_the_chain_and_keeps_nothing(who: make.People) -> None:
    deployment = on_a_camera(who)
    assert refusal(start, who.operator, deployment) == "chain_is_checked"
    begin_check(who.operator, deployment)
    assert refusal(start, who.operator, deployment) == "no_check_is_under_way"
    run = comparing(deployment)
    assert refusal(pass_check, who.operator, deployment) == "a_seed_was_recognised"
    row = recognised(deployment, run, since_capture_ms=321)
    assert (row.camera, row.since_capture_ms) == ("north", 321)
    assert kept(deployment) == []
    assert refusal(pass_check, who.silver, deployment) == "role_missing"
    pass_check(who.operator, deployment)
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(deployment))
    assert start(who.operator, deployment).state == "live"
    told = [(one.event, one.details) for one in entries_after(-1, 5000) if one.event.startswith("check.")]
    assert [event for event, _ in told] == ["check.began", "check.comparing", "check.recognised", "check.passed"]
    assert told[2][1]["entry"] == deployment.entries.get(category="blue_list").id
    assert not Alert.objects.exists()
    assert alert_figures(deployment.id).total == 0


def test_in_a_check_nobody_but_a_volunteer_is_recognised_and_no_volunteer_ever_alerts(who: make.People) -> None:
    draft = make.draft(who)
    volunteer(who, draft)
    seal_watchlist(who.team_member, draft)
    deployment = authorise(who.authorising_officer, submit(who.team_member, draft), reasons=make.FOUR_TESTS)
    begin_check(who.silver, deployment)
    run = comparing(deployment)
    subject = picture_of(deployment, "rehearsal_volunteer")
    assert refusal(recognise_seed, make.new_alert(run, picture=subject)) == "not_a_seed"
    assert refusal(make.raise_alert, make.new_alert(run, picture=subject)) == "wrong_state"
    once = make.new_alert(run, picture=picture_of(deployment, "blue_list"))
    recognise_seed(once)
    assert refusal(recognise_seed, once) == "alert_already_raised"
    assert refusal(recognise_seed, make.replace(once, warrant="another")) == "warrant_stale"
    pass_check(who.operator, deployment)
    assert refusal(recognised, deployment, run) == "a_check_is_under_way"
    live = start(who.silver, deployment)
    running = CameraRun.objects.get(pk=run.id)
    with site.vault().warrant(make.claim(live)) as warrant:
        running.warrant = warrant.id
        running.save()
        assert refusal(recognised, live, running) == "wrong_state"
        volunteers = make.new_alert(running, picture=picture_of(live, "blue_list"))
        assert refusal(make.raise_alert, volunteers) == "seed_is_no_subject"
    assert not Alert.objects.exists()


def test_volunteers_are_opened_in_a_check_only_and_are_in_no_count_of_the_list(who: make.People) -> None:
    draft = make.draft(who, entries=2)
    seed = volunteer(who, draft)
    assert {one.entry for one in seeds_for_comparison(draft)} == {seed.id}
    listed = {one.entry for one in watchlist_for_comparison(draft.id)}
    assert listed == set(draft.entries.exclude(pk=seed.id).values_list("id", flat=True))
    said = composition(draft.id)
    assert (said.entries, said.pictures, said.volunteers) == (2, 2, 1)
    assert dict(said.categories) == {"rehearsal_volunteer": 2}
    sealed = seal_watchlist(who.team_member, draft)
    assert (sealed.list_composition_json["entries"], sealed.list_composition_json["volunteers"]) == (2, 1)


def test_a_volunteer_without_a_recorded_consent_is_not_compared_with(who: make.People) -> None:
    make.in_order(who)
    engine = make.replace(make.ENGINE, fit_for=frozenset({"trial"}))
    trial = TrialPlan("height matters", "seeded passages", site.now() + timedelta(days=90))
    draft = make.draft(who, kind="trial", source="camera", engine=engine, trial=trial)
    seed = volunteer(who, draft)
    assert list(seeds_of(draft)) == []
    assert seeds_for_comparison(draft) == []
    record_consent(who.team_member, draft, text="I agree to be on the list", entry=seed)
    assert list(seeds_of(draft)) == [seed]


def test_a_check_that_was_stopped_or_ran_out_counts_for_nothing(who: make.People, clock: FakeClock) -> None:
    deployment = on_a_camera(who)
    begin_check(who.operator, deployment)
    recognised(deployment, comparing(deployment))
    stop_check(who.silver, deployment, reason="the wrong person was at the camera")
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(deployment))
    assert refusal(start, who.operator, deployment) == "chain_is_checked"
    begin_check(who.operator, deployment)
    clock.advance(5 * 60)
    assert refusal(pass_check, who.operator, deployment) == "a_check_is_under_way"
    assert stop_overdue_checks() == 1
    assert stop_overdue_checks() == 0
    ended = [(one.outcome, one.ended_by != "") for one in ChainCheck.objects.order_by("began_at")]
    assert ended == [("stopped", True), ("stopped", True)]
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(deployment))


@pytest.mark.parametrize("end", ["expires", "is cancelled"])
def test_a_check_under_way_is_stopped_when_its_deployment_ends(who: make.People, clock: FakeClock, end: str) -> None:
    deployment = on_a_camera(who)
    check = begin_check(who.operator, deployment)
    run = comparing(deployment)
    if end == "expires":
        clock.advance(60 * 60)
        expire(deployment)
    else:
        cancel(who.authorising_officer, deployment, reason="the place is closed")
    check.refresh_from_db()
    assert (check.outcome, check.ended_at is not None) == ("stopped", True)
    said = [one.event for one in entries_after(-1, 5000)]
    ended = "deployment.expired" if end == "expires" else "deployment.cancelled"
    assert said.index("check.stopped") < said.index(ended)
    with pytest.raises(ActionRefused):
        recognised(deployment, run)
    assert stop_overdue_checks() == 0


def test_a_passed_check_counts_for_the_packs_minutes_and_no_longer(who: make.People, clock: FakeClock) -> None:
    deployment = on_a_camera(who)
    begin_check(who.operator, deployment)
    recognised(deployment, comparing(deployment))
    pass_check(who.operator, deployment)
    clock.advance(30 * 60 + 1)
    assert refusal(start, who.operator, deployment) == "chain_is_checked"


def test_silver_may_start_unchecked_with_a_reason_which_is_on_record(who: make.People) -> None:
    deployment = on_a_camera(who)
    assert refusal(explain_unchecked_start, who.operator, deployment, reason="no time") == "role_missing"
    assert refusal(explain_unchecked_start, who.silver, deployment, reason=" ") == "preparation_empty"
    explain_unchecked_start(who.silver, deployment, reason="the volunteer was taken ill")
    assert start(who.operator, deployment).state == "live"
    said = [one.details["what"] for one in entries_after(-1, 5000) if one.event == "deployment.prepared"]
    assert said == ["unchecked"]


def test_sealing_that_gives_back_something_else_fails_the_recognition(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = on_a_camera(who)
    begin_check(who.operator, deployment)
    run = comparing(deployment)
    broken = type(site.vault())
    monkeypatch.setattr(broken, "open_alert", lambda *_: b"something else")
    with pytest.raises(ActionRefused) as refused:
        recognised(deployment, run)
    assert refused.value.code == "sealing_broken"
    assert not SeedRecognition.objects.exists()
    assert kept(deployment) == []
