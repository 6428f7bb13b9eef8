"""Somebody with the database in hand changes the record: verification names what was done."""

import base64
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction

from overt.ledger import CheckpointRefused, LedgerUnwritable
from overt.ledger.append import append
from overt.ledger.canonical import canonical, parse
from overt.ledger.checkpoint import create_signing_key, read_signing_key, sign_checkpoint
from overt.ledger.merkle import Frontier, leaf_hash
from overt.ledger.models import LedgerHead, LedgerRow
from overt.ledger.note import SignerKey, sign
from overt.ledger.verify import Verification, verify_ledger

pytestmark = pytest.mark.django_db

ACTOR, DEPLOYMENT = "a" * 32, "d" * 32
COUNT = 11


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A site with eleven entries, all of them under a signed checkpoint."""
    (tmp_path / "keys").mkdir(mode=0o700)
    create_signing_key(tmp_path / "keys")
    grow(COUNT)
    sign_checkpoint(tmp_path / "keys", tmp_path / "ledger")
    return tmp_path


def grow(count: int) -> None:
    for number in range(count):
        with transaction.atomic():
            append("watchlist.sealed", actor=ACTOR, deployment=DEPLOYMENT, entries=number)


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def content(index: int) -> bytes:
    return bytes(LedgerRow.objects.get(index=index).entry)


def rewritten(index: int, entries: int) -> bytes:
    value = parse(content(index))
    assert isinstance(value, dict)
    return canonical({**value, "details": {"entries": entries}})


def rebuild_head() -> None:
    """What a careful forger does next: make hashes and head fit the rows."""
    frontier = Frontier()
    for row in LedgerRow.objects.order_by("index"):
        leaf = leaf_hash(bytes(row.entry))
        sql("UPDATE ledger_entry SET leaf_hash = %s WHERE " + COLUMN + " = %s", leaf, row.index)
        frontier = frontier.push(leaf)
    LedgerHead.objects.update(size=frontier.size, frontier=frontier.to_bytes())


COLUMN = '"index"'
CHANGE = f"UPDATE ledger_entry SET entry = %s WHERE {COLUMN} = %s"
DELETE = f"DELETE FROM ledger_entry WHERE {COLUMN} >= %s AND {COLUMN} <= %s"


def change_one(_: Path) -> None:
    sql(CHANGE, rewritten(4, 999), 4)


def change_one_and_all_hashes(_: Path) -> None:
    change_one(_)
    rebuild_head()


def delete_one(_: Path) -> None:
    sql(DELETE, 5, 5)


def delete_three(_: Path) -> None:
    sql(DELETE, 2, 4)


def swap_two(_: Path) -> None:
    third, eighth = content(3), content(8)
    sql(CHANGE, eighth, 3)
    sql(CHANGE, third, 8)


def swap_two_with_their_hashes(site: Path) -> None:
    swap_two(site)
    for index in (3, 8):
        leaf = leaf_hash(content(index))
        sql(f"UPDATE ledger_entry SET leaf_hash = %s WHERE {COLUMN} = %s", leaf, index)


def cut_the_tail(_: Path) -> None:
    sql(DELETE, 9, COUNT)


def cut_the_tail_and_mend_the_head(site: Path) -> None:
    cut_the_tail(site)
    rebuild_head()


def slip_one_in(_: Path) -> None:
    data = content(0)
    columns = f"{COLUMN}, entry, leaf_hash, at, salt, deployment"
    values = (COUNT, data, leaf_hash(data), 0, b"", DEPLOYMENT)
    sql(f"INSERT INTO ledger_entry ({columns}) VALUES (%s, %s, %s, %s, %s, %s)", *values)


def write_nonsense(_: Path) -> None:
    sql(CHANGE, b'{"b":1, "a":2}', 6)
    rebuild_head()


def write_an_undeclared_event(_: Path) -> None:
    value = parse(content(6))
    assert isinstance(value, dict)
    sql(CHANGE, canonical({**value, "event": "person.followed", "details": {}}), 6)


def damage_the_head(_: Path) -> None:
    LedgerHead.objects.update(frontier=b"\x00" * 5)


def lose_the_head(_: Path) -> None:
    LedgerHead.objects.all().delete()


def delete_the_checkpoint(site: Path) -> None:
    (site / "ledger" / "checkpoint").unlink()


def forge_the_checkpoint(site: Path) -> None:
    """Sign a tree of ones own with another key of the same name."""
    name = read_signing_key(site / "keys").name
    text = f"{name}\n{COUNT}\n{base64.b64encode(bytes(32)).decode()}\n"
    key = SignerKey.named(name, Ed25519PrivateKey.generate())
    (site / "ledger" / "checkpoint").write_text(sign(text, key))


def alter_the_checkpoint(site: Path) -> None:
    path = site / "ledger" / "checkpoint"
    path.write_text(path.read_text().replace(f"\n{COUNT}\n", f"\n{COUNT - 1}\n"))


def sign_something_else(site: Path) -> None:
    key = read_signing_key(site / "keys")
    (site / "ledger" / "checkpoint").write_text(sign("not a checkpoint\n", key))


def sign_as_another_ledger(site: Path) -> None:
    key = read_signing_key(site / "keys")
    text = (site / "ledger" / "checkpoint").read_text().partition("\n\n")[0] + "\n"
    (site / "ledger" / "checkpoint").write_text(sign(text.replace(key.name, "elsewhere.example/ledger", 1), key))


def lose_the_key(site: Path) -> None:
    (site / "keys" / "ledger.key").unlink()


def expose_the_key(site: Path) -> None:
    (site / "keys" / "ledger.key").chmod(0o644)


ATTACKS: list[tuple[Callable[[Path], None], str]] = [
    (change_one, "Entry 4 was changed"),
    (change_one_and_all_hashes, "The first 11 entries are not those the checkpoint vouches for"),
    (delete_one, "Entry 5 is missing"),
    (delete_three, "Entries 2 to 4 are missing"),
    (swap_two, "Entry 3 was changed"),
    (swap_two, "Entry 8 was changed"),
    (swap_two_with_their_hashes, "do not add up to the root in the head row"),
    (swap_two_with_their_hashes, "The first 11 entries are not those the checkpoint vouches for"),
    (cut_the_tail, "the head row counts 11 entries, but only 9 are there".replace("the", "The", 1)),
    (cut_the_tail_and_mend_the_head, "The checkpoint vouches for 11 entries, but only 9 are there"),
    (slip_one_in, "12 entries are there, but the head row counts 11"),
    (write_nonsense, "Entry 6 is not one this ledger could have written"),
    (write_an_undeclared_event, "Entry 6 is not one this ledger could have written"),
    (damage_the_head, "The head row is damaged"),
    (lose_the_head, "11 entries are there, but the head row counts 0"),
    (delete_the_checkpoint, "There is no signed checkpoint"),
    (forge_the_checkpoint, "not signed by this ledger's key"),
    (alter_the_checkpoint, "The signature of the checkpoint is false"),
    (sign_something_else, "not a checkpoint of this ledger"),
    (sign_as_another_ledger, "not a checkpoint of this ledger"),
    (lose_the_key, "is missing"),
    (expose_the_key, "Others may read"),
]


def test_an_untouched_ledger_is_verified(site: Path) -> None:
    found = verify_ledger(site)
    assert found == Verification(COUNT, found.root, True, ())


@pytest.mark.clause("M-34")
@pytest.mark.parametrize(("attack", "sentence"), ATTACKS, ids=lambda value: getattr(value, "__name__", None))
def test_tampering_is_named(site: Path, attack: Callable[[Path], None], sentence: str) -> None:
    attack(site)
    found = verify_ledger(site)
    assert not found.verified
    assert [problem for problem in found.problems if sentence in problem], found.problems


TREE_ATTACKS = [change_one, change_one_and_all_hashes, delete_one, swap_two_with_their_hashes, cut_the_tail,
                cut_the_tail_and_mend_the_head, damage_the_head, lose_the_head]  # fmt: skip


@pytest.mark.parametrize("attack", TREE_ATTACKS, ids=lambda attack: attack.__name__)
def test_a_tampered_ledger_is_not_signed_again(site: Path, attack: Callable[[Path], None]) -> None:
    checkpoint = (site / "ledger" / "checkpoint").read_bytes()
    attack(site)
    with pytest.raises(CheckpointRefused):
        sign_checkpoint(site / "keys", site / "ledger")
    assert (site / "ledger" / "checkpoint").read_bytes() == checkpoint


def test_an_entry_changed_before_its_first_checkpoint_is_not_signed(site: Path) -> None:
    grow(3)
    sql(CHANGE, rewritten(COUNT + 1, 999), COUNT + 1)
    with pytest.raises(CheckpointRefused) as refused:
        sign_checkpoint(site / "keys", site / "ledger")
    assert refused.value.code == "head_contradicted"


def test_a_wholly_rewritten_ledger_differs_from_its_checkpoint(site: Path) -> None:
    sql(DELETE, 0, COUNT)
    LedgerHead.objects.all().delete()
    grow(COUNT + 5)
    assert "The first 11 entries are not those the checkpoint vouches for." in verify_ledger(site).problems


def test_thousands_of_problems_do_not_make_a_thousand_lines(site: Path) -> None:
    grow(60)
    sql("UPDATE ledger_entry SET entry = %s", b"{}")
    found = verify_ledger(site)
    assert not found.verified
    assert len(found.problems) == 50


def test_an_entry_filed_under_another_deployment_is_named(site: Path) -> None:
    sql(f"UPDATE ledger_entry SET deployment = %s WHERE {COLUMN} = %s", "e" * 32, 4)
    assert "Entry 4 is filed under another deployment than its own." in verify_ledger(site).problems


def test_an_entry_that_is_too_large_to_have_been_written_is_named(site: Path) -> None:
    value = parse(content(4))
    assert isinstance(value, dict)
    sql(CHANGE, canonical({**value, "pad": "0" * 70_000}), 4)
    assert "Entry 4 is larger than an entry can be." in verify_ledger(site).problems


def test_a_hash_tile_that_is_gone_is_named(site: Path) -> None:
    (tile,) = (site / "ledger" / "tile" / "0").rglob("11")
    tile.unlink()
    assert "The hash tile tile/0/000.p/11 is missing or cut." in verify_ledger(site).problems


def test_a_changed_hash_in_a_whole_tile_is_named_and_so_is_the_level_above(site: Path) -> None:
    grow(300 - COUNT)
    sign_checkpoint(site / "keys", site / "ledger")
    assert verify_ledger(site).problems == ()
    for tile, words in (("0/000", "Hash tile 0 of level 0"), ("1/000.p/1", "Hash tile 0 of level 1")):
        path = site / "ledger" / "tile" / tile
        whole = path.read_bytes()
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        assert f"{words} does not fit the entries." in verify_ledger(site).problems
        path.write_bytes(whole)


def test_our_own_code_cannot_write_a_row_again(site: Path) -> None:
    with pytest.raises(LedgerUnwritable, match="never changed"):
        LedgerRow.objects.get(index=4).save()
