from decimal import Decimal
from fractions import Fraction

import pytest

from overt.law import packs
from overt.law.errors import PackInvalid
from overt.law.limits import known_limits

SHIPPED = (packs.FOLDER / "mps-2018-2023.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", packs.names())
def test_every_shipped_pack_gives_every_required_number_its_source(name: str) -> None:
    pack = packs.load(name)
    assert set(pack.limits) >= {limit.name for limit in known_limits().values() if not limit.optional}
    assert all(limit.clause or limit.source for limit in pack.limits.values())


@pytest.mark.clause("M-43")
@pytest.mark.clause("E-89")
@pytest.mark.clause("E-90")
def test_the_mandates_pack_says_what_the_mandate_says() -> None:
    pack = packs.load("mps-2018-2023")
    assert pack.alert_retention_days == 30
    assert pack.threshold_floor == Decimal("0.6")
    assert pack.false_alert_ceiling == Fraction(1, 1000)
    assert pack.rehearsal_camera_minutes == 60
    assert (pack.recording_pictures, pack.recording_minutes, pack.recording_runs) == (20, 15, 1)


def test_a_number_recalled_but_not_read_in_its_source_stays_marked() -> None:
    assert packs.load("uk-app").limits["alert_retention_days"].unverified
    assert not packs.load("mps-2018-2023").limits["alert_retention_days"].unverified


def test_a_pack_that_is_not_shipped_is_refused_by_name() -> None:
    with pytest.raises(PackInvalid, match="mps-2018-2023"):
        packs.load("../../../etc/passwd")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('clause = "M-43"\n', "", "no_source"),
        ('clause = "M-43"', 'clause = "M-999"', "unknown_clause"),
        ("value = 30", "value = 0", "malformed_value"),
        ("value = 30", "value = true", "malformed_value"),
        ("value = 30", "value = 30.0", "malformed_value"),
        ("value = 30", 'value = "30"', "malformed_value"),
        ('value = "1/1000"', 'value = "1/0"', "malformed_value"),
        ('value = "1/1000"', 'value = "3/2"', "malformed_value"),
        ("value = 0.6", "value = 6", "malformed_value"),
        ("[limits.alert_retention_days]", "[limits.alert_retention_weeks]", "unknown_limit"),
        ("[limits.recording_runs]\nvalue = 1\n", "[limits.cctv_retention_days]\nvalue = 1\n", "missing_limit"),
        ("unverified = true", "unverified = 1", "malformed_limit"),
        ("unverified = true", "checked = true", "malformed_limit"),
        ("title = ", "name = ", "no_limits"),
        ("[limits.recording_runs]", "[limits.recording_runs", "not_toml"),
    ],
)
def test_a_pack_with_a_fault_is_refused_with_its_reason(old: str, new: str, code: str) -> None:
    assert old in SHIPPED
    with pytest.raises(PackInvalid) as refused:
        packs.parse("edited", SHIPPED.replace(old, new, 1).encode())
    assert refused.value.code == code
    assert "edited" in refused.value.sentence


def test_bytes_that_are_not_text_are_refused() -> None:
    with pytest.raises(PackInvalid):
        packs.parse("edited", b"\xff\xfe")


def test_any_change_of_a_pack_changes_its_digest() -> None:
    original = packs.parse("p", SHIPPED.encode())
    changed = packs.parse("p", SHIPPED.replace("value = 30", "value = 29", 1).encode())
    assert original.digest != changed.digest


def test_second_sources_that_differ_are_listed_beside_the_number_with_their_own_mark() -> None:
    said = {(one.value, one.unverified) for one in packs.load("mps-2018-2023").limits["alert_retention_days"].also}
    assert said == {(1, False), (31, True)}
    assert [one.value for one in packs.load("mps-2018-2023").limits["threshold_floor"].also] == [
        Decimal("0.62"),
        Decimal("0.64"),
    ]


@pytest.mark.parametrize(
    ("also", "code"),
    [
        ("value = 1", "no_source"),
        ("value = 0\nsource = 'x'", "malformed_value"),
        ("value = 1\nclause = 'M-999'", "unknown_clause"),
        ("value = 1\nsource = 'x'\nalso = []", "malformed_limit"),
    ],
)
def test_a_second_source_needs_its_citation_too(also: str, code: str) -> None:
    text = f"{SHIPPED}\n[[limits.recording_runs.also]]\n{also}\n"
    with pytest.raises(PackInvalid) as refused:
        packs.parse("edited", text.encode())
    assert refused.value.code == code
    assert "second source" in refused.value.sentence
