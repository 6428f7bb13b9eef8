"""Lists sent in from outside: a folder or ZIP archive with a table, and ANSI/NIST-ITL records, read strictly.

Nothing here decodes a picture, and nothing is ever written under a name that a list gives: files are read by exact
name, into memory, within stated bounds. What is not exactly in form is refused with a code, by row where it is one
row's fault; no text out of a list is ever shown back.
"""

from overt.enrol.lists.errors import ListRefused
from overt.enrol.lists.files import ListFiles, open_list
from overt.enrol.lists.table import Row, Subject, read_table

__all__ = ["ListFiles", "ListRefused", "Row", "Subject", "open_list", "read_table"]
