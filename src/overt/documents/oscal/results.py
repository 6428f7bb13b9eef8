"""The assessment results: what was seen of each clause, by proofs of its controls and by the ledger's entries."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from overt.documents.oscal.component import COMPONENT, description
from overt.documents.oscal.parts import (
    STATES,
    Json,
    Object,
    identify,
    metadata,
    midnight,
    own,
    statement_id,
    time_text,
)
from overt.law.register import ClauseState, Conformance, ControlState, Proof, Recorded, Register, Status

PLAN = identify("plan")


def assessment_results(register: Register, found: Conformance) -> Object:
    """Return the assessment results (OSCAL 1.2.1) of one look at the register, with a finding for every clause."""
    at = time_text(found.at)
    observations = list(_observations(register, found))
    result: Object = {
        "uuid": identify("result", at),
        "title": "The register held against the code, its tests and the ledger",
        "description": _summary(found),
        "start": at,
        "reviewed-controls": {"control-selections": [{"include-all": {}}]},
        "findings": [_finding(state) for state in found.clauses],
    }
    return {
        "assessment-results": {
            "uuid": identify("assessment-results", at),
            "metadata": metadata("What was seen of the published rules being kept", register, found.at),
            "import-ap": {"href": f"#{PLAN}"},
            "results": [result | ({"observations": observations} if observations else {})],
            "back-matter": {"resources": [_plan()]},
        }
    }


def _plan() -> Object:
    return {
        "uuid": PLAN,
        "title": "How the register is checked",
        "description": (
            "There is no assessment plan of its own. Each control is taken out of the program and its tests must"
            " fail; the ledger is looked at for the latest entry of each event a control names."
        ),
    }


def _summary(found: Conformance) -> str:
    counted = ", ".join(f"{number} {status.words}" for status, number in found.figures.items())
    told = [f"Clauses: {counted}; {len(found.clauses)} in all.", *found.notes]
    told += [f"Does not hold: {finding.sentence}" for finding in found.findings]
    return " ".join(told)


def _observations(register: Register, found: Conformance) -> Iterator[Object]:
    seen: set[str] = set()
    for held in (one for state in found.clauses for one in state.controls):
        if held.control.name in seen:
            continue
        seen.add(held.control.name)
        proof = register.proof(held.control.name)
        if proof and held.proved_on:
            yield _proof(held, proof)
        for event, recorded in held.latest.items():
            yield _entry(held, event, recorded)


def _proof(held: ControlState, proof: Proof) -> Object:
    name = held.control.name
    tests: list[Json] = [{"description": test} for test in held.control.tests]
    return {
        "uuid": identify("proof", name),
        "title": held.control.title,
        "description": "With the control the tests pass; without it each of them fails.",
        "props": [own("control", name), own("code-digest", proof.code_digest), own("tests-digest", proof.tests_digest)],
        "methods": ["TEST"],
        "subjects": [{"subject-uuid": COMPONENT, "type": "component"}],
        "relevant-evidence": tests,
        "collected": time_text(midnight(proof.proved_on)),
    }


def _entry(held: ControlState, event: str, recorded: Recorded) -> Object:
    return {
        "uuid": identify("entry", held.control.name, event, str(recorded.index)),
        "title": held.control.title,
        "description": f"The ledger’s latest {event} is entry {recorded.index}.",
        "props": [own("control", held.control.name), own("event", event), own("entry", str(recorded.index))],
        "methods": ["EXAMINE"],
        "subjects": [{"subject-uuid": COMPONENT, "type": "component"}],
        "collected": time_text(recorded.at),
        **_expiry(held, recorded.at),
    }


def _expiry(held: ControlState, at: datetime) -> Object:
    days = held.control.longest_age_days
    return {} if days is None else {"expires": time_text(at + timedelta(days=days))}


def _finding(state: ClauseState) -> Object:
    clause_id = state.row.clause.id
    target: Object = {
        "type": "statement-id",
        "target-id": statement_id(clause_id),
        "status": _status(state),
        "implementation-status": {"state": STATES[state.status]},
    }
    related: list[Json] = [{"observation-uuid": uuid} for uuid in _related(state)]
    finding: Object = {
        "uuid": identify("finding", clause_id),
        "title": f"{clause_id}: {state.status.words}",
        "description": description(state),
        "target": target,
    }
    return finding | ({"related-observations": related} if related else {})


def _status(state: ClauseState) -> Object:
    if state.status in {Status.ENFORCED, Status.EVIDENCE}:
        return {"state": "satisfied", "reason": "pass"}
    if state.status is Status.PEOPLE:
        return {"state": "not-satisfied", "reason": "other", "remarks": "Kept by people; nothing here can show it."}
    return {"state": "not-satisfied", "reason": "fail"}


def _related(state: ClauseState) -> Iterator[str]:
    for held in state.controls:
        if held.proved_on:
            yield identify("proof", held.control.name)
        for event, recorded in held.latest.items():
            yield identify("entry", held.control.name, event, str(recorded.index))
