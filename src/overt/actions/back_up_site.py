"""Make a backup of the records, without any key; the backup holds the entry that says it was made."""

from pathlib import Path

from django.db import connection

from overt.actions import site
from overt.actions.act import act, refusals
from overt.actions.errors import ActionRefused
from overt.actions.system import SOFTWARE
from overt.ledger.entry import time_text
from overt.records.backup import Backup, make_backup, restore_backup


def back_up_site(target: Path) -> Backup:
    """Write a backup of this site to a new file."""
    with refusals():
        if connection.vendor != "sqlite":
            raise ActionRefused("not_sqlite", "This site is on PostgreSQL: back it up with pg_dump, without `keys`.")
        connection.ensure_connection()
        backup = make_backup(site.home(), connection.connection, target)
    with act(SOFTWARE, "back_up_site") as acting:
        acting.record("site.backed_up", backup=backup.digest, files=len(backup.files))
    return backup


def restore_site(source: Path) -> Backup:
    """Bring a backup back into this site's folder; the ledger that comes back says so in its next entry."""
    connection.close()
    with refusals():
        return restore_backup(source, site.home())


def record_restored(backup: Backup) -> None:
    """Put it on record, before anything else is done with what came back."""
    with act(SOFTWARE, "restore_site") as acting:
        acting.record("site.restored", backup=backup.digest, made_at=time_text(backup.made_at), files=len(backup.files))
