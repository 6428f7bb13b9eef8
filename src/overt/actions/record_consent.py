"""Record that somebody consented, sealed: for one entry, or for everybody in a recording."""

import base64
import json

from overt.actions import site
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.preparations import SEEDS
from overt.records.ids import new_id
from overt.records.models import Consent, Deployment, WatchlistEntry
from overt.vault import RecordKind

LONGEST_GROUP = 40


def record_consent(
    by: Actor,
    deployment: Deployment | str,
    *,
    text: str,
    entry: WatchlistEntry | None = None,
    document: bytes = b"",
    declared_group: str = "",
) -> Consent:
    """Keep a consent's text and, if there is one, the signed document, under the deployment's alerts key.

    `declared_group` is what a volunteer of the Blue List chose to say of themselves, at most 40 characters.
    """
    if not text.strip():
        raise ActionRefused("consent_empty", "Say what was consented to: the text is empty.")
    with act(by, "record_consent", deployment) as acting:
        if entry is not None and entry.deployment_id != acting.deployment.id:
            raise ActionRefused("entry_elsewhere", "This entry is on another deployment's list.")
        if len(declared_group) > LONGEST_GROUP:
            raise ActionRefused("group_too_long", f"Say the group in at most {LONGEST_GROUP} characters.")
        if declared_group.strip() and (entry is None or entry.category != SEEDS):
            raise ActionRefused("group_not_asked", "Only a volunteer of the Blue List may say which group they are of.")
        plaintext = json.dumps({"v": 1, "text": text.strip(), "document": base64.b64encode(document).decode()}).encode()
        commitment = acting.commit_to(plaintext)
        about = entry.id if entry else ""
        consent = Consent(
            id=new_id(),
            deployment=acting.deployment,
            entry=about,
            declared_group=" ".join(declared_group.split()),
            commitment=commitment or "",
            recorded_by=by.id,
            recorded_at=acting.now,
        )
        acting.record("consent.recorded", subject=consent.id, consent=consent.id, entry=about or None, text=commitment)
        vault, owner = site.vault(), acting.deployment.id
        acting.undo.append(lambda: vault.destroy_record(owner, RecordKind.CONSENT, consent.id))
        consent.sealed = vault.seal(owner, RecordKind.CONSENT, consent.id, plaintext)
        consent.save(force_insert=True)
    return consent
