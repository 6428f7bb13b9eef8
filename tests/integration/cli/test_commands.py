"""Commands on their own: what they refuse says what to do, exits 2, and leaves nothing half-done."""

import json
from pathlib import Path

import pytest

from tests.integration.cli.command import PASSWORD, overt


def test_a_new_site_has_private_keys_and_a_ledger_that_begins(new_site: Path) -> None:
    assert (new_site / "keys").stat().st_mode & 0o077 == 0
    assert (new_site / "overt.sqlite3").exists()
    people = overt("people", "list", home=new_site)
    assert "admin" in people.out
    assert "administrator" in people.out


def test_init_refuses_to_touch_a_site_that_exists(new_site: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (new_site / "keys").iterdir()}
    again = overt("init", home=new_site, OVERT_INIT_PASSWORD=PASSWORD)
    assert again.code == 2
    assert "already" in again.err
    assert {path: path.stat().st_mtime_ns for path in (new_site / "keys").iterdir()} == before


def test_a_weak_password_is_refused_with_a_sentence(tmp_path: Path) -> None:
    done = overt("init", home=tmp_path / "site", OVERT_INIT_PASSWORD="short")
    assert done.code == 2
    assert "password" in done.err.lower()


@pytest.mark.parametrize("command", [["serve"], ["live", "abc"], ["enrol"], ["erase"], ["people", "list"]])
def test_a_command_without_a_site_says_how_to_make_one(command: list[str], tmp_path: Path) -> None:
    done = overt(*command, home=tmp_path / "nowhere")
    assert done.code == 2
    assert "overt init" in done.err
    assert not (tmp_path / "nowhere").exists()


def test_the_demonstration_never_replaces_a_folder_that_is_not_one(tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("keep me")
    from overt.cli.demonstration.site import empty_home
    from overt.cli.errors import Unusable

    with pytest.raises(Unusable, match="not empty"):
        empty_home(tmp_path)
    assert (tmp_path / "precious.txt").read_text() == "keep me"


def test_people_are_added_by_an_administrator_only(new_site: Path) -> None:
    add = ("people", "add", "silver", "--name", "S Ilver", "--role", "silver")
    wrong = overt(*add, home=new_site, OVERT_ADMIN_PASSWORD="not the password", OVERT_NEW_PASSWORD=PASSWORD)
    assert wrong.code == 2
    assert "silver" not in overt("people", "list", home=new_site).out
    unknown = overt(
        "people", "add", "x", "--name", "X", "--role", "emperor", home=new_site, OVERT_ADMIN_PASSWORD=PASSWORD
    )
    assert unknown.code == 2
    assert "emperor" in unknown.err
    right = overt(*add, home=new_site, OVERT_ADMIN_PASSWORD=PASSWORD, OVERT_NEW_PASSWORD="another-long-phrase")
    assert right.code == 0, right.err
    assert "silver" in overt("people", "list", home=new_site).out


def test_the_doctor_answers_in_json_and_fails_when_keys_are_open_to_others(new_site: Path) -> None:
    (new_site / "keys").chmod(0o755)
    done = overt("doctor", "--json", home=new_site)
    assert done.code == 1
    found = json.loads(done.out)
    wrong = [finding for finding in found if finding["level"] == "wrong"]
    assert [finding["what"] for finding in wrong] == ["keys"]
    assert "chmod 700" in wrong[0]["sentence"]


def test_an_engine_that_is_unfit_or_unknown_is_refused(tmp_path: Path) -> None:
    unfit = overt("engines", "check", "dlib", "--kind", "operational", "--json", home=tmp_path)
    assert unfit.code == 1
    assert any(finding["code"] == "engine_unfit" for finding in json.loads(unfit.out)["findings"])
    fit = overt("engines", "check", "dlib", "--kind", "rehearsal", home=tmp_path)
    assert fit.code == 0, fit.out + fit.err
    assert overt("engines", "check", "nobody", home=tmp_path).code == 2


def test_a_missing_weight_is_named_and_costs_nothing_else(tmp_path: Path) -> None:
    empty = tmp_path / "models"
    empty.mkdir()
    done = overt("engines", "check", "yunet-dlib", home=tmp_path, OVERT_MODELS=str(empty))
    assert done.code == 1
    assert "face_detection_yunet_2026may.onnx" in done.out
    assert list(empty.iterdir()) == []


def test_a_wrong_weight_is_refused_by_its_hash(tmp_path: Path) -> None:
    models = tmp_path / "models"
    models.mkdir()
    (models / "face_detection_yunet_2026may.onnx").write_bytes(b"something else")
    done = overt("engines", "check", "yunet-dlib", "--json", home=tmp_path, OVERT_MODELS=str(models))
    assert done.code == 1
    assert {finding["code"] for finding in json.loads(done.out)["findings"]} == {"weight_wrong"}


def test_a_recording_that_is_not_there_is_not_measured(tmp_path: Path) -> None:
    ran = overt("bench", "--video", tmp_path / "missing.mp4", "--engine", "dlib", home=tmp_path)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("overt: ")
    assert "Traceback" not in ran.err
