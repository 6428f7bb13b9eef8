"""A count by hand: the technical lead commits and draws, somebody at the zone counts on a telephone, Silver reads."""

import pytest

from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.start import start
from overt.actions.values import Tally
from tests import make
from tests.journeys.conftest import Open, Site

pytestmark = pytest.mark.browser


@pytest.mark.clause("E-97")
def test_a_drawn_minute_is_counted_on_a_telephone_and_stands_beside_the_faces_seen(site: Site, open_as: Open) -> None:
    deployment = make.authorised(site.who)
    silver, officer = open_as(site.who.silver), open_as(site.who.engagement_officer, width=390)
    silver.go(f"/operate/{deployment.pk}/count")
    silver.press("Commit to a seed")
    silver.sees("Enter how many minutes.")
    silver.fill("How many minutes to count", "50")
    silver.press("Commit to a seed")
    silver.sees("Which ones nobody knows before the start.")
    silver.check("count-committed")
    start(site.who.silver, deployment)
    run = make.camera_run(deployment)
    silver.go(f"/operate/{deployment.pk}/count")
    silver.press("Draw the minutes")
    silver.heading("Count by hand")
    silver.sees("The minutes are drawn.")
    silver.check("count-drawn")
    officer.go(f"/operate/{deployment.pk}/count")
    officer.press("Begin to count")
    officer.heading("Count at camera north")
    officer.check("count-under-way")
    renew_camera_run(run, Tally(passages=4))
    officer.fill("People you counted", "4")
    officer.press("End the count")
    officer.sees("Your count is recorded.")
    officer.sees("4 by hand")
    officer.check("count-done")
    silver.go(f"/command/{deployment.pk}")
    silver.sees("In 1 minute drawn by lot: 4 by hand, 4 by the software; too few to state an error.")
    silver.check("count-command")
