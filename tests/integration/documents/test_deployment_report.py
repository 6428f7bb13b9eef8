"""The deployment report, typeset from a real deployment's records, vault and ledger, read back with pypdf."""

from __future__ import annotations

import stat
from pathlib import Path

import pypdf
import pytest

from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.end_camera_run import end_camera_run
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.record_engagement import record_engagement
from overt.actions.record_outage import record_outage
from overt.actions.record_outcome import record_outcome
from overt.actions.record_recovery import record_recovery
from overt.actions.resume import resume
from overt.actions.review import review
from overt.actions.take_warrant import take_warrant
from overt.actions.values import Tally
from overt.documents import DocumentRefused
from overt.documents.deployment_report import write_report
from overt.documents.errors import DocumentError
from overt.ledger.tree import roots_at
from overt.records.models import Deployment
from overt.vault.testing import FakeClock
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock(home: Path) -> FakeClock:
    made = FakeClock()
    site.forget_vault(made)
    return made


def closed(clock: FakeClock, **changed: object) -> tuple[make.People, Deployment]:
    """A deployment with three alerts, a halt, an outage and every counter, closed."""
    who = make.people()
    deployment = make.live(who, entries=2, **changed)
    run = make.camera_run(deployment)
    first, second, _third = (make.alert(run, passage=f"p{n}") for n in range(3))
    adjudicate(who.operator, first, view="same")
    adjudicate(who.engagement_officer, first, view="same")
    record_engagement(who.engagement_officer, first)
    record_outcome(who.engagement_officer, first, identity="different", disposal="no_action")
    adjudicate(who.operator, second, view="same")
    record_outage(run, reason="no_frames")
    clock.advance(7)
    record_recovery(run)
    halt(who.silver, deployment, reason="crowd too dense to keep the zone clear")
    clock.advance(5)
    propose_resume(who.operator, deployment, reason="crowd has thinned")
    resume(who.silver, deployment)
    with site.vault().warrant(make.claim(deployment)) as warrant:
        take_warrant(run, warrant=warrant.id)
    tally = Tally(
        frames=9000,
        frames_skipped=12,
        faces_detected=40123,
        passages=1234,
        recognition_opportunities=1180,
        templates_made=2991,
        templates_overwritten=2991,
        longest_template_ms=87,
        refusals={"blurred": 17, "too_small": 41},
    )
    end_camera_run(run, tally)
    close(who.silver, deployment)
    return who, deployment


def reviewed(clock: FakeClock, **changed: object) -> tuple[make.People, Deployment]:
    who, deployment = closed(clock, **changed)
    erase_watchlist(who.team_member, deployment)
    review(who.silver, deployment, findings="One false alert, no trend.", on_false_alerts="none seen")
    return who, Deployment.objects.get(pk=deployment.pk)


def text_of(path: Path) -> str:
    pages = pypdf.PdfReader(path).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.clause("E-86")
@pytest.mark.clause("E-88")
def test_the_report_says_who_asked_who_authorised_and_exactly_what(home: Path, clock: FakeClock) -> None:
    who, deployment = reviewed(clock)
    text = text_of(write_report(deployment, home))
    for fact in (
        "Rehearsal on the concourse",
        "Drawn concourse",
        "rehearse the way a deployment is run",
        f"team member {who.team_member.id}",
        f"authorising officer {who.authorising_officer.id}",
        deployment.engine_digest,
        deployment.watchlist_digest,
        deployment.authority_digest,
        deployment.pack_digest,
        "0.60 on this engine's own scale",
        "no mandate threshold is known for this engine",
        "the least intrusive way",
        "no other way has worked",
        "How many of the faces seen may set off a false alert 1 in 1,000 E-90",
    ):
        assert fact in text, fact
    assert who.authorising_officer.name not in text
    assert who.team_member.login not in text


@pytest.mark.clause("E-90")
def test_the_report_counts_with_denominators_and_intervals(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    text = text_of(write_report(deployment, home))
    for fact in (
        "1,180 of 1,234 passages",
        "2,991 of 2,991 made",
        "12 beside those processed",
        "87 ms",
        "too small 41",
        "rehearsal volunteer 2 2",
        "1 of 1,234 faces seen",
        "2 of 1,234 faces seen",
        "1 of 3 alerts",
        "Clopper-Pearson",
        "Not shown either way",
        "1 true, 1 false, 1 unresolved",
    ):
        assert fact in text, fact


def test_every_rate_in_the_report_carries_its_interval(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    text = text_of(write_report(deployment, home))
    percentages = text.count(" %")
    assert percentages > 0
    assert text.count("interval") * 4 >= percentages
    assert "0.71" not in text, "a score is nobody's business here"
    assert "0.710000" not in text


@pytest.mark.clause("E-98")
def test_the_report_tells_halts_outages_and_their_reasons(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    text = text_of(write_report(deployment, home))
    for fact in (
        "comparison halted",
        "crowd too dense to keep the zone clear",
        "comparison resumed by a second person",
        "camera outage began, camera north: no frames",
        "camera outage ended, camera north after 7 s",
    ):
        assert fact in text, fact


@pytest.mark.clause("M-69")
def test_the_report_gives_erasure_receipts_the_ledger_root_and_what_a_log_cannot_prove(home, clock) -> None:
    _, deployment = reviewed(clock)
    path = write_report(deployment, home)
    text = text_of(path)
    size = _size_at_last_entry(deployment)
    for fact in (
        "Keys destroyed 6",
        f"Ledger size at its last entry {size}",
        roots_at(size)[size].hex(),
        "rests on the controls of this system",
        "One false alert, no trend.",
    ):
        assert fact in text, fact


@pytest.mark.clause("E-96")
def test_alerts_erased_since_are_still_counted(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    clock.advance(40 * 86_400)
    erase_due()
    text = text_of(write_report(deployment, home))
    assert "3: 1 true, 1 false, 1 unresolved" in text
    assert "1 of 1,234 faces seen" in text


def test_a_rehearsal_says_on_every_page_that_it_is_no_evidence(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    for page in pypdf.PdfReader(write_report(deployment, home)).pages:
        assert "REHEARSAL: NOT EVIDENCE" in page.extract_text()


def test_a_trial_report_carries_no_rehearsal_banner(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    Deployment.objects.filter(pk=deployment.pk).update(kind="trial")
    assert "NOT EVIDENCE" not in text_of(write_report(deployment.pk, home))


def test_the_report_claims_pdf_ua_and_is_tagged_with_headings_and_table_headers(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    reader = pypdf.PdfReader(write_report(deployment, home))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_object().get_data()
    assert reader.metadata.title == "Deployment report: Rehearsal on the concourse"
    tags = _tags(root["/StructTreeRoot"])
    assert {"/H1", "/Table", "/TH", "/TR", "/TD", "/P"} <= tags
    assert "/Figure" not in tags, "no pictures of people, and no others"


def test_the_report_embeds_no_picture(home: Path, clock: FakeClock) -> None:
    _, deployment = reviewed(clock)
    for page in pypdf.PdfReader(write_report(deployment, home)).pages:
        assert list(page.images) == []


def test_the_same_records_give_the_same_bytes_whatever_the_site_did_since(home: Path, clock: FakeClock) -> None:
    who, deployment = reviewed(clock)
    first = write_report(deployment, home).read_bytes()
    clock.advance(1000)
    make.draft(who)
    assert write_report(deployment, home).read_bytes() == first


HOSTILE = {
    "markup": '#panic("x") *bold* _it_ $x^2$ = Head <label> @ref #sys.inputs `raw` // gone /* gone */ \\u{41}',
    "braces": '"], "kind": "paragraph" } {{ }} #[',
    "html": "<script>alert(1)</script>",
    "template": "{{ document }} {% x %}",
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_shown_as_it_was_written(home: Path, clock: FakeClock, hostile: str) -> None:
    who = make.people()
    deployment = make.live(who, title=f"Title {hostile}", purpose=hostile)
    halt(who.silver, deployment, reason=hostile)
    text = text_of(write_report(deployment, home))
    squeezed = "".join(text.split())
    assert squeezed.count("".join(hostile.split())) >= 3


def test_control_and_direction_characters_are_shown_as_code_points(home: Path, clock: FakeClock) -> None:
    who = make.people()
    deployment = make.live(who, purpose="pay\u202edesrever\u0007\u200bhidden\ufeff 漢字 \U0001f600 e\u0301")
    text = text_of(write_report(deployment, home))
    shown = "pay[U+202E]desrever[U+0007][U+200B]hidden[U+FEFF][U+6F22][U+5B57][U+1F600]e[U+0301]"
    assert shown in "".join(text.split())


def test_right_to_left_text_and_very_long_words_are_kept_whole(home: Path, clock: FakeClock) -> None:
    who = make.people()
    deployment = make.live(who, title="שלום " + "x" * 180, purpose="y" * 5000)
    path = write_report(deployment, home)
    squeezed = "".join(text_of(path).split())
    assert "שלום" in squeezed
    assert squeezed.count("y") >= 5000
    for page in pypdf.PdfReader(path).pages:
        assert _widest(page) <= float(page.mediabox.width)


def test_a_deployment_nobody_decided_on_has_no_report(home: Path, clock: FakeClock) -> None:
    deployment = make.draft(make.people())
    with pytest.raises(DocumentRefused, match="not decided on yet"):
        write_report(deployment, home)
    with pytest.raises(DocumentRefused, match="no such deployment"):
        write_report("0" * 32, home)
    assert not (home / "reports").exists()


def test_a_report_that_cannot_be_written_leaves_the_old_one(home: Path, clock: FakeClock, monkeypatch) -> None:
    _, deployment = reviewed(clock)
    path = write_report(deployment, home)
    before = path.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(DocumentError, match="No space left on device"):
        write_report(deployment, home)
    assert path.read_bytes() == before
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def _size_at_last_entry(deployment: Deployment) -> int:
    from overt.documents.evidence import gather

    return gather(deployment).entries[-1].index + 1


def _tags(node: object) -> set[str]:
    found: set[str] = set()
    todo = [node]
    while todo:
        current = todo.pop()
        current = current.get_object() if hasattr(current, "get_object") else current
        if isinstance(current, list):
            todo.extend(current)
        elif isinstance(current, dict):
            if "/S" in current:
                found.add(str(current["/S"]))
            if "/K" in current:
                todo.append(current["/K"])
    return found


def _widest(page: pypdf.PageObject) -> float:
    """Right edge of the text on the page in points, a glyph taken as 0.4 em wide at least."""
    reached = [0.0]

    def visit(text: str, _cm: list[float], tm: list[float], _font: object, size: float) -> None:
        longest = max((len(line) for line in text.strip().split("\n")), default=0)
        if longest:
            reached.append(tm[4] + 0.4 * longest * size * abs(tm[0]))

    page.extract_text(visitor_text=visit)
    return max(reached)
