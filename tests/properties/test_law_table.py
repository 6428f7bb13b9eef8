"""Whatever walks over the table, and whoever walks, the order of its steps keeps what it promises."""

from hypothesis import given
from hypothesis import strategies as st

from overt.law.permissions import PERMISSIONS
from overt.law.roles import Role
from overt.law.states import Kind, State
from overt.law.transitions import TRANSITIONS

WALKS = st.lists(st.integers(min_value=0, max_value=1000), max_size=40)


def walk(choices: list[int], kind: Kind, roles: frozenset[Role]) -> list[str]:
    """Take steps these roles (or the software) may take, choosing among them by the numbers."""
    state, taken = State.DRAFT, []
    for choice in choices:
        open_steps = [
            row
            for row in TRANSITIONS
            if state in row.from_states and kind in row.kinds and (row.roles & roles or PERMISSIONS[row.name].software)
        ]
        if not open_steps:
            break
        row = open_steps[choice % len(open_steps)]
        state = row.to_state
        taken.append(row.name)
    return taken


@given(WALKS, st.sampled_from(Kind), st.frozensets(st.sampled_from(Role)))
def test_nothing_goes_live_before_it_was_submitted_and_authorised(
    choices: list[int], kind: Kind, roles: frozenset[Role]
) -> None:
    taken = walk(choices, kind, roles)
    for number, name in enumerate(taken):
        if name in {"start", "resume"}:
            before = taken[:number]
            assert "submit" in before
            assert {"authorise", "authorise_recording"} & set(before)


@given(WALKS, st.sampled_from(Kind), st.frozensets(st.sampled_from(Role)))
def test_what_has_ended_never_goes_live_again(choices: list[int], kind: Kind, roles: frozenset[Role]) -> None:
    taken = walk(choices, kind, roles)
    ends = [n for n, name in enumerate(taken) if name in {"close", "expire", "void", "cancel", "refuse", "withdraw"}]
    if ends:
        assert not {"start", "resume", "authorise", "authorise_recording"} & set(taken[ends[0] :])


OTHERS = sorted(set(Role) - {Role.AUTHORISING_OFFICER, Role.URGENT_OFFICER})


@given(WALKS, st.sampled_from(Kind), st.frozensets(st.sampled_from(OTHERS)))
def test_without_an_officer_who_decides_only_a_rehearsal_by_rule_gets_authority(
    choices: list[int], kind: Kind, roles: frozenset[Role]
) -> None:
    taken = walk(choices, kind, roles)
    assert "authorise" not in taken
    if kind is not Kind.REHEARSAL:
        assert "start" not in taken


@given(WALKS, st.sampled_from(Kind))
def test_the_software_alone_never_gets_a_deployment_going(choices: list[int], kind: Kind) -> None:
    assert set(walk(choices, kind, frozenset())) <= {"expire"}
