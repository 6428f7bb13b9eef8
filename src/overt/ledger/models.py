"""The ledger's two tables: the entries, and one head row that serialises who appends.

Rows are only ever inserted, by `overt.ledger.append`; the models refuse to change or delete
one. That guards against our own mistakes. Against somebody with the database in hand there is
the signed checkpoint, which `overt.ledger.verify` compares with the rows.
"""

from typing import Any, NoReturn

from django.db import models

from overt.ledger.errors import LedgerUnwritable


class _OnlyGrows(models.QuerySet["LedgerRow"]):
    def update(self, **_: Any) -> NoReturn:
        _refuse()

    def delete(self) -> NoReturn:
        _refuse()


class LedgerRow(models.Model):
    """One entry as hashed: `entry` is canonical JSON, `leaf_hash` its RFC 6962 leaf hash."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)

    objects = _OnlyGrows.as_manager()

    class Meta:
        """Where the rows are."""

        db_table = "ledger_entry"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert the row; an existing row is never written again."""
        if not self._state.adding:
            _refuse()
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: the ledger only grows."""
        _refuse()


class LedgerHead(models.Model):
    """The only row (id 1): how many entries there are and the right edge of the tree."""

    id = models.SmallIntegerField(primary_key=True)
    size = models.BigIntegerField(default=0)
    frontier = models.BinaryField(default=bytes)

    class Meta:
        """Where the rows are."""

        db_table = "ledger_head"


def _refuse() -> NoReturn:
    raise LedgerUnwritable("ledger_only_grows", "An entry of the ledger is never changed.")
