"""The register: every clause of the two documents, what kind of rule it is, how it is kept, and by which control.

It follows a clause to its control, the control to the code, the tests and the ledger events, and refuses to count a
clause as enforced whose test was not seen to fail without its control. It reads its own data files and the source
text of this package; it imports and runs none of it.
"""

from overt.law.register.conformance import (
    ClauseState,
    Conformance,
    ControlState,
    Finding,
    Recorded,
    World,
    assess,
)
from overt.law.register.load import register
from overt.law.register.sources import find_tests
from overt.law.register.values import Control, Edit, Proof, Register, Row, Standing, Status

__all__ = [
    "ClauseState",
    "Conformance",
    "Control",
    "ControlState",
    "Edit",
    "Finding",
    "Proof",
    "Recorded",
    "Register",
    "Row",
    "Standing",
    "Status",
    "World",
    "assess",
    "find_tests",
    "register",
]
