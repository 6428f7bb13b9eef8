"""Prove controls and record it: `python -m tests.attacks.record_proofs [CONTROL …]`, without names all that need it.

A control is proved when its tests pass with it and each of them fails without it. The record holds the digests of its
code and tests, so that a change of either asks for a new proof. It exits 1 when a control could not be proved, and
that control's older record is gone.
"""

import csv
import sys
from datetime import UTC, datetime

from overt.law.register import Control, Proof, find_tests, register
from overt.law.register.load import PROOFS
from overt.law.register.sources import code_digest, tests_digest
from tests.attacks.removal import provable, run


def current(control: Control) -> bool:
    """Return whether a control's recorded proof is of the code and the tests as they are."""
    proof, tests = register().proof(control.name), find_tests()
    assert tests is not None
    return proof is not None and (proof.code_digest, proof.tests_digest) == (
        code_digest(control),
        tests_digest(control, tests),
    )


def proved(control: Control) -> Proof | None:
    """Run a control's tests without it and return the proof, or None with the reason printed."""
    without = run(control.tests, without=control.name)
    if not without.each_fails(control.tests):
        kept = sorted(set(control.tests) - without.failed)
        print(f"NOT PROVED {control.name}: these do not fail without it: {kept}; errors: {sorted(without.errors)}")
        print(without.output[-3000:])
        return None
    tests = find_tests()
    assert tests is not None
    print(f"proved {control.name}", flush=True)
    today = datetime.now(UTC).date()
    return Proof(control.name, code_digest(control), tests_digest(control, tests), today)


def write(proofs: list[Proof]) -> None:
    """Write the record, by control."""
    with PROOFS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["control", "code_digest", "tests_digest", "proved_on"])
        for proof in sorted(proofs, key=lambda one: one.control):
            writer.writerow([proof.control, proof.code_digest, proof.tests_digest, proof.proved_on.isoformat()])


def main(names: list[str]) -> int:
    """Prove the named controls, or all whose record is missing or out of date."""
    wanted = [c for c in provable() if (c.name in names if names else not current(c))]
    with_it = run({test for control in wanted for test in control.tests}) if wanted else None
    kept = {c.name: p for c in provable() if c not in wanted and (p := register().proof(c.name))}
    failed = False
    for control in wanted:
        assert with_it is not None
        if not with_it.all_pass(control.tests):
            print(f"NOT PROVED {control.name}: its tests do not pass with it.\n{with_it.output[-3000:]}")
            failed = True
        elif proof := proved(control):
            kept[control.name] = proof
        else:
            failed = True
        write(list(kept.values()))
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
