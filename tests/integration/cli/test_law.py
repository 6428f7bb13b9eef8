"""`overt law` as people and programs run it: in a checkout, on a site, and where only the program is installed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import overt as program
from tests.integration.cli.command import Ran, overt


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the program with no tests beside it, as an installed one."""
    folder = tmp_path / "lib" / "packages"
    shutil.copytree(Path(program.__file__).parent, folder / "overt", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def overt_of(folder: Path, *arguments: str, home: Path) -> Ran:
    """Run the copy's command."""
    environment = {**os.environ, "OVERT_HOME": str(home), "PYTHONPATH": str(folder), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "overt", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, cwd=folder)
    return Ran(done.returncode, done.stdout, done.stderr)


def test_the_check_gives_the_headline_and_exits_0(tmp_path: Path) -> None:
    done = overt("law", "check", "--json", home=tmp_path / "nowhere")
    assert done.code == 0, done.out
    told = json.loads(done.out)
    assert told["ok"] is True
    assert told["findings"] == []
    assert set(told["figures"]) == {"enforced", "evidence", "people", "not_yet"}
    assert sum(told["figures"].values()) == told["clauses"] == 224
    assert sum(sum(row.values()) for row in told["by_standing"].values()) == 224
    assert told["notes"] == ["There is no site here, so the ledger could not be looked at for evidence."]
    assert not (tmp_path / "nowhere").exists()


def test_on_a_site_the_ledger_is_looked_at(new_site: Path) -> None:
    told = json.loads(overt("law", "check", "--json", home=new_site).out)
    assert (told["ok"], told["notes"]) == (True, [])
    shown = overt("law", "show", "M-34", home=new_site)
    assert "evidence: site.initialised: entry 0," in shown.out


def test_every_clause_is_listed_once_with_its_links(tmp_path: Path) -> None:
    told = json.loads(overt("law", "clauses", "--json", home=tmp_path).out)
    assert len({clause["id"] for clause in told}) == len(told) == 224
    (four,) = [clause for clause in told if clause["id"] == "M-23"]
    assert four["controls"][0]["enforcement"] == ["overt.law.conditions.authority:four_tests_are_answered"]
    assert len(overt("law", "clauses", home=tmp_path).out.splitlines()) == 224


def test_one_clause_is_followed_and_an_unknown_one_says_how_to_list_them(tmp_path: Path) -> None:
    shown = overt("law", "show", "e-98", home=tmp_path)
    assert shown.code == 0
    assert "kept: enforced by code" in shown.out
    assert "code: overt.law.permissions:PERMISSIONS[halt]" in shown.out
    unknown = overt("law", "show", "M-999", home=tmp_path)
    assert unknown.code == 2
    assert "overt law clauses" in unknown.err


def test_the_export_writes_three_documents(tmp_path: Path) -> None:
    done = overt("law", "export", tmp_path / "out", home=tmp_path)
    assert done.code == 0, done.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "assessment-results.json",
        "catalog.json",
        "component-definition.json",
    ]
    (tmp_path / "taken").write_text("x")
    refused = overt("law", "export", tmp_path / "taken", home=tmp_path)
    assert refused.code == 2
    assert "could not be written" in refused.err


def test_where_no_tests_are_it_says_so_and_takes_proofs_as_recorded(installed: Path, tmp_path: Path) -> None:
    done = overt_of(installed, "law", "check", home=tmp_path)
    assert done.code == 0, done.out + done.err
    assert "tests could not be looked at" in done.out


def test_a_control_that_was_changed_or_taken_out_is_found_and_exits_1(installed: Path, tmp_path: Path) -> None:
    source = installed / "overt/law/conditions/authority.py"
    text = source.read_text(encoding="utf-8")
    source.write_text(text.replace("return facts.four_tests_are_answered", "return True"), encoding="utf-8")
    done = overt_of(installed, "law", "check", "--json", home=tmp_path)
    told = json.loads(done.out)
    assert (done.code, told["ok"]) == (1, False)
    assert [(finding["code"], finding["about"]) for finding in told["findings"]] == [("unproved", "four_tests")]
    shown = overt_of(installed, "law", "show", "M-23", home=tmp_path)
    assert "kept: not yet" in shown.out
