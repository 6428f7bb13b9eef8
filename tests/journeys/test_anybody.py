"""Pages anybody may open: public pages, signing in and out, the choice of colours, and what went wrong."""

import pytest

from tests import make
from tests.journeys.conftest import Open, Site

pytestmark = pytest.mark.browser
PUBLIC = ("/about", "/accessibility", "/sign-in", "/published", "/published/audits", "/what-is-kept")


def test_public_pages_are_accessible_and_fit_a_narrow_window(site: Site, open_as: Open) -> None:
    for width in (1280, 320):
        visitor = open_as(None, width=width)
        for path in PUBLIC:
            assert visitor.go(path).status == 200
            visitor.check(path.strip("/").replace("/", "-"))
        assert visitor.go("/nowhere").status == 404
        visitor.check("not-found")


def test_the_demonstrations_sign_in_page_lists_its_people_and_lets_them_in(site: Site, open_as: Open) -> None:
    operator = site.who.operator
    visitor = open_as(None)
    visitor.go("/sign-in")
    visitor.sees("This is a rehearsal with drawn people. Its passwords are published")
    visitor.sees(operator.login)
    visitor.sees("LFR Operator")
    visitor.fill("Name you sign in with", operator.login)
    visitor.fill("Password", make.PASSWORD)
    visitor.press("Sign in")
    visitor.heading("Deployments")


def test_a_wrong_password_is_refused_without_saying_which_was_wrong(site: Site, open_as: Open) -> None:
    visitor = open_as(None)
    visitor.go("/sign-in")
    visitor.fill("Name you sign in with", site.who.operator.login)
    visitor.fill("Password", "not the pass phrase")
    with visitor.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        visitor.press("Sign in")
    assert answered.value.status == 422
    visitor.sees("The name or the password is wrong. Check both and try again.")
    visitor.check("sign-in-error")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_signing_out_ends_the_session_and_the_colours_stay(site: Site, open_as: Open, script: bool) -> None:
    deployment = make.live(site.who)
    operator = open_as(site.who.operator, script=script)
    operator.go(f"/operate/{deployment.pk}")
    operator.press("Dark")
    assert "overt-theme-dark" in (operator.page.locator("html").get_attribute("class") or "")
    operator.press("Sign out")
    operator.heading("Sign in")
    operator.go(f"/operate/{deployment.pk}")
    operator.heading("Sign in")
    assert "overt-theme-dark" in (operator.page.locator("html").get_attribute("class") or "")


def test_a_page_for_another_role_says_whose_it_is(site: Site, open_as: Open) -> None:
    overseer = open_as(site.who.overseer)
    assert overseer.go("/apply/new").status == 403
    overseer.sees("It is for: Deployment team.")
    overseer.check("forbidden")
