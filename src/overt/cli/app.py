"""The command tree: one line of help a command, one exit code a kind of trouble.

Exit codes: 0 done; 1 something that was checked does not hold; 2 the request or its input cannot be used.
"""

import sys

import typer

from overt.cli.errors import explain
from overt.cli.site import leave_site
from overt.ledger.errors import LedgerError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Accountable live facial recognition: no authority, no comparison; who does not match leaves nothing.",
)
engines_app = typer.Typer(no_args_is_help=True, help="Face engines: list, fetch, check, bench.")
people_app = typer.Typer(no_args_is_help=True, help="Who may do what: list people, add somebody.")
law_app = typer.Typer(no_args_is_help=True, help="The rules: list, follow, check, export.")
watchlist_app = typer.Typer(no_args_is_help=True, help="Lists of a draft: import one.")
erase_app = typer.Typer(help="Erase what is due; prove that what was forgotten is gone.")
app.add_typer(watchlist_app, name="watchlist")
app.add_typer(erase_app, name="erase")
keys_app = typer.Typer(no_args_is_help=True, help="The site key: where it rests, a new one.")
backup_app = typer.Typer(no_args_is_help=True, help="Backups of the records, without keys: make, restore.")
app.add_typer(keys_app, name="keys")
app.add_typer(backup_app, name="backup")
app.add_typer(engines_app, name="engines")
app.add_typer(law_app, name="law")
app.add_typer(people_app, name="people")
ledger_app = typer.Typer(no_args_is_help=True, help="The ledger: export, verify, prove, checkpoint, bundle.")
app.add_typer(ledger_app, name="ledger")
witness_app = typer.Typer(no_args_is_help=True, help="A witness of somebody's ledger: init, run, status.")
app.add_typer(witness_app, name="witness")
evaluate_app = typer.Typer(
    no_args_is_help=True, help="Evaluations: run a plan, find a threshold, check published records, plan a trial."
)
app.add_typer(evaluate_app, name="evaluate")
trial_app = typer.Typer(no_args_is_help=True, help="Seeded trials: how many passages, and what they showed.")
evaluate_app.add_typer(trial_app, name="trial")


def register() -> None:
    """Put every command into the tree; its modules are imported here and their rooms only when one runs."""
    from overt.cli import (
        backup,
        bench,
        demo,
        doctor,
        engines,
        enrol,
        erase,
        evaluate,
        evaluate_records,
        evaluate_trials,
        init,
        keys,
        law,
        ledger,
        live,
        people,
        rehearse,
        serve,
        tell,
        watchlist,
        witness,
    )

    app.command("demo")(demo.demo)
    app.command("init")(init.init)
    app.command("serve")(serve.serve)
    app.command("live")(live.live)
    app.command("enrol")(enrol.enrol)
    app.command("tell")(tell.tell)
    erase_app.callback(invoke_without_command=True)(erase.erase)
    erase_app.command("prove")(erase.prove)
    keys_app.command("show")(keys.show)
    keys_app.command("rotate")(keys.rotate)
    backup_app.command("make")(backup.make)
    backup_app.command("restore")(backup.restore)
    app.command("rehearse")(rehearse.rehearse)
    app.command("doctor")(doctor.doctor)
    app.command("bench")(bench.bench)
    law_app.command("clauses")(law.clauses)
    law_app.command("show")(law.show)
    law_app.command("kept")(law.kept)
    law_app.command("commissioner")(law.commissioner)
    law_app.command("check")(law.check)
    law_app.command("export")(law.export)
    ledger_app.command("export")(ledger.export)
    ledger_app.command("verify")(ledger.verify)
    ledger_app.command("prove")(ledger.prove)
    ledger_app.command("checkpoint")(ledger.checkpoint)
    ledger_app.command("bundle")(ledger.bundle)
    ledger_app.command("membership")(ledger.membership)
    witness_app.command("init")(witness.init)
    witness_app.command("run")(witness.run)
    witness_app.command("status")(witness.status)
    people_app.command("list")(people.list_people)
    people_app.command("add")(people.add)
    watchlist_app.command("import")(watchlist.import_list)
    engines_app.command("list")(engines.list_engines)
    engines_app.command("fetch")(engines.fetch)
    engines_app.command("check")(engines.check)
    engines_app.command("bench")(engines.bench)
    engines_app.command("sign")(engines.sign)
    engines_app.command("points")(engines.points)
    evaluate_app.command("records")(evaluate_records.records)
    trial_app.command("plan")(evaluate_trials.plan)
    trial_app.command("rates")(evaluate_trials.rates)
    evaluate_app.command("run")(evaluate.run)
    evaluate_app.command("threshold")(evaluate.threshold)


def run() -> None:
    """Run the command line and turn our own errors into one sentence and exit code 2."""
    from overt.live import logs

    logs.configure()
    register()
    try:
        try:
            app()
        except SystemExit as left:
            try:
                leave_site()
            except LedgerError as refused:
                print(f"overt: {refused.sentence}", file=sys.stderr)  # noqa: T201
                sys.exit(left.code or 2)
            raise
    except Exception as error:
        sentence = explain(error)
        if sentence is None:
            raise
        print(f"overt: {sentence}", file=sys.stderr)  # noqa: T201
        sys.exit(2)
