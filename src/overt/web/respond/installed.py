"""What makes the officer's page installable: its manifest and its worker, which keeps the last list and no picture."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.views.decorators.http import require_safe


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send the manifest; it says nothing about any deployment."""
    told = {
        "name": "Overt: engagements",
        "short_name": "Overt",
        "start_url": "/",
        "display": "standalone",
        "background_color": "#0c2a2e",
        "theme_color": "#0c2a2e",
        "icons": [{"src": static("overt/mark.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Send the worker, from an address whose scope holds the officer's page."""
    return render(request, "respond/worker.js", content_type="text/javascript")
