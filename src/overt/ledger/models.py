"""The ledger's three tables: the entries, one head row that serialises who appends, and the ends of the chains.

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
    """One entry as hashed: `entry` is canonical JSON, `leaf_hash` its RFC 6962 leaf hash.

    `at` is its moment in microseconds since 1970 and `salt` opens the entry's commitment to it; both stay on this site.
    `deployment` repeats what the entry says, so that a deployment's entries can be found.
    """

    index = models.BigIntegerField(primary_key=True)
    entry = models.BinaryField()
    leaf_hash = models.BinaryField(max_length=32)
    at = models.BigIntegerField()
    salt = models.BinaryField(max_length=32)
    deployment = models.CharField(max_length=32, db_index=True)

    objects = _OnlyGrows.as_manager()

    class Meta:
        """Where the rows are."""

        db_table = "ledger_entry"

    def save(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: only `append` writes a row, and never twice."""
        _refuse()

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


class LedgerChain(models.Model):
    """Where the chain of one deployment's entries (or, under an empty id, of all others) ends and when it began.

    `published` is the index of the entry that made them public.
    """

    deployment = models.CharField(primary_key=True, max_length=32)
    number = models.BigIntegerField()
    last = models.BinaryField(max_length=32)
    begin = models.BigIntegerField()
    published = models.BigIntegerField(null=True, default=None)

    class Meta:
        """Where the rows are."""

        db_table = "ledger_chain"


def _refuse() -> NoReturn:
    raise LedgerUnwritable("ledger_only_grows", "An entry of the ledger is never changed.")
