"""Sign a version in one role; when everybody who must has signed, it is in force in place of the one before."""

from dataclasses import replace

from overt.actions._documents import find_document, locked_document, told
from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import Facts, SigningFacts
from overt.law.roles import Role
from overt.law.templates import Template, template
from overt.records.ids import new_id
from overt.records.models import Document, DocumentSignature, DocumentVersion
from overt.records.queries.assessments import is_unaltered


def sign_document(by: Actor, version: DocumentVersion, *, role: Role) -> DocumentSignature:
    """Sign the newest version of a document.

    Raises:
        ActionRefused: the role is not held or not wanted, this person signed already or wrote it and would be the only
            signer, a newer version exists, or the text is not what was finished.
    """
    found = find_document(version.document_id)
    shape = template(found.kind)

    def learn(facts: Facts) -> Facts:
        return replace(facts, signing=signing_facts(version, shape, role))

    with act(by, "sign_document", found.deployment_id, learn) as acting:
        row = locked_document(found)
        current = _newest(row, version)
        signature = DocumentSignature(
            id=new_id(), version=current, role=role.value, signed_by=by.id, signed_at=acting.now
        )
        in_force = not acting.facts.signing.wanted - {role}
        acting.record(
            "document.signed",
            subject=row.id,
            role=role.value,
            signature=signature.id,
            in_force=in_force,
            **told(current),
        )
        signature.save(force_insert=True)
        if in_force:
            row.in_force, row.in_force_since = current, acting.now
            row.review_due = shape.review_due(acting.now.date())
            row.save()
    return signature


def signing_facts(version: DocumentVersion, shape: Template, role: Role) -> SigningFacts:
    """Return who has signed this version, who must still, and who wrote it."""
    signed = dict(DocumentSignature.objects.filter(version=version).values_list("role", "signed_by"))
    return SigningFacts(
        role=role,
        wanted=frozenset(wanted for wanted in shape.roles if wanted.value not in signed),
        authors=frozenset(version.authors),
        signers=frozenset(signed.values()),
    )


def _newest(row: Document, version: DocumentVersion) -> DocumentVersion:
    current = row.versions.order_by("-number")[0]
    if current.pk != version.pk:
        raise ActionRefused("version_superseded", "A newer version has been finished: read and sign that one.")
    if not is_unaltered(current):
        raise ActionRefused("version_altered", "The text of this version is not what was finished. Tell an overseer.")
    return current
