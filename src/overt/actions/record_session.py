"""Write down that somebody signed in, confirmed who they are, was refused or was locked out: who, never from where."""

from typing import Literal

from overt.actions.act import act
from overt.actions.system import SOFTWARE

Happened = Literal["began", "confirmed", "refused", "locked"]


def record_session(happened: Happened, person: str, *, factor: str = "") -> None:
    """Record one event of a session; `factor` is what was shown: password, totp, webauthn or recovery_codes."""
    with act(SOFTWARE, "record_session") as acting:
        acting.record(f"session.{happened}", subject=person, person=person, factor=factor or None)
