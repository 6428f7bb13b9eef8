"""A deployment's bundle: what the verifier answers, and that every way of cheating gets the right sentence."""

import hmac
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from overt.ledger import merkle, verifier
from overt.ledger.proof import proof_text
from overt.ledger.tiles import Tiles
from overt.ledger.verifier import Check, read_key
from overt.measure.intervals import clopper_pearson
from tests.ledgers import ACTOR, VKEY, leaf_bytes, note_of, tiles_of

D, AO, OPERATOR = "d" * 32, "b" * 32, "c" * 32
ALERTS = ["1" * 32, "2" * 32, "3" * 32]
PASSPORT = rfc8785.dumps({"name": "dlib"})
FIELDS = {"place": '"Drawn Street"', "starts_at": '"2026-01-02T10:00Z"', "ends_at": '"2026-01-02T11:00Z"'}
SALTS = {name: sha256(name.encode()).hexdigest() for name in FIELDS}


def committed(name: str, text: str) -> str:
    return hmac.digest(bytes.fromhex(SALTS[name]), rfc8785.dumps([name, text]), "sha256").hex()


TERMS = {
    "fields_digest": sha256(rfc8785.dumps({name: committed(name, text) for name, text in FIELDS.items()})).hexdigest(),
    "engine_digest": sha256(PASSPORT).hexdigest(),
    "starts_at": 60,
    "ends_at": 120,
}
REPORT = {
    "passages": 2000,
    "judged": {"false_confirmed": 1, "true_unconfirmed": 1, "unresolved": 1},
    "receipts": [1, 2, 3],
}


@dataclass(frozen=True)
class Step:
    """One entry to be: minute, event, actor, subject, details; `at` is where the log of another deployment comes in."""

    after: int
    event: str
    details: dict[str, Any] = field(default_factory=dict)
    actor: str = ACTOR
    subject: str = D


def raised(alert: str, after: int) -> Step:
    return Step(after, "alert.raised", {"erase_by": after + 1440}, "software", alert)


def erased(alert: str, after: int, what: str = "alert") -> Step:
    return Step(after, "erasure.done", {"what": what}, "software", alert)


STORY = [
    Step(0, "deployment.created"),
    Step(5, "deployment.submitted"),
    Step(30, "deployment.authorised", TERMS, AO),
    Step(60, "deployment.started", {"settings_digest": "5" * 64}, OPERATOR),
    Step(60, "camera.run_began", {"run": "r", "warrant": "w"}, "software"),
    raised(ALERTS[0], 70),
    Step(71, "alert.adjudicated", {"role": "operator", "view": "same"}, OPERATOR, ALERTS[0]),
    Step(72, "alert.engaged", {}, OPERATOR, ALERTS[0]),
    Step(73, "alert.outcome_recorded", {"judged": "false_confirmed"}, OPERATOR, ALERTS[0]),
    raised(ALERTS[1], 80),
    Step(81, "alert.adjudicated", {"role": "engagement_officer", "view": "not_the_same"}, AO, ALERTS[1]),
    Step(81, "alert.adjudicated", {"role": "operator", "view": "same"}, OPERATOR, ALERTS[1]),
    raised(ALERTS[2], 90),
    Step(95, "tally.recorded", {"run": "r", "passages": 1500}, "software"),
    Step(119, "camera.run_ended", {"run": "r", "passages": 2000}, "software"),
    Step(120, "deployment.closed", {}, OPERATOR),
    erased(D, 130, "watchlist"),
    erased(ALERTS[0], 1400),
    erased(ALERTS[1], 1520),
    Step(1521, "deployment.published", {"report_digest": sha256(rfc8785.dumps(REPORT)).hexdigest()}, AO),
    erased(ALERTS[2], 1531),
]


@dataclass
class Bundle:
    """The files of a bundle to be, and the whole log they come from: every third entry is another deployment's."""

    files: dict[str, bytes]
    log: list[bytes]
    note: str

    def write(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w") as archive:
            for name, data in self.files.items():
                archive.writestr(name, data)
        return path


def built(story: list[Step], drop: tuple[int, ...] = ()) -> Bundle:
    """Build log and bundle; `drop` leaves entries of the deployment out of the bundle only."""
    log: list[bytes] = []
    places: list[int] = []
    last = b""
    for number, step in enumerate(story):
        if number % 3 == 2:
            log.append(leaf_bytes("role.granted", number=len(log), previous=b"", deployment="e" * 32))
        entry = leaf_bytes(step.event, number=number, previous=last, after=step.after, deployment=D,
                           actor=step.actor, subject=step.subject, details=step.details)  # fmt: skip
        last = merkle.leaf_hash(entry)
        places.append(len(log))
        log.append(entry)
    note = note_of(log)
    tiles = Tiles(tiles_of([merkle.leaf_hash(entry) for entry in log]).get, len(log))
    shown = {name: [SALTS[name], text] for name, text in FIELDS.items()}
    files = {
        "checkpoint": note.encode(),
        "ledger.vkey": f"{VKEY}\n".encode(),
        "authority.json": rfc8785.dumps(shown),
        "passport.json": PASSPORT,
        "report.json": rfc8785.dumps(REPORT),
    }
    for number, place in enumerate(places):
        if number not in drop:
            text = proof_text(place, tiles.inclusion_proof(place), note, log[place])
            files[f"entries/{place:012}.tlog-proof"] = text.encode()
    return Bundle(files, log, note)


def answer(bundle: Bundle, tmp_path: Path) -> Check:
    check = Check(read_key(VKEY), [])
    check.run(bundle.write(tmp_path / "bundle.zip"))
    return check


def test_an_honest_bundle_is_answered_in_sentences_that_name_their_entries(tmp_path: Path) -> None:
    found = answer(built(STORY), tmp_path)
    assert found.problems == []
    assert found.holds[2:] == [
        "The chain is unbroken from entry 0 to entry 27: 21 entries.",
        "Authorised by a person other than the applicant, before the start: yes (entries 0, 3, 4).",
        "For this place and time: Drawn Street, 2026-01-02T10:00Z to 2026-01-02T11:00Z; withheld by its owner: nothing"
        " (entry 3).",
        "The engine's passport is that of entry 3.",
        f"Digest of the settings it ran under: {'5' * 64} (entry 4).",
        "Comparisons outside the authorised hours: none recorded (4 entries tell of comparing).",
        "The report is that of entry 25.",
        "False alert rate recomputed: 1 of 2000 passages, 0.050 % (Clopper-Pearson, 95 %: 0.001 to 0.278 %); of 3"
        " alerts, 1 unresolved.",
        "The watchlist was destroyed in minute 130 (entry 21).",
        "Alerts kept past their limit: 0.",
    ]


def test_a_withheld_field_is_named_and_its_commitment_still_holds(tmp_path: Path) -> None:
    bundle = built(STORY)
    shown = json.loads(bundle.files["authority.json"])
    bundle.files["authority.json"] = rfc8785.dumps(shown | {"place": committed("place", FIELDS["place"])})
    found = answer(bundle, tmp_path)
    assert found.problems == []
    assert [one for one in found.holds if "(withheld)" in one and "withheld by its owner: place" in one]


def changed(name: str, **values: Any) -> Callable[[], Bundle]:
    """A bundle of a story in which the first entry of this event says something else."""

    def make() -> Bundle:
        place = next(number for number, step in enumerate(STORY) if step.event == name)
        return built([*STORY[:place], replace(STORY[place], **values), *STORY[place + 1 :]])

    return make


def file(name: str, data: bytes) -> Callable[[], Bundle]:
    def make() -> Bundle:
        bundle = built(STORY)
        bundle.files[name] = data
        return bundle

    return make


def without(event: str) -> Callable[[], Bundle]:
    return lambda: built([step for step in STORY if step.event != event])


def late_alert() -> Bundle:
    return built([*STORY[:17], erased(ALERTS[0], 1600), *STORY[18:19], replace(STORY[19], after=1601),
                  erased(ALERTS[2], 1601)])  # fmt: skip


def never_erased() -> Bundle:
    return built([*STORY[:17], *STORY[18:-1], replace(STORY[-1], after=2000)])


def halted_and_compared() -> Bundle:
    return built([*STORY[:9], Step(79, "deployment.halted"), *STORY[9:]])


def swapped_entry() -> Bundle:
    """An entry of the bundle says another thing than the one in the log."""
    bundle = built(STORY)
    name = sorted(name for name in bundle.files if name.startswith("entries"))[8]
    index = int(Path(name).name.partition(".")[0])
    tiles = Tiles(tiles_of([merkle.leaf_hash(entry) for entry in bundle.log]).get, len(bundle.log))
    forged = bundle.log[index].replace(b"false_confirmed", b"true_confirmed")
    bundle.files[name] = proof_text(index, tiles.inclusion_proof(index), bundle.note, forged).encode()
    return bundle


EDITED_FIELD = rfc8785.dumps({name: [SALTS[name], '"High Street"'] for name in FIELDS})
FEWER = rfc8785.dumps({**REPORT, "judged": {"true_unconfirmed": 1, "unresolved": 1}})
ATTACKS: list[tuple[str, Callable[[], Bundle], str]] = [
    ("report edited", file("report.json", FEWER), "The report is not that of entry 25."),
    ("report edited, numbers", file("report.json", FEWER), "The report's numbers are not those of its entries."),
    ("alert row deleted by SQL", changed("deployment.published", details={"report_digest": sha256(FEWER).hexdigest()}),
     "The report is not that of entry 25."),
    ("authority row edited by SQL", file("authority.json", EDITED_FIELD),
     "The authority shown is not the one committed to in entry 3: it was changed."),
    ("passport changed", file("passport.json", b"{}"), "The engine's passport was changed."),
    ("entry left out", lambda: built(STORY, drop=(8,)),
     "Entry 12 does not follow entry 9: one was removed, moved or added."),
    ("entry swapped", swapped_entry, "Entry 11 is not in the ledger: it was changed, moved or added."),
    ("authorised by the applicant", changed("deployment.authorised", actor=ACTOR),
     "Authorised by a person other than the applicant, before the start: no (entries 0, 3, 4)."),
    ("authorised by a rule", changed("deployment.authorised", actor="rule:recording-rehearsal"),
     "Authorised by a person other than the applicant, before the start: no (entries 0, 3, 4)."),
    ("authorised after the start", lambda: built([*STORY[:2], STORY[3], STORY[2], *STORY[4:]]),
     "Authorised by a person other than the applicant, before the start: no (entries 0, 4, 3)."),
    ("compared after the hours", changed("camera.run_began", after=121),
     "Comparisons outside the authorised hours: entries [5]."),
    ("compared while halted", halted_and_compared, "Comparisons outside the authorised hours: entries [13, 17]."),
    ("clock set back", changed("deployment.started", after=20), "The clock was set back by 10 minutes before entry 4."),
    ("watchlist kept", without("erasure.done"), "No entry says that the watchlist was destroyed."),
    ("alert kept too long", late_alert, "Alerts kept past their limit: entries [7, 16]."),
    ("alert never erased", never_erased, "Alerts kept past their limit: entries [7, 16]."),
]  # fmt: skip


@pytest.mark.clause("M-34")
@pytest.mark.parametrize(("attack", "sentence"), [one[1:] for one in ATTACKS], ids=[one[0] for one in ATTACKS])
def test_cheating_with_a_deployment_gets_the_right_sentence(
    tmp_path: Path, attack: Callable[[], Bundle], sentence: str
) -> None:
    found = answer(attack(), tmp_path)
    assert [one for one in found.problems if one.startswith(sentence)], found.problems


@pytest.mark.parametrize("name", ["checkpoint", "ledger.vkey", "authority.json", "passport.json", "report.json"])
def test_a_bundle_that_lacks_a_file_gets_a_sentence(tmp_path: Path, name: str) -> None:
    bundle = built(STORY)
    del bundle.files[name]
    assert answer(bundle, tmp_path).problems == [f"This cannot be read: KeyError('{name}')."]


def test_a_bundle_without_entries_or_with_two_deployments_gets_a_sentence(tmp_path: Path) -> None:
    bundle = built(STORY)
    bundle.files = {name: data for name, data in bundle.files.items() if not name.startswith("entries")}
    assert answer(bundle, tmp_path).problems[0].startswith("This cannot be read: IndexError")
    bundle = built(STORY)
    tiles = Tiles(tiles_of([merkle.leaf_hash(entry) for entry in bundle.log]).get, len(bundle.log))
    text = proof_text(2, tiles.inclusion_proof(2), bundle.note, bundle.log[2])
    bundle.files["entries/000000000002.tlog-proof"] = text.encode()
    assert "The chain of this deployment is broken." in answer(bundle, tmp_path).problems


COUNTS = [(0, 0), (0, 1), (1, 1), (0, 2995), (1, 2000), (3, 7), (9, 10), (500, 1000), (1000, 1000), (40, 250_000)]


@pytest.mark.parametrize(("errors", "trials"), COUNTS)
def test_the_verifiers_interval_is_that_of_clopper_and_pearson(errors: int, trials: int) -> None:
    low, high = verifier._exact(errors - 1, trials, 0.975), verifier._exact(errors, trials, 0.025)
    if trials == 0:
        assert (low, high) == pytest.approx((0, 1))
        return
    told = clopper_pearson(errors, trials, unit="passages")
    assert (low, high) == pytest.approx((told.low, told.high), rel=1e-6, abs=1e-12)
