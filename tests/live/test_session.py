"""One camera run under a real warrant: what it records, and how soon it stops when it must."""

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from overt.actions import site
from overt.actions.begin_check import begin_check
from overt.actions.close import close
from overt.actions.halt import halt
from overt.actions.pass_check import pass_check
from overt.actions.propose_resume import propose_resume
from overt.actions.resume import resume
from overt.actions.show_alert import show_alert
from overt.actions.start import start
from overt.actions.values import RecordingFacts
from overt.actions.withdraw_entry import withdraw_entry
from overt.bus import PreviewSlot, slot_name
from overt.ledger.read import entries_after
from overt.live.errors import RunRefused, SourceRefused
from overt.live.recording import recording_digest, run_recording
from overt.live.report import RunReport
from overt.live.session import CameraSession
from overt.records.models import Alert, CameraRun, Deployment, SeedRecognition, VolunteerRecognition
from overt.vault.testing import FakeClock
from overt.vision.engine import Engine
from tests import make
from tests.live.clips import ClipPlan, write_clip
from tests.live.marks import BLUE, GREEN, HEIGHT, RED, WIDTH, YELLOW, MarkEngine, Walk, draw_walks
from tests.live.staging import CAMERA, authorised, draw_subject, events, job, live, mark_subject, until

CLIP = ClipPlan(width=WIDTH, height=HEIGHT, codec_options={"crf": "12"})


@contextmanager
def running(session: CameraSession) -> Iterator[list[RunReport | Exception]]:
    """Run a session on a thread of its own; the list gets its report or its error when the block ends."""
    told: list[RunReport | Exception] = []

    def run() -> None:
        try:
            told.append(session.run())
        except Exception as fault:
            told.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield told
    finally:
        session.stop()
        thread.join(30)


def report_of(told: list[RunReport | Exception]) -> RunReport:
    assert isinstance(told[0], RunReport), told
    return told[0]


def comparing(session: CameraSession) -> bool:
    return session._warranted.may_compare


def test_drawn_people_on_the_list_alert_and_the_passer_by_leaves_counters_only(
    who: make.People, drawn_clip: Path, dlib_engine: Engine
) -> None:
    from overt.rehearsal.people import load_cast
    from overt.rehearsal.threshold import REHEARSAL_THRESHOLD

    listed = load_cast().listed[:3]
    subjects = [draw_subject(person.name, person, dlib_engine) for person in listed]
    deployment = live(who, subjects, threshold=REHEARSAL_THRESHOLD["dlib"])
    report = CameraSession(job(deployment, dlib_engine, drawn_clip, every_frame=True)).run()
    alerts = list(Alert.objects.filter(deployment=deployment).order_by("raised_at"))
    shown = [show_alert(who.operator, alert) for alert in alerts]
    assert [alert.label for alert in shown] == [listed[0].name, listed[1].name]
    for alert in shown:
        assert alert.probe_jpeg[:2] == alert.candidates[0].jpeg[:2] == b"\xff\xd8"
        assert alert.score is None
    counters = report.counters
    assert report.ended == "source_ended"
    assert (counters.frames, counters.frames_skipped) == (96, 0)
    assert counters.passages >= 3
    assert counters.templates_made == counters.templates_overwritten >= 3
    row = CameraRun.objects.get(pk=report.run)
    assert row.state == "ended"
    assert (row.frames, row.passages, row.templates_overwritten) == (96, counters.passages, counters.templates_made)


def test_a_recording_looked_at_faster_than_it_plays_loses_no_alert_and_claims_no_latency(
    who: make.People, mark_clip: Path
) -> None:
    deployment = live(who, [mark_subject("red", RED), mark_subject("green", GREEN), mark_subject("blue", BLUE)])
    began = time.monotonic()
    report = CameraSession(job(deployment, MarkEngine(), mark_clip, every_frame=True)).run()
    assert time.monotonic() - began < 12, "the clip of twelve seconds was not looked at faster than it plays"
    alerts = Alert.objects.filter(deployment=deployment)
    assert sorted(show_alert(who.operator, alert).label for alert in alerts) == ["blue", "green", "red"]
    assert {alert.since_capture_ms for alert in alerts} == {None}
    assert report.latencies == ()


@pytest.mark.clause("E-98")
def test_a_halt_stops_comparison_within_a_second_and_a_resume_brings_a_new_warrant(
    who: make.People, mark_clip: Path
) -> None:
    deployment = live(who, [mark_subject("red", RED), mark_subject("green", GREEN), mark_subject("blue", BLUE)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: Alert.objects.filter(deployment=deployment).exists())
        assert until(lambda: comparing(session), 10)
        first = session._warranted.warrant
        asked = datetime.now().astimezone()
        halt(who.silver, deployment, reason="a rehearsed halt")
        assert until(lambda: not session._warranted.warrant, 5)
        time.sleep(0.5)
        assert not comparing(session)
        propose_resume(who.silver, deployment, reason="it was a rehearsal")
        resume(who.gold, deployment)
        assert until(lambda: comparing(session), 10)
        assert session._warranted.warrant != first
    after = [datetime.fromisoformat(stop.at) - asked for stop in report_of(told).stops]
    assert 0 <= min(one.total_seconds() for one in after if one.total_seconds() >= 0) < 1.0
    counters = report_of(told).counters
    assert counters.templates_made == counters.templates_overwritten
    on_record = [entry for entry in entries_after(-1) if entry.event == "camera.comparison_stopped"]
    assert {entry.details["reason_code"] for entry in on_record} & {"halted", "not_recordable"}


def test_a_start_cut_short_before_the_key_was_released_becomes_a_halt_that_two_people_resume(
    who: make.People, mark_clip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as power_cut:
        power_cut.setattr("overt.actions.start.release", lambda _deployment: None)
        deployment = live(who, [mark_subject("red", RED)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session):
        assert until(lambda: state_of(deployment) == "halted")
        assert session._counted.now.templates_made == 0
        propose_resume(who.silver, deployment, reason="the power was back")
        resume(who.gold, deployment)
        assert until(lambda: comparing(session), 10)


def state_of(deployment: Deployment) -> str:
    return Deployment.objects.get(pk=deployment.pk).state


def test_a_run_puts_the_clock_and_what_its_camera_sends_on_record(who: make.People, mark_clip: Path) -> None:
    deployment = live(who, [mark_subject("yellow", YELLOW)])
    with running(CameraSession(job(deployment, MarkEngine(), mark_clip))):
        assert until(lambda: {"clock.offset_recorded", "camera.settings_recorded"} <= set(events(deployment)))
    (settings,) = [entry for entry in entries_after(-1) if entry.event == "camera.settings_recorded"]
    assert (settings.details["width"], settings.details["height"]) == (WIDTH, HEIGHT)


def test_a_subject_withdrawn_in_the_middle_is_no_longer_compared_with(who: make.People, mark_clip: Path) -> None:
    deployment = live(who, [mark_subject("yellow", YELLOW), mark_subject("green", GREEN)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: comparing(session))
        green = next(entry for entry in deployment.entries.all() if _label(entry.id, session) == "green")
        withdraw_entry(who.team_member, green, reason="listed by mistake")
        held = session._warranted._held
        assert held is not None
        opened = held.opened
        assert until(lambda: len(opened) == 1, 1.0), "gone within one second"
        assert "watchlist.entry_withdrawn" in events(deployment)
        assert opened._entries == [entry.id for entry in deployment.entries.exclude(pk=green.id)]
        assert until(lambda: session._counted.now.passages >= 2)
    assert not Alert.objects.filter(deployment=deployment).exists()
    assert report_of(told).counters.recognition_opportunities >= 1


def _label(entry: str, session: CameraSession) -> str:
    from overt.live.values import Match

    held = session._warranted._held
    assert held is not None
    picture = held.opened._pictures[held.opened._entries.index(entry)]
    return session._warranted.subject_of(Match(entry, picture, 1.0))[0].label


def test_a_database_that_cannot_be_written_stops_comparison_until_it_can(who: make.People, mark_clip: Path) -> None:
    deployment = live(who, [mark_subject("yellow", YELLOW)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: comparing(session))
        with locked_database():
            locked_at = time.monotonic()
            assert until(lambda: not comparing(session), 5)
            stopped_after = time.monotonic() - locked_at
            templates = session._counted.now.templates_made
            time.sleep(0.5)
            assert not comparing(session)
            assert session._counted.now.templates_made == templates
        assert until(lambda: comparing(session), 10)
    assert stopped_after <= 1.2
    assert "not_recordable" in [stop.code for stop in report_of(told).stops]
    assert CameraRun.objects.get(deployment=deployment).state == "ended"


@contextmanager
def locked_database() -> Iterator[None]:
    """Hold the database's write lock, as a stuck process or a failing disk does."""
    other = sqlite3.connect(django_settings.DATABASES["default"]["NAME"], isolation_level=None, timeout=10)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


@pytest.fixture
def clock(home: Path) -> FakeClock:
    held = FakeClock()
    site.forget_vault(held)
    return held


def test_the_end_of_the_hours_ends_comparison_and_the_run(clock: FakeClock, who: make.People, mark_clip: Path) -> None:
    deployment = live(who, [mark_subject("yellow", YELLOW)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: comparing(session))
        clock.advance((deployment.ends_at - clock.now()).total_seconds())
        assert until(lambda: bool(told), 10)
    assert report_of(told).ended == "hours_over"
    assert not comparing(session)


def test_a_clock_that_jumps_ends_the_warrant_and_a_new_one_is_asked_for(
    clock: FakeClock, who: make.People, mark_clip: Path
) -> None:
    deployment = live(who, [mark_subject("yellow", YELLOW)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: comparing(session))
        first = session._warranted.warrant
        clock.jump(10)
        assert until(lambda: session._warranted.warrant not in ("", first), 10)
        second = session._warranted.warrant
        clock.jump(3600)
        assert until(lambda: bool(told), 10)
    assert report_of(told).ended == "hours_over"
    began = [entry.details.get("warrant") for entry in entries_after(-1, 5000) if entry.event == "camera.run_began"]
    assert began == [None, first, second]


def test_closing_the_deployment_ends_its_cameras(who: make.People, mark_clip: Path) -> None:
    deployment = live(who, [mark_subject("red", RED)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: comparing(session))
        close(who.silver, deployment, reason="the rehearsal is over")
        assert until(lambda: bool(told), 10)
    assert report_of(told).ended == "deployment_closed"
    assert "camera.run_ended" in events(deployment)


def test_a_second_run_of_the_same_camera_is_refused(who: make.People, mark_clip: Path) -> None:
    deployment = live(who, [mark_subject("red", RED)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: comparing(session))
        with pytest.raises(RunRefused) as refused:
            CameraSession(job(deployment, MarkEngine(), mark_clip)).run()
        assert refused.value.code == "camera_in_use"
        assert comparing(session)
    assert report_of(told).ended == "stopped"
    assert CameraRun.objects.filter(deployment=deployment).count() == 1


def test_another_engine_than_the_authorised_one_opens_nothing(who: make.People, mark_clip: Path) -> None:
    from overt.vision.passports import Passport, passport

    class Other(MarkEngine):
        @property
        def passport(self) -> Passport:
            told = passport("dlib")
            return told.model_copy(update={"version": told.version + "-changed"})

    deployment = live(who, [mark_subject("red", RED)])
    with pytest.raises(RunRefused) as refused:
        CameraSession(job(deployment, Other(), mark_clip)).run()
    assert refused.value.code == "authority_mismatch"
    assert CameraRun.objects.get(deployment=deployment).state == "ended"
    assert not Alert.objects.filter(deployment=deployment).exists()


def test_only_the_recording_that_was_authorised_is_played(who: make.People, mark_clip: Path, drawn_clip: Path) -> None:
    facts = RecordingFacts("consenting people", recording_digest(drawn_clip), 8)
    deployment = make.draft(who, source="recording", recording=facts)
    with pytest.raises(RunRefused) as refused:
        run_recording(deployment.id, mark_clip)
    assert refused.value.code == "another_recording"
    with pytest.raises(SourceRefused):
        run_recording(deployment.id, mark_clip.with_name("missing.mp4"))
    with pytest.raises(RunRefused) as none:
        run_recording("0" * 32, mark_clip)
    assert none.value.code == "not_a_recording"
    assert not CameraRun.objects.exists()


def test_the_operator_sees_previews_while_it_runs_and_none_after(who: make.People, mark_clip: Path) -> None:
    deployment = live(who, [mark_subject("red", RED)])
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    slot = PreviewSlot.attach(slot_name(deployment.id, CAMERA))
    with running(session):
        assert until(lambda: slot.read() is not None)
    assert slot.read() is None


@pytest.mark.clause("E-97")
def test_a_volunteer_is_recognised_before_the_start_and_beside_an_alert_after_it_and_is_in_no_count(
    who: make.People, tmp_path: Path
) -> None:
    walks = [Walk(GREEN, 2, 42), Walk(RED, 240, 280), Walk(GREEN, 310, 350)]
    clip = write_clip(tmp_path / "walks.mp4", CLIP, draw_walks(walks, 370))
    volunteer = replace(mark_subject("green", GREEN), category="blue_list")
    deployment = authorised(who, [mark_subject("red", RED), volunteer])
    gate = threading.Event()
    gate.set()
    session = CameraSession(job(deployment, MarkEngine(before_detect=lambda: held_at(gate)), clip, every_frame=True))
    begin_check(who.operator, deployment)
    with running(session) as told:
        assert until(lambda: SeedRecognition.objects.filter(check_of_chain__deployment=deployment).exists())
        assert until(lambda: session._counters().frames > 60), "who walks at the start is counted, so nobody does"
        gate.clear()
        assert held_entries(session) == {deployment.entries.get(category="blue_list").id}
        pass_check(who.operator, deployment)
        assert until(lambda: not session._warranted.warrant)
        start(who.operator, deployment)
        assert until(lambda: bool(session._warranted.warrant))
        assert held_entries(session) == {deployment.entries.get(category="rehearsal_volunteer").id}
        assert held_entries(session, apart=True) == {deployment.entries.get(category="blue_list").id}
        gate.set()
        assert until(lambda: bool(told))
    assert [show_alert(who.operator, alert).label for alert in Alert.objects.all()] == ["red"]
    assert SeedRecognition.objects.count() == 1
    report = report_of(told)
    row = CameraRun.objects.get(pk=report.run)
    assert (row.passages, report.counters.passages, report.counters.alerts) == (2, 2, 1)
    assert row.frames < 370 - 60
    assert events(deployment).count("check.recognised") == 1
    seen = VolunteerRecognition.objects.get()
    assert (seen.entry, seen.run) == (deployment.entries.get(category="blue_list").id, report.run)
    assert len(report.latencies) == 0, "a file read frame by frame has no times"
    assert events(deployment).count("volunteer.recognised") == 1
    assert row.last_opportunity_at is not None


@pytest.mark.clause("E-97")
def test_a_check_whose_time_is_over_stops_comparing_by_itself(
    clock: FakeClock, who: make.People, mark_clip: Path
) -> None:
    deployment = authorised(
        who, [replace(mark_subject("yellow", YELLOW), category="blue_list"), mark_subject("red", RED)]
    )
    begin_check(who.silver, deployment)
    session = CameraSession(job(deployment, MarkEngine(), mark_clip))
    with running(session) as told:
        assert until(lambda: comparing(session))
        clock.advance(5 * 60)
        assert until(lambda: not comparing(session), 5)
        assert until(lambda: "check.stopped" in events(deployment), 5)
    assert state_of(deployment) == "authorised"
    counters = report_of(told).counters
    assert (counters.passages, counters.templates_made) == (0, 0)


def held_at(gate: threading.Event) -> None:
    assert gate.wait(30), "nobody opened the gate"


def held_entries(session: CameraSession, *, apart: bool = False) -> set[str]:
    held = session._warranted._held
    assert held is not None
    return set((held.volunteers if apart else held.opened)._entries)
