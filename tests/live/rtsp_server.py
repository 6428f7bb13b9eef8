"""An RTSP camera for the tests, run with the system's Python and Debian's GStreamer: `rtsp_server.py PORT`.

Its pictures carry the time they were drawn: the top row of 32 blocks is CLOCK_MONOTONIC in milliseconds, one bit a
block, so a reader on this machine can tell how old a picture is. Commands on standard input, one a line:
`freeze`, `go`, `size WIDTH HEIGHT`, `rate PICTURES_A_SECOND`, and `play FILE`, which shows the raw pictures (I420) of a
file once and then goes on as before. It ends with its standard input.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

RATE = 25
BLOCKS = 32
state = {"frozen": b"", "size": (640, 360), "rate": RATE, "playing": iter(())}

LAUNCH = (
    "( appsrc name=source is-live=true format=time do-timestamp=true block=false"
    " ! videoconvert ! x264enc tune=zerolatency speed-preset=ultrafast key-int-max=12"
    " ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96 )"
)


def drawn(width: int, height: int) -> bytes:
    """A grey picture (I420) whose top quarter spells the time; below, a bar that moves."""
    now = int(time.monotonic() * 1000) & 0xFFFFFFFF
    block = width // BLOCKS
    bits = b"".join((b"\xeb" if now >> bit & 1 else b"\x10") * block for bit in range(BLOCKS))
    top = bits + b"\x80" * (width - len(bits))
    at = now // 10 % (width - 40)
    below = b"\x60" * at + b"\xc0" * 40 + b"\x60" * (width - 40 - at)
    return top * (height // 4) + below * (height - height // 4) + b"\x80" * (width * height // 2)


def caps(width: int, height: int) -> Gst.Caps:
    text = f"video/x-raw,format=I420,width={width},height={height},framerate={RATE}/1"
    return Gst.Caps.from_string(text)


def feed(source: Gst.Element, gone: threading.Event) -> None:
    size = None
    while not gone.is_set():
        if state["size"] != size:
            size = state["size"]
            source.set_property("caps", caps(*size))
        picture = next(state["playing"], b"") or state["frozen"] or drawn(*size)
        if source.emit("push-buffer", Gst.Buffer.new_wrapped(picture)) != Gst.FlowReturn.OK:
            return
        time.sleep(1 / state["rate"])


def configure(_factory: GstRtspServer.RTSPMediaFactory, media: GstRtspServer.RTSPMedia) -> None:
    gone = threading.Event()
    media.connect("unprepared", lambda _media: gone.set())
    source = media.get_element().get_child_by_name("source")
    threading.Thread(target=feed, args=(source, gone), daemon=True).start()


def pictures(path: str, length: int) -> Iterator[bytes]:
    with Path(path).open("rb") as file:
        while picture := file.read(length):
            yield picture


def obey() -> None:
    for line in sys.stdin:
        word, *numbers = line.split()
        if word == "freeze":
            state["frozen"] = drawn(*state["size"])
        elif word == "go":
            state["frozen"] = b""
        elif word == "size":
            state["size"] = (int(numbers[0]), int(numbers[1]))
        elif word == "play":
            width, height = state["size"]
            state["playing"] = pictures(numbers[0], width * height * 3 // 2)
        elif word == "rate":
            state["rate"] = int(numbers[0])
    os._exit(0)


def main() -> None:
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(sys.argv[1])
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(LAUNCH)
    factory.set_shared(True)
    factory.connect("media-configure", configure)
    server.get_mount_points().add_factory("/live", factory)
    if server.attach(None) == 0:
        sys.exit("the port is taken")
    threading.Thread(target=obey, daemon=True).start()
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
