"""The check of one draft list under one enrolment warrant, with the templates it holds so far.

Pictures are read side by side and recorded a few at a time; a picture is on record before it counts as settled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from types import TracebackType

import numpy as np

from overt.actions import site
from overt.actions.record_picture_check import record_picture_checks
from overt.actions.values import PictureCheck
from overt.enrol import words
from overt.enrol.drafts import Draft, WaitingPicture, sealed_picture
from overt.enrol.host import Loss
from overt.enrol.lookalikes import DraftTemplates, TemplateUnsound, Warned, decode_template
from overt.enrol.pool import ReaderPool
from overt.enrol.protocol import MAX_ENVELOPE_BYTES, Answer, Request
from overt.records.errors import MediaMissing
from overt.vault import EnrolmentWarrant, EnvelopeBroken, RecordKind
from overt.vision.engine import Engine
from overt.vision.quality import advice
from overt.vision.values import Floats

_LOG = logging.getLogger(__name__)
TOGETHER = 64
"""Pictures whose keys are fetched or made, and whose checks are recorded, in one step."""


@dataclass(frozen=True)
class _Read:
    """What came of one picture that was sent to a reader."""

    entry: str
    picture: str
    result: Answer | Loss


@dataclass(frozen=True, eq=False)
class _Accepted:
    """A picture whose answer holds a sound (d,) template."""

    entry: str
    picture: str
    answer: Answer
    template: Floats


class DraftCheck:
    """One pass over the waiting pictures of one list."""

    def __init__(self, draft: Draft, engine: Engine, warrant: EnrolmentWarrant) -> None:
        self._draft = draft
        self._engine = engine
        self._warrant = warrant
        self._entries: dict[str, str] = {}
        self._read: list[_Read] = []
        self._unsent: dict[str, PictureCheck] = {}
        self._templates = DraftTemplates(engine, draft.threshold)
        for sealed in draft.sealed_templates():
            self._templates.add(sealed.entry, self._template(sealed.picture, sealed.envelope))

    def __enter__(self) -> DraftCheck:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._templates.wipe()

    def run(self, readers: ReaderPool, progress: Callable[[int], None], more: Callable[[], bool]) -> int:
        """Have every waiting picture read and recorded; return how many were settled.

        `more` is asked for more pictures whenever the waiting ones are used up, and says whether it tried.
        """
        settled = 0
        for request, result in readers.read_all(self._requests(more)):
            self._read.append(_Read(self._entries.pop(request.picture), request.picture, result))
            if len(self._read) >= TOGETHER or not self._entries:
                settled += self._record(progress)
        return settled + self._record(progress)

    def _record(self, progress: Callable[[int], None]) -> int:
        checks = {**self._unsent, **self._judge_all(self._read)}
        self._read, self._unsent = [], {}
        if not checks:
            return 0
        settled = len(record_picture_checks(self._draft.deployment, checks))
        if settled < len(checks):
            _LOG.info("%d pictures did not wait for their check any more.", len(checks) - settled)
        progress(settled)
        return settled

    def _requests(self, more: Callable[[], bool]) -> Iterator[Request]:
        """Yield the waiting pictures, each once; one that cannot even be sent to a reader is settled here."""
        seen: set[str] = set()
        while True:
            pictures = (waiting for waiting in self._draft.pictures() if waiting.picture not in seen)
            while some := list(islice(pictures, TOGETHER)):
                seen.update(waiting.picture for waiting in some)
                yield from self._sendable(some)
            if not more():
                return

    def _sendable(self, some: list[WaitingPicture]) -> Iterator[Request]:
        pictures = [waiting.picture for waiting in some]
        picture_keys = self._warrant.picture_keys(pictures)
        template_keys = self._warrant.template_keys(pictures)
        for waiting in some:
            made = self._request(waiting.picture, picture_keys.get(waiting.picture), template_keys[waiting.picture])
            if isinstance(made, Loss):
                self._unsent[waiting.picture] = _lost(made.code)
            else:
                self._entries[waiting.picture] = waiting.entry
                yield made

    def _request(self, picture: str, picture_key: bytes | None, template_key: bytes) -> Request | Loss:
        if picture_key is None:
            return Loss("sealed_broken")
        try:
            envelope = sealed_picture(site.home(), picture)
        except MediaMissing:
            return Loss("file_missing")
        if len(envelope) > MAX_ENVELOPE_BYTES:
            return Loss("file_too_large")
        return Request(self._draft.deployment, picture, picture_key, template_key, envelope)

    def _judge_all(self, read: Sequence[_Read]) -> dict[str, PictureCheck]:
        """Judge pictures one by one, and compare the templates of the accepted ones with the list together."""
        judged = {one.picture: self._judged(one) for one in read}
        accepted = [found for found in judged.values() if isinstance(found, _Accepted)]
        checks = {picture: found for picture, found in judged.items() if isinstance(found, PictureCheck)}
        if accepted:
            templates = np.stack([one.template for one in accepted])
            warned = self._templates.add_all([one.entry for one in accepted], templates)
            checks |= {one.picture: self._check(one.answer, about) for one, about in zip(accepted, warned, strict=True)}
        return checks

    def _judged(self, read: _Read) -> PictureCheck | _Accepted:
        result = read.result
        if isinstance(result, Loss):
            return _lost(result.code)
        if not words.are_known(result.refusals):
            return _lost("malformed")
        if not result.accepted:
            said = words.refusal(result, self._engine)
            return PictureCheck(False, result.refusals, {**_numbers(result), "words": said})
        try:
            template = self._template(read.picture, result.template_envelope)
        except (TemplateUnsound, EnvelopeBroken):
            return _lost("template_unsound")
        return _Accepted(read.entry, read.picture, result, template)

    def _check(self, answer: Answer, warned: tuple[Warned, ...]) -> PictureCheck:
        quality = words.quality(answer.measures)
        better = {"advice": ",".join(advice(quality, self._engine))} if quality else {}
        return PictureCheck(True, (), {**_numbers(answer), **better}, answer.template_envelope, _pairs(warned))

    def _template(self, picture: str, envelope: bytes) -> Floats:
        plaintext = self._warrant.open(RecordKind.WATCHLIST_TEMPLATE, picture, envelope)
        return decode_template(plaintext, self._engine.passport.template.dimensions)


def _lost(code: str) -> PictureCheck:
    return PictureCheck(False, (code,), {"words": words.sentence(code)})


def _numbers(answer: Answer) -> dict[str, float | str]:
    return {measure.name: round(measure.value, 4) for measure in answer.measures}


def _pairs(warned: tuple[Warned, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((warning.code, warning.entry) for warning in warned)
