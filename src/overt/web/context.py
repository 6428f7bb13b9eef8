"""What every page needs: the site's name, the colours chosen, the pages this person may open; it refuses secrets."""

from typing import Final

from django.conf import settings
from django.http import HttpRequest

from overt.law import PERMISSIONS
from overt.records.models import Person

THEMES: Final = {"system": "As the device", "light": "Light", "dark": "Dark"}


def chosen_theme(request: HttpRequest) -> str:
    """Return the theme kept in the cookie, or the device's own."""
    theme = request.COOKIES.get("theme", "system")
    return theme if theme in THEMES else "system"


def keys_are_on(request: HttpRequest) -> bool:
    """Return whether single keys act while a view is asked for; anybody can turn them off (WCAG 2.1.4)."""
    return request.COOKIES.get("keys", "on") != "off"


def site(request: HttpRequest) -> dict[str, object]:
    """Return the context every template shares."""
    theme = chosen_theme(request)
    return {
        "site_name": settings.OVERT.site_name,
        "demo": settings.OVERT.demo,
        "theme": theme,
        "theme_class": f"overt-theme-{theme}",
        "theme_choices": list(THEMES.items()),
        "navigation": _navigation(request),
    }


def _navigation(request: HttpRequest) -> list[dict[str, object]]:
    items = [("Deployments", "/"), ("The law", "/law"), ("Law pack", "/law/pack")]
    if isinstance(request.user, Person) and PERMISSIONS["commit_to_audit"].roles & request.user.roles:
        items.append(("Audits", "/audits"))
    items += [("Documents", "/assess"), ("Your roles", "/account"), ("Your sign-in", "/account/second-factor")]
    items += [("What Overt refuses", "/about")]
    return [{"text": words, "href": url, "current": request.path == url} for words, url in items]
