"""The public pages; they read no record and refuse nothing to nobody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Say what Overt does and what it refuses to do."""
    return render(request, "public/about.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show the accessibility statement."""
    return render(request, "public/accessibility.html")
