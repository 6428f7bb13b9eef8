"""Was somebody on a list? A sorted tree of keyed tags of which only the root is in the ledger (decision 0010).

A tag is HMAC-SHA256 of the force's own reference of a subject under a secret of that list alone. A path to the root
shows that a tag was there; two neighbours with nothing between them show that it was not. Nothing here is made of a
face. It refuses references of more than one line: one question is about one subject.
"""

import base64
import hmac
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from overt.ledger import merkle
from overt.ledger.errors import LedgerError
from overt.ledger.merkle import HASH_BYTES, leaf_hash
from overt.ledger.note import VerifierKey
from overt.ledger.signed import Checkpoint, open_checkpoint

EVENT = "watchlist.membership_committed"
FORMAT = "overt-membership@v1"
SECRET_BYTES = 32
LONGEST_REFERENCE = 200
_FIRST, _LAST = bytes(HASH_BYTES), b"\xff" * HASH_BYTES


def normalised(reference: str) -> str:
    """Spell a reference as it is tagged: Unicode NFKC, letters folded, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", reference).casefold().split())


def one_reference(text: str) -> str:
    """Give the normalised reference of one subject; `LedgerError("not_one_reference")` for none or a list of them."""
    found = normalised(text)
    if not found or len(found) > LONGEST_REFERENCE or len(text.strip().splitlines()) > 1:
        raise LedgerError("not_one_reference", "Give one subject’s reference: one line of at most 200 characters.")
    return found


def tag_of(secret: bytes, reference: str) -> bytes:
    """Give the 32-byte tag that stands for a reference under a list's secret."""
    return hmac.digest(secret, normalised(reference).encode(), "sha256")


@dataclass(frozen=True)
class Place:
    """One leaf of the tree and its path to the root; tags and hashes are 32 bytes."""

    index: int
    tag: bytes
    path: tuple[bytes, ...]


class MembershipTree:
    """The sorted tags of one list between a first and a last leaf that no reference can have."""

    def __init__(self, tags: Iterable[bytes]) -> None:
        self.leaves = [_FIRST, *sorted(set(tags)), _LAST]
        self._hashes = [leaf_hash(tag) for tag in self.leaves]

    def root(self) -> bytes:
        """Give the tree's root: what is committed to."""
        return merkle.root(self._hashes)

    def about(self, tag: bytes) -> tuple[Place, ...]:
        """Give the tag's own place when it is there, else the two neighbours it would stand between."""
        at = next(index for index, leaf in enumerate(self.leaves) if leaf >= tag)
        return tuple(self._place(index) for index in ([at] if self.leaves[at] == tag else [at - 1, at]))

    def _place(self, index: int) -> Place:
        path = merkle.inclusion_proof(index, len(self.leaves), lambda low, high: merkle.root(self._hashes[low:high]))
        return Place(index, self.leaves[index], tuple(path))


def says(tag: bytes, places: Sequence[Place], size: int, root: bytes) -> bool | None:
    """Say whether the tag is in the tree of this root, or that the places do not show it either way (None)."""
    for place in places:
        if not merkle.verify_inclusion(place.index, size, leaf_hash(place.tag), list(place.path), root):
            return None
    if len(places) == 1:
        return True if places[0].tag == tag else None
    between = len(places) == 2 and places[1].index == places[0].index + 1 and places[0].tag < tag < places[1].tag
    return False if between else None


@dataclass(frozen=True)
class Answer:
    """The answer to one question; `proof` is the proof file of the commitment's entry, `secret` empty unless given."""

    reference: str
    tag: bytes
    places: tuple[Place, ...]
    proof: str
    secret: bytes = b""

    def to_bytes(self) -> bytes:
        """Write the file that is handed over."""
        told = {
            "format": FORMAT,
            "reference": self.reference,
            "tag": self.tag.hex(),
            "places": [[one.index, one.tag.hex(), [node.hex() for node in one.path]] for one in self.places],
            "secret": self.secret.hex(),
            "proof": self.proof,
        }
        return json.dumps(told, indent=1, ensure_ascii=False).encode() + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> "Answer":
        """Read an answer's file; `LedgerError("not_an_answer")` for anything else."""
        try:
            told = json.loads(data)
            told = {FORMAT: told}[told["format"]]
            places = tuple(
                Place(int(index), bytes.fromhex(tag), tuple(bytes.fromhex(node) for node in path))
                for index, tag, path in told["places"]
            )
            tag, secret = bytes.fromhex(told["tag"]), bytes.fromhex(told["secret"])
            return cls(str(told["reference"]), tag, places, str(told["proof"]), secret)
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise LedgerError("not_an_answer", "This is not the answer to a question about a list.") from error


@dataclass(frozen=True)
class Checked:
    """What an answer shows: on the list or not, of which deployment, and whether the tag is the reference's."""

    listed: bool
    deployment: str
    entry: int
    tag_is_shown: bool


def check(answer: Answer, key: VerifierKey) -> Checked:
    """Check an answer against the ledger's key.

    Raises:
        LedgerError: its entry is not in a ledger signed with the key, or its places show nothing.
    """
    index, entry = _proved(answer.proof, key)
    told = entry["details"]
    listed = says(answer.tag, answer.places, told["leaves"], bytes.fromhex(told["root"]))
    if listed is None:
        raise LedgerError("answer_broken", "The places in this answer do not lead to the root in the ledger.")
    if answer.secret and (
        sha256(answer.secret).hexdigest() != told["secret_digest"]
        or tag_of(answer.secret, answer.reference) != answer.tag
    ):
        raise LedgerError("answer_forged", "The tag is not this reference’s under the secret that was committed to.")
    return Checked(listed, entry["deployment"], index, bool(answer.secret))


def _proved(proof: str, key: VerifierKey) -> tuple[int, dict[str, Any]]:
    """Read a proof file whose entry commits to a list, and check that the entry is in the signed ledger."""
    head, _, note = proof.partition("\n\n")
    lines = head.split("\n")
    checkpoint: Checkpoint = open_checkpoint(note.encode(), key)
    try:
        extra, index = base64.b64decode(lines[1].removeprefix("extra ")), int(lines[2].removeprefix("index "))
        path = [base64.b64decode(line) for line in lines[3:]]
        entry = json.loads(extra)
        commits = entry["event"] == EVENT
    except (ValueError, LookupError, TypeError) as error:
        raise LedgerError("proof_broken", "The proof in this answer is no proof of an entry.") from error
    if not commits or not merkle.verify_inclusion(index, checkpoint.size, leaf_hash(extra), path, checkpoint.root):
        raise LedgerError("proof_broken", "The commitment in this answer is not in the signed ledger.")
    return index, entry
