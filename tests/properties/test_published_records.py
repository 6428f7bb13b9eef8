"""Consistent tables raise nothing above a note; each way of mistyping one is found, alone and with others."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from overt.evaluate.records import Finding, Severity, check
from tests.unit.evaluate.records.drawn_tables import (
    HEADINGS,
    Deployment,
    Injection,
    consistent,
    rounded,
    steady,
    table,
    truncated,
)

ABOVE_NOTE = {Severity.ERROR, Severity.DOUBT}


def findings(deployments: list[Deployment], **how: object) -> tuple[Finding, ...]:
    return check(table(deployments, **how)).findings


def loud(deployments: list[Deployment], **how: object) -> list[Finding]:
    return [found for found in findings(deployments, **how) if found.severity in ABOVE_NOTE]


@given(consistent())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_consistent_table_gives_nothing_above_a_note(deployments: list[Deployment]) -> None:
    assert loud(deployments) == []


@given(consistent(most=8), st.permutations(list(HEADINGS)))
def test_the_order_of_the_columns_changes_nothing(deployments: list[Deployment], columns: list[str]) -> None:
    assert set(findings(deployments, columns=columns)) == set(findings(deployments))


@given(consistent(least=2), st.sampled_from(["0.1", "0.01", "0.001", "0.0001"]))
def test_rounding_to_any_printed_digits_is_right(deployments: list[Deployment], places: str) -> None:
    for each in deployments:
        each.typed["rate"] = rounded(each.false, each.faces, places)
    assert loud(deployments) == []


@given(consistent(least=1))
def test_a_bare_zero_is_one_note_a_file(deployments: list[Deployment]) -> None:
    for each in deployments:
        each.false_confirmed = each.false_unconfirmed = 0
        each.typed["rate"] = "0%"
    told = [found for found in findings(deployments) if found.column == "False Alert Rate"]
    assert [(found.row, found.severity) for found in told] == [(None, Severity.NOTE)]


def _alerts_off(rows: list[Deployment], at: int) -> None:
    rows[at].typed["alerts"] = str(rows[at].alerts + 1)


def _rate_wrong(rows: list[Deployment], at: int) -> None:
    rows[at].false_confirmed = 3
    rows[at].typed["rate"] = rounded(9, rows[at].faces)


def _rate_truncated(rows: list[Deployment], at: int) -> None:
    rows[at].false_confirmed, rows[at].false_unconfirmed, rows[at].faces = 2, 0, 11_100  # 0.01802 %
    rows[at].typed["rate"] = truncated(2, 11_100, "0.01")
    assert rows[at].typed["rate"] == "0.01%"


def _ceiling(rows: list[Deployment], at: int) -> None:
    rows[at].false_confirmed = rows[at].faces // 400


def _arrests(rows: list[Deployment], at: int) -> None:
    rows[at].typed["arrests"] = str(rows[at].alerts + 2)


def _swapped(rows: list[Deployment], at: int) -> None:
    day = rows[at].day
    rows[at].typed["date"] = f"{day:%m/%d/%y}"


def _list_jumps(rows: list[Deployment], at: int) -> None:
    rows[at].typed["watchlist"] = str(rows[at].watchlist * 10)


def _faces_jump(rows: list[Deployment], at: int) -> None:
    rows[at].faces *= 10


def _threshold(rows: list[Deployment], at: int) -> None:
    rows[at].threshold = "64"


def _twice(rows: list[Deployment], at: int) -> None:
    rows.insert(at + 1, replace(rows[at], typed=dict(rows[at].typed)))


def _technical_fault(rows: list[Deployment], at: int) -> None:
    figures = set(HEADINGS) - {"place", "date", "use", "watchlist", "threshold"}
    rows[at].typed |= dict.fromkeys(figures, "N/A")
    rows[at].place += " (technical fault stopped deployment)"


INJECTIONS: dict[str, tuple[Injection, str, Severity]] = {
    "a total that does not add up": (_alerts_off, "Total Alerts", Severity.ERROR),
    "a wrong rate": (_rate_wrong, "False Alert Rate", Severity.ERROR),
    "a truncated rate": (_rate_truncated, "False Alert Rate", Severity.DOUBT),
    "a ceiling exceeded": (_ceiling, "False Alert Rate", Severity.ERROR),
    "more arrests than alerts": (_arrests, "Outcome - Arrest", Severity.ERROR),
    "a list ten times as long": (_list_jumps, "Watchlist Size", Severity.DOUBT),
    "ten times the faces": (_faces_jump, "Faces seen (estimate)", Severity.NOTE),
    "a threshold on another scale": (_threshold, "Minimum Threshold Setting", Severity.DOUBT),
    "a deployment twice": (_twice, "Deployment Location", Severity.ERROR),
    "a technical fault": (_technical_fault, "Total Alerts", Severity.NOTE),
}


def found_at(deployments: list[Deployment], row: int, column: str, severity: Severity) -> bool:
    """Whether a finding names the row and the column, at least as serious as expected."""
    order = list(Severity)
    at_least = order[: order.index(severity) + 1]
    return any((each.row, each.column) == (row, column) and each.severity in at_least for each in findings(deployments))


@pytest.mark.parametrize("name", INJECTIONS)
@given(at=st.integers(0, 11))
def test_each_injected_error_is_found_where_it_is(name: str, at: int) -> None:
    inject, column, severity = INJECTIONS[name]
    rows = steady()
    assert loud(rows) == []
    inject(rows, at)
    row = at + 2 if inject is _twice else at + 1
    assert found_at(rows, row, column, severity), name


@pytest.mark.parametrize("name", INJECTIONS)
@given(rows=consistent(least=10), at=st.integers(0, 9))
def test_each_injected_error_is_found_in_a_random_table(name: str, rows: list[Deployment], at: int) -> None:
    inject, column, severity = INJECTIONS[name]
    inject(rows, at)
    row = at + 2 if inject is _twice else at + 1
    assert found_at(rows, row, column, severity), name


@given(
    names=st.lists(
        st.sampled_from([name for name in INJECTIONS if name != "a deployment twice"]), min_size=2, unique=True
    ),
    places=st.permutations(range(20)),
)
def test_errors_in_different_rows_do_not_hide_each_other(names: list[str], places: list[int]) -> None:
    rows = steady(20)
    for name, at in zip(names, places, strict=False):
        INJECTIONS[name][0](rows, at)
    for name, at in zip(names, places, strict=False):
        _, column, severity = INJECTIONS[name]
        neighbours = {"a list ten times as long", "ten times the faces"}
        if name in neighbours:  # others may stand too close for a doubt
            assert any(each.row == at + 1 and each.column == column for each in findings(rows)), name
        else:
            assert found_at(rows, at + 1, column, severity), name


@given(at=st.integers(1, 10))
def test_a_day_and_month_exchanged_is_found_and_mended(at: int) -> None:
    rows = steady()
    day = rows[at].day
    assume(day.day <= 12 and day.day != day.month)
    _swapped(rows, at)
    told = [found for found in loud(rows) if found.column == "Date"]
    assert [(found.row, found.recomputed) for found in told] == [(at + 1, day.isoformat())]
    assert "exchanged" in told[0].sentence


@given(at=st.integers(1, 10))
def test_a_day_that_no_month_has_is_an_error(at: int) -> None:
    rows = steady()
    assume(rows[at].day.day > 12)
    _swapped(rows, at)
    assert found_at(rows, at + 1, "Date", Severity.ERROR)


@given(at=st.integers(2, 9), other=st.integers(2, 9))
def test_a_row_moved_elsewhere_is_out_of_sequence(at: int, other: int) -> None:
    assume(abs(at - other) > 1)
    rows = steady()
    moved = rows.pop(at)
    rows.insert(other, moved)
    told = [found.row for found in loud(rows) if found.column == "Date"]
    assert told == [other + 1]


@pytest.mark.parametrize(("source", "copy"), [("arrests", "other"), ("arrests", "no_action")])
@given(rows=consistent(least=12, most=25))
def test_a_copied_column_of_outcomes_is_found(source: str, copy: str, rows: list[Deployment]) -> None:
    values = [int(row.cells()[source]) for row in rows]
    assume(len({value for value in values if value}) >= 3 and sum(value > 0 for value in values) >= 7)
    for row, value in zip(rows, values, strict=True):
        row.typed[copy] = str(value)
    told = [each for each in loud(rows) if each.row is None and each.column == HEADINGS[copy]]
    assert len(told) == 1, "the column is named, once"


@given(at=st.integers(8, 16), factor=st.sampled_from([3, 4, 5]))
def test_a_change_of_the_counting_method_is_found(at: int, factor: int) -> None:
    rows = steady(24)
    for row in rows[at:]:
        row.faces *= factor
    told = [each for each in loud(rows) if each.row is None and each.column == HEADINGS["faces"]]
    assert len(told) == 1
    assert f"From row {at + 1} on" in told[0].sentence


def test_a_change_of_what_the_rate_counts_is_found() -> None:
    rows = steady(16)
    for index, row in enumerate(rows):
        row.false_confirmed, row.false_unconfirmed = 2, 1
        if index >= 8:
            row.typed["rate"] = rounded(2, row.faces)
    told = [each for each in loud(rows) if each.row is None]
    assert [each.column for each in told] == ["False Alert Rate"]
    assert "from row 9 on" in told[0].sentence
    assert "confirmed false alerts" in told[0].sentence


@given(consistent(least=3), st.integers(0, 5), st.integers(1, 40))
def test_two_equal_editions_differ_in_nothing_and_one_changed_cell_is_listed(
    rows: list[Deployment], at: int, more: int
) -> None:
    from overt.evaluate.records import check_editions

    at %= len(rows)
    first = table(rows)
    same, _ = check_editions(first, table(rows))
    assert same == check(first)
    rows[at].watchlist += more
    changed, _ = check_editions(first, table(rows))
    new = [each for each in changed.findings if each not in same.findings]
    assert [(each.column, each.severity) for each in new] == [("Watchlist Size", Severity.DOUBT)]
    assert str(new[0].printed).endswith(f"{rows[at].watchlist:,}")


def test_the_drawn_dates_are_in_order() -> None:
    days = [row.day for row in steady(20)]
    assert days == sorted(days)
    assert days[0] == date(2024, 2, 20)


TYPED = """
|N/A|-|0|1|12|1,200|999999999999999999|<5|1-4|0%|0.00%|0.008%|5%|150%|1 in 0|1 in 4,000|0/0|7/8600|0.0|.|%|in|64|0.64|-3
|1e9|nan|inf|٣|½|12²|*|11/02/24|31/02/24|99/99/99|2024-13-45|0000-00-00|29 Feb 2023|Mon 1/1/24|24-25/08/25|45000|5h 30m
|0:00|99:99|10:00-09:00|Total|Total 2024|technical fault|Soho|"|'|\u202e|\x1b[2J
"""
CELLS = st.one_of(st.sampled_from([cell.strip("\n") for cell in TYPED.split("|")]), st.text(max_size=12))


@given(st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADINGS) + 2), max_size=12), st.permutations(list(HEADINGS)))
@settings(max_examples=150)
def test_no_table_whatever_its_cells_breaks_the_check(cells: list[list[str]], columns: list[str]) -> None:
    from overt.evaluate.records import RecordsUnreadable
    from overt.evaluate.records.page import Edition, page

    try:
        read = table([], columns=columns, extra=cells)
    except RecordsUnreadable:
        return
    report = check(read)
    assert json.loads(json.dumps(report.to_json()))["rows"] == len(read.rows)
    assert "\x1b" not in page([Edition("a", read, report)])


@given(st.binary(max_size=400))
@settings(max_examples=100)
def test_no_file_whatever_its_bytes_breaks_the_reading(content: bytes) -> None:
    from overt.evaluate.records import RecordsUnreadable, table_from
    from overt.evaluate.records.csv_grid import read_csv

    with pytest.raises(RecordsUnreadable):
        table_from(read_csv(content))
