"""Conditions of an authority: what each may say, and that together they only ever narrow."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overt.law.errors import NotAllowed
from overt.law.stipulations import Stipulation, StipulationKind, Terms, check, count_of, narrowed

STARTS = datetime(2026, 6, 1, 12, tzinfo=UTC)
APPLIED = Terms(STARTS + timedelta(hours=6), ("east", "north"), "0.60")
KIND = StipulationKind


def one(kind: StipulationKind, value: str) -> Stipulation:
    return Stipulation(kind, value)


@pytest.mark.clause("E-87")
@pytest.mark.clause("E-88")
@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (KIND.ENDS_BY, "tomorrow", "condition_end"),
        (KIND.ENDS_BY, "2026-06-01T14:00:00", "condition_end"),
        (KIND.ENDS_BY, "2026-06-01T12:00:00+00:00", "condition_end"),
        (KIND.ENDS_BY, "2026-06-01T18:00:01+00:00", "condition_end"),
        (KIND.ONLY_CAMERAS, " ", "condition_cameras"),
        (KIND.ONLY_CAMERAS, "north\nsouth", "condition_cameras"),
        (KIND.THRESHOLD_AT_LEAST, "high", "condition_threshold"),
        (KIND.THRESHOLD_AT_LEAST, "NaN", "condition_threshold"),
        (KIND.THRESHOLD_AT_LEAST, "0.59", "condition_threshold"),
        (KIND.ENTRIES_AT_MOST, "0", "condition_count"),
        (KIND.ENTRIES_AT_MOST, "1.5", "condition_count"),
        (KIND.CLOSE_AFTER_FALSE_ALERTS, "٣", "condition_count"),
        (KIND.PEOPLE, " ", "condition_empty"),
    ],
)
def test_a_condition_that_is_none_or_would_widen_is_refused(kind: StipulationKind, value: str, code: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        check([one(kind, value)], APPLIED, STARTS)
    assert refused.value.code == code


def test_every_kind_of_condition_is_taken_in_its_plainest_form_and_once() -> None:
    sound = [
        one(KIND.ENDS_BY, "2026-06-01T18:00:00+00:00"),
        one(KIND.ONLY_CAMERAS, "north"),
        one(KIND.THRESHOLD_AT_LEAST, "0.60"),
        one(KIND.ENTRIES_AT_MOST, "1"),
        one(KIND.CLOSE_AFTER_FALSE_ALERTS, "3"),
        one(KIND.PEOPLE, "Two officers at each sign."),
        one(KIND.PEOPLE, "Nobody under 18 is engaged alone."),
    ]
    assert {stipulation.kind for stipulation in sound} == set(KIND)
    check(sound, APPLIED, STARTS)
    assert [kind for kind in KIND if kind.enforced_by == "people"] == [KIND.PEOPLE]
    assert (count_of(sound, KIND.ENTRIES_AT_MOST), count_of([], KIND.ENTRIES_AT_MOST)) == (1, None)
    with pytest.raises(NotAllowed) as refused:
        check([sound[3], sound[3]], APPLIED, STARTS)
    assert refused.value.code == "condition_twice"


MOMENTS = st.integers(min_value=1, max_value=6 * 60).map(lambda minutes: STARTS + timedelta(minutes=minutes))
LAWFUL = st.one_of(
    MOMENTS.map(lambda at: one(KIND.ENDS_BY, at.isoformat())),
    st.lists(st.sampled_from(APPLIED.cameras), min_size=1).map(lambda names: one(KIND.ONLY_CAMERAS, "\n".join(names))),
    st.integers(min_value=60, max_value=99).map(lambda hundredths: one(KIND.THRESHOLD_AT_LEAST, f"0.{hundredths}")),
    st.just(one(KIND.PEOPLE, "as said")),
)


@pytest.mark.clause("E-87")
@given(st.lists(LAWFUL, max_size=8))
def test_no_set_of_conditions_ever_widens_what_was_applied_for(stipulations: list[Stipulation]) -> None:
    left = narrowed(APPLIED, stipulations)
    assert left.ends_at <= APPLIED.ends_at
    assert set(left.cameras) <= set(APPLIED.cameras)
    assert Decimal(left.threshold) >= Decimal(APPLIED.threshold)
    assert narrowed(left, stipulations) == left
