"""How the register stands against the code, the tests and the ledger of a site; what was not looked at is said.

A clause counts as enforced only while every control it names is in the code as it was when its tests were seen to
fail without it. It counts as held as evidence only while each control names an event the ledger can record.
Otherwise it counts as not yet, whatever the register says, and there is a finding.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from overt.law.register.sources import Tests, code_digest, tests_digest, text_of
from overt.law.register.values import Control, Register, Row, Standing, Status

NO_TESTS = "There is no tests folder here, so tests could not be looked at: proofs are taken as recorded."
NO_SITE = "There is no site here, so the ledger could not be looked at for evidence."


@dataclass(frozen=True)
class Recorded:
    """The latest entry of one event in a ledger."""

    index: int
    at: datetime


@dataclass(frozen=True)
class World:
    """What the register is held against: tests (None: no folder), the ledger's vocabulary and its latest entries.

    `latest` is None when there is no site to look at; an event without an entry is simply not in it.
    """

    now: datetime
    events: Collection[str]
    tests: Tests | None = None
    latest: Mapping[str, Recorded] | None = None


@dataclass(frozen=True)
class Finding:
    """One thing that does not hold: `about` is a clause or a control."""

    code: str
    about: str
    sentence: str


@dataclass(frozen=True)
class ControlState:
    """One control as it stands: what speaks against it and the latest evidence by event."""

    control: Control
    proved_on: str
    findings: tuple[Finding, ...]
    latest: Mapping[str, Recorded] = field(default_factory=dict)


@dataclass(frozen=True)
class ClauseState:
    """One clause as it counts now; `status` may be lower than the register says."""

    row: Row
    status: Status
    controls: tuple[ControlState, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Conformance:
    """The whole picture: every clause once, every finding, and what was not looked at."""

    at: datetime
    clauses: tuple[ClauseState, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Return whether nothing was found."""
        return not self.findings

    def count(self, status: Status, standing: Standing | None = None) -> int:
        """Return how many clauses count under a status, of one standing or of all."""
        return sum(
            1
            for state in self.clauses
            if state.status is status and (standing is None or state.row.standing is standing)
        )

    @property
    def figures(self) -> Mapping[Status, int]:
        """Return the headline figure: how many clauses are kept in which way; they add up to every clause."""
        return {status: self.count(status) for status in Status}


def assess(register: Register, world: World) -> Conformance:
    """Hold the register against the world."""
    controls = {control.name: _control_state(register, control, world) for control in register.controls}
    clauses = tuple(_clause_state(row, controls, world) for row in register.rows)
    found = [finding for state in controls.values() for finding in state.findings]
    found += [finding for state in clauses for finding in state.findings]
    notes = [NO_TESTS] if world.tests is None else []
    notes += [NO_SITE] if world.latest is None else []
    return Conformance(world.now, clauses, tuple(found), tuple(notes))


HARMLESS = frozenset({"evidence_old", "test_unmarked"})
"""Findings that leave a clause its status: the control is still there. Every other finding takes it away."""


def _clause_state(row: Row, controls: Mapping[str, ControlState], world: World) -> ClauseState:
    states = tuple(controls[control.name] for control in row.controls)
    findings = tuple(_clause_findings(row, world))
    codes = {finding.code for finding in findings}
    codes |= {finding.code for state in states for finding in state.findings}
    held = row.status in {Status.ENFORCED, Status.EVIDENCE}
    return ClauseState(row, Status.NOT_YET if held and codes - HARMLESS else row.status, states, findings)


def _control_state(register: Register, control: Control, world: World) -> ControlState:
    proof = register.proof(control.name)
    findings = tuple(_control_findings(register, control, world))
    recorded = world.latest or {}
    latest = {event: recorded[event] for event in control.evidence if event in recorded}
    return ControlState(control, proof.proved_on.isoformat() if proof else "", findings, latest)


def _control_findings(register: Register, control: Control, world: World) -> Iterator[Finding]:
    for path in control.enforcement:
        if text_of(path) is None:
            yield Finding("code_missing", control.name, f"{control.title}: there is no {path} in the code.")
    for event in control.evidence:
        if event not in world.events:
            yield Finding("event_unknown", control.name, f"{control.title}: the ledger knows no event {event}.")
    if not control.tests:
        yield Finding("untested", control.name, f"{control.title}: no test is named for it.")
    for test in control.tests:
        if world.tests is not None and test not in world.tests:
            yield Finding("test_missing", control.name, f"{control.title}: there is no test {test}.")
    if control.enforcement:
        yield from _unproved(register, control, world)
    yield from _stale(control, world)


def _unproved(register: Register, control: Control, world: World) -> Iterator[Finding]:
    proof = register.proof(control.name)
    if proof is None:
        yield Finding("unproved", control.name, f"{control.title}: no proof is recorded.")
    elif proof.code_digest != code_digest(control):
        yield Finding("unproved", control.name, f"{control.title}: its code has changed since {proof.proved_on}.")
    elif world.tests is not None and proof.tests_digest != tests_digest(control, world.tests):
        yield Finding("unproved", control.name, f"{control.title}: its tests have changed since {proof.proved_on}.")


def _stale(control: Control, world: World) -> Iterator[Finding]:
    if control.longest_age_days is None or world.latest is None:
        return
    for event in control.evidence:
        recorded = world.latest.get(event)
        if recorded and world.now - recorded.at > timedelta(days=control.longest_age_days):
            days = (world.now - recorded.at).days
            told = f"{control.title}: {event} was last recorded {days} days ago (entry {recorded.index})"
            yield Finding("evidence_old", control.name, f"{told}; the limit is {control.longest_age_days} days.")


def _clause_findings(row: Row, world: World) -> Iterator[Finding]:
    held = row.status in {Status.ENFORCED, Status.EVIDENCE}
    if held and not row.controls:
        yield Finding("no_control", row.clause.id, f"{row.clause.id} is said to be kept and names no control.")
    for control in row.controls if held else ():
        if row.status is Status.ENFORCED and not control.enforcement:
            yield Finding("no_code", row.clause.id, f"{row.clause.id}: {control.name} names no code.")
        if row.status is Status.EVIDENCE and not control.evidence:
            yield Finding("no_evidence", row.clause.id, f"{row.clause.id}: {control.name} names no ledger event.")
    if held and row.controls and world.tests is not None and not _is_marked(row, world.tests):
        names = ", ".join(control.name for control in row.controls)
        yield Finding("test_unmarked", row.clause.id, f"{row.clause.id}: no test of {names} carries its clause id.")


def _is_marked(row: Row, tests: Tests) -> bool:
    named = {test for control in row.controls for test in control.tests}
    return any(row.clause.id in tests[test].clauses for test in named if test in tests)
