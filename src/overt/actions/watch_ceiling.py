"""Hold a live deployment to the ceiling of false alerts by a sequential test: amber tells Silver, red halts at once."""

from overt.actions import site
from overt.actions._ending import drop_warrants
from overt.actions.act import Acting, act
from overt.actions.ceiling_standing import Standing, latest_watch, standing_of, test_of
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.law.states import State
from overt.measure.sequential import CeilingTest, Colour
from overt.records.ids import new_id
from overt.records.models import CeilingWatch, Deployment

RED = "The sequential test of the ceiling is red: {false} false alerts in {faces} faces. {test}."


def watch_ceiling(deployment: str) -> None:
    """Look at the counts of a live deployment; put a change on record, and halt it when the test is red.

    False alerts only ever come with a judgement, so it is asked after each of them, and again by the sweep.
    """
    row = Deployment.objects.get(pk=deployment)
    if row.state != State.LIVE:
        return
    now = standing_of(row)
    if now.point == now.last_point and now.colour == now.last_colour:
        return
    try:
        _halt(row, now) if now.colour is Colour.RED else _keep(row, now)
    except ActionRefused as refused:
        if refused.code != "wrong_state":  # somebody halted or closed it in this moment
            raise


def watch_ceilings() -> int:
    """Look at every live deployment; says how many."""
    live = list(Deployment.objects.filter(state=State.LIVE.value).values_list("pk", flat=True))
    for deployment in live:
        watch_ceiling(deployment)
    return len(live)


def begin_watch(acting: Acting, faces: int, false_alerts: int) -> CeilingWatch:
    """Begin a watch over what comes from now on."""
    watch = CeilingWatch(
        id=new_id(),
        deployment=acting.deployment,
        began_at=acting.now,
        base_faces=faces,
        base_false=false_alerts,
    )
    watch.save(force_insert=True)
    return watch


def _keep(row: Deployment, now: Standing) -> None:
    with act(SOFTWARE, "watch_ceiling", row) as acting:
        _record(acting, now, test_of(acting.deployment))


def _halt(row: Deployment, now: Standing) -> None:
    with act(SOFTWARE, "halt", row) as acting:
        site.vault().suspend(acting.deployment.id)
        test = test_of(acting.deployment)
        _record(acting, now, test)
        told = acting.state_reason("halt", RED.format(false=now.point[1], faces=now.point[0], test=test))
        acting.record("deployment.halted", subject=acting.deployment.id, reason=told, reason_code="ceiling_red")
        acting.deployment.halted_at = acting.now
        drop_warrants(acting)


def _record(acting: Acting, now: Standing, test: CeilingTest) -> None:
    watch = latest_watch(acting.deployment.id) or begin_watch(acting, 0, 0)
    faces, false_alerts = now.point
    acting.record(
        "ceiling.changed",
        subject=watch.id,
        watch=watch.id,
        colour=now.colour.value,
        faces=faces,
        false_alerts=false_alerts,
        evidence=f"{test.evidence(false_alerts, faces):.6f}",
    )
    watch.colour = now.colour.value
    watch.points_json = [*watch.points_json, [faces, false_alerts]]
    watch.save()
