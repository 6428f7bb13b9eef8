"""Stop a check that was not passed: by whoever sees that it does not work, or by the software when its time is over."""

from overt.actions import site
from overt.actions._checking import end_check
from overt.actions.act import act
from overt.actions.system import SOFTWARE, Actor
from overt.law.states import State
from overt.records.models import ChainCheck, CheckOutcome, Deployment

OVERDUE = "Its time was over before a volunteer was recognised and the operator passed it."


def stop_check(by: Actor, deployment: Deployment | str, *, reason: str, tap: str = "") -> ChainCheck:
    """Stop the check under way, or put on record that its time is over; nothing is compared any more."""
    with act(by, "stop_check", deployment, tap=tap) as acting:
        return end_check(acting, "check.stopped", CheckOutcome.STOPPED, reason=acting.state_reason("check", reason))


def stop_overdue_checks(deployment: str = "") -> int:
    """Stop every check whose time is over, of one deployment or of all; says how many."""
    over = ChainCheck.objects.filter(ended_at=None, ends_at__lte=site.now(), deployment__state=State.AUTHORISED.value)
    of = over.filter(deployment=deployment) if deployment else over
    return len([stop_check(SOFTWARE, one, reason=OVERDUE) for one in list(of.values_list("deployment_id", flat=True))])
