"""Templates of the documents that must exist, as data: what each asks, who signs it, how long a review lasts.

One TOML file a kind, in our own words, each prompt with the clauses it comes from; `front_sheet.toml` stands first in
all of them and `rows.toml` holds the kinds of row. Pure: nothing here reads a record. Refuses a template whose
clauses, codes or conditions do not hold together.
"""

from overt.law.templates.answers import (
    Answer,
    AnswerRefused,
    Answers,
    Gap,
    Lapse,
    Row,
    check_value,
    gaps,
    is_asked,
    is_needed,
    lapses,
    missing_columns,
    plain,
    read,
    section_gaps,
)
from overt.law.templates.difference import FORMER, Change, Piece, bare_row_words, differences, former_columns, row_words
from overt.law.templates.loading import TemplateInvalid, parse, template, templates
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

__all__ = [
    "FORMER",
    "Answer",
    "AnswerKind",
    "AnswerRefused",
    "Answers",
    "Change",
    "Column",
    "Gap",
    "Lapse",
    "Needed",
    "Option",
    "Piece",
    "Question",
    "Row",
    "RowType",
    "Section",
    "Signatory",
    "Template",
    "TemplateInvalid",
    "bare_row_words",
    "check_value",
    "differences",
    "former_columns",
    "gaps",
    "is_asked",
    "is_needed",
    "lapses",
    "missing_columns",
    "parse",
    "plain",
    "read",
    "row_words",
    "section_gaps",
    "template",
    "templates",
]
