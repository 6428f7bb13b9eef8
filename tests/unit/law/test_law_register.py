"""The register: whole, honest, followed from clause to evidence; and what it says when a link is broken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from overt.law.errors import RegisterInvalid
from overt.law.register import Recorded, Standing, Status, World, assess, find_tests, register
from overt.law.register.load import CONTROLS, PROOFS, ROWS, read
from overt.law.register.sources import code_digest, text_of
from overt.law.register.values import Register
from overt.ledger.events import EVENTS

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORLD = World(NOW, frozenset(EVENTS), find_tests(), {})
FILES = tuple(path.read_text(encoding="utf-8") for path in (ROWS, CONTROLS, PROOFS))


def refused(rows: str = FILES[0], controls: str = FILES[1], proofs: str = FILES[2]) -> str:
    with pytest.raises(RegisterInvalid) as error:
        read(rows, controls, proofs)
    return error.value.code


def changed(name: str, **new: object) -> Register:
    """Return the register with one control changed everywhere."""
    held = register()
    swapped = {one.name: replace(one, **new) if one.name == name else one for one in held.controls}  # type: ignore[arg-type]
    rows = tuple(replace(row, controls=tuple(swapped[one.name] for one in row.controls)) for row in held.rows)
    return replace(held, rows=rows, controls=tuple(swapped.values()))


def status_of(held: Register, clause_id: str, world: World = WORLD) -> Status:
    return next(state.status for state in assess(held, world).clauses if state.row.clause.id == clause_id)


def codes(held: Register, world: World = WORLD) -> set[str]:
    return {finding.code for finding in assess(held, world).findings}


def test_the_register_holds_against_the_code_and_its_tests() -> None:
    found = assess(register(), WORLD)
    assert found.findings == ()
    assert sum(found.figures.values()) == len(found.clauses) == 224
    assert all(state.status is state.row.status for state in found.clauses)


def test_every_clause_has_a_standing_and_the_headline_adds_up_within_each() -> None:
    found = assess(register(), WORLD)
    for status, number in found.figures.items():
        assert sum(found.count(status, standing) for standing in Standing) == number


@pytest.mark.clause("E-14")
@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("M-02,", "M-03,", "clauses_differ"),
        ("M-02,", "M-999,", "unknown_clause"),
        ("E-118,policy,not_yet,,The Board’s decisions are not recorded in this version.\n", "", "clauses_differ"),
    ],
)
def test_a_register_with_a_clause_missing_twice_or_unknown_is_refused(old: str, new: str, code: str) -> None:
    assert FILES[0].count(old) == 1
    assert refused(rows=FILES[0].replace(old, new)) == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("M-16,promise,not_yet", "M-16,custom,not_yet", "unlabelled"),
        ("M-16,promise,not_yet", "M-16,promise,mostly", "unlabelled"),
        ("M-23,law,enforced,four_tests,", "M-23,law,enforced,five_tests,", "unknown_control"),
        ("M-23,law,enforced,four_tests,", "M-23,law,not_yet,,", "no_words"),
        ("M-86,guidance,enforced,trial_data_ends_with_the_trial ", "M-86,guidance,enforced,", "unused_control"),
        ("clause,standing", "id,standing", "header_wrong"),
        ("M-23,law,enforced,four_tests,", "M-23,law,enforced,four_tests", "row_torn"),
    ],
)
def test_a_row_that_is_not_whole_is_refused(old: str, new: str, code: str) -> None:
    assert FILES[0].count(old) == 1
    assert refused(rows=FILES[0].replace(old, new)) == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("[four_tests]\ntitle =", "[four_tests]\nname =", "malformed_control"),
        ("longest_age_days = 366", "longest_age_days = 0", "malformed_control"),
        ("overt.vision.pool:Slot.wipe", "overt.vision.pool.Slot.wipe", "malformed_control"),
        ("[four_tests]", "[four_tests", "not_toml"),
        ('removal = [{ module = "overt.vision.templates", old = "vectors.fill(0)", new = "pass" }]', "", "no_removal"),
    ],
)
def test_a_control_that_is_not_whole_is_refused(old: str, new: str, code: str) -> None:
    assert FILES[1].count(old) == 1
    assert refused(controls=FILES[1].replace(old, new)) == code


def test_proofs_of_controls_nobody_described_are_refused() -> None:
    assert refused(proofs=f"{FILES[2]}nothing,0,0,2026-01-01\n") == "unknown_control"
    assert refused(proofs=f"{FILES[2]}four_tests,0,0,yesterday\n") == "proof_undated"


def test_every_code_path_is_found_and_can_be_imported() -> None:
    import importlib

    for path in {path for control in register().controls for path in control.enforcement}:
        module, _, name = path.partition(":")
        found: object = importlib.import_module(module)
        for part in name.partition("[")[0].split("."):
            found = getattr(found, part)
        assert text_of(path)


@pytest.mark.parametrize(
    "path",
    [
        "overt.law.permissions:PERMISSIONS[halt]",
        "overt.law.transitions:TRANSITIONS[authorise]",
        "overt.vision.templates:TemplateKeeper.lend",
        "overt.law.conditions.window:window_is_over",
    ],
)
def test_tables_methods_and_functions_are_found(path: str) -> None:
    assert text_of(path)


@pytest.mark.parametrize(
    "path",
    [
        "overt.law.permissions:PERMISSIONS[switch_off]",
        "overt.law.permissions:nothing",
        "overt.nothing:check",
        "os:system",
        "overt.vision.templates:TemplateKeeper.keep",
    ],
)
def test_what_is_not_in_the_code_is_not_found(path: str) -> None:
    assert text_of(path) is None
    held = changed("four_tests", enforcement=(path,))
    assert "code_missing" in codes(held)
    assert status_of(held, "M-23") is Status.NOT_YET


def test_a_control_without_a_proof_of_its_present_code_or_tests_counts_as_not_yet() -> None:
    held = register()
    without = replace(held, proofs=tuple(proof for proof in held.proofs if proof.control != "four_tests"))
    proof = held.proof("four_tests")
    assert proof is not None
    others = tuple(one for one in held.proofs if one is not proof)
    for stale in (replace(proof, code_digest="0" * 64), replace(proof, tests_digest="0" * 64)):
        assert status_of(replace(held, proofs=(*others, stale)), "M-23") is Status.NOT_YET
    assert status_of(without, "M-23") is Status.NOT_YET
    assert codes(without) == {"unproved"}


def test_any_change_of_a_controls_code_asks_for_a_new_proof() -> None:
    control = next(one for one in register().controls if one.name == "silver_halts")
    before = code_digest(control)
    assert code_digest(replace(control, enforcement=("overt.law.permissions:PERMISSIONS[resume]",))) != before
    assert code_digest(replace(control, removal=())) != before


@pytest.mark.parametrize(
    ("new", "code"),
    [
        ({"tests": ()}, "untested"),
        ({"tests": ("tests/unit/law/test_law_register.py::test_nobody_wrote",)}, "test_missing"),
        ({"evidence": ("deployment.wished_for",)}, "event_unknown"),
        ({"enforcement": ()}, "no_code"),
    ],
)
def test_a_broken_link_is_found_and_its_clauses_count_as_not_yet(new: dict[str, object], code: str) -> None:
    held = changed("four_tests", **new)
    assert code in codes(held)
    assert status_of(held, "M-23") is Status.NOT_YET


def test_a_clause_that_names_no_control_or_no_evidence_is_found() -> None:
    held = register()
    bare = tuple(replace(row, controls=()) if row.clause.id == "M-23" else row for row in held.rows)
    assert "no_control" in codes(replace(held, rows=bare))
    assert "no_evidence" in codes(changed("outcomes_are_counted", evidence=()))


def test_a_clause_whose_tests_do_not_carry_its_id_is_found() -> None:
    held = register()
    row = replace(held.row("M-01"), status=Status.ENFORCED, controls=held.row("M-23").controls)
    rows = tuple(row if one.clause.id == "M-01" else one for one in held.rows)
    found = assess(replace(held, rows=rows), WORLD).findings
    assert [(one.code, one.about) for one in found] == [("test_unmarked", "M-01")]


def test_evidence_older_than_its_limit_is_found_and_of_its_very_age_is_not() -> None:
    at = NOW - timedelta(days=366)
    assert codes(register(), replace(WORLD, latest={"law_pack.agreed": Recorded(7, at)})) == set()
    late = replace(WORLD, latest={"law_pack.agreed": Recorded(7, at - timedelta(seconds=1))})
    (finding,) = assess(register(), late).findings
    assert finding.code == "evidence_old"
    assert "366 days ago (entry 7)" in finding.sentence
    assert status_of(register(), "E-61", late) is Status.EVIDENCE


def test_what_could_not_be_looked_at_is_said(tmp_path: Path) -> None:
    assert find_tests(tmp_path) is None
    found = assess(register(), World(NOW, frozenset(EVENTS)))
    assert found.holds
    assert [note.split(",")[0] for note in found.notes] == [
        "There is no tests folder here",
        "There is no site here",
    ]
