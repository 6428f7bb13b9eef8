"""How tables look in the wild: headings, cells, dates and files, recognised or refused in words."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from overt.evaluate.records import RecordsUnreadable, Severity, Table, check, read_table, table_from
from overt.evaluate.records.cells import Count, Gap, PrintedRate, Why, read_count, read_rate, read_threshold
from overt.evaluate.records.columns import Column, recognise, synonyms
from overt.evaluate.records.csv_grid import read_csv
from overt.evaluate.records.dates import month_comes_first, read_day
from overt.evaluate.records.durations import read_minutes
from overt.evaluate.records.grid import MOST_BYTES, MOST_LINES
from overt.evaluate.records.rules.rate_match import Match, match


def read(text: str, encoding: str = "utf-8") -> Table:
    return table_from(read_csv(text.encode(encoding)))


def refused(text: str | bytes, code: str) -> str:
    with pytest.raises(RecordsUnreadable) as error:
        table_from(read_csv(text.encode() if isinstance(text, str) else text))
    assert error.value.code == code
    return str(error.value)


def test_no_heading_has_two_meanings() -> None:
    assert len(synonyms()) > 200


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Faces seen (Estimate)", Column.FACES),
        ("ESTIMATED NUMBER OF FACES SCANNED", Column.FACES),
        ("Watch-list size¹", Column.WATCHLIST),
        ("No. of alerts", Column.ALERTS),
        ("Alerts – True (Confirmed)", Column.TRUE_CONFIRMED),
        ("Confirmed False Alert Engagements", Column.FALSE_ENGAGEMENTS),
        ("False Alert Rate (%)", Column.RATE),
        ("% false alerts", Column.RATE),
        ("False alerts per 1,000 faces", Column.RATE),
        ("Min Threshold Setting", Column.THRESHOLD),
        ("Deployment Duration (hours)", Column.DURATION),
        ("Date (DD/MM/YY)", Column.DATE),
        ("Deployment number", Column.TEXT),
        ("Deployment", Column.PLACE),
        ("Arrests / Disposals", Column.ARRESTS_DISPOSALS),
        ("Faces seen per hour", None),
        ("Alerts (%)", None),
        ("True alert rate", None),
    ],
)
def test_a_heading_is_recognised_by_its_words_or_not_at_all(heading: str, column: Column | None) -> None:
    assert recognise(0, heading).column is column


@pytest.mark.parametrize(
    ("cell", "low", "high"),
    [
        ("12,120", 12120, 12120),
        ("12 120", 12120, 12120),
        ("12\u00a0120*", 12120, 12120),
        ("12²", 12, 12),
        ("7 (a)", 7, 7),
        ("c. 4,600", 4600, 4600),
        ("~4600", 4600, 4600),
        ("12.0", 12, 12),
        ("nil", 0, 0),
        ("<5", 0, 4),
        ("≤5", 0, 5),
        ("fewer than 5", 0, 4),
        ("5 or fewer", 0, 5),
        ("1–4", 1, 4),
    ],
)
def test_a_count_is_read_through_what_typing_adds(cell: str, low: int, high: int) -> None:
    read_as = read_count(cell)
    assert isinstance(read_as, Count)
    assert (read_as.low, read_as.high) == (low, high)


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("", Why.BLANK),
        ("–", Why.DASH),
        ("N/A", Why.WORDS),
        ("not recorded", Why.WORDS),
        ("technical fault", Why.WORDS),
        ("*", Why.SUPPRESSED),
        ("1O", Why.UNREADABLE),
        ("12,12", Why.UNREADABLE),
        ("12.120", Why.UNREADABLE),
        ("5.000", Why.UNREADABLE),
        ("-3", Why.UNREADABLE),
        ("4600.5", Why.UNREADABLE),
        ("9" * 5000, Why.UNREADABLE),
    ],
)
def test_a_cell_without_a_number_says_why(cell: str, why: Why) -> None:
    read_as = read_count(cell)
    assert isinstance(read_as, Gap)
    assert read_as.why is why


@pytest.mark.parametrize(
    ("cell", "value", "unit"),
    [
        ("0.008%", Fraction(8, 100_000), "percent"),
        ("0,008 %", Fraction(8, 100_000), "percent"),
        (".08 per cent", Fraction(8, 10_000), "percent"),
        ("1 in 12,120", Fraction(12_120), "one_in"),
        ("1:4000", Fraction(4000), "one_in"),
        ("7/8600", Fraction(7, 8600), "ratio"),
        ("0.008", Fraction(8, 1000), "bare"),
    ],
)
def test_a_rate_is_read_with_its_unit(cell: str, value: Fraction, unit: str) -> None:
    read_as = read_rate(cell, None)
    assert isinstance(read_as, PrintedRate)
    assert (read_as.value, read_as.unit) == (value, unit)


@pytest.mark.parametrize(
    ("cell", "false", "faces", "expected"),
    [
        ("0.08%", 7, 8600, Match.RIGHT),
        ("0.081%", 7, 8600, Match.RIGHT),
        ("0.0813%", 7, 8600, Match.TRUNCATED),
        ("0.8%", 7, 8600, Match.WRONG),
        ("0.09%", 7, 8600, Match.WRONG),
        ("0.00%", 1, 34_360, Match.RIGHT),
        ("0.002%", 1, 34_360, Match.TRUNCATED),
        ("0.5%", 1, 200, Match.RIGHT),
        ("1%", 1, 200, Match.RIGHT),
        ("0%", 1, 200, Match.RIGHT),
        ("1 in 1,229", 7, 8600, Match.RIGHT),
        ("1 in 1,200", 7, 8600, Match.RIGHT),
        ("1 in 1,228", 7, 8600, Match.TRUNCATED),
        ("1 in 2,000", 7, 8600, Match.WRONG),
        ("7 in 8,600", 7, 8600, Match.RIGHT),
    ],
)
def test_a_rate_is_right_when_it_rounds_to_the_printed_digits(
    cell: str, false: int, faces: int, expected: Match
) -> None:
    rate = read_rate(cell, None)
    assert isinstance(rate, PrintedRate)
    assert match(rate, false, faces) is expected


@pytest.mark.parametrize(
    ("cell", "minutes"),
    [
        ("5h 30m", 330),
        ("5:30", 330),
        ("5.5 hours", 330),
        ("330 mins", 330),
        ("10:00 – 15:30", 330),
        ("22:00-02:00", 240),
    ],
)
def test_a_duration_is_read_in_minutes(cell: str, minutes: int) -> None:
    assert read_minutes(cell, None) == minutes


def test_a_bare_duration_needs_its_heading_to_say_the_unit() -> None:
    assert isinstance(read_minutes("5.5", None), Gap)
    assert read_minutes("5.5", 60) == 330
    assert read_minutes("330", 1) == 330


@pytest.mark.parametrize(
    "cell",
    [
        "11/02/20",
        "11-02-2020",
        "11.02.20",
        "2020-02-11",
        "2020-02-11 00:00:00",
        "11 Feb 2020",
        "11th February, 2020",
        "Tuesday 11 February 2020",
        "Feb 11, 2020",
        "11-Feb-20",
        "43872",
        "11/02/20 - 12/02/20",
        "11–12 February 2020",
    ],
)
def test_a_date_is_read_in_the_forms_people_write(cell: str) -> None:
    day = read_day(cell, month_first=False)
    assert day is not None
    assert day.value == date(2020, 2, 11)


def test_the_cells_of_the_column_decide_which_comes_first() -> None:
    assert month_comes_first(["02/25/24", "03/01/24"], None)
    assert not month_comes_first(["25/02/24", "03/01/24"], None)
    assert not month_comes_first(["02/03/24"], None)
    impossible = read_day("31/02/24", month_first=False)
    assert impossible is not None
    assert impossible.value is None
    assert read_day("next Tuesday", month_first=False) is None


def test_a_threshold_may_be_printed_in_per_cent() -> None:
    assert read_threshold("64%") == read_threshold("0.64") == Fraction(64, 100)


MERGED = """LFR deployments 2024,,,,,,,,,
,,,,,,,,,
Date,Location,Watch list,Alerts,True Alerts,,False Alerts,,Faces,False alert rate
,,,,Confirmed,Unconfirmed,Confirmed,Unconfirmed,scanned,
2024,,,,,,,,,
Tuesday 2nd January 2024,"High Street, Sutton","10,123*",5,3,1,1,0,12\u00a0500,"1 in 12,500"
9 Jan 2024,Croydon\u2020,10 200,4,4,0,0,0,c. 9000,0%
Total,,,9,7,1,1,0,"21,500",
* includes images of missing people,,,,,,,,,
"""


def test_merged_headings_titles_totals_and_footnotes_are_told_apart() -> None:
    table = read(MERGED)
    assert [row.exact(Column.FACES) for row in table.rows] == [12_500, 9_000]
    assert [row.exact(Column.TRUE_CONFIRMED) for row in table.rows] == [3, 4]
    assert [total.label for total in table.totals] == ["Total"]
    assert [remark.line for remark in table.remarks] == [1, 5, 9]
    assert {found.severity for found in check(table).findings} == {Severity.NOTE}


def test_a_wrong_line_of_totals_is_an_error() -> None:
    findings = check(read(MERGED.replace('"21,500"', '"21,600"'))).findings
    wrong = [found for found in findings if found.severity is Severity.ERROR]
    assert [(found.row, found.column, found.printed, found.recomputed) for found in wrong] == [
        (None, "Faces scanned", "21,600", "21,500")
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_any_usual_encoding_and_separator_is_read(encoding: str, mark: str) -> None:
    table = read("Date,Place,Alerts,Faces\n01/02/24,Café Road,3,1000\n".replace(",", mark), encoding)
    assert table.rows[0].place == "Café Road"
    assert table.rows[0].exact(Column.FACES) == 1000


def test_a_row_whose_cells_moved_is_an_error_and_read_no_further() -> None:
    rows = "1/2/24,High Street, Sutton,3,1,9000\n2/2/24,B,1,0,2000\n3/2/24,C,1,0,2000\n"
    table = read(f"Date,Place,Alerts,False alerts,Faces\n{rows}")
    assert table.rows[0].counts == {}
    errors = [found for found in check(table).findings if found.severity is Severity.ERROR]
    assert [found.row for found in errors] == [1]
    assert "moved" in errors[0].sentence


def test_suppressed_numbers_are_checked_by_their_bounds_only() -> None:
    text = "Date,Place,Alerts,True alerts,False alerts,Faces,False alert rate\n1/2/24,A,9,7,<5,10000,{}\n"
    assert not check(read(text.format("0.02%"))).has_errors
    assert check(read(text.format("0.09%"))).has_errors


def test_what_no_count_can_be_is_an_error_and_what_cannot_be_read_a_doubt() -> None:
    told = check(read("Date,Place,Alerts,Faces\n1/2/24,A,-1,9000\n2/2/24,B,1O,9000\n")).findings
    assert [(found.row, found.severity) for found in told] == [(1, Severity.ERROR), (2, Severity.DOUBT)]


def test_a_weekday_that_does_not_belong_to_its_date_is_an_error() -> None:
    told = check(read("Date,Place,Alerts,Faces\nMon 06/02/24,A,1,9000\n")).findings
    assert [(found.severity, found.recomputed) for found in told] == [(Severity.ERROR, "Tuesday")]


def test_rates_counted_over_alerts_throughout_are_told_of_the_column() -> None:
    rows = "".join(f"{day}/2/24,A{day},10,{day},{9000 + day},{day * 10}%\n" for day in range(1, 6))
    told = check(read(f"Date,Place,Alerts,False alerts,Faces,False alert rate\n{rows}")).findings
    whole = [found for found in told if found.row is None and found.severity is Severity.DOUBT]
    assert "false alerts ÷ alerts" in whole[0].sentence


def test_control_characters_never_reach_a_terminal() -> None:
    table = read("Date,Place,Alerts,Faces\n1/2/24,\x1b[31mRed\u202e,3,1000\n")
    assert table.rows[0].place == "[31mRed"


def test_files_that_hold_no_such_table_are_refused_in_words(tmp_path: Path) -> None:
    assert "at least two figures" in refused("a,b,c\n1,2,3\n", "columns_unknown")
    assert '"Alerts", "Total alerts"' in refused(
        "Date,Place,Alerts,Total alerts,Faces\n1/2/24,A,3,3,9\n", "columns_ambiguous"
    )
    assert "quotation mark" in refused('Date,Place,Alerts,Faces\n1/2/24,"A,3,9\n' + "x,y,1,2\n" * 500, "cell_too_long")
    refused("Date,Place,Alerts,Faces\n", "no_rows")
    refused(" \n\n", "empty")
    refused(b"\0\1\2", "binary")
    refused("Date,Place,Alerts,Faces\n" + "1/2/24,A,3,9\n" * MOST_LINES, "too_long")
    refused(",".join("abcdefghij" * 11) + "\n", "too_wide")
    large = tmp_path / "large.csv"
    large.write_bytes(b"a" * (MOST_BYTES + 1))
    for path, code in ((tmp_path / "none.csv", "file_missing"), (large, "too_large")):
        with pytest.raises(RecordsUnreadable) as error:
            read_table(path)
        assert error.value.code == code


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\x89PNG", b"<html>", b"\x1f\x8b"])
def test_other_kinds_of_file_are_named_and_refused(start: bytes, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(start + b" and more")
    with pytest.raises(RecordsUnreadable, match="Save"):
        read_table(path)
