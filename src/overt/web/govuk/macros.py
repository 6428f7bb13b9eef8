"""Calls one macro of govuk-frontend-jinja by its component name; it refuses names that are not components."""

from collections.abc import Mapping
from functools import cache
from typing import Protocol

from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment, PackageLoader, PrefixLoader, TemplateNotFound

Param = object
"""A macro's parameter: text, number, bool, or lists and mappings of these."""


class UnknownComponent(LookupError):
    """The design system has no component of that name."""


class _Macro(Protocol):
    def __call__(self, params: Mapping[str, Param]) -> str: ...


@cache
def _environment() -> Environment:
    loader = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)


@cache
def _macro(name: str) -> _Macro:
    words = name.split("-")
    macro = "govuk" + "".join(word.capitalize() for word in words)
    try:
        template = _environment().get_template(f"govuk_frontend_jinja/components/{name}/macro.html")
    except TemplateNotFound as error:
        raise UnknownComponent(f"There is no component called {name}.") from error
    found: _Macro = getattr(template.module, macro)
    return found


def component(name: str, params: Mapping[str, Param]) -> SafeString:
    """Return the component's markup; text parameters are escaped by the macro, `html` ones are trusted."""
    # Safe: the macro escapes `text`, and `html` is only given markup that Django has already rendered.
    return mark_safe(str(_macro(name)(params)).strip())  # noqa: S308
