"""Each rule with the facts that just hold and the facts that just do not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from overt.law import acts, permissions, transitions
from overt.law.errors import NotAllowed, NotPermitted
from overt.law.facts import (
    AlertFacts,
    ChainFacts,
    DecisionFacts,
    DocumentsFacts,
    Facts,
    LawPackFacts,
    PassportFacts,
    PeopleFacts,
    PreparationFacts,
    RehearsalFacts,
    WatchlistFacts,
)
from overt.law.preparations import BRIEFED_ROLES
from overt.law.roles import Role
from overt.law.states import Kind, Source, State

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
READY = Facts(
    now=NOW,
    actor="officer",
    roles=frozenset({Role.AUTHORISING_OFFICER}),
    state=State.SUBMITTED,
    kind=Kind.OPERATIONAL,
    source=Source.CAMERA,
    applicants=frozenset({"applicant"}),
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=6),
    threshold=Decimal("0.64"),
    four_tests_are_answered=True,
    authority_is_unchanged=True,
    pack_is_unchanged=True,
    engine=PassportFacts(frozenset({"operational"}), Decimal("0.60"), NOW + timedelta(days=1)),
    watchlist=WatchlistFacts(sealed=True, pictures_accepted=3, entries=2),
    people=PeopleFacts(suitability_signers=frozenset({"technical lead"})),
    documents=DocumentsFacts(),
    omissions=(),
    decision=DecisionFacts(criteria_are_decided=True),
    preparation=PreparationFacts(
        notice_is_out=True,
        briefed=frozenset({"officer"}),
        briefed_roles=frozenset(BRIEFED_ROLES),
        signs_are_up=True,
    ),
    chain=ChainFacts(checked=True),
)
TRIAL: dict[str, object] = {
    "kind": Kind.TRIAL,
    "engine": PassportFacts(frozenset({"trial"}), Decimal("0.60")),
    "trial_plan_is_complete": True,
    "trials_most": 10,
}
CAMERA_REHEARSAL = replace(
    READY,
    kind=Kind.REHEARSAL,
    ends_at=NOW + timedelta(minutes=60),
    engine=PassportFacts(frozenset({"rehearsal"}), Decimal("0.60")),
    watchlist=WatchlistFacts(sealed=True, pictures_accepted=3, entries=2, entries_with_consent=2),
    rehearsal=RehearsalFacts(space_signers=frozenset({"second"}), camera_minutes_limit=60),
)
RECORDING = replace(
    CAMERA_REHEARSAL,
    source=Source.RECORDING,
    watchlist=WatchlistFacts(sealed=True, pictures_accepted=20, entries=2),
    rehearsal=RehearsalFacts(
        consent_is_stated=True,
        recording_seconds=900,
        recording_minutes_limit=15,
        recording_pictures_limit=20,
        recording_runs_limit=1,
    ),
)


def refused_step(name: str, facts: Facts) -> str:
    with pytest.raises(NotAllowed) as refused:
        transitions.check(name, facts)
    return refused.value.code


def test_the_facts_these_tests_start_from_are_lawful() -> None:
    permissions.check("authorise", READY)
    assert transitions.check("authorise", READY).to_state is State.AUTHORISED
    assert transitions.check("authorise", CAMERA_REHEARSAL).to_state is State.AUTHORISED
    last = replace(READY, **TRIAL | {"trials_before": 9})  # type: ignore[arg-type]
    assert transitions.check("authorise", last).to_state is State.AUTHORISED
    assert transitions.check("authorise_recording", RECORDING).to_state is State.AUTHORISED


@pytest.mark.clause("E-87")
def test_who_applied_does_not_authorise_whatever_roles_they_hold() -> None:
    with pytest.raises(NotPermitted) as refused:
        permissions.check("authorise", replace(READY, actor="applicant", roles=frozenset(Role)))
    assert refused.value.code == "actor_is_not_an_applicant"


@pytest.mark.clause("E-99")
@pytest.mark.clause("M-12")
@pytest.mark.clause("M-23")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"four_tests_are_answered": False}, "four_tests_are_answered"),
        ({"pack_is_unchanged": False}, "pack_is_unchanged"),
        ({"ends_at": NOW}, "window_is_in_order"),
        ({"starts_at": NOW - timedelta(hours=9), "ends_at": NOW - timedelta(hours=1)}, "window_is_not_over"),
        ({"threshold": Decimal("0.59")}, "threshold_is_at_the_floor_or_justified"),
        ({"engine": replace(READY.engine, mandate_threshold=None)}, "threshold_is_at_the_floor_or_justified"),
        ({"engine": replace(READY.engine, fit_for=frozenset({"rehearsal"}))}, "engine_is_fit_for_this_kind"),
        ({"engine": replace(READY.engine, tested_until=None)}, "engine_is_tested_here"),
        ({"engine": replace(READY.engine, tested_until=NOW)}, "engine_is_tested_here"),
        ({"watchlist": replace(READY.watchlist, sealed=False)}, "watchlist_is_sealed"),
        ({"watchlist": replace(READY.watchlist, pictures_accepted=0)}, "watchlist_is_not_empty"),
        ({"kind": Kind.TRIAL, "engine": replace(READY.engine, fit_for=frozenset({"trial"}))}, "trial_has_a_plan"),
        (TRIAL | {"trials_before": 10}, "trial_programme_is_not_over"),
    ],
)
def test_an_authority_is_refused_when_one_thing_is_not_so(changed: dict[str, object], code: str) -> None:
    assert refused_step("authorise", replace(READY, **changed)) == code  # type: ignore[arg-type]


@pytest.mark.clause("E-89")
def test_the_threshold_may_equal_the_floor_or_be_justified_below_it() -> None:
    transitions.check("authorise", replace(READY, threshold=Decimal("0.60")))
    transitions.check("authorise", replace(READY, threshold=Decimal("0.50"), threshold_is_justified=True))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"space_signers": frozenset()}, "controlled_space_is_signed_by_a_second_person"),
        ({"space_signers": frozenset({"applicant"})}, "controlled_space_is_signed_by_a_second_person"),
        ({"camera_minutes_limit": 59}, "camera_rehearsal_is_short"),
    ],
)
def test_a_rehearsal_on_a_camera_needs_its_space_and_its_hour(changed: dict[str, object], code: str) -> None:
    rehearsal = replace(CAMERA_REHEARSAL.rehearsal, **changed)  # type: ignore[arg-type]
    assert refused_step("authorise", replace(CAMERA_REHEARSAL, rehearsal=rehearsal)) == code


def test_a_rehearsal_on_a_camera_needs_everybodys_consent() -> None:
    one_missing = replace(CAMERA_REHEARSAL.watchlist, entries_with_consent=1)
    assert refused_step("authorise", replace(CAMERA_REHEARSAL, watchlist=one_missing)) == "consent_covers_the_list"


def test_drawn_people_need_neither_consent_nor_a_controlled_space() -> None:
    drawn = replace(CAMERA_REHEARSAL, source=Source.DRAWN, rehearsal=RehearsalFacts(), watchlist=READY.watchlist)
    transitions.check("authorise", drawn)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"consent_is_stated": False}, "recording_has_stated_consent"),
        ({"recording_seconds": 901}, "recording_is_short"),
        ({"recording_seconds": 0}, "recording_is_short"),
        ({"recording_pictures_limit": 19}, "recording_list_is_small"),
        ({"recordings_in_progress": 1}, "no_other_recording_is_in_progress"),
        ({"operational_deployments_on_site": 1}, "site_has_no_operational_deployment"),
    ],
)
def test_the_rule_for_recordings_keeps_every_one_of_its_limits(changed: dict[str, object], code: str) -> None:
    rehearsal = replace(RECORDING.rehearsal, **changed)  # type: ignore[arg-type]
    assert refused_step("authorise_recording", replace(RECORDING, rehearsal=rehearsal)) == code


@pytest.mark.parametrize("source", [Source.CAMERA, Source.DRAWN])
def test_the_rule_for_recordings_covers_nothing_else(source: Source) -> None:
    assert refused_step("authorise_recording", replace(RECORDING, source=source)) == "source_is_a_recording"


@pytest.mark.parametrize("kind", [Kind.TRIAL, Kind.OPERATIONAL])
def test_the_rule_for_recordings_covers_rehearsals_only(kind: Kind) -> None:
    assert refused_step("authorise_recording", replace(RECORDING, kind=kind)) == "wrong_kind"


def test_a_deployment_starts_from_its_first_moment_and_not_in_its_last() -> None:
    facts = replace(READY, state=State.AUTHORISED)
    transitions.check("start", facts)
    assert refused_step("start", replace(facts, now=NOW - timedelta(seconds=1))) == "window_has_begun"
    assert refused_step("start", replace(facts, now=NOW + timedelta(hours=6))) == "window_is_not_over"
    assert refused_step("start", replace(facts, authority_is_unchanged=False)) == "authority_is_unchanged"


def test_it_expires_in_the_moment_it_can_no_longer_start() -> None:
    facts = replace(READY, state=State.AUTHORISED)
    assert refused_step("expire", facts) == "window_is_over"
    transitions.check("expire", replace(facts, now=NOW + timedelta(hours=6)))


@pytest.mark.clause("E-98")
def test_resuming_takes_two_people() -> None:
    halted = replace(READY, state=State.HALTED, actor="silver", roles=frozenset({Role.SILVER}))
    assert refused_step("resume", halted) == "a_resume_was_proposed"
    proposed = replace(halted, proposers=frozenset({"silver"}))
    with pytest.raises(NotPermitted):
        permissions.check("resume", proposed)
    permissions.check("resume", replace(proposed, actor="gold", roles=frozenset({Role.GOLD})))


@pytest.mark.clause("E-61")
def test_changing_the_law_pack_takes_two_people() -> None:
    officer = replace(READY, actor="sro", roles=frozenset({Role.SENIOR_RESPONSIBLE_OFFICER}))
    with pytest.raises(NotPermitted) as refused:
        permissions.check("agree_law_pack", replace(officer, law_pack=LawPackFacts("sro")))
    assert refused.value.code == "actor_is_not_the_pack_proposer"
    permissions.check("agree_law_pack", replace(officer, law_pack=LawPackFacts("legal")))


def test_a_review_waits_for_the_watchlist_to_be_destroyed() -> None:
    closed = replace(READY, state=State.CLOSED)
    assert refused_step("review", closed) == "watchlist_is_destroyed"
    transitions.check("review", replace(closed, watchlist=replace(READY.watchlist, destroyed=True)))


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_a_role_to_themselves(role: Role) -> None:
    with pytest.raises(NotPermitted):
        permissions.check("grant_role", replace(READY, roles=frozenset({role}), granted_to="officer"))


@pytest.mark.clause("M-97")
def test_the_operators_view_comes_first_and_nobody_gives_two() -> None:
    live = replace(READY, state=State.LIVE, roles=frozenset({Role.ENGAGEMENT_OFFICER}))
    with pytest.raises(NotAllowed):
        acts.check("adjudicate", live)
    sent = AlertFacts(operator_has_viewed=True, assigned=frozenset({"officer"}))
    acts.check("adjudicate", replace(live, alert=sent))
    with pytest.raises(NotPermitted):
        permissions.check("adjudicate", replace(live, alert=AlertFacts(viewers=frozenset({"officer"}))))


def test_engaging_before_both_views_needs_the_reason() -> None:
    live = replace(READY, state=State.LIVE)
    with pytest.raises(NotAllowed):
        acts.check("record_engagement", replace(live, alert=AlertFacts(operator_has_viewed=True)))
    acts.check("record_engagement", replace(live, alert=AlertFacts(reason_for_engaging_first=True)))


def test_a_sealed_list_takes_nothing_more() -> None:
    draft = replace(READY, state=State.DRAFT)
    for name in ("add_to_watchlist", "record_picture_check", "seal_watchlist"):
        with pytest.raises(NotAllowed) as refused:
            acts.check(name, draft)
        assert refused.value.code == "watchlist_is_not_sealed"


def test_an_act_nobody_declared_cannot_be_taken() -> None:
    with pytest.raises(NotPermitted):
        permissions.check("switch_off_safeguards", READY)
    with pytest.raises(NotAllowed):
        acts.check("switch_off_safeguards", READY)


@pytest.mark.clause("M-44")
@pytest.mark.clause("E-44")
@pytest.mark.clause("E-82")
def test_the_software_is_refused_what_is_left_to_people_with_a_sentence() -> None:
    with pytest.raises(NotPermitted, match="Only a person"):
        permissions.check("authorise", replace(READY, software=True, roles=frozenset()))
    with pytest.raises(NotPermitted, match="Only the software"):
        permissions.check("raise_alert", READY)


def test_an_act_out_of_its_states_is_refused_with_the_state() -> None:
    with pytest.raises(NotAllowed, match="while the deployment is draft") as refused:
        acts.check("propose_resume", replace(READY, state=State.DRAFT))
    assert refused.value.code == "wrong_state"
    acts.check("propose_resume", replace(READY, state=State.HALTED))


def test_the_software_does_what_the_map_gives_it_without_any_role() -> None:
    permissions.check("erase_due", replace(READY, software=True, roles=frozenset()))


@pytest.mark.parametrize("lost", ["state", "kind"])
def test_a_step_is_about_a_deployment_whose_state_and_kind_are_known(lost: str) -> None:
    assert refused_step("authorise", replace(READY, **{lost: None})) == "no_deployment"


OVER = replace(
    READY,
    state=State.CLOSED,
    kind=Kind.TRIAL,
    roles=frozenset({Role.SILVER}),
    alert=AlertFacts(operator_has_viewed=True, assigned=frozenset({"colleague"})),
)


@pytest.mark.clause("M-87")
@pytest.mark.parametrize(
    "sees",
    [
        {"roles": frozenset({Role.SILVER, Role.EVALUATOR})},
        {"state": State.HALTED},
        {"kind": Kind.OPERATIONAL},
        {"alert": AlertFacts()},
        {"alert": AlertFacts(operator_has_viewed=True, assigned=frozenset({"officer"}))},
    ],
    ids=["evaluates it", "it still runs", "no trial", "it waits for its operator", "sent to this officer"],
)
def test_a_trial_that_is_over_is_closed_to_who_does_not_evaluate_it(sees: dict[str, object]) -> None:
    acts.check("show_alert", replace(OVER, **sees))
    engaged = AlertFacts(operator_has_viewed=True, assigned=frozenset({"officer"}), engaged=True)
    for closed in (OVER, replace(OVER, alert=engaged)):
        with pytest.raises(NotAllowed) as refused:
            acts.check("show_alert", closed)
        assert refused.value.code == "trial_is_looked_at_by_who_evaluates_it"
