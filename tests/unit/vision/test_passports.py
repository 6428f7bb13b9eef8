from pathlib import Path

import pytest

from overt.vision import passports
from overt.vision.check import check
from overt.vision.errors import EngineUnusable, PassportInvalid
from overt.vision.passports import WITHHELD, Passport, passport

ALL = passports.names()
TEXT = Path(passports.__file__).with_name("yunet-sface.toml").read_text("utf-8")


def test_the_engines_of_the_design_have_passports() -> None:
    assert {"dlib", "yunet-dlib", "yunet-sface"} <= set(ALL)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.clause("E-43")
def test_no_engine_that_ships_is_fit_for_operational_use(name: str) -> None:
    assert "operational" not in passport(name).fit_for
    assert any(finding.code == "engine_unfit" for finding in check(name, kind="operational"))


@pytest.mark.parametrize("name", ALL)
def test_a_passport_says_what_a_person_must_know(name: str) -> None:
    told = passport(name)
    assert told.name == name
    assert told.not_fit_because
    assert told.mandate_threshold.derivation
    lowest, highest = told.threshold_scale
    assert lowest < highest
    for point in told.operating_points:
        rate = point.false_positive_identification
        assert lowest <= point.threshold <= highest
        assert rate.low <= rate.numerator / rate.denominator <= rate.high


def test_every_weight_pins_a_hash_and_only_the_publisher_s_are_fetched() -> None:
    for name in ALL:
        for weight in passport(name).weights:
            assert (weight.source == "publisher") == (weight.url is not None)


def test_the_measuring_model_is_never_fetched_and_never_fit() -> None:
    told = passport("measuring-mobilefacenet")
    assert told.weight("template").source == "by_hand"
    assert told.fit_for == frozenset()
    assert any(finding.code == "licence_not_accepted" for finding in check(told))


def changed(**values: object) -> Passport:
    return Passport.model_validate(passport("dlib").model_dump() | values)


def test_the_digest_changes_with_a_weight_a_scale_or_what_it_is_fit_for() -> None:
    told = passport("dlib")
    weights = [weight.model_dump() for weight in told.weights]
    weights[0]["sha256"] = "0" * 64
    others = [
        changed(weights=weights),
        changed(scale=told.scale.model_dump() | {"highest": 0.9}),
        changed(fit_for=["rehearsal", "trial"]),
        changed(version="2"),
    ]
    assert len({told.digest, *(other.digest for other in others)}) == 5
    assert told.digest == passport("dlib").digest


def test_the_digest_does_not_depend_on_the_order_kinds_are_listed_in() -> None:
    assert changed(fit_for=["trial", "rehearsal"]).digest == changed(fit_for=["rehearsal", "trial"]).digest


@pytest.mark.clause("E-47")
def test_a_withheld_field_shows_and_bars_operational_use() -> None:
    weights = [weight.model_dump() for weight in passport("dlib").weights]
    weights[1]["training_data"] = WITHHELD
    told = changed(weights=weights, fit_for=["operational"], maker=WITHHELD)
    assert told.withheld == ("maker", "weights.1.training_data")
    codes = [finding.code for finding in check(told, kind="operational") if finding.code != "weight_missing"]
    assert codes == ["field_withheld", "field_withheld"]


def test_an_unknown_engine_is_named_with_those_there_are() -> None:
    with pytest.raises(EngineUnusable) as refused:
        passport("../dlib")
    assert refused.value.code == "engine_unknown"
    assert "yunet-dlib" in refused.value.sentence


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('name = "yunet-sface"', "", "passport_invalid"),
        ('name = "yunet-sface"', 'name = "yunet-sface', "passport_not_toml"),
        ("0ba9fbfa", "XYZ", "passport_invalid"),
        ('url = "https://', 'url = "http://', "passport_invalid"),
        ('fit_for = ["rehearsal", "trial"]', 'fit_for = ["everything"]', "passport_invalid"),
        ('file = "face_recognition', 'file = "../face_recognition', "passport_invalid"),
        ('direction = "higher is more alike"', 'direction = "lower is more alike"', "passport_invalid"),
        ('title = "YuNet', 'extra = 1\ntitle = "YuNet', "passport_invalid"),
        ('source = "publisher"', 'source = "by_hand"', "passport_invalid"),
    ],
)
def test_a_passport_that_leaves_out_or_twists_something_is_refused(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    assert old in TEXT
    file = tmp_path / "bent.toml"
    file.write_text(TEXT.replace(old, new), "utf-8")
    with pytest.raises(PassportInvalid) as refused:
        passports.read(file)
    assert refused.value.code == code
    assert "bent.toml" in refused.value.sentence


def test_a_passport_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PassportInvalid) as refused:
        passports.read(tmp_path / "none.toml")
    assert refused.value.code == "passport_unreadable"
