"""Every stored column and file is declared: what, why, clause, who sees it, until when."""

from pathlib import Path

import pytest

from overt.law.clauses import clauses
from overt.records import inventory
from overt.records.inventory import Declared


@pytest.mark.clause("M-50")
@pytest.mark.clause("M-69")
def test_every_stored_column_is_declared_and_nothing_else_is() -> None:
    found = inventory.undeclared()
    assert not found, "Declare it in src/overt/records/inventory/*.toml:\n\n" + "\n\n".join(found)


def test_the_libraries_tables_and_the_key_databases_are_among_them() -> None:
    places = {one.place for one in inventory.inventory()}
    assert {"axes_accessattempt", "mfa_authenticator", "socialaccount_socialaccount", "django_session"} <= places
    assert {"django_migrations", "deployment_key", "record_key", "release", "authority", "meta"} <= places
    assert {"records_alert", "records_watchlistentry", "ledger_entry", "media/alert/*.sealed"} <= places


def test_every_declaration_is_said_in_words_and_rests_on_clauses_that_exist() -> None:
    known = set(clauses())
    for one in inventory.inventory():
        assert all(part.strip() and "…" not in part for part in (one.what, one.why, one.seen_by, one.erase_by)), one
        assert set(one.clauses) <= known, one
    biometric = [one for one in inventory.inventory() if one.column == "template_sealed"]
    assert [one.place for one in biometric] == ["records_watchlistpicture"]


def test_a_rule_names_limits_that_every_pack_has() -> None:
    import re

    from overt.law import packs

    for rule in inventory._read("rules").values():
        for name in re.findall(r"`(\w+)`", rule["words"]):
            assert all(name in packs.load(pack).limits for pack in packs.names()), name


def test_a_new_column_a_new_table_and_a_column_that_went_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    held = inventory.stored()
    held["records_alert"] = {**held["records_alert"], "face": "BinaryField"}
    del held["records_alert"]["score"]
    held["records_dossier"] = {"id": "CharField", "everything": "TextField"}
    monkeypatch.setattr(inventory, "stored", lambda: held)
    told = "\n".join(inventory.undeclared())
    assert 'face = "…"' in told
    assert "records_alert.score is declared but not stored" in told
    assert "[records_dossier]" in told
    assert 'everything = "…"' in told
    assert 'id = "…"' not in told, "common columns need no line of their own"


def test_a_table_that_went_and_a_rule_nobody_wrote_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = {**inventory._tables(), "records_gone": {"columns": {}, "erase_by": "some_day"}}
    monkeypatch.setattr(inventory, "_tables", lambda: tables)
    told = inventory.undeclared()
    assert "the table records_gone is declared but not stored" in told
    assert "records_gone names no rule of rules.toml: some_day" in told


def test_a_file_nobody_declared_is_found(tmp_path: Path) -> None:
    for name in ("overt.sqlite3", "media/alert/a.sealed", "ledger/tile/0/000", "media/alert/face.jpg", "notes.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert inventory.undeclared_files(tmp_path) == ["media/alert/face.jpg", "notes.txt"]


def test_the_inventory_is_grouped_by_place_without_losing_a_column() -> None:
    grouped = dict(inventory.grouped())
    assert sum(map(len, grouped.values())) == len(inventory.inventory())
    assert all(isinstance(one, Declared) and one.place == place for place, held in grouped.items() for one in held)


def test_the_public_page_shows_every_place_and_column() -> None:
    from django.template.loader import render_to_string

    page = render_to_string("public/kept.html", {"parts": list(inventory.parts())})
    for place, held in inventory.grouped():
        assert f">{place}</code>" in page
        assert all(one.column in page for one in held)
