"""Was one person on a list? Two people, one subject, one answer with its proof; nothing is left of the question."""

import json
from datetime import timedelta

import pytest

from overt.actions import seal_watchlist as sealing
from overt.actions import site
from overt.actions.answer_about_list import answer_about_list
from overt.actions.ask_about_list import ask_about_list
from overt.actions.close import close
from overt.actions.decline_about_list import decline_about_list
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused
from overt.actions.finish_erasures import finish_erasures
from overt.law.roles import Role
from overt.ledger.checkpoint import read_signing_key, sign_checkpoint
from overt.ledger.membership import Answer, check
from overt.ledger.models import LedgerRow
from overt.ledger.note import VerifierKey
from overt.ledger.read import entries_of
from overt.records.models import (
    Deployment,
    ErasureReceipt,
    MembershipCommitment,
    MembershipQuestion,
    QuestionGround,
    QuestionState,
)
from overt.vault import RecordKind
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal

COURT = {"ground": QuestionGround.COURT.value, "case": "KB-2027-000123"}


@pytest.fixture
def key(who: make.People) -> VerifierKey:
    """The ledger's public key."""
    return read_signing_key(site.home() / "keys").verifier


def destroyed(who: make.People) -> Deployment:
    """Run a deployment of two listed people to its end, its list destroyed."""
    made = make.live(who, entries=2)
    close(who.silver, made, reason="over")
    erase_watchlist(who.team_member, made)
    return made


def answered(who: make.People, made: Deployment, reference: str, **given: str) -> Answer:
    """Have one question asked and answered, with the ledger published before."""
    question = ask_about_list(who.dpo, made, reference=reference, **(given or COURT))
    sign_checkpoint(site.home() / "keys", site.home() / "ledger")
    return Answer.from_bytes(answer_about_list(who.legal_adviser, question))


@pytest.mark.clause("M-34")
def test_once_the_list_is_destroyed_both_answers_can_still_be_proved(who: make.People, key: VerifierKey) -> None:
    made = destroyed(who)
    for reference, listed in (("  subject 1", True), ("Subject 7", False)):
        found = check(answered(who, made, reference), key)
        assert (found.listed, found.deployment, found.tag_is_shown) == (listed, made.pk, True)


@pytest.mark.clause("M-34")
def test_each_question_is_on_record_and_whom_it_was_about_is_not(who: make.People, key: VerifierKey) -> None:
    made = destroyed(who)
    told = answered(who, made, "Subject 1").to_bytes()
    assert json.loads(told)["reference"] == "subject 1"
    said = [one for one in entries_of(made.pk) if one.event.startswith("membership.")]
    assert [one.event for one in said] == ["membership.asked", "membership.answered"]
    assert said[1].details["asked_by"] == who.dpo.pk != said[1].actor
    assert not any(b"ubject 1" in bytes(row.entry) for row in LedgerRow.objects.all())


def test_nothing_is_left_of_a_question_once_it_is_answered(who: make.People, key: VerifierKey) -> None:
    answered(who, destroyed(who), "Subject 1")
    row = MembershipQuestion.objects.get()
    assert (row.state, bytes(row.sealed)) == (QuestionState.ANSWERED, b"")
    assert (row.deployment_id, row.pk) not in site.vault().owned(RecordKind.MEMBERSHIP)
    assert ErasureReceipt.objects.get(what="membership_question").keys_destroyed == 1
    assert refusal(answer_about_list, who.legal_adviser, row) == "question_is_open"


def test_a_court_gets_the_secret_and_a_data_subject_does_not(who: make.People, key: VerifierKey) -> None:
    made = destroyed(who)
    own = answered(who, made, "Subject 0", ground=QuestionGround.DATA_SUBJECT.value, case="SAR 7")
    assert own.secret == b""
    assert check(own, key).listed
    assert len(answered(who, made, "Subject 0").secret) == 32


@pytest.mark.clause("M-34")
def test_who_asked_cannot_answer_whatever_roles_they_hold(who: make.People, key: VerifierKey) -> None:
    made = destroyed(who)
    both = make.put_in_order(who.administrator, make.person(who.administrator, Role.DPO, Role.LEGAL_ADVISER))
    question = ask_about_list(both, made, reference="Subject 1", **COURT)
    assert refusal(answer_about_list, both, question) == "actor_did_not_ask_the_question"
    assert MembershipQuestion.objects.get().state == QuestionState.OPEN


def test_neither_role_does_the_others_part(who: make.People) -> None:
    made = destroyed(who)
    assert refusal(ask_about_list, who.legal_adviser, made, reference="Subject 1", **COURT) == "role_missing"
    question = ask_about_list(who.dpo, made, reference="Subject 1", **COURT)
    assert refusal(answer_about_list, who.dpo, question) == "role_missing"


@pytest.mark.clause("M-34")
def test_questions_in_bulk_are_refused(who: make.People, clock: FakeClock) -> None:
    made = destroyed(who)
    assert refusal(ask_about_list, who.dpo, made, reference="Subject 1\nSubject 2", **COURT) == "not_one_reference"
    for number in range(3):
        ask_about_list(who.dpo, made, reference=f"Subject {number}", **COURT)
    assert refusal(ask_about_list, who.dpo, made, reference="Subject 9", **COURT) == "questions_about_lists_are_few"
    clock.advance(24 * 3600 + 1)
    assert ask_about_list(who.dpo, made, reference="Subject 9", **COURT).state == QuestionState.OPEN


@pytest.mark.parametrize(
    ("changed", "code"), [({"ground": "curiosity"}, "ground_unknown"), ({"case": " "}, "case_missing")]
)
def test_a_question_rests_on_an_order_or_a_request(who: make.People, changed: dict[str, str], code: str) -> None:
    made = make.submitted(who)
    assert refusal(ask_about_list, who.dpo, made, reference="Subject 0", **{**COURT, **changed}) == code


def test_a_list_that_was_never_sealed_cannot_be_asked_about(who: make.People) -> None:
    made = make.draft(who)
    assert refusal(ask_about_list, who.dpo, made, reference="Subject 0", **COURT) == "list_is_committed_to"


def test_a_question_can_be_declined_and_is_erased_without_a_look(who: make.People) -> None:
    question = ask_about_list(who.dpo, make.submitted(who), reference="Subject 0", **COURT)
    closed = decline_about_list(who.legal_adviser, question, reason="the order is of another case")
    assert (closed.state, bytes(closed.sealed)) == (QuestionState.DECLINED, b"")
    assert refusal(decline_about_list, who.dpo, question, reason="again") == "question_is_open"
    assert refusal(answer_about_list, who.legal_adviser, "0" * 32) == "no_such_question"


def test_an_answer_waits_until_the_ledger_is_published(who: make.People, key: VerifierKey) -> None:
    question = ask_about_list(who.dpo, make.submitted(who), reference="Subject 0", **COURT)
    assert refusal(answer_about_list, who.legal_adviser, question) == "no_checkpoint"
    assert MembershipQuestion.objects.get().state == QuestionState.OPEN


@pytest.mark.clause("M-50")
def test_at_its_own_time_the_commitment_goes_and_nobody_can_answer_any_more(
    who: make.People, clock: FakeClock, key: VerifierKey
) -> None:
    made = destroyed(who)
    question = ask_about_list(who.dpo, made, reference="Subject 0", **COURT)
    due = MembershipCommitment.objects.get().erase_by
    assert due - made.ends_at == timedelta(days=366)
    clock.advance((due - site.now()).total_seconds() - 60)
    assert erase_due().memberships == ()
    clock.advance(120)
    (receipt,) = erase_due().memberships
    assert (receipt.what, receipt.keys_destroyed) == ("membership", 4)
    assert site.vault().owned(RecordKind.MEMBERSHIP) == set()
    row = MembershipQuestion.objects.get()
    assert (bytes(row.sealed), row.case) == (b"", "")
    assert refusal(answer_about_list, who.legal_adviser, question) == "list_is_committed_to"


def test_keys_without_their_rows_are_destroyed_and_rows_without_their_keys_erased(who: make.People) -> None:
    made, vault = destroyed(who), site.vault()
    lost = ask_about_list(who.dpo, made, reference="Subject 0", **COURT)
    vault.destroy_record(made.pk, RecordKind.MEMBERSHIP, lost.pk)
    vault.seal(made.pk, RecordKind.MEMBERSHIP, "0" * 32, b"a question whose row was never written")
    found = finish_erasures()
    assert (found.orphan_keys, found.keyless) == (1, 1)
    assert bytes(MembershipQuestion.objects.get().sealed) == b""
    for _, record in vault.owned(RecordKind.MEMBERSHIP):
        vault.destroy_record(made.pk, RecordKind.MEMBERSHIP, record)
    assert finish_erasures().keyless == 1
    assert not MembershipCommitment.objects.exists()
    assert finish_erasures().keyless == 0


def test_a_seal_that_fails_leaves_no_secret(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(row: Deployment) -> None:
        raise make.site_error()

    made = make.draft(who)
    monkeypatch.setattr(sealing, "_keep_look_alikes", fail)
    with pytest.raises(ActionRefused):
        sealing.seal_watchlist(who.team_member, made)
    assert site.vault().owned(RecordKind.MEMBERSHIP) == set()
    assert not MembershipCommitment.objects.exists()
