"""An application as the oversight group may read it: no identity, no intelligence case, each part by its code."""

from zoneinfo import ZoneInfo

from django.conf import settings

from overt.law.form_one import form, setting_of
from overt.law.form_one.said import said_in
from overt.law.redaction import parts
from overt.law.states import Kind, Source
from overt.records.models import Deployment
from overt.records.queries.application import answers_of
from overt.records.queries.packs import pack_of


def redacted(deployment: Deployment) -> dict[str, str]:
    """Return every part of `overt.law.redaction.parts` in words; the asker leaves out what the owner withholds."""
    zone = ZoneInfo(settings.TIME_ZONE)
    starts, ends = (at.astimezone(zone) for at in (deployment.starts_at, deployment.ends_at))
    return {
        "kind": f"{deployment.kind}, {deployment.use_case.replace('_', ' ')}",
        "plan_purpose": deployment.purpose,
        "plan_place": deployment.place,
        "plan_hours": f"{starts:%d %B %Y %H:%M} to {ends:%d %B %Y %H:%M}",
        "plan_cameras": ", ".join(deployment.cameras.order_by("name").values_list("name", flat=True)),
        "plan_engine": f"{deployment.engine}, threshold {deployment.threshold} on its own scale",
        "composition": _list(deployment),
    } | _answered(deployment)


def parts_of(deployment: Deployment) -> dict[str, str]:
    """Return the parts of this application the group may read, by code, in words."""
    return parts(pack_of(deployment), setting_of(Kind(deployment.kind), Source(deployment.source)))


def _answered(deployment: Deployment) -> dict[str, str]:
    answers = answers_of(deployment)
    return {
        section.code: "\n".join(f"{one.ask} {one.text}" for one in said_in(section, answers) if one.text)
        for section in form(pack_of(deployment)).template.sections
    }


def _list(deployment: Deployment) -> str:
    counted: dict[str, int] = deployment.list_composition_json
    names = {"under_young": "may be under 18", "under_child": "may be under 13", "disability": "with a disability"}
    entries = counted.get("entries", 0)
    parts = ["1 entry" if entries == 1 else f"{entries} entries"]
    parts += [f"{counted[code]} {words}" for code, words in names.items() if code in counted]
    parts += [
        f"{count} {code.removeprefix('category:').replace('_', ' ')}"
        for code, count in counted.items()
        if code.startswith("category:")
    ]
    return "; ".join(parts)
