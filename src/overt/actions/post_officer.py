"""Post an Engagement Officer: which cameras' alerts reach them when an operator sends one."""

from overt.actions._duty import open_turn
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.facts_duty import with_duty
from overt.actions.system import Actor
from overt.law.roles import Role
from overt.records.models import Deployment, Duty


def post_officer(by: Actor, deployment: Deployment, *, officer: str, cameras: frozenset[str], tap: str = "") -> Duty:
    """Post an officer on duty to these cameras; an empty set means every camera."""
    learn = lambda facts: with_duty(facts, deployment, officer=officer)  # noqa: E731
    with act(by, "post_officer", deployment, learn, tap) as acting:
        known = set(acting.deployment.cameras.values_list("name", flat=True))
        if not cameras <= known:
            raise ActionRefused("camera_unknown", "This deployment has no camera of that name.")
        turn = open_turn(acting, officer, Role.ENGAGEMENT_OFFICER)
        turn.cameras = sorted(cameras)
        acting.record("duty.posted", subject=turn.id, duty=turn.id, cameras=turn.cameras)
        turn.save()
    return turn
