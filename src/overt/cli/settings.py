"""The site's settings: one TOML file (`OVERT_HOME/overt.toml`) and `OVERT_*` environment variables, typed.

It refuses unknown names, and it holds no secret: keys live in `keys/`, camera passwords in the environment.
"""

import hashlib
import json
import os
from pathlib import Path

from pydantic import BaseModel, Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)


def home_folder() -> Path:
    """Return `OVERT_HOME`, or `./var`, as an absolute path."""
    return Path(os.environ.get("OVERT_HOME", "var")).resolve()


class SingleSignOn(BaseModel, extra="forbid"):
    """The force's own OpenID Connect provider; its client secret is in `keys/single-sign-on.secret`, never here."""

    name: str
    """What people call it, as the button says."""

    issuer: str
    """Address whose `/.well-known/openid-configuration` describes the provider."""

    client_id: str
    """Name under which the provider knows this site."""


class WitnessSettings(BaseModel, extra="forbid"):
    """A body that watches this site's ledger and signs its checkpoints (docs/verify.md)."""

    key: str
    """Its verifier key: `name+id+base64`, as `overt witness init` printed it."""

    url: str
    """Address under which it answers `add-checkpoint`."""

    operator: str
    """Who runs it, for the public page."""

    independence: str
    """Why it does not depend on this force, for the public page."""


class TimeStampSettings(BaseModel, extra="forbid"):
    """A time-stamping authority; it learns a hash a day and nothing else."""

    url: str
    """Address that takes time-stamp queries."""

    certificate: Path
    """Its root certificate, a PEM file."""


class Settings(BaseSettings):
    """Everything a site may choose; none of it loosens a safeguard."""

    model_config = SettingsConfigDict(env_prefix="OVERT_", env_nested_delimiter="__", extra="forbid")

    home: Path = Field(default_factory=home_folder)
    """Folder of the database, the keys, the ledger and the sealed media."""

    site_name: str = "Overt site"
    """Name shown on pages and used as the origin of ledger checkpoints."""

    database: str = ""
    """PostgreSQL URL; empty for SQLite in `home`."""

    hosts: list[str] = ["127.0.0.1", "localhost", "[::1]"]
    """Host names the site answers to."""

    https: bool = False
    """True behind TLS: secure cookies and strict transport security."""

    demo: bool = False
    """True only for the demonstration: the sign-in page lists the demo roles and their published passwords."""

    single_sign_on: SingleSignOn | None = None
    """Sign-in through the force's provider, beside name and password; a second factor is asked here in both."""

    witnesses: list[WitnessSettings] = []
    """Who watches this site's ledger; without one, nobody outside would notice two versions of it."""

    time_stamps: TimeStampSettings | None = None
    """An authority (RFC 3161) that stamps one checkpoint a day; nothing is sent to anybody without it."""

    engine: str = "dlib"
    """Name of the engine's passport."""

    accepted_licences: list[str] = []
    """Licences of weights this site has accepted beyond the permissive ones."""

    cameras: dict[str, str] = {}
    """Camera name to source: a file, an rtsp:// URL or a /dev/video device. `${NAME}` is read from the environment."""

    database_busy_seconds: float = 10.0
    """How long a process waits for the database; camera processes use 0.3 (I-4)."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read arguments first, then the environment, then `overt.toml`."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=home_folder() / "overt.toml")
        return init_settings, env_settings, toml

    def digest(self) -> str:
        """Return the SHA-256 of the canonical settings: what the ledger records when a deployment starts."""
        body = self.model_dump(mode="json", exclude={"home", "database"})
        return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
