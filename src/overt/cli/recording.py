"""The rehearsal deployment behind `overt rehearse`, from its draft to the last erasure."""

import fcntl
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.authorise_recording import authorise_recording
from overt.actions.cancel import cancel
from overt.actions.close import close
from overt.actions.create_deployment import create_deployment
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.expire import expire_due
from overt.actions.finish_erasures import finish_erasures
from overt.actions.record_consent import record_consent
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.system import SOFTWARE
from overt.actions.values import CameraPlan, DeploymentPlan, RecordingFacts
from overt.actions.withdraw import withdraw
from overt.cli.engine_facts import engine_facts
from overt.cli.errors import Unusable
from overt.cli.init import commands_person
from overt.cli.site import publish_ledger
from overt.enrol.service import check_waiting
from overt.law.states import Kind, Source, State
from overt.live.recording import recording_digest, run_recording
from overt.live.video_file import look_at
from overt.records.models import Alert, Deployment, Person, PictureState, WatchlistPicture
from overt.records.queries.figures import run_figures
from overt.records.queries.packs import pack_in_force
from overt.vision import engines
from overt.vision.match import check_threshold
from overt.vision.passports import Passport, passport

CAMERA = "recording"
RUN_MINUTES = 60
"""How long a run may take; reading a recording frame by frame can be slower than its own length."""
RESTS_ON = "Nobody signed this: it rests on the consent stated, on the law pack's limits, and on the ledger."


@dataclass(frozen=True)
class Request:
    """What was asked for; `pictures` by file name, `threshold` as decimal text or empty."""

    video: Path
    pictures: Mapping[str, bytes]
    consent: str
    document: bytes
    engine: str
    threshold: str
    every_frame: bool


def run_once(home: Path, request: Request) -> dict[str, Any]:
    """Run the rehearsal and return its counts and its alerts by label; nothing else is kept of it.

    Raises:
        Unusable: the request cannot be used; nothing was compared.
    """
    plan = _plan(request)
    with _only_run(home):
        by = commands_person()
        _clear_what_a_crash_left(by)
        try:
            draft = create_deployment(by, plan)
            labels = _listed(by, draft, request)
            _authorised(by, draft, labels)
            start(by, draft.id)
            run_recording(draft.id, request.video, every_frame=request.every_frame)
            return _result(draft, plan, labels)
        finally:
            _end_everything(by)
            publish_ledger(home)


def _plan(request: Request) -> DeploymentPlan:
    """Check all that can be checked before anything is recorded, and write the application."""
    if Deployment.objects.filter(kind=Kind.OPERATIONAL).exists():
        raise Unusable("This site has operational deployments; a recording cannot be rehearsed on it.")
    pack = pack_in_force()
    facts = look_at(request.video)
    if facts.seconds > 60 * pack.recording_minutes:
        raise Unusable(f"{request.video.name} is longer than the {pack.recording_minutes} minutes allowed.")
    if len(request.pictures) > pack.recording_pictures:
        raise Unusable(f"{len(request.pictures)} pictures are more than the {pack.recording_pictures} allowed.")
    told = passport(request.engine or settings.OVERT.engine)
    # Loading refuses a missing or wrong weight before anything is drafted.
    engines.load(told.name, accept_licences=settings.OVERT.accepted_licences)
    now = site.now()
    return DeploymentPlan(
        kind="rehearsal",
        source="recording",
        title=f"Rehearsal on {request.video.name}",
        place="A local recording",
        purpose="Rehearse on a recording of consenting people.",
        use_case="rehearsal",
        starts_at=now - timedelta(seconds=1),
        ends_at=now + timedelta(minutes=RUN_MINUTES),
        cameras=(CameraPlan(CAMERA),),
        engine=engine_facts(told.name),
        threshold=_threshold(request.threshold, told),
        threshold_justification="A rehearsal on consenting people; its alerts lead to nothing.",
        recording=RecordingFacts(request.video.name, recording_digest(request.video), max(1, round(facts.seconds))),
    )


def _threshold(text: str, told: Passport) -> str:
    if text:
        try:
            check_threshold(told, float(text))
        except ValueError as error:
            raise Unusable(f"The threshold must be a number such as 0.6, not {text!r}.") from error
        return text
    if not told.operating_points:
        raise Unusable(f"The passport of {told.name} has no measured threshold; give one with --threshold.")
    return str(told.operating_points[0].threshold)


def _listed(by: Person, draft: Deployment, request: Request) -> dict[str, str]:
    """Put everybody on the list with the consent stated, and return entry ids with their file labels."""
    reason = "Somebody who consented to this rehearsal."
    labels = {}
    for label, picture in request.pictures.items():
        entry = add_to_watchlist(
            by, draft.id, label=label, category="consenting_person", reason=reason, pictures=[picture]
        )
        labels[entry.id] = label
    record_consent(by, draft.id, text=request.consent, document=request.document)
    return labels


def _authorised(by: Person, draft: Deployment, labels: Mapping[str, str]) -> None:
    while check_waiting(site.vault(), draft.engine):
        pass
    _refuse_bad_pictures(draft, labels)
    seal_watchlist(by, draft.id)
    submit(by, draft.id)
    authorise_recording(by, draft.id)


def _refuse_bad_pictures(draft: Deployment, labels: Mapping[str, str]) -> None:
    refused = WatchlistPicture.objects.filter(entry__deployment=draft).exclude(state=PictureState.ACCEPTED)
    told = sorted(f"{labels[one.entry_id]}: {one.quality_json.get('words', 'It was not checked.')}" for one in refused)
    if told:
        raise Unusable("These pictures cannot be used. " + " ".join(told))


def _result(deployment: Deployment, plan: DeploymentPlan, labels: Mapping[str, str]) -> dict[str, Any]:
    alerted = Counter(labels[alert.entry] for alert in Alert.objects.filter(deployment=deployment))
    return {
        "deployment": deployment.id,
        "recording": plan.recording.label if plan.recording else "",
        "engine": plan.engine.name,
        "threshold": plan.threshold,
        "counts": asdict(run_figures(deployment.id)),
        "alerts": {"total": alerted.total(), "by_label": dict(sorted(alerted.items()))},
        "rests_on": RESTS_ON,
    }


@contextmanager
def _only_run(home: Path) -> Iterator[None]:
    """Hold the site's one place for a rehearsal on a recording; the system gives it back whatever happens."""
    with (home / "rehearse.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Unusable("Another rehearsal on a recording is running on this site: one at a time.") from None
        yield


def _clear_what_a_crash_left(by: Person) -> None:
    """End recordings whose run was killed: with the lock held, none is running."""
    expire_due()
    _end_everything(by)
    finish_erasures()


def _end_everything(by: Person) -> None:
    """Close or withdraw every recording's deployment and erase its list and its alerts at once."""
    for row in Deployment.objects.filter(source=Source.RECORDING, watchlist_destroyed_at=None):
        _end(by, row)
        erase_watchlist(SOFTWARE, row.id)
        for alert in Alert.objects.filter(deployment=row):
            erase_alert(SOFTWARE, alert)


def _end(by: Person, row: Deployment) -> None:
    if row.state in (State.LIVE, State.HALTED):
        close(by, row.id, reason="The recording's run is over.")
    elif row.state == State.AUTHORISED:
        cancel(by, row.id, reason="The recording was not run.")
    elif row.state in (State.DRAFT, State.SUBMITTED):
        withdraw(by, row.id, reason="The recording was not run.")
