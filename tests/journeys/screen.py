"""What a person does with a page, in a person's words, and what every page of a journey must satisfy."""

import os
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Response, expect

from overt.records.models import Person

SHOTS = Path(os.environ["OVERT_SHOTS"]) if "OVERT_SHOTS" in os.environ else None
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE_OPTIONS = {"runOnly": {"type": "tag", "values": AXE_TAGS}, "resultTypes": ["violations"]}

CONTROLS_OUT_OF_ORDER = """root => [...root.querySelectorAll(
    "a, button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=checkbox]"
)].filter(one => one.checkVisibility() && !one.disabled && one.tabIndex !== 0)
    .map(one => one.outerHTML.slice(0, 160))"""

__all__ = ["SHOTS", "Person", "Screen"]


class Screen:
    """One person's browser."""

    def __init__(self, page: Page, script: bool) -> None:
        self.page = page
        self.script = script
        page.set_default_timeout(15_000)

    def go(self, path: str) -> Response:
        response = self.page.goto(path)
        assert response is not None
        return response

    def fill(self, label: str, words: str) -> None:
        self.page.get_by_label(label, exact=True).fill(words)

    def choose(self, words: str) -> None:
        self.page.get_by_label(words, exact=True).check()

    def press(self, words: str) -> None:
        self.page.get_by_role("button", name=words, exact=True).click()

    def follow(self, words: str) -> None:
        self.page.get_by_role("link", name=words).first.click()

    def tab_to(self, words: str) -> None:
        """Press Tab until a control that says these words has the focus.

        The first choice of a radio group counts as its name; a region that scrolls is no control, whatever is in it.
        """
        for _ in range(60):
            self.page.keyboard.press("Tab")
            focused = self.page.locator(":focus")
            said = focused.evaluate("node => (node.labels?.[0]?.textContent || node.textContent || '').trim()")
            if words in said and focused.get_attribute("role") != "region":
                return
        raise AssertionError(f"Tab never reached “{words}”")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)

    def enter(self) -> None:
        self.page.keyboard.press("Enter")

    def heading(self, words: str) -> None:
        expect(self.page.get_by_role("heading", name=words, level=1)).to_be_visible()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def sees_not(self, words: str) -> None:
        expect(self.page.get_by_text(words)).to_have_count(0)

    def part(self, role: str, name: str) -> Locator:
        return self.page.get_by_role(role, name=name)  # type: ignore[arg-type]

    def check(self, name: str) -> None:
        """Hold the page to what every page must be: accessible, and no wider than its window, at 400 % zoom too."""
        self.is_no_wider_than_its_window(name)
        self.is_no_wider_than_its_window_at_400_percent(name)
        if self.script:
            self.leaves_no_control_to_the_mouse(name)
            self.has_no_axe_violation(name)
        self.shot(name)

    def is_no_wider_than_its_window(self, name: str) -> None:
        wide = self.page.locator("html").evaluate("root => root.scrollWidth - root.clientWidth") if self.script else 0
        assert wide <= 0, f"{name}: {wide} px wider than the window"

    def is_no_wider_than_its_window_at_400_percent(self, name: str) -> None:
        """A window of 1280 px zoomed to 400 % is 320 px wide (WCAG 2.2, 1.4.10)."""
        size = self.page.viewport_size
        if size is None or not self.script:
            return
        self.page.set_viewport_size({"width": 320, "height": 256})
        self.is_no_wider_than_its_window(f"{name} at 400 %")
        self.page.set_viewport_size(size)

    def leaves_no_control_to_the_mouse(self, name: str) -> None:
        """Every control that shows takes part in the order of Tab, and none jumps ahead of it (WCAG 2.2, 2.1.1)."""
        lost = self.page.locator("html").evaluate(CONTROLS_OUT_OF_ORDER)
        assert lost == [], f"{name}: Tab does not reach, or reaches too early: {lost}"

    def has_no_axe_violation(self, name: str) -> None:
        results = Axe().run(self.page, options=AXE_OPTIONS)
        assert results.violations_count == 0, f"{name}: {results.generate_report()}"

    def shot(self, name: str) -> None:
        if SHOTS is not None:
            size = self.page.viewport_size
            width = size["width"] if size else 0
            self.page.screenshot(path=SHOTS / f"{name}-{width}.png", full_page=True)
