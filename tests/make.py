"""Factories: people, deployments, watchlists and alerts, made by the real actions; nothing stands in for a part.

Pictures are noise of the right shape: no face, and no real person, is in any of them.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from itertools import count

from django.db import OperationalError
from django.utils.timezone import localdate

from overt.actions import site
from overt.actions.acknowledge_rules import acknowledge_rules
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.agree_law_pack import agree_law_pack
from overt.actions.authorise import authorise
from overt.actions.begin_camera_run import begin_camera_run
from overt.actions.create_deployment import create_deployment
from overt.actions.create_person import create_person
from overt.actions.entry_values import NOT_STATED, ImageNote, Particulars
from overt.actions.facts_people import current_roles
from overt.actions.go_on_duty import go_on_duty
from overt.actions.grant_role import grant_role
from overt.actions.initialise_site import initialise_site
from overt.actions.propose_law_pack import propose_law_pack
from overt.actions.raise_alert import raise_alert
from overt.actions.record_certificate import record_certificate
from overt.actions.record_picture_check import record_picture_check
from overt.actions.record_preparation import explain_unchecked_start, record_briefing, record_notice, record_signs
from overt.actions.review_entry import review_entry
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.sign_technical_suitability import sign_technical_suitability
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.take_warrant import take_warrant
from overt.actions.values import (
    CameraPlan,
    CandidatePicture,
    DeploymentPlan,
    EngineFacts,
    FourTests,
    FurtherDecisions,
    NewAlert,
    PictureCheck,
    SubjectDetails,
)
from overt.law.listing import AgeBand
from overt.law.preparations import SIGNS_SAY
from overt.law.roles import Role
from overt.law.stipulations import Stipulation
from overt.records.ids import new_id
from overt.records.models import (
    Alert,
    CameraRun,
    Deployment,
    LawPackVersion,
    Person,
    WatchlistEntry,
    WatchlistPicture,
)
from overt.records.queries.authority import authority_of
from overt.records.queries.packs import pack_in_force
from overt.vault import Claim, RecordKind

PASSWORD = "a long enough pass phrase 4711"
ENGINE = EngineFacts(
    name="dlib",
    digest=sha256(b"engine").hexdigest(),
    fit_for=frozenset({"rehearsal"}),
    scale=("0", "1"),
)
FOUR_TESTS = FourTests("the least intrusive way", "common law", "this record", "no other way has worked")
FURTHER = FurtherDecisions(criteria="offences and warrants decide who is listed, never a group")
_numbers = count(1)


@dataclass(frozen=True)
class People:
    """A site's people: `people().operator` is the one with that role, created by the administrator when first asked."""

    administrator: Person
    by_role: dict[Role, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        if name not in set(Role):
            raise AttributeError(name)
        role = Role(name)
        if role not in self.by_role:
            self.by_role[role] = person(self.administrator, role)
        return self.by_role[role]


def people() -> People:
    """Initialise the site; everybody but the administrator comes when asked for."""
    return People(initialise_site(login="admin", name="Administrator", password=PASSWORD))


def in_order(who: People) -> People:
    """Fill every role the pack in force wants, with training and acknowledgement in date."""
    rules = pack_in_force().people
    for role in sorted(rules.wanted | rules.acknowledging | frozenset().union(*(rule.roles for rule in rules.courses))):
        put_in_order(who.administrator, getattr(who, role))
    return who


def put_in_order(administrator: Person, one: Person) -> Person:
    """Give somebody what their roles need to count now: certificates, and their acknowledgement of the rules."""
    found = pack_in_force()
    for rule in found.people.courses:
        if rule.roles & one.roles:
            record_certificate(administrator, one, course=rule.course, reference="TR-1", passed_on=site.now())
    if found.people.acknowledging & one.roles:
        acknowledge_rules(one, found.name, digest=found.digest)
    return one


def person(administrator: Person, *roles: Role) -> Person:
    """Create somebody with these roles."""
    number = next(_numbers)
    created = create_person(administrator, login=f"person-{number}", name=f"Person {number}", password=PASSWORD)
    for role in roles:
        grant_role(administrator, created, role)
    return created


def law_pack(who: People, name: str, content: bytes | None = None) -> LawPackVersion:
    """Have two people put a law pack in force."""
    proposed = propose_law_pack(who.legal_adviser, name=name, content=content, reason="the Board decided so")
    return agree_law_pack(who.senior_responsible_officer, proposed)


def plan(**changed: object) -> DeploymentPlan:
    """Return a sound plan of a drawn rehearsal that starts now and lasts 50 minutes."""
    starts_at: datetime = site.now()
    sound = DeploymentPlan(
        kind="rehearsal",
        title="Rehearsal on the concourse",
        place="Drawn concourse",
        purpose="rehearse the way a deployment is run",
        use_case="rehearsal",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=50),
        cameras=(CameraPlan("north"),),
        engine=ENGINE,
        threshold="0.60",
        threshold_justification="no mandate threshold is known for this engine",
        source="drawn",
    )
    return replace(sound, **changed)  # type: ignore[arg-type]


def entry(
    by: Person,
    deployment: Deployment,
    *,
    label: str = "Subject",
    pictures: int = 1,
    age: AgeBand = AgeBand.ADULT,
    category: str = "",
) -> WatchlistEntry:
    """List one subject and let the check accept every picture with a template sealed as enrolment does.

    What is more than a rehearsal gets every particular of a sought adult, and its entry is reviewed.
    """
    rehearsed = deployment.kind == "rehearsal"
    then = None if age is AgeBand.ADULT else 9
    note = ImageNote("custody", "PACE section 64A", localdate(site.now()) - timedelta(days=30), then)
    listed = add_to_watchlist(
        by,
        deployment,
        label=label,
        category=category or ("rehearsal_volunteer" if rehearsed else "wanted_by_courts"),
        reason="drawn for this rehearsal" if rehearsed else "wanted on a warrant; seen at this place before",
        pictures=[f"picture {label} {number}".encode() for number in range(pictures)],
        particulars=NOT_STATED if rehearsed and age is AgeBand.ADULT else Particulars("Force A", age),
        images=() if rehearsed else [note] * pictures,
    )
    for picture in listed.pictures.all():
        accept(picture)
    if not rehearsed:
        review_entry(by, listed, face_occluded=False)
    return listed


def add_waiting(by: Person, deployment: Deployment, *, label: str = "Waiting") -> WatchlistEntry:
    """List one subject whose picture waits for its check."""
    return add_to_watchlist(
        by, deployment, label=label, category="rehearsal_volunteer", reason="drawn", pictures=[b"picture"]
    )


def accept(picture: WatchlistPicture) -> WatchlistPicture:
    """Accept one waiting picture with a template of its own."""
    deployment = picture.entry.deployment_id
    template = site.vault().seal(
        deployment, RecordKind.WATCHLIST_TEMPLATE, picture.id, f"template {picture.id}".encode()
    )
    return record_picture_check(picture, PictureCheck(accepted=True, template_sealed=template))


def draft(who: People, *, entries: int = 1, **changed: object) -> Deployment:
    """Create a draft with its Form 1 answered and a checked watchlist."""
    from tests.applying import complete

    made = complete(who, create_deployment(who.team_member, plan(**changed)))
    for number in range(entries):
        entry(who.team_member, made, label=f"Subject {number}")
    return made


def submitted(who: People, *, entries: int = 1, **changed: object) -> Deployment:
    """Seal and submit a draft; what is more than a rehearsal gets the documents it needs first."""
    made = draft(who, entries=entries, **changed)
    if made.kind != "rehearsal":
        from tests.assessing import everything_in_force

        everything_in_force(who, made)
    seal_watchlist(who.team_member, made)
    return submit(who.team_member, made)


def suitable(who: People, deployment: Deployment) -> Deployment:
    """Have the technical lead sign, as an operational deployment or a trial needs before its decision."""
    sign_technical_suitability(who.technical_lead, deployment, statement="tested here, within its limits")
    return deployment


def authorised(
    who: People, *, entries: int = 1, conditions: tuple[Stipulation, ...] = (), **changed: object
) -> Deployment:
    """Have a deployment authorised by the officer, under these conditions."""
    applied = submitted(who, entries=entries, **changed)
    if applied.kind != "rehearsal":
        suitable(who, applied)
    further = replace(FURTHER, conditions=conditions)
    return authorise(who.authorising_officer, applied, reasons=FOUR_TESTS, further=further)


def prepared(who: People, deployment: Deployment) -> Deployment:
    """Have notice out, everybody briefed, the signs up and a reason to start unchecked: a start in public needs it."""
    now, on_duty = site.now(), [who.silver.pk, who.operator.pk, who.engagement_officer.pk]
    record_notice(who.team_member, deployment, where="the force's web site", done_at=now)
    record_briefing(who.silver, deployment, what="purpose, list, powers", people=on_duty, done_at=now)
    record_signs(who.silver, deployment, where="both ends of the street", says=frozenset(SIGNS_SAY), done_at=now)
    explain_unchecked_start(who.silver, deployment, reason="no volunteer is on this list")
    return deployment


def live(who: People, *, entries: int = 1, conditions: tuple[Stipulation, ...] = (), **changed: object) -> Deployment:
    """Take a deployment live; an Engagement Officer is on duty, whom the operator's alerts reach."""
    made = authorised(who, entries=entries, conditions=conditions, **changed)
    if made.kind != "rehearsal":
        prepared(who, made)
    started = start(who.silver, made)
    if Role.ENGAGEMENT_OFFICER in current_roles(who.engagement_officer, started, site.now()):
        go_on_duty(who.engagement_officer, started, role=Role.ENGAGEMENT_OFFICER)
    return started


def claim(deployment: Deployment, camera: str = "north") -> Claim:
    """Claim exactly what was authorised, as a camera process with the right things loaded does."""
    authority = authority_of(deployment)
    return authority.claim(
        camera=camera,
        engine_digest=authority.engine_digest,
        threshold=authority.threshold,
        watchlist_digest=authority.watchlist_digest,
    )


def camera_run(deployment: Deployment, camera: str = "north") -> CameraRun:
    """Begin a run under a warrant really given by the vault."""
    run = begin_camera_run(deployment, camera=camera, pid=4711)
    with site.vault().warrant(claim(deployment, camera)) as warrant:
        return take_warrant(run, warrant=warrant.id)


def new_alert(run: CameraRun, **changed: object) -> NewAlert:
    """Return what a live process hands over for the run's first listed subject."""
    picture = WatchlistPicture.objects.filter(entry__deployment_id=run.deployment_id, entry__withdrawn_at=None).first()
    assert picture is not None
    handed = NewAlert(
        deployment=run.deployment_id,
        camera=run.camera,
        run=run.id,
        warrant=run.warrant,
        passage=new_id(),
        picture=picture.id,
        score=0.71,
        threshold=run.deployment.threshold,
        probe_jpeg=b"probe jpeg",
        candidates=(CandidatePicture(picture.id, b"candidate jpeg"),),
        subject=SubjectDetails("Subject", "rehearsal_volunteer"),
    )
    return replace(handed, **changed)  # type: ignore[arg-type]


def alert(run: CameraRun, **changed: object) -> Alert:
    """Raise one alert."""
    return raise_alert(new_alert(run, **changed))


def score_text(score: float) -> str:
    """Write a score as records keep it."""
    return str(Decimal(f"{score:.6f}"))


def site_error() -> Exception:
    """Return what a database that cannot be written raises."""
    return OperationalError("disk I/O error")
