"""An application as the oversight group may read it: no identity, no intelligence case, each part by its code."""

from zoneinfo import ZoneInfo

from django.conf import settings

from overt.records.models import Deployment


def redacted(deployment: Deployment) -> dict[str, str]:
    """Return every part of `overt.law.redaction.PARTS` in words; what the owner withholds is left out by the asker."""
    zone = ZoneInfo(settings.TIME_ZONE)
    starts, ends = (at.astimezone(zone) for at in (deployment.starts_at, deployment.ends_at))
    return {
        "kind": f"{deployment.kind}, {deployment.use_case.replace('_', ' ')}",
        "purpose": deployment.purpose,
        "place": deployment.place,
        "hours": f"{starts:%d %B %Y %H:%M} to {ends:%d %B %Y %H:%M}",
        "cameras": ", ".join(deployment.cameras.order_by("name").values_list("name", flat=True)),
        "engine": f"{deployment.engine}, threshold {deployment.threshold} on its own scale",
        "list": _list(deployment),
    }


def _list(deployment: Deployment) -> str:
    counted: dict[str, int] = deployment.list_composition_json
    names = {"under_young": "may be under 18", "under_child": "may be under 13", "disability": "with a disability"}
    parts = [f"{counted.get('entries', 0)} entries"]
    parts += [f"{counted[code]} {words}" for code, words in names.items() if code in counted]
    parts += [
        f"{count} {code.removeprefix('category:').replace('_', ' ')}"
        for code, count in counted.items()
        if code.startswith("category:")
    ]
    return "; ".join(parts)
