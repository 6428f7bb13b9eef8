"""The whole demonstration, played by scripted people through the real processes, and what it must show."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.integration.cli.command import overt


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `overt demo --headless --json` prints, and nothing else on standard output."""
    home = tmp_path_factory.mktemp("demo") / "site"
    done = overt("demo", "--headless", "--json", home=home)
    assert done.code == 0, done.err
    result: dict[str, Any] = json.loads(done.out)
    return {**result, "home": home}


@pytest.mark.clause("M-42")
@pytest.mark.clause("E-24")
def test_every_template_made_was_overwritten_and_no_canary_is_on_the_disk(shown: dict[str, Any]) -> None:
    counts = shown["counts"]
    assert counts["templates_made"] == counts["templates_overwritten"] > 0
    assert counts["passages"] >= counts["recognition_opportunities"] > 0
    assert shown["erasure"]["canary_hits"] == 0
    assert shown["erasure"]["canary_search_complete"], shown["erasure"]["canary_not_searched"]


def test_every_clear_seeded_passage_alerts_and_nobody_else_does(shown: dict[str, Any]) -> None:
    alerts = shown["alerts"]
    assert shown["deployment"]["kind"] == "rehearsal"
    assert alerts["seeded_clear_and_facing"] > 0
    assert alerts["missed"] == 0
    assert alerts["true"] >= alerts["seeded_clear_and_facing"]
    assert alerts["false"] == 0
    rate = alerts["false_alert_rate"]
    assert rate["denominator"] == shown["counts"]["passages"]
    assert rate["high"] > 0
    assert rate["method"] == "Clopper-Pearson"


def test_the_tracker_counts_the_passages_nearly_right(shown: dict[str, Any]) -> None:
    error = shown["passage_error"]
    assert error["true"] >= 25
    assert error["missed"] <= 0.1 * error["true"]
    assert error["merged"] <= 2
    assert error["extra"] == 0


@pytest.mark.clause("E-98")
def test_the_halt_the_erasure_the_report_and_the_ledger_are_there(shown: dict[str, Any]) -> None:
    assert shown["halt_ms"] is not None
    assert shown["latency_ms"]["from_alerting_frame"]["count"] == shown["alerts"]["total"]
    assert shown["erasure"]["keys_destroyed"] > 0
    assert shown["erasure"]["receipts"] > 0
    assert shown["ledger"]["verified"]
    assert Path(shown["report"]).read_bytes().startswith(b"%PDF-")
    assert shown["deployment"]["state"] == "reviewed"


@pytest.mark.long
@pytest.mark.clause("M-42")
def test_the_proof_of_forgetting_holds_after_the_demonstration(shown: dict[str, Any], tmp_path: Path) -> None:
    done = overt("erase", "prove", "--json", home=shown["home"], TMPDIR=str(tmp_path))
    assert done.code == 0, done.out + done.err
    proof = json.loads(done.out)
    assert proof["canary_hits"] == 0
    assert proof["self_test_found"] == proof["canaries_planted"] == 7
    assert proof["canaries_searched"] > 10, "the passers-by of the demonstration are searched for too"
    assert not any(proof["crashes"].values())
    memory = proof["memory"]
    assert memory["refused"] or memory["templates_made"] == memory["templates_known"] > 0
    assert memory["template_copies_in_our_buffers"] == memory["crop_copies_in_our_buffers"] == 0


def test_every_file_the_demonstration_left_is_declared(shown: dict[str, Any]) -> None:
    from overt.records.inventory import undeclared_files

    assert undeclared_files(shown["home"]) == []
