"""The catalogue: every clause of the two documents as an OSCAL control, by document and section."""

from itertools import groupby

from overt.documents.oscal.parts import Json, Object, edition, identify, metadata, own, statement_id
from overt.law.register import Register, Row


def catalogue(register: Register) -> Object:
    """Return the catalogue document (OSCAL 1.2.1, catalog model)."""
    documents = groupby(register.rows, key=lambda row: row.clause.source)
    return {
        "catalog": {
            "uuid": identify("catalog"),
            "metadata": metadata(
                "Published rules of live facial recognition, paraphrased", register, edition(register)
            ),
            "groups": [_document(source, list(rows)) for source, rows in documents],
        }
    }


def _document(source: str, rows: list[Row]) -> Object:
    letter = rows[0].clause.id[0]
    sections = groupby(rows, key=lambda row: row.clause.section)
    return {
        "id": f"document-{letter}",
        "class": "document",
        "title": source,
        "groups": [_section(letter, n, section, list(found)) for n, (section, found) in enumerate(sections, 1)],
    }


def _section(letter: str, number: int, section: str, rows: list[Row]) -> Object:
    return {
        "id": f"section-{letter}-{number}",
        "class": "section",
        "title": section,
        "controls": [_clause(row) for row in rows],
    }


def _clause(row: Row) -> Json:
    clause = row.clause
    asked: list[Json] = [own("asks-for", kind) for kind in sorted(clause.kinds)]
    return {
        "id": clause.id,
        "class": "clause",
        "title": f"{clause.id}, {clause.section}",
        "props": [own("standing", row.standing.value), *asked],
        "parts": [{"id": statement_id(clause.id), "name": "statement", "prose": clause.rule}],
    }
