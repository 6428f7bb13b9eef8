"""Reads Form 1 from its two TOML files, with the closed lists of one law pack as the options of its choices.

Refused: what a document's template is refused for, a setting or list nobody knows, and a question that is needed
somewhere and has no sentence of its own for when it is missing.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from overt.law.clauses import clauses
from overt.law.packs import LawPack
from overt.law.packs.closed_lists import LISTS
from overt.law.states import Kind, Source
from overt.law.templates.loading import TemplateInvalid, read_row_type, read_section
from overt.law.templates.template import AnswerKind, Section, Template

FOLDER = Path(__file__).parent


class Setting(StrEnum):
    """What kind of application it is, as far as the questions differ."""

    DRAWN = "drawn"
    RECORDING = "recording"
    CAMERA_REHEARSAL = "camera_rehearsal"
    TRIAL = "trial"
    OPERATIONAL = "operational"

    @property
    def is_more_than_a_rehearsal(self) -> bool:
        """True for a trial or an operational deployment."""
        return self in (Setting.TRIAL, Setting.OPERATIONAL)


def setting_of(kind: Kind, source: Source) -> Setting:
    """Return the setting of an application."""
    if kind is not Kind.REHEARSAL:
        return Setting(kind.value)
    return Setting.CAMERA_REHEARSAL if source is Source.CAMERA else Setting(source.value)


@dataclass(frozen=True)
class Form:
    """The questions as a template, and by the place of each answer the settings in which it is needed."""

    template: Template
    needed_in: Mapping[str, frozenset[Setting]]

    def is_needed(self, place: str, setting: Setting) -> bool:
        """Return whether an answer is needed in this setting."""
        return setting in self.needed_in[place]

    def sections_for(self, setting: Setting) -> tuple[Section, ...]:
        """Return the sections in which this setting is asked anything, in order."""
        return tuple(
            section
            for section in self.template.sections
            if any(self.is_needed(section.place(question), setting) for question in section.questions)
        )


def form(pack: LawPack) -> Form:
    """Return Form 1 with this pack's closed lists."""
    choices = {name: tuple((one.code, one.words) for one in pack.lists[name]) for name in LISTS}
    return _form(tuple(choices.items()))


@cache
def _form(choices: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]) -> Form:
    text = (FOLDER / "form_one.toml").read_text(encoding="utf-8")
    rows = (FOLDER / "rows.toml").read_text(encoding="utf-8")
    return parse(text, rows, {name: dict(listed) for name, listed in choices})


def parse(text: str, rows_text: str, lists: Mapping[str, Mapping[str, str]]) -> Form:
    """Read Form 1 from its texts; raises TemplateInvalid when what they say is unsound."""
    try:
        data, rows = tomllib.loads(text), tomllib.loads(rows_text)
        kinds = {code: read_row_type(code, _offering(table, "columns", lists)) for code, table in rows.items()}
        sections = tuple(read_section(kinds, _offering(part, "questions", lists)) for part in data["sections"])
        made = Form(_template(data, sections, sha256(f"{text}\n{rows_text}".encode()).hexdigest()), _needs(data))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise TemplateInvalid("template_invalid", f"Form 1 cannot be read: {error}.") from error
    _refuse_unsound(made)
    return made


def _offering(table: Mapping[str, Any], inside: str, lists: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return a table whose questions or columns have the closed list they name as their options."""
    return {**table, inside: [_with_options(asked, lists) for asked in table[inside]]}


def _with_options(asked: Mapping[str, Any], lists: Mapping[str, Mapping[str, str]]) -> Mapping[str, Any]:
    if "listed" not in asked:
        return asked
    return {**asked, "kind": "choice", "options": lists[asked["listed"]]}


def _template(data: Mapping[str, Any], sections: tuple[Section, ...], digest: str) -> Template:
    return Template(
        code="form_one",
        title=data["title"],
        short=data["short"],
        about=data["about"],
        clauses=tuple(data["clauses"]),
        needed_for=frozenset(Kind),
        per_deployment=True,
        review_months=0,
        reviewed_because="",
        share_because="",
        publish_because="",
        signatories=(),
        sections=sections,
        digest=digest,
    )


def _needs(data: Mapping[str, Any]) -> dict[str, frozenset[Setting]]:
    return {
        f"{section['code']}.{question['code']}": frozenset(
            Setting(setting) for setting in question.get("needed_in", section["needed_in"])
        )
        for section in data["sections"]
        for question in section["questions"]
    }


def _refuse_unsound(made: Form) -> None:
    asked = made.template.questions()
    cited = {clause for question in asked.values() for clause in question.clauses} | set(made.template.clauses)
    silent = {place for place, one in asked.items() if one.required and not (one.missing.endswith(".") and one.clauses)}
    trouble = [
        (cited - set(clauses()), "cites a clause that does not exist"),
        (silent, "has a question without a clause or without a sentence for when it is missing"),
        ({place for place, one in asked.items() if not _offers(one.kind, len(one.options))}, "has a choice of nothing"),
        (set() if len(asked) == sum(len(s.questions) for s in made.template.sections) else {"two"}, "repeats a code"),
    ]
    for what, sentence in trouble:
        if what:
            raise TemplateInvalid("template_invalid", f"Form 1 {sentence}: {', '.join(sorted(what))}.")


def _offers(kind: AnswerKind, options: int) -> bool:
    return kind is not AnswerKind.CHOICE or options > 1
