"""The pages of an audit and of a question about a list, from the first press to what the public reads."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from overt.actions import site
from overt.ledger.checkpoint import sign_checkpoint
from overt.records.models import Audit, AuditItem, MembershipQuestion
from overt.vault.testing import FakeClock
from tests import make
from tests.second_factors import signed_in


@pytest.fixture
def clock(home: Path) -> FakeClock:
    held = FakeClock(datetime.now(UTC))
    site.forget_vault(held)
    return held


@pytest.fixture
def who(transactional_db: None, clock: FakeClock) -> make.People:
    return make.people()


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def publish() -> None:
    sign_checkpoint(site.home() / "keys", site.home() / "ledger")


@pytest.mark.clause("E-54")
def test_an_audit_goes_from_its_commitment_to_the_public_page(who: make.People, clock: FakeClock) -> None:
    make.live(who)
    first, last = (site.now().date() + timedelta(days=days) for days in (-1, 1))
    clock.advance(timedelta(days=3).total_seconds())
    dpo, anybody = signed_in(who.dpo), Client()
    assert "No audit has been committed to yet." in words(anybody, "/published/audits")
    assert dpo.post("/audits/new", {"first": "1st", "last": "", "wanted": "0"}).status_code == 422
    asked = {"first": f"{first:%d/%m/%Y}", "last": f"{last:%d/%m/%Y}", "wanted": "3", "dice": "4 4 1"}
    assert dpo.post("/audits/new", asked).status_code == 302
    row = Audit.objects.get()
    publish()
    assert dpo.post(f"/audits/{row.pk}/draw").status_code == 409
    make.person(who.administrator)
    publish()
    assert "Draw the sample" in words(dpo, f"/audits/{row.pk}")
    assert "Not drawn yet." in words(anybody, "/published/audits")
    assert dpo.post(f"/audits/{row.pk}/draw").status_code == 302
    item = AuditItem.objects.get()
    assert "The deployment was authorised" in words(dpo, f"/audits/{row.pk}")
    assert dpo.post(f"/audits/finding/{item.pk}", {"outcome": "in_order"}).status_code == 422
    found = {"outcome": "in_order", "findings": "signed by somebody else"}
    assert dpo.post(f"/audits/finding/{item.pk}", found).status_code == 302
    assert "Its findings are not published yet." in words(anybody, "/published/audits")
    assert dpo.post(f"/audits/{row.pk}/publish", {"summary": "One authority, in order."}).status_code == 302
    told = words(anybody, "/published/audits")
    assert "1 of 1 acts" in told
    assert "In order: 1 of 1; Not in order: 0 of 1" in told
    assert "One authority, in order." in told
    assert "signed by somebody else" not in told
    proof = anybody.get(f"/published/audits/{row.pk}/proof")
    assert proof.content.startswith(b"c2sp.org/tlog-proof@v1")
    assert "published" in words(dpo, "/audits")


def test_a_question_is_asked_on_one_page_and_answered_on_the_next_as_a_file(who: make.People) -> None:
    deployment = make.live(who, entries=2)
    address = f"/record/{deployment.pk}/list"
    dpo, lawyer = signed_in(who.dpo, confirmed=True), signed_in(who.legal_adviser, confirmed=True)
    assert "Was one person on this list?" in words(dpo, f"/record/{deployment.pk}")
    asked = {"reference": "subject 1", "ground": "court_order", "case": "KB-7"}
    assert dpo.post(f"{address}/ask", {**asked, "reference": ""}).status_code == 422
    assert dpo.post(f"{address}/ask", asked).status_code == 302
    question = MembershipQuestion.objects.get()
    publish()
    shown = words(lawyer, address)
    assert "Order of a court, KB-7." in shown
    assert "subject 1" not in shown
    answer = lawyer.post(f"/question/{question.pk}/answer")
    assert answer["Content-Disposition"].startswith("attachment")
    assert json.loads(answer.content)["reference"] == "subject 1"
    assert "Answered by" in words(signed_in(who.overseer), address)
    assert dpo.post(f"{address}/ask", asked).status_code == 302
    other = MembershipQuestion.objects.get(state="open")
    assert lawyer.post(f"/question/{other.pk}/decline", {"reason": "another case"}).status_code == 302
    assert "Declined by" in words(dpo, address)
