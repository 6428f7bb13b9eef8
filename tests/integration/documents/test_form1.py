"""Form 1 as it is printed: everything that was decided, nobody named, the same bytes for the same decision."""

import io
from pathlib import Path

import pypdf
import pytest

from overt.actions.approve_entry import approve_entry
from overt.actions.ask_for_advice import ask_for_advice
from overt.actions.authorise import authorise
from overt.actions.give_advice import give_advice
from overt.actions.halt import halt
from overt.actions.record_form1_export import record_form1_export
from overt.actions.refuse import refuse
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.withdraw_entry import withdraw_entry
from overt.documents import DocumentRefused
from overt.documents.form1 import form1
from overt.law.listing import AgeBand
from overt.law.stipulations import Stipulation, StipulationKind
from overt.ledger.read import entries_after
from overt.records.models import Deployment
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def who(home: Path) -> make.People:
    return make.people()


def decided(who: make.People) -> Deployment:
    """An application with a young person, advice and two conditions, authorised."""
    made = make.draft(who)
    young = make.entry(who.team_member, made, label="Asha Example", age=AgeBand.FROM_13_TO_17)
    seal_watchlist(who.team_member, made)
    submit(who.team_member, made)
    ask_for_advice(who.team_member, made, question="Is this proportionate?", withheld=["plan_place"])
    give_advice(who.overseer, made, words="Shorten the hours.", dissent="One of us says no.")
    approve_entry(who.authorising_officer, young, words="A court wants him found today.")
    conditions = (
        Stipulation(StipulationKind.ENTRIES_AT_MOST, "9"),
        Stipulation(StipulationKind.PEOPLE, "Two officers at each sign."),
    )
    further = make.replace(make.FURTHER, on_advice="The hours are needed.", conditions=conditions)
    return authorise(who.authorising_officer, made, reasons=make.FOUR_TESTS, further=further)


def text_of(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.clause("E-87")
@pytest.mark.clause("M-01")
def test_the_printed_form_says_all_that_was_decided_and_names_nobody_on_the_list(who: make.People) -> None:
    deployment = decided(who)
    content = form1(deployment)
    said = text_of(content)
    for words in (
        "REHEARSAL: NOT EVIDENCE",
        *vars(make.FOUR_TESTS).values(),
        make.FURTHER.criteria,
        "The hours are needed.",
        "Shorten the hours.",
        "One of us says no.",
        "Withheld from the group: Place.",
        "The most entries on the watchlist: 9",
        "Two officers at each sign.",
        "by itself, its words sealed",
        deployment.authority_digest,
        deployment.snapshot_digest,
    ):
        assert words in said, words
    assert "Asha" not in said
    assert "found today" not in said
    reader = pypdf.PdfReader(io.BytesIO(content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in content


@pytest.mark.clause("M-01")
def test_the_same_decision_prints_the_same_bytes_whatever_happened_since(who: make.People) -> None:
    deployment = decided(who)
    before = form1(deployment)
    withdraw_entry(who.silver, deployment.entries.first(), reason="found")
    halt(who.silver, start(who.silver, deployment), reason="a rest")
    assert form1(deployment.pk) == before


def test_a_refusal_is_printed_with_its_reasons_and_what_is_not_decided_is_not(who: make.People) -> None:
    deployment = make.submitted(who)
    with pytest.raises(DocumentRefused) as undecided:
        form1(deployment)
    assert undecided.value.code == "not_decided"
    refuse(who.authorising_officer, deployment, reason="The hours are too long.")
    assert "The hours are too long." in text_of(form1(deployment))
    with pytest.raises(DocumentRefused):
        form1("f" * 32)


@pytest.mark.clause("M-70")
def test_who_took_the_form_away_and_exactly_what_is_in_the_ledger(who: make.People) -> None:
    deployment = decided(who)
    digest = record_form1_export(who.overseer, deployment, content=form1(deployment))
    taken = entries_after(-1)[-1]
    assert (taken.event, taken.actor) == ("deployment.form_exported", who.overseer.id)
    assert taken.details["form_digest"] == digest
