"""Prepares the demonstration's deployment: an application with its checked list, and a second person's authority."""

from collections.abc import Mapping
from datetime import timedelta

from overt.actions.values import CameraPlan, DeploymentPlan, FourTests
from overt.cli.demonstration.site import CAMERA
from overt.cli.engine_facts import engine_facts
from overt.records.models import Deployment, Person
from overt.rehearsal.people import load_cast
from overt.rehearsal.stills import enrolment_stills
from overt.rehearsal.threshold import REHEARSAL_THRESHOLD

Zone = tuple[tuple[float, float], ...]

REASONS = FourTests(
    proportionality="Drawn people only: nobody's face is processed, so nobody's privacy is interfered with.",
    legality="A rehearsal of drawn people needs no power beyond the force's own training.",
    accountability="Every act of the rehearsal is in the ledger, and the report is published with the demonstration.",
    necessity="Operators have to practise the whole course of a deployment before they may run a real one.",
)


LESSON = (
    "Silver, operator and Engagement Officer rehearse a deployment from start to erasure. Afterwards each knows how to"
    " record an own view before the score is shown, how to halt, and how two people resume."
)
"""What a rehearsal of drawn people is asked on Form 1."""


def apply_for(cast: Mapping[str, Person], planned: DeploymentPlan) -> Deployment:
    """Draft the application, answer Form 1, make the watchlist, have its pictures checked, seal it, submit."""
    from overt.actions import site
    from overt.actions.add_to_watchlist import add_to_watchlist
    from overt.actions.create_deployment import create_deployment
    from overt.actions.save_application import save_application
    from overt.actions.seal_watchlist import seal_watchlist
    from overt.actions.submit import submit
    from overt.enrol.service import check_waiting

    applicant = cast["applicant"]
    draft = create_deployment(applicant, planned)
    save_application(applicant, draft, answers={"rehearsal.lesson": LESSON})
    for person in load_cast().listed:
        add_to_watchlist(
            applicant,
            draft,
            label=person.name,
            category="drawn_person",
            reason="A drawn subject of this rehearsal.",
            pictures=enrolment_stills(person),
        )
    while check_waiting(site.vault(), planned.engine.name):
        pass
    seal_watchlist(applicant, draft)
    return submit(applicant, draft)


def authorise(cast: Mapping[str, Person], deployment: Deployment) -> Deployment:
    """Let the Authorising Officer decide, in their own words."""
    from overt.actions.authorise import authorise as decide

    return decide(cast["authoriser"], deployment, reasons=REASONS)


def plan(zone: Zone, engine: str, minutes: int, title: str) -> DeploymentPlan:
    """Return the application of the demonstration; `zone` in fractions of the frame."""
    from overt.actions import site

    now = site.now()
    return DeploymentPlan(
        kind="rehearsal",
        source="drawn",
        title=title,
        place="Drawn Street",
        purpose="Rehearse a whole deployment with drawn people on drawn video.",
        use_case="rehearsal",
        starts_at=now - timedelta(minutes=1),
        ends_at=now + timedelta(minutes=minutes),
        cameras=(CameraPlan(CAMERA, zone),),
        engine=engine_facts(engine),
        threshold=REHEARSAL_THRESHOLD[engine],
        threshold_justification="Drawn people share one sculptor; this threshold was set on other drawn people.",
    )
