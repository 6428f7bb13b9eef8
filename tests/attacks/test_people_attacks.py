"""Somebody tries to decide without the right to: after a change of roles, out of training, without a second factor."""

import re
import threading
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from overt.actions import site
from overt.actions.authorise import authorise
from overt.actions.create_deployment import create_deployment
from overt.actions.end_role import end_role
from overt.actions.errors import ActionRefused
from overt.actions.grant_role import grant_role
from overt.actions.publish_course import publish_course
from overt.actions.record_certificate import record_certificate
from overt.actions.refuse import refuse
from overt.actions.remove_factor import remove_factor
from overt.actions.reset_factors import reset_factors
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.sign_technical_suitability import sign_technical_suitability
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.values import TrialPlan
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import Deployment, Person, Training
from overt.vault.testing import FakeClock
from tests import assessing, make
from tests.integration.actions.test_authority import refusal
from tests.integration.actions.test_training import content
from tests.second_factors import code, give_app, signed_in

DAY = 24 * 3600
TESTS = {"proportionality": "a", "legality": "b", "accountability": "c", "necessity": "d"}


@pytest.fixture
def clock(home: object) -> FakeClock:
    held = FakeClock()
    site.forget_vault(held)
    return held


@pytest.fixture
def who(transactional_db: None, clock: FakeClock) -> make.People:
    cache.clear()  # what was tried in the test before
    return make.people()


def trial(**changed: object) -> dict[str, object]:
    plan = TrialPlan("height matters", "seeded passages", site.now() + timedelta(days=500))
    engine = make.replace(make.ENGINE, fit_for=frozenset({"trial"}))
    return {"kind": "trial", "source": "camera", "engine": engine, "trial": plan, **changed}


def in_a_year() -> dict[str, object]:
    """Return hours around the moment in which training of today goes out of date."""
    turn = site.now() + timedelta(days=365)
    return {"starts_at": turn - timedelta(hours=1), "ends_at": turn + timedelta(hours=4)}


# An applicant decides on their own application after a change of roles in between.


@pytest.mark.clause("E-87")
def test_an_applicant_made_an_officer_afterwards_cannot_decide_by_any_route(who: make.People) -> None:
    applicant = who.team_member
    deployment = make.submitted(who)
    end_role(who.administrator, applicant, Role.TEAM_MEMBER)
    grant_role(who.administrator, applicant, Role.AUTHORISING_OFFICER)
    assert refusal(authorise, applicant, deployment, reasons=make.FOUR_TESTS) == "actor_is_not_an_applicant"
    assert refusal(refuse, applicant, deployment, reason="x") == "actor_is_not_an_applicant"
    client = signed_in(applicant)
    assert client.post(f"/authority/{deployment.pk}/authorise", TESTS).status_code == 403
    assert client.post(f"/authority/{deployment.pk}/refuse", {"reason": "x"}).status_code == 403
    assert Deployment.objects.get().state == "submitted"


@pytest.mark.clause("M-19")
def test_an_applicant_made_a_technical_lead_afterwards_cannot_sign(who: make.People) -> None:
    deployment = make.submitted(make.in_order(who), **trial())
    grant_role(who.administrator, who.team_member, Role.TECHNICAL_LEAD)
    refused = refusal(sign_technical_suitability, who.team_member, deployment, statement="fine")
    assert refused == "actor_is_not_an_applicant"


@pytest.mark.clause("M-51")
def test_a_role_given_in_the_middle_of_a_session_opens_nothing_before_a_second_factor(who: make.People) -> None:
    client = Client()
    client.force_login(who.overseer)
    assert client.get("/").status_code == 200
    grant_role(who.administrator, who.overseer, Role.AUTHORISING_OFFICER)
    assert client.get("/")["Location"] == "/account/second-factor"


@pytest.mark.clause("M-70")
def test_a_session_opened_before_a_role_ended_decides_nothing_after(who: make.People) -> None:
    deployment = make.submitted(who)
    client = signed_in(who.authorising_officer)
    assert client.get(f"/authority/{deployment.pk}").status_code == 200
    end_role(who.administrator, who.authorising_officer, Role.AUTHORISING_OFFICER)
    assert client.post(f"/authority/{deployment.pk}/authorise", TESTS).status_code == 403
    assert Deployment.objects.get().state == "submitted"


# Training and acknowledgement out of date.


@pytest.mark.clause("E-26")
def test_expired_training_decides_nothing_by_page_or_by_direct_call(who: make.People, clock: FakeClock) -> None:
    deployment = make.suitable(who, make.submitted(make.in_order(who), **trial(**in_a_year())))
    clock.advance(365 * DAY)
    officer = who.authorising_officer
    with pytest.raises(ActionRefused, match="Live facial recognition” went out of date on") as refused:
        authorise(officer, deployment, reasons=make.FOUR_TESTS)
    assert refused.value.code == "role_inactive"
    client = signed_in(officer)
    shown = client.get(f"/authority/{deployment.pk}").content.decode()
    assert "Authorising Officer: your training or your acknowledgement of the rules is out of date" in shown
    assert "Authorise this deployment" not in shown
    answer = client.post(f"/authority/{deployment.pk}/authorise", TESTS)
    assert answer.status_code == 403
    assert "Your role does not count now" in answer.content.decode()
    assert Deployment.objects.get().state == "submitted"
    record_certificate(
        who.administrator, officer, course="live-facial-recognition", reference="TR-2", passed_on=site.now()
    )
    assert authorise(officer, deployment, reasons=make.FOUR_TESTS, further=make.FURTHER).state == "authorised"


@pytest.mark.clause("E-26")
def test_training_in_date_to_the_last_second_counts(who: make.People, clock: FakeClock) -> None:
    deployment = make.suitable(who, make.submitted(make.in_order(who), **trial(**in_a_year())))
    clock.advance(365 * DAY - 1)
    assert (
        authorise(who.authorising_officer, deployment, reasons=make.FOUR_TESTS, further=make.FURTHER).state
        == "authorised"
    )


@pytest.mark.clause("E-74")
def test_an_operator_without_life_support_training_starts_nothing(who: make.People) -> None:
    deployment = make.prepared(who, make.authorised(make.in_order(who), **trial()))
    Training.objects.filter(person=who.operator, course="officer-safety-and-life-support").delete()
    assert refusal(start, who.operator, deployment) == "role_inactive"
    assert start(who.silver, deployment).state == "live"


@pytest.mark.clause("M-68")
def test_who_has_not_acknowledged_the_rules_cannot_even_draft(who: make.People) -> None:
    with pytest.raises(ActionRefused, match="rules as they stand now have not been acknowledged") as refused:
        create_deployment(who.team_member, make.plan(**trial()))
    assert refused.value.code == "role_inactive"
    make.put_in_order(who.administrator, who.team_member)
    assert create_deployment(who.team_member, make.plan(**trial())).state == "draft"


@pytest.mark.clause("E-75")
def test_a_certificate_does_not_go_round_a_knowledge_check(who: make.People) -> None:
    publish_course(who.gold, content())
    refused = refusal(
        record_certificate,
        who.administrator,
        who.silver,
        course="live-facial-recognition",
        reference="TR-1",
        passed_on=site.now(),
    )
    assert refused == "course_has_a_check"


def test_nobody_vouches_for_their_own_training(who: make.People) -> None:
    grant_role(who.administrator, who.gold, Role.OPERATOR)
    own = {"course": "officer-safety-and-life-support", "reference": "TR-1", "passed_on": site.now()}
    assert refusal(record_certificate, who.gold, who.gold, **own) == "actor_is_not_the_person_concerned"
    ahead = own | {"passed_on": site.now() + timedelta(days=1)}
    assert refusal(record_certificate, who.administrator, who.gold, **ahead) == "date_to_come"


# Roles that nobody fills.


@pytest.mark.clause("M-06")
@pytest.mark.clause("M-55")
def test_an_empty_role_stops_submission_with_its_name(who: make.People) -> None:
    make.in_order(who)
    deployment = make.draft(who, **trial())
    seal_watchlist(who.team_member, deployment)
    end_role(who.administrator, who.senior_responsible_officer, Role.SENIOR_RESPONSIBLE_OFFICER)
    with pytest.raises(ActionRefused, match="senior responsible officer") as refused:
        submit(who.team_member, deployment)
    assert refused.value.code == "roles_are_filled"
    grant_role(who.administrator, who.senior_responsible_officer, Role.SENIOR_RESPONSIBLE_OFFICER)
    assessing.everything_in_force(who, deployment)
    assert submit(who.team_member, deployment).state == "submitted"


@pytest.mark.clause("M-06")
def test_a_role_held_by_somebody_out_of_date_counts_as_empty(who: make.People) -> None:
    make.in_order(who)
    deployment = make.draft(who, **trial())
    seal_watchlist(who.team_member, deployment)
    Training.objects.filter(person=who.operator).delete()
    with pytest.raises(ActionRefused, match="in date is: operator"):
        submit(who.team_member, deployment)


@pytest.mark.clause("M-19")
def test_no_trial_is_authorised_before_a_technical_lead_signed(who: make.People) -> None:
    deployment = make.submitted(make.in_order(who), **trial())
    refused = refusal(authorise, who.authorising_officer, deployment, reasons=make.FOUR_TESTS)
    assert refused == "technical_suitability_is_signed"
    make.suitable(who, deployment)
    assert (
        authorise(who.authorising_officer, deployment, reasons=make.FOUR_TESTS, further=make.FURTHER).state
        == "authorised"
    )


# Second factors.


@pytest.mark.clause("M-51")
def test_the_last_factor_of_somebody_who_decides_stays_whatever_is_posted(who: make.People) -> None:
    client = signed_in(who.authorising_officer)
    answer = client.post("/account/second-factor/app/remove")
    assert answer.status_code == 403
    assert "This is your last second factor" in answer.content.decode()
    key = Authenticator.objects.get().pk
    with pytest.raises(ActionRefused), remove_factor(who.authorising_officer, "totp", key):
        raise AssertionError("the law let it go")
    assert Authenticator.objects.filter(user=who.authorising_officer).count() == 1


def test_somebody_whose_roles_only_read_may_take_their_factor_away(who: make.People) -> None:
    client = signed_in(who.overseer)
    assert client.post("/account/second-factor/app/remove").status_code == 302
    assert not Authenticator.objects.exists()
    assert [entry.event for entry in entries_after(-1)][-1] == "factor.removed"


def test_two_removals_at_once_leave_one_factor(who: make.People) -> None:
    person = who.silver
    give_app(person)
    Authenticator.objects.create(user=person, type="webauthn", data={"name": "key"})
    keys = list(Authenticator.objects.values_list("pk", "type"))
    outcomes: list[str] = []

    def take(key: int, kind: str) -> None:
        try:
            with remove_factor(person, kind, key):
                Authenticator.objects.filter(pk=key).delete()
                time.sleep(0.1)
            outcomes.append("gone")
        except ActionRefused as refused:
            outcomes.append(refused.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=key) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["another_factor_remains_or_no_role_decides", "gone"]
    assert Authenticator.objects.count() == 1


@pytest.mark.clause("M-51")
def test_owning_a_factor_is_not_showing_it(who: make.People) -> None:
    """A session from before the factor was set up, or from a stolen password, opens nothing."""
    deployment = make.submitted(who)
    client = Client()
    client.force_login(who.authorising_officer)
    assert client.get("/")["Location"] == "/account/second-factor"
    give_app(who.authorising_officer)
    assert client.get("/")["Location"].startswith("/confirm/code?")
    assert client.post(f"/authority/{deployment.pk}/authorise", TESTS)["Location"].startswith("/confirm/code?")
    assert Deployment.objects.get().state == "submitted"


@pytest.mark.clause("M-51")
@pytest.mark.parametrize("page", ["authorise", "refuse"])
def test_a_decision_waits_for_the_second_factor_and_is_carried_out_once(who: make.People, page: str) -> None:
    deployment = make.submitted(who)
    person = who.authorising_officer
    secret = give_app(person)
    client = signed_in(person, confirmed=False)
    words = TESTS if page == "authorise" else {"reason": "too long"}
    asked = client.post(f"/authority/{deployment.pk}/{page}", words)
    assert asked["Location"].startswith("/confirm/code?")
    assert client.post(asked["Location"], {"code": "000000"}).status_code == 422
    assert Deployment.objects.get().state == "submitted"
    done = client.post(asked["Location"], {"code": code(secret)})
    assert done.status_code == 302
    assert Deployment.objects.get().state in {"authorised", "refused"}
    assert client.post(asked["Location"], {"code": code(secret)}).status_code == 422


def test_a_confirmation_lasts_five_minutes(who: make.People) -> None:
    deployment = make.submitted(who)
    client = signed_in(who.authorising_officer)
    session = client.session
    session["account_authentication_methods"] = [
        one | {"at": time.time() - 301} for one in session["account_authentication_methods"]
    ]
    session.save()
    assert client.post(f"/authority/{deployment.pk}/authorise", TESTS)["Location"].startswith("/confirm/code?")


def test_a_code_works_once(who: make.People) -> None:
    secret = give_app(who.silver)
    for expected in (302, 422):
        client = Client()
        assert client.post("/sign-in", {"login": who.silver.login, "password": make.PASSWORD}).status_code == 302
        assert client.post("/sign-in/second-factor", {"code": code(secret)}).status_code == expected


def test_guessing_codes_is_stopped_after_five(who: make.People) -> None:
    secret = give_app(who.silver)
    client = Client()
    client.post("/sign-in", {"login": who.silver.login, "password": make.PASSWORD})
    said = [client.post("/sign-in/second-factor", {"code": "000000"}).content.decode() for _ in range(6)]
    assert "Too many attempts failed. Wait five minutes, then try again." in said[-1]
    assert client.post("/sign-in/second-factor", {"code": code(secret)}).status_code == 422


def test_a_password_does_not_confirm_who_has_a_second_factor(who: make.People) -> None:
    client = signed_in(who.silver, confirmed=False)
    answer = client.post("/confirm/password?next=/account/second-factor/app/remove", {"password": make.PASSWORD})
    assert answer["Location"].startswith("/confirm/code")


def setting_up_an_app(who: make.People) -> tuple[Client, str]:
    client = Client()
    client.post("/sign-in", {"login": who.silver.login, "password": make.PASSWORD})
    client.post("/confirm/password?next=/account/second-factor/app", {"password": make.PASSWORD})
    page = client.get("/account/second-factor/app").content.decode()
    found = re.search(r'id="key">(\w+)<', page)
    assert found
    return client, found[1]


def test_a_factor_whose_record_cannot_be_written_is_not_set_up(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, secret = setting_up_an_app(who)

    def broken(*_: object, **__: object) -> None:
        raise make.site_error()

    with monkeypatch.context() as fault:
        fault.setattr("overt.actions.act.append_all", broken)
        answer = client.post("/account/second-factor/app", {"code": code(secret)})
    assert answer.status_code == 409
    assert "This could not be recorded, so it was not done." in answer.content.decode()
    assert not Authenticator.objects.exists()
    assert client.post("/account/second-factor/app", {"code": code(secret)}).status_code == 302


def test_a_factor_that_cannot_be_stored_is_not_recorded(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    client, secret = setting_up_an_app(who)

    def broken(*_: object, **__: object) -> None:
        raise make.site_error()

    monkeypatch.setattr("allauth.mfa.totp.internal.auth.Authenticator.save", broken)
    assert client.post("/account/second-factor/app", {"code": code(secret)}).status_code == 409
    assert "factor.added" not in [entry.event for entry in entries_after(-1)]
    assert client.get("/")["Location"] == "/account/second-factor"


def test_a_secret_is_not_in_the_database_in_the_clear(who: make.People) -> None:
    secret = give_app(who.silver)
    assert secret not in str(Authenticator.objects.get().data)


def test_an_administrator_gives_a_way_back_and_never_to_themselves(who: make.People) -> None:
    give_app(who.silver)
    give_app(who.administrator)
    assert refusal(reset_factors, who.administrator, who.administrator) == "actor_is_not_the_person_concerned"
    assert refusal(reset_factors, who.gold, who.silver) == "role_missing"
    assert reset_factors(who.administrator, who.silver) == 1
    assert refusal(reset_factors, who.administrator, who.silver) == "no_factors"


def test_nobody_signs_themselves_up(who: make.People) -> None:
    for address in ("/accounts/signup/", "/signup/", "/sign-in/signup", "/account/signup", "/accounts/password/reset/"):
        assert Client().post(address, {"username": "me", "password1": make.PASSWORD}).status_code == 404
    assert not Person.objects.filter(login="me").exists()


# Wrong passwords.


def test_ten_wrong_passwords_close_a_name_from_everywhere_and_only_that_name(who: make.People) -> None:
    person = who.silver
    for number in range(10):
        address = {"REMOTE_ADDR": f"192.0.2.{number}", "HTTP_USER_AGENT": f"browser {number}"}
        last = Client(**address).post("/sign-in", {"login": person.login, "password": "wrong wrong wrong"})
    assert last.status_code == 429
    right = {"login": person.login, "password": make.PASSWORD}
    assert Client().post("/sign-in", right).status_code == 429
    assert Client().post("/sign-in", right | {"login": who.gold.login}).status_code == 302


def test_trying_many_names_from_one_place_is_slowed_down_in_plain_words(who: make.People) -> None:
    client = Client(REMOTE_ADDR="192.0.2.9")
    wrong = [client.post("/sign-in", {"login": f"name-{n}", "password": "wrong wrong wrong"}) for n in range(31)]
    assert [answer.status_code for answer in wrong] == [422] * 30 + [429]
    assert "Wait a minute, then try again." in wrong[-1].content.decode()


def test_what_is_kept_of_failures_names_nobody_and_no_place(who: make.People) -> None:
    from axes.models import AccessAttempt

    person, typed = who.silver, "my password typed into the wrong box"
    for login in (person.login, typed):
        Client(REMOTE_ADDR="192.0.2.7").post("/sign-in", {"login": login, "password": "wrong wrong wrong"})
    kept = " ".join(str(row) for row in AccessAttempt.objects.values_list())
    assert not re.search(r"192\.0\.2\.7|wrong wrong|my password", kept)
    assert person.login not in kept
    told = [entry for entry in entries_after(-1) if entry.event == "session.refused"]
    assert [entry.details["person"] for entry in told] == [person.pk]
    assert not any(re.search(r"192\.0\.2|wrong|my password", str(entry)) for entry in entries_after(-1))


def test_the_ledger_tells_of_a_lockout_once(who: make.People) -> None:
    for _ in range(14):
        Client().post("/sign-in", {"login": who.silver.login, "password": "wrong wrong wrong"})
    events = [entry.event for entry in entries_after(-1)]
    assert events.count("session.locked") == 1
    assert events.count("session.refused") == 9  # the tenth is the lockout


def test_a_sign_in_that_cannot_be_recorded_does_not_happen(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise make.site_error()

    person = who.overseer
    monkeypatch.setattr("overt.actions.act.append_all", broken)
    client = Client(raise_request_exception=False)
    assert client.post("/sign-in", {"login": person.login, "password": make.PASSWORD}).status_code == 500
    assert not any("_auth_user_id" in row.get_decoded() for row in Session.objects.all())
    assert "_auth_user_id" not in client.session


# A demonstration.


@pytest.mark.parametrize("kind", ["trial", "rehearsal"])
def test_a_demonstration_cannot_hold_a_deployment_on_people(
    who: make.People, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    plan = trial() if kind == "trial" else {"source": "camera"}
    make.in_order(who)
    monkeypatch.setattr(settings, "OVERT", settings.OVERT.model_copy(update={"demo": True}))
    refused = refusal(create_deployment, who.team_member, make.plan(**plan))
    assert refused == "demonstration_holds_drawn_rehearsals_only"
    assert create_deployment(who.team_member, make.plan()).state == "draft"


def test_a_site_with_a_trial_asks_for_factors_even_when_it_says_it_is_a_demonstration(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    make.draft(make.in_order(who), **trial())
    monkeypatch.setattr(settings, "OVERT", settings.OVERT.model_copy(update={"demo": True}))
    client = Client()
    assert "passwords are published" not in client.get("/sign-in").content.decode()
    client.post("/sign-in", {"login": who.silver.login, "password": make.PASSWORD})
    assert client.get("/")["Location"] == "/account/second-factor"
