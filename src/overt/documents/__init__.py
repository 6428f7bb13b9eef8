"""Documents: what is printed or downloaded about a deployment, typeset from the records and the ledger.

A document states what is recorded, each number with its denominator, interval, unit and method. This room refuses to
change a record, to open a sealed one, to show a picture of anybody and to print a score as a percentage; a rehearsal's
document says on every page that it is no evidence. Typesetting needs no network and gives the same bytes for the same
records.
"""

from overt.documents.errors import DocumentError, DocumentRefused, TypesettingFailed

__all__ = ["DocumentError", "DocumentRefused", "TypesettingFailed"]
