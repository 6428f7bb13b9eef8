"""The pictures of one alert as one plaintext, and back; it exists in the clear only between sealing and opening.

Layout: an 8-byte tag, then the length of a JSON header (4 bytes, big endian), the header, and the JPEGs one after
another in the header's order, the probe first. A nonce makes its digest say nothing of what is in it.
"""

import json
import struct
from dataclasses import dataclass

from overt.actions.errors import ActionRefused
from overt.actions.values import CandidatePicture

TAG = b"OVALERT2"
_LENGTH = struct.Struct(">I")


@dataclass(frozen=True)
class Bundle:
    """What is sealed under an alert's own key."""

    label: str
    category: str
    probe_jpeg: bytes
    candidates: tuple[CandidatePicture, ...]
    listed_because: str = ""
    must_know: str = ""
    age_band: str = ""
    look_alikes: int = 0
    nonce: str = ""

    def to_bytes(self) -> bytes:
        """Write the plaintext to be sealed."""
        pictures = [self.probe_jpeg, *(candidate.jpeg for candidate in self.candidates)]
        header = json.dumps(
            {
                "label": self.label,
                "category": self.category,
                "because": self.listed_because,
                "must_know": self.must_know,
                "age_band": self.age_band,
                "look_alikes": self.look_alikes,
                "nonce": self.nonce,
                "pictures": [[one.picture, one.years, one.child, list(one.advice)] for one in self.candidates],
                "lengths": [len(picture) for picture in pictures],
            }
        ).encode()
        return b"".join([TAG, _LENGTH.pack(len(header)), header, *pictures])

    @classmethod
    def from_bytes(cls, plaintext: bytes) -> "Bundle":
        """Read an opened alert; raises ActionRefused when it is not one."""
        if plaintext[: len(TAG)] != TAG:
            raise ActionRefused("not_an_alert", "What was sealed here is not an alert's pictures.")
        start = len(TAG) + _LENGTH.size
        (length,) = _LENGTH.unpack(plaintext[len(TAG) : start])
        header = json.loads(plaintext[start : start + length])
        pictures, at = [], start + length
        for size in header["lengths"]:
            pictures.append(plaintext[at : at + size])
            at += size
        candidates = tuple(
            CandidatePicture(picture, jpeg, years, child, tuple(advice))
            for (picture, years, child, advice), jpeg in zip(header["pictures"], pictures[1:], strict=True)
        )
        return cls(
            label=header["label"],
            category=header["category"],
            probe_jpeg=pictures[0],
            candidates=candidates,
            listed_because=header["because"],
            must_know=header["must_know"],
            age_band=header["age_band"],
            look_alikes=header["look_alikes"],
            nonce=header["nonce"],
        )
