"""Pass a check: the operator says that the recognition of the volunteer who walked reached their console."""

from overt.actions._checking import end_check
from overt.actions.act import act
from overt.actions.system import Actor
from overt.records.models import ChainCheck, CheckOutcome, Deployment


def pass_check(by: Actor, deployment: Deployment | str, *, tap: str = "") -> ChainCheck:
    """Pass the check under way; the key is taken back until the start."""
    with act(by, "pass_check", deployment, tap=tap) as acting:
        return end_check(acting, "check.passed", CheckOutcome.PASSED)
