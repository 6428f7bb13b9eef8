"""The console without a mouse, with text twice as large, and recorded while alerts come: nothing flashes."""

import time
from base64 import b64decode

import numpy as np
import pytest
from playwright.sync_api import CDPSession, Page

from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.resume import resume
from overt.records.models import Deployment, Duty, OwnView, ViewFactors
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.flashes import ALLOWED, luminance, most_flashes_in_a_second
from tests.journeys.screen import Screen
from tests.journeys.test_operator import raise_drawn_alert

pytestmark = pytest.mark.browser

OUTSIDE = """() => [...document.querySelectorAll("main *, header *, footer *, nav *")]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && !one.closest(".overt-scroll, .govuk-visually-hidden"))
  .map(one => `${one.tagName} ${one.className}: ${one.textContent.trim().slice(0, 40)}`)"""

CLIPPED = """() => [...document.querySelectorAll("h1, h2, a, button, label, td, th, dd, dt, p, li")]
  .filter(one => one.offsetParent && getComputedStyle(one).overflow !== "visible"
    && !one.matches(".govuk-visually-hidden, .govuk-skip-link")
    && (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1))
  .map(one => one.textContent.trim().slice(0, 60))"""


@pytest.mark.clause("E-109")
def test_a_whole_turn_at_the_console_takes_a_keyboard_and_nothing_else(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(None)
    operator.go("/sign-in")
    operator.tab_to("Name you sign in with")
    operator.type(site.who.operator.login)
    operator.tab_to("Password")
    operator.type(make.PASSWORD)
    operator.enter()
    operator.heading("Deployments")
    operator.tab_to("Operate")
    operator.enter()
    operator.sees("Live: this page updates by itself.")
    operator.tab_to("Go on duty as LFR Operator")
    operator.enter()
    operator.sees("You are on duty.")
    operator.tab_to("Look at the alert")
    operator.enter()
    operator.heading("Alert of")
    operator.page.keyboard.press("2")
    operator.sees("Your own view is recorded.")
    operator.tab_to("Record what you weighed")
    operator.enter()
    operator.heading("What you weighed")
    operator.tab_to("No")
    operator.page.keyboard.press("Space")
    operator.enter()
    operator.sees("What you weighed is recorded.")
    operator.tab_to("Halt now")
    operator.enter()
    operator.sees("Halted. Nothing is compared until two people resume it.")
    operator.tab_to("Propose to resume")
    operator.enter()
    operator.heading("Propose to resume")
    operator.tab_to("Reason")
    operator.type("The camera is straight again.")
    operator.tab_to("Propose to resume")
    operator.enter()
    operator.sees("Your proposal is recorded.")
    operator.tab_to("Go off duty")
    operator.enter()
    operator.heading("Go off duty")
    operator.tab_to("Go off duty")
    operator.enter()
    operator.sees("You are off duty.")
    assert OwnView.objects.get(alert=alert).view == "not_the_same"
    assert ViewFactors.objects.count() == 1
    assert Duty.objects.get(person=site.who.operator.pk).ended_at is not None
    assert Deployment.objects.get().state == "halted"


@pytest.mark.parametrize("width", [1280, 390])
def test_every_word_stays_whole_with_text_twice_as_large(site: Site, open_as: Open, width: int) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(site.who.operator, width=width)
    for name, address in (("operate", f"/operate/{alert.deployment_id}"), ("alert", f"/alert/{alert.pk}")):
        operator.go(address)
        holds_at_twice_the_size(operator, f"{name}-200")
    operator.page.keyboard.press("1")
    operator.sees("Your own view is recorded.")
    holds_at_twice_the_size(operator, "alert-viewed-200")
    operator.go(f"/command/{alert.deployment_id}")
    holds_at_twice_the_size(operator, "command-200")


def holds_at_twice_the_size(screen: Screen, name: str) -> None:
    """Double the root's text, as a browser's own setting does, and look for words cut off or out of the window."""
    before = screen.page.locator("h1").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    screen.page.locator("html").evaluate("root => root.style.setProperty('font-size', '200%')")
    after = screen.page.locator("h1").evaluate("node => parseFloat(getComputedStyle(node).fontSize)")
    assert after == pytest.approx(2 * before)
    screen.shot(name)
    assert screen.page.evaluate(OUTSIDE) == []
    screen.is_no_wider_than_its_window(name)
    assert screen.page.evaluate(CLIPPED) == []


@pytest.mark.clause("E-65")
@pytest.mark.clause("E-109")
def test_nothing_on_the_console_flashes_while_alerts_come_and_it_is_halted(
    site: Site, open_as: Open, request: pytest.FixtureRequest
) -> None:
    deployment = make.live(site.who)
    run = make.camera_run(deployment)
    operator = open_as(site.who.operator)
    operator.go(f"/operate/{deployment.pk}")
    operator.sees("Live: this page updates by itself.")
    recorded = Recording(operator.page)
    for number in range(12):
        raise_drawn_alert(run, passage=f"{number:032x}")
        operator.page.wait_for_timeout(150)
    operator.sees("Waiting for a view: 12")
    halt(site.who.silver, deployment, reason="a look at the camera")
    operator.sees("Halted")
    propose_resume(site.who.operator, deployment, reason="it is straight")
    resume(site.who.silver, deployment)
    operator.sees("Live")
    operator.page.wait_for_timeout(60_000 if request.config.getoption("--long") else 1500)
    times, patches = recorded.stop()
    assert len(patches) > 5, "the recording saw the page change"
    assert most_flashes_in_a_second(times, patches) <= ALLOWED


class Recording:
    """What a browser draws, frame by frame, with its moments in seconds."""

    def __init__(self, page: Page) -> None:
        self.frames: list[tuple[float, bytes]] = []
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.on("Page.screencastFrame", self._keep)
        self.session.send("Page.startScreencast", {"format": "jpeg", "quality": 60})

    def _keep(self, frame: dict[str, object]) -> None:
        self.frames.append((time.monotonic(), b64decode(str(frame["data"]))))
        self.session.send("Page.screencastFrameAck", {"sessionId": frame["sessionId"]})

    def stop(self) -> tuple[list[float], list[np.ndarray]]:
        self.session.send("Page.stopScreencast")
        return [at for at, _ in self.frames], [luminance(picture) for _, picture in self.frames]


def blinking(hertz: int) -> tuple[list[float], list[np.ndarray]]:
    times = [number / 40 for number in range(80)]
    return times, [np.full((2, 2), float(int(2 * hertz * at) % 2)) for at in times]


def test_the_count_finds_four_flashes_in_a_second_and_lets_three_pass() -> None:
    assert most_flashes_in_a_second(*blinking(4)) > ALLOWED
    assert most_flashes_in_a_second(*blinking(3)) <= ALLOWED
    times, _ = blinking(1)
    assert most_flashes_in_a_second(times, [np.full((2, 2), 0.5 + 0.04 * (n % 2)) for n in range(80)]) == 0
