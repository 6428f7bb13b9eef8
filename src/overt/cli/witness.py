"""`overt witness`: what an oversight body runs, on a machine of its own, to watch a force's ledger."""

import json
import threading
from pathlib import Path
from typing import Annotated

import typer

from overt.cli.errors import Unusable
from overt.cli.live import stop_on_signal
from overt.ledger.witness import Witness

KEY_FILE = "witness.key"
LOGS_FILE = "logs"
LOOK_SECONDS = 10.0

Folder = Annotated[Path, typer.Argument(help="The witness's own folder.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def init(
    folder: Folder,
    name: Annotated[str, typer.Option(help="Name of the witness, best an address without its scheme.")],
    log: Annotated[list[str], typer.Option(help="Verifier key of a ledger to watch (name+id+base64).")],
) -> None:
    """Make a witness: its key, and the ledgers it watches. Prints the verifier key to give to those sites."""
    from overt.ledger.note import WITNESS, VerifierKey
    from overt.ledger.signed import create_key

    logs = [VerifierKey.from_text(text) for text in log]
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    key = create_key(folder / KEY_FILE, name, WITNESS)
    (folder / LOGS_FILE).write_text("".join(f"{one.to_text()}\n" for one in logs), "utf-8")
    typer.echo(key.verifier.to_text())


def run(
    folder: Folder,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8100,
    silence: Annotated[
        float, typer.Option(help="Seconds without a checkpoint after which silence is an alarm.")
    ] = 86400,
) -> None:
    """Answer `add-checkpoint` until told to stop; a fork, a rollback or silence is printed and kept as an alarm."""
    from overt.ledger.witness_server import witness_server

    watching = _witness(folder)
    server = witness_server(watching, host, port)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    stop, said, silent = stop_on_signal(), len(watching.alarms()), set[str]()
    while not stop.wait(min(LOOK_SECONDS, silence)):
        silent = watching.look_for_silence(silence, silent)
        alarms = watching.alarms()
        for alarm in alarms[said:]:
            typer.echo(f"ALARM ({alarm.kind}): {alarm.origin}: {alarm.sentence}", err=True)
        said = len(alarms)
    server.shutdown()
    server.server_close()


def status(folder: Folder, as_json: AsJson = False) -> None:
    """Say what was signed last for each ledger, and every alarm; exit 1 if there was one."""
    watching = _witness(folder)
    found = {log.name: watching.last(log.name) for log in watching.logs}
    alarms = watching.alarms()
    if as_json:
        seen = {name: {"size": last.size, "root": last.root.hex()} if last else None for name, last in found.items()}
        typer.echo(json.dumps({"ok": not alarms, "seen": seen, "alarms": [vars(alarm) for alarm in alarms]}, indent=2))
    else:
        for name, last in found.items():
            typer.echo(f"{name}: {last.size} entries" if last else f"{name}: nothing yet")
        for alarm in alarms:
            typer.echo(f"ALARM ({alarm.kind}): {alarm.origin}: {alarm.sentence}")
    if alarms:
        raise typer.Exit(1)


def _witness(folder: Path) -> Witness:
    from overt.ledger.note import VerifierKey
    from overt.ledger.signed import read_key

    if not (folder / LOGS_FILE).is_file():
        raise Unusable(f"There is no witness in {folder}. Make one with `overt witness init`.")
    lines = (folder / LOGS_FILE).read_text("utf-8").splitlines()
    return Witness(folder, read_key(folder / KEY_FILE), [VerifierKey.from_text(line) for line in lines])
