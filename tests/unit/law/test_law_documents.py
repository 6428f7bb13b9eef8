"""The gates on documents and signatures, with the facts that just hold and the facts that just do not."""

from dataclasses import replace

import pytest

from overt.law import permissions, transitions
from overt.law.errors import NotAllowed, NotPermitted
from overt.law.facts import DocumentsFacts, Facts, SigningFacts
from overt.law.roles import Role
from overt.law.states import State
from tests.unit.law import test_law_conditions as conditions
from tests.unit.law.test_law_conditions import CAMERA_REHEARSAL, READY

TRIAL = replace(READY, **conditions.TRIAL)  # type: ignore[arg-type]
WRONG = [
    pytest.param("missing", "documents_exist", marks=pytest.mark.clause("E-15")),
    pytest.param("out_of_date", "documents_are_in_date", marks=pytest.mark.clause("E-34")),
    pytest.param("not_reviewed", "documents_are_reviewed_for_this_deployment", marks=pytest.mark.clause("M-53")),
    pytest.param("not_reviewed", "documents_are_reviewed_for_this_deployment", marks=pytest.mark.clause("M-63")),
    pytest.param("not_reviewed", "documents_are_reviewed_for_this_deployment", marks=pytest.mark.clause("E-25")),
]


@pytest.mark.parametrize("step", ["submit", "authorise"])
@pytest.mark.parametrize("facts", [READY, TRIAL], ids=["operational", "trial"])
@pytest.mark.parametrize(("field", "code"), WRONG)
def test_a_deployment_waits_for_its_documents_and_is_told_which(step: str, facts: Facts, field: str, code: str) -> None:
    ready = replace(facts, state=State.DRAFT if step == "submit" else State.SUBMITTED)
    transitions.check(step, ready)
    wrong = DocumentsFacts(**{field: ("SOP (not started)", "DPIA")})  # type: ignore[arg-type]
    with pytest.raises(NotAllowed) as refused:
        transitions.check(step, replace(ready, documents=wrong))
    assert refused.value.code == code
    assert refused.value.sentence.endswith(" They are: SOP (not started); DPIA.")


def test_not_knowing_how_the_documents_stand_is_not_enough() -> None:
    with pytest.raises(NotAllowed) as refused:
        transitions.check("authorise", replace(READY, documents=None))
    assert refused.value.code == "documents_exist"
    assert refused.value.sentence.endswith("How they stand is not known.")


def test_a_rehearsal_needs_no_documents() -> None:
    transitions.check("authorise", replace(CAMERA_REHEARSAL, documents=None))
    transitions.check("authorise", replace(CAMERA_REHEARSAL, documents=DocumentsFacts(("SOP",), ("SOP",), ("SOP",))))


SIGNING = replace(
    READY,
    actor="dpo",
    roles=frozenset({Role.DPO}),
    signing=SigningFacts(Role.DPO, frozenset({Role.DPO}), frozenset({"author"}), frozenset({"gold"})),
)


@pytest.mark.clause("M-52")
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"role": Role.GOLD}, "signer_holds_the_role_they_sign_for"),
        ({"role": None}, "signer_holds_the_role_they_sign_for"),
        ({"wanted": frozenset({Role.GOLD})}, "signature_is_still_wanted"),
        ({"signers": frozenset({"dpo"})}, "signer_has_not_signed_this_version"),
        ({"authors": frozenset({"dpo", "gold"})}, "version_is_not_signed_by_its_authors_alone"),
    ],
)
def test_a_signature_is_refused_when_one_thing_is_not_so(changed: dict[str, object], code: str) -> None:
    permissions.check("sign_document", SIGNING)
    with pytest.raises(NotPermitted) as refused:
        permissions.check("sign_document", replace(SIGNING, signing=replace(SIGNING.signing, **changed)))  # type: ignore[arg-type]
    assert refused.value.code == code


@pytest.mark.clause("M-52")
def test_an_author_may_sign_while_somebody_else_signs_too() -> None:
    first = replace(SIGNING.signing, authors=frozenset({"dpo"}), signers=frozenset(), wanted=frozenset(SIGNING.roles))
    alone = replace(SIGNING, signing=first)
    with pytest.raises(NotPermitted):
        permissions.check("sign_document", alone)
    permissions.check("sign_document", replace(alone, signing=replace(first, wanted=frozenset({Role.DPO, Role.GOLD}))))
    permissions.check("sign_document", replace(alone, signing=replace(first, signers=frozenset({"gold"}))))
