"""Let one other system read one deployment: one that the authority names, scoped to its role, dead at the close."""

import secrets
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from urllib.parse import urlsplit

from django.utils.crypto import salted_hmac

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.facts import Facts
from overt.law.integrations import NamedSystem
from overt.law.roles import Role
from overt.ledger.read import size
from overt.records.ids import new_id
from overt.records.models import Deployment, Integration
from overt.records.queries.authority import systems_of

TOKEN_BYTES = 32
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class IntegrationPlan:
    """Which system, in which role; `webhook_url` is where it is told of alerts' states, empty for nowhere."""

    name: str
    role: Role
    webhook_url: str = ""


@dataclass(frozen=True)
class Named:
    """The record, and what its owner gets this once: the token, and the secret its webhooks are signed with."""

    record: Integration
    token: str
    webhook_secret: str


def name_integration(by: Actor, deployment: Deployment | str, plan: IntegrationPlan, *, tap: str = "") -> Named:
    """Name a system of the authority; its purpose is the one Form 1 gives, and only the token's digest is kept."""
    _refuse_an_unsafe_address(plan.webhook_url)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with act(by, "name_integration", deployment, _looking_up(plan, deployment), tap) as acting:
        system = _named(plan, acting.deployment)
        assert system is not None
        if Integration.objects.filter(deployment=acting.deployment, name=system.name, ended_at=None).exists():
            raise ActionRefused("named_already", "A system of this name reads this deployment already.")
        row = Integration(
            id=new_id(),
            deployment=acting.deployment,
            name=system.name,
            purpose=system.purpose,
            role=system.role.value,
            token_digest=digest_of(token),
            webhook_url=plan.webhook_url,
            told_up_to=size() - 1,
            named_by=by.id,
            named_at=acting.now,
        )
        acting.record(
            "integration.named",
            subject=acting.deployment.id,
            integration=row.id,
            role=row.role,
            webhook=bool(row.webhook_url),
            words=acting.commit_to(f"{row.name}: {row.purpose}".encode()),
        )
        row.save(force_insert=True)
    return Named(row, token, f"whsec_{b64encode(webhook_key(row.id)).decode()}")


def _looking_up(plan: IntegrationPlan, deployment: Deployment | str) -> Callable[[Facts], Facts]:
    """Return what adds to the facts whether the authority names this system, read while the deployment is locked."""

    def learn(facts: Facts) -> Facts:
        row = Deployment.objects.get(pk=deployment if isinstance(deployment, str) else deployment.pk)
        return replace(facts, integration_is_in_the_authority=_named(plan, row) is not None)

    return learn


def _named(plan: IntegrationPlan, row: Deployment) -> NamedSystem | None:
    host = urlsplit(plan.webhook_url).hostname or ""
    for one in systems_of(row):
        if (one.name, one.role) == (plan.name.strip(), plan.role) and host in ("", one.host):
            return one
    return None


def digest_of(token: str) -> str:
    """Return what is kept of a token."""
    return sha256(token.encode()).hexdigest()


def webhook_key(integration: str) -> bytes:
    """Return the key that signs what one system is told: derived from the site's own secret, stored nowhere."""
    return bytes(salted_hmac("overt.webhook", integration, algorithm="sha256").digest())


def _refuse_an_unsafe_address(url: str) -> None:
    if not url:
        return
    parts = urlsplit(url)
    local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or parts.username or not (parts.scheme == "https" or local):
        raise ActionRefused("webhook_unsafe", "The address begins with https:// and names a host, without a password.")
