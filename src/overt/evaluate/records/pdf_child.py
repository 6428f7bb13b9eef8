"""The process that opens a PDF: its bytes on standard input, the rows of its grids as JSON on standard output.

Started by `overt.evaluate.records.pdf_grid`. It limits its own memory, time and files before it reads a byte, and says
nothing about a failure but its exit code.
"""

import io
import json
import resource
import sys
from typing import Any

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 90
MOST_PAGES = 200


def main() -> None:
    """Read, extract, print."""
    import pdfplumber  # before the limits: importing opens files

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    with pdfplumber.open(io.BytesIO(sys.stdin.buffer.read())) as pdf:
        if len(pdf.pages) > MOST_PAGES:
            sys.exit(3)
        rows = [row for page in pdf.pages for row in _rows(page)]
    sys.stdout.write(json.dumps(rows))


def _rows(page: Any) -> list[list[str | None]]:
    tables = [table for table in page.extract_tables() if table and len(table[0]) >= 3]
    page.close()
    return [row for table in tables for row in table]


if __name__ == "__main__":
    main()
