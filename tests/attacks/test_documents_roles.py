"""Somebody tries every act on a document with every role they should not have, and with a ledger that fails."""

from collections.abc import Callable
from pathlib import Path

import pytest

from overt.actions import site
from overt.actions.attach_file import attach_file
from overt.actions.erase_attachment import erase_attachment
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.finish_version import finish_version
from overt.actions.hand_over_document import hand_over_document
from overt.actions.mark_for_publication import mark_for_publication
from overt.actions.open_attachment import open_attachment
from overt.actions.record_reply import record_reply
from overt.actions.record_review import record_review
from overt.actions.save_draft import save_draft
from overt.actions.share_document import share_document
from overt.actions.sign_document import sign_document
from overt.actions.start_document import start_document
from overt.actions.withdraw_publication import withdraw_publication
from overt.law.permissions import PERMISSIONS
from overt.law.roles import Role
from overt.law.templates import templates
from overt.ledger.errors import LedgerUnwritable
from overt.records.models import Document, Person, Recipient, ReviewOutcome
from overt.vault.testing import FakeClock
from tests import assessing, make
from tests.integration.actions.conftest import recorded

Act = Callable[[Person], object]


@pytest.fixture
def who(transactional_db: None, home: Path) -> make.People:
    site.forget_vault(FakeClock())
    return make.people()


def every_act(who: make.People) -> dict[str, Act]:
    """Return each act on documents, ready to be taken by anybody; all would be lawful for the right person."""
    today = site.now().date()
    held = assessing.in_force(who, "dpia")
    sharing = share_document(who.dpo, held, recipient=Recipient.ICO, shared_on=today)
    published = mark_for_publication(who.publisher, assessing.in_force(who, "policy"))
    waiting = assessing.finished(who, "eia")
    draft = assessing.drafted(who, "sop")
    file = attach_file(who.dpo, held, name="a.txt", content=b"words", keep_until=today.replace(year=today.year + 1))
    later = file.erase_by.date()
    return {
        "start_document": lambda by: start_document(by, kind="training"),
        "save_draft": lambda by: save_draft(by, draft, answers={"front.binds": "Everybody."}),
        "finish_version": lambda by: finish_version(by, draft, change="First."),
        "sign_document": lambda by: sign_document(by, waiting, role=Role.GOLD),
        "record_review": lambda by: record_review(by, held, outcome=ReviewOutcome.STILL_RIGHT, findings="Read."),
        "share_document": lambda by: share_document(by, held, recipient=Recipient.COMMISSIONER, shared_on=today),
        "record_reply": lambda by: record_reply(by, sharing, replied_on=today, reply="Thanks."),
        "attach_file": lambda by: attach_file(by, held, name="b.txt", content=b"words", keep_until=later),
        "open_attachment": lambda by: open_attachment(by, file),
        "hand_over_document": lambda by: hand_over_document(by, held, owner=who.silver),
        "mark_for_publication": lambda by: mark_for_publication(by, held),
        "withdraw_publication": lambda by: withdraw_publication(by, published, reason="A name is in it."),
        "erase_attachment": lambda by: erase_attachment(by, file),
    }


def test_no_act_on_a_document_is_open_to_somebody_without_one_of_its_roles(who: make.People) -> None:
    acts = every_act(who)
    everybody = {role: who.administrator if role is Role.ADMINISTRATOR else getattr(who, role) for role in Role}
    before = recorded()
    for name, attempt in acts.items():
        for role in set(Role) - PERMISSIONS[name].roles:
            with pytest.raises(ActionRefused) as refused:
                attempt(everybody[role])
            assert refused.value.code == "role_missing", (name, role)
    assert recorded() == before


def test_every_act_on_a_document_is_done_by_the_right_person_and_not_at_all_when_it_cannot_be_recorded(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = {name: min(PERMISSIONS[name].roles) for name in every_act_names()} | {"sign_document": Role.GOLD}
    people = {name: getattr(who, role.value) for name, role in right.items()}
    acts = every_act(who)

    def fail(*_: object) -> None:
        raise LedgerUnwritable("ledger_unwritable", "no")

    for name, attempt in acts.items():
        before = recorded()
        with monkeypatch.context() as broken:
            broken.setattr("overt.ledger.append._store", fail)
            with pytest.raises(NotRecorded):
                attempt(people[name])
        assert recorded() == before, name
        attempt(people[name])
        assert recorded() != before, name


def every_act_names() -> set[str]:
    return {name for name in PERMISSIONS if "document" in name} | {
        *("save_draft", "finish_version", "record_review", "record_reply"),
        *("attach_file", "open_attachment", "erase_attachment", "mark_for_publication", "withdraw_publication"),
    }


def test_the_ledger_never_holds_a_word_of_a_document(who: make.People) -> None:
    for attempt in every_act(who).values():
        for role in (Role.DPO, Role.GOLD):
            try:
                attempt(getattr(who, role))
                break
            except ActionRefused:
                continue
    from overt.ledger.read import entries_after

    told = " ".join(str(entry.details) for entry in entries_after(-1, 10_000))
    words = ("What we say", "Everybody.", "First", "Read.", "Thanks.", "a.txt", "A name is in it")
    assert not [word for word in words if word in told]
    assert Document.objects.count() <= len(templates())
