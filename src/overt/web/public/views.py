"""The public pages; of the records they read the law pack and its history only, and they refuse nothing to nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overt.records import inventory
from overt.records.models import LawPackVersion, PackState
from overt.records.queries.packs import pack_in_force, version_in_force
from overt.web.pack_words import change_context, shown_limits


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what Overt does and what it refuses to do."""
    return render(request, "public/about.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "public/accessibility.html")


@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Show what this site stores, column by column and file by file."""
    return render(request, "public/kept.html", {"parts": list(inventory.parts())})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """Show the law pack in force and every change of it, with what was loosened."""
    agreed = LawPackVersion.objects.select_related("from_version").filter(state=PackState.AGREED)
    context = {
        "pack": pack_in_force(),
        "in_force": version_in_force(),
        "limits": shown_limits(pack_in_force()),
        "history": [change_context(version) for version in agreed.order_by("-number")],
    }
    return render(request, "public/rules.html", context)
