"""The ledger: an append-only record of every act, built so that an outsider can check it.

Entries are canonical JSON in an RFC 6962 Merkle tree, appended in the transaction of the act
they record, and vouched for by signed checkpoints (c2sp.org/tlog-checkpoint) that witnesses sign
again. Its tree is public as static files at once (c2sp.org/tlog-tiles), the entries of a deployment
when it is published. It refuses what `events` does not declare, so it holds no direct identifier;
it refuses to change or drop an entry; and it claims no more than it can show: the record is
unaltered, not that nothing happened off the record. `verifier` runs alone and may be copied out.
What touches the database is imported from its own module (`append`, `read`, `checkpoint`, `verify`,
`export`, `proof`…); `witness`, `signed`, `tiles` and `merkle` need none.
"""

from overt.ledger.entry import Entry
from overt.ledger.errors import CheckpointRefused, EventRefused, LedgerError, LedgerUnwritable
from overt.ledger.events import EVENTS

__all__ = [
    "EVENTS",
    "CheckpointRefused",
    "Entry",
    "EventRefused",
    "LedgerError",
    "LedgerUnwritable",
]
