"""A document's life: started, drafted, finished, signed by those who must, reviewed, shared, published, attached to."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import pytest
from django.db import connection

from overt.actions import site
from overt.actions.attach_file import attach_file
from overt.actions.authorise import authorise
from overt.actions.erase_due import erase_due
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.facts_documents import documents_facts
from overt.actions.files import LARGEST_BYTES
from overt.actions.finish_erasures import finish_erasures
from overt.actions.finish_version import finish_version
from overt.actions.hand_over_document import hand_over_document
from overt.actions.mark_for_publication import mark_for_publication
from overt.actions.open_attachment import open_attachment
from overt.actions.record_reply import record_reply
from overt.actions.record_review import record_review
from overt.actions.save_draft import answers_digest, save_draft
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.share_document import share_document
from overt.actions.sign_document import sign_document
from overt.actions.start_document import start_document
from overt.actions.submit import submit
from overt.actions.values import TrialPlan
from overt.actions.withdraw_publication import withdraw_publication
from overt.law.facts import DocumentsFacts
from overt.law.roles import Role
from overt.law.states import Kind
from overt.law.templates import template, templates
from overt.ledger.errors import LedgerUnwritable
from overt.ledger.read import entries_after
from overt.records import media
from overt.records.errors import RecordsError
from overt.records.models import (
    Attachment,
    Deployment,
    Document,
    DocumentVersion,
    Recipient,
    ReviewOutcome,
)
from overt.records.queries.assessments import Standing, is_unaltered, stands
from overt.vault import RecordKind
from overt.vault.testing import FakeClock
from tests import assessing, make, measuring

Rows = Callable[[], dict[str, list[tuple[object, ...]]]]
TRIAL_ENGINE = make.EngineFacts(
    name="dlib", digest="a" * 64, fit_for=frozenset({"trial", "operational", "rehearsal"}), scale=("0", "1")
)


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(ActionRefused) as raised:
        act()
    return raised.value.code


def entries(event: str) -> list[dict[str, object]]:
    return [dict(entry.details) for entry in entries_after(-1, 10_000) if entry.event == event]


def operational(who: make.People) -> Deployment:
    if not Deployment.objects.exists():
        make.in_order(who)
    draft = make.draft(who, kind="operational", source="camera", engine=TRIAL_ENGINE)
    seal_watchlist(who.team_member, draft)
    return draft


@pytest.mark.clause("M-01")
@pytest.mark.clause("E-42")
def test_versions_are_numbered_digested_and_never_changed(who: make.People) -> None:
    first = assessing.finished(who, "policy")
    save_draft(who.gold, first.document_id, answers={"who.excluded": "Witnesses, and children under ten."})
    second = finish_version(who.gold, first.document_id, change="Witnesses are ruled out.")
    assert (first.number, second.number) == (1, 2)
    assert sha256(first.answers.encode()).hexdigest() == first.digest != second.digest
    assert [told["answers_digest"] for told in entries("document.version_finished")] == [first.digest, second.digest]
    assert json.loads(second.answers)["who.excluded"] == "Witnesses, and children under ten."
    assert second.authors == [who.gold.pk]
    second.change = "Nothing at all."
    with pytest.raises(RecordsError, match="never changed"):
        second.save()
    assert refused(lambda: finish_version(who.gold, first.document_id, change="Again.")) == "nothing_changed"


def test_a_version_is_not_finished_while_something_is_missing(who: make.People) -> None:
    started = start_document(who.team_member, kind="dpia")
    save_draft(who.team_member, started, answers={"front.purpose": "To weigh the risks."})
    with pytest.raises(ActionRefused, match="Answer: Whom does it bind\\?") as raised:
        finish_version(who.team_member, started, change="First.")
    assert raised.value.code == "document_incomplete"
    assert not DocumentVersion.objects.exists()


def test_there_is_one_document_of_a_kind(who: make.People) -> None:
    start_document(who.team_member, kind="dpia")
    assert refused(lambda: start_document(who.dpo, kind="dpia")) == "document_exists"
    assert refused(lambda: start_document(who.dpo, kind="horoscope")) == "unknown_document"


@pytest.mark.clause("E-25")
def test_a_community_impact_assessment_is_written_for_one_deployment(who: make.People) -> None:
    assert refused(lambda: start_document(who.team_member, kind="cia")) == "deployment_unclear"
    one, other = make.draft(who), make.draft(who)
    assert refused(lambda: start_document(who.team_member, kind="dpia", deployment=one)) == "deployment_unclear"
    start_document(who.team_member, kind="cia", deployment=one)
    start_document(who.team_member, kind="cia", deployment=other)
    assert refused(lambda: start_document(who.team_member, kind="cia", deployment=one)) == "document_exists"


def test_two_people_at_one_page_do_not_overwrite_each_other(who: make.People) -> None:
    started = start_document(who.team_member, kind="sop")
    seen = answers_digest(started, ["alert.judging"])
    save_draft(who.team_member, started, answers={"alert.judging": "Each for themselves."}, seen=seen)
    late = {"alert.judging": "Together."}
    assert refused(lambda: save_draft(who.gold, started, answers=late, seen=seen)) == "saved_meanwhile"
    fresh = answers_digest(started, ["alert.stopping"])
    save_draft(who.gold, started, answers={"alert.stopping": "On glare."}, seen=fresh)
    assert Document.objects.get().draft_json == {
        "alert.judging": "Each for themselves.",
        "alert.stopping": "On glare.",
    }


@pytest.mark.clause("M-52")
def test_the_dpia_is_in_force_when_strategic_lead_and_data_protection_officer_have_signed(who: make.People) -> None:
    version = assessing.finished(who, "dpia")
    sign_document(who.gold, version, role=Role.GOLD)
    document = Document.objects.get()
    assert document.in_force is None
    sign_document(who.dpo, version, role=Role.DPO)
    document.refresh_from_db()
    assert document.in_force_id == version.pk
    assert document.review_due == date(site.now().year + 1, site.now().month, site.now().day)
    assert [told["in_force"] for told in entries("document.signed")] == [False, True]


@pytest.mark.clause("M-52")
def test_nobody_signs_twice_nor_in_a_role_that_is_not_theirs_or_not_asked_for(who: make.People) -> None:
    version = assessing.finished(who, "dpia")
    both = make.person(who.administrator, Role.GOLD, Role.DPO)
    assert refused(lambda: sign_document(who.dpo, version, role=Role.GOLD)) == "signer_holds_the_role_they_sign_for"
    assert refused(lambda: sign_document(who.silver, version, role=Role.SILVER)) == "signature_is_still_wanted"
    sign_document(both, version, role=Role.GOLD)
    assert refused(lambda: sign_document(both, version, role=Role.DPO)) == "signer_has_not_signed_this_version"
    assert refused(lambda: sign_document(who.gold, version, role=Role.GOLD)) == "signature_is_still_wanted"
    assert refused(lambda: sign_document(who.overseer, version, role=Role.OVERSEER)) == "role_missing"
    assert Document.objects.get().in_force is None


@pytest.mark.clause("M-52")
def test_authors_alone_do_not_put_their_own_words_in_force(who: make.People) -> None:
    document = start_document(who.gold, kind="dpia")
    later = site.now().date() + timedelta(days=30)
    for by in (who.gold, who.dpo):
        answers = assessing.answers_for(template("dpia"), later=later)
        save_draft(by, document, answers=answers | {"rights.asking": f"By {by.login}."})
    version = finish_version(who.gold, document, change="Written by both who sign.")
    sign_document(who.gold, version, role=Role.GOLD)
    code = "version_is_not_signed_by_its_authors_alone"
    assert refused(lambda: sign_document(who.dpo, version, role=Role.DPO)) == code
    another = make.person(who.administrator, Role.DPO)
    sign_document(another, version, role=Role.DPO)
    assert Document.objects.get().in_force_id == version.pk


def test_only_the_newest_version_can_be_signed_and_the_one_in_force_stays_until_then(who: make.People) -> None:
    document = assessing.in_force(who, "policy")
    save_draft(who.team_member, document, answers={"where.limits": "No covert use; four hours at most."})
    second = finish_version(who.team_member, document, change="Hours are capped.")
    save_draft(who.team_member, document, answers={"where.limits": "No covert use; three hours at most."})
    third = finish_version(who.team_member, document, change="Hours are capped lower.")
    assert refused(lambda: sign_document(who.gold, second, role=Role.GOLD)) == "version_superseded"
    first, second = DocumentVersion.objects.get(number=1), third
    sign_document(who.gold, second, role=Role.GOLD)
    assert Document.objects.get().in_force_id == first.pk
    sign_document(who.senior_responsible_officer, second, role=Role.SENIOR_RESPONSIBLE_OFFICER)
    assert Document.objects.get().in_force_id == second.pk


def test_a_version_altered_in_the_database_cannot_be_signed_and_does_not_count(who: make.People) -> None:
    version = assessing.finished(who, "dpia")
    sign_document(who.gold, version, role=Role.GOLD)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE records_documentversion SET answers = replace(answers, 'What we say', 'They say')")
    assert refused(lambda: sign_document(who.dpo, version, role=Role.DPO)) == "version_altered"
    assert not is_unaltered(DocumentVersion.objects.get())
    Document.objects.update(in_force=version)
    found = {stand.template.code: stand.standing for stand in stands(site.now().date())}
    assert found["dpia"] is Standing.ALTERED


@pytest.mark.clause("E-15")
@pytest.mark.clause("E-25")
@pytest.mark.clause("E-56")
@pytest.mark.clause("E-104")
@pytest.mark.clause("E-114")
@pytest.mark.clause("M-53")
@pytest.mark.clause("M-63")
@pytest.mark.clause("M-33")
def test_an_operational_deployment_is_submitted_only_with_all_its_documents(who: make.People) -> None:
    draft = operational(who)
    with pytest.raises(ActionRefused) as raised:
        submit(who.team_member, draft)
    assert raised.value.code == "documents_exist"
    assert "SOP (not started)" in raised.value.sentence
    assert "CIA (not started)" in raised.value.sentence
    assert "Trial principles" not in raised.value.sentence
    assessing.everything_in_force(who, draft)
    assert submit(who.team_member, draft).state == "submitted"


@pytest.mark.clause("E-15")
@pytest.mark.clause("E-47")
@pytest.mark.clause("E-56")
@pytest.mark.clause("E-104")
@pytest.mark.clause("E-114")
def test_each_document_is_missed_by_name_when_it_alone_is_not_in_force(who: make.People) -> None:
    draft = operational(who)
    assessing.everything_in_force(who, draft)
    today = site.now().date()
    assert documents_facts(draft, today) == DocumentsFacts()
    for document in Document.objects.all():
        signed = document.in_force
        Document.objects.filter(pk=document.pk).update(in_force=None)
        short = template(document.kind).short
        assert documents_facts(draft, today).missing == (f"{short} (not signed by all who must)",)
        Document.objects.filter(pk=document.pk).update(in_force=signed)
    assert Document.objects.count() == 11


@pytest.mark.clause("E-15")
def test_a_trial_needs_the_principles_for_trials_too(who: make.People) -> None:
    plan = make.plan()
    trial = TrialPlan("faces are found", "count them", plan.ends_at)
    draft = make.draft(make.in_order(who), kind="trial", source="camera", engine=TRIAL_ENGINE, trial=trial)
    seal_watchlist(who.team_member, draft)
    with pytest.raises(ActionRefused, match="Trial principles \\(not started\\)"):
        submit(who.team_member, draft)


def test_a_rehearsal_of_drawn_people_needs_none(who: make.People) -> None:
    assert make.submitted(who).state == "submitted"
    assert not Document.objects.exists()


@pytest.mark.clause("M-01")
@pytest.mark.clause("E-34")
@pytest.mark.clause("M-62", "M-65", "E-42", "E-71")
def test_a_document_past_its_review_date_holds_a_deployment_up_until_somebody_looked(
    who: make.People, clock: FakeClock
) -> None:
    for kind in ("policy", "dpia"):
        assessing.in_force(who, kind)
    clock.advance(timedelta(days=366).total_seconds())
    draft = operational(who)
    assessing.everything_in_force(who, draft)
    with pytest.raises(ActionRefused) as raised:
        submit(who.team_member, draft)
    assert raised.value.code == "documents_are_in_date"
    assert "Policy (review due on" in raised.value.sentence
    assert "SOP" not in raised.value.sentence
    for kind in ("policy", "dpia"):
        assessing.review(who, Document.objects.get(kind=kind))
    assert submit(who.team_member, draft).state == "submitted"


@pytest.mark.clause("E-34")
def test_a_document_must_still_be_in_date_on_the_day_of_the_deployment(who: make.People) -> None:
    policy = assessing.in_force(make.in_order(who), "policy")
    assert policy.review_due is not None
    last_day = datetime.combine(policy.review_due, time(9), UTC)
    for day, held_up in ((last_day, False), (last_day + timedelta(days=1), True)):
        draft = make.draft(
            who,
            kind="operational",
            source="camera",
            engine=TRIAL_ENGINE,
            starts_at=day,
            ends_at=day + timedelta(hours=1),
        )
        overdue = documents_facts(draft, site.now().date()).out_of_date
        assert ("Policy" in " ".join(overdue)) == held_up


@pytest.mark.clause("M-53")
@pytest.mark.clause("M-63")
@pytest.mark.clause("E-25")
def test_a_review_counts_for_its_own_deployment_and_version_only_and_its_last_word_holds(
    who: make.People, clock: FakeClock
) -> None:
    first, second = operational(who), operational(who)
    assessing.everything_in_force(who, first)
    submit(who.team_member, first)
    assessing.in_force(who, "cia", second)
    assessing.review(who, Document.objects.get(kind="dpia"))
    with pytest.raises(ActionRefused) as raised:
        submit(who.team_member, second)
    assert raised.value.code == "documents_are_reviewed_for_this_deployment"
    assert raised.value.sentence.endswith("no review for this one. They are: DPIA; CIA; Camera Code self-assessment.")

    assessing.everything_in_force(who, second)
    dpia = Document.objects.get(kind="dpia")
    clock.advance(60)
    record_review(who.dpo, dpia, outcome=ReviewOutcome.NEEDS_CHANGE, findings="The engine changed.", deployment=second)
    assert refused(lambda: submit(who.team_member, second)) == "documents_are_reviewed_for_this_deployment"
    save_draft(who.team_member, dpia, answers={"processing.nature": "With the new engine."})
    version = finish_version(who.team_member, dpia, change="New engine.")
    assessing.review(who, dpia, second)
    sign_document(who.gold, version, role=Role.GOLD)
    sign_document(who.dpo, version, role=Role.DPO)
    assert refused(lambda: submit(who.team_member, second)) == "documents_are_reviewed_for_this_deployment"
    assessing.review(who, dpia, second)
    assert submit(who.team_member, second).state == "submitted"


@pytest.mark.clause("E-25")
def test_a_review_of_a_community_impact_assessment_moves_its_own_date_on(who: make.People, clock: FakeClock) -> None:
    draft = make.draft(who, ends_at=site.now() + timedelta(days=200))
    cia = assessing.in_force(who, "cia", draft)
    clock.advance(timedelta(days=60).total_seconds())
    before = cia.review_due
    assessing.review(who, cia)
    cia.refresh_from_db()
    assert before is not None
    assert cia.review_due is not None
    assert cia.review_due > before


@pytest.mark.clause("M-53")
def test_the_officer_cannot_authorise_once_a_review_asks_for_a_change(who: make.People, clock: FakeClock) -> None:
    made = operational(who)
    measuring.accepted(who, TRIAL_ENGINE)
    assessing.everything_in_force(who, made)
    submit(who.team_member, made)
    make.suitable(who, made)
    clock.advance(60)
    record_review(
        who.dpo,
        Document.objects.get(kind="dpia"),
        outcome=ReviewOutcome.NEEDS_CHANGE,
        findings="A school opened next to it.",
        deployment=made,
    )
    decide = lambda: authorise(who.authorising_officer, made, reasons=make.FOUR_TESTS, further=make.FURTHER)  # noqa: E731
    assert refused(decide) == "documents_are_reviewed_for_this_deployment"
    clock.advance(60)
    assessing.review(who, Document.objects.get(kind="dpia"), made)
    assert authorise(who.authorising_officer, made, reasons=make.FOUR_TESTS, further=make.FURTHER).state == "authorised"


@pytest.mark.clause("E-13")
def test_a_positive_action_lapses_visibly_when_its_review_date_passes(who: make.People, clock: FakeClock) -> None:
    review_by = (site.now() + timedelta(days=10)).date()
    action = {
        "measure": "Cameras at two heights.",
        "disadvantage": "Wheelchair users are seen less well.",
        "duty": "remove",
        "justification": "Measured here in spring.",
        "owner": Role.TECHNICAL_LEAD.value,
        "review_by": review_by.isoformat(),
    }
    assessing.in_force(who, "eia", **{"impacts.positive_action": (action,)})

    def stand() -> tuple[Standing, int]:
        found = next(stand for stand in stands(site.now().date()) if stand.template.code == "eia")
        return found.standing, len(found.lapsed)

    clock.advance(timedelta(days=10).total_seconds())
    assert stand() == (Standing.IN_FORCE, 0)
    clock.advance(timedelta(days=1).total_seconds())
    assert stand() == (Standing.LAPSED, 1)


@pytest.mark.clause("M-90")
@pytest.mark.clause("M-35")
def test_sharing_with_the_ico_and_its_reply_are_kept_with_their_days(who: make.People, clock: FakeClock) -> None:
    today = site.now().date()
    version = assessing.finished(who, "dpia")
    share = lambda on: share_document(who.dpo, version.document_id, recipient=Recipient.ICO, shared_on=on)  # noqa: E731
    assert refused(lambda: share(today)) == "not_in_force"
    sign_document(who.gold, version, role=Role.GOLD)
    sign_document(who.dpo, version, role=Role.DPO)
    assert refused(lambda: share(today + timedelta(days=1))) == "day_impossible"
    assert refused(lambda: share(today - timedelta(days=1))) == "day_impossible"
    sharing = share(today)
    clock.advance(timedelta(days=5).total_seconds())
    early = today - timedelta(days=1)
    assert refused(lambda: record_reply(who.dpo, sharing, replied_on=early, reply="x")) == "day_impossible"
    assert refused(lambda: record_reply(who.dpo, sharing, replied_on=today, reply="  ")) == "reply_missing"
    replied = record_reply(who.dpo, sharing, replied_on=today + timedelta(days=4), reply="No objection.")
    assert (replied.replied_on, replied.reply) == (today + timedelta(days=4), "No objection.")
    assert refused(lambda: record_reply(who.dpo, replied, replied_on=today, reply="y")) == "reply_recorded"
    assert "No objection" not in json.dumps(entries("document.reply_recorded"))


@pytest.mark.clause("M-02")
@pytest.mark.clause("M-91")
@pytest.mark.clause("M-35", "M-56", "M-58", "M-80", "E-16", "E-18", "E-119")
def test_a_version_is_published_when_it_is_marked_and_the_next_one_not_before_it_is(who: make.People) -> None:
    document = assessing.in_force(who, "dpia", **{"front.contact": ""})
    assert refused(lambda: mark_for_publication(who.dpo, document)) == "contact_missing"
    save_draft(who.dpo, document, answers={"front.contact": "lfr@force.example"})
    second = finish_version(who.dpo, document, change="A contact is named.")
    sign_document(who.gold, second, role=Role.GOLD)
    sign_document(make.person(who.administrator, Role.DPO), second, role=Role.DPO)
    assert mark_for_publication(who.publisher, document).published_id == second.pk
    assert refused(lambda: mark_for_publication(who.publisher, document)) == "published_already"
    assert refused(lambda: mark_for_publication(who.team_member, document)) == "role_missing"
    assert refused(lambda: withdraw_publication(who.dpo, document, reason=" ")) == "reason_missing"
    assert withdraw_publication(who.dpo, document, reason="It names a victim.").published is None


@pytest.mark.clause("M-67")
def test_a_document_always_has_an_owner_with_a_role(who: make.People) -> None:
    document = start_document(who.team_member, kind="sop")
    assert document.owner == who.team_member
    nobody = make.person(who.administrator)
    assert refused(lambda: hand_over_document(who.gold, document, owner=nobody)) == "owner_without_role"
    assert hand_over_document(who.gold, document, owner=who.silver).owner == who.silver


def attached(who: make.People, name: str = "minutes.txt", content: bytes = b"Minutes of the board") -> Attachment:
    document = Document.objects.filter(kind="sop").first() or start_document(who.team_member, kind="sop")
    keep_until = site.now().date() + timedelta(days=30)
    return attach_file(who.team_member, document, name=name, content=content, keep_until=keep_until)


@pytest.mark.clause("M-51")
def test_an_attachment_is_sealed_opened_on_record_and_erased_at_its_time(who: make.People, clock: FakeClock) -> None:
    row = attached(who)
    sealed = media.read(site.home(), "document_attachment", row.pk)
    assert b"Minutes" not in sealed
    assert open_attachment(who.overseer, row).content == b"Minutes of the board"
    assert [told["attachment"] for told in entries("document.attachment_opened")] == [row.pk]
    clock.advance(timedelta(days=30).total_seconds())
    assert erase_due().attachments == ()
    clock.advance(timedelta(days=1).total_seconds())
    receipts = erase_due().attachments
    assert [(receipt.what, receipt.keys_destroyed, receipt.records_deleted) for receipt in receipts] == [
        ("document_attachment", 1, 1)
    ]
    assert not Attachment.objects.exists()
    assert media.records(site.home(), "document_attachment") == set()
    assert site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT) == set()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.exe", b"MZ", "file_kind_unfit"),
        ("plan.pdf", b"<script>", "file_kind_unfit"),
        ("plan.docx", b"%PDF-1.7", "file_kind_unfit"),
        ("plan.txt", b"\x00\x01", "file_kind_unfit"),
        ("plan.txt", b"\xff\xfe", "file_kind_unfit"),
        ("plan.txt", b"", "file_empty"),
        ("plan.txt", b"x" * (LARGEST_BYTES + 1), "file_too_large"),
        ("", b"x", "name_unfit"),
        ("a\nb.txt", b"x", "name_unfit"),
        ("x" * 120 + ".txt", b"x", "name_unfit"),
        ("plan", b"x", "file_kind_unfit"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(who: make.People, name: str, content: bytes, code: str) -> None:
    assert refused(lambda: attached(who, name, content)) == code
    assert site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT) == set()


def test_a_folder_in_a_files_name_is_dropped(who: make.People) -> None:
    assert attached(who, "../../etc/minutes.txt").name == "minutes.txt"
    assert attached(who, "C:\\plans\\minutes.txt").name == "minutes.txt"


@pytest.mark.parametrize("days", [0, 7 * 366 + 1])
def test_an_attachment_needs_a_day_of_erasure_within_seven_years(who: make.People, days: int) -> None:
    document = start_document(who.team_member, kind="sop")
    until = site.now().date() + timedelta(days=days)
    give = lambda: attach_file(who.team_member, document, name="a.txt", content=b"x", keep_until=until)  # noqa: E731
    assert refused(give) == "day_impossible"


@pytest.mark.parametrize("broken", ["overt.ledger.append._store", "overt.records.media._write_whole"])
def test_an_attachment_that_cannot_be_recorded_or_written_leaves_nothing(
    who: make.People, everything: Rows, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    document = start_document(who.team_member, kind="sop")
    before = everything()

    def fail(*_: object) -> None:
        raise LedgerUnwritable("ledger_unwritable", "no") if "ledger" in broken else OSError(28, "No space left")

    monkeypatch.setattr(broken, fail)
    until = site.now().date() + timedelta(days=3)
    with pytest.raises(NotRecorded):
        attach_file(who.team_member, document, name="a.txt", content=b"x", keep_until=until)
    assert everything() == before
    assert site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT) == set()
    assert media.records(site.home(), "document_attachment") == set()


def test_start_up_destroys_an_attachments_key_and_file_without_a_row_and_keeps_those_with_one(who: make.People) -> None:
    row = attached(who)
    orphan = "f" * 32
    sealed = site.vault().seal(row.document_id, RecordKind.DOCUMENT_ATTACHMENT, orphan, b"left behind by a crash")
    media.write(site.home(), "document_attachment", orphan, sealed)
    media.write(site.home(), "document_attachment", "e" * 32, b"a file whose key is gone")
    done = finish_erasures()
    assert (done.orphan_keys, done.orphan_media) == (1, 1)
    assert site.vault().owned(RecordKind.DOCUMENT_ATTACHMENT) == {(row.document_id, row.pk)}
    assert media.records(site.home(), "document_attachment") == {row.pk}
    assert open_attachment(who.dpo, row).name == "minutes.txt"


def test_a_signature_that_cannot_be_recorded_is_not_given(
    who: make.People, everything: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = assessing.finished(who, "camera_code")
    signer = who.senior_responsible_officer
    before = everything()

    def fail(*_: object) -> None:
        raise LedgerUnwritable("ledger_unwritable", "no")

    monkeypatch.setattr("overt.ledger.append._store", fail)
    with pytest.raises(NotRecorded):
        sign_document(signer, version, role=Role.SENIOR_RESPONSIBLE_OFFICER)
    assert everything() == before


def test_what_a_kind_of_deployment_needs_is_said_in_its_templates() -> None:
    assert Kind.REHEARSAL not in {kind for shape in templates().values() for kind in shape.needed_for}
