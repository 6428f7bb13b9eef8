"""`overt ledger` on a real database: what it exports, proves and verifies, and a site that must not start."""

import json
from pathlib import Path

import pytest
import typer
from django.db import connection, transaction
from typer.testing import CliRunner

from overt.cli import ledger
from overt.cli.site import leave_site, open_sound_site
from overt.ledger import CheckpointRefused
from overt.ledger.append import append
from overt.ledger.checkpoint import sign_checkpoint
from overt.ledger.verifier import Check
from tests.unit.ledger.test_membership import KEY, SECRET, answer

pytestmark = pytest.mark.django_db(transaction=True)

COMMANDS = typer.Typer()
for command in (ledger.export, ledger.verify, ledger.prove, ledger.checkpoint, ledger.membership):
    COMMANDS.command()(command)


@pytest.fixture
def site(home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERT_HOME", str(home))
    monkeypatch.setattr("overt.cli.site._opened", set())
    grow(20)
    return home


def grow(count: int, deployment: str = "d" * 32) -> None:
    for number in range(count):
        with transaction.atomic():
            append("watchlist.sealed", actor="a" * 32, deployment=deployment, entries=number)


def run(*arguments: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(COMMANDS, [*arguments, "--json"])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, json.loads(done.stdout)


def test_an_export_is_verified_by_the_command_and_by_the_verifier_alone(site: Path, tmp_path: Path) -> None:
    code, said = run("export", str(tmp_path / "out"))
    assert (code, said["entries"]) == (0, 20)
    check = Check(None, [])
    check.run(tmp_path / "out")
    assert check.problems == []
    assert run("verify", str(tmp_path / "out"), "--key", str(site / "ledger/ledger.vkey"))[0] == 0
    (tmp_path / "out/tile/0/000.p/20").write_bytes(bytes(640))
    code, said = run("verify", str(tmp_path / "out"))
    assert code == 1
    assert "Entry 0 is not that of the hash tile: it was changed or moved." in said["problems"]  # type: ignore[operator]


def test_an_export_never_mixes_with_what_is_there(site: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out/mine").write_text("keep")
    done = CliRunner().invoke(COMMANDS, ["export", str(tmp_path / "out")])
    assert isinstance(done.exception, CheckpointRefused)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["mine"]


def test_an_entry_is_proved_and_one_that_is_not_there_is_not(site: Path, tmp_path: Path) -> None:
    path = tmp_path / "7.tlog-proof"
    code, said = run("prove", "7", "--out", str(path))
    assert (code, said["index"], said["size"]) == (0, 7, 20)
    assert path.read_text() == said["proof"]
    assert run("verify", str(path), "--key", str(site / "ledger/ledger.vkey"))[0] == 0
    done = CliRunner().invoke(COMMANDS, ["prove", "20"])
    assert isinstance(done.exception, CheckpointRefused)


def test_the_checkpoint_is_signed_when_it_is_asked_for_and_proved_to_continue_an_older_one(
    site: Path, tmp_path: Path
) -> None:
    first, old = run("checkpoint")[1], tmp_path / "old"
    old.write_text(str(first["note"]))
    grow(9)
    code, said = run("checkpoint")
    assert (code, first["size"], said["size"]) == (0, 20, 29)
    proof = tmp_path / "proof"
    proof.write_text(str(run("checkpoint", "--since", "20")[1]["note"]))
    assert run("verify", str(proof), "--key", str(said["key"]), "--old", str(old))[0] == 0
    done = CliRunner().invoke(COMMANDS, ["checkpoint", "--since", "30"])
    assert done.exit_code != 0


def test_the_sites_own_ledger_is_verified_without_a_path(site: Path) -> None:
    sign_checkpoint(site / "keys", site / "ledger")
    assert run("verify")[0] == 0
    sql("UPDATE ledger_entry SET at = at + 1000000 WHERE deployment = %s", "d" * 32)
    code, said = run("verify")
    assert code == 1
    assert said["problems"][0] == (  # type: ignore[index]
        "The moment kept beside entry 0 is not the one the entry commits to."
    )


def test_a_key_that_cannot_be_used_is_refused_with_a_sentence(site: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(COMMANDS, ["verify", str(tmp_path), "--key", "nonsense"])
    assert "cannot be used" in str(done.exception)


def test_what_a_command_added_is_under_a_checkpoint_when_it_ends(site: Path) -> None:
    open_sound_site()
    leave_site()
    assert (site / "ledger/checkpoint").read_text().split("\n")[1] == "20"
    before = (site / "ledger/checkpoint").stat().st_mtime_ns
    leave_site()
    assert (site / "ledger/checkpoint").stat().st_mtime_ns == before


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def roll_the_database_back(_: Path) -> None:
    sql('DELETE FROM ledger_entry WHERE "index" >= 12')
    sql("UPDATE ledger_head SET size = 0, frontier = %s", b"")


def change_an_entry(_: Path) -> None:
    sql('UPDATE ledger_entry SET entry = %s WHERE "index" = 15', b"{}")


def delete_an_entry(_: Path) -> None:
    sql('DELETE FROM ledger_entry WHERE "index" = 15')


def change_a_new_entry(_: Path) -> None:
    grow(3)
    sql('UPDATE ledger_entry SET entry = %s WHERE "index" = 21', b"{}")


def change_a_tile(site: Path) -> None:
    (site / "ledger/tile/0/000.p/20").write_bytes(bytes(640))


def lose_a_tile(site: Path) -> None:
    (site / "ledger/tile/0/000.p/20").unlink()


def change_the_head(_: Path) -> None:
    sql("UPDATE ledger_head SET frontier = %s", bytes(64))


def damage_the_head(_: Path) -> None:
    sql("UPDATE ledger_head SET frontier = %s", b"!")


@pytest.mark.clause("M-34")
@pytest.mark.parametrize(
    ("damage", "code", "sentence"),
    [
        (roll_the_database_back, "ledger_rolled_back", "it was rolled back to an older copy"),
        (change_an_entry, "ledger_forked", "Entry 15 is not the one the last checkpoint vouched for."),
        (delete_an_entry, "entry_missing", "An entry between 0 and 19 is missing from the database."),
        (change_a_new_entry, "head_contradicted", "The entries from 20 on and the head row disagree"),
        (change_a_tile, "tiles_contradicted", "The hash tiles do not lead to the root of the last checkpoint."),
        (lose_a_tile, "tile_broken", "The hash tile tile/0/000.p/20 is missing or cut."),
        (change_the_head, "ledger_forked", "The head row is not the tree that the last checkpoint vouched for."),
        (damage_the_head, "head_broken", "The ledger's head row is damaged"),
    ],
    ids=lambda value: getattr(value, "__name__", None),
)
def test_nothing_runs_on_a_ledger_that_contradicts_itself(site: Path, damage: object, code: str, sentence: str) -> None:
    sign_checkpoint(site / "keys", site / "ledger")
    open_sound_site()
    damage(site)  # type: ignore[operator]
    with pytest.raises(CheckpointRefused) as refused:
        open_sound_site()
    assert refused.value.code == code
    assert sentence in refused.value.sentence


def test_the_entries_of_a_deployment_become_public_with_it(site: Path) -> None:
    grow(3, "e" * 32)
    sign_checkpoint(site / "keys", site / "ledger")
    assert not (site / "ledger/published").exists()
    with transaction.atomic():
        append("deployment.published", actor="a" * 32, deployment="d" * 32)
    sign_checkpoint(site / "keys", site / "ledger")
    grow(1)
    sign_checkpoint(site / "keys", site / "ledger")
    check = Check(None, [])
    check.run(site / "ledger")
    assert check.problems == []
    assert "22 of its 25 entries are here; of the others only the hashes are public." in check.holds


def test_a_tile_of_public_entries_is_an_entry_bundle_too(site: Path) -> None:
    with transaction.atomic():
        append("deployment.published", actor="a" * 32, deployment="d" * 32)
    grow(256 - 21)
    sign_checkpoint(site / "keys", site / "ledger")
    assert (site / "ledger/tile/entries/000").read_bytes() == (site / "ledger/published/000").read_bytes()
    assert not (site / "ledger/tile/0/000.p").exists()


@pytest.mark.parametrize(("asked", "listed"), [("MPS 1", True), ("mps 7", False)])
def test_the_answer_about_a_list_is_checked_against_the_ledgers_key(tmp_path: Path, asked: str, listed: bool) -> None:
    file, key = tmp_path / "answer.json", KEY.verifier.to_text()
    file.write_bytes(answer(["mps 1"], asked, secret=SECRET).to_bytes())
    code, said = run("membership", str(file), "--key", key)
    assert (code, said["listed"], said["entry"], said["tag_is_shown"]) == (0, listed, 1, True)
    file.write_bytes(answer(["mps 1"], asked, secret=b"t" * 32).to_bytes())
    assert run("membership", str(file), "--key", key) == (1, {"ok": False, "problems": [FORGED]})


FORGED = "The tag is not this reference’s under the secret that was committed to."
