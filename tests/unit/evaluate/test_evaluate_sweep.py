"""The blocked sweep against plain numpy on the whole score matrix."""

import numpy as np
import pytest

from overt.evaluate.errors import RunRefused
from overt.evaluate.sweep import NOBODY, GroupsOf, ListOfPeople, sweep
from overt.vision.comparison import cosine


def unit(chance: np.random.Generator, count: int) -> np.ndarray:
    made = chance.standard_normal((count, 16), np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


@pytest.mark.parametrize("pictures", [1, 3])
def test_every_figure_of_the_sweep_is_the_one_plain_numpy_gives(pictures: int) -> None:
    chance = np.random.default_rng(8)
    sizes, thresholds = (7, 20, 40), np.round(np.linspace(0.2, 0.9, 9), 6)
    subjects = np.repeat(np.arange(40), pictures)
    listed = unit(chance, len(subjects))
    probes = unit(chance, 301)
    mates = np.full(301, NOBODY)
    mates[:50] = chance.integers(0, 40, 50)
    probe_groups, list_groups = chance.integers(0, 3, 301), chance.integers(0, 3, 40)
    found = sweep(
        cosine,
        probes,
        ListOfPeople(listed, subjects, sizes),
        thresholds,
        mates,
        GroupsOf(probe_groups, list_groups, 3),
    )
    pairwise = np.round((probes @ listed.T).astype(np.float64), 6)
    people = np.stack([pairwise[:, subjects == person].max(axis=1) for person in range(40)], axis=1)
    pairs = np.zeros((3, 3, 9), np.int64)
    for row in range(301):
        others = np.delete(np.arange(40), mates[row]) if mates[row] != NOBODY else np.arange(40)
        if mates[row] != NOBODY:
            assert found.own[row] == pytest.approx(people[row, mates[row]], abs=2e-6)
        for place, size in enumerate(sizes):
            scores = people[row, others[others < size]]
            assert found.top[row, place] == pytest.approx(scores.max(), abs=2e-6)
            expected = (scores[:, None] >= thresholds).sum(axis=0)
            assert (found.candidates[row, place] == expected).all()
            if mates[row] != NOBODY:
                assert found.better[row, place] == (scores > found.own[row]).sum()
        for other in others:
            pairs[probe_groups[row], list_groups[other]] += people[row, other] >= thresholds
    assert (found.pairs == pairs).all()


def test_the_sweep_does_not_depend_on_threads_or_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(3)
    people = ListOfPeople(unit(chance, 50), np.arange(50), (50,))
    probes, thresholds = unit(chance, 400), np.array([0.3, 0.5])
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")
    many = sweep(cosine, probes, people, thresholds)
    monkeypatch.delenv("OPENBLAS_NUM_THREADS")
    one = sweep(cosine, probes, people, thresholds)
    assert np.array_equal(many.top, one.top)
    assert np.array_equal(many.candidates, one.candidates)


def test_a_list_out_of_order_or_too_short_is_refused() -> None:
    with pytest.raises(RunRefused, match="cannot be made"):
        ListOfPeople(np.zeros((3, 2), np.float32), np.array([0, 2, 1]), (2,))
    with pytest.raises(RunRefused, match="A list of 9 people"):
        ListOfPeople(np.zeros((3, 2), np.float32), np.arange(3), (9,))
