"""Makes ANSI/NIST-ITL files in the traditional encoding (NIST SP 500-290, Annex B), for tests of their reading."""

FS, GS, RS, US = b"\x1c", b"\x1d", b"\x1e", b"\x1f"


def record(kind: int, fields: dict[int, bytes]) -> bytes:
    """Return a tagged record whose first field is its own length in bytes."""
    body = b"".join(GS + f"{kind}.{number:03}:".encode() + value for number, value in fields.items()) + FS
    size = len(f"{kind}.001:".encode()) + len(body)
    length = size + len(str(size + 9))
    length = size + len(str(length))
    return f"{kind}.001:{length}".encode() + body


def type10(
    picture: bytes, *, image_type: str = "FACE", compression: str = "JPEGB", date: str = "20240517", idc: int = 1
) -> bytes:
    """Return a Type-10 record with one picture."""
    fields = {2: f"{idc:02}", 3: image_type, 4: "FORCE/A", 5: date, 6: "480", 7: "600", 8: "1", 9: "1", 10: "1"}
    said = {number: value.encode() for number, value in fields.items() if value}
    return record(10, said | {11: compression.encode(), 12: b"SRGB", 999: picture})


def file_of(*records: tuple[int, bytes]) -> bytes:
    """Return a file: a Type-1 record that names what follows, and the records."""
    contents = [f"1\x1f{len(records)}"] + [f"{kind}\x1f{number:02}" for number, (kind, _) in enumerate(records, 1)]
    first = record(1, {2: b"0500", 3: RS.join(part.encode() for part in contents), 4: b"FACES", 5: b"20260101"})
    return first + b"".join(content for _, content in records)


def type10_file(picture: bytes) -> bytes:
    """Return a file with a user-defined record and one face."""
    described = record(2, {2: b"00", 3: b"a description that nobody reads"})
    return file_of((2, described), (10, type10(picture)))
