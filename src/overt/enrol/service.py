"""The enrolment service: has waiting pictures read by the locked-up reader and records what came of each.

It works under an enrolment warrant, one draft list at a time, and never decodes a picture itself. A picture that
crashes, hangs or overruns its reader is refused with its sentence and the next one goes on. Nothing is kept between
pictures but the database, so a service that was killed goes on where it stopped: what was not recorded still waits.
"""

from __future__ import annotations

import logging
from threading import Event

from django.conf import settings

from overt.actions import site
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.record_picture_check import record_picture_check
from overt.actions.values import PictureCheck
from overt.enrol import words
from overt.enrol.drafts import Draft, WaitingPicture, drafts_waiting, sealed_picture
from overt.enrol.host import Loss, ReaderHost
from overt.enrol.lookalikes import Listed, TemplateUnsound, Warned, decode_template, warnings
from overt.enrol.protocol import MAX_ENVELOPE_BYTES, Answer, Request
from overt.records.errors import MediaMissing
from overt.vault import EnrolmentWarrant, EnvelopeBroken, KeyMissing, RecordKind, Vault, WarrantRefused
from overt.vision import engines
from overt.vision.engine import Engine
from overt.vision.passports import passport
from overt.vision.values import Floats

_LOG = logging.getLogger(__name__)
_POLL_SECONDS = 1.0
_BATCH = 200


def check_waiting(vault: Vault, engine_name: str, limit: int = _BATCH) -> int:
    """Check up to `limit` waiting pictures; return how many were settled, accepted or refused.

    A draft made for another engine than `engine_name`, or for another version of it, is left waiting and logged.
    Raises `ReaderUnavailable` when the reader cannot start or cannot be locked up, `VisionError` when the engine
    cannot be loaded, and `NotRecorded` when a result cannot be written; what was settled before is recorded.
    """
    digest = passport(engine_name).digest
    drafts = [draft for draft in drafts_waiting(limit) if _is_for(draft, engine_name, digest)]
    if not drafts:
        return 0
    licences = tuple(settings.OVERT.accepted_licences)
    engine = engines.load(engine_name, accept_licences=licences)
    with ReaderHost(engine_name, licences) as reader:
        return sum(_check_draft(vault, draft, engine, reader) for draft in drafts)


def serve(stop: Event) -> None:
    """Check pictures as they arrive until `stop` is set, with this site's engine."""
    while not stop.is_set():
        try:
            settled = check_waiting(site.vault(), settings.OVERT.engine)
        except NotRecorded as problem:
            _LOG.error("Enrolment pauses: %s", problem)
            settled = 0
        if not settled:
            stop.wait(_POLL_SECONDS)


def _is_for(draft: Draft, engine_name: str, digest: str) -> bool:
    fits = (draft.engine, draft.engine_digest) == (engine_name, digest)
    if not fits:
        _LOG.warning("Deployment %s waits for another engine or version than %s.", draft.deployment, engine_name)
    return fits


def _check_draft(vault: Vault, draft: Draft, engine: Engine, reader: ReaderHost) -> int:
    try:
        with vault.enrolment_warrant(draft.deployment) as warrant:
            check = _DraftCheck(draft, engine, reader, warrant)
            return sum(check.settle(waiting) for waiting in draft.waiting)
    except WarrantRefused as refused:
        _LOG.warning("Enrolment of deployment %s is over: %s", draft.deployment, refused.sentence)
        return 0


class _DraftCheck:
    """The check of one draft list under one enrolment warrant, with the templates it holds so far."""

    def __init__(self, draft: Draft, engine: Engine, reader: ReaderHost, warrant: EnrolmentWarrant) -> None:
        self._draft = draft
        self._engine = engine
        self._reader = reader
        self._warrant = warrant
        self._listed = [
            Listed(sealed.entry, self._template(sealed.picture, sealed.envelope)) for sealed in draft.sealed_templates()
        ]

    def settle(self, waiting: WaitingPicture) -> bool:
        """Have one picture read and record the result; False when somebody else settled it meanwhile."""
        result = self._read(waiting.picture)
        try:
            record_picture_check(waiting.picture, self._judged(waiting, result))
        except NotRecorded:
            raise
        except ActionRefused as refused:
            _LOG.info("The check of picture %s was not recorded: %s", waiting.picture, refused.sentence)
            return False
        return True

    def _read(self, picture: str) -> Answer | Loss:
        try:
            envelope = sealed_picture(site.home(), picture)
            request = self._request(picture, envelope)
        except MediaMissing:
            return Loss("file_missing")
        except KeyMissing:
            return Loss("sealed_broken")
        if len(envelope) > MAX_ENVELOPE_BYTES:
            return Loss("file_too_large")
        result = self._reader.read(request)
        # The worker never meets a picture: when it is lost, the picture was unlucky and is read once more.
        return self._reader.read(request) if result == Loss("worker_lost") else result

    def _request(self, picture: str, envelope: bytes) -> Request:
        return Request(
            deployment=self._draft.deployment,
            picture=picture,
            picture_key=self._warrant.record_key(RecordKind.WATCHLIST_PICTURE, picture),
            template_key=self._warrant.record_key(RecordKind.WATCHLIST_TEMPLATE, picture),
            envelope=envelope,
        )

    def _judged(self, waiting: WaitingPicture, result: Answer | Loss) -> PictureCheck:
        if isinstance(result, Loss):
            return _lost(result.code)
        if not words.are_known(result.refusals):
            return _lost("malformed")
        if result.accepted:
            return self._accepted(waiting, result)
        said = words.refusal(result, self._engine)
        return PictureCheck(False, result.refusals, {**_numbers(result), "words": said})

    def _accepted(self, waiting: WaitingPicture, answer: Answer) -> PictureCheck:
        try:
            new = Listed(waiting.entry, self._template(waiting.picture, answer.template_envelope))
        except (TemplateUnsound, EnvelopeBroken):
            return _lost("template_unsound")
        warned = warnings(self._engine, self._draft.threshold, new, self._listed)
        self._listed.append(new)
        return PictureCheck(True, (), {**_numbers(answer), **_told(warned)}, answer.template_envelope)

    def _template(self, picture: str, envelope: bytes) -> Floats:
        plaintext = self._warrant.open(RecordKind.WATCHLIST_TEMPLATE, picture, envelope)
        return decode_template(plaintext, self._engine.passport.template.dimensions)


def _lost(code: str) -> PictureCheck:
    return PictureCheck(False, (code,), {"words": words.sentence(code)})


def _numbers(answer: Answer) -> dict[str, float | str]:
    return {measure.name: round(measure.value, 4) for measure in answer.measures}


def _told(warned: tuple[Warned, ...]) -> dict[str, float | str]:
    """Return warnings for the list's owners: the words, and under each code the entries it is about."""
    codes = dict.fromkeys(warning.code for warning in warned)
    about = {code: ",".join(w.entry for w in warned if w.code == code) for code in codes}
    return {"words": " ".join(words.sentence(code) for code in codes), **about} if codes else {}
