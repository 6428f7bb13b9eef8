"""Two lists under one warrant, compared apart: nobody of one changes what is found in the other."""

import time

import numpy as np

from overt.live.gallery import OpenedList
from overt.live.warranted import WarrantedList
from overt.live.writable import Writable
from overt.vision.values import Floats
from tests.live.marks import GREEN, MarkEngine, template_of


class Holding:
    """A warrant that holds."""

    id = "warrant"

    def check(self) -> None:
        """Hold."""

    def close(self) -> None:
        """Be let go."""


def listed(prefix: str, people: int) -> OpenedList:
    """As many people of one list who all look like the probe."""
    names = [f"{prefix}{number}" for number in range(people)]
    vectors: Floats = np.stack([template_of(GREEN) for _ in names]) if names else np.zeros((0, len(template_of(GREEN))))
    return OpenedList(vectors.astype(np.float32), names, names)


def opened(subjects: int, volunteers: int) -> WarrantedList:
    writable = Writable()
    writable.succeeded(time.monotonic())
    held = WarrantedList(MarkEngine(), 0.9, writable)
    held.take(Holding(), listed("subject", subjects), listed("volunteer", volunteers))  # type: ignore[arg-type]
    return held


def test_a_volunteer_who_looks_like_subjects_takes_no_subjects_place_and_no_margin() -> None:
    probe = template_of(GREEN)[np.newaxis]
    (alone,) = opened(10, 0).compare(probe)
    (both,) = opened(10, 10).compare(probe)
    assert len(alone) == 10
    assert both[:10] == alone
    assert [one.entry for one in both[10:]] == [f"volunteer{number}" for number in range(10)]
    assert [one.volunteer for one in both] == [False] * 10 + [True] * 10
    (only,) = opened(0, 1).compare(probe)
    assert [(one.volunteer, one.margin) for one in only] == [(True, None)]


def test_a_withdrawal_and_the_end_of_the_warrant_reach_both_lists() -> None:
    held = opened(2, 2)
    assert held.drop({"subject0", "volunteer1"}) == 2
    (found,) = held.compare(template_of(GREEN)[np.newaxis])
    assert [one.entry for one in found] == ["subject1", "volunteer0"]
    kept = held._held
    assert kept is not None
    held.let_go()
    assert not kept.opened._vectors.any()
    assert not kept.volunteers._vectors.any()
