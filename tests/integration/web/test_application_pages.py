"""Pages of an application: two who save at once, a plan changed late, files given back, advice before the request."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.timezone import localtime

from overt.actions import site
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.change_plan import plan_digest
from overt.actions.create_deployment import create_deployment
from overt.actions.save_application import save_application
from overt.law import packs
from overt.records.models import Advice, ApplicationFile, Deployment, EngineEvaluation
from overt.records.queries.application import answers_of
from overt.web.apply.engine import engine_on_offer
from tests import make, measuring
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


@pytest.mark.clause("E-87")
def test_hours_may_go_over_midnight(who: make.People) -> None:
    draft = create_deployment(who.team_member, make.plan(engine=engine_on_offer()))
    client, path = signed_in(who.team_member), f"/apply/{draft.pk}/plan"
    day = localtime(draft.starts_at) + timedelta(days=3)
    night = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "starts": "21:00", "ends": "02:00"}
    answer = client.post(path, plan_form(draft, **night))
    assert answer.status_code == 422
    assert "needs a start and a later end" in answer.content.decode()
    after = day + timedelta(days=1)
    ends = {"last_day_day": after.day, "last_day_month": after.month, "last_day_year": after.year}
    assert client.post(path, plan_form(draft, **night, **ends)).status_code == 302
    changed = Deployment.objects.get()
    assert changed.ends_at - changed.starts_at == timedelta(hours=5)
    assert f'value="{after.day}"' in client.get(path).content.decode()


def corners(*places: tuple[object, object]) -> dict[str, object]:
    told: dict[str, object] = {}
    for number, (left, top) in enumerate(places, 1):
        told |= {f"left_{number}": left, f"top_{number}": top}
    return told


@pytest.mark.clause("M-94", "E-41")
def test_a_zone_is_drawn_before_it_is_kept_and_kept_by_one_person_at_a_time(who: make.People) -> None:
    draft = create_deployment(who.team_member, make.plan())
    client, path = signed_in(who.team_member), f"/apply/{draft.pk}/zone/north"
    shown = client.get(path).content.decode()
    assert "The zone covers the whole picture" in " ".join(shown.split())
    given = corners((10, 20), (90, 20), (50, 100)) | {"seen": plan_digest(draft)}
    looked = client.post(path, given | {"then": "draw"}).content.decode()
    assert 'points="24.0,27.0 216.0,27.0 120.0,135.0"' in looked
    assert "it is not kept yet" in looked
    assert draft.cameras.get().zone_json[0] == [0.0, 0.0]
    assert client.post(path, given | {"then": "keep"}).status_code == 302
    assert draft.cameras.get().zone_json == [[0.1, 0.2], [0.9, 0.2], [0.5, 1.0]]
    assert "32 % of the picture" in client.get(f"/apply/{draft.pk}").content.decode()
    late = client.post(path, given | {"then": "keep"})
    assert late.status_code == 422
    assert "Somebody else changed the plan." in late.content.decode()
    assert signed_in(who.operator).get(path).status_code == 403
    assert client.get(f"/apply/{draft.pk}/zone/south").status_code == 404


@pytest.mark.parametrize(
    ("places", "why"),
    [
        (((0, 0), (100, 0)), "needs three to 12 corners"),
        (((0, 0), (100, 100), (100, 0), (0, 100)), "Its sides cross"),
        (((0, 0), (100, 0), (100, "")), "Corner 3 needs both numbers"),
        (((0, 0), (100, 0), (100, 101)), "Enter a number from 0 to 100."),
        (((0, 0), (100, 0), (100, "nan")), "Enter a number from 0 to 100."),
    ],
)
def test_corners_that_are_no_zone_are_refused_and_stay_in_their_boxes(
    who: make.People, places: tuple[tuple[object, object], ...], why: str
) -> None:
    draft = create_deployment(who.team_member, make.plan())
    answer = signed_in(who.team_member).post(
        f"/apply/{draft.pk}/zone/north", corners(*places) | {"seen": plan_digest(draft)}
    )
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert f'value="{places[1][0]}"' in answer.content.decode()
    assert draft.cameras.get().zone_json[0] == [0.0, 0.0]


@pytest.mark.clause("E-43", "E-99")
def test_the_application_says_when_its_engine_was_last_tested_here(who: make.People) -> None:
    plan = make.plan(kind="operational", source="camera", engine=measuring.FIT, threshold="0.64")
    draft = create_deployment(make.in_order(who).team_member, plan)
    client, path = signed_in(who.team_member), f"/apply/{draft.pk}"
    shown = lambda: " ".join(client.get(path).content.decode().split())  # noqa: E731
    assert "has no accuracy test of this site’s own" in shown()
    measuring.accepted(who, measuring.FIT)
    tested = localtime(site.now())
    assert f"Last accuracy test here: {tested.day} {tested:%B %Y}. It counts until" in shown()
    EngineEvaluation.objects.update(finished_at=site.now() - timedelta(days=800))
    assert "It is out of date since" in shown()


@pytest.mark.clause("E-39", "E-04")
def test_an_entry_may_be_listed_for_what_the_deployments_own_pack_lists_and_nothing_else(who: make.People) -> None:
    other = packs.content_of(packs.DEFAULT).replace(b'words = "Missing person"', b'words = "Reported missing"')
    own = create_deployment(who.team_member, make.plan())
    make.law_pack(who, "the-forces-own", other)
    later = create_deployment(who.team_member, make.plan())
    client = signed_in(who.team_member)
    before, after = (client.get(f"/apply/{one.pk}/person").content.decode() for one in (own, later))
    assert ("Missing person" in before, "Reported missing" in before) == (True, False)
    assert ("Missing person" in after, "Reported missing" in after) == (False, True)


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
