"""Take controls out of the program one by one: the tests the register names for each must notice."""

import random

import pytest

from overt.law.register import register
from tests.attacks.removal import Outcome, provable, run
from tests.attacks.without import CannotRemove, Removal

NAMES = [control.name for control in provable()]
QUICK = 2


def assert_missed(name: str) -> None:
    control = next(one for one in provable() if one.name == name)
    without = run(control.tests, without=name)
    assert without.each_fails(control.tests), f"{name} is gone and nobody notices:\n{without.output}"


@pytest.mark.parametrize("turn", range(QUICK))
def test_some_controls_are_missed_by_their_tests_when_they_are_gone(turn: int, campaign_seed: int) -> None:
    """That the same tests pass with the control is what the rest of this run shows."""
    assert_missed(random.Random(campaign_seed).sample(NAMES, QUICK)[turn])


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_missed_by_its_tests_when_it_is_gone(name: str) -> None:
    control = next(one for one in provable() if one.name == name)
    with_it = run(control.tests)
    assert with_it.all_pass(control.tests), with_it.output
    assert_missed(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_control_is_where_its_removal_says(name: str) -> None:
    removal = Removal(name)
    assert removal.modules
    control = next(one for one in register().controls if one.name == name)
    for module in removal.modules:
        import importlib.util

        spec = importlib.util.find_spec(module)
        assert spec is not None
        assert spec.origin is not None
        with open(spec.origin, encoding="utf-8") as file:  # noqa: PTH123
            removal.apply(module, file.read())
    assert {path.partition(":")[0] for path in control.enforcement} >= set(removal.conditions)


def test_a_removal_that_is_not_found_once_is_refused() -> None:
    removal = Removal("templates_are_overwritten")
    with pytest.raises(CannotRemove):
        removal.apply("overt.vision.templates", "vectors.fill(0)\nvectors.fill(0)")
    with pytest.raises(CannotRemove):
        Removal("four_tests").apply("overt.law.conditions.authority", "x = 1")


def test_a_set_up_that_breaks_proves_nothing() -> None:
    broken = Outcome(frozenset(), frozenset({"a"}), frozenset({"b"}), "")
    assert not broken.each_fails(["a"])
    assert not Outcome(frozenset({"a"}), frozenset(), frozenset(), "").each_fails(["a"])
    assert Outcome(frozenset({"a"}), frozenset({"a"}), frozenset(), "").each_fails(["a"])
    assert not Outcome(frozenset({"a"}), frozenset({"a"}), frozenset(), "").all_pass(["a"])
