"""What false alerts to expect is said with its interval, as projected, and never as a bare zero."""

from dataclasses import replace

import pytest

from overt.web.apply.application import expected_words
from tests.unit.law.test_law_form_one import EXPECTED, WHOLE


@pytest.mark.clause("E-88", "E-90")
def test_false_alerts_are_told_per_1000_faces_and_per_hour_with_their_interval() -> None:
    said = expected_words(WHOLE)
    assert said[:3] == [
        "Projected for a list of 10,000: 0.2 (interval 0.1 to 0.4) false alerts per 1,000 faces.",
        "Projected at 600 faces an hour: 0.12 (interval 0.06 to 0.24) false alerts an hour.",
        "Measured at the threshold 0.64 with a list of 5,000.",
    ]


def test_none_seen_is_an_interval_and_not_a_zero() -> None:
    none_seen = replace(WHOLE, expected=replace(EXPECTED, point=0.0, low=0.0, high=0.0007))
    assert expected_words(none_seen)[0] == "Projected for a list of 10,000: 0 to 0.7 false alerts per 1,000 faces."


def test_what_nobody_measured_is_said_to_be_unknown() -> None:
    (said,) = expected_words(replace(WHOLE, expected=None))
    assert said.startswith("Nothing is known of the false alerts to expect")
