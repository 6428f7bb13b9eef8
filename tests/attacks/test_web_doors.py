"""Every address against every role, and what somebody without a right tries: forged forms, names that are script."""

import asyncio
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from django.utils import timezone

from overt.actions import site
from overt.actions.attach_file import attach_file
from overt.actions.mark_for_publication import mark_for_publication
from overt.actions.share_document import share_document
from overt.law.roles import Role
from overt.records.models import (
    Alert,
    Attachment,
    Deployment,
    Document,
    DocumentSharing,
    LawPackVersion,
    OwnView,
    Person,
    Recipient,
)
from overt.web.account.passes import Pass, pass_of, still_good
from overt.web.gates import roles_for
from overt.web.operate.preview import WATCHERS
from overt.web.operate.stream import events
from overt.web.oversee.membership import READERS
from overt.web.urls import urlpatterns
from tests import assessing, make
from tests.second_factors import signed_in

SIGNING_IN = {"account_login", "account_logout", "account_inactive", "mfa_authenticate", "openid_connect_callback"}
PUBLIC = {
    *("officer-manifest", "officer-worker", "about", "accessibility", "rules", "documents", "document"),
    *("public-audits", "audit-proof", "verifier", "review-schema", "api-openapi"),
    *("what-is-kept", "published", "published-bundle", "ledger-file"),
}
BY_TOKEN = {"api-alerts", "api-counts", "api-health"}
"""Addresses of the API: a token opens them, and no person's session does (tests/integration/web/test_api.py)."""
OPEN_TO_ALL = BY_TOKEN | {"sign-in", "sign-out", "theme", "keys", "openid_connect_login"} | PUBLIC | SIGNING_IN
ABOUT_ONESELF = {
    "account_reauthenticate",
    "account_change_password",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
}
CHANGES_ONLY = {
    "sign-out",
    "account_logout",
    "openid_connect_login",
    "connect-single-sign-on",
    "theme",
    "keys",
    "duty-begin",
    "alert-claim",
    "alert-assign",
    "alert-decide",
    "apply-seal",
    "apply-submit",
    "entry-review",
    "authority-decide",
    "authority-urgent",
    "authority-approvals",
    "form1",
    "operate-start",
    "check-begin",
    "count-draw",
    "count-begin",
    "negative-mix",
    "check-pass",
    "seeded-take-back",
    "operate-halt",
    "operate-resume",
    "alert-view",
    "engagement-record",
    "engagement-outcome",
    "erase-watchlist",
    "hold-agree",
    "evidence-release",
    "integration-end",
    "pack-agree",
    "membership-answer",
    "audit-draw",
    "assess-start",
    "assess-start-for",
    "assess-remove",
    "assess-publish",
    "assess-file",
    "apply-case-file",
    "apply-case-remove",
    "apply-row-remove",
}
ROLES_OF = {
    "apply-new": roles_for("create_deployment"),
    "apply-plan": roles_for("change_plan"),
    "apply-question": roles_for("save_application"),
    "apply-row": roles_for("save_application"),
    "apply-row-remove": roles_for("save_application"),
    "apply-answers": roles_for("save_application"),
    "apply-case": roles_for("open_intelligence"),
    "apply-case-file": roles_for("open_intelligence"),
    "apply-case-remove": roles_for("remove_intelligence"),
    "apply-advice": roles_for("record_advice"),
    "apply-seal": roles_for("seal_watchlist"),
    "apply-watchlist": roles_for("add_to_watchlist"),
    "apply-upload": roles_for("upload_list"),
    "entry-show": roles_for("show_entry"),
    "entry-review": roles_for("review_entry"),
    "picture-disclose": roles_for("disclose_picture"),
    "authority-decide": roles_for("authorise"),
    "authority-refuse": roles_for("refuse"),
    "authority-urgent": roles_for("authorise_urgently"),
    "authority-confirm": roles_for("confirm_authority"),
    "authority-review": roles_for("review_authority"),
    "authority-cancel": roles_for("cancel"),
    "authority-entry": roles_for("approve_entry"),
    "authority-approvals": roles_for("show_approvals"),
    "form1": roles_for("export_form1"),
    "advice-ask": roles_for("ask_for_advice"),
    "advice": roles_for("read_redacted"),
    "preparations-notice": roles_for("record_preparation"),
    "preparations-late": roles_for("record_preparation"),
    "preparations-briefing": roles_for("record_preparation"),
    "preparations-signs": roles_for("record_preparation"),
    "check": WATCHERS,
    "count": roles_for("begin_counted_minute", "commit_to_count"),
    "count-draw": roles_for("draw_count"),
    "count-begin": roles_for("begin_counted_minute"),
    "count-end": roles_for("end_counted_minute"),
    "seeded": roles_for("mark_seeded_passage"),
    "seeded-take-back": roles_for("withdraw_seeded_mark"),
    "negative-mix": roles_for("mix_in_negative"),
    "check-part": WATCHERS,
    "check-begin": roles_for("begin_check"),
    "check-pass": roles_for("pass_check"),
    "check-stop": roles_for("stop_check"),
    "check-unchecked": roles_for("explain_unchecked_start"),
    "authority-suitability": roles_for("sign_technical_suitability"),
    "team-new-person": roles_for("create_person"),
    "team-role": roles_for("grant_role"),
    "team-role-end": roles_for("end_role"),
    "team-certificate": roles_for("record_certificate"),
    "team-adjustment": roles_for("agree_adjustment"),
    "team-reset": roles_for("reset_factors"),
    "team-advertise": roles_for("advertise_role"),
    "team-select": roles_for("record_selection"),
    "team-new-course": roles_for("publish_course"),
    "authority-space": roles_for("sign_controlled_space"),
    "alert": roles_for("show_alert"),
    "alert-view": roles_for("adjudicate"),
    "engagements": roles_for("record_engagement"),
    "alert-claim": roles_for("claim_alert"),
    "alert-assign": roles_for("assign_alert"),
    "alert-factors": roles_for("record_factors"),
    "alert-decide": roles_for("decide_engagement"),
    "duty-begin": roles_for("go_on_duty"),
    "duty-end": roles_for("go_off_duty"),
    "duty-relieve": roles_for("relieve"),
    "duty-post": roles_for("post_officer"),
    "operate": WATCHERS,
    "operate-queue": WATCHERS,
    "command": WATCHERS,
    "engagement-record": roles_for("record_engagement"),
    "engagement-outcome": roles_for("record_outcome"),
    "operate-propose": roles_for("propose_resume"),
    "operate-close": roles_for("close"),
    "entry-withdraw": roles_for("withdraw_entry"),
    "operate-start": roles_for("start"),
    "operate-resume": roles_for("resume"),
    "erase-watchlist": roles_for("erase_watchlist"),
    "integrations": roles_for("name_integration"),
    "integration-end": roles_for("end_integration"),
    "evidence-ask": roles_for("request_export"),
    "hold-propose": roles_for("propose_hold"),
    "hold-agree": roles_for("agree_hold"),
    "hold-release": roles_for("release_hold"),
    "review": roles_for("review"),
    "membership": READERS,
    "membership-ask": roles_for("ask_about_list"),
    "membership-answer": roles_for("answer_about_list"),
    "membership-decline": roles_for("decline_about_list"),
    "audits": roles_for("commit_to_audit"),
    "audit-new": roles_for("commit_to_audit"),
    "audit": roles_for("commit_to_audit"),
    "audit-draw": roles_for("draw_audit"),
    "audit-finding": roles_for("record_audit_finding"),
    "audit-publish": roles_for("publish_audit"),
    "point-add": roles_for("add_learning_point"),
    "second-reading": roles_for("read_again"),
    "pack-propose": roles_for("propose_law_pack"),
    "pack-agree": roles_for("agree_law_pack"),
    "pack-decline": roles_for("decline_law_pack"),
    "assess-start": roles_for("start_document"),
    "assess-start-for": roles_for("start_document"),
    "assess-section": roles_for("save_draft"),
    "assess-row": roles_for("save_draft"),
    "assess-remove": roles_for("save_draft"),
    "assess-finish": roles_for("finish_version"),
    "assess-sign": roles_for("sign_document"),
    "assess-review": roles_for("record_review"),
    "assess-review-for": roles_for("record_review"),
    "assess-share": roles_for("share_document"),
    "assess-reply": roles_for("record_reply"),
    "assess-owner": roles_for("hand_over_document"),
    "assess-publish": roles_for("mark_for_publication"),
    "assess-unpublish": roles_for("withdraw_publication"),
    "assess-attach": roles_for("attach_file"),
    "assess-file": roles_for("open_attachment"),
    "assess-erase": roles_for("erase_attachment"),
}


@pytest.fixture
def who(home: Path, transactional_db: None) -> make.People:
    return make.people()


def addresses(alert: Alert) -> dict[str, str]:
    """Return every address of the site, filled in for one alert and for a document that has been everywhere."""
    known = document_parts() | {
        "deployment_id": alert.deployment_id,
        "alert_id": alert.pk,
        "entry_id": alert.entry,
        "picture_id": alert.picture,
        "camera": "north",
        "provider_id": "force",
        "code": "live-facial-recognition",
        "advertisement_id": "0" * 32,
        "person_id": Person.objects.get(login="admin").pk,
        "pk": 1,
        "clause_id": "M-42",
        "step_code": "rehearsal",
        "asked_code": "lesson",
        "file_id": "0" * 32,
        "question_id": "0" * 32,
        "audit_id": "0" * 32,
        "item_id": "0" * 32,
        "path": "tile/9/999",
        "point_id": "0" * 32,
        "export_id": "0" * 32,
        "integration_id": "0" * 32,
        "counted_id": "0" * 32,
        "mark_id": "0" * 32,
        "version_id": LawPackVersion.objects.latest("proposed_at").pk,
    }
    found = {}
    for pattern in urlpatterns:
        assert isinstance(pattern, URLPattern)
        wanted = {name: known[name] for name in pattern.pattern.converters}
        found[str(pattern.name)] = reverse(str(pattern.name), kwargs=wanted)
    return found


def document_parts() -> dict[str, str | int]:
    """Return what names one document, its first version and row, a sharing and a file, made when first asked for."""
    document = Document.objects.first()
    if document is None:
        who = make.People(Person.objects.get(login="admin"))
        document = assessing.in_force(who, "dpia")
        today = site.now().date()
        share_document(who.dpo, document, recipient=Recipient.ICO, shared_on=today)
        attach_file(who.dpo, document, name="a.txt", content=b"words", keep_until=today + timedelta(days=9))
    return {
        "document_id": document.pk,
        "sharing_id": DocumentSharing.objects.get().pk,
        "attachment_id": Attachment.objects.get().pk,
        "kind": document.kind,
        "section_code": "risks",
        "question_code": "register",
        "number": 1,
        "before": 1,
        "after": 1,
    }


def test_nobody_gets_past_the_door_without_signing_in(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    visitor = Client()
    for name, address in addresses(alert).items():
        if name in OPEN_TO_ALL or name == "operate-events":
            continue
        ask = visitor.post if name in CHANGES_ONLY else visitor.get
        answer = ask(address)
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/sign-in?next="), name


def test_an_act_is_never_a_link(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    client, found = signed_in(who.silver), addresses(alert)
    for name in CHANGES_ONLY:
        assert client.get(found[name]).status_code == 405, name


def test_a_form_from_another_site_is_refused(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    client, found = signed_in(who.operator, strict=True), addresses(alert)
    for name in CHANGES_ONLY:
        assert client.post(found[name]).status_code == 403, name
    assert Deployment.objects.get().state == "live"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_own_doors_only(who: make.People, role: Role) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    person = who.administrator if role is Role.ADMINISTRATOR else getattr(who, role.value)
    client, found = signed_in(person), addresses(alert)
    for name, allowed in ROLES_OF.items():
        # An empty form ends in the form's own errors (422) or the deployment's state (409), never in the act.
        ask = client.post if name in CHANGES_ONLY else client.get
        status = ask(found[name]).status_code
        assert (status != 403) == (role in allowed), (name, status)
    assert Deployment.objects.get().state == "live"


def test_somebody_without_a_role_sees_no_deployment(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    client = signed_in(make.person(who.administrator))
    for name, address in addresses(alert).items():
        if name in OPEN_TO_ALL | ABOUT_ONESELF | CHANGES_ONLY or name == "operate-events":
            continue
        assert client.get(address).status_code == 403, name


def test_a_role_that_ended_closes_the_door_at_once(who: make.People) -> None:
    from overt.actions.end_role import end_role

    alert = make.alert(make.camera_run(make.live(who)))
    client = signed_in(who.operator)
    assert client.get(f"/alert/{alert.pk}").status_code == 200
    end_role(who.administrator, who.operator, Role.OPERATOR)
    assert client.get(f"/alert/{alert.pk}").status_code == 403


def test_a_title_that_is_script_is_shown_as_text(who: make.People) -> None:
    hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    deployment = make.live(who, title=hostile, place=hostile, purpose=hostile)
    for person, page in ((who.operator, "operate"), (who.overseer, "record"), (who.overseer, "authority")):
        drawn = signed_in(person).get(f"/{page}/{deployment.pk}").content.decode()
        assert "<script>alert" not in drawn
        assert "<img src=x" not in drawn
        assert "&lt;script&gt;" in drawn


def test_no_page_has_an_inline_script_style_or_handler(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    for person in (who.operator, who.engagement_officer, who.authorising_officer, who.team_member):
        client = signed_in(person)
        for name, address in addresses(alert).items():
            if name in CHANGES_ONLY or name in {"operate-events", "report"}:
                continue
            drawn = client.get(address).content.decode("utf-8", "replace")
            assert not re.search(r"<script(?![^>]*\bsrc=)", drawn), name
            assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", drawn), name


def test_the_score_is_nowhere_before_the_own_view(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)), score=0.734519)
    client = signed_in(who.operator)
    pages = (f"/alert/{alert.pk}", f"/operate/{alert.deployment_id}", f"/operate/{alert.deployment_id}/queue")
    for page in (*pages, f"/record/{alert.deployment_id}", f"/authority/{alert.deployment_id}"):
        assert "734519" not in client.get(page).content.decode(), page
    client.post(f"/alert/{alert.pk}/view", {"view": "same"})
    assert "734519" in client.get(f"/alert/{alert.pk}").content.decode()


def test_two_views_by_one_person_are_refused(who: make.People) -> None:
    alert = make.alert(make.camera_run(make.live(who)))
    client = signed_in(who.operator)
    assert client.post(f"/alert/{alert.pk}/view", {"view": "same"}).status_code == 302
    again = client.post(f"/alert/{alert.pk}/view", {"view": "not_the_same"})
    assert again.status_code in {403, 409, 422}
    assert OwnView.objects.get(alert=alert).view == "same"


def test_an_applicant_who_forges_the_form_cannot_authorise(who: make.People) -> None:
    both = make.person(who.administrator, Role.TEAM_MEMBER, Role.AUTHORISING_OFFICER)
    deployment = make.submitted(make.People(who.administrator, {Role.TEAM_MEMBER: both}))
    tests = {"proportionality": "a", "legality": "b", "accountability": "c", "necessity": "d"}
    answer = signed_in(both).post(f"/authority/{deployment.pk}/authorise", tests)
    assert answer.status_code == 403
    assert "another officer must" in answer.content.decode()
    assert Deployment.objects.get().state == "submitted"


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", "/\\example.org"])
def test_signing_in_leads_to_this_site_only(who: make.People, target: str) -> None:
    person = who.operator
    answer = Client().post("/sign-in", {"login": person.login, "password": make.PASSWORD, "next": target})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_signing_in_takes_a_new_session(who: make.People) -> None:
    person, client = who.operator, Client()
    client.get("/sign-in")
    client.cookies["sessionid"] = "chosen-by-somebody-else"
    client.post("/sign-in", {"login": person.login, "password": make.PASSWORD})
    assert client.cookies["sessionid"].value != "chosen-by-somebody-else"
    assert client.cookies["sessionid"]["httponly"]


def test_a_name_with_a_path_in_it_reads_no_other_preview(who: make.People) -> None:
    deployment = make.live(who)
    answer = signed_in(who.operator).get(f"/operate/{deployment.pk}/preview/..%2F..%2Fetc%2Fpasswd")
    assert answer.status_code in {200, 404}
    assert b"root:" not in answer.content


def test_the_demonstrations_people_are_listed_on_a_demonstration_only(who: make.People) -> None:
    person = who.operator
    drawn = Client().get("/sign-in").content.decode()
    assert person.login not in drawn
    assert "passwords are published" not in drawn


def test_a_stream_ends_when_its_session_does(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    from asgiref.sync import sync_to_async
    from django.test import AsyncRequestFactory

    monkeypatch.setattr("overt.web.operate.broadcast.TICK_SECONDS", 0.05)
    deployment = make.live(who)
    client = signed_in(who.operator)
    person = who.operator

    async def follow() -> list[str]:
        request = AsyncRequestFactory().get(f"/operate/{deployment.pk}/events")
        request.session, request.user = client.session, person
        answer = await events(request, deployment.pk)
        heard = []
        async for part in answer.streaming_content:  # type: ignore[attr-defined]
            heard.append(part.decode())
            if len(heard) == 2:
                await sync_to_async(client.session.flush)()
        return heard

    heard = asyncio.run(asyncio.wait_for(follow(), 20))
    assert heard[-1].startswith("event: ended")


def test_a_stream_tells_parts_and_indexes_and_nothing_about_people(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    from asgiref.sync import sync_to_async
    from django.test import AsyncRequestFactory

    run = make.camera_run(make.live(who))
    client, person = signed_in(who.operator), who.operator

    async def follow() -> str:
        request = AsyncRequestFactory().get(f"/operate/{run.deployment_id}/events", headers={"Last-Event-ID": "x"})
        request.session, request.user = client.session, person
        answer = await events(request, run.deployment_id)
        heard = ""
        async for part in answer.streaming_content:  # type: ignore[attr-defined]
            heard += part.decode()
            if heard.startswith("retry") and "queue" not in heard and "id:" not in heard:
                await sync_to_async(make.alert)(run)
            if "queue" in heard:
                return heard
        return heard

    heard = asyncio.run(asyncio.wait_for(follow(), 20))
    alert = Alert.objects.first()
    assert alert is not None
    assert re.search(r"id: \d+\nevent: changed\ndata: queue state figures\n\n", heard)
    assert alert.pk not in heard
    assert "Subject" not in heard
    assert alert.score not in heard


def test_an_attached_page_is_a_download_that_no_browser_runs(who: make.People) -> None:
    document = assessing.drafted(who, "sop")
    day = site.now().date() + timedelta(days=3)
    row = attach_file(who.dpo, document, name='"quo\u201dte.txt', content=b"<script>alert(1)</script>", keep_until=day)
    answer = signed_in(who.dpo).post(f"/assess/file/{row.pk}")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == "attachment; filename*=UTF-8''%22quo%E2%80%9Dte.txt"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]


def test_a_document_that_is_not_published_is_nobodys_to_read(who: make.People) -> None:
    document = assessing.in_force(who, "policy", **{"who.classes": "<b>Wanted</b> by the courts"})
    visitor = Client()
    assert visitor.get(f"/documents/{document.pk}").status_code == 404
    mark_for_publication(who.publisher, document)
    page = visitor.get(f"/documents/{document.pk}").content.decode()
    assert "&lt;b&gt;Wanted&lt;/b&gt; by the courts" in page
    assert not any(person.name in page for person in who.by_role.values())
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_documentversion SET answers = replace(answers, 'Wanted', 'Unwanted')")
    assert visitor.get(f"/documents/{document.pk}").status_code == 404


def test_an_open_page_holds_as_long_as_its_session_role_factor_and_password(who: make.People) -> None:
    from allauth.mfa.models import Authenticator

    from overt.actions.end_role import end_role

    def held(person: Person) -> Pass:
        request = RequestFactory().get("/")
        request.session, request.user = signed_in(person).session, person
        given = pass_of(request)
        assert given is not None
        return given

    officers = make.person(who.administrator, Role.ENGAGEMENT_OFFICER)
    passes = {
        "session": held(who.operator),
        "role": held(officers),
        "factor": held(who.silver),
        "password": held(who.gold),
        "nothing": held(who.authorising_officer),
    }
    assert still_good(list(passes.values())) == set(passes.values())
    Session.objects.get(pk=passes["session"].session).delete()
    end_role(who.administrator, officers, Role.ENGAGEMENT_OFFICER)
    Authenticator.objects.filter(user=who.silver).delete()
    gold = who.gold
    gold.set_password("another one altogether")
    gold.save()
    assert still_good(list(passes.values())) == {passes["nothing"]}
    unshown = replace(passes["nothing"], factor_shown=False)
    assert still_good([unshown]) == set()
    Session.objects.filter(pk=passes["nothing"].session).update(expire_date=timezone.now())
    assert still_good([passes["nothing"]]) == set()
