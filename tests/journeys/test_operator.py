"""The LFR Operator: sees an alert arrive, gives an own view, then the score; halts, resumes with a second person."""

import time

import pytest
from playwright.sync_api import expect

from overt.actions.halt import halt
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.start import start
from overt.actions.values import CandidatePicture, Tally
from overt.bus import PreviewSlot, slot_name
from overt.records.models import Alert, CameraRun, Deployment, OwnView
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.drawn import face

pytestmark = pytest.mark.browser


def raise_drawn_alert(run: CameraRun, **changed: object) -> Alert:
    picture = make.new_alert(run).picture
    candidate = CandidatePicture(picture, face(skin="#b98a68"))
    return make.alert(run, probe_jpeg=face(), candidates=(candidate,), **changed)


def test_an_alert_arrives_by_itself_and_the_score_only_after_the_own_view(site: Site, open_as: Open) -> None:
    deployment = make.live(site.who)
    run = make.camera_run(deployment)
    renew_camera_run(run, Tally(frames=120, passages=14, recognition_opportunities=9, templates_made=11))
    operator = open_as(site.who.operator)
    operator.follow("Operate")
    operator.sees("REHEARSAL: NOT EVIDENCE")
    operator.sees("Live: this page updates by itself.")
    operator.sees("No alert waits for your view.")
    operator.check("operate-quiet")

    alert = raise_drawn_alert(run)

    operator.sees("Waiting for your view: 1")
    operator.check("operate-alert")
    operator.follow("Look at the alert")
    operator.sees("Probe")
    boxes = [picture.bounding_box() for picture in operator.page.locator(".overt-face__picture").all()]
    assert all(boxes)
    sizes = {(round(box["width"]), round(box["height"])) for box in boxes if box}
    assert len(boxes) == 2
    assert len(sizes) == 1
    operator.sees_not("is not a probability")
    assert alert.score not in operator.page.content()
    operator.check("alert-before-view")

    operator.choose("Not the same person")
    operator.press("Record my own view")

    operator.sees(f"{alert.score} against {alert.threshold}")
    operator.sees("It is not a probability that they show the same person.")
    operator.check("alert-after-view")
    assert OwnView.objects.get(alert=alert).view == "not_the_same"


def test_a_view_that_was_not_chosen_is_asked_for_again_with_422(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(site.who.operator)
    operator.go(f"/alert/{alert.pk}")
    with operator.page.expect_response(lambda answer: answer.request.method == "POST") as answered:
        operator.press("Record my own view")
    assert answered.value.status == 422
    operator.sees("There is a problem")
    operator.sees("If you are not sure, choose “Cannot tell”.")
    operator.check("alert-error")
    assert not OwnView.objects.exists()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_halting_is_one_press_and_resuming_takes_two_people(site: Site, open_as: Open, script: bool) -> None:
    deployment = make.live(site.who)
    operator = open_as(site.who.operator, script=script)
    operator.follow("Operate")
    operator.press("Halt now")
    operator.sees("Halted. Nothing is compared until two people resume it.")
    assert Deployment.objects.get(pk=deployment.pk).state == "halted"
    operator.check(f"operate-halted-{'script' if script else 'plain'}")

    operator.press("Propose to resume")
    operator.fill("Reason", "The camera is straight again.")
    operator.press("Propose to resume")
    operator.sees("Another person must resume the deployment.")
    expect(operator.part("button", "Resume")).to_have_count(0)

    silver = open_as(site.who.silver, script=script)
    silver.follow("Operate")
    silver.press("Resume")
    silver.sees("The deployment is live again.")
    assert Deployment.objects.get(pk=deployment.pk).state == "live"

    silver.press("Close the deployment")
    silver.press("Close for good")
    silver.sees("Its watchlist is to be destroyed next.")
    assert Deployment.objects.get(pk=deployment.pk).state == "closed"


@pytest.mark.clause("E-97")
def test_what_others_do_changes_the_buttons_on_an_open_page(site: Site, open_as: Open) -> None:
    deployment = make.authorised(site.who)
    operator = open_as(site.who.operator)
    operator.go(f"/operate/{deployment.pk}")
    operator.sees("Live: this page updates by itself.")
    expect(operator.part("button", "Halt now")).to_have_count(0)

    start(site.who.silver, deployment)
    expect(operator.part("button", "Halt now")).to_be_visible()
    operator.fill("More words, if there is time", "The mast is shaking")
    expect(operator.page.get_by_role("status")).to_have_text("The deployment is live.")
    # Counters are asked for again every two seconds; what is being typed must survive that.
    operator.page.wait_for_timeout(5_000)
    assert operator.page.get_by_label("More words, if there is time").input_value() == "The mast is shaking"

    halt(site.who.silver, deployment, reason="The crowd has changed.")
    expect(operator.part("button", "Propose to resume")).to_be_visible()
    expect(operator.part("button", "Halt now")).to_have_count(0)


def test_without_script_a_link_refreshes_the_queue_and_the_alert_is_adjudicated(site: Site, open_as: Open) -> None:
    run = make.camera_run(make.live(site.who))
    operator = open_as(site.who.operator, script=False)
    operator.follow("Operate")
    raise_drawn_alert(run)
    operator.follow("Refresh")
    operator.follow("Look at the alert")
    operator.choose("The same person")
    operator.press("Record my own view")
    operator.sees("Your own view is recorded.")


def test_the_operator_needs_no_mouse(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(site.who.operator)
    operator.go(f"/operate/{alert.deployment_id}")
    tab_to(operator.page, "Look at the alert")
    operator.page.keyboard.press("Enter")
    operator.sees("Your own view")
    tab_to(operator.page, "The same person")
    operator.page.keyboard.press("ArrowDown")
    operator.page.keyboard.press("ArrowDown")
    tab_to(operator.page, "Record my own view")
    operator.page.keyboard.press("Enter")
    operator.sees("Your own view is recorded.")
    assert OwnView.objects.get(alert=alert).view == "cannot_tell"
    operator.go(f"/operate/{alert.deployment_id}")
    tab_to(operator.page, "Halt now")
    operator.page.keyboard.press("Enter")
    operator.sees("Halted. Nothing is compared until two people resume it.")


def tab_to(page: object, words: str) -> None:
    """Press Tab until what has the focus says these words; the first choice of a radio group counts as its name."""
    for _ in range(60):
        page.keyboard.press("Tab")  # type: ignore[attr-defined]
        focused = page.locator(":focus")  # type: ignore[attr-defined]
        said = focused.evaluate("node => (node.labels?.[0]?.textContent || node.textContent || '').trim()")
        if words in said:
            return
    raise AssertionError(f"Tab never reached “{words}”")


def test_the_preview_comes_from_shared_memory_and_is_never_cached(site: Site, open_as: Open) -> None:
    deployment = make.live(site.who)
    operator = open_as(site.who.operator)
    slot = PreviewSlot.create(slot_name(deployment.pk, "north"))
    try:
        slot.write(face(size=480), time.monotonic())
        answer = operator.page.request.get(f"/operate/{deployment.pk}/preview/north")
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.body() == face(size=480)
    finally:
        slot.close()
    answer = operator.page.request.get(f"/operate/{deployment.pk}/preview/north")
    assert "No picture in the last 3 seconds" in answer.text()


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_the_operators_pages_fit_a_small_and_a_dark_screen(site: Site, open_as: Open, width: int) -> None:
    run = make.camera_run(make.live(site.who))
    alert = raise_drawn_alert(run)
    raise_drawn_alert(run)
    operator = open_as(site.who.operator, width=width, dark=True)
    operator.go(f"/operate/{alert.deployment_id}")
    operator.sees("Live: this page updates by itself.")
    operator.check("operate-dark")
    operator.go(f"/alert/{alert.pk}")
    operator.check("alert-dark")
