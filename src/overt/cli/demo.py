"""`overt demo`: a whole rehearsal deployment with drawn people, by hand in a browser or by scripted people."""

import json
import os
import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from overt.cli.companions import companions
from overt.cli.demonstration.site import ENGINE
from overt.cli.settings import home_folder
from overt.cli.site import publish_ledger, use_home

if TYPE_CHECKING:
    from overt.actions.values import DeploymentPlan
    from overt.records.models import Deployment
    from overt.rehearsal.crowd import Clip

HEADLESS_MINUTES = 30
BY_HAND_MINUTES = 8 * 60
ASIDE = 2
"""Processes beside this one: the clip is drawn in one, passages are counted and the site is searched in both."""

Say = Callable[[str], None]


def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Let scripted people do everything.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object (with --headless).")] = False,
    port: Annotated[int, typer.Option(help="Port of the pages.")] = 8000,
    browser: Annotated[bool, typer.Option(help="Open a browser window.")] = True,
) -> None:
    """Show a whole rehearsal deployment. The site is made anew in OVERT_HOME, or in ./var/demo."""
    home = _demo_home()
    say = _silent if as_json else typer.echo
    from overt.cli.demonstration.clip import demonstration_plan, place_of
    from overt.cli.demonstration.site import empty_home, write_settings

    empty_home(home)
    write_settings(home, place_of(demonstration_plan()))
    with ProcessPoolExecutor(ASIDE, mp_context=get_context("spawn")) as aside:
        if headless:
            typer.echo(json.dumps(play(home, aside, say), indent=2))
        else:
            serve_by_hand(home, aside, port, browser)


def _silent(_text: str) -> None:
    """Say nothing: the answer is one JSON object."""


def _demo_home() -> Path:
    home = home_folder() if "OVERT_HOME" in os.environ else Path("var/demo").resolve()
    use_home(home)
    return home


def play(home: Path, aside: Executor, say: Say) -> dict[str, Any]:
    """Let scripted people do everything and return what it showed."""
    clip = _drawn_aside(aside, say)
    from overt.cli.init import make_site

    make_site(home)
    from overt.cli.demonstration import preparation, scripted
    from overt.cli.demonstration.cast import engage_cast

    cast = engage_cast()
    say("The applicant drafts, the list is checked and sealed, the Authorising Officer decides …")
    applied = preparation.apply_for(cast, _planned(HEADLESS_MINUTES))
    deployment = preparation.authorise(cast, applied)
    drawn = clip.result()
    say("Silver starts the deployment; the clip plays in real time …")
    performance = scripted.perform(cast, deployment, drawn)
    say("The watchlist is destroyed, the report written, the site searched for what should not be there …")
    return _conclude(home, drawn, cast, deployment, performance, aside)


def _drawn_aside(aside: Executor, say: Say) -> "Future[Clip]":
    """Have the clip drawn in another process while the deployment is prepared in this one."""
    from overt.cli.demonstration.clip import demonstration_plan, kept

    say("Drawing the street and its people …")
    return aside.submit(kept, demonstration_plan())


def _planned(minutes: int) -> "DeploymentPlan":
    from overt.cli.demonstration import preparation
    from overt.cli.demonstration.clip import demonstration_plan, zone_of

    return preparation.plan(zone_of(demonstration_plan()), ENGINE, minutes, "Rehearsal on Drawn Street")


def _conclude(
    home: Path, clip: "Clip", cast: Any, deployment: "Deployment", performance: Any, aside: Executor
) -> dict[str, Any]:
    from overt.actions.erase_watchlist import erase_watchlist
    from overt.actions.review import review
    from overt.cli.demonstration.canaries import search_home
    from overt.cli.demonstration.counting import count_passages
    from overt.cli.demonstration.outcome import outcome
    from overt.documents.deployment_report import write_report
    from overt.ledger.verify import verify_ledger

    erase_watchlist(cast["silver"], deployment)
    reviewed = review(
        cast["silver"],
        deployment,
        findings="A rehearsal with drawn people; nothing to add.",
        on_false_alerts="The people are drawn, so their likeness says nothing about real ones.",
    ).deployment
    publish_ledger(home)
    report = write_report(reviewed, home)
    counted = aside.submit(count_passages, ENGINE, clip)
    found = aside.submit(search_home, home, ENGINE, clip)
    checked = verify_ledger(home)
    result = outcome(reviewed, clip, performance, counted.result(), found.result(), report)
    return {**result, "ledger": {"size": checked.size, "root": checked.root.hex(), "verified": checked.verified}}


def serve_by_hand(home: Path, aside: Executor, port: int, browser: bool) -> None:
    """Serve the demonstration's pages with the clip playing round and round, until interrupted."""
    clip = _drawn_aside(aside, typer.echo)
    from overt.cli.init import make_site
    from overt.cli.publishing import publisher
    from overt.cli.serve import serve_pages

    make_site(home)
    from overt.cli.demonstration import preparation
    from overt.cli.demonstration.cast import engage_cast
    from overt.web.account.demo import PUBLISHED_PASSWORD

    cast = engage_cast()
    first = _planned(BY_HAND_MINUTES)
    ready = preparation.authorise(cast, preparation.apply_for(cast, first))
    preparation.apply_for(cast, replace(first, title="A second rehearsal, waiting for a decision"))
    clip.result()
    address = f"http://127.0.0.1:{port}/"
    typer.echo(
        f"\nOpen {address} and sign in as silver, operator, officer, authoriser, applicant, gold or overseer.\n"
        f"Everybody's password is {PUBLISHED_PASSWORD}. Silver starts the deployment that is ready.\n"
        "REHEARSAL: NOT EVIDENCE. Press Ctrl+C to end.\n"
    )
    with companions(), _cameras(ready), publisher(home):
        if browser:
            threading.Timer(1.5, webbrowser.open, (address,)).start()
        serve_pages("127.0.0.1", port)


@contextmanager
def _cameras(deployment: "Deployment") -> Iterator[None]:
    """Keep the cameras of a deployment running; a clip that is over begins again while the deployment lasts."""
    from overt.live.errors import RunRefused
    from overt.live.supervisor import supervise

    stop = threading.Event()

    def round_and_round() -> None:
        while not stop.is_set():
            with suppress(RunRefused):  # the deployment has ended; its pages go on
                supervise(deployment.id, stop=stop)
            time.sleep(0.5)

    thread = threading.Thread(target=round_and_round, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=15)
