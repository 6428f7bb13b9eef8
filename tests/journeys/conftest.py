"""A real uvicorn on a free port with a site folder of its own, and Chromium; the test acts on the same site."""

import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import httpx
import pytest
from django.test import override_settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import make, preloaded
from tests.journeys.screen import SHOTS, Person, Screen
from tests.second_factors import password_shown

CAMERA = "north"
BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
HOW_TO_GET_A_BROWSER = (
    "These tests need Chromium: apt-get install chromium-headless-shell, or set OVERT_CHROMIUM to a browser."
)


@dataclass(frozen=True)
class Site:
    """A running site: its address, its folder and its people."""

    url: str
    home: Path
    who: make.People


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@contextmanager
def served(home: Path, *, demo: bool, settings: str = "tests.settings") -> Iterator[str]:
    """Serve the site in this folder at the address given; nothing it logs may be a trace."""
    port = free_port()
    environment = os.environ | {
        "OVERT_HOME": str(home),
        "OVERT_DEMO": "true" if demo else "false",
        "OVERT_CAMERAS": f'{{"{CAMERA}": "drawn.mp4"}}',
        "OVERT_SITE_NAME": "Rehearsal room",
        "DJANGO_SETTINGS_MODULE": settings,
    }
    options = ["--port", str(port), "--log-level", "warning", "--timeout-graceful-shutdown", "1"]
    log = home / "server.log"
    server = preloaded.start("uvicorn", "overt.web.asgi:application", *options, environment=environment, out=log)
    url = f"http://127.0.0.1:{port}"
    wait_until_it_answers(server, url, log)
    yield url
    server.terminate()
    server.join(20)
    assert server.exitcode is not None, "the server did not end"
    assert "Traceback" not in log.read_text(), log.read_text()


def wait_until_it_answers(server: ForkServerProcess, url: str, log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.exitcode is not None:
            break
        try:
            httpx.get(f"{url}/about", timeout=2)
            return
        except httpx.TransportError:
            time.sleep(0.1)
    server.kill()
    raise AssertionError(f"the server did not start:\n{log.read_text()}")


@pytest.fixture
def site(home: Path, transactional_db: None) -> Iterator[Site]:
    """A site with one person for each role, served for real."""
    who = make.people()
    with served(home, demo=True) as url:
        yield Site(url, home, who)


def chromium() -> str:
    named = os.environ.get("OVERT_CHROMIUM", "")
    found = named or next(filter(None, map(shutil.which, BROWSERS)), None)
    if not found:
        raise AssertionError(HOW_TO_GET_A_BROWSER)
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for one file: Playwright's event loop fills this thread while it is open, and other tests need it."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Only this thread makes the test's queries, whatever loop Playwright keeps in it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        arguments = [
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-domain-reliability",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ]
        running = playwright.chromium.launch(executable_path=chromium(), args=arguments)
        yield running
        running.close()


def session_for(site: Site, person: Person) -> str:
    """Begin a session on the served site, signed with that site's own key."""
    with override_settings(SECRET_KEY=(site.home / "keys" / "session.key").read_text()):
        return password_shown(person).cookies["sessionid"].value


Open = Callable[..., Screen]


@pytest.fixture
def open_as(site: Site, browser: Browser) -> Iterator[Open]:
    """Open a browser of one's own in which a person is signed in: `open_as(person, script=False, width=390)`.

    The session is given to the browser: `test_signing_in.py` signs in through the pages, which takes a second.
    """
    contexts: list[BrowserContext] = []
    screens: list[Screen] = []

    def opened(person: Person | None, *, script: bool = True, width: int = 1280, dark: bool = False) -> Screen:
        context = browser.new_context(
            base_url=site.url,
            java_script_enabled=script,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        screen = Screen(watched(context.new_page()), script)
        screens.append(screen)
        if person is not None:
            context.add_cookies([{"name": "sessionid", "value": session_for(site, person), "url": site.url}])
            screen.go("/")
        return screen

    yield opened
    troubles = [trouble for screen in screens for trouble in screen.page.troubles]  # type: ignore[attr-defined]
    for context in contexts:
        context.close()
    assert troubles == [], troubles


def watched(page: Page) -> Page:
    """Collect what a browser complains of: policy violations, script errors, failed requests for parts."""
    troubles: list[str] = []
    page.troubles = troubles  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: troubles.append(f"script: {error}"))

    def heard(message: object) -> None:
        kind, text = message.type, message.text  # type: ignore[attr-defined]
        # Chromium reports the answer to a refused form (403, 409, 422) as a failed resource: that is the page wanted.
        if kind == "error" and "Failed to load resource" not in text:
            troubles.append(f"console: {text}")

    page.on("console", heard)
    return page


@pytest.fixture(scope="session", autouse=True)
def _shots_folder() -> None:
    if SHOTS is not None:
        SHOTS.mkdir(parents=True, exist_ok=True)
