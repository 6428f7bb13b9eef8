"""How the false alerts of a deployment stand against the ceiling, by its sequential test."""

from dataclasses import dataclass

from overt.measure.sequential import CeilingTest, Colour
from overt.records.models import CeilingWatch, Deployment
from overt.records.queries.figures import alert_figures, run_figures
from overt.records.queries.packs import pack_of


@dataclass(frozen=True)
class Standing:
    """One moment of a watch: `faces` and `false_alerts` since it began; `path` holds the points on record.

    `point` is what would be put on record now: the last point again unless an alert was judged or the colour changed.
    """

    point: tuple[int, int]
    faces: int
    false_alerts: int
    colour: Colour
    evidence: float
    last_point: tuple[int, int]
    last_colour: Colour
    path: tuple[tuple[int, int], ...]


def test_of(deployment: Deployment) -> CeilingTest:
    """Return the test the deployment's law pack asks for."""
    pack = pack_of(deployment)
    return CeilingTest(
        float(pack.false_alert_ceiling), float(pack.ceiling_alternative), pack.ceiling_false_halt, pack.ceiling_missed
    )


def latest_watch(deployment: str) -> CeilingWatch | None:
    """Return the newest watch, if one was begun."""
    return CeilingWatch.objects.filter(deployment_id=deployment).order_by("-began_at").first()


def is_red(deployment: str) -> bool:
    """Return whether the newest watch ended in red: two people have to resume, one of them Silver."""
    watch = latest_watch(deployment)
    return watch is not None and watch.colour == Colour.RED


def counted(deployment: str) -> tuple[int, int]:
    """Return faces seen and false alerts so far; a camera's faces may be told a second after its alerts."""
    false_alerts = alert_figures(deployment).false
    return max(run_figures(deployment).passages, false_alerts), false_alerts


def standing_of(deployment: Deployment) -> Standing:
    """Return where the newest watch stands now. A judgement taken back lowers the count again."""
    watch = latest_watch(deployment.pk)
    faces, false_alerts = counted(deployment.pk)
    if watch is not None:
        false_alerts = max(0, false_alerts - watch.base_false)
        faces = max(faces - watch.base_faces, false_alerts)
    test = test_of(deployment)
    path = tuple((int(one[0]), int(one[1])) for one in watch.points_json) if watch else ()
    last_faces, last_false = path[-1] if path else (0, 0)
    last_colour = Colour(watch.colour) if watch else Colour.GREEN
    colour = test.colour(false_alerts, faces)
    # What is on record is told again only when an alert was judged or the colour changes, not with every face.
    moved = false_alerts != last_false or colour is not last_colour
    return Standing(
        point=(faces, false_alerts) if moved else (last_faces, last_false),
        faces=faces,
        false_alerts=false_alerts,
        colour=colour,
        evidence=test.evidence(false_alerts, faces),
        last_point=(last_faces, last_false),
        last_colour=last_colour,
        path=path,
    )
