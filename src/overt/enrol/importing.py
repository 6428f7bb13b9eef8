"""Brings a list onto a draft, a few entries at a time, so that memory stays flat and a kill loses one step at most.

What was taken is on record with its reference as a salted commitment, so the same list can be given again: entries
already there are passed over. Rows that cannot be used cost themselves only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from overt.actions.entry_values import ImageNote, NewEntry, Problem
from overt.actions.import_to_watchlist import LISTED_ALREADY, import_to_watchlist, listed_already
from overt.actions.system import Actor
from overt.enrol.lists import ListFiles, ListRefused, Row, Subject, read_table
from overt.enrol.lists.files import MAX_TABLE_BYTES, TABLE
from overt.enrol.lists.type10 import faces, looks_like_type10

ENTRIES_A_STEP = 64
BYTES_A_STEP = 16 * 1024 * 1024


@dataclass(frozen=True)
class Step:
    """What one step did: entries added, entries passed over because they were there."""

    added: int
    passed_over: int


class ListImport:
    """One list on its way to one draft; `problems` fills as it goes."""

    def __init__(self, by: Actor, deployment: str, files: ListFiles, *, resume: bool) -> None:
        """Read the table; raises `ListRefused` when it cannot be read at all.

        With `resume` an entry that is on the list already is no problem.
        """
        self._by, self._deployment, self._files = by, deployment, files
        try:
            table = files.read(TABLE, MAX_TABLE_BYTES)
        except ListRefused as refused:
            raise ListRefused("list_missing" if refused.code == "file_missing" else refused.code) from None
        self._subjects, self.problems = read_table(table)
        self.entries = len(self._subjects)
        self.rows = sum(len(subject.rows) for subject in self._subjects)
        self.added = self.passed_over = 0
        self._resume = resume
        self._left = self._steps()

    def step(self) -> Step | None:
        """Add the next few entries; None when there are no more."""
        return next(self._left, None)

    def _steps(self) -> Iterator[Step]:
        for start in range(0, len(self._subjects), ENTRIES_A_STEP):
            some = self._subjects[start : start + ENTRIES_A_STEP]
            yield from self._taken(self._unlisted(some) if self._resume else some, len(some))

    def _unlisted(self, subjects: list[Subject]) -> list[Subject]:
        listed = listed_already(self._deployment, [subject.reference for subject in subjects])
        return [subject for subject in subjects if subject.reference not in listed]

    def _taken(self, subjects: list[Subject], of: int) -> Iterator[Step]:
        """Add subjects, in more steps than one when their pictures are large."""
        self.passed_over += of - len(subjects)
        passed_over, held, waiting = of - len(subjects), 0, dict[int, NewEntry]()
        for subject in subjects:
            new = self._entry(subject)
            if new is not None:
                waiting[subject.rows[0].number] = new
                held += sum(len(picture) for picture in new.pictures)
            if held > BYTES_A_STEP:
                yield self._import(waiting, passed_over)
                held, passed_over, waiting = 0, 0, {}
        yield self._import(waiting, passed_over)

    def _import(self, rows: dict[int, NewEntry], passed_over: int) -> Step:
        if not rows:
            return Step(0, passed_over)
        done = import_to_watchlist(self._by, self._deployment, rows)
        self.problems += [problem for problem in done.problems if not (self._resume and problem.code == LISTED_ALREADY)]
        self.added += done.entries
        return Step(done.entries, passed_over)

    def _entry(self, subject: Subject) -> NewEntry | None:
        """Return a subject with its pictures; None, with the reason among the problems, when one cannot be read."""
        pictures: list[bytes] = []
        notes: list[ImageNote] = []
        for row in subject.rows:
            try:
                for content, note in self._pictures(row):
                    pictures.append(content)
                    notes.append(note)
            except ListRefused as refused:
                self.problems.append(Problem(row.number, refused.code))
                return None
        return NewEntry(
            subject.reference, subject.category, subject.reason, tuple(pictures), subject.particulars, tuple(notes)
        )

    def _pictures(self, row: Row) -> Iterator[tuple[bytes, ImageNote]]:
        content = self._files.read(row.file)
        if not looks_like_type10(content):
            yield content, row.note
            return
        for face in faces(content):
            yield face.content, replace(row.note, taken_on=row.note.taken_on or face.taken_on)
