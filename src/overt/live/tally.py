"""A pipeline's counters as the records keep them; it keeps nothing back and adds nothing."""

from __future__ import annotations

from dataclasses import asdict

from overt.actions.values import Tally
from overt.live.values import Counters


def tally_of(counters: Counters) -> Tally:
    """Give a pipeline's counters as the records keep them."""
    parts = asdict(counters)
    del parts["alerts"]
    parts["longest_template_ms"] = round(counters.longest_template_ms)
    return Tally(**parts)
