"""The component definition: how Overt keeps each clause, with the code, tests and ledger events behind it."""

from overt.documents.oscal.parts import (
    STATES,
    Json,
    Object,
    edition,
    identify,
    links_of,
    metadata,
    own,
    statement_id,
)
from overt.law.register import ClauseState, Conformance, Register

COMPONENT = identify("component", "overt")


def component_definition(register: Register, found: Conformance) -> Object:
    """Return the component definition (OSCAL 1.2.1); a clause counts as it does now, not as the register hopes."""
    return {
        "component-definition": {
            "uuid": identify("component-definition"),
            "metadata": metadata("How Overt keeps the published rules", register, edition(register)),
            "components": [
                {
                    "uuid": COMPONENT,
                    "type": "software",
                    "title": "Overt",
                    "description": "Accountable live facial recognition around an engine that can be swapped.",
                    "control-implementations": [_implementation(found)],
                }
            ],
        }
    }


def _implementation(found: Conformance) -> Object:
    return {
        "uuid": identify("implementation"),
        "source": "catalog.json",
        "description": "Every clause of the catalogue, whether it is kept or not.",
        "implemented-requirements": [_requirement(state) for state in found.clauses],
    }


def _requirement(state: ClauseState) -> Json:
    clause_id = state.row.clause.id
    linked = [prop for held in state.controls for prop in links_of(held.control)]
    statement: Object = {
        "statement-id": statement_id(clause_id),
        "uuid": identify("statement", clause_id),
        "description": description(state),
    }
    return {
        "uuid": identify("requirement", clause_id),
        "control-id": clause_id,
        "description": description(state),
        "props": [
            {"name": "implementation-status", "value": STATES[state.status]},
            own("status", state.status.value),
        ],
        "statements": [statement | ({"props": linked} if linked else {})],
    }


def description(state: ClauseState) -> str:
    """Return how a clause is kept, in words."""
    held = ". ".join(one.control.title for one in state.controls)
    said = " ".join(part for part in (f"{held}." if held else "", state.row.words) if part)
    return f"{state.status.words.capitalize()}. {said}"
