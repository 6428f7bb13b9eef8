"""`overt evaluate records` as people run it: the nine published rows, two editions, a PDF, a page, bad files."""

import csv
import json
from pathlib import Path

import pytest

from overt.evaluate.records import RecordsUnreadable, Report, Severity, check, read_table
from tests.integration.cli.command import overt
from tests.unit.evaluate.records.drawn_tables import HEADINGS, Deployment, steady, write

KEYS = {"row", "place", "date", "column", "printed", "recomputed", "severity", "sentence"}


@pytest.mark.data
def test_the_nine_published_rows_are_read_explained_and_free_of_errors(data_folder: Path, tmp_path: Path) -> None:
    file = data_folder / "met-deployments-2020-2022.csv"
    done = overt("evaluate", "records", file, "--json", home=tmp_path)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    assert told["rows"] == 9
    assert all(set(finding) == KEYS for finding in told["findings"])
    assert not [finding for finding in told["findings"] if finding["severity"] == "error"]
    (fault,) = [finding for finding in told["findings"] if finding["row"] == 2]
    assert "N/A" in fault["sentence"]
    assert "technical fault" in fault["sentence"]
    zeros = [finding for finding in told["findings"] if finding["column"] == "False Alert Rate"]
    assert [finding["row"] for finding in zeros] == [None]
    _check_by_hand(file, told["totals"][0])


def _check_by_hand(file: Path, total: dict[str, object]) -> None:
    """Add the rows up with nothing but arithmetic, and divide false alerts by faces to the printed digits."""
    rows = [row for row in csv.DictReader(file.read_text("utf-8").splitlines()) if row["Total Alerts"] != "N/A"]
    for row in rows:
        alerts, false, true = (int(row[name]) for name in ("Total Alerts", "False Alerts", "True Alerts"))
        assert alerts == false + true
        assert int(row["Confirmed False Alert Engagements"]) <= false
        assert int(row["Arrests / Disposals"]) <= int(row["True Alert Engagements"]) <= true
        printed = row["False Alert Rate"].rstrip("%")
        places = len(printed.partition(".")[2])
        assert f"{100 * false / int(row['Faces seen (Estimate)']):.{places}f}" == printed or false == 0
    assert total["faces"] == sum(int(row["Faces seen (Estimate)"]) for row in rows) == 157_566
    assert total["false_alerts"] == sum(int(row["False Alerts"]) for row in rows) == 10
    assert total["alerts"] == sum(int(row["Total Alerts"]) for row in rows) == 28


def written(folder: Path, name: str, rows: list[Deployment]) -> Path:
    path = folder / name
    path.write_bytes(write(rows))
    return path


def test_an_error_gives_exit_code_1_and_says_where(tmp_path: Path) -> None:
    rows = steady()
    rows[4].typed["alerts"] = "99"
    done = overt("evaluate", "records", written(tmp_path, "a.csv", rows), home=tmp_path)
    assert done.code == 1
    assert "Row 5 (Mill Lane" in done.out
    assert not (tmp_path / "overt.sqlite3").exists(), "checking a table opens no site"


def test_two_editions_are_compared_row_by_row(tmp_path: Path) -> None:
    first, second = written(tmp_path, "1.csv", steady(10)), steady(12)
    second[3].watchlist += 5
    del second[6]
    done = overt("evaluate", "records", first, written(tmp_path, "2.csv", second), "--json", home=tmp_path)
    assert done.code == 0, done.err
    told = json.loads(done.out)
    doubts = {(each["row"], each["column"]) for each in told["findings"] if each["severity"] == "doubt"}
    assert doubts == {(4, "Watchlist Size"), (7, "Deployment Location")}
    changed = next(each for each in told["findings"] if each["column"] == "Watchlist Size")
    assert changed["printed"] == "11,111 → 11,116"
    assert (told["rows"], told["second_edition"]["rows"]) == (10, 11)


def test_the_page_is_self_contained_and_escapes_what_the_table_says(tmp_path: Path) -> None:
    rows = steady()
    rows[0].place = "<script>alert(1)</script>"
    rows[0].typed["alerts"] = "<img src=x>"
    done = overt("evaluate", "records", written(tmp_path, "<b>.csv", rows), "--html", home=tmp_path)
    assert done.code == 0, done.err
    assert done.out.startswith("<!DOCTYPE html>")
    for forbidden in ("<script", "<img", "<b>.csv", "http://", "https://", "@import", "url("):
        assert forbidden not in done.out
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in done.out


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b\n1,2\n", "not recognised"),
        (b"%PDF-1.7 and no more", "PDF cannot be read"),
        (b"PK\x03\x04", "spreadsheet"),
        (b"a" * 10_000_001, "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_gives_one_sentence_and_exit_code_2(
    content: bytes, words: str, tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    done = overt("evaluate", "records", path, home=tmp_path)
    assert done.code == 2
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 1
    assert done.out == ""


PRINTED = [column for column in HEADINGS if column != "use"]
MERGED = {
    "True alerts": ("true_confirmed", "true_unconfirmed"),
    "False alerts": ("false_confirmed", "false_unconfirmed"),
    "Outcome": ("arrests", "other", "no_action"),
}
"""Headings that stand above others, as spreadsheets print them."""
UNDER = {"true": "Confirmed", "false": "Unconfirmed", "arrests": "Arrest", "other": "Other", "no_action": "No action"}


def one_line(repeat: str = "") -> str:
    return f"table.header({repeat}" + ", ".join(f"[{HEADINGS[column]}]" for column in PRINTED) + ")"


def merged() -> str:
    """Typeset the headings in two lines: a merged one above its parts, the others over both lines."""
    above, below, grouped = [], [], {column: name for name, parts in MERGED.items() for column in parts}
    for column in PRINTED:
        name = grouped.get(column)
        if name is None:
            above.append(f"table.cell(rowspan: 2)[{HEADINGS[column]}]")
        else:
            if column == MERGED[name][0]:
                above.append(f"table.cell(colspan: {len(MERGED[name])})[{name}]")
            below.append(f"[{UNDER.get(column) or column.split('_')[1].capitalize()}]")
    return f"table.header({', '.join(above)}, {', '.join(below)})"


def body(rows: list[Deployment]) -> str:
    return ",\n".join(", ".join(f"[{row.cells()[column]}]" for column in PRINTED) for row in rows)


PAGE = "#set page(width: 70cm, height: 6cm)\n#set text(size: 6pt)\n= Deployments\n"
NARROW = "#set page(width: 42cm, height: 9cm, margin: 1cm)\n#set text(size: 7pt)\n"
SHADED = "fill: (_, y) => if y == 0 { blue } else if calc.odd(y) { luma(230) }, "
LAYOUTS = {
    "headings on every page": lambda rows: f"{PAGE}#table(columns: {len(PRINTED)}, {one_line()},\n{body(rows)})",
    "headings once": lambda rows: (
        f"{PAGE}#table(columns: {len(PRINTED)}, {one_line(repeat='repeat: false, ')},\n{body(rows)})"
    ),
    "merged headings in two lines": lambda rows: f"{PAGE}#table(columns: {len(PRINTED)}, {merged()},\n{body(rows)})",
    "cells of several lines": lambda rows: (
        f"{NARROW}#table(columns: {len(PRINTED)} * (1fr,), {one_line()},\n{body(rows)})"
    ),
    "shaded rows and thin lines": lambda rows: (
        f"{PAGE}#table(columns: {len(PRINTED)}, stroke: 0.3pt + gray, {SHADED}{one_line()},\n{body(rows)})"
    ),
    "a title and a remark inside the grid": lambda rows: (
        f"{PAGE}#table(columns: {len(PRINTED)}, table.cell(colspan: {len(PRINTED)})[Live Facial Recognition 2024],\n"
        f"{one_line().removeprefix('table.header(').removesuffix(')')},\n{body(rows)},\n"
        f"table.cell(colspan: {len(PRINTED)})[Figures are correct when published.])"
    ),
    "a grid a quarter": lambda rows: "".join(
        f"{PAGE if not start else '#pagebreak()'}\n== Quarter\n"
        f"#table(columns: {len(PRINTED)}, {one_line()},\n{body(rows[start : start + 10])})\n"
        for start in range(0, len(rows), 10)
    ),
}
"""Ways forces lay their grid out, set by us: no force's own file is kept here."""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_grid_in_a_pdf_reads_as_the_same_table_however_it_is_laid_out(layout: str, tmp_path: Path) -> None:
    import typst

    rows = steady(14)
    rows[10].typed["alerts"] = "77"
    rows[3].typed["rate"] = "0%"
    (tmp_path / "grid.typ").write_text(LAYOUTS[layout](rows))
    (tmp_path / "grid.pdf").write_bytes(typst.compile(str(tmp_path / "grid.typ")))
    pdf = check(read_table(tmp_path / "grid.pdf"))
    plain = check(read_table(written(tmp_path, "a.csv", rows)))
    assert pdf.rows == 14
    assert pdf.totals == plain.totals
    assert found_in(pdf) == found_in(plain)
    assert [each.row for each in pdf.findings if each.severity is Severity.ERROR] == [11]


def found_in(report: Report) -> set[tuple[int | None, str | None, Severity]]:
    """Rows, printed values and severities above a note: headings and remarks are worded as the file words them."""
    return {(each.row, each.printed, each.severity) for each in report.findings if each.severity is not Severity.NOTE}


def test_a_pdf_without_a_grid_is_refused(tmp_path: Path) -> None:
    import typst

    source = tmp_path / "text.typ"
    source.write_text("No table here.")
    (tmp_path / "text.pdf").write_bytes(typst.compile(str(source)))
    with pytest.raises(RecordsUnreadable, match="no ruled table"):
        read_table(tmp_path / "text.pdf")


def test_a_pdf_that_takes_all_memory_costs_its_own_process_only(tmp_path: Path) -> None:
    """A stream that unpacks to two gigabytes: the child meets its limit and the file is refused in a sentence."""
    import zlib

    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * (1 << 24)) for _ in range(128)) + packer.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"xref\n0 5\n0000000000 65535 f \n%strailer<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    path = tmp_path / "bomb.pdf"
    path.write_bytes(body + trailer % (table, len(body)))
    with pytest.raises(RecordsUnreadable) as error:
        read_table(path)
    assert error.value.code == "pdf_unreadable"


def test_asking_for_two_kinds_of_output_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, "a.csv", steady())
    done = overt("evaluate", "records", file, "--json", "--html", home=tmp_path)
    assert done.code == 2
    assert "not for both" in done.err


def test_a_pdf_without_its_optional_part_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(RecordsUnreadable, match=r"overt\[pdf\]"):
        read_table(tmp_path / "a.pdf")
