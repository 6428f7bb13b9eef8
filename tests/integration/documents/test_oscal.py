"""The export for assessors: it passes NIST's schema, leaves no clause out, and is the same bytes each time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
import regex

from overt.documents.errors import DocumentRefused
from overt.documents.oscal import export
from overt.law.register import Conformance, Recorded, Status, World, assess, find_tests, register
from overt.ledger.events import EVENTS

SCHEMA = json.loads((Path(__file__).parents[2] / "data" / "oscal_complete_schema.json").read_text(encoding="utf-8"))
NOW = datetime(2026, 6, 1, 12, 30, 15, 250_000, tzinfo=UTC)
LATEST = {event: Recorded(number, NOW) for number, event in enumerate(sorted(EVENTS))}


def _pattern(
    _validator: object, pattern: str, instance: object, _schema: object
) -> Iterator[jsonschema.ValidationError]:
    # NIST's patterns name Unicode classes (\p{L}), which Python's own re does not know.
    if isinstance(instance, str) and not regex.search(pattern, instance):
        yield jsonschema.ValidationError(f"{instance!r} does not match {pattern!r}")


Validator = jsonschema.validators.extend(jsonschema.Draft7Validator, {"pattern": _pattern})


def found(latest: Mapping[str, Recorded] | None = None) -> Conformance:
    return assess(register(), World(NOW, frozenset(EVENTS), find_tests(), latest))


def read(folder: Path, name: str) -> dict[str, dict[str, object]]:
    return json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def problems(document: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in Validator(SCHEMA).iter_errors(document)]


@pytest.mark.parametrize("latest", [None, {}, LATEST], ids=["no site", "empty ledger", "every event"])
def test_the_export_passes_nists_schema(tmp_path: Path, latest: Mapping[str, Recorded] | None) -> None:
    written = export(register(), found(latest), tmp_path)
    assert [path.name for path in written] == ["catalog.json", "component-definition.json", "assessment-results.json"]
    for path in written:
        assert problems(json.loads(path.read_text(encoding="utf-8"))) == [], path.name


@pytest.mark.parametrize(
    ("document", "spoil"),
    [
        ("catalog", lambda told: told["catalog"].pop("metadata")),
        ("catalog", lambda told: told["catalog"].update(uuid="1")),
        ("catalog", lambda told: told["catalog"]["groups"][0]["groups"][0]["controls"][0].update(id="1 M")),
        ("catalog", lambda told: told["catalog"]["metadata"].update({"last-modified": "yesterday"})),
        ("assessment-results", lambda told: told["assessment-results"]["results"][0].pop("start")),
    ],
    ids=["metadata", "uuid", "token", "time", "start"],
)
def test_the_schema_is_one_that_a_fault_does_not_pass(tmp_path: Path, document: str, spoil: object) -> None:
    export(register(), found(LATEST), tmp_path)
    told = read(tmp_path, document)
    spoil(told)  # type: ignore[operator]
    assert problems(told)


@pytest.mark.clause("E-35")
def test_an_assessor_reads_every_clause_and_how_it_is_kept(tmp_path: Path) -> None:
    conformance = found(LATEST)
    export(register(), conformance, tmp_path)
    catalogue = read(tmp_path, "catalog")["catalog"]
    listed = [
        control["id"]
        for document in catalogue["groups"]  # type: ignore[attr-defined]
        for section in document["groups"]
        for control in section["controls"]
    ]
    results = read(tmp_path, "assessment-results")["assessment-results"]["results"][0]  # type: ignore[index]
    told = {finding["target"]["target-id"]: finding for finding in results["findings"]}
    assert listed == [row.clause.id for row in register().rows]
    assert set(told) == {f"{clause}_smt" for clause in listed}
    for state in conformance.clauses:
        kept = state.status in {Status.ENFORCED, Status.EVIDENCE}
        wanted = "satisfied" if kept else "not-satisfied"
        assert told[f"{state.row.clause.id}_smt"]["target"]["status"]["state"] == wanted


def test_every_reference_within_the_export_leads_somewhere(tmp_path: Path) -> None:
    export(register(), found(LATEST), tmp_path)
    results = read(tmp_path, "assessment-results")["assessment-results"]
    result = results["results"][0]  # type: ignore[index]
    seen = [observation["uuid"] for observation in result["observations"]]
    named = {
        one["observation-uuid"] for finding in result["findings"] for one in finding.get("related-observations", [])
    }
    assert len(set(seen)) == len(seen)
    assert named == set(seen)
    component = read(tmp_path, "component-definition")["component-definition"]["components"][0]  # type: ignore[index]
    assert {one["subjects"][0]["subject-uuid"] for one in result["observations"]} == {component["uuid"]}
    assert (tmp_path / component["control-implementations"][0]["source"]).is_file()
    plan = results["back-matter"]["resources"][0]["uuid"]  # type: ignore[index,call-overload]
    assert results["import-ap"] == {"href": f"#{plan}"}


def test_the_same_register_and_ledger_give_the_same_bytes(tmp_path: Path) -> None:
    first = export(register(), found(LATEST), tmp_path / "a")
    second = export(register(), found(LATEST), tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_later_look_is_another_document_of_the_same_catalogue(tmp_path: Path) -> None:
    export(register(), found(LATEST), tmp_path / "a")
    export(register(), replace(found(LATEST), at=NOW.replace(hour=13)), tmp_path / "b")
    same = [(tmp_path / side / "catalog.json").read_bytes() for side in "ab"]
    differ = [read(tmp_path / side, "assessment-results")["assessment-results"]["uuid"] for side in "ab"]
    assert same[0] == same[1]
    assert differ[0] != differ[1]


def test_a_folder_that_cannot_be_written_is_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DocumentRefused, match="could not be written"):
        export(register(), found(), tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
