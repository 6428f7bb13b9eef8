"""The page on which a camera's zone of recognition is drawn: corners typed as numbers, shown as a picture."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.forms.boundfield import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from overt.actions.change_plan import plan_digest
from overt.actions.change_zone import change_zone
from overt.law import State
from overt.law.zones import MOST_CORNERS, Corner, trouble
from overt.records.models import Deployment
from overt.web.apply.application import is_rehearsal
from overt.web.apply.forms import SHORT
from overt.web.gates import attempt, deployment_or_404, page, person_of, roles_for
from overt.web.govuk import GovukForm
from overt.web.zones import share_words, zone_of

SPARE = 4
"""Empty corners offered beside those there are."""


def _percent(label: str) -> forms.FloatField:
    return forms.FloatField(
        label=label,
        min_value=0,
        max_value=100,
        required=False,
        widget=forms.TextInput(SHORT | {"inputmode": "decimal"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), "Enter a number from 0 to 100."),
    )


class ZoneForm(GovukForm):
    """The corners of one zone, in per cent of the picture's width and height; an empty corner is left out."""

    seen = forms.CharField(widget=forms.HiddenInput())

    def __init__(self, held: Sequence[Corner], seen: str, data: Mapping[str, object] | None = None) -> None:
        corners = {f"left_{number}": 100 * x for number, (x, _) in enumerate(held, 1)}
        corners |= {f"top_{number}": 100 * y for number, (_, y) in enumerate(held, 1)}
        super().__init__(data, initial={"seen": seen, **{name: f"{at:.6g}" for name, at in corners.items()}})
        self._numbers = range(1, min(MOST_CORNERS, len(held) + SPARE) + 1)
        for number in self._numbers:
            self.fields[f"left_{number}"] = _percent(f"Corner {number}: from the left, in %")
            self.fields[f"top_{number}"] = _percent(f"Corner {number}: from the top, in %")

    def rows(self) -> Iterator[tuple[int, BoundField, BoundField]]:
        """Return the two boxes of each corner."""
        for number in self._numbers:
            yield number, self[f"left_{number}"], self[f"top_{number}"]

    def clean(self) -> dict[str, Any]:
        """Refuse half a corner, and corners that are no zone."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        for number in self._numbers:
            halves = (given[f"left_{number}"], given[f"top_{number}"])
            if (halves[0] is None) != (halves[1] is None):
                self.add_error(f"left_{number}", f"Corner {number} needs both numbers, or neither.")
        if not self.errors and (why := trouble(self.corners())):
            self.add_error(None, f"This is no zone. {why}")
        return given

    def corners(self) -> tuple[Corner, ...]:
        """Return the corners that were entered, in shares of the picture."""
        given = self.cleaned_data
        named = [(given.get(f"left_{number}"), given.get(f"top_{number}")) for number in self._numbers]
        return tuple((x / 100, y / 100) for x, y in named if x is not None and y is not None)


@require_http_methods(["GET", "HEAD", "POST"])
@page(roles_for("change_plan"))
def zone(request: HttpRequest, deployment_id: str, camera: str) -> HttpResponse:
    """Show a camera's zone, draw what was entered without keeping it, or keep it."""
    deployment = deployment_or_404(deployment_id)
    row = get_object_or_404(deployment.cameras, name=camera)
    held = zone_of(row)
    form = ZoneForm(held, plan_digest(deployment), request.POST if request.method == "POST" else None)
    is_sound = form.is_bound and form.is_valid()
    if is_sound and request.POST.get("then") != "draw":
        by, corners, seen = person_of(request), form.corners(), form.cleaned_data["seen"]
        if attempt(form, lambda: change_zone(by, deployment, camera=camera, corners=corners, seen=seen)):
            messages.success(request, f"The zone of {camera} is kept: {share_words(corners)}.")
            return redirect("apply", deployment.pk)
    drawn = form.corners() if is_sound else held
    context = _about(deployment) | {
        "form": form,
        "camera": row,
        "drawn": drawn,
        "drawn_words": share_words(drawn),
        "is_kept": drawn == held,
    }
    return render(request, "apply/zone.html", context, status=422 if form.errors else 200)


def _about(deployment: Deployment) -> dict[str, object]:
    return {
        "deployment": deployment,
        "rehearsal": is_rehearsal(deployment),
        "is_draft": deployment.state == State.DRAFT,
    }
