"""Filters that turn codes into plain words inside templates."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from overt.law import Kind, Source
from overt.law.pack_difference import Direction
from overt.law.register import Status
from overt.law.zones import Corner
from overt.records.ids import new_id
from overt.records.models import Deployment, DeploymentCamera
from overt.records.queries.alerts import Stage
from overt.web import words
from overt.web.apply.engine import engine_test_words
from overt.web.categories import category_words
from overt.web.govuk.macros import component
from overt.web.zones import drawing, zone_of

register = template.Library()


@register.filter
def state_tag(state: str) -> SafeString:
    """Draw a deployment's state as a tag."""
    return _tag(*words.state_words(state))


@register.filter
def kept_tag(status: Status) -> SafeString:
    """Draw how a clause is kept as a tag."""
    return _tag(status.words.capitalize(), words.KEPT[status])


@register.filter
def direction_tag(direction: Direction) -> SafeString:
    """Draw what a change of a law pack does as a tag."""
    return _tag(*words.DIRECTIONS[direction])


def _tag(text: str, colour: str) -> SafeString:
    return component("tag", {"text": text, "classes": f"govuk-tag--{colour}"})


@register.filter
def state_name(state: str) -> str:
    """Name a deployment's state."""
    return words.state_words(state)[0]


@register.filter
def role(code: str) -> str:
    """Name a role."""
    return words.role_words(code)


@register.filter
def roles(codes: Iterable[str]) -> str:
    """Name several roles, in the order of the glossary."""
    held = set(codes)
    return ", ".join(words.ROLES[one] for one in words.ROLES if one in held)


@register.filter
def kind(code: str) -> str:
    """Name a kind of deployment."""
    return words.KINDS[Kind(code)]


@register.filter
def source(code: str) -> str:
    """Name a source of pictures."""
    return words.SOURCES[Source(code)]


@register.filter
def own_view(code: str) -> str:
    """Name an own view of an alert."""
    return words.VIEWS[code]


@register.filter
def code(value: str) -> str:
    """Say a code that has no words of its own."""
    return words.code_words(value)


@register.filter
def decision_part(act: str) -> str:
    """Name the part of a decision, or the act, some words were given for."""
    return words.DECISION_PARTS.get(act.removeprefix("authorise:"), words.code_words(act))


@register.filter
def duration(value: timedelta) -> str:
    """Say a length of time."""
    return words.duration_words(value)


@register.simple_tag
def window(starts_at: datetime, ends_at: datetime) -> str:
    """Say a deployment's authorised hours."""
    from django.utils.timezone import localtime

    start, end = localtime(starts_at), localtime(ends_at)
    day = f"{start.day} {start:%B %Y}"
    if start.date() == end.date():
        return f"{day}, {start:%H:%M} to {end:%H:%M} ({words.duration_words(end - start)})"
    return f"{day} {start:%H:%M} to {end.day} {end:%B %Y} {end:%H:%M} ({words.duration_words(end - start)})"


@register.filter
def category(code: str, deployment: Deployment) -> str:
    """Name a category of the watchlist as the deployment's law pack does."""
    return category_words(deployment, code)


@register.simple_tag
def engine_test(deployment: Deployment) -> str:
    """Say when the deployment's engine was last tested here."""
    return engine_test_words(deployment)


@register.inclusion_tag("web/zone.html")
def zone(camera: DeploymentCamera, corners: tuple[Corner, ...] = ()) -> dict[str, object]:
    """Draw a camera's zone of recognition as a picture with its text; `corners` stand in for those on record."""
    return drawing(camera.name, corners or zone_of(camera))


@register.filter
def age_band(code: str) -> str:
    """Name an age band."""
    return words.AGE_BANDS[code]


@register.filter
def identity(code: str) -> str:
    """Say who an engaged person was."""
    return words.IDENTITIES[code]


@register.filter
def disposal(code: str) -> str:
    """Say what was done."""
    return words.DISPOSALS[code]


@register.filter
def as_json(value: Mapping[str, object]) -> str:
    """Write what a script reads out of an attribute; the template escapes it."""
    return json.dumps(dict(value))


@register.simple_tag
def tap() -> SafeString:
    """Draw the hidden random key of a form: sent twice, it does its act once."""
    return format_html('<input type="hidden" name="tap" value="{}">', new_id())


@register.filter
def stage(code: str) -> SafeString:
    """Draw how far people have come with an alert, as a tag."""
    return _tag(*words.STAGES[Stage(code)])


@register.filter
def hold_ground(code: str) -> str:
    """Say on what ground an alert is kept as evidence."""
    return words.HOLD_GROUNDS[code]


@register.filter
def kept_class(code: str) -> str:
    """Name a class of what is kept of a deployment."""
    return words.KEPT_CLASSES[code]


@register.filter
def ground(code: str) -> str:
    """Say on what ground an officer engages or does not."""
    return words.GROUNDS[code]
