"""Who tries to bend a decision: the applicant by every route, two officers at once, a replay, an edited snapshot."""

import io
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from django.db import connection, connections

from overt.actions import site
from overt.actions.approve_entry import approve_entry
from overt.actions.authorise import authorise
from overt.actions.authorise_urgently import authorise_urgently
from overt.actions.confirm_authority import confirm_authority
from overt.actions.end_role import end_role
from overt.actions.errors import ActionRefused
from overt.actions.grant_role import grant_role
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.refuse import refuse
from overt.actions.resume import resume
from overt.actions.review_authority import review_authority
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.submit import submit
from overt.actions.values import TrialPlan
from overt.documents.form1 import form1
from overt.law.listing import AgeBand
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import Deployment, EntryApproval
from overt.vault import WarrantRefused
from overt.vault.testing import FakeClock
from tests import make
from tests.second_factors import signed_in

TESTS = {**vars(make.FOUR_TESTS), "criteria": make.FURTHER.criteria}


@pytest.fixture
def who(transactional_db: None, home: Path) -> make.People:
    site.forget_vault(FakeClock())
    return make.people()


def refusal(call: Callable[..., object], *args: object, **named: object) -> str:
    with pytest.raises(ActionRefused) as refused:
        call(*args, **named)
    return refused.value.code


def state(deployment: Deployment) -> str:
    return Deployment.objects.get(pk=deployment.pk).state


@pytest.mark.clause("E-87")
@pytest.mark.clause("E-93")
def test_an_applicant_turned_officer_neither_approves_decides_confirms_nor_reviews_by_any_route(
    who: make.People,
) -> None:
    make.law_pack(who, "uk-app")
    made = make.draft(who)
    young = make.entry(who.team_member, made, label="Young", age=AgeBand.FROM_13_TO_17)
    seal_watchlist(who.team_member, made)
    applied = submit(who.team_member, made)
    turned = who.team_member
    end_role(who.administrator, turned, Role.TEAM_MEMBER)
    for role in (Role.AUTHORISING_OFFICER, Role.URGENT_OFFICER):
        grant_role(who.administrator, turned, role)
    told = {"reasons": make.FOUR_TESTS}
    assert refusal(approve_entry, turned, young, words="mine") == "actor_is_not_an_applicant"
    assert refusal(authorise, turned, applied, **told) == "actor_is_not_an_applicant"
    assert refusal(authorise_urgently, turned, applied, urgency="now", **told) == "actor_is_not_an_applicant"
    client = signed_in(turned)
    assert client.post(f"/authority/{applied.pk}/entry/{young.pk}", {"words": "mine"}).status_code == 403
    for page in ("authorise", "authorise-urgently"):
        answer = client.post(f"/authority/{applied.pk}/{page}", {**TESTS, "urgency": "now"})
        assert answer.status_code == 403, page
    assert not EntryApproval.objects.exists()
    assert state(applied) == "submitted"
    approve_entry(who.urgent_officer, young, words="A court wants him found today.")
    given = authorise_urgently(who.urgent_officer, applied, urgency="now", **told)
    assert refusal(confirm_authority, turned, given, reason="mine") == "actor_is_not_an_applicant"
    assert refusal(review_authority, turned, given, outcome="stands", words="mine") == "actor_is_not_an_applicant"
    assert client.post(f"/authority/{applied.pk}/confirm", {"reason": "mine"}).status_code == 403
    assert Deployment.objects.get().confirmed_by == ""


@pytest.mark.clause("E-87")
def test_of_two_officers_who_decide_at_once_exactly_one_wins(who: make.People) -> None:
    deployment = make.submitted(who)
    first, second = who.authorising_officer, make.person(who.administrator, Role.AUTHORISING_OFFICER)
    together, won, lost = threading.Barrier(2), [], []

    def decide(name: str, act: Callable[[], object]) -> None:
        together.wait()
        try:
            act()
            won.append(name)
        except ActionRefused as refused:
            lost.append(refused.code)
        finally:
            connections.close_all()

    acts = {
        "authorised": lambda: authorise(first, deployment.pk, reasons=make.FOUR_TESTS),
        "refused": lambda: refuse(second, deployment.pk, reason="The hours are too long."),
    }
    threads = [threading.Thread(target=decide, args=one) for one in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(won), len(lost)) == (1, 1)
    assert lost[0] in {"wrong_state", "not_recorded"}
    assert state(deployment) == won[0]
    decided = [one.event for one in entries_after(-1) if one.event in {"deployment.authorised", "deployment.refused"}]
    assert decided == [f"deployment.{won[0]}"]


@pytest.mark.clause("E-87")
def test_a_decision_sent_again_decides_nothing_more(who: make.People) -> None:
    deployment, other = make.submitted(who), make.submitted(who)
    client = signed_in(who.authorising_officer)
    assert client.post(f"/authority/{deployment.pk}/authorise", TESTS).status_code == 302
    digest = Deployment.objects.get(pk=deployment.pk).authority_digest
    assert client.post(f"/authority/{deployment.pk}/authorise", TESTS).status_code == 422
    assert Deployment.objects.get(pk=deployment.pk).authority_digest == digest
    assert state(other) == "submitted"
    refuse(who.authorising_officer, other, reason="no")
    assert client.post(f"/authority/{other.pk}/authorise", TESTS).status_code == 422
    assert state(other) == "refused"
    events = [one.event for one in entries_after(-1)]
    assert events.count("deployment.authorised") == 1


@pytest.mark.clause("E-88")
def test_a_snapshot_edited_in_the_database_during_a_halt_ends_the_deployment(who: make.People) -> None:
    deployment = make.live(who)
    halt(who.operator, deployment, reason="a rest")
    propose_resume(who.bronze, deployment, reason="rested")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_statedreason SET text = 'other words' WHERE act = 'authorise:necessity'")
    assert refusal(resume, who.silver, deployment) == "authority_is_unchanged"
    assert state(deployment) == "cancelled"
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(Deployment.objects.get()))


@pytest.mark.clause("M-40")
@pytest.mark.clause("M-70")
def test_the_intelligence_case_is_read_by_those_who_may_open_it_and_printed_for_nobody(who: make.People) -> None:
    engine = make.replace(make.ENGINE, fit_for=frozenset({"trial"}))
    plan = TrialPlan("height matters", "seeded passages", site.now() + timedelta(days=90))
    applied = make.submitted(make.in_order(who), kind="trial", source="camera", engine=engine, trial=plan)
    summary = "What we say about summary"
    page = f"/authority/{applied.pk}"
    assert summary in signed_in(who.authorising_officer).get(page).content.decode()
    for person in (who.operator, who.publisher):
        shown = signed_in(person).get(page).content.decode()
        assert summary not in shown
        assert "What we say about why" in shown
    given = make.suitable(who, applied)
    authorise(who.authorising_officer, given, reasons=make.FOUR_TESTS, further=make.FURTHER)
    printed = pypdf.PdfReader(io.BytesIO(form1(given.pk)))
    words = " ".join(" ".join(one.extract_text() for one in printed.pages).split())
    assert "It is sealed, and no part of what is printed." in words
    assert summary not in words
