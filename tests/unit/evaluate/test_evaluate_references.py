"""The benchmarks beside every result: those the impact assessment names, dated, with where the date was read."""

import pytest

from overt.evaluate.references import references


@pytest.mark.clause("E-48")
def test_the_benchmarks_of_the_mandate_are_held_with_their_dates_and_figures() -> None:
    held = {each.name.partition(",")[0]: each for each in references()}
    assert {name: each.published for name, each in held.items()} == {
        "NIST FIVE": "2017-03",
        "NISTIR 8280": "2019-12",
        "NPL": "2023-04",
    }
    assert "82 %" in held["NIST FIVE"].says
    assert "0.4 %" in held["NIST FIVE"].says
    assert "1 in 6,000 with 10,000 on the list" in held["NPL"].says
    assert all(each.date_from and each.caution for each in held.values())
    assert "was not read" in held["NPL"].date_from, "a date that was taken from elsewhere says so"
