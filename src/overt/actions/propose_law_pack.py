"""Propose another law pack for the site; it binds nothing until a second person agrees."""

import re
import secrets

from overt.actions.act import Acting, act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law import packs
from overt.law.pack_difference import Difference, Direction, difference
from overt.ledger.entry import Value
from overt.records.ids import new_id
from overt.records.models import LawPackVersion, PackState
from overt.records.queries.packs import pack_in_force, pack_of_version, version_in_force
from overt.vault import commit

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,47}")
LARGEST_BYTES = 256 * 1024


def propose_law_pack(by: Actor, *, name: str, reason: str, content: bytes | None = None) -> LawPackVersion:
    """Propose a pack that comes with Overt, or one of the force's own in `content`, saying why.

    Proposing the pack in force confirms it as it is.

    Raises:
        ActionRefused: the pack does not hold, its name is taken, or another proposal waits for its decision.
    """
    with refusals():
        text = _text(name, content)
        proposed = packs.parse(name, text)
    with act(by, "propose_law_pack") as acting:
        if LawPackVersion.objects.filter(state=PackState.PROPOSED).exists():
            raise ActionRefused("proposal_open", "Another law pack is waiting for its decision: decide on that first.")
        version = LawPackVersion(
            id=new_id(),
            name=name,
            digest=proposed.digest,
            content=text.decode(),
            from_version=version_in_force(),
            salt=secrets.token_hex(32),
            reason=reason.strip(),
            proposed_by=by.id,
            proposed_at=acting.now,
        )
        told = change_details(version, difference(pack_in_force(), proposed))
        said = committed(version, version.reason)
        acting.record("law_pack.proposed", subject=version.id, proposal=version.id, reason=said, **told)
        version.save(force_insert=True)
    return version


def first_pack(acting: Acting) -> LawPackVersion:
    """Bind a new site to the pack every site begins with, within an act already under way."""
    content = packs.content_of(packs.DEFAULT)
    return LawPackVersion.objects.create(
        number=1,
        name=packs.DEFAULT,
        digest=packs.load(packs.DEFAULT).digest,
        content=content.decode(),
        state=PackState.AGREED,
        salt=secrets.token_hex(32),
        proposed_by=acting.by.id,
        proposed_at=acting.now,
        decided_by=acting.by.id,
        decided_at=acting.now,
    )


def committed(version: LawPackVersion, words: str) -> str:
    """Return the commitment the ledger gets in place of a reason."""
    if not words.strip():
        raise ActionRefused("reason_missing", "Say why: the reason is empty.")
    return commit(bytes.fromhex(version.salt), words.strip().encode())


def change_details(version: LawPackVersion, changed: Difference) -> dict[str, Value]:
    """Return what the ledger says of a change of packs."""
    before = version.from_version
    return {
        "pack": version.name,
        "pack_digest": version.digest,
        "from_pack": before.name if before else packs.DEFAULT,
        "from_digest": before.digest if before else packs.load(packs.DEFAULT).digest,
        "loosened": changed.count(Direction.LOOSENS),
        "tightened": changed.count(Direction.TIGHTENS),
        "regrounded": changed.count(Direction.GROUNDS),
    }


def change_of(version: LawPackVersion) -> Difference:
    """Return what a version changes, or changed, against the one it followed."""
    before = pack_of_version(version.from_version) if version.from_version else packs.load(packs.DEFAULT)
    return difference(before, pack_of_version(version))


def _text(name: str, content: bytes | None) -> bytes:
    if content is None:
        return packs.content_of(name)
    if not NAME.fullmatch(name):
        raise ActionRefused("pack_name_unfit", "A pack’s name is a letter, then letters, digits, dots and hyphens.")
    if name in packs.names():
        raise ActionRefused("pack_name_taken", f"{name} comes with Overt: give the force’s own pack another name.")
    if len(content) > LARGEST_BYTES:
        raise ActionRefused("pack_too_large", "A law pack’s file holds at most 256 kilobytes.")
    return content
