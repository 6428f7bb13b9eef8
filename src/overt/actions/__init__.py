"""Everything that changes a record, one verb a file: the only way to submit, authorise, start, halt, adjudicate, erase.

Each action asks the permission map, then the table of a deployment's life, appends to the ledger and makes the change,
in one transaction; showing a picture is an action too. Vault keys are taken away before a transaction and given after
it, so that a crash at any line leaves less power than before, never more. This room refuses a change that cannot be
recorded, an act without a named actor, and any act of the software that decides about a person.

Import the verb from its own file: `from overt.actions.authorise import authorise`.
"""

from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.system import SOFTWARE, Actor

__all__ = ["SOFTWARE", "ActionRefused", "Actor", "NotRecorded"]
