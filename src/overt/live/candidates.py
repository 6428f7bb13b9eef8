"""The watchlist side of one alert: who it is about and their pictures, opened for that alert; keeps nothing open.

Pictures were read and accepted in the enrolment sandbox before the list was sealed, with one face in each; here they
are read again under the same strict limits and made small. Refuses anything but a warrant to open them.
"""

from __future__ import annotations

import numpy as np

from overt.actions import site
from overt.actions.values import CandidatePicture, SubjectDetails
from overt.live.values import Match
from overt.records.queries.watchlist import sealed_details, sealed_pictures
from overt.vault import RecordKind, Warrant
from overt.vision.pictures import read_picture
from overt.vision.values import Pixels

LONGEST_SIDE_PX = 480
_JPEG_QUALITY = 88


def open_subject(warrant: Warrant, match: Match) -> tuple[SubjectDetails, tuple[CandidatePicture, ...]]:
    """Open the entry's details and pictures, the best match first. `WarrantRefused` or `KeyMissing` from the vault."""
    details = warrant.open(RecordKind.WATCHLIST_ENTRY, match.entry, sealed_details(match.entry))
    sealed = sorted(sealed_pictures(site.home(), match.entry), key=lambda one: one.picture != match.picture)
    pictures = tuple(
        CandidatePicture(one.picture, small_jpeg(warrant.open(RecordKind.WATCHLIST_PICTURE, one.picture, one.envelope)))
        for one in sealed
    )
    return SubjectDetails.from_bytes(details), pictures


def small_jpeg(picture: bytes) -> bytes:
    """Read an accepted watchlist picture and write it again, small and without metadata."""
    import cv2

    pixels = read_picture(picture)
    try:
        scale = min(1.0, LONGEST_SIDE_PX / max(pixels.shape[:2]))
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        small: Pixels = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)
        _, written = cv2.imencode(".jpg", small[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
        return written.tobytes()
    finally:
        pixels.fill(0)
