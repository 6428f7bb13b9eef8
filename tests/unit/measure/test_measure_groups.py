import pytest

from overt.measure import (
    Composition,
    GroupRate,
    MeasureError,
    Verdict,
    clopper_pearson,
    compare_groups,
    garbe,
    largest_over_geometric_mean,
    project_fpir,
    wilson,
)

EVEN = Composition((("north", 500), ("south", 480)))


def group(name: str, events: int, trials: int, people: int = 100, effect: float = 1.0) -> GroupRate:
    return GroupRate(name, clopper_pearson(events, trials, unit="non-mated searches"), people, effect)


def test_a_large_difference_is_called_different() -> None:
    told = compare_groups([group("north", 10, 1000), group("south", 60, 1000)], EVEN)
    assert told.pairs[0].verdict is Verdict.DIFFERENT
    assert told.pairs[0].p_holm == told.pairs[0].p_value


def test_a_close_pair_is_equivalent_only_when_the_interval_shows_it() -> None:
    told = compare_groups([group("north", 500, 5000), group("south", 510, 5000)], EVEN)
    assert told.pairs[0].verdict is Verdict.EQUIVALENT
    assert "within ×2" in told.pairs[0].sentence


@pytest.mark.clause("E-101")
@pytest.mark.clause("E-51", "E-77", "E-100")
def test_a_difference_that_could_not_have_been_seen_is_inconclusive_and_says_its_power() -> None:
    pair = compare_groups([group("north", 1, 4000), group("south", 2, 4000)], EVEN).pairs[0]
    assert pair.verdict is Verdict.INCONCLUSIVE
    assert "% to see a rate 2 times" in pair.sentence
    assert not pair.power.is_enough
    assert "no significant difference" not in pair.sentence


def test_clustering_makes_a_difference_harder_to_claim() -> None:
    apart = compare_groups([group("north", 20, 1000), group("south", 45, 1000)], EVEN).pairs[0]
    clustered = compare_groups([group("north", 20, 1000, effect=6), group("south", 45, 1000, effect=6)], EVEN).pairs[0]
    assert apart.verdict is Verdict.DIFFERENT
    assert clustered.verdict is Verdict.INCONCLUSIVE
    assert group("north", 20, 1000, effect=6).counts == (3, 166)
    assert (clustered.power.passages, clustered.power.effective) == ((1000, 1000), (166, 166))


def test_many_pairs_are_corrected_together() -> None:
    groups = [group(name, events, 1000) for name, events in (("a", 10), ("b", 24), ("c", 11), ("d", 12))]
    told = compare_groups(groups, Composition(tuple((each.group, 50) for each in groups)))
    assert len(told.pairs) == 6
    assert all(pair.p_holm >= pair.p_value for pair in told.pairs)
    worst = next(pair for pair in told.pairs if {pair.first.group, pair.second.group} == {"a", "b"})
    assert worst.p_value < 0.05 < worst.p_holm
    assert worst.verdict is Verdict.INCONCLUSIVE


@pytest.mark.clause("E-36")
def test_every_group_result_prints_the_list_and_warns_when_it_could_mask() -> None:
    groups = [group("north", 30, 1000), group("south", 31, 1000)]
    lopsided = compare_groups(groups, Composition((("north", 900), ("south", 30))))
    assert "list of 930 people: north 900, south 30" in str(lopsided)
    assert "can mask a difference" in str(lopsided)
    assert not compare_groups(groups, EVEN).warnings
    assert "none of south" in str(compare_groups(groups, Composition((("north", 900),))))
    with pytest.raises(MeasureError, match="composition of the list"):
        Composition(())


def test_empty_groups_one_person_groups_and_repeated_groups_have_their_own_sentence() -> None:
    with pytest.raises(MeasureError, match="it is empty"):
        group("north", 0, 0)
    with pytest.raises(MeasureError, match="is one person"):
        group("north", 1, 10, people=1)
    with pytest.raises(MeasureError, match="at least two groups"):
        compare_groups([group("north", 1, 10)], EVEN)
    with pytest.raises(MeasureError, match="each named once"):
        compare_groups([group("north", 1, 10), group("north", 1, 10)], EVEN)


def test_the_index_by_hand_and_undefined_in_words() -> None:
    rates = [("a", wilson(10, 1000, unit="x")), ("b", wilson(40, 1000, unit="x"))]
    index = largest_over_geometric_mean(rates)
    assert index.value == pytest.approx(0.04 / (0.01 * 0.04) ** 0.5)
    assert "a: 10 of 1,000" in str(index)
    none = largest_over_geometric_mean([*rates, ("c", wilson(0, 50, unit="x"))])
    assert none.value is None
    assert "undefined, since no event was seen in c" in str(none)


def test_garbe_by_hand_and_undefined_in_words() -> None:
    one_sided = [("a", wilson(0, 100, unit="x")), ("b", wilson(10, 100, unit="x"))]
    even = [("a", wilson(10, 100, unit="x")), ("b", wilson(10, 100, unit="x"))]
    # One group has every false positive (Gini 1), both miss alike (Gini 0).
    assert garbe(one_sided, even).value == pytest.approx(0.5)
    assert garbe(even, even).value == 0
    nothing = [("a", wilson(0, 100, unit="x")), ("b", wilson(0, 100, unit="x"))]
    assert garbe(nothing, even).value is None
    assert "no false positive was seen" in str(garbe(nothing, even))


def test_a_projection_says_so_and_follows_independence() -> None:
    measured = clopper_pearson(10, 60_000, unit="non-mated searches")
    told = project_fpir(measured, 10_000, 1_000)
    fmr = 1 - (1 - 10 / 60_000) ** (1 / 10_000)
    assert told.point == pytest.approx(1 - (1 - fmr) ** 1000)
    assert told.low < told.point < told.high
    assert str(told).startswith("projected to a list of 1,000")
    assert told.to_json()["projected"] is True
