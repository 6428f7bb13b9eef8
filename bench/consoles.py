"""Milliseconds from a picture to the event in a browser, and events lost, with many consoles and phones open at once.

    .venv/bin/python bench/consoles.py [--consoles 50] [--phones 200] [--drawn 1] [--minutes 10] [--engine NAME]

Three cameras show a drawn clip of 640x360 in real time on this machine, a real uvicorn serves the site, and every page
holds its own stream with a session of its own. `--drawn` consoles also fetch what an event says has changed, and the
three previews five times a second, as the page's script does.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
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


@dataclass
class Page:
    """One open page: when each event came, by the ledger's index, in seconds since 1970."""

    session: str
    draws: bool = False
    came: dict[int, float] = field(default_factory=dict)
    reconnected: int = 0


async def follow(client: httpx.AsyncClient, page: Page, deployment: str, after: int, until: float) -> None:
    """Hold the page's stream, resume it where it broke, and note what came."""
    last = after
    while time.time() < until:
        try:
            headers = {"Last-Event-ID": str(last)}
            async with client.stream("GET", f"/operate/{deployment}/events", headers=headers) as stream:
                stream.raise_for_status()
                async for line in stream.aiter_lines():
                    if line.startswith("id: "):
                        last = int(line.removeprefix("id: "))
                        page.came[last] = time.time()
                    if page.draws and line.startswith("data: "):
                        await asyncio.gather(
                            *(client.get(f"/operate/{deployment}/{part}") for part in line[6:].split())
                        )
                    if time.time() >= until:
                        return
        except httpx.HTTPError:
            page.reconnected += 1
            await asyncio.sleep(1.0)


async def look_at_previews(client: httpx.AsyncClient, deployment: str, camera: str, until: float) -> int:
    """Ask for one camera's preview as the page does; give how many came."""
    shown = 0
    while time.time() < until:
        began = time.monotonic()
        shown += (await client.get(f"/operate/{deployment}/preview/{camera}")).status_code == 200
        await asyncio.sleep(max(0.0, PREVIEW_SECONDS - (time.monotonic() - began)))
    return shown


async def open_pages(url: str, pages: Sequence[Page], deployment: str, after: int, seconds: float) -> int:
    """Keep every page open for this long; give how many previews were shown."""
    until = time.time() + seconds
    unlimited = httpx.Limits(max_connections=None)
    clients = [
        httpx.AsyncClient(base_url=url, cookies={"sessionid": page.session}, timeout=30, limits=unlimited)
        for page in pages
    ]
    streams = [follow(*pair, deployment, after, until) for pair in zip(clients, pages, strict=True)]
    looks = [
        look_at_previews(client, deployment, camera, until)
        for client, page in zip(clients, pages, strict=True)
        for camera in (CAMERA, *MORE_CAMERAS)
        if page.draws
    ]
    shown, _ = await asyncio.gather(asyncio.gather(*looks), asyncio.gather(*streams))
    return sum(shown)


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


def delays(pages: Sequence[Page], deployment: str) -> list[float]:
    """Give milliseconds from picture to event, of each alert at each page that draws."""
    from overt.ledger.read import entries_of
    from overt.records.models import Alert

    index = {one.subject: one.index for one in entries_of(deployment) if one.event == "alert.raised"}
    taken = []
    for alert in Alert.objects.filter(deployment=deployment).exclude(since_capture_ms=None):
        seen_at = alert.raised_at - timedelta(milliseconds=alert.since_capture_ms or 0)
        came = [page.came[index[alert.pk]] for page in pages if page.draws and index[alert.pk] in page.came]
        taken += [1000 * (moment - seen_at.timestamp()) for moment in came]
    return taken


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
    from overt.web.operate.stream import parts_of

    cast = engage_cast()
    planned = preparation.plan(zone, engine, round(asked.minutes) + 10, "Many pages open at once")
    cameras = tuple(CameraPlan(name, zone) for name in (CAMERA, *MORE_CAMERAS))
    applied = preparation.apply_for(cast, replace(planned, threshold=THRESHOLD, cameras=cameras))
    row = preparation.authorise(cast, applied)
    people = [cast["operator"]] * asked.consoles + [cast["officer"]] * asked.phones
    pages = [Page(key, draws=number < asked.drawn) for number, key in enumerate(sessions(people))]
    server, url = serve(home, home / "server.log")
    start(cast["silver"], row)
    after = size() - 1
    with (home / "live.log").open("wb") as log:
        live = subprocess.Popen([sys.executable, "-m", "overt", "live", row.pk], stdout=log, stderr=log)
    try:
        previews = asyncio.run(open_pages(url, pages, row.pk, after, 60 * asked.minutes))
        ended_at = datetime.now(UTC)
    finally:
        close(cast["silver"], row, reason="The measurement is over.")
        live.wait(60)
        server.terminate()
        server.wait(30)
    told = [one for one in entries_of(row.pk) if one.index > after and parts_of(one.event)]
    due = {one.index for one in told if one.at < ended_at - timedelta(seconds=5)}
    milliseconds = delays(pages, row.pk)
    spread = {f"p{part}": round(float(np.percentile(milliseconds, part))) for part in (50, 95, 99) if milliseconds}
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
        "alerts_timed": len(milliseconds),
        "picture_to_event_ms": spread,
        "events": len(due),
        "events_lost": sum(len(due - page.came.keys()) for page in pages),
        "streams_reconnected": sum(page.reconnected for page in pages),
        "previews_shown": previews,
    }


if __name__ == "__main__":
    main()
