"""Gathers what the law asks about the check of the chain before a start."""

from datetime import datetime

from overt.law.facts import ChainFacts
from overt.law.preparations import PreparationKind
from overt.records.models import Deployment, Preparation
from overt.records.queries.checks import check_under_way, is_checked, seeds_of
from overt.records.queries.packs import pack_of


def chain_of(deployment: Deployment, now: datetime) -> ChainFacts:
    """Return what is on record of this deployment's checks."""
    check, pack = check_under_way(deployment.id, now), pack_of(deployment)
    explained = Preparation.objects.filter(deployment=deployment, kind=PreparationKind.UNCHECKED.value)
    return ChainFacts(
        seeds=seeds_of(deployment).count(),
        under_way=check is not None,
        recognised=check is not None and check.recognitions.exists(),
        checked=is_checked(deployment.id, pack, now),
        unchecked_is_allowed=pack.whole("unchecked_starts") > 0,
        unchecked_is_explained=explained.exists(),
    )
