"""Count what operators weighed in the false alerts of a deployment; only counts of closed words leave the vault."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from overt.actions._alerts import open_answers
from overt.law.roles import Role
from overt.records.models import Alert
from overt.records.queries.judgement import judgement_of
from overt.vault import VaultError


@dataclass(frozen=True)
class WeighedFactors:
    """How often each factor and each characteristic (E-83) was named; `asked` false alerts still have their factors."""

    asked: int
    factors: Mapping[str, int]
    characteristics: Mapping[str, int]


def weighed_factors(deployment: str) -> WeighedFactors:
    """Open the factors of each false alert that is still kept, and add them up."""
    asked, factors, characteristics = 0, Counter[str](), Counter[str]()
    rows = Alert.objects.filter(deployment_id=deployment).select_related("outcome", "engagement")
    for row in rows.prefetch_related("views", "views__factors"):
        view = next((one for one in row.views.all() if one.role == Role.OPERATOR), None)
        if view is None or not judgement_of(row).is_false or not hasattr(view, "factors"):
            continue
        try:
            answers = open_answers(row, bytes(view.factors.sealed))
        except VaultError:  # being erased in this moment: what is gone is not counted
            continue
        asked += 1
        factors.update(_words(answers.get("factors")))
        characteristics.update(_words(answers.get("characteristics")))
    return WeighedFactors(asked, dict(sorted(factors.items())), dict(sorted(characteristics.items())))


def _words(said: object) -> list[str]:
    return [str(one) for one in said] if isinstance(said, list) else []
