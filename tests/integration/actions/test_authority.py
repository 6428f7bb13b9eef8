"""Who may authorise, what is frozen, and what a later change does."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest

from overt.actions import site
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.authorise import authorise
from overt.actions.authorise_recording import authorise_recording
from overt.actions.close import close
from overt.actions.create_deployment import create_deployment
from overt.actions.end_role import end_role
from overt.actions.errors import ActionRefused
from overt.actions.grant_role import grant_role
from overt.actions.record_advice import record_advice
from overt.actions.record_consent import record_consent
from overt.actions.refuse import refuse
from overt.actions.save_application import save_application
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.sign_controlled_space import sign_controlled_space
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.system import RECORDING_RULE
from overt.actions.values import CameraPlan, FourTests, RecordingFacts, TrialPlan
from overt.law.roles import Role
from overt.law.states import State
from overt.ledger.read import entries_after
from overt.records.models import Deployment, DeploymentCamera, StatedReason, WatchlistPicture
from overt.vault import WarrantRefused
from overt.vault.testing import FakeClock
from tests import make

RECORDING = RecordingFacts("corridor.mp4", sha256(b"film").hexdigest(), 600)


HANDS = ("created", "answered", "attached", "advised", "listed", "sealed", "submitted")


def refusal(call: object, *args: object, **named: object) -> str:
    with pytest.raises(ActionRefused) as refused:
        call(*args, **named)  # type: ignore[operator]
    return refused.value.code


@pytest.mark.clause("E-87")
@pytest.mark.parametrize("hand", HANDS)
def test_who_had_a_hand_in_the_application_never_authorises_it(who: make.People, hand: str) -> None:
    both = make.person(who.administrator, Role.TEAM_MEMBER, Role.AUTHORISING_OFFICER)
    hands = {name: both if name == hand else who.team_member for name in HANDS}
    deployment = create_deployment(hands["created"], make.plan())
    save_application(hands["answered"], deployment, answers={"rehearsal.lesson": "How to halt."})
    attach_intelligence(hands["attached"], deployment, name="case.txt", content=b"The case.")
    record_advice(hands["advised"], deployment, given_as=Role.TEAM_MEMBER, words="Use a larger picture.")
    make.entry(hands["listed"], deployment)
    seal_watchlist(hands["sealed"], deployment)
    submit(hands["submitted"], deployment)
    assert refusal(authorise, both, deployment, reasons=make.FOUR_TESTS) == "actor_is_not_an_applicant"
    assert refusal(refuse, both, deployment, reason="no") == "actor_is_not_an_applicant"
    assert Deployment.objects.get().state == State.SUBMITTED


@pytest.mark.clause("E-87")
def test_changing_roles_in_between_does_not_make_an_applicant_an_authoriser(who: make.People) -> None:
    deployment = make.submitted(who)
    end_role(who.administrator, who.team_member, Role.TEAM_MEMBER)
    grant_role(who.administrator, who.team_member, Role.AUTHORISING_OFFICER)
    code = refusal(authorise, who.team_member, deployment, reasons=make.FOUR_TESTS)
    assert code == "actor_is_not_an_applicant"


def test_a_role_that_was_ended_or_a_person_made_inactive_acts_no_more(who: make.People) -> None:
    deployment = make.submitted(who)
    end_role(who.administrator, who.authorising_officer, Role.AUTHORISING_OFFICER)
    assert refusal(authorise, who.authorising_officer, deployment, reasons=make.FOUR_TESTS) == "role_missing"
    other = make.person(who.administrator, Role.AUTHORISING_OFFICER)
    type(other).objects.filter(pk=other.pk).update(is_active=False)
    assert refusal(authorise, other, deployment, reasons=make.FOUR_TESTS) == "role_missing"


@pytest.mark.clause("E-52")
@pytest.mark.clause("M-23")
@pytest.mark.parametrize("missing", ["proportionality", "legality", "accountability", "necessity"])
def test_each_of_the_four_tests_must_be_answered(who: make.People, missing: str) -> None:
    deployment = make.submitted(who)
    answers = vars(make.FOUR_TESTS) | {missing: "  "}
    code = refusal(authorise, who.authorising_officer, deployment, reasons=FourTests(**answers))
    assert code == "four_tests_are_answered"
    assert not StatedReason.objects.exists()


def test_the_authority_is_frozen_as_canonical_text_with_its_digest(who: make.People) -> None:
    deployment = make.authorised(who)
    said = json.loads(deployment.authority_json)
    assert sha256(deployment.authority_json.encode()).hexdigest() == deployment.authority_digest
    assert said["authorised_by"] == who.authorising_officer.id
    assert said["watchlist_digest"] == deployment.watchlist_digest
    recorded = [entry for entry in entries_after(-1) if entry.event == "deployment.authorised"]
    assert recorded[0].details["authority_digest"] == deployment.authority_digest
    reasons = {reason.act.removeprefix("authorise:"): reason.commitment for reason in StatedReason.objects.all()}
    assert reasons == {test: recorded[0].details[test] for test in (*vars(make.FOUR_TESTS), "criteria")}


def _later_end(deployment: Deployment) -> None:
    Deployment.objects.update(ends_at=deployment.ends_at + timedelta(hours=1))


@pytest.mark.clause("M-47")
@pytest.mark.clause("E-88")
@pytest.mark.parametrize(
    "change",
    [
        lambda _: Deployment.objects.update(threshold="0.59"),
        lambda _: Deployment.objects.update(engine_digest="0" * 64),
        lambda _: Deployment.objects.update(purpose="something else"),
        lambda _: Deployment.objects.update(authorised_by="f" * 32),
        lambda _: DeploymentCamera.objects.update(name="south"),
        lambda _: DeploymentCamera.objects.update(zone_json=[[0, 0], [1, 0], [0, 1]]),
        lambda _: WatchlistPicture.objects.update(template_sealed=b"another template"),
        _later_end,
    ],
    ids=["threshold", "engine", "purpose", "officer", "camera", "zone", "template", "hours"],
)
def test_any_change_after_the_authority_voids_it(who: make.People, change: object) -> None:
    deployment = make.authorised(who)
    change(deployment)  # type: ignore[operator]
    assert refusal(start, who.silver, deployment) == "authority_is_unchanged"
    assert Deployment.objects.get().state == State.CANCELLED
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(Deployment.objects.get()))


def test_a_law_pack_that_changed_since_needs_a_new_application(who: make.People) -> None:
    deployment = make.submitted(who)
    Deployment.objects.update(pack_digest="0" * 64)
    assert refusal(authorise, who.authorising_officer, deployment, reasons=make.FOUR_TESTS) == "pack_is_unchanged"


@pytest.mark.clause("E-89")
def test_an_engine_without_a_mandate_threshold_always_needs_a_justification(who: make.People) -> None:
    deployment = make.draft(who, threshold_justification=" ")
    seal_watchlist(who.team_member, deployment)
    assert refusal(submit, who.team_member, deployment) == "threshold_is_at_the_floor_or_justified"


@pytest.mark.parametrize("threshold", ["1.01", "-0.1", "NaN", "high", "Infinity"])
def test_a_threshold_outside_the_engines_scale_is_refused_at_once(who: make.People, threshold: str) -> None:
    assert refusal(create_deployment, who.team_member, make.plan(threshold=threshold)) in {
        "threshold_off_scale",
        "not_a_number",
    }
    assert not Deployment.objects.exists()
    assert site.vault().deployments() == set()


@pytest.mark.clause("M-18")
@pytest.mark.clause("E-43")
def test_an_operational_deployment_is_refused_on_an_engine_that_is_not_fit(who: make.People) -> None:
    deployment = make.draft(make.in_order(who), kind="operational", source="camera")
    seal_watchlist(who.team_member, deployment)
    assert refusal(submit, who.team_member, deployment) == "engine_is_fit_for_this_kind"


@pytest.mark.clause("M-78")
def test_a_trial_needs_its_plan(who: make.People) -> None:
    engine = make.replace(make.ENGINE, fit_for=frozenset({"trial"}))
    plan = {"kind": "trial", "source": "camera", "engine": engine}
    without = make.draft(make.in_order(who), **plan)
    seal_watchlist(who.team_member, without)
    assert refusal(submit, who.team_member, without) == "trial_has_a_plan"
    trial = TrialPlan("height matters", "seeded passages", site.now() + timedelta(days=90))
    assert make.authorised(who, trial=trial, **plan).state == State.AUTHORISED


def test_a_rehearsal_on_a_camera_needs_consent_a_controlled_space_and_a_second_person(who: make.People) -> None:
    deployment = make.submitted(make.in_order(who), source="camera", entries=2)
    officer = who.authorising_officer
    assert "controlled_space" in refusal(authorise, officer, deployment, reasons=make.FOUR_TESTS)
    by_the_applicant = refusal(sign_controlled_space, who.team_member, deployment, statement="closed", signs="door")
    assert by_the_applicant == "role_missing"
    sign_controlled_space(who.bronze, deployment, statement="closed corridor", signs="both doors")
    assert refusal(authorise, officer, deployment, reasons=make.FOUR_TESTS) == "consent_covers_the_list"
    for listed in deployment.entries.all():
        record_consent(who.team_member, deployment, text="I agree to be on the list", entry=listed)
    assert authorise(officer, deployment, reasons=make.FOUR_TESTS).state == State.AUTHORISED


def test_a_rehearsal_on_a_camera_lasts_an_hour_at_most(who: make.People) -> None:
    deployment = make.draft(make.in_order(who), source="camera", ends_at=site.now() + timedelta(minutes=61))
    seal_watchlist(who.team_member, deployment)
    assert refusal(submit, who.team_member, deployment) == "camera_rehearsal_is_short"


def recording(who: make.People, **changed: object) -> Deployment:
    deployment = make.draft(who, **{"source": "recording", "recording": RECORDING, **changed})
    record_consent(who.team_member, deployment, text="everybody in it agreed")
    seal_watchlist(who.team_member, deployment)
    return submit(who.team_member, deployment)


def test_a_recording_goes_ahead_on_stated_consent_and_nobody_signs(who: make.People, clock: FakeClock) -> None:
    deployment = authorise_recording(who.team_member, recording(who))
    assert deployment.authorised_by == RECORDING_RULE
    start(who.operator, deployment)
    events = [entry.event for entry in entries_after(-1)]
    assert "rehearsal.recording_began" in events
    with site.vault().warrant(make.claim(deployment)):
        pass
    second = recording(who)
    assert refusal(authorise_recording, who.team_member, second) == "no_other_recording_is_in_progress"
    close(who.operator, deployment)
    assert authorise_recording(who.team_member, second).state == State.AUTHORISED


def test_a_recording_without_consent_too_long_or_beside_operational_use_is_refused(who: make.People) -> None:
    long = make.replace(RECORDING, seconds=901)
    assert refusal(authorise_recording, who.team_member, recording(who, recording=long)) == "recording_is_short"
    silent = make.draft(who, source="recording", recording=RECORDING)
    seal_watchlist(who.team_member, silent)
    submit(who.team_member, silent)
    assert refusal(authorise_recording, who.team_member, silent) == "recording_has_stated_consent"
    make.draft(make.in_order(who), kind="operational", source="camera")
    assert refusal(authorise_recording, who.team_member, recording(who)) == "site_has_no_operational_deployment"


def test_a_recording_with_more_than_twenty_pictures_needs_an_officer(who: make.People) -> None:
    deployment = create_deployment(who.team_member, make.plan(source="recording", recording=RECORDING))
    record_consent(who.team_member, deployment, text="everybody in it agreed")
    make.entry(who.team_member, deployment, pictures=20)
    make.entry(who.team_member, deployment, label="Another", pictures=1)
    seal_watchlist(who.team_member, deployment)
    submit(who.team_member, deployment)
    assert refusal(authorise_recording, who.team_member, deployment) == "recording_list_is_small"
    assert authorise(who.authorising_officer, deployment, reasons=make.FOUR_TESTS).state == State.AUTHORISED


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"title": " "}, "plan_incomplete"),
        ({"cameras": ()}, "cameras_unclear"),
        ({"cameras": (CameraPlan("a"), CameraPlan("a"))}, "cameras_unclear"),
        ({"cameras": (CameraPlan("a", zone=((0, 0), (2, 0), (1, 1))),)}, "zone_unclear"),
        ({"source": "recording"}, "recording_unclear"),
        ({"recording": RECORDING}, "recording_unclear"),
        ({"kind": "operational"}, "source_unfit"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused_and_leaves_nothing(
    who: make.People, changed: dict[str, object], code: str
) -> None:
    assert refusal(create_deployment, who.team_member, make.plan(**changed)) == code
    assert not Deployment.objects.exists()
    assert site.vault().deployments() == set()


def test_a_window_that_ends_before_it_starts_is_refused(who: make.People) -> None:
    plan = make.plan(ends_at=site.now() - timedelta(hours=1))
    assert refusal(create_deployment, who.team_member, plan) == "window_in_disorder"
