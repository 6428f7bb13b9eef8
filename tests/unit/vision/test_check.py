import hashlib
from pathlib import Path

import pytest

from overt.vision import engines
from overt.vision.check import check
from overt.vision.errors import EngineUnusable
from overt.vision.passports import Passport, passport
from overt.vision.weights import models_folder, package_file, write_atomically

CONTENT = b"these are not weights"


def told(**of_the_detector: object) -> Passport:
    """yunet-sface with two small files in place of its weights."""
    base = passport("yunet-sface")
    small = {"sha256": hashlib.sha256(CONTENT).hexdigest(), "size_bytes": len(CONTENT)}
    weights = [weight.model_dump() | small for weight in base.weights]
    weights[0] |= of_the_detector
    return Passport.model_validate(base.model_dump() | {"weights": weights})


def place(folder: Path, engine: Passport, content: bytes = CONTENT) -> None:
    for weight in engine.weights:
        (folder / weight.file).write_bytes(content)


def codes(engine: Passport, folder: Path, **asked: object) -> list[str]:
    return [finding.code for finding in check(engine, models=folder, **asked)]  # type: ignore[arg-type]


def test_an_engine_whose_weights_are_right_has_nothing_against_it(tmp_path: Path) -> None:
    place(tmp_path, told())
    assert codes(told(), tmp_path) == []
    assert codes(told(), tmp_path, kind="rehearsal") == []


def test_a_missing_weight_says_how_to_get_it(tmp_path: Path) -> None:
    findings = check(told(), models=tmp_path)
    assert [finding.code for finding in findings] == ["weight_missing", "weight_missing"]
    assert "overt engines fetch" in findings[0].sentence


def test_one_changed_byte_is_a_wrong_weight(tmp_path: Path) -> None:
    place(tmp_path, told(), CONTENT[:-1] + b"!")
    assert codes(told(), tmp_path) == ["weight_wrong", "weight_wrong"]


def test_a_licence_nobody_accepted_is_a_finding_until_somebody_does(tmp_path: Path) -> None:
    engine = told(licence="Research only")
    place(tmp_path, engine)
    assert codes(engine, tmp_path) == ["licence_not_accepted"]
    assert codes(engine, tmp_path, accept_licences=("Research only",)) == []


@pytest.mark.clause("E-43")
def test_an_engine_that_is_not_fit_for_the_kind_is_a_finding_with_its_reason(tmp_path: Path) -> None:
    place(tmp_path, told())
    finding = check(told(), kind="operational", models=tmp_path)[0]
    assert finding.code == "engine_unfit"
    assert told().not_fit_because in finding.sentence


def test_an_engine_with_a_finding_does_not_load(tmp_path: Path) -> None:
    engine = told(licence="Research only")
    place(tmp_path, engine)
    with pytest.raises(EngineUnusable) as refused:
        engines.load_passport(engine, models=tmp_path)
    assert refused.value.code == "licence_not_accepted"


def test_a_file_with_the_right_hash_that_is_no_model_is_a_sentence(tmp_path: Path) -> None:
    place(tmp_path, told())
    with pytest.raises(EngineUnusable) as refused:
        engines.load_passport(told(), models=tmp_path)
    assert refused.value.code == "model_unreadable"


def test_a_weight_that_is_a_folder_is_a_sentence(tmp_path: Path) -> None:
    for weight in told().weights:
        (tmp_path / weight.file).mkdir()
    assert codes(told(), tmp_path) == ["weight_unreadable", "weight_unreadable"]


def test_a_package_that_is_not_installed_is_a_sentence() -> None:
    with pytest.raises(EngineUnusable) as refused:
        package_file("no_such_package_of_weights", "x.dat")
    assert refused.value.code == "package_missing"


def test_weights_are_looked_for_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OVERT_MODELS", str(tmp_path))
    assert models_folder() == tmp_path
    monkeypatch.delenv("OVERT_MODELS")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert models_folder() == tmp_path / "cache" / "overt"


def test_a_write_that_fails_leaves_the_old_file_and_no_rubbish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "weights.onnx"
    write_atomically(target, b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("overt.vision.weights.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(target, b"new and longer")
    assert [path.name for path in tmp_path.iterdir()] == ["weights.onnx"]
    assert target.read_bytes() == b"old"
