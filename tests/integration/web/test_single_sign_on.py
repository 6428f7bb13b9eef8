"""Single sign-on against a provider that answers over HTTP: it says who somebody is only to who connected it."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.test import Client

from overt.cli import django_settings
from overt.cli.settings import Settings, SingleSignOn
from overt.ledger.read import entries_after
from overt.records.models import Person
from tests import make
from tests.second_factors import code, give_app, signed_in

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "overt-site", "a secret between the two"


@dataclass
class Provider:
    """A provider that knows one visitor: `subject` is who signs in next."""

    url: str = ""
    subject: str = "staff-1"
    issuer: str = ""
    challenges: dict[str, str] = field(default_factory=dict)

    def configuration(self) -> dict[str, object]:
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.url, **{name: f"{self.url}/{path}" for name, path in paths.items()}}

    def token(self, form: dict[str, str]) -> dict[str, object] | None:
        proof = base64.urlsafe_b64encode(hashlib.sha256(form.get("code_verifier", "").encode()).digest()).decode()
        right = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        if not right or self.challenges.get(form.get("code", "")) != proof.rstrip("="):
            return None
        now = int(time.time())
        claims = {"iss": self.issuer or self.url, "aud": CLIENT, "sub": self.subject, "iat": now, "exp": now + 60}
        signed = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": "x", "token_type": "Bearer", "expires_in": 60, "id_token": signed}


@pytest.fixture
def provider() -> Iterator[Provider]:
    told = Provider()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, body: dict[str, object] | None) -> None:
            self.send_response(200 if body is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(body or {"error": "invalid_grant"}).encode())

        def do_GET(self) -> None:
            self.answer(told.configuration())

        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.answer(told.token({name: values[0] for name, values in form.items()}))

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield told
    server.shutdown()
    server.server_close()


@pytest.fixture
def who(transactional_db: None, home: Path, provider: Provider, monkeypatch: pytest.MonkeyPatch) -> make.People:
    """A site whose settings name the provider, as its TOML file and its secret's file would."""
    sso = SingleSignOn(name="Force directory", issuer=provider.url, client_id=CLIENT)
    monkeypatch.setattr(django_settings, "OVERT", Settings(single_sign_on=sso))
    (home / "keys" / "single-sign-on.secret").write_text(f"{SECRET}\n")
    apps = django_settings._single_sign_on(home / "keys")
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": {"APPS": apps}})
    return make.people()


def come_back(client: Client, provider: Provider, sent: str) -> tuple[int, str, str]:
    """Do what a browser does: go where the site sends it, and come back with the provider's code."""
    assert sent.startswith(f"{provider.url}/authorize?")
    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent).query).items()}
    assert (asked["client_id"], asked["scope"], asked["code_challenge_method"]) == (CLIENT, "openid", "S256")
    provider.challenges["once"] = asked["code_challenge"]
    answer = client.get(urlsplit(asked["redirect_uri"]).path, {"code": "once", "state": asked["state"]})
    return answer.status_code, answer.get("Location", ""), answer.content.decode()


def connected(who: make.People, provider: Provider) -> tuple[Person, str]:
    person = who.silver
    secret = give_app(person)
    client = signed_in(person)
    sent = client.post("/account/single-sign-on", {"process": "connect"})["Location"]
    status, location, _ = come_back(client, provider, sent)
    assert (status, location) == (302, "/account/second-factor")
    return person, secret


def test_who_connected_it_signs_in_with_it_and_their_second_factor(who: make.People, provider: Provider) -> None:
    person, secret = connected(who, provider)
    assert [entry.details["factor"] for entry in entries_after(-1) if entry.event == "factor.added"] == [
        "single_sign_on"
    ]
    visitor = Client()
    assert "Sign in with Force directory" in visitor.get("/sign-in").content.decode()
    status, location, _ = come_back(visitor, provider, visitor.post("/sign-in/with/force")["Location"])
    assert (status, location) == (302, "/sign-in/second-factor")
    assert visitor.get("/")["Location"].startswith("/sign-in")
    assert visitor.post("/sign-in/second-factor", {"code": code(secret)})["Location"] == "/"
    assert visitor.get("/").status_code == 200
    assert "@" not in str(SocialAccount.objects.get(user=person).extra_data)


def test_somebody_nobody_connected_is_sent_away_and_not_added(who: make.People, provider: Provider) -> None:
    provider.subject = who.silver.login
    people = Person.objects.count()
    visitor = Client()
    status, _, page = come_back(visitor, provider, visitor.post("/sign-in/with/force")["Location"])
    assert status == 403
    assert "not connected to anybody here" in page
    assert (Person.objects.count(), SocialAccount.objects.count()) == (people, 0)


def test_one_sign_on_belongs_to_one_person(who: make.People, provider: Provider) -> None:
    connected(who, provider)
    client = signed_in(who.gold)
    sent = client.post("/account/single-sign-on", {"process": "connect"})["Location"]
    status, _, page = come_back(client, provider, sent)
    assert status == 409
    assert "connected to somebody else already" in page
    assert SocialAccount.objects.count() == 1


def test_connecting_asks_for_the_second_factor_first(who: make.People, provider: Provider) -> None:
    client = signed_in(who.silver, confirmed=False)
    answer = client.post("/account/single-sign-on", {"process": "connect"})
    assert answer["Location"].startswith("/confirm/code?")


@pytest.mark.parametrize("fault", ["issuer", "code", "state", "down"])
def test_a_provider_that_answers_wrongly_signs_nobody_in(who: make.People, provider: Provider, fault: str) -> None:
    connected(who, provider)
    visitor = Client()
    sent = visitor.post("/sign-in/with/force")["Location"]
    if fault == "issuer":
        provider.issuer = "https://somebody.example"
    if fault == "code":
        provider.token = lambda _form: None  # type: ignore[method-assign]
    if fault == "down":
        provider.configuration = lambda: {}  # type: ignore[method-assign]
    if fault == "state":
        sent = sent.replace("state=", "state=another")
    status, _, page = come_back(visitor, provider, sent)
    assert status == (502 if fault == "down" else 403)
    assert "Single sign-on did not work" in page
    assert visitor.get("/").status_code == 302


def test_a_provider_nobody_reaches_is_said_in_words(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = Client().post("/sign-in/with/force")
    assert answer.status_code == 502
    assert "Force directory does not answer as it should" in answer.content.decode()


def test_a_site_without_a_provider_or_its_secret_offers_none(
    transactional_db: None, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sso = SingleSignOn(name="Force directory", issuer="https://sso.example/tenant", client_id=CLIENT)
    assert django_settings._single_sign_on(home / "keys") == []
    assert django_settings._provider_origin() == []
    monkeypatch.setattr(django_settings, "OVERT", Settings(single_sign_on=sso))
    assert django_settings._single_sign_on(home / "keys") == []
    assert django_settings._provider_origin() == ["https://sso.example"]
    assert Client().post("/sign-in/with/force").status_code == 404
