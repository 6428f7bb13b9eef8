"""Pages of an application: two who save at once, a plan changed late, files given back, advice before the request."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime

from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.change_plan import plan_digest
from overt.actions.create_deployment import create_deployment
from overt.actions.save_application import save_application
from overt.records.models import Advice, ApplicationFile, Deployment
from overt.records.queries.application import answers_of
from overt.web.apply.engine import engine_on_offer
from tests import make
from tests.second_factors import signed_in


@pytest.fixture
def who(home: object, transactional_db: None) -> make.People:
    return make.people()


@pytest.fixture
def draft(who: make.People) -> Deployment:
    return create_deployment(make.in_order(who).team_member, make.plan(source="camera"))


def seen_on(client: Client, path: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]{64})"', client.get(path).content.decode())
    assert found
    return found[1]


def test_the_second_of_two_who_save_one_answer_is_told_and_keeps_what_they_wrote(
    who: make.People, draft: Deployment
) -> None:
    path, client = f"/apply/{draft.pk}/form/rehearsal/lesson", signed_in(who.team_member)
    seen = seen_on(client, path)
    assert client.post(path, {"lesson": "Mine.", "seen": seen}).status_code == 302
    late = client.post(path, {"lesson": "Yours.", "seen": seen})
    assert late.status_code == 422
    assert "Somebody else saved this part since you opened it." in late.content.decode()
    assert "Yours." in late.content.decode()
    assert answers_of(draft) == {"rehearsal.lesson": "Mine."}


def test_a_row_is_added_changed_and_taken_out(who: make.People, draft: Deployment) -> None:
    path, client = f"/apply/{draft.pk}/form/cameras/placement", signed_in(who.team_member)
    row = dict.fromkeys(("name", "where", "height", "occlusion", "crowd", "light"), "said")
    lacking = client.post(f"{path}/0", {**row, "light": "", "seen": seen_on(client, f"{path}/0")})
    assert lacking.status_code == 422
    assert client.post(f"{path}/0", {**row, "seen": seen_on(client, f"{path}/0")}).status_code == 302
    changed = {**row, "name": "north", "seen": seen_on(client, f"{path}/1")}
    assert client.post(f"{path}/1", changed).status_code == 302
    assert answers_of(draft) == {"cameras.placement": ({**row, "name": "north"},)}
    assert client.post(f"{path}/1/remove", {"seen": seen_on(client, f"{path}/1")}).status_code == 302
    assert answers_of(draft) == {}


@pytest.mark.parametrize(
    "path", ["form/nothing/lesson", "form/rehearsal/nothing", "form/purpose/need", "form/cameras/placement/1"]
)
def test_what_this_application_is_not_asked_has_no_page(who: make.People, draft: Deployment, path: str) -> None:
    assert signed_in(who.team_member).get(f"/apply/{draft.pk}/{path}").status_code == 404


def plan_form(draft: Deployment, **changed: object) -> dict[str, object]:
    start, end = localtime(draft.starts_at), localtime(draft.starts_at + timedelta(minutes=5))
    return {
        "title": "Another title",
        "place": draft.place,
        "purpose": draft.purpose,
        "use_case": "rehearsal",
        **{"day_day": start.day, "day_month": start.month, "day_year": start.year},
        "starts": f"{start:%H:%M}",
        "ends": f"{end:%H:%M}" if end.date() == start.date() else "23:59",
        "cameras": ["north"],
        "smallest_face_px": 60,
        "threshold": "0.65",
        "threshold_justification": "Set on other drawn people.",
        "seen": plan_digest(draft),
        **changed,
    }


def test_a_plan_is_changed_by_one_person_at_a_time_and_its_ends_follow(who: make.People) -> None:
    draft = create_deployment(who.team_member, make.plan(engine=engine_on_offer()))
    client, path = signed_in(who.team_member), f"/apply/{draft.pk}/plan"
    given = plan_form(draft)
    assert client.post(path, given).status_code == 302
    changed = Deployment.objects.get()
    assert (changed.title, changed.threshold, changed.kind, changed.source) == (
        "Another title",
        "0.65",
        "rehearsal",
        "drawn",
    )
    assert changed.cameras.get().smallest_face_px == 60
    assert changed.watchlist_erase_by == changed.ends_at + timedelta(hours=24)
    late = client.post(path, given | {"title": "A third title"})
    assert late.status_code == 422
    assert "Somebody else changed the plan." in late.content.decode()


def test_once_somebody_is_listed_the_day_stays_and_an_engine_never_changes(who: make.People) -> None:
    draft = create_deployment(who.team_member, make.plan(engine=engine_on_offer()))
    make.entry(who.team_member, draft)
    client, path = signed_in(who.team_member), f"/apply/{draft.pk}/plan"
    later = localtime(draft.starts_at + timedelta(days=40))
    moved = plan_form(draft, day_day=later.day, day_month=later.month, day_year=later.year)
    answer = client.post(path, moved)
    assert answer.status_code == 422
    assert "so the day stays" in answer.content.decode()
    other = create_deployment(who.team_member, make.plan())
    answer = client.post(f"/apply/{other.pk}/plan", plan_form(other))
    assert "begun for one version of the engine" in answer.content.decode()


def test_a_file_of_the_case_comes_back_as_a_download_and_can_be_destroyed(who: make.People, draft: Deployment) -> None:
    client, path = signed_in(who.team_member), f"/apply/{draft.pk}/case"
    wrong = client.post(path, {"file": SimpleUploadedFile("case.pdf", b"no pdf")})
    assert wrong.status_code == 422
    assert client.post(path, {"file": SimpleUploadedFile("case.txt", b"a case")}).status_code == 302
    file = ApplicationFile.objects.get()
    answer = client.post(f"{path}/{file.pk}")
    assert answer.content == b"a case"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert signed_in(who.operator).post(f"{path}/{file.pk}").status_code == 403
    assert client.post(f"{path}/{file.pk}/remove").status_code == 302
    assert not ApplicationFile.objects.exists()


def test_advice_is_recorded_in_the_role_the_adviser_holds(who: make.People, draft: Deployment) -> None:
    client, path = signed_in(who.legal_adviser), f"/apply/{draft.pk}/advice"
    assert client.post(path, {"given_as": "legal_adviser", "words": ""}).status_code == 422
    assert client.post(path, {"given_as": "team_member", "words": "x"}).status_code == 422
    assert client.post(path, {"given_as": "legal_adviser", "words": "Lawful <b>here</b>."}).status_code == 302
    assert Advice.objects.get().given_by == who.legal_adviser.pk
    assert "Lawful &lt;b&gt;here&lt;/b&gt;." in client.get(path).content.decode()


def test_after_the_request_the_pages_read_only(who: make.People) -> None:
    waiting = make.submitted(who)
    client, path = signed_in(who.team_member), f"/apply/{waiting.pk}/form/rehearsal/lesson"
    page = client.get(path).content.decode()
    assert "Save and continue" not in page
    answer = client.post(path, {"lesson": "Something else.", "seen": ""})
    assert answer.status_code == 422
    assert "This cannot be done while the deployment is submitted." in answer.content.decode()
    attach = signed_in(who.team_member).get(f"/apply/{waiting.pk}/case").content.decode()
    assert "Attach the file" not in attach


def test_a_file_belongs_to_its_own_application(who: make.People, draft: Deployment) -> None:
    file = attach_intelligence(who.team_member, draft, name="case.txt", content=b"a case")
    other = create_deployment(who.team_member, make.plan())
    save_application(who.team_member, other, answers={"rehearsal.lesson": "How to halt."})
    assert signed_in(who.team_member).post(f"/apply/{other.pk}/case/{file.pk}").status_code == 404
