"""This site's folder, vault and clock, opened once a process; it refuses to guess a folder."""

from datetime import datetime
from pathlib import Path

from django.conf import settings

from overt import vault as vault_room
from overt.vault.clock import Clock, SystemClock


class _Opened:
    """What this process has open; one instance, replaced whole by `forget_vault`."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.vault: vault_room.Vault | None = None


_opened = _Opened(SystemClock())


def home() -> Path:
    """Return OVERT_HOME."""
    return Path(settings.OVERT_HOME)


def vault() -> vault_room.Vault:
    """Return this process's vault, opening it on first use; raises VaultError when its key folder is not sound."""
    if _opened.vault is None:
        _opened.vault = vault_room.open_vault(home(), _opened.clock)
    return _opened.vault


def now() -> datetime:
    """Return the time by this site's clock, aware UTC."""
    return _opened.clock.now()


def is_demonstration() -> bool:
    """Return whether this site's settings make it a demonstration with published passwords."""
    return bool(settings.OVERT.demo)


def forget_vault(clock: Clock | None = None) -> None:
    """Drop the open vault, and take another clock or the system's."""
    _opened.vault = None
    _opened.clock = clock or SystemClock()
