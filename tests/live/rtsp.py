"""Starts and stops the tests' RTSP camera, and reads the time its pictures carry."""

from __future__ import annotations

import socket
import subprocess
import time
from pathlib import Path

import numpy as np

from overt.vision.values import Pixels

SYSTEM_PYTHON = "/usr/bin/python3"
_SERVER = Path(__file__).with_name("rtsp_server.py")
_BLOCKS = 32


class Camera:
    """A camera that can vanish, come back, freeze and change its resolution."""

    def __init__(self) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._server: subprocess.Popen[str] | None = None

    @property
    def address(self) -> str:
        """Where it is, with a name and a password that must not be told."""
        return f"rtsp://operator:s3cret@127.0.0.1:{self.port}/live"

    def appear(self) -> None:
        """Switch it on."""
        command = [SYSTEM_PYTHON, str(_SERVER), str(self.port)]
        self._server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._server.stdout is not None
        line = self._server.stdout.readline()
        assert line == "ready\n", (
            "The RTSP server did not start. On Debian: apt-get install gstreamer1.0-rtsp gir1.2-gst-rtsp-server-1.0"
            " python3-gst-1.0 gstreamer1.0-plugins-good gstreamer1.0-plugins-ugly"
        )

    def vanish(self) -> None:
        """Pull its plug."""
        if self._server is not None:
            self._server.kill()
            self._server.communicate()
            self._server = None

    def tell(self, command: str) -> None:
        """Give it a command: `freeze`, `go`, `size WIDTH HEIGHT`, `rate N`, `play FILE`."""
        assert self._server is not None
        assert self._server.stdin is not None
        self._server.stdin.write(command + "\n")
        self._server.stdin.flush()


def age_ms(pixels: Pixels) -> float:
    """How long ago a picture of this camera was drawn."""
    width = pixels.shape[1]
    block = width // _BLOCKS
    row = pixels[4:20, : block * _BLOCKS, 1].mean(axis=0).reshape(_BLOCKS, block)[:, block // 4 : -block // 4 or None]
    bits = row.mean(axis=1) > 120
    drawn = int(np.dot(bits, 1 << np.arange(_BLOCKS, dtype=np.uint64)))
    return float((int(time.monotonic() * 1000) - drawn) & 0xFFFFFFFF)
