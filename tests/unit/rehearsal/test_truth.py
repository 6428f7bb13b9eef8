import json
from pathlib import Path

import pytest

from overt.rehearsal.errors import RehearsalError, TruthUnreadable
from overt.rehearsal.truth import check, from_json, load_truth, save_truth, to_json
from tests.unit.rehearsal.making import passage, truth


def test_a_truth_that_is_saved_is_loaded_again_as_it_was(tmp_path: Path) -> None:
    known = truth(passage("a", 10, 40), passage("b", 30, 20, x=400, listed=True, occluded=0.25, yaw=-0.4))
    save_truth(known, tmp_path / "clip.truth.json")
    assert load_truth(tmp_path / "clip.truth.json") == known


def test_the_file_says_who_was_in_the_zone_when_and_how_much_could_be_seen(tmp_path: Path) -> None:
    save_truth(truth(passage("a", 10, 3, occluded=0.5, yaw=1.2)), tmp_path / "t.json")
    (told,) = json.loads((tmp_path / "t.json").read_text())["passages"]
    assert (told["person"], told["first_seconds"], told["last_seconds"]) == ("person of a", 0.4, 0.48)
    assert told["facing"] is False
    assert told["appearances"][0] == [10, 100.0, 100.0, 180.0, 190.0, 0.5, 1.2]


def test_only_frames_that_are_large_facing_and_unhidden_count_as_clear() -> None:
    assert passage("a", 0, 10).clear_frames(80) == 10
    assert passage("a", 0, 10).clear_frames(81) == 0
    assert passage("a", 0, 10, occluded=0.2).clear_frames(60) == 0
    assert passage("a", 0, 10, yaw=0.9).clear_frames(60) == 0


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda raw: raw.update(format="something else"), "not a truth file"),
        (lambda raw: raw.pop("frames"), "lacks something"),
        (lambda raw: raw.update(frames="many"), "lacks something"),
        (lambda raw: raw.update(passages=[3]), "lacks something"),
        (lambda raw: raw["passages"][0].update(listed="yes"), "lacks something"),
        (lambda raw: raw["passages"][0].update(first_seconds=True), "lacks something"),
        (lambda raw: raw["passages"][0]["appearances"][0].pop(), "lacks something"),
        (lambda raw: raw.update(width=0), "must be positive"),
        (lambda raw: raw.update(zone=[[0, 0], [1, 1]]), "three corners"),
        (lambda raw: raw["passages"].append(raw["passages"][0]), "same id"),
        (lambda raw: raw["passages"][0].update(appearances=[]), "no frames"),
        (lambda raw: raw["passages"][0]["appearances"].reverse(), "no frames"),
        (lambda raw: raw.update(frames=20), "no frames"),
        (lambda raw: raw["passages"][0].update(last_seconds=9.0), "times"),
        (lambda raw: raw["passages"][0]["appearances"][2].__setitem__(5, 1.5), "out of range"),
        (lambda raw: raw["passages"][0]["appearances"][2].__setitem__(6, float("nan")), "out of range"),
        (lambda raw: raw["passages"][0]["appearances"][2].__setitem__(3, 1.0), "inside out"),
    ],
)
def test_a_truth_that_is_damaged_or_contradicts_itself_is_refused_in_a_sentence(damage, said: str) -> None:
    raw = json.loads(json.dumps(to_json(truth(passage("a", 10, 40)))))
    damage(raw)
    with pytest.raises(TruthUnreadable, match=said) as refusal:
        check(from_json(raw))
    assert refusal.value.code == "truth_unreadable"


def test_a_file_that_is_not_json_or_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "t.json").write_text("{")
    with pytest.raises(RehearsalError, match="is not JSON"):
        load_truth(tmp_path / "t.json")
    (tmp_path / "t.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(TruthUnreadable, match="cannot be read"):
        load_truth(tmp_path / "t.json")
    with pytest.raises(TruthUnreadable, match="cannot be read"):
        load_truth(tmp_path / "absent.json")
