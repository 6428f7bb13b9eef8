"""Log lines hold events and numbers; whatever else is handed to them stays out."""

import io
import json
import sys
import threading

import numpy as np
import pytest
import structlog

from overt.live import logs
from overt.live.report import RunReport, Stop
from overt.live.values import Counters, Latency


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    before = (sys.excepthook, threading.excepthook)
    logs.configure()
    yield stream
    sys.excepthook, threading.excepthook = before
    structlog.reset_defaults()


def test_arrays_and_bytes_become_their_type(lines: io.StringIO) -> None:
    structlog.get_logger().info("step", pixels=np.full((2, 2), 201, np.uint8), jpeg=b"\xff\xd8secret", frames=7)
    told = json.loads(lines.getvalue())
    assert told["pixels"] == "ndarray"
    assert told["jpeg"] == "bytes"
    assert told["frames"] == 7
    assert "201" not in lines.getvalue()
    assert "secret" not in lines.getvalue()


def fails_with_pixels() -> None:
    template = [0.123456, 0.654321]
    raise ValueError(f"cannot use {template}")


def test_an_exception_tells_its_kind_and_place_and_not_what_it_says(lines: io.StringIO) -> None:
    try:
        fails_with_pixels()
    except ValueError:
        structlog.get_logger().exception("stage.failed")
    told = json.loads(lines.getvalue())
    assert told["fault"] == "ValueError"
    assert "test_logs.py:" in told["where"]
    assert "0.123456" not in lines.getvalue()


def test_an_uncaught_exception_of_a_thread_says_no_more(lines: io.StringIO) -> None:
    thread = threading.Thread(target=fails_with_pixels)
    thread.start()
    thread.join()
    assert "process.failed" in lines.getvalue()
    assert "0.123456" not in lines.getvalue()


def test_a_log_that_cannot_be_written_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stderr", Full())
    before = (sys.excepthook, threading.excepthook)
    try:
        logs.configure()
        structlog.get_logger().info("still going")
    finally:
        sys.excepthook, threading.excepthook = before
        structlog.reset_defaults()


def test_a_report_survives_its_line() -> None:
    report = RunReport(
        "d" * 32,
        "north",
        "r" * 32,
        "source_ended",
        Counters(frames=3, refusals={"blurred": 2}),
        (Latency(12.5, 80.0),),
        (Stop("no_warrant", "2026-06-01T12:00:00+00:00"),),
    )
    assert RunReport.from_json(report.to_json()) == report
    assert "\n" not in report.to_json()
