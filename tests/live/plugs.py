"""What can be pulled out of a running site, and two people who work on while it happens, as their pages would.

Run as a program it makes a site of its own on the database of `OVERT_DATABASE`, whose connections it ends.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import resource
import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests import preloaded

if TYPE_CHECKING:
    from overt.records.models import Deployment, Person
    from tests import make

PATIENCE = 90.0
LOCAL = "127.0.0.1"
BUSY_SECONDS = 0.5
"""How long the served site waits for the database: short, so that a locked one is met as a refusal too."""

SERVED = "overt-served"
"""What PostgreSQL knows the served site's connections by."""

PICTURE = re.compile(r"data:image/jpeg;base64,[A-Za-z0-9+/=]+")


class Wire:
    """The link between the phones and the server. Cut, it breaks every connection at once and lets no other through."""

    def __init__(self, port: int) -> None:
        self._target = port
        self._cut = False
        self._ends: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        made = asyncio.run_coroutine_threadsafe(asyncio.start_server(self._join, LOCAL, 0), self._loop).result()
        self._server = made
        self.url = f"http://{LOCAL}:{made.sockets[0].getsockname()[1]}"

    def cut(self) -> None:
        """Break it."""
        self._cut = True
        self._loop.call_soon_threadsafe(self._break_all)

    def mend(self) -> None:
        """Let connections through again."""
        self._cut = False

    def close(self) -> None:
        """Take it away."""
        self._loop.call_soon_threadsafe(self._server.close)
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.call_later, 0.05, self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _break_all(self) -> None:
        for end in self._ends:
            end.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            if not self._cut:
                far_reader, far_writer = await asyncio.open_connection(LOCAL, self._target)
                self._ends.add(far_writer)
                await asyncio.gather(_pour(reader, far_writer), _pour(far_reader, writer))
                self._ends.discard(far_writer)
        except OSError:
            pass
        finally:
            writer.transport.abort()
            self._ends.discard(writer)


async def _pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Hand bytes on until one side ends; then neither side has the other any more."""
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    finally:
        writer.transport.abort()


class Web:
    """The site's pages, served for real on one port; killed and started again as a service manager would."""

    def __init__(self, home: Path, port: int) -> None:
        self._home = home
        self._port = port
        self.start()

    def start(self) -> None:
        """Serve, and wait until it answers."""
        environment = os.environ | {
            "OVERT_HOME": str(self._home),
            "OVERT_DEMO": "true",
            "OVERT_DATABASE_BUSY_SECONDS": str(BUSY_SECONDS),
            "PGAPPNAME": SERVED,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        options = ["--port", str(self._port), "--log-level", "warning", "--timeout-graceful-shutdown", "1"]
        log = self._home.parent / "web.log"
        self._process = preloaded.start(
            "uvicorn", "overt.web.asgi:application", *options, environment=environment, out=log
        )
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                httpx.get(f"http://{LOCAL}:{self._port}/about", timeout=2)
            except httpx.TransportError:
                time.sleep(0.05)
            else:
                return
        raise AssertionError(f"the server did not start:\n{log.read_text()}")

    @property
    def pids(self) -> list[int]:
        """Its process."""
        assert self._process.pid is not None
        return [self._process.pid]

    def kill(self) -> None:
        """Kill -9."""
        self._process.kill()
        self._process.join()


class Live:
    """The supervisor and its cameras as real processes."""

    def __init__(self, home: Path, deployment: Deployment) -> None:
        self._home = home
        self._deployment = deployment
        self.start()

    def start(self) -> None:
        """Start the supervisor; its cameras follow."""
        from tests.live.processes import start_supervisor

        self._process = start_supervisor(self._home, self._deployment)

    @property
    def pids(self) -> list[int]:
        """Its processes."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        return [self._process.pid, *map(int, children)]

    def kill(self) -> None:
        """Kill -9 of the supervisor and of every camera at once."""
        for pid in self.pids:
            os.kill(pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> None:
        """End it in order."""
        self._process.terminate()
        self._process.wait(PATIENCE)


@dataclass
class Hands:
    """One person at a page. What is not answered is asked again with the same key, as the page's script does."""

    person: Person
    client: httpx.Client
    asked_again: int = 0
    refused: int = 0

    def sign_in(self, password: str) -> None:
        """Sign in by the form."""
        token = self._token(self.looks_at("/sign-in"))
        given = {"login": self.person.login, "password": password, "csrfmiddlewaretoken": token}
        answer = self.client.post("/sign-in", data=given)
        assert answer.status_code == 302, answer.text

    def looks_at(self, address: str) -> str:
        """Load a page, again until it comes."""
        return self._until_answered(lambda: self.client.get(address)).text

    def presses(self, page: str, action: str, fields: Mapping[str, str]) -> None:
        """Send a form of a page until the server has said that it is done."""
        drawn = self.looks_at(page)
        form = drawn[drawn.index(f'action="{action}"') :]
        tap = re.search(r'name="tap" value="([0-9a-f]{32})"', form)
        assert tap is not None
        sent = {"tap": tap[1], "csrfmiddlewaretoken": self._token(form), **fields}
        headers = {"X-Requested-With": "fetch", "Referer": str(self.client.base_url) + page}
        answer = self._until_answered(lambda: self.client.post(action, data=sent, headers=headers))
        assert "next" in answer.json(), "the page did not say that it is done"

    def _until_answered(self, ask: Callable[[], httpx.Response]) -> httpx.Response:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                answer = ask()
            except httpx.TransportError:
                self.asked_again += 1
            else:
                if answer.status_code == 200:
                    return answer
                assert answer.status_code in (409, 422, 500, 503), (answer.status_code, answer.text)
                assert answer.status_code >= 500 or "recorded" in answer.text, answer.text
                self.refused += 1
            time.sleep(0.05)
        raise AssertionError("nothing was answered in time")

    @staticmethod
    def _token(drawn: str) -> str:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', drawn)
        assert found is not None
        return found[1]


@dataclass(frozen=True)
class Press:
    """One press of one person on one alert's pages, and the event that is its record."""

    by: str
    page: str
    action: str
    fields: Mapping[str, str]
    event: str


PRESSES = (
    Press("operator", "", "/view", {"view": "same"}, "alert.adjudicated"),
    Press("officer", "", "/view", {"view": "same"}, "alert.adjudicated"),
    Press("officer", "/engagement", "/decision", {"ground": "same_and_sought"}, "alert.engagement_decided"),
    Press("officer", "/engagement", "/engagement/record", {}, "alert.engaged"),
    Press(
        "officer",
        "/engagement",
        "/engagement/outcome",
        {"identity": "same", "disposal": "no_action"},
        "alert.outcome_recorded",
    ),
)


@dataclass
class Street:
    """A running site: its processes, the link to it, its database, who works there, and where alerts come from."""

    home: Path
    deployment: Deployment
    wire: Wire
    web: Web
    hands: Mapping[str, Hands]
    next_alert: Callable[[], str]
    break_database: Callable[[float], None]
    live: Live | None = None
    pictures: dict[str, str] = field(default_factory=dict)
    """Of each alert, the picture the operator saw first."""

    def pull(self, plug: str, dice: random.Random) -> None:
        """Pull one plug out and put it back after a while."""
        pause = 0.1 + 1.2 * dice.random()
        victims = [one for one in (self.web, self.live) if one is not None and plug in (one_name(one), "both")]
        for victim in victims:
            victim.kill()
        if victims:
            time.sleep(pause / 4)
            for victim in victims:
                victim.start()
        elif plug == "network":
            self.wire.cut()
            time.sleep(pause)
            self.wire.mend()
        elif plug == "database":
            self.break_database(pause)
        else:
            self._fill_disk(pause)

    def _fill_disk(self, seconds: float) -> None:
        """Let no write to any file succeed for a while, in every process that serves or watches."""
        pids = [*self.web.pids, *(self.live.pids if self.live else [])]
        for limit in (0, resource.RLIM_INFINITY):
            for pid in pids:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
            time.sleep(0 if limit else seconds)

    def work_through(self, alert: str, plug: str, dice: random.Random) -> None:
        """Bring one alert from the first view to its outcome while a plug is pulled at some moment."""
        at_press, delay = dice.randrange(len(PRESSES)), 0.12 * dice.random()
        pulling = threading.Timer(delay, self.pull, (plug, dice))
        for number, press in enumerate(PRESSES):
            if number == at_press:
                pulling.start()
            hands = self.hands[press.by]
            self.pictures.setdefault(alert, PICTURE.findall(hands.looks_at(f"/alert/{alert}"))[0])
            hands.presses(f"/alert/{alert}{press.page}", f"/alert/{alert}{press.action}", press.fields)
        pulling.join()

    def nothing_is_missing_or_doubled(self) -> None:
        """Compare what people saw confirmed with rows and ledger, of every alert that was worked on."""
        from django.db import transaction

        from overt.ledger.read import entries_of
        from overt.records.models import Alert, EngagementDecision, Outcome, OwnView

        with transaction.atomic():  # cameras raise alerts meanwhile
            entries, alerts = list(entries_of(self.deployment.pk)), sorted(Alert.objects.values_list("pk", flat=True))
        raised = [entry.subject for entry in entries if entry.event == "alert.raised"]
        assert sorted(raised) == alerts, "an alert is missing or doubled"
        for alert in self.pictures:
            for press in PRESSES:
                by = self.hands[press.by].person.pk
                told = [one for one in entries if (one.event, one.subject, one.actor) == (press.event, alert, by)]
                assert len(told) == 1, f"{press.event} by the {press.by} is in the ledger {len(told)} times"
            row = Alert.objects.get(pk=alert)
            views = OwnView.objects.filter(alert=row).values_list("person", flat=True)
            assert sorted(views) == sorted(one.person.pk for one in self.hands.values())
            assert EngagementDecision.objects.filter(alert=row).count() == 1
            assert Outcome.objects.filter(alert=row).count() == 1
            assert row.engagement.alert_id == alert
            assert row.state == "concluded"

    def every_picture_is_as_it_was(self) -> None:
        """Look at every alert again."""
        for alert, picture in self.pictures.items():
            assert PICTURE.findall(self.hands["operator"].looks_at(f"/alert/{alert}"))[0] == picture


def one_name(one: Web | Live) -> str:
    """Name a plug as rounds do."""
    return "web" if isinstance(one, Web) else "live"


def rounds(street: Street, plugs: tuple[str, ...], count: int, seed: int) -> None:
    """Pull a plug in each round, each from a seed that is printed, and look after each that all is there once."""
    for number in range(count):
        plug = plugs[number % len(plugs)]
        print(f"round {number}: {plug}, seed {seed}:{number}", flush=True)
        street.work_through(street.next_alert(), plug, random.Random(f"{seed}:{number}"))
        street.nothing_is_missing_or_doubled()
    street.every_picture_is_as_it_was()


def whole_ledger(home: Path) -> list[str]:
    """Sign a checkpoint and give what is wrong with the ledger."""
    from overt.ledger.checkpoint import sign_checkpoint
    from overt.ledger.verify import verify_ledger

    sign_checkpoint(home / "keys", home / "ledger")
    return list(verify_ledger(home).problems)


def raised_here(deployment: Deployment) -> str:
    """Raise an alert as a camera process would, in a run of its own."""
    from overt.actions.end_camera_run import end_camera_run
    from overt.actions.values import Tally
    from tests import make

    run = make.camera_run(deployment)
    alert = make.alert(run)
    end_camera_run(run, Tally())
    return alert.pk


def lock_sqlite(path: Path) -> Callable[[float], None]:
    """Give what holds the database's one lock for writing for so many seconds."""

    def lock(seconds: float) -> None:
        connection = sqlite3.connect(path, isolation_level=None, timeout=5)
        connection.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        connection.close()

    return lock


def end_backends(seconds: float) -> None:
    """End every connection of the served site to its PostgreSQL server, again and again for so many seconds."""
    from django.db import connection

    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s", [SERVED]
            )
        time.sleep(0.05)
    connection.close()


@contextmanager
def street_of(
    who: make.People,
    home: Path,
    deployment: Deployment,
    break_database: Callable[[float], None],
    live: Callable[[], Live] | None = None,
) -> Iterator[Street]:
    """Serve the site, sign two people in over a wire, start the cameras; end all of it after the block."""
    from tests import make
    from tests.journeys.conftest import free_port

    port = free_port()
    wire = Wire(port)
    web = Web(home, port)
    running = live() if live is not None else None
    try:
        with httpx.Client(base_url=wire.url, timeout=5) as one, httpx.Client(base_url=wire.url, timeout=5) as other:
            hands = {"operator": Hands(who.operator, one), "officer": Hands(who.engagement_officer, other)}
            for person in hands.values():
                person.sign_in(make.PASSWORD)
            seen: set[str] = set()

            def from_the_cameras() -> str:
                return next_of(deployment, seen)

            source = (lambda: raised_here(deployment)) if running is None else from_the_cameras
            yield Street(home, deployment, wire, web, hands, source, break_database, running)
    finally:
        if running is not None:
            running.end()
        web.kill()
        wire.close()


def next_of(deployment: Deployment, seen: set[str]) -> str:
    """Wait for an alert that nobody has worked on."""
    from overt.records.models import Alert

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        fresh = Alert.objects.filter(deployment=deployment).exclude(pk__in=seen).order_by("-raised_at").first()
        if fresh is not None:
            seen.add(fresh.pk)
            return fresh.pk
        time.sleep(0.05)
    raise AssertionError("no alert came")


def main() -> None:
    """Make a site in a folder, then `rounds`: `python -m tests.live.plugs FOLDER SEED COUNT`."""
    import django

    django.setup()
    from django.core.management import call_command

    from overt import vault
    from overt.ledger.checkpoint import create_signing_key
    from tests import make

    home, seed, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    call_command("migrate", verbosity=0)
    vault.create(home)
    create_signing_key(home / "keys")
    who = make.people()
    deployment = make.live(who)
    with street_of(who, home, deployment, end_backends) as street:
        rounds(street, ("database", "web", "network", "disk"), count, seed)
        assert sum(hands.asked_again + hands.refused for hands in street.hands.values()), "nothing was ever in the way"
    assert whole_ledger(home) == []


if __name__ == "__main__":
    main()
