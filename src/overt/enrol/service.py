"""The enrolment service: has waiting pictures read by locked-up readers and records what came of each.

It works under an enrolment warrant, one draft list at a time, and never decodes a picture itself. A picture that
crashes, hangs or overruns its reader is refused with its sentence and the next one goes on. Nothing is kept between
pictures but the database, so a service that was killed goes on where it stopped: what was not recorded still waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event
from typing import Protocol

from django.conf import settings

from overt.actions import site
from overt.actions.errors import ActionRefused, NotRecorded
from overt.enrol.checking import DraftCheck
from overt.enrol.drafts import Draft, draft_of, drafts_waiting
from overt.enrol.importing import ListImport
from overt.enrol.lock import working_alone
from overt.enrol.pool import ReaderPool, cores
from overt.enrol.uploads import read_uploads
from overt.vault import Vault, WarrantRefused
from overt.vision import engines
from overt.vision.check import why_unusable
from overt.vision.passports import passport

_LOG = logging.getLogger(__name__)
_POLL_SECONDS = 1.0

Progress = Callable[[int], None]
"""Called with how many pictures were just settled."""


class ImportProgress(Protocol):
    """Hears how far an import is."""

    def listed(self, entries: int) -> None:
        """So many more entries are on the list."""
        ...

    def checked(self, pictures: int) -> None:
        """So many more pictures are settled."""
        ...


def check_waiting(vault: Vault, engine_name: str, progress: Progress = lambda _: None) -> int:
    """Check every waiting picture; return how many were settled, accepted or refused.

    A draft made for another engine than `engine_name` is checked with its own, when that is here in the version it
    was made for and may be used; otherwise it is left waiting and logged. Raises `ReaderUnavailable` when the reader
    cannot start or cannot be locked up, `VisionError` when the engine `engine_name` cannot be loaded, and
    `NotRecorded` when a result cannot be written; what was settled before is recorded.
    """
    read_uploads(vault)
    settled = 0
    for draft in drafts_waiting():
        if _may_check(draft, engine_name):
            settled += _check_draft(vault, draft, progress)
    return settled


def serve(stop: Event) -> None:
    """Check pictures as they arrive until `stop` is set; one service at a time works on a site."""
    while not stop.is_set():
        settled = 0
        with working_alone(site.home()) as alone:
            try:
                settled = check_waiting(site.vault(), settings.OVERT.engine) if alone else 0
            except NotRecorded as problem:
                _LOG.error("Enrolment pauses: %s", problem)
        if not settled:
            stop.wait(_POLL_SECONDS)


def _may_check(draft: Draft, engine_name: str) -> bool:
    if (draft.engine, draft.engine_digest) == (engine_name, passport(engine_name).digest):
        return True
    trouble = why_unusable(draft.engine, draft.engine_digest, settings.OVERT.accepted_licences)
    if trouble:
        _LOG.warning("Deployment %s waits for another engine or version. %s", draft.deployment, trouble)
    return not trouble


def import_list(vault: Vault, work: ListImport, deployment: str, told: ImportProgress) -> bool:
    """Bring a list onto a draft and have its pictures checked meanwhile; say whether they were checked here.

    They are not when another process checks this site's pictures now, or when the draft's engine cannot be used
    here: then they wait.
    """
    draft = draft_of(deployment)
    with working_alone(site.home()) as alone:
        if alone and _may_check(draft, settings.OVERT.engine):
            _check_draft(vault, draft, told.checked, lambda: _step(work, told))
            return True
    while _step(work, told):
        pass
    return False


def _step(work: ListImport, told: ImportProgress) -> bool:
    step = work.step()
    if step is not None:
        told.listed(step.added + step.passed_over)
    return step is not None


def _check_draft(vault: Vault, draft: Draft, progress: Progress, more: Callable[[], bool] = lambda: False) -> int:
    licences = tuple(settings.OVERT.accepted_licences)
    engine = engines.load(draft.engine, accept_licences=licences)
    try:
        with (
            vault.enrolment_warrant(draft.deployment) as warrant,
            ReaderPool(draft.engine, licences, min(cores(), draft.waiting or cores())) as readers,
            DraftCheck(draft, engine, warrant) as check,
        ):
            return check.run(readers, progress, more)
    except WarrantRefused as refused:
        _LOG.warning("Enrolment of deployment %s is over: %s", draft.deployment, refused.sentence)
    except NotRecorded:
        raise
    except ActionRefused as refused:
        _LOG.info("A check of deployment %s was not recorded: %s", draft.deployment, refused.sentence)
    return 0
