"""Conditions about the documents that must exist. They bind trials and operational use; a rehearsal needs none."""

from overt.law.conditions.condition import condition, condition_naming
from overt.law.facts import Facts
from overt.law.states import Kind

BOUND = frozenset({Kind.TRIAL, Kind.OPERATIONAL})


def _named(documents: tuple[str, ...] | None) -> str:
    return f"They are: {'; '.join(documents)}." if documents else "How they stand is not known."


@condition_naming(lambda facts: _named(facts.documents.missing if facts.documents else None))
def documents_exist(facts: Facts) -> bool:
    """Documents that must be in force before this deployment are not."""
    if facts.kind not in BOUND:
        return True
    return facts.documents is not None and not facts.documents.missing


@condition_naming(lambda facts: _named(facts.documents.out_of_date if facts.documents else None))
def documents_are_in_date(facts: Facts) -> bool:
    """Documents that this deployment needs are past their review date, or will be on its day."""
    if facts.kind not in BOUND:
        return True
    return facts.documents is not None and not facts.documents.out_of_date


@condition_naming(lambda facts: _named(facts.documents.not_reviewed if facts.documents else None))
def documents_are_reviewed_for_this_deployment(facts: Facts) -> bool:
    """Documents that must be reviewed before every deployment have no review for this one."""
    if facts.kind not in BOUND:
        return True
    return facts.documents is not None and not facts.documents.not_reviewed


@condition
def signer_holds_the_role_they_sign_for(facts: Facts) -> bool:
    """You can sign only in a role that you hold."""
    return facts.signing.role in facts.roles


@condition
def signature_is_still_wanted(facts: Facts) -> bool:
    """This version does not wait for a signature in this role."""
    return facts.signing.role in facts.signing.wanted


@condition
def signer_has_not_signed_this_version(facts: Facts) -> bool:
    """You have signed this version already: another person signs in the other role."""
    return facts.actor not in facts.signing.signers


@condition
def version_is_not_signed_by_its_authors_alone(facts: Facts) -> bool:
    """Who wrote a version cannot be the only one to sign it: somebody who did not write it must sign."""
    if facts.signing.wanted - {facts.signing.role}:
        return True
    return bool({facts.actor, *facts.signing.signers} - facts.signing.authors)
