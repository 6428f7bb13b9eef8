"""The list of documents says what is wrong first, and why, as the days pass."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from overt.actions import site
from overt.actions.finish_version import finish_version
from overt.actions.save_draft import save_draft
from overt.law.roles import Role
from overt.records.models import Document, DocumentReview
from overt.vault.testing import FakeClock
from tests import assessing, make
from tests.second_factors import signed_in


@pytest.fixture
def clock(home: Path) -> FakeClock:
    held = FakeClock()
    site.forget_vault(held)
    return held


@pytest.fixture
def who(transactional_db: None, clock: FakeClock) -> make.People:
    return make.people()


def reader(who: make.People) -> Client:
    return signed_in(who.overseer)


def words(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    text = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return " ".join(text.split())


def order(text: str, *titles: str) -> list[str]:
    return sorted(titles, key=text.index)


@pytest.mark.clause("E-13")
@pytest.mark.clause("M-01")
def test_the_list_begins_with_what_is_wrong_and_says_why(who: make.People, clock: FakeClock) -> None:
    lapsing = (site.now() + timedelta(days=20)).date().isoformat()
    action = {"measure": "m", "disadvantage": "d", "duty": "meet", "justification": "j", "owner": Role.GOLD.value}
    assessing.in_force(who, "eia", **{"impacts.positive_action": (action | {"review_by": lapsing},)})
    assessing.in_force(who, "training")
    assessing.finished(who, "dpia")
    clock.advance(timedelta(days=21).total_seconds())
    text = words(reader(who), "/assess")
    assert "10 of 11 need attention." in text
    titles = (
        "Standard operating procedure",
        "Data protection impact assessment",
        "Equality impact",
        "Training documents",
    )
    assert order(text, *titles) == list(titles)
    assert "Draft Version 1 waits for signatures. Version 1 waits for: Gold, Data protection officer." in text
    assert "Lapsed A positive action has lapsed: it must be justified anew or ended. The day was" in text
    clock.advance(timedelta(days=345).total_seconds())
    later = words(reader(who), "/assess")
    assert "11 of 11 need attention." in later
    assert later.count("Review overdue Its review was due on") == 2


@pytest.mark.clause("M-90")
def test_a_dpia_in_force_is_said_to_be_unshared_and_unpublished(who: make.People) -> None:
    document = assessing.in_force(who, "dpia")
    for path in ("/assess", f"/assess/{document.pk}"):
        text = words(reader(who), path)
        assert "It has not been shared with the ICO." in text
        assert "The version in force is not published." in text


def test_a_text_changed_behind_the_programs_back_is_said_to_be_so(who: make.People) -> None:
    document = assessing.in_force(who, "sop")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_documentversion SET answers = replace(answers, 'What we say', 'They say')")
    assert "Altered Its text is not what was signed." in words(reader(who), "/assess")
    told = words(reader(who), f"/assess/{document.pk}/version/1")
    assert "it no longer has the digest in the ledger" in told


def test_a_version_keeps_answers_to_questions_that_are_not_asked_any_more(who: make.People) -> None:
    document = assessing.drafted(who, "sop")
    Document.objects.filter(pk=document.pk).update(draft_json=document.draft_json | {"gone.question": "Old words."})
    finish_version(who.team_member, document.pk, change="First.")
    text = words(reader(who), f"/assess/{document.pk}/version/1")
    assert "Asked by an earlier template gone.question Old words." in text


@pytest.mark.parametrize(
    "path",
    [
        "/assess/{doc}/section/horoscope",
        "/assess/{doc}/section/register/horoscope/0",
        "/assess/{doc}/section/register/risks/9",
        "/assess/{doc}/version/9",
        "/assess/{doc}/changes/1/9",
        "/assess/nothing",
        "/assess/for/nothing",
        "/assess/sharing/nothing/reply",
        "/assess/file/nothing/erase",
        "/documents/nothing",
    ],
)
def test_an_address_of_nothing_is_answered_as_such(who: make.People, path: str) -> None:
    document = assessing.drafted(who, "risk_assessment")
    client = signed_in(who.dpo)
    assert client.get(path.format(doc=document.pk)).status_code == 404


def test_what_is_typed_as_markup_is_shown_as_text(who: make.People) -> None:
    document = assessing.drafted(who, "sop")
    answers = {"alert.judging": "<script>alert(1)</script>", "front.binds": '"><img src=x onerror=alert(1)>'}
    save_draft(who.team_member, document, answers=answers)
    finish_version(who.team_member, document, change="<b>bold</b>")
    client = signed_in(who.team_member)
    for path in ("", "/version/1", "/section/front", "/section/alert"):
        page = client.get(f"/assess/{document.pk}{path}").content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>bold" not in page


@pytest.mark.clause("M-51")
def test_the_second_factor_is_asked_anew_before_a_document_is_signed_reviewed_or_published(who: make.People) -> None:
    signed, waiting = assessing.in_force(who, "sop"), assessing.finished(who, "camera_code")
    officer = who.senior_responsible_officer
    signature = {"role": "senior_responsible_officer", "read": "yes"}
    review = {"findings": "Read.", "outcome": "still_right"}
    acts = [
        (f"/assess/{waiting.document_id}/version/1/sign", signature),
        (f"/assess/{signed.pk}/review", review),
        (f"/assess/{signed.pk}/publish", {}),
    ]
    cautious, sure = signed_in(officer, confirmed=False), signed_in(officer)
    for path, form in acts:
        answer = cautious.post(path, form)
        assert (answer.status_code, "/confirm/" in answer["Location"]) == (302, True), path
    assert not waiting.signatures.exists()
    assert not DocumentReview.objects.exists()
    assert Document.objects.get(kind="sop").published is None
    for path, form in acts:
        answer = sure.post(path, form)
        assert (answer.status_code, "/confirm/" in answer["Location"]) == (302, False), path
    assert waiting.signatures.exists()
    assert DocumentReview.objects.exists()
    assert Document.objects.get(kind="sop").published
