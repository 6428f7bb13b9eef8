"""Turns a report into one HTML page (no script, nothing fetched) and PDF/UA-1 (ISO 14289-1). No text acts as markup."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

from overt.evaluate.errors import EvaluateError
from overt.evaluate.report import Report


def page(report: Report) -> str:
    """Return the HTML page; figures are read from the folder beside it."""
    from jinja2 import Environment, StrictUndefined

    # The page is a file on somebody's disk: everything that comes from a plan is escaped.
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_template("report.html").decode()).render(report=report)


def pdf(report: Report, folder: Path) -> bytes:
    """Return the PDF; figures are read from `folder`.

    Raises:
        EvaluateError: the typesetter refused the document.
    """
    import typst

    values = json.dumps(_legible(report.to_values()), ensure_ascii=False)
    moment = int(datetime.fromisoformat(report.dated).replace(tzinfo=UTC).timestamp())
    inputs = {"report": values}
    try:
        compiler = typst.Compiler(
            _template("report.typ"), root=str(folder), ignore_system_fonts=True, sys_inputs=inputs
        )
        made = compiler.compile(format="pdf", pdf_standards="ua-1", timestamp=moment)
    except (typst.TypstError, RuntimeError, ValueError) as problem:
        raise EvaluateError("typst_failed", f"The report could not be typeset: {problem}.") from problem
    if not isinstance(made, bytes):
        raise EvaluateError("typst_failed", "The typesetter gave no document.")
    return made


def _template(name: str) -> bytes:
    return (resources.files("overt.evaluate") / "templates" / name).read_bytes()


def _legible(value: object) -> object:
    """Show control, direction and rarer characters as code points: the fonts inside the typesetter lack them."""
    if isinstance(value, str):
        return "".join(_character(each) for each in value)
    if isinstance(value, dict):
        return {name: _legible(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_legible(inner) for inner in value]
    return value


def _character(each: str) -> str:
    number = ord(each)
    plain = number < 0x180 or 0x2010 <= number <= 0x2026 or each in "−≤≥"
    if each == "\n" or (plain and unicodedata.category(each)[0] != "C"):
        return each
    return f"[U+{number:04X}]"
