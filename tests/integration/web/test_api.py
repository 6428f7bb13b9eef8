"""The API: one deployment a token, dead at its close, each read in the ledger; webhooks signed and told until taken."""

import hmac
import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from django.test import Client

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.end_integration import end_integration
from overt.actions.errors import ActionRefused
from overt.actions.name_integration import IntegrationPlan, Named, name_integration
from overt.actions.tell_integrations import Message, send_by_http, tell_integrations
from overt.law.roles import Role
from overt.ledger.entry import Entry
from overt.ledger.errors import LedgerUnwritable
from overt.ledger.read import entries_after
from overt.records.models import Application, Deployment, Integration
from overt.vault.testing import FakeClock
from overt.web.api.served import READS_A_MINUTE
from tests import make
from tests.second_factors import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
PATHS = ("alerts", "counts", "health")
TOLD = {"deployment", "alert", "state", "at", "entry"}


@pytest.fixture
def clock(home: Path) -> FakeClock:
    held = FakeClock()
    site.forget_vault(held)
    return held


@pytest.fixture
def who(clock: FakeClock) -> make.People:
    return make.people()


def named(who: make.People, deployment: Deployment, role: Role = Role.OPERATOR, url: str = "") -> Named:
    plan = IntegrationPlan(f"Wall of the control room {role}", role, url)
    return name_integration(who.silver, deployment, plan)


def asked(path: str, token: str) -> tuple[int, dict[str, object]]:
    answer = Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})
    return answer.status_code, json.loads(answer.content)


@pytest.mark.clause("M-70")
def test_a_token_reads_its_own_deployment_and_nothing_of_another(who: make.People) -> None:
    first, second = make.live(who, title="First"), make.live(who, title="Second")
    mine, other = make.alert(make.camera_run(first)), make.alert(make.camera_run(second))
    token = named(who, first).token
    for path in PATHS:
        status, told = asked(path, token)
        assert (status, told["deployment"]) == (200, first.id)
        assert other.id not in json.dumps(told)
        assert second.id not in json.dumps(told)
    assert [one["alert"] for one in asked("alerts", token)[1]["alerts"]] == [mine.id]  # type: ignore[attr-defined]


def test_no_answer_holds_a_picture_a_reference_a_view_or_a_score(who: make.People) -> None:
    deployment = make.live(who)
    alert = make.alert(make.camera_run(deployment), score=0.734519)
    adjudicate(who.operator, alert, view="not_the_same")
    token = named(who, deployment).token
    said = " ".join(json.dumps(asked(path, token)[1]) for path in PATHS)
    for secret in ("734519", "Subject", alert.entry, alert.picture, "not_the_same", "jpeg"):
        assert secret not in said
    (told,) = asked("alerts", token)[1]["alerts"]  # type: ignore[misc]
    assert set(told) == {"alert", "camera", "raised_at", "stage"}


@pytest.mark.parametrize(
    ("role", "readable"),
    [(Role.OPERATOR, set(PATHS)), (Role.TECHNICAL_LEAD, {"counts", "health"}), (Role.OVERSEER, {"counts"})],
)
def test_a_token_reads_what_its_role_may(who: make.People, role: Role, readable: set[str]) -> None:
    token = named(who, make.live(who), role).token
    assert {path for path in PATHS if asked(path, token)[0] == 200} == readable
    assert {asked(path, token)[0] for path in PATHS if path not in readable} <= {403}


@pytest.mark.parametrize("token", ["", "x", "Bearer", "ä" * 40])
def test_without_a_living_token_nothing_is_read(who: make.People, token: str) -> None:
    make.live(who)
    assert Client().get("/api/v1/counts").status_code == 401
    answer = Client().get("/api/v1/counts", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")})
    assert answer.status_code == 401


@pytest.mark.clause("M-70")
@pytest.mark.parametrize(
    "plan",
    [
        IntegrationPlan("Somebody else’s dashboard", Role.OVERSEER),
        IntegrationPlan("Wall of the control room", Role.TECHNICAL_LEAD),
        IntegrationPlan("Wall of the control room", Role.OPERATOR, "https://elsewhere.example.org/hook"),
        IntegrationPlan("Wall of the control room overseer", Role.OVERSEER, "https://wall.example.org/hook"),
    ],
    ids=["a system", "what it may read", "a host", "a host where none is named"],
)
def test_no_token_is_made_for_what_the_authority_does_not_name(who: make.People, plan: IntegrationPlan) -> None:
    deployment = make.live(who)
    with pytest.raises(ActionRefused) as refused:
        name_integration(who.silver, deployment, plan)
    assert refused.value.code == "integration_is_in_the_authority"
    assert not Integration.objects.exists()


def test_what_form_1_says_after_the_decision_names_no_system(who: make.People) -> None:
    deployment = make.live(who)
    late = {"name": "Late", "purpose": "was not asked for", "role": "overseer", "host": ""}
    row = Application.objects.get(pk=deployment.pk)
    row.answers_json["systems.named"] = [late]
    row.save()
    with pytest.raises(ActionRefused):
        name_integration(who.silver, deployment, IntegrationPlan("Late", Role.OVERSEER))
    assert named(who, deployment).record.purpose == "shows Gold how it stands"


def test_the_page_offers_only_the_systems_of_the_authority_and_makes_no_token_for_another(who: make.People) -> None:
    deployment = make.live(who)
    silver, address = signed_in(who.silver), f"/operate/{deployment.pk}/systems"
    offered = silver.get(address).content.decode()
    refused = silver.post(address, {"system": "17", "webhook_url": ""})
    assert "Wall of the control room overseer, as Overseer: counts" in offered
    assert refused.status_code == 422
    assert not Integration.objects.exists()


def test_a_token_is_dead_at_the_close_and_when_it_is_ended(who: make.People) -> None:
    deployment = make.live(who)
    first, second = named(who, deployment), named(who, deployment, Role.OVERSEER)
    end_integration(who.silver, second.record)
    assert asked("counts", second.token)[0] == 401
    assert asked("counts", first.token)[0] == 200
    close(who.silver, deployment)
    assert asked("counts", first.token)[0] == 401
    with pytest.raises(ActionRefused):
        named(who, deployment, Role.TECHNICAL_LEAD)


@pytest.mark.clause("M-70")
def test_every_read_is_in_the_ledger_and_no_token_is_kept(who: make.People) -> None:
    deployment = make.live(who)
    given = named(who, deployment)
    before = entries_after(-1, 1000)[-1].index
    for path in PATHS:
        asked(path, given.token)
    read = [(one.event, one.details["what"], one.details["integration"]) for one in entries_after(before)]
    assert read == [("integration.read", path, given.record.id) for path in PATHS]
    assert given.token not in str(list(Integration.objects.values_list()))


def test_a_token_that_asks_too_often_waits_and_nothing_of_it_is_read(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = [1_000_000.0]
    monkeypatch.setattr("ninja.throttling.SimpleRateThrottle.timer", staticmethod(lambda: moment[0]))
    deployment = make.live(who)
    token, other = named(who, deployment).token, named(who, deployment, Role.OVERSEER).token
    for _ in range(READS_A_MINUTE):
        moment[0] += 0.5
        assert asked("counts", token)[0] == 200
    before = entries_after(-1, 1000)[-1].index
    answer = Client().get("/api/v1/counts", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "31")
    assert "60 times in a minute" in json.loads(answer.content)["detail"]
    assert not entries_after(before), "a read that was refused is no read"
    assert asked("counts", other)[0] == 200
    moment[0] += 30.5
    assert asked("counts", token)[0] == 200
    assert asked("health", token)[0] == 429, "one read has become a minute old"


def test_what_the_api_is_can_be_read_by_everybody(who: make.People) -> None:
    told = json.loads(Client().get("/api/v1/openapi.json").content)
    assert told["openapi"].startswith("3.1")
    assert set(told["paths"]) == {f"/api/v1/{path}" for path in PATHS}


@pytest.mark.parametrize("url", ["http://example.org/hook", "ftp://x/", "https://user:pw@example.org/", "example.org"])
def test_an_address_that_is_not_safe_is_refused(who: make.People, url: str) -> None:
    deployment = make.live(who)
    with pytest.raises(ActionRefused) as refused:
        named(who, deployment, url=url)
    assert refused.value.code == "webhook_unsafe"


def is_signed(one: Message, secret: str) -> bool:
    """Check a message as its receiver does, from the secret shown once (Standard Webhooks)."""
    head = f"{one.headers['webhook-id']}.{one.headers['webhook-timestamp']}.".encode()
    key = b64decode(secret.removeprefix("whsec_"))
    signed = b64encode(hmac.digest(key, head + one.body, "sha256")).decode()
    return hmac.compare_digest(one.headers["webhook-signature"], f"v1,{signed}")


def test_states_are_told_signed_in_order_once_each_and_tried_again_until_taken(
    who: make.People, clock: FakeClock
) -> None:
    deployment = make.live(who)
    given = named(who, deployment, url="https://wall.example.org/hook")
    alert = make.alert(make.camera_run(deployment))
    adjudicate(who.operator, alert, view="same")
    heard: list[Message] = []

    def refusing(one: Message) -> bool:
        heard.append(one)
        return False

    def taking(one: Message) -> bool:
        heard.append(one)
        return True

    assert tell_integrations(refusing) == 0
    assert tell_integrations(taking) == 0, "it waits before it tries again"
    clock.advance(3)
    assert tell_integrations(taking) == 3
    assert tell_integrations(taking) == 0
    told = [json.loads(one.body) for one in heard]
    assert [one["state"] for one in told] == ["raised", "raised", "viewed", "sent"]
    assert heard[0].headers["webhook-id"] == heard[1].headers["webhook-id"]
    assert all(set(one) == TOLD and one["alert"] == alert.id for one in told)
    assert all(is_signed(one, given.webhook_secret) for one in heard)
    said = [one.event for one in entries_after(-1, 1000) if one.event.startswith("integration.")]
    assert said[1:] == [
        *("integration.telling", "integration.not_told"),
        *("integration.telling", "integration.told") * 3,
    ]  # fmt: skip


@pytest.mark.clause("M-70")
def test_a_message_is_on_record_before_it_is_sent_and_its_answer_also_when_the_deployment_closed_meanwhile(
    who: make.People,
) -> None:
    deployment = make.live(who)
    given = named(who, deployment, url="https://wall.example.org/hook")
    alert = make.alert(make.camera_run(deployment))
    known: list[tuple[str, object]] = []

    def taking(one: Message) -> bool:
        newest = entries_after(-1, 1000)[-1]
        known.append((newest.event, newest.details["entry"]))
        assert json.loads(one.body)["entry"] == newest.details["entry"]
        close(who.silver, deployment)
        return True

    assert tell_integrations(taking) == 1
    (raised,) = [one.index for one in entries_after(-1, 1000) if one.event == "alert.raised"]
    assert known == [("integration.telling", raised)]
    told = entries_after(-1, 1000)[-1]
    assert (told.event, told.subject, told.details["integration"]) == ("integration.told", alert.id, given.record.id)


def test_what_cannot_be_recorded_is_not_sent_and_stays_due(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = make.live(who)
    named(who, deployment, url="https://wall.example.org/hook")
    make.alert(make.camera_run(deployment))
    heard: list[Message] = []

    def taking(one: Message) -> bool:
        heard.append(one)
        return True

    with monkeypatch.context() as broken:
        broken.setattr("overt.actions.act.append_all", unwritable)
        assert tell_integrations(taking) == 0
    assert heard == []
    assert tell_integrations(taking) == 1


def unwritable(*_: object, **__: object) -> list[Entry]:
    raise LedgerUnwritable("ledger_unwritable", "The ledger could not be written, so nothing was done.")


def test_nothing_is_told_to_a_system_that_ended_while_it_was_read(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.live(who)
    given = named(who, deployment, url="https://wall.example.org/hook")
    make.alert(make.camera_run(deployment))

    def end_first(index: int) -> list[Entry]:
        end_integration(who.silver, given.record)
        return entries_after(index)

    monkeypatch.setattr("overt.actions.tell_integrations.entries_after", end_first)
    assert tell_integrations(lambda _: pytest.fail("it was sent")) == 0


def test_nothing_is_told_of_another_deployment_or_after_the_close(who: make.People) -> None:
    first, second = make.live(who), make.live(who)
    named(who, first, url="https://wall.example.org/hook")
    make.alert(make.camera_run(second))
    assert tell_integrations(lambda _: True) == 0
    make.alert(make.camera_run(first))
    close(who.silver, first)
    assert tell_integrations(lambda _: True) == 0


@contextmanager
def receiver(status: int) -> Iterator[tuple[str, list[bytes]]]:
    """Listen on a free port of this machine, answer with `status`, keep what was sent."""
    heard: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(status)
            self.send_header("Location", "http://127.0.0.1:1/")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Hook)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/hook", heard
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.mark.parametrize(("status", "taken"), [(204, True), (302, False), (500, False)])
def test_a_message_is_taken_by_an_answer_from_200_to_299_alone(status: int, taken: bool) -> None:
    with receiver(status) as (url, heard):
        assert send_by_http(Message(url, b"{}", {"webhook-id": "msg_1"})) is taken
        assert heard == [b"{}"]
    assert send_by_http(Message(url, b"{}", {})) is False, "nobody listens there any more"
