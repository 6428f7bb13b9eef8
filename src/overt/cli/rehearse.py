"""`overt rehearse`: one rehearsal deployment on a local recording of consenting people.

It must not become a traceless search tool: who ran it, on what and with which consent is in the site's ledger before
the first frame; it takes few pictures and short recordings, one run at a time, refuses on a site with operational
deployments, and prints counts and file labels only. This is friction, not prevention.
"""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from overt.cli.errors import Unusable
from overt.cli.settings import home_folder

PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp")
NOTICE = "REHEARSAL: NOT EVIDENCE"


def rehearse(
    video: Annotated[Path, typer.Option(help="A recording of consenting people, at most 15 minutes.")],
    watchlist: Annotated[Path, typer.Option(help="A folder of at most 20 pictures, one person each.")],
    consent: Annotated[str, typer.Option(help="What everybody in the recording and on the list consented to.")],
    consent_file: Annotated[Path | None, typer.Option(help="The signed consent, kept sealed.")] = None,
    engine: Annotated[str, typer.Option(help="Passport of the engine; else the site's.")] = "",
    threshold: Annotated[str, typer.Option(help="Score from which there is an alert, on the engine's scale.")] = "",
    every_frame: Annotated[bool, typer.Option("--every-frame", help="Look at each frame, not in real time.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Rehearse on a recording; prints counts, and alerts by file label only. REHEARSAL: NOT EVIDENCE."""
    pictures = read_pictures(watchlist)
    document = _read_consent(consent, consent_file)
    from overt.cli.init import ensure_site

    home = ensure_site(home_folder())
    from overt.cli import recording

    request = recording.Request(video, pictures, consent, document, engine, threshold, every_frame)
    result = recording.run_once(home, request)
    typer.echo(json.dumps({"notice": NOTICE, **result}, indent=2) if as_json else as_text(result))


def read_pictures(folder: Path) -> dict[str, bytes]:
    """Return the pictures of a folder by file name.

    Raises:
        Unusable: there is no such folder, it holds no picture, or one that cannot be read.
    """
    if not folder.is_dir():
        raise Unusable(f"There is no folder {folder}; --watchlist names a folder of pictures.")
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in PICTURE_ENDINGS)
    if not files:
        raise Unusable(f"{folder} holds no picture ({', '.join(PICTURE_ENDINGS)}).")
    try:
        return {path.name: path.read_bytes() for path in files}
    except OSError as error:
        raise Unusable(f"A picture in {folder} cannot be read: {error.strerror}.") from error


def _read_consent(text: str, file: Path | None) -> bytes:
    if not text.strip():
        raise Unusable("Say in --consent what everybody in the recording and on the list consented to.")
    if file is None:
        return b""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unusable(f"The consent file {file} cannot be read: {error.strerror}.") from error


def as_text(result: dict[str, Any]) -> str:
    """Write the result for a person."""
    counts = [f"  {name.replace('_', ' ')}: {value}" for name, value in result["counts"].items()]
    alerts = [f"  {label}: {number}" for label, number in result["alerts"]["by_label"].items()] or ["  none"]
    return "\n".join([NOTICE, "counts", *counts, "alerts by file label", *alerts, result["rests_on"], NOTICE])
