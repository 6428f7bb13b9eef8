"""The register for an assessor's tools: catalogue, component definition and assessment results in NIST's OSCAL 1.2.1.

The same register and the same ledger give the same bytes. It refuses to leave out a clause that is not kept.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from overt.documents.errors import DocumentRefused
from overt.documents.oscal.catalogue import catalogue
from overt.documents.oscal.component import component_definition
from overt.documents.oscal.parts import Object
from overt.documents.oscal.results import assessment_results
from overt.law.register import Conformance, Register

__all__ = ["assessment_results", "catalogue", "component_definition", "export"]


def documents(register: Register, found: Conformance) -> Mapping[str, Object]:
    """Return the three documents by file name."""
    return MappingProxyType(
        {
            "catalog.json": catalogue(register),
            "component-definition.json": component_definition(register, found),
            "assessment-results.json": assessment_results(register, found),
        }
    )


def export(register: Register, found: Conformance, folder: Path) -> tuple[Path, ...]:
    """Write the three documents into a folder, each whole or not at all.

    Raises:
        DocumentRefused: the folder cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return tuple(_write(folder / name, told) for name, told in documents(register, found).items())
    except OSError as error:
        raise DocumentRefused(
            "not_written", f"The export could not be written to {folder}: {error.strerror}."
        ) from error


def _write(path: Path, told: Object) -> Path:
    part = path.with_suffix(".part")
    part.write_text(json.dumps(told, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return part.replace(path)
