"""Milliseconds from a picture to the event in a browser, and events lost, with many consoles and phones open at once.

    .venv/bin/python bench/consoles.py [--consoles 50] [--phones 200] [--drawn 1] [--minutes 10] [--engine NAME]

A real uvicorn serves the site, every page holds its own stream with a session of its own, and once all are open three
cameras show a drawn clip of 640x360 in real time; everything is on this machine. `--drawn` consoles also fetch what an
event says has changed, and the three previews five times a second, as the page's script does.
"""

import argparse
import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from staging import scratch_site

from overt.cli.bench import best_present_engine
from overt.cli.demonstration.clip import kept, zone_of
from overt.cli.demonstration.site import CAMERA
from overt.cli.speed import repeat
from overt.rehearsal.plans import demo_plan

MORE_CAMERAS = ("east", "west")
THRESHOLD = "0.55"
"""Lower than a rehearsal's, so that many alert, strangers among them: the time an event takes is all that counts."""
PREVIEW_SECONDS = 0.2
CONSOLE, PHONE = frozenset({"queue", "duty", "acts", "state"}), frozenset({"queue"})
"""The parts of the operator's page and of the officer's."""


@dataclass
class Page:
    """One open page: the parts it shows, and when each event came, by the ledger's index, in seconds since 1970."""

    session: str
    shows: frozenset[str]
    draws: bool = False
    came: dict[int, float] = field(default_factory=dict)
    reconnected: int = 0
    fetching: dict[str, "asyncio.Task[None]"] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)

    @property
    def cookie(self) -> dict[str, str]:
        """The header that says whose page it is."""
        return {"Cookie": f"sessionid={self.session}"}


@dataclass
class Watch:
    """All pages of one measurement, over one client."""

    client: httpx.AsyncClient
    deployment: str
    after: int
    opened: int = 0
    ended: asyncio.Event = field(default_factory=asyncio.Event)

    async def follow(self, page: Page) -> None:
        """Hold the page's stream, resume it where it broke, and note what came."""
        last, is_open = self.after, False
        address = f"/operate/{self.deployment}/events?parts={'+'.join(sorted(page.shows))}"
        while not self.ended.is_set():
            try:
                headers = page.cookie | {"Last-Event-ID": str(last)}
                async with self.client.stream("GET", address, headers=headers) as stream:
                    stream.raise_for_status()
                    async for line in stream.aiter_lines():
                        self.opened += not is_open
                        is_open = True
                        if line.startswith("id: "):
                            last = int(line.removeprefix("id: "))
                            page.came[last] = time.time()
                        if page.draws and line.startswith("data: "):
                            for part in line[6:].split():
                                self.draw(page, part)
            except httpx.HTTPError:
                page.reconnected += 1
                await asyncio.sleep(1.0)

    def draw(self, page: Page, part: str) -> None:
        """Fetch what has changed: one request at a time a part, and once more for what changes meanwhile."""
        if (busy := page.fetching.get(part)) is None or busy.done():
            page.fetching[part] = asyncio.create_task(self.fetch(page, part))
        else:
            page.stale.add(part)

    async def fetch(self, page: Page, part: str) -> None:
        """Ask for one part until it is fresh."""
        page.stale.add(part)
        while part in page.stale:
            page.stale.discard(part)
            await self.client.get(f"/operate/{self.deployment}/{part}", headers=page.cookie)

    async def look_at_previews(self, page: Page, camera: str) -> int:
        """Ask for one camera's preview as the page does; give how many came."""
        shown = 0
        while not self.ended.is_set():
            began = time.monotonic()
            address = f"/operate/{self.deployment}/preview/{camera}"
            shown += (await self.client.get(address, headers=page.cookie)).status_code == 200
            await asyncio.sleep(max(0.0, PREVIEW_SECONDS - (time.monotonic() - began)))
        return shown


async def keep_open(
    url: str, pages: Sequence[Page], deployment: str, after: int, seconds: float, begin: Callable[[], object]
) -> dict[str, float]:
    """Open every page, then begin, then keep them open for this long; give how it went."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits) as client:
        watch = Watch(client, deployment, after)
        began = time.monotonic()
        streams = [asyncio.create_task(watch.follow(page)) for page in pages]
        while watch.opened < len(pages):
            await asyncio.sleep(0.05)
        opened_in = time.monotonic() - began
        begin()
        cameras = (CAMERA, *MORE_CAMERAS)
        looks = [
            asyncio.create_task(watch.look_at_previews(page, camera))
            for page in pages
            for camera in cameras
            if page.draws
        ]
        await asyncio.sleep(seconds)
        watch.ended.set()
        for stream in streams:
            stream.cancel()
        drawn = [task for page in pages for task in page.fetching.values()]
        await asyncio.wait([*streams, *drawn])
        return {"seconds_to_open_all": round(opened_in, 1), "previews_shown": sum(await asyncio.gather(*looks))}


def sessions(people: Sequence[Any]) -> list[str]:
    """Sign everybody in, each in a session of their own."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    keys = []
    for person in people:
        store = SessionStore()
        store[SESSION_KEY], store[HASH_SESSION_KEY] = person.pk, person.get_session_auth_hash()
        store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
        store.create()
        keys.append(str(store.session_key))
    return keys


def serve(home: Path, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Serve the site as `overt serve` does; give the process and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"OVERT_HOME": str(home), "DJANGO_SETTINGS_MODULE": "overt.cli.django_settings"}
    command = [sys.executable, "-m", "uvicorn", "overt.web.asgi:application", "--port", str(port)]
    command += ["--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    with log.open("wb") as out:
        server = subprocess.Popen(command, env=environment, stdout=out, stderr=out)
    url = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            httpx.get(f"{url}/about", timeout=2)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return server, url
    raise RuntimeError(f"the server did not start: {log.read_text()}")


def processor_seconds(who: int) -> float:
    """Give the processor time of this process, or of its children that have ended, theirs included."""
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def delays(pages: Sequence[Page], deployment: str) -> list[tuple[float, float]]:
    """Give milliseconds from picture to event, and of these those after the act began, of each alert at each console
    that draws."""
    from overt.ledger.read import entries_of
    from overt.records.models import Alert

    index = {one.subject: one.index for one in entries_of(deployment) if one.event == "alert.raised"}
    taken = []
    for alert in Alert.objects.filter(deployment=deployment).exclude(since_capture_ms=None):
        seen_at = alert.raised_at - timedelta(milliseconds=alert.since_capture_ms or 0)
        came = [page.came[index[alert.pk]] for page in pages if page.draws and index[alert.pk] in page.came]
        taken += [
            (1000 * (moment - seen_at.timestamp()), 1000 * (moment - alert.raised_at.timestamp())) for moment in came
        ]
    return taken


def spread_of(milliseconds: Sequence[float]) -> dict[str, int]:
    """Give the median, the 95th and the 99th percentile."""
    return {f"p{part}": round(float(np.percentile(milliseconds, part))) for part in (50, 95, 99) if milliseconds}


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    for name, count in (("consoles", 50), ("phones", 200), ("drawn", 1)):
        parser.add_argument(f"--{name}", type=int, default=count)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--engine", default="")
    asked = parser.parse_args()
    engine = asked.engine or best_present_engine()
    clip = kept(replace(demo_plan(), width=640, height=360))
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "long.mkv"
        repeat(clip.video, round((asked.minutes + 2) * 60 * clip.truth.frames_per_second), video)
        with scratch_site(video, engine, MORE_CAMERAS) as home:
            print(json.dumps(measure(home, engine, zone_of(clip.truth), asked), indent=2))


def measure(home: Path, engine: str, zone: Any, asked: argparse.Namespace) -> dict[str, Any]:
    """Run the deployment with every page open and give the figures."""
    from overt.actions.close import close
    from overt.actions.start import start
    from overt.actions.values import CameraPlan
    from overt.cli.demonstration import preparation
    from overt.cli.demonstration.cast import engage_cast
    from overt.ledger.read import entries_of, size
    from overt.records.models import CameraRun
    from overt.web.operate.broadcast import parts_of

    cast = engage_cast()
    planned = preparation.plan(zone, engine, round(asked.minutes) + 10, "Many pages open at once")
    cameras = tuple(CameraPlan(name, zone) for name in (CAMERA, *MORE_CAMERAS))
    applied = preparation.apply_for(cast, replace(planned, threshold=THRESHOLD, cameras=cameras))
    row = preparation.authorise(cast, applied)
    people = [cast["operator"]] * asked.consoles + [cast["officer"]] * asked.phones
    shows = [CONSOLE] * asked.consoles + [PHONE] * asked.phones
    pages = [
        Page(key, parts, draws=number < asked.drawn)
        for number, (key, parts) in enumerate(zip(sessions(people), shows, strict=True))
    ]
    server, url = serve(home, home / "server.log")
    start(cast["silver"], row)
    after = size() - 1
    started: list[subprocess.Popen[bytes]] = []

    def cameras_begin() -> None:
        with (home / "live.log").open("wb") as log:
            started.append(subprocess.Popen([sys.executable, "-m", "overt", "live", row.pk], stdout=log, stderr=log))

    used = {}
    try:
        before = processor_seconds(resource.RUSAGE_SELF)
        went = asyncio.run(keep_open(url, pages, row.pk, after, 60 * asked.minutes, cameras_begin))
        used["open_pages"] = processor_seconds(resource.RUSAGE_SELF) - before
        ended_at = datetime.now(UTC)
    finally:
        close(cast["silver"], row, reason="The measurement is over.")
        for name, process in (*(("cameras", live) for live in started), ("server", server)):
            before = processor_seconds(resource.RUSAGE_CHILDREN)
            process.terminate()
            process.wait(60)
            used[name] = processor_seconds(resource.RUSAGE_CHILDREN) - before
    told = [one for one in entries_of(row.pk) if one.index > after and one.at < ended_at - timedelta(seconds=5)]
    due = {parts: {one.index for one in told if parts & set(parts_of(one.event).split())} for parts in (CONSOLE, PHONE)}
    taken = delays(pages, row.pk)
    return {
        "engine": engine,
        "cores": len(os.sched_getaffinity(0)),
        "cameras": len(cameras),
        "frames": sum(CameraRun.objects.filter(deployment=row).values_list("frames", flat=True)),
        "frames_skipped": sum(CameraRun.objects.filter(deployment=row).values_list("frames_skipped", flat=True)),
        "minutes": asked.minutes,
        "consoles": asked.consoles,
        "consoles_that_draw": asked.drawn,
        "phones": asked.phones,
        "alerts_timed": len(taken),
        "picture_to_event_ms": spread_of([whole for whole, _ in taken]),
        "of_which_from_the_act_to_event_ms": spread_of([after for _, after in taken]),
        "processor_seconds": {name: round(seconds, 1) for name, seconds in used.items()},
        "events_of_consoles_and_phones": [len(due[CONSOLE]), len(due[PHONE])],
        "events_lost": sum(len(due[page.shows] - page.came.keys()) for page in pages),
        "streams_reconnected": sum(page.reconnected for page in pages),
        **went,
    }


if __name__ == "__main__":
    main()
