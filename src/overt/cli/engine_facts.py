"""What an engine's passport says, as the values an application needs; no engine is loaded for it."""

from collections.abc import Sequence
from decimal import Decimal

from overt.actions.values import EngineFacts
from overt.vision.passports import passport


def engine_facts(name: str) -> EngineFacts:
    """Return the facts of one passport: digest, fitness, scale, and which score corresponds to the mandate's 0.6."""
    told = passport(name)
    lowest, highest = (str(Decimal(str(limit))) for limit in told.threshold_scale)
    mandate = told.mandate_threshold.value
    return EngineFacts(
        name=told.name,
        digest=told.digest,
        fit_for=frozenset(told.fit_for),
        scale=(lowest, highest),
        mandate_threshold="" if mandate is None else str(Decimal(str(mandate))),
    )


def trouble_with(name: str, digest: str, own: str, accepted_licences: Sequence[str]) -> str:
    """Return why an application made for this engine cannot use it here; "" when it can, or when it is the site's."""
    from overt.vision.check import why_unusable

    if (name, digest) == (own, passport(own).digest):
        return ""
    return why_unusable(name, digest, accepted_licences)
