"""People who sign in for the first time, on a site that is no demonstration: a browser each, a second factor each."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from overt.records.models import Person
from tests import make
from tests.journeys.conftest import Site, watched
from tests.journeys.screen import Screen
from tests.second_factors import code_to_type

expect.set_options(timeout=20_000)

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
Newcomer = Callable[..., Screen]


@pytest.fixture
def newcomer(site: Site, browser: Browser) -> Iterator[Newcomer]:
    """Open a browser of one's own in which nobody is signed in; with `key`, it has a passkey's authenticator."""
    contexts: list[BrowserContext] = []
    pages: list[Page] = []

    def opened(*, key: bool = False, script: bool = True, width: int = 1280) -> Screen:
        context = browser.new_context(
            base_url=site.url, java_script_enabled=script, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        pages.append(watched(context.new_page()))
        if key:
            devtools = context.new_cdp_session(pages[-1])
            devtools.send("WebAuthn.enable")
            devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
        screen = Screen(pages[-1], script)
        screen.page.set_default_timeout(60_000)
        return screen

    yield opened
    troubles = [trouble for page in pages for trouble in page.troubles]  # type: ignore[attr-defined]
    for context in contexts:
        context.close()
    assert troubles == [], troubles


def give_password(screen: Screen, person: Person) -> None:
    screen.go("/sign-in")
    screen.fill("Name you sign in with", person.login)
    screen.fill("Password", make.PASSWORD)
    screen.press("Sign in")


def set_up_app(screen: Screen, person: Person, *, looks: bool = True) -> str:
    """Sign in for the first time and set up an authenticator app; returns its key.

    Where another journey looks at these pages, `looks` is false: each look takes a second.
    """
    check = screen.check if looks else lambda _: None
    give_password(screen, person)
    screen.heading("Your sign-in")
    screen.sees("A role you hold decides. Set up a second factor before you go on.")
    check("second-factor-wanted")
    screen.part("button", "Set up an authenticator app").click()
    screen.heading("Confirm that it is you")
    check("confirm-password")
    screen.fill("Password", make.PASSWORD)
    screen.press("Confirm")
    screen.heading("Set up an authenticator app")
    key = screen.page.locator("#key").inner_text()
    check("app-setup")
    screen.fill("Code", "000000")
    screen.press("Set up the app")
    screen.sees("That code is wrong or was used already. Wait for the next one and enter it.")
    key = screen.page.locator("#key").inner_text()
    screen.fill("Code", code_to_type(key))
    screen.press("Set up the app")
    screen.heading("Your recovery codes")
    check("recovery-codes")
    return key


def set_up_passkey(screen: Screen, person: Person) -> None:
    give_password(screen, person)
    screen.part("button", "Set up a passkey").click()
    screen.fill("Password", make.PASSWORD)
    screen.press("Confirm")
    screen.heading("Set up a passkey")
    screen.fill("Name of this passkey", "My key")
    screen.check("passkey-setup")
    screen.press("Set up a passkey")
    screen.heading("Your recovery codes")


def sign_out(screen: Screen) -> None:
    screen.press("Sign out")
    screen.heading("Sign in")


def sign_in_with_code(screen: Screen, person: Person, key: str) -> str:
    give_password(screen, person)
    screen.heading("Show your second factor")
    screen.check("show-code")
    shown = code_to_type(key)
    screen.fill("Code", shown)
    screen.press("Sign in")
    screen.heading("Deployments")
    return shown


def sign_in_with_passkey(screen: Screen, person: Person) -> None:
    give_password(screen, person)
    screen.heading("Show your second factor")
    screen.press("Use a passkey")
    screen.heading("Deployments")
