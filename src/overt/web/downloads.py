"""A file a person takes away: saved under its name, kept by no cache; it decides nothing about who may have it."""

from django.http import HttpResponse


def as_file(content: bytes | str, name: str, content_type: str) -> HttpResponse:
    """Answer with a file; `name` is our own and holds no quotation mark."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)
