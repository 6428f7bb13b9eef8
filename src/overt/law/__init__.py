"""The rules as values: clauses, law packs, roles, the permission map and the table of a deployment's life.

Reading `roles`, `permissions`, `transitions` and one file in `packs/` tells what Overt may do, who may do it and which
published clause says so; `register` follows each clause to its control, code, test and evidence. This room is pure: it
decides on facts it is given. It reads only its own data files and, to hold the register against them, the text of our
sources, and runs nothing of either. It refuses to hold a number without its source, to let one person both apply and
authorise, and to offer any way round a condition.
"""

from overt.law.clauses import Clause, clause
from overt.law.conditions import Condition
from overt.law.errors import LawError, NotAllowed, NotPermitted, PackInvalid
from overt.law.facts import Facts
from overt.law.packs import LawPack, Limit
from overt.law.permissions import PERMISSIONS, Permission
from overt.law.roles import Role
from overt.law.states import Kind, Source, State
from overt.law.transitions import TRANSITIONS, Transition

__all__ = [
    "PERMISSIONS",
    "TRANSITIONS",
    "Clause",
    "Condition",
    "Facts",
    "Kind",
    "LawError",
    "LawPack",
    "Limit",
    "NotAllowed",
    "NotPermitted",
    "PackInvalid",
    "Permission",
    "Role",
    "Source",
    "State",
    "Transition",
    "clause",
]
