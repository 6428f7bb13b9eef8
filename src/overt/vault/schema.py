"""The tables of the two key databases. No column holds a key that is not wrapped.

Keys and releases live in two files, so that a warrant's check and a halt, which read and write
only releases, never wait for a process that is sealing records.

A destroyed key is 40 zero bytes, a destroyed release 48. Its row stays, so that rows that hold living keys are never
moved (see `database`) and a destroyed key cannot be made a second time. The three tables with
keys number their rows upwards, so that rows are only ever added at the end.
"""

VERSION = b"2"

_META = "CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT;"

KEYS = (
    _META
    + """
CREATE TABLE deployment_key (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    deployment TEXT NOT NULL,
    family TEXT NOT NULL,
    id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    UNIQUE (deployment, family)
) STRICT;
CREATE TABLE record_key (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    deployment TEXT NOT NULL,
    kind TEXT NOT NULL,
    record TEXT NOT NULL,
    id TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    UNIQUE (deployment, kind, record)
) STRICT;
"""
)

RELEASES = (
    _META
    + """
CREATE TABLE release (
    n INTEGER PRIMARY KEY AUTOINCREMENT,
    deployment TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    wrapped BLOB NOT NULL
) STRICT;
CREATE INDEX release_deployment ON release (deployment);
CREATE TABLE authority (
    deployment TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('in_force', 'suspended', 'ended')),
    release TEXT NOT NULL,
    starts_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    anchor_at TEXT NOT NULL,
    anchor_boot TEXT NOT NULL,
    anchor_seconds REAL NOT NULL
) STRICT;
CREATE TABLE enrolment (deployment TEXT PRIMARY KEY, id TEXT NOT NULL) STRICT;
"""
)
