"""The LFR Operator: sees an alert arrive, gives an own view, then the score; halts, resumes with a second person."""

import time

import pytest
from playwright.sync_api import Route, expect

from overt.actions.adjudicate import adjudicate
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.start import start
from overt.actions.values import CandidatePicture, Tally
from overt.bus import PreviewSlot, slot_name
from overt.law.roles import Role
from overt.records.models import Alert, CameraRun, Deployment, Duty, OwnView, ViewFactors
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.drawn import face
from tests.journeys.screen import Screen

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
    operator.sees("No alert waits for a view.")
    operator.check("operate-quiet")

    alert = raise_drawn_alert(run)

    operator.sees("Waiting for a view: 1")
    assert operator.page.title().startswith("(1) ")
    operator.check("operate-alert")
    look_at_the_alert(operator)
    operator.sees("Probe")
    boxes = [picture.bounding_box() for picture in operator.page.locator(".overt-face__picture").all()]
    assert all(boxes)
    sizes = {(round(box["width"]), round(box["height"])) for box in boxes if box}
    assert len(boxes) == 2
    assert len(sizes) == 1
    operator.sees_not("is not a probability")
    assert alert.score not in operator.page.content()
    operator.check("alert-before-view")

    operator.page.keyboard.press("2")

    operator.sees(f"{alert.score} against {alert.threshold}")
    operator.sees("It is not a probability that they show the same person.")
    operator.check("alert-after-view")
    assert OwnView.objects.get(alert=alert).view == "not_the_same"


def test_a_view_in_no_known_word_is_asked_for_again_with_422(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(site.who.operator, script=False)
    operator.go(f"/alert/{alert.pk}")
    token = operator.page.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    said = {"csrfmiddlewaretoken": token, "view": ""}
    answer = operator.page.request.post(f"/alert/{alert.pk}/view", form=said)
    assert answer.status == 422
    assert "If you are not sure, choose “Cannot tell”." in answer.text()
    assert not OwnView.objects.exists()


def look_at_the_alert(operator: Screen) -> None:
    operator.page.get_by_role("button", name="Look at the alert").first.click()
    operator.heading("Alert of")


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
    look_at_the_alert(operator)
    operator.page.locator("button[value=same]").click()
    operator.sees("Your own view is recorded.")
    operator.follow("Record what you weighed")
    operator.choose("Light")
    operator.press("Record what I weighed")
    operator.sees("Say whether one of these played a part.")
    operator.choose("No")
    operator.press("Record what I weighed")
    operator.sees("What you weighed is recorded.")
    assert ViewFactors.objects.count() == 1


def test_the_operator_needs_no_mouse(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(site.who.operator)
    operator.go(f"/operate/{alert.deployment_id}")
    operator.tab_to("Look at the alert")
    operator.enter()
    operator.sees("Do the pictures show the same person?")
    operator.tab_to("Cannot tell")
    operator.enter()
    operator.sees("Your own view is recorded.")
    assert OwnView.objects.get(alert=alert).view == "cannot_tell"
    operator.go(f"/operate/{alert.deployment_id}")
    operator.tab_to("Halt now")
    operator.enter()
    operator.sees("Halted. Nothing is compared until two people resume it.")


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


def test_single_keys_act_inside_the_question_only_and_can_be_turned_off(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(site.who.operator)
    operator.go(f"/alert/{alert.pk}")
    operator.part("link", "Deployments").first.focus()
    operator.page.keyboard.press("1")
    operator.page.wait_for_timeout(300)
    assert not OwnView.objects.exists()
    operator.press("Turn the keys off")
    operator.sees("Single keys are off.")
    expect(operator.page.locator("kbd")).to_have_count(0)
    operator.page.locator("button[value=same]").focus()
    operator.page.keyboard.press("2")
    operator.page.wait_for_timeout(300)
    assert not OwnView.objects.exists()
    operator.check("alert-keys-off")


def test_a_press_that_the_link_lost_is_sent_again_and_does_its_act_once(site: Site, open_as: Open) -> None:
    alert = raise_drawn_alert(make.camera_run(make.live(site.who)))
    operator = open_as(site.who.operator)
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        lost.append(route.request.post_data or "")
        if len(lost) == 1:
            route.fetch()  # the server does it, and the answer never comes back
            route.abort()
        else:
            route.continue_()

    # Before the page is opened: a page that is open already may send past it for a moment.
    operator.page.route(f"**/alert/{alert.pk}/view", lose_the_answer)
    operator.go(f"/alert/{alert.pk}")
    operator.page.keyboard.press("1")
    operator.sees("Your own view is recorded.")
    assert len(lost) == 2
    assert OwnView.objects.count() == 1


def test_operators_go_on_duty_relieve_each_other_and_post_officers(site: Site, open_as: Open) -> None:
    deployment = make.live(site.who)
    operator = open_as(site.who.operator)
    operator.follow("Operate")
    operator.press("Go on duty as LFR Operator")
    operator.sees("Your hours are counted from now.")
    operator.sees("Break due at")
    operator.check("operate-duty")
    operator.follow("Choose cameras")
    operator.choose("north")
    operator.press(f"Post {site.who.engagement_officer.name}")
    operator.sees("The officer is posted.")

    second = open_as(make.person(site.who.administrator, Role.OPERATOR))
    second.go(f"/operate/{deployment.pk}")
    second.follow("Relieve")
    second.fill("What the next person has to know", "North is dazzled until noon.")
    second.press(f"Relieve {site.who.operator.name}")
    second.sees("The console is yours.")
    second.press("Go off duty")
    second.press("Go off duty")
    second.sees("You are off duty.")
    assert Duty.objects.filter(ended_at=None).count() == 1


@pytest.mark.clause("E-90")
@pytest.mark.clause("E-98")
def test_silver_sees_amber_then_red_and_resumes_with_reasons(site: Site, open_as: Open) -> None:
    run = make.camera_run(make.live(site.who))
    renew_camera_run(run, Tally(frames=900, passages=230, recognition_opportunities=180, refusals={"too_small": 40}))
    silver = open_as(site.who.silver)
    silver.go(f"/command/{run.deployment_id}")
    silver.sees("Green: the evidence is below amber")
    silver.sees("Faces a minute")
    for _ in range(2):
        adjudicate(site.who.operator, raise_drawn_alert(run), view="not_the_same")
    silver.sees("Amber: the next false alert halts the deployment")
    silver.check("command-amber")
    adjudicate(site.who.operator, raise_drawn_alert(run), view="not_the_same")
    silver.sees("Two people resume it, one of them Silver, each with reasons.")
    expect(silver.page.locator(".overt-chart canvas")).to_be_visible()
    silver.check("command-red")
    propose_resume(site.who.operator, run.deployment, reason="The glass door is covered.")
    silver.fill("Why it may go on after red. This is published.", "I have looked at the door.")
    silver.press("Resume")
    silver.sees("The deployment is live again.")


@pytest.mark.parametrize("width", [1280, 390])
def test_the_command_view_fits_a_small_and_a_dark_screen(site: Site, open_as: Open, width: int) -> None:
    run = make.camera_run(make.live(site.who))
    renew_camera_run(run, Tally(frames=900, passages=230, refusals={"too_small": 40}))
    adjudicate(site.who.operator, raise_drawn_alert(run), view="not_the_same")
    silver = open_as(site.who.silver, width=width, dark=True)
    silver.go(f"/command/{run.deployment_id}")
    silver.sees("Live: this page updates by itself.")
    silver.check("command-dark")
