"""What every act on an application does first: find and lock its row, and spell its answers in their one form."""

from collections.abc import Mapping

from overt.actions.act import Acting
from overt.actions.errors import ActionRefused
from overt.ledger.canonical import Json, canonical
from overt.records.models import Application


def locked_application(acting: Acting) -> Application:
    """Return the answers of the act's deployment, locked; refused once they are erased."""
    row = Application.objects.select_for_update().filter(pk=acting.deployment.pk).first()
    if row is None:
        raise ActionRefused("no_application", "The answers of this application are not there any more.")
    return row


def canonical_answers(answers: Mapping[str, Json]) -> str:
    """Return answers in their one canonical spelling (RFC 8785)."""
    return canonical(answers).decode()
