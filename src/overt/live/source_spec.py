"""Where a camera's pictures come from, as its settings say it; refuses to print an address that may hold a password."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from overt.live.errors import SourceRefused

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class SourceKind(StrEnum):
    """What kind of thing gives the pictures."""

    FILE = "file"
    RTSP = "rtsp"
    DEVICE = "device"


@dataclass(frozen=True)
class SourceSpec:
    """One source. `address` is a path, an rtsp(s):// URL or a /dev/video path, and stays out of every text.

    `every_frame` asks a file for each frame as fast as they are used; otherwise a file plays in real time and behaves
    as a camera does: the newest frame wins. Cameras are always live.
    """

    kind: SourceKind
    address: str = field(repr=False)
    every_frame: bool = False

    def __post_init__(self) -> None:
        if self.every_frame and self.live:
            raise SourceRefused("not_a_file", "Only a file can be read frame by frame; a camera is always live.")

    @classmethod
    def parse(cls, text: str, *, every_frame: bool = False) -> SourceSpec:
        """Read `rtsp://…`, `rtsps://…`, `/dev/video0` or the path of a file; `SourceRefused` for anything else.

        `${NAME}` stands for the environment variable of that name, so that a password need not be in a file.
        """
        text = _filled_in(text)
        scheme = text.partition("://")[0].lower() if "://" in text else ""
        if scheme in ("rtsp", "rtsps"):
            return cls(SourceKind.RTSP, text, every_frame)
        if scheme:
            raise SourceRefused(
                "source_unknown", "A source is a file, an rtsp:// or rtsps:// address, or a /dev/video device."
            )
        if text.startswith("/dev/video"):
            return cls(SourceKind.DEVICE, text, every_frame)
        return cls(SourceKind.FILE, text, every_frame)

    @property
    def path(self) -> Path:
        """The file or device."""
        return Path(self.address)

    @property
    def live(self) -> bool:
        """Whether the pictures come from a camera, which cannot wait and may vanish."""
        return self.kind is not SourceKind.FILE

    @property
    def in_real_time(self) -> bool:
        """Whether frames come when they are due, so that one nobody could take in time is skipped (and counted)."""
        return not self.every_frame

    @property
    def label(self) -> str:
        """What a person may be told: the host of a camera, the name of a file. Never user, password, path or query."""
        if self.kind is SourceKind.RTSP:
            return f"the RTSP camera at {_host(self.address)}"
        return f"the {'device' if self.kind is SourceKind.DEVICE else 'file'} {Path(self.address).name}"


def _filled_in(text: str) -> str:
    try:
        return _VARIABLE.sub(lambda found: os.environ[found[1]], text)
    except KeyError as missing:
        raise SourceRefused(
            "source_variable_missing", f"The camera's source needs the environment variable {missing.args[0]}."
        ) from None


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or "an unreadable address"
    except ValueError:
        return "an unreadable address"
