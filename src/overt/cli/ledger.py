"""`overt ledger`: export the ledger, verify it or what came from one, prove an entry, show the checkpoint."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from overt.cli.errors import Unusable
from overt.cli.site import open_site, publish_ledger

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def export(
    folder: Annotated[Path, typer.Argument(help="An empty folder to write the whole ledger into.")],
    as_json: AsJson = False,
) -> None:
    """Write the whole ledger, drafts too, for an inspector; `overt ledger verify` or the verifier alone checks it."""
    home = _published_site()
    from overt.ledger.export import export as write

    checkpoint = write(home, folder)
    said = {"folder": str(folder), "entries": checkpoint.size, "root": checkpoint.root.hex()}
    _tell(as_json, said, f"{checkpoint.size} entries are in {folder}, with the checkpoint that vouches for them.")


def verify(
    path: Annotated[
        Path | None, typer.Argument(help="A checkpoint, proof, exported folder or bundle; else this site's ledger.")
    ] = None,
    key: Annotated[str, typer.Option(help="The ledger's verifier key, or a file that holds it.")] = "",
    witness: Annotated[list[str] | None, typer.Option(help="A witness's verifier key, or a file with it.")] = None,
    old: Annotated[Path | None, typer.Option(help="An older checkpoint that must still hold.")] = None,
    as_json: AsJson = False,
) -> None:
    """Check every entry, hash and signature and say in sentences what holds; exit 1 if something does not."""
    problems, holds = _verify_site() if path is None else _verify_path(path, key, witness or [], old)
    said = {"ok": not problems, "problems": problems, "holds": holds}
    _tell(as_json, said, "\n".join([*holds, *(f"DOES NOT HOLD: {problem}" for problem in problems)]))
    if problems:
        raise typer.Exit(1)


def prove(
    index: Annotated[int, typer.Argument(help="Index of an entry, from 0.")],
    out: Annotated[Path | None, typer.Option(help="Write the proof into this file.")] = None,
    as_json: AsJson = False,
) -> None:
    """Print the proof that an entry is in the ledger: a `.tlog-proof` that carries the entry itself."""
    home = _published_site()
    from overt.ledger.checkpoint import read_checkpoint, read_signing_key
    from overt.ledger.proof import prove as proof_of
    from overt.ledger.proof import write_proof

    checkpoint = read_checkpoint(home / "ledger", read_signing_key(home / "keys").verifier)
    if checkpoint is None:
        raise Unusable("The ledger has no checkpoint yet.")
    text = proof_of(home / "ledger", checkpoint, index)
    if out is not None:
        write_proof(out, text)
    _tell(as_json, {"index": index, "size": checkpoint.size, "proof": text}, text.rstrip("\n"))


def membership(
    answer: Annotated[Path, typer.Argument(help="The file with the answer about one person.")],
    key: Annotated[str, typer.Option(help="The ledger's verifier key, or a file that holds it.")],
    as_json: AsJson = False,
) -> None:
    """Check the answer to whether one person was on a list, against the ledger's key; exit 1 if it does not hold."""
    from overt.ledger.errors import LedgerError
    from overt.ledger.membership import Answer, check
    from overt.ledger.note import VerifierKey

    try:
        text = key if "+" in key else Path(key).read_text("utf-8").strip()
        given, verifier = Answer.from_bytes(answer.read_bytes()), VerifierKey.from_text(text)
        found = check(given, verifier)
    except OSError as error:
        raise Unusable(f"A file that you named cannot be read: {error}.") from error
    except LedgerError as error:
        _tell(as_json, {"ok": False, "problems": [error.sentence]}, f"DOES NOT HOLD: {error.sentence}")
        raise typer.Exit(1) from error
    shown = "shown by the list's secret" if found.tag_is_shown else "not shown here: only a court gets the secret"
    was = "was" if found.listed else "was not"
    sentence = (
        f"“{given.reference}” {was} on the list of deployment {found.deployment} when it was sealed"
        f" (entry {found.entry}). That the tag is this reference's is {shown}."
    )
    said = {"ok": True, "listed": found.listed, "deployment": found.deployment, "entry": found.entry}
    _tell(as_json, {**said, "tag_is_shown": found.tag_is_shown}, sentence)


def bundle(
    deployment: Annotated[str, typer.Argument(help="Id of a published deployment.")],
    out: Annotated[Path, typer.Argument(help="The ZIP file to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a published deployment's bundle: everything an outsider needs to check it with the verifier alone."""
    home = _published_site()
    from overt.documents.bundle import write_bundle
    from overt.ledger.files import replace_file
    from overt.records.models import Deployment
    from overt.vision.passports import passport

    row = Deployment.objects.filter(pk=deployment).first()
    if row is None:
        raise Unusable(f"There is no deployment {deployment} on this site.")
    told = passport(row.engine)
    if told.digest != row.engine_digest:
        raise Unusable(f"The passport of {row.engine} is another now than the one that was authorised.")
    data = write_bundle(row, home, told.to_bytes())
    replace_file(out, data)
    _tell(as_json, {"deployment": deployment, "file": str(out), "bytes": len(data)}, f"The bundle is in {out}.")


def checkpoint(
    since: Annotated[
        int | None, typer.Option(help="Print the proof that the ledger continues its first so many entries.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the ledger's checkpoint, signed now if it grew, and what witnesses signed beside it."""
    home = _published_site()
    from overt.ledger.checkpoint import read_checkpoint, read_signing_key
    from overt.ledger.proof import consistency_text

    key = read_signing_key(home / "keys").verifier
    found = read_checkpoint(home / "ledger", key)
    if found is None:
        raise Unusable("The ledger has no checkpoint yet.")
    if since is not None and not 0 <= since <= found.size:
        raise Unusable(f"The ledger has {found.size} entries; it cannot continue {since}.")
    text = found.note if since is None else consistency_text(home / "ledger", found, since)
    said = {"origin": found.origin, "size": found.size, "root": found.root.hex(), "key": key.to_text(), "note": text}
    _tell(as_json, said, text.rstrip("\n"))


def _published_site() -> Path:
    home = open_site()
    publish_ledger(home)
    return home


def _verify_site() -> tuple[list[str], list[str]]:
    home = open_site()
    from overt.ledger.verify import verify_ledger

    found = verify_ledger(home)
    holds = [] if found.problems else [f"All {found.size} entries of this site's ledger hold. Root: {found.root.hex()}"]
    return list(found.problems), holds


def _verify_path(path: Path, key: str, witnesses: list[str], old: Path | None) -> tuple[list[str], list[str]]:
    from overt.ledger.verifier import Check, read_key

    try:
        named = [read_key(witness) for witness in witnesses]
        check = Check(read_key(key) if key else None, named, old.read_bytes() if old else b"")
    except (ValueError, OSError) as error:
        raise Unusable(f"A key or checkpoint that you named cannot be used: {error}.") from error
    check.run(path)
    return check.problems, check.holds


def _tell(as_json: bool, said: dict[str, Any], text: str) -> None:
    typer.echo(json.dumps(said, ensure_ascii=False, indent=2) if as_json else text)
