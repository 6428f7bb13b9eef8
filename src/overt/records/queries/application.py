"""An application as it is recorded: typed answers, its list counted without identity, advice, files, measurements.

What these mean together is `overt.law.form_one`'s to say; `overt.actions.application` puts the two together.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q

from overt.law.form_one import Advised, ListCounts, form
from overt.law.listing import bands_under
from overt.law.packs import LawPack
from overt.law.roles import Role
from overt.law.templates import Answer
from overt.records.models import Advice, Application, Deployment, WatchlistEntry
from overt.records.queries.packs import pack_of


def answers_of(deployment: Deployment) -> dict[str, Answer]:
    """Return the answers saved so far to questions Form 1 still asks; none once they are erased."""
    row = Application.objects.filter(pk=deployment.pk).first()
    if row is None:
        return {}
    asked = form(pack_of(deployment)).template.questions()
    return {place: _value(value) for place, value in row.answers_json.items() if place in asked}


def list_counts(deployment: Deployment, pack: LawPack) -> ListCounts:
    """Count the entries that are not withdrawn: by category, below the pack's two ages, with a disability.

    Once the list is destroyed everything is 0; the sealed composition stays with the deployment.
    """
    listed = WatchlistEntry.objects.filter(deployment=deployment, withdrawn_at=None)
    child = Q(age_band__in=bands_under(pack.whole("child_under_years")))
    disabled = Q(has_disability=True)
    told: dict[str, Any] = listed.aggregate(
        entries=Count("id"),
        young=Count("id", filter=Q(age_band__in=bands_under(pack.whole("young_under_years")))),
        children=Count("id", filter=child),
        with_disability=Count("id", filter=disabled),
        listed_last_at=Max("added_at", filter=child | disabled),
    )
    categories = listed.values_list("category").annotate(Count("id")).order_by("category")
    return ListCounts(by_category=dict(categories), **told)


def advised(deployment: Deployment) -> Advised:
    """Return when each side last gave its advice."""
    given = Advice.objects.filter(deployment=deployment).values_list("given_as", "given_at")
    return Advised(_last(given, Role.LEGAL_ADVISER), _last(given, Role.TEAM_MEMBER))


def _last(given: Iterable[tuple[str, datetime]], role: Role) -> datetime | None:
    return max((at for given_as, at in given if given_as == role), default=None)


def _value(stored: object) -> Answer:
    if isinstance(stored, str):
        return stored
    rows: list[dict[str, str]] = stored if isinstance(stored, list) else []
    return tuple({str(code): str(value) for code, value in row.items()} for row in rows)
