"""Signing in on a site that is no demonstration: no page without a second factor, wrong passwords, a lost phone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests import make
from tests.journeys.conftest import Site, served
from tests.journeys.newcomers import Newcomer, give_password, newcomer, set_up_app, sign_out

__all__ = ["newcomer"]

pytestmark = pytest.mark.browser


@pytest.fixture
def site(home: Path, transactional_db: None) -> Iterator[Site]:
    """A site with people in order and published passwords nowhere."""
    who = make.in_order(make.people())
    with served(home, demo=False) as url:
        yield Site(url.replace("127.0.0.1", "localhost"), home, who)


def test_without_a_second_factor_only_the_page_that_sets_one_up_is_reached(site: Site, newcomer: Newcomer) -> None:
    screen = newcomer(width=390)
    give_password(screen, site.who.authorising_officer)
    for path in ("/", "/team", "/account", "/account/rules", "/apply/new"):
        screen.go(path)
        screen.heading("Your sign-in")


def test_ten_wrong_passwords_close_a_name_and_the_page_says_for_how_long(site: Site, newcomer: Newcomer) -> None:
    screen = newcomer()
    for _ in range(10):
        screen.go("/sign-in")
        screen.fill("Name you sign in with", site.who.silver.login)
        screen.fill("Password", "not the password")
        screen.press("Sign in")
    screen.heading("Too many wrong passwords")
    screen.sees("this name is closed for 15 minutes")
    screen.check("locked-out")
    give_password(screen, site.who.silver)
    screen.heading("Too many wrong passwords")


def test_a_lost_phone_is_no_lost_account(site: Site, newcomer: Newcomer) -> None:
    screen, person = newcomer(), site.who.gold
    set_up_app(screen, person)
    spare = screen.page.locator("#codes li").first.inner_text()
    sign_out(screen)
    give_password(screen, person)
    screen.fill("Code", spare)
    screen.press("Sign in")
    screen.heading("Deployments")
    expect(screen.page.get_by_role("link", name="Your sign-in")).to_be_visible()
