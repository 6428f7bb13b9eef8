"""What a document consists of, before it is typeset: titled sections of sentences, facts, tables and notes.

Plain values only. Text stays text: no field is markup, and nothing here can carry a picture.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of prose."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Note:
    """A boxed sentence the reader must not miss."""

    text: str
    kind: Literal["note"] = "note"


@dataclass(frozen=True)
class Quotation:
    """Words somebody wrote, shown as theirs."""

    says: str
    text: str
    kind: Literal["quotation"] = "quotation"


@dataclass(frozen=True)
class Facts:
    """Names and values, one pair a row; `code` marks rows whose value is set in fixed width (digests, ids)."""

    rows: tuple[tuple[str, str], ...]
    code: tuple[str, ...] = ()
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Table:
    """Rows under a heading row; `widths` are shares of the line, `right` the columns set flush right (numbers)."""

    caption: str
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    right: tuple[int, ...] = ()
    kind: Literal["table"] = "table"


Block = Paragraph | Note | Quotation | Facts | Table


@dataclass(frozen=True)
class Section:
    """A numbered part of the document."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """One document. `dated` is the record's own date, never the clock's, so that the bytes repeat."""

    title: str
    subtitle: str
    reference: str
    dated: datetime
    warning: str
    """Shown on every page, "" for none."""
    summary: tuple[Block, ...]
    sections: tuple[Section, ...] = field(default=())

    def to_values(self) -> dict[str, object]:
        """Return the document as JSON-able values for the typesetter."""
        values = asdict(self)
        values["dated"] = [self.dated.year, self.dated.month, self.dated.day]
        return values
