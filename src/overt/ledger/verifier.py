"""Check what an Overt site publishes, with nothing but Python 3.11: copy this one file anywhere and run it.

    python verifier.py PATH [--key KEY] [--witness KEY]... [--old CHECKPOINT] [--json]

PATH is a checkpoint, a `.tlog-proof`, a consistency proof, a folder with a ledger's files or a deployment bundle (ZIP).
KEY is a verifier key (`name+id+base64`) or a file that holds one; get it from somebody else than who gave you PATH.
Formats: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof, tlog-witness (its request);
RFC 6962 trees; strict RFC 8032 Ed25519. It answers in sentences and exits 1 if something does not hold.
"""

import argparse
import base64
import hmac
import json
import re
import zipfile
from collections import Counter
from hashlib import sha256, sha512
from math import exp, fsum, lgamma, log, log1p
from pathlib import Path
from typing import Any

LIMITS = (
    "What no log can prove: it shows that the record is unaltered and that every comparison in it had authority. That"
    " nothing happened off the record, or that a person told the truth when an entry was made, it cannot show."
)
_KEY_CAME_ALONG = "The key came along with the ledger; compare it with what the site says elsewhere: "
_UNWITNESSED = "Witnessed by nobody whose key you gave (--witness): other readers may have been shown another log."
_GRANTED = ("deployment.authorised", "deployment.recording_authorised", "deployment.authority_confirmed")
_GO = ("deployment.started", "deployment.resumed")
_STOP = ("deployment.halted", "deployment.closed", "deployment.expired", "deployment.cancelled")
_COUNTED = ("tally.recorded", "camera.run_ended")
_VIEWS = {"same": "true_unconfirmed", "not_the_same": "false_unconfirmed"}
_P, _L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
_D, _ROOT = -121665 * pow(121666, -1, _P) % _P, pow(2, (_P - 1) // 4, _P)
_CANONICAL: dict[str, Any] = {"sort_keys": True, "separators": (",", ":"), "ensure_ascii": False}
_Point = tuple[int, int]
_Key = tuple[str, bytes, bytes]


class _Refused(ValueError):
    """The input is not what it claims to be; the text says why."""


def _add(a: _Point, b: _Point) -> _Point:
    k = _D * a[0] * b[0] * a[1] * b[1] % _P
    x, y = (a[0] * b[1] + b[0] * a[1]) * pow(1 + k, -1, _P), (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, _P)
    return x % _P, y % _P


def _times(scalar: int, point: _Point) -> _Point:
    total = (0, 1)
    while scalar:
        total = _add(total, point) if scalar & 1 else total
        point, scalar = _add(point, point), scalar >> 1
    return total


def _point(data: bytes) -> _Point | None:
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    x = x if (x * x - square) % _P == 0 else x * _ROOT % _P
    if y >= _P or (x * x - square) % _P or (x == 0 and sign):
        return None
    return (_P - x if x & 1 != sign else x), y


def verify_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether a signature of 64 bytes was made over the message with the key of these 32 bytes."""
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = _point(public), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    base = _point((4 * pow(5, -1, _P) % _P).to_bytes(32, "little"))
    if base is None or a is None or r is None or s >= _L or _times(8, a) == (0, 1):
        return False
    k = int.from_bytes(sha512(signature[:32] + public + message).digest(), "little") % _L
    return _times(s, base) == _add(r, _times(k, a))


def _hash(*parts: bytes) -> bytes:
    return sha256(b"".join(parts)).digest()


def _root(nodes: list[bytes]) -> bytes:
    while len(nodes) > 1:
        pairs = [_hash(b"\1", nodes[at], nodes[at + 1]) for at in range(0, len(nodes) - 1, 2)]
        nodes = pairs + nodes[len(pairs) * 2 :]
    return nodes[0] if nodes else sha256(b"").digest()


def _climb(position: int, last: int, old: bytes, new: bytes, path: list[bytes]) -> tuple[bytes, bytes] | None:
    for step in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            old, new = _hash(b"\1", step, old), _hash(b"\1", step, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = _hash(b"\1", new, step)
        position, last = position >> 1, last >> 1
    return (old, new) if last == 0 else None


def _included(index: int, leaf: bytes, path: list[bytes], size: int, root: bytes) -> bool:
    found = _climb(index, size - 1, leaf, leaf, path) if index < size else None
    return found is not None and found[1] == root


def _consistent(old_size: int, size: int, old_root: bytes, root: bytes, path: list[bytes]) -> bool:
    if not 0 < old_size < size:
        return not path and (old_root == root if old_size == size else old_size == 0)
    steps, position, last = path if old_size & (old_size - 1) else [old_root, *path], old_size - 1, size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    return bool(steps) and _climb(position, last, steps[0], steps[0], steps[1:]) == (old_root, root)


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = b""
    if not data or base64.b64encode(data).decode() != text:
        raise _Refused("A base64 text is damaged.")
    return data


def read_key(text: str) -> _Key:
    """Read a verifier key, or the file that holds it."""
    name, _, rest = (text if "+" in text else Path(text).read_text("utf-8")).removesuffix("\n").partition("+")
    key_id, _, encoded = rest.partition("+")
    typed = _unbase64(encoded)
    if len(typed) != 33 or typed[0] not in (1, 4) or sha256(f"{name}\n".encode() + typed).hexdigest()[:8] != key_id:
        raise _Refused(f"The verifier key of {name} is damaged.")
    return name, bytes.fromhex(key_id), typed


def _open_note(note: bytes, key: _Key) -> tuple[str, int]:
    """Give a note's text and the second in which a witness signed it (0 for a log)."""
    body, blank, lines = note.decode("utf-8", "replace").rpartition("\n\n")
    split = [re.fullmatch(r"— ([^ ]+) ([^ ]+)", line) for line in lines.split("\n")[:-1]]
    if not blank or not lines.endswith("\n") or not all(split) or re.search(rb"[\x00-\x09\x0b-\x1f]", note):
        raise _Refused("This is not a signed note.")
    found = [data[4:] for one in split if one and one[1] == key[0] and (data := _unbase64(one[2]))[:4] == key[1]]
    if not found:
        raise _Refused(f"The note is not signed by {key[0]} with this key.")
    text, message, signature, at = f"{body}\n", f"{body}\n", found[0], 0
    if key[2][0] == 4:
        signature, at = found[0][8:], int.from_bytes(found[0][:8], "big")
        message = f"cosignature/v1\ntime {at}\n{text}"
    if not verify_ed25519(key[2][1:], message.encode(), signature):
        raise _Refused(f"The signature of {key[0]} is false.")
    return text, at


def _checkpoint(note: bytes, key: _Key) -> tuple[int, bytes]:
    found = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n", _open_note(note, key)[0])
    if found is None or found[1] != key[0]:
        raise _Refused("The signed note is not a checkpoint of this ledger.")
    return int(found[2]), _unbase64(found[3])


def _proof(data: bytes) -> tuple[int, list[bytes], bytes, bytes]:
    head, _, note = data.partition(b"\n\n")
    lines = head.decode("utf-8", "replace").split("\n")
    entry = _unbase64(lines.pop(1)[6:]) if "".join(lines[1:2]).startswith("extra ") else b""
    if lines[0] != "c2sp.org/tlog-proof@v1" or not re.fullmatch("index (0|[1-9][0-9]*)", "".join(lines[1:2])):
        raise _Refused("This is not a proof file.")
    return int(lines[1][6:]), [_unbase64(line) for line in lines[2:]], note, entry


def _tile(folder: Path, kind: str, number: int, width: int) -> bytes | None:
    groups = re.findall("...", f"{number:0{-(-len(str(number)) // 3) * 3}}")
    whole = folder / kind / "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return next((path.read_bytes() for path in (whole, Path(f"{whole}.p/{width}")) if path.is_file()), None)


def _entries(data: bytes) -> list[bytes]:
    entries, at = [], 0
    while at < len(data):
        start, at = at + 2, at + 2 + int.from_bytes(data[at : at + 2], "big")
        entries.append(data[start:at])
    return entries if at == len(data) else []


def _exact(k: int, n: int, share: float) -> float:
    """Give the chance at which at most k of n are so in this share of cases (Clopper and Pearson, 1934, each end)."""
    low, high, orders = 0.0, 1.0, lgamma(n + 1)
    for _ in range(50):
        p = (low + high) / 2
        logs = (orders - lgamma(i + 1) - lgamma(n - i + 1) + i * log(p) + (n - i) * log1p(-p) for i in range(k + 1))
        low, high = (p, high) if fsum(map(exp, logs)) > share else (low, p)
    return low


class _Told(list[tuple[int, dict[str, Any]]]):
    def of(self, *events: str) -> list[tuple[int, dict[str, Any]]]:
        return [one for one in self if one[1]["event"] in events]


class Check:
    """One check and its answer: the sentences that hold, and the first fifty that do not."""

    def __init__(self, key: _Key | None, witnesses: list[_Key], old: bytes = b"") -> None:
        self.holds, self.problems, self.ends = list[str](), list[str](), dict[str, tuple[int, str, int, int]]()
        self.key, self.witnesses, self.old = key, witnesses, old

    def _expect(self, holds: bool, said: str, otherwise: str) -> None:
        told, sentence = (self.holds, said) if holds else (self.problems, otherwise)
        if sentence and len(self.problems) < 50:
            told.append(sentence)

    def run(self, path: Path) -> None:
        """Check whatever lies at a path."""
        try:
            if path.is_dir():
                self._folder(path)
            elif zipfile.is_zipfile(path):
                with zipfile.ZipFile(path) as archive:
                    self._bundle({name: archive.read(name) for name in archive.namelist()})
            else:
                kinds = {b"c2sp.org/tlog-proof": self._proof, b"old ": self._consistency}
                data = path.read_bytes()
                next((found for start, found in kinds.items() if data.startswith(start)), self._vouched)(data)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, zipfile.BadZipFile) as fault:
            self._expect(False, "", str(fault) if isinstance(fault, _Refused) else f"This cannot be read: {fault!r}.")

    def _vouched(self, note: bytes, given: str = "") -> tuple[int, bytes]:
        if not self.key and not given:
            raise _Refused("Name the ledger's verifier key: --key KEY.")
        self.holds += [] if self.key else [_KEY_CAME_ALONG + given.strip()]
        size, root = _checkpoint(note, self.key or read_key(given))
        self.holds.append(f"The checkpoint over {size} entries is signed with the ledger's key.")
        for witness in self.witnesses:
            try:
                at = _open_note(note, witness)[1]
                self.holds.append(f"Witnessed by {witness[0]}, {at} seconds after the beginning of 1970.")
            except _Refused as refused:
                self._expect(False, "", f"Not witnessed by {witness[0]}: {refused}")
        self.holds += [] if self.witnesses else [_UNWITNESSED]
        return size, root

    def _proof(self, data: bytes) -> None:
        index, path, note, entry = _proof(data)
        holds = _included(index, _hash(b"\0", entry), path, *self._vouched(note))
        self._expect(holds, f"Entry {index} is in the ledger: {entry.decode()}", f"This does not prove entry {index}.")

    def _consistency(self, data: bytes) -> None:
        head, _, note = data.partition(b"\n\n")
        first, *path = head.decode().split("\n")
        if not self.old or not self.key:
            raise _Refused("A consistency proof needs the older checkpoint (--old) and the ledger's key (--key).")
        (old_size, old_root), (size, root) = _checkpoint(self.old, self.key), self._vouched(note)
        steps = [_unbase64(one) for one in path]
        holds = first == f"old {old_size}" and _consistent(old_size, size, old_root, root, steps)
        said = f"The log over {size} entries continues the one over {old_size}: nothing was changed or removed."
        self._expect(holds, said, f"The log over {size} entries does not continue the one over {old_size}: a fork.")

    def _follow(self, index: int, entry: bytes) -> dict[str, Any]:
        """Follow the entries of each deployment: none left out or moved, no time before an earlier one."""
        try:
            said: dict[str, Any] = json.loads(entry)
            chain, number, previous, after = (said[name] for name in ("deployment", "number", "previous", "after"))
        except (ValueError, LookupError, TypeError, RecursionError):
            raise _Refused(f"Entry {index} is not an entry of a ledger.") from None
        ended, last, latest, before = self.ends.get(chain, (-1, "", after, index))
        if number != ended + 1 or previous != last:
            self._expect(False, "", f"Entry {index} does not follow entry {before}: one was removed, moved or added.")
        if after < latest:
            self._expect(False, "", f"The clock was set back by {latest - after} minutes before entry {index}.")
        self.ends[chain] = number, _hash(b"\0", entry).hex(), after, index
        return said

    def _folder(self, folder: Path) -> None:
        size, root = self._vouched((folder / "checkpoint").read_bytes(), (folder / "ledger.vkey").read_text())
        leaves, read = list[bytes](), 0
        for number in range(-(-size // 256)):
            width = min(256, size - 256 * number)
            whole, public = _tile(folder, "tile/entries", number, width), _tile(folder, "published", number, 256)
            entries = _entries(public or b"" if whole is None else whole)
            tile = _tile(folder, "tile/0", number, width) or b""
            for at in range(width):
                index, leaf, entry = len(leaves), tile[32 * at : 32 * at + 32], b"".join(entries[at : at + 1])
                if entry or whole is not None:
                    read, leaf, written = read + 1, _hash(b"\0", entry), leaf
                    if written not in (leaf, b""):
                        self._expect(False, "", f"Entry {index} is not that of the hash tile: it was changed or moved.")
                    self._follow(index, entry)
                leaves.append(leaf)
        self._expect(_root(leaves) == root, "", f"These {size} entries are not those the checkpoint vouches for.")
        self.holds.append(f"{read} of its {size} entries are here; of the others only the hashes are public.")
        if self.old:
            old_size, old_root = _checkpoint(self.old, self.key or read_key((folder / "ledger.vkey").read_text()))
            fault = "was rolled back" if old_size > size else "was forked"
            holds = old_size <= size and _root(leaves[:old_size]) == old_root
            said = f"the first {old_size} entries of the older checkpoint"
            self._expect(holds, f"This log holds {said}.", f"This log does not hold {said}: it {fault}.")
        level, nodes = 0, leaves
        while nodes:
            tiles = [nodes[start : start + 256] for start in range(0, len(nodes), 256)]
            for number, below in enumerate(tiles):
                data = _tile(folder, f"tile/{level}", number, len(below)) or b""
                fits = data[: 32 * len(below)] == b"".join(below) and len(data) in (32 * len(below), 8192)
                self._expect(fits, "", f"Hash tile {number} of level {level} does not fit what lies below it.")
            nodes, level = [_root(below) for below in tiles if len(below) == 256], level + 1

    def _bundle(self, files: dict[str, bytes]) -> None:
        (size, root), told = self._vouched(files["checkpoint"], files["ledger.vkey"].decode()), _Told()
        for name in sorted(name for name in files if name.endswith(".tlog-proof")):
            index, path, note, entry = _proof(files[name])
            holds = note == files["checkpoint"] and _included(index, _hash(b"\0", entry), path, size, root)
            self._expect(holds, "", f"Entry {index} is not in the ledger: it was changed, moved or added.")
            told.append((index, self._follow(index, entry)))
        span = f"The chain is unbroken from entry {told[0][0]} to entry {told[-1][0]}: {len(told)} entries."
        self._expect(len(self.ends) == 1 and not self.problems, span, "The chain of this deployment is broken.")
        self._authority(files, told)
        self._numbers(files["report.json"], told)

    def _authority(self, files: dict[str, bytes], told: _Told) -> None:
        started, granted = told.of("deployment.started"), told.of(*_GRANTED)
        (first, application), (at, authority), by = told[0], granted[-1], {one["actor"] for _, one in granted}
        terms, person = authority["details"], not {one for one in by if len(one) != 32} | {application["actor"]} & by
        said = "Authorised by a person other than the applicant, before the start"
        which = f"(entries {', '.join(str(one[0]) for one in [(first, {}), *granted, *started])})"
        holds = person and all(granted[0][0] < one[0] for one in started)
        self._expect(holds, f"{said}: yes {which}.", f"{said}: no {which}.")
        fields, shown = json.loads(files["authority.json"]), {}
        for name, field in fields.items():
            if not isinstance(field, str):
                shown[name], salt = json.loads(field[1]), bytes.fromhex(field[0])
                fields[name] = hmac.new(salt, json.dumps([name, field[1]], **_CANONICAL).encode(), "sha256").hexdigest()
        place, begin, end = (shown.get(name, "(withheld)") for name in ("place", "starts_at", "ends_at"))
        hidden = ", ".join(sorted(set(fields) - set(shown))) or "nothing"
        said = f"For this place and time: {place}, {begin} to {end}; withheld by its owner: {hidden} (entry {at})."
        holds = sha256(json.dumps(fields, **_CANONICAL).encode()).hexdigest() == terms.get("fields_digest")
        self._expect(holds, said, f"The authority shown is not the one committed to in entry {at}: it was changed.")
        holds = sha256(files["passport.json"]).hexdigest() == terms["engine_digest"]
        self._expect(holds, f"The engine's passport is that of entry {at}.", "The engine's passport was changed.")
        ran = [f"{one['details'].get('settings_digest')} (entry {index})" for index, one in started]
        self.holds.append(f"Digest of the settings it ran under: {', '.join(ran) or 'none, it was never started'}.")
        running, outside, compared = False, [], 0
        for index, one in told:
            running = (running or one["event"] in _GO) and one["event"] not in _STOP
            if one["event"] == "alert.raised" or (one["event"] == "camera.run_began" and one["details"].get("warrant")):
                inside, compared = terms["starts_at"] <= one["after"] <= terms["ends_at"], compared + 1
                outside += [] if running and inside else [index]
        said = f"Comparisons outside the authorised hours: none recorded ({compared} entries tell of comparing)."
        self._expect(not outside, said, f"Comparisons outside the authorised hours: entries {outside}.")

    def _numbers(self, data: bytes, told: _Told) -> None:
        shown, (index, published) = json.loads(data), told.of("deployment.published")[-1]
        holds = sha256(data).hexdigest() == published["details"].get("report_digest")
        self._expect(holds, f"The report is that of entry {index}.", f"The report is not that of entry {index}.")
        judged: dict[str, str] = {}
        for _, one in told.of("alert.adjudicated", "alert.engaged", "alert.outcome_recorded"):
            if one["event"] != "alert.adjudicated" or one["details"]["role"] == "operator":
                told_of = one["details"]
                judged[one["subject"]] = told_of.get("judged", _VIEWS.get(told_of.get("view"), "unresolved"))
        alerts, erased = told.of("alert.raised"), {one["subject"]: one["after"] for _, one in told.of("erasure.done")}
        counts = Counter(judged.get(one["subject"], "unresolved") for _, one in alerts)
        runs = {one["details"]["run"]: one["details"]["passages"] for _, one in told.of(*_COUNTED)}
        false, passages = counts["false_confirmed"] + counts["false_unconfirmed"], sum(runs.values())
        rate, now = f"{100 * false / max(passages, 1):.3f}", told[-1][1]["after"]
        low, high = (100 * _exact(*end) for end in ((false - 1, passages, 0.975), (false, passages, 0.025)))
        rate = f"{false} of {passages} passages, {rate} % (Clopper-Pearson, 95 %: {low:.3f} to {high:.3f} %)"
        said = f"False alert rate recomputed: {rate}; of {len(alerts)} alerts, {counts['unresolved']} unresolved."
        receipts = sum(at < index for at, _ in told.of("erasure.done"))
        holds = (shown["passages"], shown["judged"], len(shown["receipts"])) == (passages, dict(counts), receipts)
        self._expect(holds, said, f"The report's numbers are not those of its entries. {said}")
        gone = [(at, one["after"]) for at, one in told.of("erasure.done") if one["details"]["what"] == "watchlist"]
        said = "".join(f"The watchlist was destroyed in minute {after} (entry {at})." for at, after in gone)
        self._expect(bool(gone), said, "No entry says that the watchlist was destroyed.")
        late = [at for at, one in alerts if erased.get(one["subject"], now) > one["details"]["erase_by"] + 1]
        self._expect(not late, "Alerts kept past their limit: 0.", f"Alerts kept past their limit: entries {late}.")


def main(arguments: list[str] | None = None) -> int:
    """Check what the command line names and print the answer; 0 when all of it holds."""
    parser = argparse.ArgumentParser(description="Check what an Overt site publishes.")
    parser.add_argument("path", type=Path)
    parser.add_argument("--key", type=read_key)
    parser.add_argument("--witness", type=read_key, action="append", default=[])
    parser.add_argument("--old", type=Path)
    parser.add_argument("--json", action="store_true")
    told = parser.parse_args(arguments)
    check = Check(told.key, told.witness, told.old.read_bytes() if told.old else b"")
    check.run(told.path)
    verdict = "Something does not hold." if check.problems else "Everything that could be checked here holds."
    said = {"ok": not check.problems, "problems": check.problems, "holds": check.holds, "limits": LIMITS}
    lines = [*check.holds, *(f"DOES NOT HOLD: {one}" for one in check.problems), verdict, "", LIMITS]
    print(json.dumps(said, ensure_ascii=False) if told.json else "\n".join(lines))
    return 1 if check.problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
