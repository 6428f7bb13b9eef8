"""The report of an evaluation as somebody reads it: a file in a browser, wide and narrow, without script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from overt.evaluate.plan import load_plan
from overt.evaluate.run import Running, evaluate, prepare
from tests.journeys.screen import Screen
from tests.unit.evaluate.plans import write_plan

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished report on made-up scores."""
    folder = tmp_path_factory.mktemp("report")
    evaluate(prepare(load_plan(write_plan(folder))), folder / "out", Running(keys=folder / "keys"))
    return folder / "out/report.html"


@pytest.mark.parametrize("width", [1280, 390])
def test_the_report_reads_on_a_desk_and_on_a_telephone(report: Path, browser: Browser, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900})
    try:
        page.goto(report.as_uri())
        screen = Screen(page, script=True)
        screen.is_no_wider_than_its_window(f"report at {width}")
        screen.has_no_axe_violation(f"report at {width}")
        assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0 && image.alt.length > 20)")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('role')") == "region"
    finally:
        page.close()
