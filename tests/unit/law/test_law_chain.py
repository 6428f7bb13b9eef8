"""The check of the chain before a start: what it needs, what it opens, and the start that waits for it."""

from dataclasses import replace

import pytest

from overt.law import acts, permissions, transitions
from overt.law.errors import LawError
from overt.law.facts import ChainFacts, Facts
from overt.law.packs import load
from overt.law.roles import Role
from overt.law.states import Kind, Source, State
from tests.unit.law.test_law_conditions import READY

STARTING = replace(READY, state=State.AUTHORISED)
UNDER_WAY = ChainFacts(seeds=1, under_way=True)


def chained(chain: ChainFacts, **changed: object) -> Facts:
    return replace(STARTING, chain=chain, **changed)  # type: ignore[arg-type]


def code_of(check: object, name: str, facts: Facts) -> str:
    with pytest.raises(LawError) as refusal:
        check(name, facts)  # type: ignore[operator]
    return refusal.value.code


@pytest.mark.clause("E-97")
@pytest.mark.parametrize("kind", [Kind.OPERATIONAL, Kind.REHEARSAL])
def test_what_watches_a_camera_starts_only_on_a_passed_check_or_an_allowed_reason(kind: Kind) -> None:
    def start(chain: ChainFacts, source: Source = Source.CAMERA) -> None:
        transitions.check("start", chained(chain, kind=kind, source=source))

    start(ChainFacts(checked=True))
    start(ChainFacts(unchecked_is_allowed=True, unchecked_is_explained=True))
    start(ChainFacts(), Source.DRAWN)
    for chain in (
        ChainFacts(),
        ChainFacts(unchecked_is_allowed=True),
        ChainFacts(unchecked_is_explained=True),
        ChainFacts(seeds=1, recognised=True),
    ):
        with pytest.raises(LawError, match="The chain is not checked") as refused:
            start(chain)
        assert refused.value.code == "chain_is_checked"


@pytest.mark.clause("E-97")
def test_no_start_goes_ahead_while_a_check_is_under_way() -> None:
    assert code_of(transitions.check, "start", chained(replace(UNDER_WAY, checked=True))) == "no_check_is_under_way"


@pytest.mark.clause("E-97")
def test_a_check_needs_a_consenting_volunteer_and_everything_a_comparison_in_the_open_needs() -> None:
    ready = chained(ChainFacts(seeds=1))
    acts.check("begin_check", ready)
    assert code_of(acts.check, "begin_check", chained(ChainFacts())) == "a_seed_is_listed"
    assert code_of(acts.check, "begin_check", chained(UNDER_WAY)) == "no_check_is_under_way"
    assert code_of(acts.check, "begin_check", replace(ready, now=ready.ends_at)) == "window_is_not_over"
    unsigned = replace(ready, preparation=replace(ready.preparation, signs_are_up=False))
    assert code_of(acts.check, "begin_check", unsigned) == "signs_are_in_place"
    assert code_of(acts.check, "begin_check", replace(ready, authority_is_unchanged=False)) == "authority_is_unchanged"
    assert code_of(acts.check, "begin_check", replace(ready, state=State.LIVE)) == "wrong_state"


@pytest.mark.clause("E-97")
@pytest.mark.parametrize("act", ["take_check_warrant", "recognise_seed", "pass_check"])
def test_without_a_check_under_way_nobody_is_recognised_and_nothing_passed(act: str) -> None:
    acts.check(act, chained(replace(UNDER_WAY, recognised=True)))
    assert code_of(acts.check, act, chained(ChainFacts(seeds=1, recognised=True))) == "a_check_is_under_way"
    live = replace(chained(replace(UNDER_WAY, recognised=True)), state=State.LIVE)
    assert code_of(acts.check, act, live) == "wrong_state"


@pytest.mark.clause("E-97")
def test_only_the_operator_passes_a_check_and_only_once_a_volunteer_was_recognised() -> None:
    assert code_of(acts.check, "pass_check", chained(UNDER_WAY)) == "a_seed_was_recognised"
    permissions.check("pass_check", replace(STARTING, roles=frozenset({Role.OPERATOR})))
    for role in (Role.SILVER, Role.TECHNICAL_LEAD, Role.TEAM_MEMBER):
        assert code_of(permissions.check, "pass_check", replace(STARTING, roles=frozenset({role}))) == "role_missing"
    assert code_of(permissions.check, "pass_check", replace(STARTING, software=True)) == "not_for_software"


@pytest.mark.clause("E-97")
def test_a_reason_to_start_unchecked_is_recorded_where_the_pack_allows_it_and_by_silver_or_gold() -> None:
    acts.check("explain_unchecked_start", chained(ChainFacts(unchecked_is_allowed=True)))
    refused = code_of(acts.check, "explain_unchecked_start", chained(ChainFacts()))
    assert refused == "unchecked_start_is_allowed"
    for role in (Role.OPERATOR, Role.BRONZE, Role.TEAM_MEMBER):
        facts = replace(STARTING, roles=frozenset({role}))
        assert code_of(permissions.check, "explain_unchecked_start", facts) == "role_missing"


@pytest.mark.parametrize("name", ["mps-2018-2023", "uk-app"])
def test_every_pack_says_how_long_a_check_counts_and_how_long_one_may_take(name: str) -> None:
    pack = load(name)
    assert 0 < pack.check_open_minutes <= pack.check_minutes
    assert pack.whole("unchecked_starts") in (0, 1)
