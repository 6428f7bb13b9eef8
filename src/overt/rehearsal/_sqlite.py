"""Puts together the records of an SQLite file that spill over pages, from bytes alone. It never opens the database.

A picture kept in a row lies in pieces of a page with four bytes between them, so a reader of bytes sees it damaged.
Section numbers are those of SQLite's "Database File Format". Records deleted from a page that is still in use, and
pages of a rollback journal, are only searched as bytes.
"""

from collections.abc import Iterator, Mapping

_MAGIC = b"SQLite format 3\x00"
_WAL_MAGICS = (0x377F0682, 0x377F0683)
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INTERIOR = 0x0D, 0x0A, 0x02
_INDEX_PAGES = frozenset({_INDEX_LEAF, _INDEX_INTERIOR})
_FRAME_HEAD_BYTES, _WAL_HEAD_BYTES = 24, 32
_LARGEST_RECORD_BYTES = 64 << 20

Pages = Mapping[int, bytes]


def spilled_records(database: bytes, log: bytes = b"") -> Iterator[bytes]:
    """Give the records of a database that do not fit a page, as the file has them and as its write-ahead log has them.

    `log` is the content of the file of the same name with `-wal`. Free pages count while they are whole.
    """
    if database[:16] != _MAGIC:
        return
    size = _page_size(int.from_bytes(database[16:18], "big"))
    usable = size - database[20]
    pages = {at // size + 1: database[at : at + size] for at in range(0, len(database), size)}
    yield from _records(pages, pages, usable)
    for changed in _log_generations(log, size):
        yield from _records(changed, {**pages, **changed}, usable)


def _page_size(stored: int) -> int:
    return 65536 if stored == 1 else max(512, stored)


def _log_generations(log: bytes, size: int) -> Iterator[Pages]:
    """Give the pages in a write-ahead log (section 4.1), apart for each salt: old ones remain after a restart."""
    if int.from_bytes(log[:4], "big") not in _WAL_MAGICS:
        return
    generations: dict[bytes, dict[int, bytes]] = {}
    for at in range(_WAL_HEAD_BYTES, len(log) - _FRAME_HEAD_BYTES, size + _FRAME_HEAD_BYTES):
        number, salt = int.from_bytes(log[at : at + 4], "big"), log[at + 8 : at + 16]
        start = at + _FRAME_HEAD_BYTES
        generations.setdefault(salt, {})[number] = log[start : start + size]
    yield from generations.values()


def _records(starting: Pages, pages: Pages, usable: int) -> Iterator[bytes]:
    for number, page in starting.items():
        head = page[100:] if number == 1 else page
        if len(page) >= usable and head[0] in _INDEX_PAGES | {_TABLE_LEAF}:
            cells = int.from_bytes(head[3:5], "big")
            array = head[12 if head[0] == _INDEX_INTERIOR else 8 :][: 2 * cells]
            for at in range(0, len(array) - 1, 2):
                yield from _record(page, int.from_bytes(array[at : at + 2], "big"), head[0], pages, usable)


def _record(page: bytes, at: int, kind: int, pages: Pages, usable: int) -> Iterator[bytes]:
    """Give the record of the cell at `at` if it spills (section 1.6, "Cell Payload Overflow Pages")."""
    length, at = _varint(page, at + (4 if kind == _INDEX_INTERIOR else 0))
    if kind == _TABLE_LEAF:
        _, at = _varint(page, at)
    most = usable - 35 if kind == _TABLE_LEAF else (usable - 12) * 64 // 255 - 23
    if not most < length <= _LARGEST_RECORD_BYTES:
        return
    least = (usable - 12) * 32 // 255 - 23
    kept = least + (length - least) % (usable - 4)
    kept = kept if kept <= most else least
    following = int.from_bytes(page[at + kept : at + kept + 4], "big")
    parts, missing, seen = [page[at : at + kept]], length - kept, set[int]()
    while missing > 0 and following in pages and following not in seen:
        seen.add(following)
        part = pages[following][4 : 4 + min(missing, usable - 4)]
        following, missing = int.from_bytes(pages[following][:4], "big"), missing - len(part)
        parts.append(part)
    yield b"".join(parts)


def _varint(page: bytes, at: int) -> tuple[int, int]:
    """Read a variable-length integer (section 1.6) and give it with the place after it."""
    value = 0
    for count, byte in enumerate(page[at : at + 9]):
        if count == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + count + 1
    return 0, at
