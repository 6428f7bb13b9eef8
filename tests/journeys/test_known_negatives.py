"""A known negative in a rehearsal: Silver mixes it in; the operator cannot tell it from an alert before their view."""

import pytest

from overt.actions.adjudicate import adjudicate
from overt.actions.values import CandidatePicture, SubjectDetails
from overt.records.models import Deployment, KnownNegative
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.drawn import face

pytestmark = pytest.mark.browser


def with_two_alerts(who: make.People) -> Deployment:
    deployment = make.live(who, entries=2)
    run = make.camera_run(deployment)
    for entry, skin, view in zip(
        deployment.entries.all(), ("#c99a77", "#7a4f33"), ("same", "cannot_tell"), strict=True
    ):
        picture = entry.pictures.get().id
        drawn = face(skin=skin)
        alert = make.alert(
            run,
            picture=picture,
            probe_jpeg=drawn,
            candidates=(CandidatePicture(picture, drawn),),
            subject=SubjectDetails("Subject", "rehearsal_volunteer"),
        )
        adjudicate(who.operator, alert, view=view)
    return deployment


@pytest.mark.clause("E-44")
def test_an_operator_is_told_of_a_known_negative_by_their_own_view_and_not_before(site: Site, open_as: Open) -> None:
    deployment = with_two_alerts(site.who)
    operator, silver = open_as(site.who.operator), open_as(site.who.silver, width=390)
    operator.go(f"/operate/{deployment.pk}")
    operator.sees("No alert waits for a view.")
    silver.go(f"/command/{deployment.pk}")
    silver.press("Mix in a known negative")
    silver.sees("A known negative is in the operators’ queue.")
    operator.sees("Waiting for a view: 1")
    operator.page.get_by_role("button", name="Look at the alert").first.click()
    operator.heading("Alert of")
    operator.sees("Send to officers")
    assert "negative" not in operator.page.content()
    operator.page.keyboard.press("1")
    operator.sees("This was a known negative")
    operator.check("known-negative")
    assert KnownNegative.objects.get().view == "same"
    silver.sees("1 of 1 known negatives viewed")
    silver.check("known-negative-command")
