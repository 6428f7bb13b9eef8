"""Ages, the age of pictures, and what a pack makes of them: flagged or refused."""

from datetime import date

import pytest

from overt.law import packs
from overt.law.errors import PackInvalid
from overt.law.listing import (
    FINDINGS,
    WANTED,
    AgeBand,
    ImageSaid,
    bands_under,
    findings,
    image_years,
    may_be_under,
)
from overt.law.packs import FOLDER, Effect, parse

PACK = packs.load("mps-2018-2023")


@pytest.mark.parametrize(
    ("taken_on", "years"),
    [
        (date(2026, 6, 15), 0),
        (date(2026, 6, 14), 1),
        (date(2025, 6, 15), 1),
        (date(2021, 6, 15), 5),
        (date(2021, 6, 14), 6),
        (date(2027, 1, 1), 0),
    ],
)
def test_a_pictures_age_counts_years_begun(taken_on: date, years: int) -> None:
    assert image_years(taken_on, date(2026, 6, 15)) == years


def test_a_picture_of_a_leap_day_is_older_than_five_years_from_the_first_of_march() -> None:
    assert image_years(date(2020, 2, 29), date(2025, 2, 28)) == 5
    assert image_years(date(2020, 2, 29), date(2025, 3, 1)) == 6


@pytest.mark.clause("E-93")
@pytest.mark.clause("E-94")
def test_a_band_that_may_hold_somebody_under_a_limit_counts_as_under_it() -> None:
    assert bands_under(18) == {AgeBand.UNDER_10, AgeBand.FROM_10_TO_12, AgeBand.FROM_13_TO_17}
    assert bands_under(13) == {AgeBand.UNDER_10, AgeBand.FROM_10_TO_12}
    assert bands_under(16) == bands_under(18)
    assert not may_be_under(AgeBand.ADULT, 18)


@pytest.mark.clause("E-79")
@pytest.mark.parametrize("category", sorted(WANTED))
def test_wanted_under_ten_is_refused_and_ten_is_not(category: str) -> None:
    (found,) = findings(PACK, category, AgeBand.UNDER_10, ())
    assert (found.code, found.effect, found.clause) == ("wanted_too_young", Effect.REFUSE, "E-79")
    assert findings(PACK, category, AgeBand.FROM_10_TO_12, ()) == ()
    assert findings(PACK, "missing", AgeBand.UNDER_10, ()) == ()


@pytest.mark.clause("E-45")
@pytest.mark.clause("E-78")
def test_an_old_picture_and_a_childs_picture_are_flagged() -> None:
    found = findings(PACK, "missing", AgeBand.FROM_13_TO_17, (ImageSaid(6, 9), ImageSaid(5, 5)))
    assert [(one.code, one.effect) for one in found] == [
        ("image_too_old", Effect.FLAG),
        ("child_at_capture", Effect.FLAG),
    ]
    assert findings(PACK, "missing", AgeBand.ADULT, (ImageSaid(5, 6), ImageSaid())) == ()
    assert set(FINDINGS) == {"wanted_too_young", "image_too_old", "child_at_capture"}


def test_a_pack_may_refuse_what_another_flags() -> None:
    content = (FOLDER / "mps-2018-2023.toml").read_bytes()
    stricter = parse("stricter", content.replace(b'effect = "flag"', b'effect = "refuse"'))
    assert [one.effect for one in findings(stricter, "missing", None, (ImageSaid(6, 5),))] == [Effect.REFUSE] * 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'effect = "flag"\n', b""),
        (b'effect = "flag"', b'effect = "ignore"'),
        (b"value = 30\n", b'value = 30\neffect = "flag"\n'),
    ],
    ids=["no effect", "unknown effect", "effect where none belongs"],
)
def test_a_limit_must_say_what_crossing_it_does_and_only_such_a_limit_may(old: bytes, new: bytes) -> None:
    content = (FOLDER / "mps-2018-2023.toml").read_bytes()
    with pytest.raises(PackInvalid) as refused:
        parse("changed", content.replace(old, new, 1))
    assert refused.value.code == "malformed_effect"
