"""Fetches a pinned weight from its publisher: with progress, resumed after a cut, kept only if its SHA-256 is right.

It fetches nothing whose hash a passport does not pin, follows redirects to https only, and never leaves half a file
under the name an engine would load.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from overt.vision.errors import FetchFailed
from overt.vision.passports import Weight

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int], None]
"""Called with bytes had and bytes in all."""

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How patient a fetch is. `loopback` also allows http to this machine, for a mirror beside it and for tests."""

    attempts: int = 5
    wait_seconds: float = 1.0
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    redirects: int = 5
    loopback: bool = False


class _TryAgain(Exception):
    """What went wrong may go right next time; the message says what it was."""


def fetch(
    weight: Weight, folder: Path, progress: Progress | None = None, settings: FetchSettings | None = None
) -> Path:
    """Fetch a weight into a folder and return its path; at once when it is there and right.

    A cut transfer goes on where it stopped if the publisher's file is still the same, now or at the next call. Raises
    FetchFailed with the reason; then the folder holds at most a `.part` file, which is never loaded.
    """
    if weight.source != "publisher" or weight.url is None:
        raise FetchFailed("not_fetchable", f"{weight.file} is not fetched: its passport names no publisher's address.")
    target = folder / weight.file
    if target.is_file() and _sha256(target) == weight.sha256:
        return target
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _Fetch(weight, weight.url, target, progress, settings or FetchSettings()).run()
    except OSError as error:
        sentence = f"{weight.file} cannot be written in {folder}: {error.strerror}."
        raise FetchFailed("folder_unwritable", sentence) from error


class _Fetch:
    """One file on its way: what is had so far lies in `<name>.part`, the version it belongs to in `<name>.etag`."""

    def __init__(
        self, weight: Weight, url: str, target: Path, progress: Progress | None, settings: FetchSettings
    ) -> None:
        self._weight = weight
        self._url = url
        self._target = target
        self._part = target.with_name(f"{target.name}.part")
        self._version = target.with_name(f"{target.name}.etag")
        self._progress = progress or (lambda _had, _all: None)
        self._settings = settings

    def run(self) -> Path:
        import httpx

        waits = self._settings
        times = httpx.Timeout(waits.read_seconds, connect=waits.connect_seconds)
        problem = ""
        with httpx.Client(timeout=times, follow_redirects=False) as client:
            for attempt in range(waits.attempts):
                time.sleep(waits.wait_seconds * (2**attempt - 1))
                try:
                    self._transfer(client)
                    return self._keep()
                except httpx.InvalidURL as error:
                    raise FetchFailed("redirect_broken", f"{self._weight.file}: {error}.") from error
                except (httpx.TransportError, _TryAgain) as error:
                    problem = str(error) or type(error).__name__
        sentence = f"{self._weight.file} could not be had in {waits.attempts} attempts; the last ended with: {problem}."
        raise FetchFailed("fetch_cut", sentence)

    def _transfer(self, client: httpx.Client) -> None:
        """Bring the part file to its full length, going on where it stopped if that is allowed."""
        had = self._part.stat().st_size if self._part.is_file() else 0
        if had >= self._weight.size_bytes:
            return
        url = self._url
        for _ in range(self._settings.redirects + 1):
            self._check_address(url)
            with client.stream("GET", url, headers=self._headers(had)) as response:
                if not response.has_redirect_location:
                    self._receive(response, had)
                    return
                url = str(response.url.join(response.headers["location"]))
        raise FetchFailed("redirect_loop", f"The publisher of {self._weight.file} redirects in circles.")

    def _headers(self, had: int) -> dict[str, str]:
        """Ask for the rest only of the version the part belongs to (RFC 9110, 13.1.5); never for a compressed body."""
        headers = {"Accept-Encoding": "identity"}
        if had and self._version.is_file():
            headers |= {"Range": f"bytes={had}-", "If-Range": self._version.read_text("ascii")}
        return headers

    def _check_address(self, url: str) -> None:
        import httpx

        parsed = httpx.URL(url)
        if parsed.scheme == "https":
            return
        if self._settings.loopback and parsed.scheme == "http" and parsed.host in _LOOPBACK:
            return
        raise FetchFailed(
            "redirect_insecure", f"The publisher of {self._weight.file} leads to an address without https."
        )

    def _receive(self, response: httpx.Response, had: int) -> None:
        self._check_status(response.status_code)
        if response.status_code == 206 and not response.headers.get("content-range", "").startswith(f"bytes {had}-"):
            self._discard()
            raise _TryAgain("the publisher sent another part than asked for")
        had = had if response.status_code == 206 else 0
        self._note_version(response.headers.get("etag", ""))
        with self._part.open("ab" if had else "wb") as file:
            for chunk in response.iter_raw():
                had += len(chunk)
                if had > self._weight.size_bytes:
                    file.close()
                    self._discard()
                    raise FetchFailed("file_too_large", f"The publisher's {self._weight.file} is larger than pinned.")
                file.write(chunk)
                self._progress(had, self._weight.size_bytes)
        if had < self._weight.size_bytes:
            raise _TryAgain(f"the transfer ended after {had} of {self._weight.size_bytes} bytes")

    def _check_status(self, status: int) -> None:
        if status in {200, 206}:
            return
        if status == 416:
            self._discard()
        if status in {408, 416, 429} or status >= 500:
            raise _TryAgain(f"the publisher answered {status}")
        sentence = f"The publisher of {self._weight.file} answered {status}; the address may have moved."
        raise FetchFailed("publisher_refused", sentence)

    def _note_version(self, version: str) -> None:
        """Only a strong validator may join two transfers into one file."""
        if version.startswith('"'):
            self._version.write_text(version, "ascii")
        else:
            self._version.unlink(missing_ok=True)

    def _keep(self) -> Path:
        found = _sha256(self._part)
        if found != self._weight.sha256:
            self._discard()
            sentence = (
                f"What came for {self._weight.file} has SHA-256 {found}, pinned {self._weight.sha256}; thrown away."
            )
            raise FetchFailed("weight_wrong", sentence)
        self._version.unlink(missing_ok=True)
        return self._part.replace(self._target)

    def _discard(self) -> None:
        self._part.unlink(missing_ok=True)
        self._version.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
