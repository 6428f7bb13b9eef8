"""What packs ask of people, and when a held role counts: each rule with what just holds and what just does not."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from overt.law import packs, permissions, transitions
from overt.law.errors import NotAllowed, NotPermitted, PackInvalid
from overt.law.facts import Facts, PeopleFacts
from overt.law.packs.people_rules import people_rules
from overt.law.roles import Role
from overt.law.standing import Standing, all_lapses, lapses, training_is_asked
from overt.law.states import Kind, Source, State
from tests.unit.law.test_law_conditions import NOW, READY

SHIPPED = packs.FOLDER / "mps-2018-2023.toml"
PACK = packs.load("mps-2018-2023")
LFR, SAFETY = "live-facial-recognition", "officer-safety-and-life-support"
FULL = Standing({LFR: NOW, SAFETY: NOW}, frozenset({PACK.digest}))


def lapsed(role: Role, standing: Standing, now: datetime = NOW) -> tuple[str, ...]:
    return lapses(role, standing, PACK.people, PACK.digest, now)


@pytest.mark.clause("E-26")
def test_the_mandates_pack_trains_exactly_the_roles_the_clause_names() -> None:
    course = PACK.people.course(LFR)
    assert course is not None
    assert course.roles == {
        Role.AUTHORISING_OFFICER,
        Role.GOLD,
        Role.SILVER,
        Role.BRONZE,
        Role.ENGAGEMENT_OFFICER,
        Role.OPERATOR,
    }
    assert course.cited.unverified


@pytest.mark.clause("M-06")
@pytest.mark.clause("M-55")
@pytest.mark.parametrize("name", packs.names())
def test_every_pack_wants_the_leads_and_the_responsible_officer_filled(name: str) -> None:
    wanted = packs.load(name).people.wanted
    assert wanted >= {Role.GOLD, Role.SILVER, Role.TECHNICAL_LEAD, Role.SENIOR_RESPONSIBLE_OFFICER}


@pytest.mark.clause("E-53")
@pytest.mark.clause("E-26")
@pytest.mark.clause("E-74")
@pytest.mark.clause("M-68")
def test_a_role_counts_with_everything_in_date_and_not_a_moment_longer() -> None:
    last = NOW + timedelta(days=365)
    assert lapsed(Role.OPERATOR, FULL) == ()
    assert lapsed(Role.OPERATOR, FULL, last - timedelta(microseconds=1)) == ()
    assert len(lapsed(Role.OPERATOR, FULL, last)) == 2
    assert len(lapsed(Role.OPERATOR, replace(FULL, passed={LFR: NOW}))) == 1
    assert len(lapsed(Role.OPERATOR, replace(FULL, acknowledged=frozenset({"of other rules"})))) == 1
    assert len(lapsed(Role.OPERATOR, Standing())) == 3
    assert lapsed(Role.OVERSEER, Standing()) == ()
    assert set(all_lapses(Role, Standing(), PACK.people, PACK.digest, NOW)) == PACK.people.acknowledging


@pytest.mark.parametrize(
    ("kind", "source", "asked"),
    [
        (None, Source.CAMERA, False),
        (Kind.REHEARSAL, Source.DRAWN, False),
        (Kind.REHEARSAL, Source.RECORDING, False),
        (Kind.REHEARSAL, Source.CAMERA, True),
        (Kind.TRIAL, Source.CAMERA, True),
        (Kind.OPERATIONAL, Source.CAMERA, True),
    ],
)
def test_training_is_asked_wherever_people_pass_who_did_not_consent(
    kind: Kind | None, source: Source, asked: bool
) -> None:
    assert training_is_asked(kind, source) is asked


def test_a_role_out_of_date_is_refused_with_its_reason_and_another_role_still_serves() -> None:
    held = PeopleFacts(lapsed={Role.OPERATOR: ("The training is not on record.",)})
    facts = Facts(NOW, "somebody", frozenset(), people=held)
    with pytest.raises(NotPermitted, match=r"Your role operator does not count now\. The training") as refused:
        permissions.check("start", facts)
    assert refused.value.code == "role_inactive"
    permissions.check("start", replace(facts, roles=frozenset({Role.SILVER})))
    with pytest.raises(NotPermitted) as refused:
        permissions.check("grant_role", facts)
    assert refused.value.code == "role_missing"


def submitting(**people: object) -> Facts:
    return replace(READY, state=State.DRAFT, people=PeopleFacts(**people))  # type: ignore[arg-type]


@pytest.mark.clause("M-06")
@pytest.mark.clause("M-55")
def test_an_empty_role_blocks_submission_by_name_but_not_of_drawn_people() -> None:
    transitions.check("submit", submitting())
    empty = submitting(empty_roles=(Role.DPO, Role.SENIOR_RESPONSIBLE_OFFICER))
    with pytest.raises(NotAllowed, match=r"in date is: dpo, senior responsible officer\.") as refused:
        transitions.check("submit", empty)
    assert refused.value.code == "roles_are_filled"
    drawn = replace(
        empty, kind=Kind.REHEARSAL, source=Source.DRAWN, engine=replace(READY.engine, fit_for={"rehearsal"})
    )
    transitions.check("submit", drawn)


@pytest.mark.clause("M-19")
def test_suitability_signed_by_an_applicant_alone_is_not_signed() -> None:
    transitions.check("authorise", READY)
    for signers in (frozenset(), READY.applicants):
        unsigned = replace(READY, people=PeopleFacts(suitability_signers=signers))
        with pytest.raises(NotAllowed) as refused:
            transitions.check("authorise", unsigned)
        assert refused.value.code == "technical_suitability_is_signed"


@pytest.mark.clause("M-51")
def test_the_last_factor_stays_with_a_role_that_decides_only() -> None:
    decides = Facts(NOW, "somebody", frozenset({Role.GOLD}))
    with pytest.raises(NotPermitted, match="last second factor"):
        permissions.check("remove_factor", decides)
    permissions.check("remove_factor", replace(decides, people=PeopleFacts(other_factors=1)))
    permissions.check("remove_factor", replace(decides, roles=frozenset({Role.OVERSEER})))


def test_a_demonstration_takes_drawn_rehearsals_only() -> None:
    plan = Facts(
        NOW,
        "somebody",
        frozenset({Role.TEAM_MEMBER}),
        kind=Kind.REHEARSAL,
        source=Source.DRAWN,
        people=PeopleFacts(demonstration=True),
    )
    permissions.check("create_deployment", plan)
    for changed in ({"kind": Kind.TRIAL}, {"source": Source.CAMERA}, {"source": Source.RECORDING}):
        with pytest.raises(NotPermitted, match="demonstration with published passwords"):
            permissions.check("create_deployment", replace(plan, **changed))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('roles = ["dpo"]', 'roles = ["chief"]', "unknown_role"),
        ('roles = ["dpo"]', "roles = []", "unknown_role"),
        ('roles = ["dpo"]', 'roles = "dpo"', "unknown_role"),
        ('clause = "M-52"\n', "", "no_source"),
        ('clause = "M-52"', 'clause = "M-999"', "unknown_clause"),
        ('clause = "M-52"', "clause = 52", "malformed_people"),
        ("valid_days = 365", "valid_days = 0", "malformed_people"),
        ("valid_days = 365", 'valid_days = "365"', "malformed_people"),
        (f'course = "{SAFETY}"', f'course = "{LFR}"', "malformed_people"),
        (f'course = "{SAFETY}"', 'course = "../etc"', "malformed_people"),
        ("[people.acknowledgement]", "[people.promise]", "no_people"),
    ],
)
def test_a_rule_about_people_that_does_not_hold_is_refused(old: str, new: str, code: str) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(PackInvalid) as refused:
        packs.parse("changed", text.replace(old, new, 1).encode())
    assert refused.value.code == code


def test_a_pack_without_rules_about_people_is_refused() -> None:
    with pytest.raises(PackInvalid) as refused:
        people_rules("changed", None)
    assert refused.value.code == "no_people"
