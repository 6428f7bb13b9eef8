"""The tables themselves: complete, consistent and citing clauses that exist."""

import inspect
from collections import Counter
from datetime import UTC, datetime

import pytest

from overt.law import acts, conditions, transitions
from overt.law.clauses import clause, clauses
from overt.law.conditions import CONDITIONS
from overt.law.errors import LawError
from overt.law.facts import Facts
from overt.law.permissions import CONFIRMED, PERMISSIONS
from overt.law.roles import DECIDING, Role
from overt.law.states import Kind, State
from overt.law.transitions import TRANSITIONS


def test_all_224_clauses_are_there_and_an_unknown_one_is_refused() -> None:
    assert len(clauses()) == 224
    assert "discarded" in clause("M-42").rule
    with pytest.raises(LawError, match="M-106"):
        clause("M-106")


def test_every_step_and_every_act_has_a_permission() -> None:
    assert {row.name for row in TRANSITIONS} <= set(PERMISSIONS)
    assert set(acts.ACTS) <= set(PERMISSIONS)


def test_every_permission_that_is_about_a_deployment_has_a_rule_or_a_step() -> None:
    about_the_site = {"initialise_site", "create_person", "grant_role", "end_role", "create_deployment"}
    about_the_site |= {"record_session", "add_factor", "remove_factor", "reset_factors"}
    about_the_site |= {"publish_course", "take_knowledge_check", "record_certificate", "acknowledge_rules"}
    about_the_site |= {"advertise_role", "record_selection", "agree_adjustment"}
    about_the_site |= {"rotate_site_key", "back_up_site", "restore_site", "tell_commissioner"}
    about_the_site |= {"propose_law_pack", "agree_law_pack", "decline_law_pack"}
    about_the_site |= {"record_evaluation", "finish_evaluation", "sign_operating_points"}
    about_the_site |= {"commit_to_audit", "draw_audit", "record_audit_finding", "publish_audit"}
    assert set(PERMISSIONS) - set(acts.ACTS) - {row.name for row in TRANSITIONS} == about_the_site


def test_no_name_is_both_a_step_and_an_act() -> None:
    assert not {row.name for row in TRANSITIONS} & set(acts.ACTS)


def test_every_clause_cited_in_a_table_exists() -> None:
    cited = {c for row in TRANSITIONS for c in row.clauses} | {c for p in PERMISSIONS.values() for c in p.clauses}
    assert cited <= set(clauses())


def test_every_condition_says_a_whole_sentence_and_is_used_in_a_table() -> None:
    used = {c.name for row in TRANSITIONS for c in row.conditions}
    used |= {c.name for rule in acts.ACTS.values() for c in rule.conditions}
    used |= {c.name for permission in PERMISSIONS.values() for c in permission.conditions}
    assert used == set(CONDITIONS)
    assert all(c.sentence[0].isupper() and c.sentence.endswith(".") for c in CONDITIONS.values())


def test_a_step_out_of_a_state_is_unambiguous() -> None:
    steps = Counter((state, row.name) for row in TRANSITIONS for state in row.from_states)
    assert set(steps.values()) == {1}


def test_every_state_can_be_reached_from_draft_and_published_is_the_end() -> None:
    reached, growing = {State.DRAFT}, True
    while growing:
        more = {row.to_state for row in TRANSITIONS if row.from_states & reached} - reached
        reached, growing = reached | more, bool(more)
    assert reached == set(State)
    assert not any(State.PUBLISHED in row.from_states for row in TRANSITIONS)


@pytest.mark.clause("M-79")
@pytest.mark.clause("M-88")
def test_no_step_leads_from_one_kind_to_another() -> None:
    fields = set(inspect.signature(transitions.Transition).parameters)
    assert not {name for name in fields if "kind" in name} - {"kinds"}
    assert all(row.kinds <= set(Kind) for row in TRANSITIONS)


@pytest.mark.clause("E-87")
def test_only_three_steps_lead_to_live_or_authorised_besides_the_officers() -> None:
    given = {row.name for row in TRANSITIONS if row.to_state is State.AUTHORISED}
    assert given == {"authorise", "authorise_urgently", "authorise_recording"}
    assert {row.name for row in TRANSITIONS if row.to_state is State.LIVE} == {"start", "resume"}
    assert PERMISSIONS["authorise"].roles == {Role.AUTHORISING_OFFICER}
    urgently = PERMISSIONS["authorise_urgently"]
    assert urgently.roles == {Role.URGENT_OFFICER}
    assert conditions.urgent_authority_is_known in urgently.conditions


def test_the_rule_for_recordings_covers_rehearsals_only() -> None:
    row = transitions.allowed(State.SUBMITTED, "authorise_recording")
    assert row.kinds == {Kind.REHEARSAL}
    assert conditions.source_is_a_recording in row.conditions


@pytest.mark.clause("E-44")
@pytest.mark.clause("M-44")
def test_the_software_decides_nothing_about_a_person() -> None:
    people_only = {"authorise", "refuse", "adjudicate", "record_engagement", "record_outcome", "show_alert", "resume"}
    assert not any(PERMISSIONS[name].software for name in people_only)


def test_the_administrator_looks_after_people_and_nothing_else() -> None:
    everybodys = {name for name, permission in PERMISSIONS.items() if permission.roles == set(Role)}
    assert everybodys == {"add_factor", "remove_factor", "take_knowledge_check", "acknowledge_rules"}
    held = {name for name, permission in PERMISSIONS.items() if Role.ADMINISTRATOR in permission.roles}
    roles = {"create_person", "grant_role", "end_role", "reset_factors"}
    assert held - everybodys == roles | {"record_certificate", "advertise_role", "record_selection", "agree_adjustment"}


@pytest.mark.clause("M-51")
def test_every_role_that_may_take_an_act_that_decides_is_one_that_decides() -> None:
    assert set(PERMISSIONS) >= CONFIRMED
    deciding = CONFIRMED | {
        "adjudicate",
        "record_engagement",
        "record_outcome",
        "cancel",
        "publish",
        "add_to_watchlist",
    }
    assert frozenset().union(*(PERMISSIONS[act].roles for act in deciding)) <= DECIDING
    assert DECIDING.isdisjoint({Role.OVERSEER, Role.EVALUATOR, Role.FOI_OFFICER})


@pytest.mark.clause("E-98")
def test_silver_may_halt() -> None:
    assert Role.SILVER in PERMISSIONS["halt"].roles
    assert not transitions.allowed(State.LIVE, "halt").conditions


def test_a_step_needs_a_deployment_and_a_state_that_has_it() -> None:
    with pytest.raises(LawError, match="needs a deployment"):
        transitions.check("start", Facts(now=datetime(2026, 1, 2, tzinfo=UTC), actor="a"))
    with pytest.raises(LawError, match="has no step called resume"):
        transitions.allowed(State.DRAFT, "resume")
