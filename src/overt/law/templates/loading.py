"""Reads templates from the TOML files beside this module and refuses one that is unsound.

Refused: a clause that does not exist, a kind of answer or row nobody knows, a choice without options, a code used
twice, a section that waits for one that is not there, and a document that nobody signs.
"""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias, TypeVar

from overt.law.clauses import clauses
from overt.law.errors import LawError
from overt.law.roles import Role
from overt.law.states import Kind
from overt.law.templates.template import (
    AnswerKind,
    Column,
    Needed,
    Option,
    Question,
    RowType,
    Section,
    Signatory,
    Template,
)

FOLDER = Path(__file__).parent
SHARED = frozenset({"front_sheet", "rows"})
Value: TypeAlias = object
Table: TypeAlias = Mapping[str, Value]
T = TypeVar("T")


class TemplateInvalid(LawError):
    """A template file is incomplete or contradicts itself."""


@cache
def templates() -> Mapping[str, Template]:
    """Return every template by its code, in the order in which the documents are listed."""
    files = sorted(FOLDER.glob("*.toml"))
    found = [_load(path) for path in files if path.stem not in SHARED]
    ordered = sorted(found, key=lambda pair: pair[0])
    return {template.code: template for _, template in ordered}


def template(code: str) -> Template:
    """Return one template; raises LawError for a kind of document that does not exist."""
    try:
        return templates()[code]
    except KeyError:
        raise LawError("unknown_document", "There is no such kind of document.") from None


def parse(code: str, text: str) -> tuple[int, Template]:
    """Return the place in the list and the template a file's text describes.

    Raises:
        TemplateInvalid: the text is no TOML, or what it says is unsound.
    """
    try:
        data = tomllib.loads(text)
        made = _template(code, data, hashlib.sha256(text.encode()).hexdigest())
        _refuse_unsound(made)
        return _of(data["order"], int), made
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise TemplateInvalid("template_invalid", f"The template {code} cannot be read: {error}.") from error


def _load(path: Path) -> tuple[int, Template]:
    return parse(path.stem, path.read_text(encoding="utf-8"))


def _template(code: str, data: Table, digest: str) -> Template:
    sections = (_front_sheet(), *(read_section(_row_types(), part) for part in _tables(data["sections"])))
    return Template(
        code=code,
        title=_of(data["title"], str),
        short=_of(data["short"], str),
        about=_of(data["about"], str),
        clauses=_texts(data["clauses"]),
        needed_for=frozenset(Kind(kind) for kind in _texts(data["needed_for"])),
        per_deployment=_of(data.get("per_deployment", False), bool),
        review_months=_of(data["review_months"], int),
        reviewed_because=_of(data.get("reviewed_because", ""), str),
        share_because=_of(data.get("share_because", ""), str),
        publish_because=_of(data.get("publish_because", ""), str),
        signatories=tuple(_signatory(part) for part in _tables(data["signatories"])),
        sections=sections,
        digest=digest,
    )


def _signatory(data: Table) -> Signatory:
    return Signatory(Role(_of(data["role"], str)), _of(data["capacity"], str))


@cache
def _front_sheet() -> Section:
    return read_section({}, tomllib.loads((FOLDER / "front_sheet.toml").read_text(encoding="utf-8")))


@cache
def _row_types() -> Mapping[str, RowType]:
    data = tomllib.loads((FOLDER / "rows.toml").read_text(encoding="utf-8"))
    return {code: read_row_type(code, part) for code, part in data.items()}


def read_row_type(code: str, data: Table) -> RowType:
    """Return the kind of row a TOML table describes."""
    return RowType(code, _of(data["name"], str), tuple(_column(part) for part in _tables(data["columns"])))


def read_section(row_types: Mapping[str, RowType], data: Table) -> Section:
    """Return the section a TOML table describes, its rows of these kinds."""
    return Section(
        code=_of(data["code"], str),
        title=_of(data["title"], str),
        intro=_of(data.get("intro", ""), str),
        needed=_needed(data.get("needed")),
        apart=_of(data.get("apart", False), bool),
        questions=tuple(_question(row_types, part) for part in _tables(data["questions"])),
    )


def _question(row_types: Mapping[str, RowType], data: Table) -> Question:
    rows = _of(data.get("rows", ""), str)
    return Question(
        code=_of(data["code"], str),
        ask=_of(data["ask"], str),
        hint=_of(data.get("hint", ""), str),
        kind=AnswerKind.ROWS if rows else AnswerKind(_of(data.get("kind", "words"), str)),
        options=_options(data.get("options")),
        required=_of(data.get("required", True), bool),
        clauses=_texts(data.get("clauses", [])),
        rows=row_types[rows] if rows else None,
        needed=_needed(data.get("needed")),
        missing=_of(data.get("missing", ""), str),
    )


def _column(data: Table) -> Column:
    return Column(
        code=_of(data["code"], str),
        ask=_of(data["ask"], str),
        kind=AnswerKind(_of(data.get("kind", "words"), str)),
        hint=_of(data.get("hint", ""), str),
        options=_options(data.get("options")),
        required=_of(data.get("required", True), bool),
        needed=_needed(data.get("needed")),
        lapses=_of(data.get("lapses", ""), str),
        lasting=_needed(data.get("lasting")),
    )


def _needed(data: Value) -> Needed | None:
    if data is None:
        return None
    table = _of(data, dict)
    return Needed(_of(table["where"], str), frozenset(_texts(table["any_of"])))


def _options(data: Value) -> tuple[Option, ...]:
    return tuple(Option(code, _of(words, str)) for code, words in _of(data or {}, dict).items())


def _of(value: Value, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} should be {kind.__name__}")
    return value


def _texts(value: Value) -> tuple[str, ...]:
    return tuple(_of(one, str) for one in _of(value, list))


def _tables(value: Value) -> Sequence[Table]:
    return [_of(one, dict) for one in _of(value, list)]


def _refuse_unsound(made: Template) -> None:
    asked = [question for section in made.sections for question in section.questions]
    places = [section.place(question) for section in made.sections for question in section.questions]
    cited = {*made.clauses, made.reviewed_because, made.share_because, made.publish_because} - {""}
    cited.update(*(question.clauses for question in asked))
    trouble = [
        (cited - set(clauses()), "cites a clause that does not exist"),
        (_twice([section.code for section in made.sections]), "uses a section's code twice"),
        (_twice(places), "uses a question's code twice"),
        ({q.code for q in asked if q.kind is AnswerKind.CHOICE and len(q.options) < 2}, "has a choice without options"),
        (set() if made.signatories else {made.code}, "is signed by nobody"),
        (_twice([signatory.role for signatory in made.signatories]), "asks one role to sign twice"),
        (_waiting_in_vain(made), "has a section that waits for one that is not there"),
        (_broken_rows(asked), "has a row whose columns contradict each other"),
        (set() if made.review_months > 0 else {made.code}, "is never reviewed"),
    ]
    for what, sentence in trouble:
        if what:
            raise TemplateInvalid(
                "template_invalid", f"The template {made.code} {sentence}: {', '.join(sorted(what))}."
            )


def _twice(codes: Sequence[str]) -> set[str]:
    unique = set(codes)
    return set() if len(unique) == len(codes) else {code for code in unique if list(codes).count(code) > 1}


def _waiting_in_vain(made: Template) -> set[str]:
    seen: dict[str, set[str]] = {}
    lost = set()
    for section in made.sections:
        if section.needed and not section.needed.any_of <= seen.get(section.needed.where, set()):
            lost.add(section.code)
        seen[section.code] = {option.code for question in section.questions for option in question.options}
    return lost


def _broken_rows(asked: Sequence[Question]) -> set[str]:
    broken = set()
    for row_type in {question.rows for question in asked if question.rows is not None}:
        offered = {column.code: {option.code for option in column.options} for column in row_type.columns}
        for column in row_type.columns:
            waits = [needed for needed in (column.needed, column.lasting) if needed is not None]
            dated = not column.lapses or column.kind is AnswerKind.DATE
            if not dated or any(not needed.any_of <= offered.get(needed.where, set()) for needed in waits):
                broken.add(f"{row_type.code}.{column.code}")
    return broken
