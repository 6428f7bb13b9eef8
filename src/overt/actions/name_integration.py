"""Let one other system read one deployment: named with its purpose, scoped to a role, dead when that closes."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from django.utils.crypto import salted_hmac

from overt.actions.act import act
from overt.actions.errors import ActionRefused
from overt.actions.system import Actor
from overt.law.integrations import SCOPES
from overt.law.roles import Role
from overt.ledger.read import size
from overt.records.ids import new_id
from overt.records.models import Deployment, Integration

TOKEN_BYTES = 32
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True)
class IntegrationPlan:
    """Which system, what for, in which role; `webhook_url` is where it is told of alerts' states, empty for nowhere."""

    name: str
    purpose: str
    role: Role
    webhook_url: str = ""


@dataclass(frozen=True)
class Named:
    """The record, and what its owner gets this once: the token, and the secret its webhooks are signed with."""

    record: Integration
    token: str
    webhook_secret: str


def name_integration(by: Actor, deployment: Deployment | str, plan: IntegrationPlan, *, tap: str = "") -> Named:
    """Name a system; only the token's digest is kept."""
    if not plan.name.strip() or not plan.purpose.strip():
        raise ActionRefused("integration_unclear", "Say which system it is and what it is for.")
    if plan.role not in SCOPES:
        raise ActionRefused("role_unclear", "A token is scoped to one of the roles of the form.")
    _refuse_an_unsafe_address(plan.webhook_url)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with act(by, "name_integration", deployment, tap=tap) as acting:
        if Integration.objects.filter(deployment=acting.deployment, name=plan.name.strip(), ended_at=None).exists():
            raise ActionRefused("named_already", "A system of this name reads this deployment already.")
        row = Integration(
            id=new_id(),
            deployment=acting.deployment,
            name=plan.name.strip(),
            purpose=plan.purpose.strip(),
            role=plan.role.value,
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
