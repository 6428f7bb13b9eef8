"""What a decision and a start need, each rule with facts that just hold and facts that just do not."""

from dataclasses import replace

import pytest

from overt.law import acts, permissions, transitions
from overt.law.errors import LawError
from overt.law.facts import DecisionFacts, Facts
from overt.law.preparations import BRIEFED_ROLES
from overt.law.roles import Role
from overt.law.states import Kind, State
from tests.unit.law.test_law_conditions import CAMERA_REHEARSAL, READY

STARTING = replace(READY, state=State.AUTHORISED)
LIVE = replace(READY, state=State.LIVE)


def refused(check: object, name: str, facts: Facts) -> tuple[str, str]:
    with pytest.raises(LawError) as refusal:
        check(name, facts)  # type: ignore[operator]
    return refusal.value.code, refusal.value.sentence


def deciding(facts: Facts = READY, **changed: object) -> Facts:
    return replace(facts, decision=replace(facts.decision, **changed))  # type: ignore[arg-type]


def prepared(**changed: object) -> Facts:
    return replace(STARTING, preparation=replace(STARTING.preparation, **changed))  # type: ignore[arg-type]


@pytest.mark.clause("E-91")
@pytest.mark.clause("E-93")
@pytest.mark.clause("M-31")
@pytest.mark.parametrize("step", ["authorise", "authorise_urgently"])
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"criteria_are_decided": False}, "criteria_are_decided"),
        ({"young_unapproved": 1}, "young_entries_are_approved"),
        ({"advice_was_asked": True}, "advice_is_answered"),
    ],
)
def test_an_authority_waits_for_each_decision_of_its_own(step: str, changed: dict[str, object], code: str) -> None:
    transitions.check(step, READY)
    assert refused(transitions.check, step, deciding(**changed))[0] == code


def test_a_rehearsal_needs_no_decision_on_criteria_but_approvals_all_the_same() -> None:
    transitions.check("authorise", replace(CAMERA_REHEARSAL, decision=DecisionFacts()))
    young = replace(CAMERA_REHEARSAL, decision=DecisionFacts(young_unapproved=2))
    code, sentence = refused(transitions.check, "authorise", young)
    assert code == "young_entries_are_approved"
    assert sentence.endswith("2 wait for your approval: approve each, or have it withdrawn.")


def test_advice_that_was_asked_for_is_answered_or_not_awaited_with_a_reason() -> None:
    transitions.check("authorise", deciding(advice_was_asked=True, advice_is_answered=True))


@pytest.mark.clause("E-87")
def test_an_urgent_authority_needs_a_pack_that_knows_it_and_another_officer_to_confirm_it() -> None:
    urgent = replace(deciding(urgent_roles=frozenset({Role.URGENT_OFFICER})), roles=frozenset({Role.URGENT_OFFICER}))
    permissions.check("authorise_urgently", urgent)
    unknown = replace(urgent, decision=READY.decision)
    assert refused(permissions.check, "authorise_urgently", unknown)[0] == "urgent_authority_is_known"
    assert refused(permissions.check, "authorise_urgently", replace(urgent, actor="applicant"))[0] == (
        "actor_is_not_an_applicant"
    )
    given = deciding(STARTING, authorised_by="inspector", waits_for_confirmation=True)
    permissions.check("confirm_authority", given)
    acts.check("confirm_authority", given)
    own = replace(given, actor="inspector")
    assert refused(permissions.check, "confirm_authority", own)[0] == "actor_did_not_authorise"
    late = replace(given, now=given.ends_at)
    assert refused(acts.check, "confirm_authority", late)[0] == "window_is_not_over"
    settled = deciding(STARTING, waits_for_confirmation=False)
    assert refused(acts.check, "confirm_authority", settled)[0] == "authority_waits_for_confirmation"


@pytest.mark.clause("E-29")
@pytest.mark.clause("E-30")
@pytest.mark.clause("M-102")
@pytest.mark.parametrize(
    ("changed", "code", "says"),
    [
        ({"notice_is_out": False}, "public_notice_is_out", "or why it is late"),
        ({"briefed": frozenset()}, "briefing_is_attended", "attended: you. Record who did."),
        ({"briefed_roles": {Role.SILVER, Role.OPERATOR}}, "briefing_is_attended", "attended: engagement officer."),
        ({"signs_are_up": False}, "signs_are_in_place", "put them up and record where they are"),
    ],
)
@pytest.mark.clause("M-28", "M-82")
def test_a_start_in_a_public_place_waits_for_notice_briefing_and_signs(
    changed: dict[str, object], code: str, says: str
) -> None:
    transitions.check("start", prepared())
    found, sentence = refused(transitions.check, "start", prepared(**changed))
    assert found == code
    assert says in sentence


def test_a_late_notice_with_its_reason_lets_a_start_go_ahead_and_a_rehearsal_needs_none_of_it() -> None:
    transitions.check("start", prepared(notice_is_out=False, lateness_is_explained=True))
    nothing = prepared(notice_is_out=False, briefed=frozenset(), briefed_roles=frozenset(), signs_are_up=False)
    transitions.check("start", replace(nothing, kind=Kind.REHEARSAL))
    assert set(BRIEFED_ROLES) == {Role.SILVER, Role.OPERATOR, Role.ENGAGEMENT_OFFICER}


@pytest.mark.clause("E-87")
def test_a_limit_on_entries_holds_at_start_resumption_and_every_warrant() -> None:
    halted = replace(LIVE, state=State.HALTED, proposers=frozenset({"another"}))
    for check, name, facts in (
        (transitions.check, "start", STARTING),
        (transitions.check, "resume", halted),
        (acts.check, "take_warrant", LIVE),
    ):
        check(name, deciding(facts, entries_limit=2, entries=2))
        code, sentence = refused(check, name, deciding(facts, entries_limit=2, entries=3))
        assert code == "entries_are_within_the_condition"
        assert sentence.endswith("It allows 2, and the list has 3: withdraw some.")


@pytest.mark.clause("E-87")
@pytest.mark.clause("E-90")
def test_a_limit_on_false_alerts_stops_alerts_and_closes_and_nothing_else_lets_the_software_close() -> None:
    below = deciding(LIVE, false_alerts_limit=2, false_alerts=1)
    reached = deciding(LIVE, false_alerts_limit=2, false_alerts=2)
    for name in ("raise_alert", "take_warrant"):
        acts.check(name, below)
        assert refused(acts.check, name, reached)[0] == "false_alerts_are_below_the_condition"
    assert transitions.check("close_on_condition", reached).to_state is State.CLOSED
    for facts in (below, LIVE):
        code = refused(transitions.check, "close_on_condition", facts)[0]
        assert code == "false_alerts_have_reached_the_condition"
