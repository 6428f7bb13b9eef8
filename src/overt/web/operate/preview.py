"""The newest pixelated preview of a camera, straight from shared memory; it is kept nowhere and never cached."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from overt.bus import PreviewSlot, slot_name
from overt.law import Role
from overt.web.gates import deployment_or_404, page, roles_for

WATCHERS = roles_for("start", "propose_resume", "resume", "show_alert") - {Role.ENGAGEMENT_OFFICER}
"""Who may watch the console. It tells what operators did with an alert: officers learn that after their own view."""

NO_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 360" role="img" aria-label="No picture">'
    '<rect width="640" height="360" fill="#16191a"/><text x="320" y="186" fill="#d6dbdc" font-size="22"'
    ' font-family="sans-serif" text-anchor="middle">No picture in the last 3 seconds</text></svg>'
)


@require_safe
@page(WATCHERS)
def preview(request: HttpRequest, deployment_id: str, camera: str) -> HttpResponse:  # noqa: ARG001 - a view's signature
    """Send the newest picture, or a drawing that says there is none."""
    deployment = deployment_or_404(deployment_id)
    slot = PreviewSlot.attach(slot_name(deployment.pk, camera))
    try:
        newest = slot.read()
    finally:
        slot.close()
    if newest is None:
        return HttpResponse(NO_PICTURE, content_type="image/svg+xml", headers={"Cache-Control": "no-store"})
    return HttpResponse(newest.jpeg, content_type="image/jpeg", headers={"Cache-Control": "no-store"})
