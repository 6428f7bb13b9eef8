"""Deployments to run cameras for, made by the real actions, with a list of marks or of drawn people really sealed."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.authorise import authorise
from overt.actions.create_deployment import create_deployment
from overt.actions.record_picture_check import record_picture_check
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.values import CameraPlan, EngineFacts, PictureCheck
from overt.ledger.read import entries_after
from overt.live.session import CameraJob
from overt.live.source_spec import SourceSpec
from overt.records.models import Deployment
from overt.vault import RecordKind
from overt.vision.engine import Engine
from overt.vision.passports import passport
from overt.vision.values import Floats
from tests import make
from tests.applying import complete
from tests.live.marks import mark_picture, template_of

CAMERA = "north"


@dataclass(frozen=True)
class Subject:
    """Somebody to be listed: a label, pictures, and the template of each."""

    label: str
    pictures: Sequence[bytes]
    templates: Sequence[Floats]
    category: str = "rehearsal_volunteer"


def engine_facts() -> EngineFacts:
    """The shipped engine's facts, as an application states them."""
    told = passport("dlib")
    return EngineFacts(told.name, told.digest, frozenset(told.fit_for), ("0.0", "1.0"))


def mark_subject(label: str, colour: tuple[int, int, int]) -> Subject:
    """A subject whose face is a mark."""
    return Subject(label, [jpeg_of(mark_picture(colour))], [template_of(colour)])


def jpeg_of(pixels: np.ndarray) -> bytes:  # type: ignore[type-arg]
    """Write a picture as JPEG."""
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=90)
    return out.getvalue()


def draw_subject(label: str, person: object, engine: Engine) -> Subject:
    """A drawn person with the template of their frontal still."""
    from overt.rehearsal.identity import DrawnPerson
    from overt.rehearsal.stills import enrolment_stills

    assert isinstance(person, DrawnPerson)
    picture = enrolment_stills(person, [0.0])[0]
    pixels = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"))
    faces = engine.detect(pixels)
    assert len(faces) == 1
    return Subject(label, [picture], list(engine.templates(engine.chip(pixels, faces.landmarks[0])[None])))


def authorised(who: make.People, subjects: Sequence[Subject], **changed: object) -> Deployment:
    """Prepare a rehearsal with drawn video, list these subjects, have it authorised."""
    plan = {"engine": engine_facts(), "cameras": (CameraPlan(CAMERA, smallest_face_px=40),), **changed}
    made = create_deployment(who.team_member, make.plan(**plan))
    for subject in subjects:
        _list(who, made, subject)
    complete(who, made)
    seal_watchlist(who.team_member, made)
    submit(who.team_member, made)
    return authorise(who.authorising_officer, made, reasons=make.FOUR_TESTS)


def live(who: make.People, subjects: Sequence[Subject], **changed: object) -> Deployment:
    """Take it live as well."""
    return start(who.silver, authorised(who, subjects, **changed))


def _list(who: make.People, deployment: Deployment, subject: Subject) -> None:
    entry = add_to_watchlist(
        who.team_member,
        deployment,
        label=subject.label,
        category=subject.category,
        reason="drawn for this rehearsal",
        pictures=list(subject.pictures),
    )
    rows = entry.pictures.order_by("added_at", "id")
    for row, template in zip(rows, subject.templates, strict=True):
        plain = template.astype("<f4").tobytes()
        sealed = site.vault().seal(deployment.id, RecordKind.WATCHLIST_TEMPLATE, row.id, plain)
        record_picture_check(row, PictureCheck(accepted=True, template_sealed=sealed))


def job(deployment: Deployment, engine: Engine, source: Path | str, *, every_frame: bool = False) -> CameraJob:
    """What `prepare` gives, with an engine of the test's choice."""
    camera = deployment.cameras.get(name=CAMERA)
    return CameraJob(deployment, camera, SourceSpec.parse(str(source), every_frame=every_frame), engine)


def configure(home: Path, cameras: Mapping[str, str]) -> None:
    """Write the site's settings, as camera processes read them."""
    lines = ['site_name = "Test site"', 'engine = "dlib"', "[cameras]"]
    lines += [f'{name} = "{source}"' for name, source in cameras.items()]
    (home / "overt.toml").write_text("\n".join(lines) + "\n")


def events(deployment: Deployment) -> list[str]:
    """What the ledger says happened in a deployment, in order."""
    return [entry.event for entry in entries_after(-1, 5000) if entry.deployment == deployment.id]


def until(holds: Callable[[], bool], seconds: float = 20.0) -> bool:
    """Wait until something holds; False when it did not in time."""
    import time

    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
