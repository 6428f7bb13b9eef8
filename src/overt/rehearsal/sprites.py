"""Makes the packaged sprite set again from `people.json`: `python -m overt.rehearsal.sprites [FOLDER]`."""

import sys
from pathlib import Path

from overt.rehearsal.figure import pack_steps
from overt.rehearsal.identity import DrawnPerson
from overt.rehearsal.people import load_cast
from overt.rehearsal.sheets import draw_sheet, pack_sheet

FOLDER = Path(__file__).parent / "sprites"


def make_sprites(folder: Path) -> int:
    """Draw the sheets of listed people and passers and the walking figure; gives the bytes written."""
    folder.mkdir(parents=True, exist_ok=True)
    cast = load_cast()
    total = _write(folder / "figure.webp", pack_steps())
    for person in cast.listed + cast.passers:
        total += _write(folder / f"{person.name}.webp", packed_sheet(person))
        sys.stderr.write(f"{person.name} {total / 1e6:.2f} MB\n")
    return total


def packed_sheet(person: DrawnPerson) -> bytes:
    """Draw and encode one person."""
    return pack_sheet(draw_sheet(person))


def _write(path: Path, content: bytes) -> int:
    path.write_bytes(content)
    return len(content)


if __name__ == "__main__":
    make_sprites(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
