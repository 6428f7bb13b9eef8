"""Cells that are left out because too few people stand behind them, and those that would give them away."""

from collections.abc import Sequence

FEWEST_PEOPLE = 5
"""A rate of fewer people could be read as one person's own."""


def too_few(sizes: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """Return the labels to leave out: those of fewer than five people, and more until subtraction gives five too."""
    ordered = sorted(sizes, key=lambda pair: pair[1])
    hidden = [pair for pair in ordered if pair[1] < FEWEST_PEOPLE]
    while hidden and sum(people for _, people in hidden) < FEWEST_PEOPLE and len(hidden) < len(ordered):
        hidden.append(ordered[len(hidden)])
    return tuple(label for label, _ in hidden)
