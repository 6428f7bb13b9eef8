"""How the clauses are kept on this site or in one deployment: the register held against this site's ledger."""

from datetime import datetime

from overt.law.register import Conformance, Recorded, World, assess, find_tests, register
from overt.ledger.events import EVENTS
from overt.ledger.latest import latest_entries


def conformance(now: datetime, deployment: str = "") -> Conformance:
    """Hold the register against the code, its tests where they are, and the ledger as it is now.

    For one deployment the evidence is that deployment's own; ages are looked at for the site only, since a deployment
    that is over records nothing more.
    """
    recorded = {event: Recorded(one.index, one.at) for event, one in latest_entries(deployment).items()}
    at = now if not deployment else max((one.at for one in recorded.values()), default=now)
    return assess(register(), World(at, frozenset(EVENTS), find_tests(), recorded))
