"""Leases, counters and outages: one process a camera, and only counters leave it."""

from dataclasses import replace

import pytest

from overt.actions import site
from overt.actions.begin_camera_run import begin_camera_run
from overt.actions.close import close
from overt.actions.end_camera_run import end_camera_run
from overt.actions.halt import halt
from overt.actions.record_camera_lost import record_camera_lost
from overt.actions.record_camera_settings import record_camera_settings
from overt.actions.record_clock_offset import record_clock_offset
from overt.actions.record_comparison_stopped import record_comparison_stopped
from overt.actions.record_outage import record_outage
from overt.actions.record_recovery import record_recovery
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.take_warrant import take_warrant
from overt.actions.values import CameraPlan, CameraSettings, Tally
from overt.ledger.read import entries_after
from overt.records.models import CameraRun
from overt.records.queries.figures import run_figures
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal

TALLY = Tally(
    frames=250,
    frames_skipped=3,
    faces_detected=40,
    passages=9,
    recognition_opportunities=8,
    templates_made=20,
    templates_overwritten=20,
    longest_template_ms=140,
    refusals={"too_small": 5, "blurred": 1},
)
SETTINGS = CameraSettings(
    source="rtsp",
    codec="h264",
    pixel_format="yuv420p",
    width=1920,
    height=1080,
    frames_a_second="25.000",
    zone=(("0.1", "0.1"), ("0.9", "0.1"), ("0.5", "0.9")),
    smallest_face_px=64,
    detection_threads=2,
)


def test_a_second_process_on_the_same_camera_is_refused_until_the_lease_lapses(
    who: make.People, clock: FakeClock
) -> None:
    deployment = make.live(who)
    first = begin_camera_run(deployment, camera="north", pid=1)
    assert refusal(begin_camera_run, deployment, camera="north", pid=2) == "camera_in_use"
    clock.advance(14)
    renew_camera_run(first, TALLY)
    clock.advance(14)
    assert refusal(begin_camera_run, deployment, camera="north", pid=2) == "camera_in_use"
    clock.advance(1)
    second = begin_camera_run(deployment, camera="north", pid=2)
    assert refusal(renew_camera_run, first, TALLY) == "lease_lost"
    assert [entry.event for entry in entries_after(-1)][-3:] == ["tally.recorded", "camera.lost", "camera.run_began"]
    assert CameraRun.objects.get(state="running").id == second.id


def test_cameras_of_one_deployment_do_not_hinder_each_other(who: make.People) -> None:
    deployment = make.live(who, cameras=(CameraPlan("north"), CameraPlan("south")))
    make.camera_run(deployment, "north")
    make.camera_run(deployment, "south")
    assert refusal(begin_camera_run, deployment, camera="east", pid=3) == "camera_unknown"


def test_a_camera_may_wait_for_the_start_but_takes_no_warrant_before_it(who: make.People) -> None:
    deployment = make.authorised(who)
    run = begin_camera_run(deployment, camera="north", pid=1)
    assert refusal(take_warrant, run, warrant="a" * 32) == "wrong_state"
    make.start(who.silver, deployment)
    assert refusal(take_warrant, run, warrant="") == "warrant_missing"
    assert take_warrant(run, warrant="a" * 32).warrant == "a" * 32
    halt(who.silver, deployment, reason="wait")
    assert CameraRun.objects.get().warrant == ""
    late = refusal(begin_camera_run, deployment, camera="north", pid=2, warrant="a" * 32)
    assert late == "not_live"


def test_no_run_begins_on_a_draft_or_after_the_hours(who: make.People, clock: FakeClock) -> None:
    assert refusal(begin_camera_run, make.draft(who), camera="north", pid=1) == "wrong_state"
    deployment = make.live(who)
    clock.advance(50 * 60)
    assert refusal(begin_camera_run, deployment, camera="north", pid=1) == "window_is_not_over"


@pytest.mark.clause("E-97")
def test_counters_are_kept_reach_the_ledger_once_a_minute_and_never_go_back(who: make.People, clock: FakeClock) -> None:
    run = make.camera_run(make.live(who))
    renew_camera_run(run, TALLY)
    assert entries_after(-1)[-1].event == "camera.run_began"
    for _ in range(6):
        clock.advance(10)
        renew_camera_run(run, TALLY)
    recorded = entries_after(-1)[-1]
    assert recorded.event == "tally.recorded"
    assert recorded.details["refusal_codes"] == ["blurred", "too_small"]
    assert recorded.details["refusal_counts"] == [1, 5]
    assert refusal(renew_camera_run, run, Tally(frames=1)) == "tally_went_back"
    figures = run_figures(run.deployment_id)
    assert (figures.passages, figures.templates_made, figures.templates_overwritten) == (9, 20, 20)
    assert figures.refusals == {"blurred": 1, "too_small": 5}


def test_the_last_counters_are_taken_even_after_the_close(who: make.People) -> None:
    run = make.camera_run(make.live(who))
    close(who.silver, run.deployment_id)
    end_camera_run(run, TALLY, reason="deployment_closed")
    assert entries_after(-1)[-1].details["frames"] == 250
    assert refusal(end_camera_run, run, TALLY) == "run_over"
    assert refusal(record_camera_lost, run, reason="killed") == "run_over"


def test_an_outage_is_opened_once_and_closed_with_its_length(who: make.People, clock: FakeClock) -> None:
    run = make.camera_run(make.live(who))
    assert refusal(record_recovery, run) == "no_outage"
    record_outage(run, reason="no_frames")
    assert refusal(record_outage, run, reason="no_frames") == "outage_open"
    clock.advance(30)
    record_recovery(run)
    assert entries_after(-1)[-1].details["seconds"] == 30
    assert CameraRun.objects.get().outage_since is None


def test_a_lost_camera_frees_its_lease_and_keeps_the_counters_it_left(who: make.People) -> None:
    run = make.camera_run(make.live(who))
    renew_camera_run(run, TALLY)
    record_camera_lost(run, reason="killed")
    assert [entry.event for entry in entries_after(-1)][-2:] == ["tally.recorded", "camera.lost"]
    assert run_figures(run.deployment_id).frames == 250
    begin_camera_run(run.deployment_id, camera="north", pid=2)


def test_a_reason_that_is_no_code_is_refused(who: make.People) -> None:
    run = make.camera_run(make.live(who))
    assert refusal(record_outage, run, reason="Somebody pulled the plug!") == "value_refused"
    assert site.now() == CameraRun.objects.get().started_at


def test_a_run_records_clock_and_camera_settings_and_when_it_stopped_comparing(who: make.People) -> None:
    run = make.camera_run(make.live(who))
    record_clock_offset(run, synchronised=True, offset_ms="-0.125")
    record_clock_offset(run, synchronised=False, offset_ms="")
    record_camera_settings(run, SETTINGS)
    record_comparison_stopped(run, reason="halted")
    in_step, adrift, settings, stopped = entries_after(-1)[-4:]
    assert in_step.details["offset_ms"] == "-0.125"
    assert adrift.details == {"run": run.id, "camera": "north", "synchronised": False}
    assert settings.details["width"] == 1920
    assert stopped.details["reason_code"] == "halted"


def test_any_change_of_a_cameras_settings_changes_their_digest(who: make.People) -> None:
    run = make.camera_run(make.live(who))
    others = (replace(SETTINGS, width=1280), replace(SETTINGS, zone=()), replace(SETTINGS, codec="hevc"))
    for settings in (SETTINGS, *others):
        record_camera_settings(run, settings)
    assert len({entry.details["settings_digest"] for entry in entries_after(-1)[-4:]}) == 4
