"""Our checkpoints, tiles and proofs verify with sigstore's code, which shares nothing with ours."""

import random
from base64 import b64encode
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from sigstore._internal.merkle import verify_merkle_inclusion
from sigstore._internal.rekor.checkpoint import SignedCheckpoint, verify_checkpoint
from sigstore._internal.trust import Keyring, RekorKeyring
from sigstore.errors import VerificationError
from sigstore_models.common.v1 import PublicKey, PublicKeyDetails

from overt.ledger import merkle
from overt.ledger.note import sign
from overt.ledger.signed import checkpoint_text
from overt.ledger.tiles import Tiles
from tests.ledgers import LOG, tiles_of

TREES = 2_000
LARGEST = 700
KEY_ID = LOG.verifier.key_id + bytes(28)


@pytest.fixture(scope="module")
def keyring() -> RekorKeyring:
    public = LOG.private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return RekorKeyring(Keyring([PublicKey(raw_bytes=b64encode(public), key_details=PublicKeyDetails.PKIX_ED25519)]))


def entry_of(index: int, size: int, body: bytes, hashes: list[bytes], root: bytes, note: str) -> SimpleNamespace:
    """What sigstore's functions read of a log entry."""
    proof = SimpleNamespace(
        log_index=index,
        tree_size=size,
        hashes=hashes,
        root_hash=root,
        checkpoint=SimpleNamespace(envelope=note),
    )
    inner = SimpleNamespace(inclusion_proof=proof, canonicalized_body=body, log_id=SimpleNamespace(key_id=KEY_ID))
    return SimpleNamespace(_inner=inner)


def test_2_000_random_trees_agree(keyring: RekorKeyring, campaign_seed: int) -> None:
    chosen = random.Random(campaign_seed)
    bodies = [chosen.randbytes(chosen.randrange(1, 40)) for _ in range(LARGEST)]
    leaves = [merkle.leaf_hash(body) for body in bodies]
    for _ in range(TREES):
        start = chosen.randrange(LARGEST)
        size = chosen.randrange(1, LARGEST - start + 1)
        index = chosen.randrange(size)
        tiles = Tiles(tiles_of(leaves[start : start + size]).get, size)
        root = tiles.frontier().root()
        note = sign(checkpoint_text(LOG.name, size, root), LOG)
        entry = entry_of(index, size, bodies[start + index], tiles.inclusion_proof(index), root, note)
        verify_merkle_inclusion(entry)  # type: ignore[arg-type]
        verify_checkpoint(keyring, entry)  # type: ignore[arg-type]
        assert SignedCheckpoint.from_text(note).checkpoint.log_size == size


def test_sigstore_refuses_what_is_wrong_so_that_its_agreement_means_something(keyring: RekorKeyring) -> None:
    bodies = [bytes([number]) for number in range(20)]
    tiles = Tiles(tiles_of([merkle.leaf_hash(body) for body in bodies]).get, 20)
    root, proof = tiles.frontier().root(), tiles.inclusion_proof(7)
    note = sign(checkpoint_text(LOG.name, 20, root), LOG)
    with pytest.raises(VerificationError):
        verify_merkle_inclusion(entry_of(7, 20, bodies[8], proof, root, note))  # type: ignore[arg-type]
    with pytest.raises(VerificationError):
        verify_checkpoint(keyring, entry_of(7, 20, bodies[7], proof, root, note.replace("\n20\n", "\n21\n")))  # type: ignore[arg-type]
