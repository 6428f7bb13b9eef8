"""The self-test of the search: seven places, each found, each taken away again."""

from pathlib import Path

import pytest

from overt.rehearsal import planting
from overt.rehearsal.canary import search, search_recent
from overt.rehearsal.planting import PREFIX, planted
from tests.unit.rehearsal.canary_making import NAMES, canary_of


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, Path]:
    site, temporary, shared = (tmp_path / name for name in ("site", "temporary", "shared"))
    for folder in (site, temporary, shared):
        folder.mkdir()
    monkeypatch.setattr(planting, "SHARED_MEMORY", shared)
    monkeypatch.setattr(planting, "temporary_folder", lambda: temporary)
    return site, temporary, shared


def everything(folders: tuple[Path, ...]) -> set[Path]:
    return {path for folder in folders for path in folder.rglob("*")}


@pytest.mark.clause("M-42")
def test_every_planted_canary_is_found_where_it_was_planted_and_the_site_is_left_as_it_was(
    places: tuple[Path, Path, Path],
) -> None:
    site = places[0]
    (site / "overt.sqlite3").write_bytes(b"as it was")
    before = everything(places)
    with planted(site, canary_of(NAMES[0])) as plants:
        found = [search(site, [canary_of(NAMES[0])])]
        found += [search_recent(folder, [canary_of(NAMES[0])], 0.0) for folder in places[1:]]
    files = {hit.file for findings in found for hit in findings.hits}
    assert len(plants) == 7
    assert [plant.place for plant in plants if not any(str(plant.file).endswith(file) for file in files)] == []
    assert everything(places) == before
    assert (site / "overt.sqlite3").read_bytes() == b"as it was"


def test_a_canary_of_somebody_else_is_not_found_in_what_was_planted(places: tuple[Path, Path, Path]) -> None:
    with planted(places[0], canary_of(NAMES[0])):
        assert search(places[0], [canary_of(NAMES[1])]).hits == ()


def test_what_a_killed_self_test_left_behind_is_taken_away_by_the_next(places: tuple[Path, Path, Path]) -> None:
    for folder in places:
        (folder / f"{PREFIX}left").mkdir()
        (folder / f"{PREFIX}left" / "template.bin").write_bytes(b"left")
    with planted(places[0], canary_of(NAMES[0])):
        assert not [path for path in everything(places) if "left" in path.name]


def test_a_canary_without_numbers_cannot_be_planted_and_nothing_is_left(places: tuple[Path, Path, Path]) -> None:
    canary = canary_of(NAMES[0])
    with pytest.raises(ValueError), planted(places[0], type(canary)("half", canary.probe, None)):
        pass
    assert everything(places) == set()


def test_a_machine_without_shared_memory_is_planted_in_six_places(
    places: tuple[Path, Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(planting, "SHARED_MEMORY", places[2] / "none")
    with planted(places[0], canary_of(NAMES[0])) as plants:
        assert len(plants) == 6


def test_only_what_changed_since_is_searched_in_a_shared_folder(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for path in (old, new):
        path.write_bytes(canary_of(NAMES[0]).template.tobytes())  # type: ignore[union-attr]
    since = max(old.lstat().st_ctime, new.lstat().st_ctime) + 1
    assert search_recent(tmp_path, [canary_of(NAMES[0])], since).files_searched == 0
    found = search_recent(tmp_path, [canary_of(NAMES[0])], since - 10)
    assert {hit.file for hit in found.hits} == {old.as_posix(), new.as_posix()}
