"""Close a deployment because a condition of its authority says so: as many alerts as it allows were judged false."""

from contextlib import suppress

from django.db.models import QuerySet

from overt.actions._ending import end_for_good
from overt.actions.act import act
from overt.actions.close import record_close
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.law.states import State
from overt.law.stipulations import StipulationKind
from overt.records.models import AuthorityCondition, Deployment


def close_on_condition(deployment: Deployment | str) -> Deployment:
    """Close now; refused unless the authority's condition asks for it."""
    with act(SOFTWARE, "close_on_condition", deployment) as acting:
        record_close(acting, reason_code="false_alerts_condition")
    end_for_good(acting.deployment.id)
    return acting.deployment


def keep_false_alert_condition(deployment: str) -> None:
    """Close the deployment if a condition closes it now; else do nothing."""
    if not _limited().filter(deployment=deployment).exists():
        return
    with suppress(ActionRefused):
        close_on_condition(deployment)


def close_due() -> None:
    """Close whatever a condition closes, should a crash have come between the judgement and the close."""
    for deployment in list(_limited().values_list("deployment_id", flat=True)):
        keep_false_alert_condition(deployment)


def _limited() -> QuerySet[AuthorityCondition]:
    running = (State.LIVE, State.HALTED)
    return AuthorityCondition.objects.filter(
        kind=StipulationKind.CLOSE_AFTER_FALSE_ALERTS, deployment__state__in=running
    )
