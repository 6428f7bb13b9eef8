"""Form 1 in the records: saved in the draft, by the team, without losing anybody's words; frozen, then erased."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.application import application_of
from overt.actions.attach_intelligence import MOST_FILES, attach_intelligence
from overt.actions.authorise import authorise
from overt.actions.create_deployment import create_deployment
from overt.actions.entry_values import ImageNote, Particulars
from overt.actions.erase_due import erase_due
from overt.actions.errors import ActionRefused
from overt.actions.open_intelligence import open_intelligence
from overt.actions.record_advice import record_advice
from overt.actions.remove_intelligence import remove_intelligence
from overt.actions.review_entry import review_entry
from overt.actions.save_application import save_application, seen_digest
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.withdraw import withdraw
from overt.law.form_one import omissions
from overt.law.listing import AgeBand
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records import media
from overt.records.models import Advice, Application, ApplicationFile, Deployment, ErasureClass, WatchlistEntry
from overt.records.queries.application import answers_of
from overt.vault import KeyMissing
from overt.vault.testing import FakeClock
from tests import applying, assessing, make, measuring
from tests.measuring import FIT


def refusal(call: Callable[[], object]) -> ActionRefused:
    with pytest.raises(ActionRefused) as refused:
        call()
    return refused.value


def drawn(who: make.People) -> Deployment:
    return create_deployment(who.team_member, make.plan())


def operational(who: make.People) -> Deployment:
    plan = make.plan(kind="operational", source="camera", use_case="crime_hotspot", engine=FIT, threshold="0.64")
    return create_deployment(who.team_member, plan)


def test_answers_are_saved_as_people_go_and_the_ledger_holds_no_word_of_them(who: make.People) -> None:
    draft = drawn(who)
    save_application(who.team_member, draft, answers={"purpose.need": "Robberies\r\nat the station", "place.why": ""})
    save_application(who.team_member, draft, answers={"command.gold": "Superintendent Example"})
    assert answers_of(draft) == {"purpose.need": "Robberies\nat the station", "command.gold": "Superintendent Example"}
    saved = [entry for entry in entries_after(-1) if entry.event == "application.saved"]
    assert [entry.details["section"] for entry in saved] == ["place", "command"]
    assert "obberies" not in json.dumps([dict(entry.details) for entry in entries_after(-1)])


def test_of_two_who_save_one_part_at_once_the_second_is_told_and_nothing_is_lost(who: make.People) -> None:
    draft = drawn(who)
    seen = seen_digest(Application.objects.get(), ["purpose.need"])
    elsewhere = seen_digest(Application.objects.get(), ["command.gold"])
    save_application(who.team_member, draft, answers={"purpose.need": "first"}, seen=seen)
    late = refusal(lambda: save_application(who.team_member, draft, answers={"purpose.need": "second"}, seen=seen))
    assert late.code == "saved_meanwhile"
    save_application(who.team_member, draft, answers={"command.gold": "Gold"}, seen=elsewhere)
    assert answers_of(draft) == {"purpose.need": "first", "command.gold": "Gold"}


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({}, "nothing_to_save"),
        ({"purpose.unheard_of": "x"}, "question_unknown"),
        ({"purpose.purpose": "everything"}, "choice_unknown"),
        ({"intelligence.assessed": "lately"}, "date_expected"),
        ({"threshold.faces": "many"}, "number_expected"),
        ({"place.crime": "none"}, "rows_expected"),
        ({"place.crime": ({"colour": "x"},)}, "row_unclear"),
    ],
)
def test_an_answer_of_the_wrong_shape_is_refused(who: make.People, answers: dict[str, object], code: str) -> None:
    draft = drawn(who)
    assert refusal(lambda: save_application(who.team_member, draft, answers=answers)).code == code  # type: ignore[arg-type]
    assert answers_of(draft) == {}


def test_nobody_but_the_team_answers_and_nothing_changes_after_the_request(who: make.People) -> None:
    waiting = make.submitted(who)
    answer = {"rehearsal.lesson": "Something else."}
    file = ApplicationFile(deployment=waiting)
    assert refusal(lambda: save_application(who.authorising_officer, waiting, answers=answer)).code == "role_missing"
    for late in (
        lambda: save_application(who.team_member, waiting, answers=answer),
        lambda: attach_intelligence(who.team_member, waiting, name="late.txt", content=b"late"),
        lambda: record_advice(who.legal_adviser, waiting, given_as=Role.LEGAL_ADVISER, words="late"),
    ):
        assert refusal(late).code == "wrong_state"
    assert refusal(lambda: remove_intelligence(who.team_member, file)).code == "no_such_file"


@pytest.mark.clause("E-87")
def test_changing_an_answer_behind_the_actions_voids_the_authority(who: make.People) -> None:
    deployment = make.authorised(who)
    Application.objects.filter(pk=deployment.pk).update(answers_json={"rehearsal.lesson": "Something else."})
    assert refusal(lambda: start(who.silver, deployment)).code == "authority_is_unchanged"


@pytest.mark.clause("M-40")
def test_an_intelligence_case_is_sealed_opened_on_record_and_destroyed_with_the_alerts(
    who: make.People, clock: FakeClock
) -> None:
    draft = drawn(who)
    file = attach_intelligence(who.team_member, draft, name="..\\case.txt", content=b"seen at the north gate")
    assert (file.name, file.size) == ("case.txt", 22)
    assert b"north gate" not in media.read(site.home(), "application_file", file.pk)
    assert open_intelligence(who.authorising_officer, file).content == b"seen at the north gate"
    assert [entry.actor for entry in entries_after(-1) if entry.event == "application.file_opened"] == [
        who.authorising_officer.id
    ]
    assert refusal(lambda: open_intelligence(who.operator, file)).code == "role_missing"
    withdraw(who.team_member, draft, reason="The priority changed.")
    clock.advance(timedelta(days=30, hours=1).total_seconds())
    erase_due()
    assert not ApplicationFile.objects.exists()
    assert media.records(site.home(), "application_file") == set()
    with pytest.raises(KeyMissing):
        site.vault().salt(draft.pk)


def test_a_file_taken_off_a_draft_is_destroyed_at_once_with_a_receipt(who: make.People) -> None:
    draft = drawn(who)
    file = attach_intelligence(who.team_member, draft, name="case.txt", content=b"a case")
    receipt = remove_intelligence(who.team_member, file)
    assert (receipt.what, receipt.keys_destroyed, receipt.records_deleted) == (ErasureClass.APPLICATION_FILE, 1, 1)
    assert media.records(site.home(), "application_file") == set()


def test_files_are_few_and_are_what_their_ending_says(who: make.People) -> None:
    draft = drawn(who)
    wrong = refusal(lambda: attach_intelligence(who.team_member, draft, name="case.pdf", content=b"PK\x03\x04"))
    assert wrong.code == "file_kind_unfit"
    for number in range(MOST_FILES):
        attach_intelligence(who.team_member, draft, name=f"{number}.txt", content=b"a case")
    more = refusal(lambda: attach_intelligence(who.team_member, draft, name="more.txt", content=b"a case"))
    assert more.code == "files_too_many"


def listed(who: make.People, draft: Deployment, label: str, said: Particulars) -> WatchlistEntry:
    note = ImageNote("custody", "PACE section 64A", site.now().date() - timedelta(days=30), 11)
    added = add_to_watchlist(
        who.team_member,
        draft,
        label=label,
        category="suspected",
        reason="seen at this place before",
        pictures=[label.encode()],
        particulars=said,
        images=[note],
    )
    for picture in added.pictures.all():
        make.accept(picture)
    review_entry(who.team_member, added, face_occluded=False)
    return added


CHILD = Particulars("Force A", AgeBand.FROM_10_TO_12)
DISABLED = Particulars("Force A", AgeBand.ADULT, has_disability=True, disability_reason="Risk to himself.")


@pytest.mark.clause("E-94", "E-110", "E-22")
@pytest.mark.parametrize("said", [CHILD, DISABLED], ids=["under-13", "disability"])
def test_advice_of_both_comes_before_the_request_and_after_the_last_such_entry(
    who: make.People, clock: FakeClock, said: Particulars
) -> None:
    draft = operational(make.in_order(who))
    made = ({"category": "suspected", "benefit": "Found early.", "measured": "By outcome."},)
    applying.complete(who, draft, **{"list.young": "Risk to life.", "list.benefits": made})
    assessing.everything_in_force(who, draft)
    listed(who, draft, "first", said)
    record_advice(who.legal_adviser, draft, given_as=Role.LEGAL_ADVISER, words="Lawful, with a newer picture.")
    record_advice(who.team_member, draft, given_as=Role.TEAM_MEMBER, words="Expect more false alerts.")
    clock.advance(timedelta(minutes=1).total_seconds())
    listed(who, draft, "second", said)
    seal_watchlist(who.team_member, draft)
    late = refusal(lambda: submit(who.team_member, draft))
    assert late.code == "advice_comes_before_the_request"
    assert "the legal adviser’s advice must be on record" in late.sentence
    record_advice(who.legal_adviser, draft, given_as=Role.LEGAL_ADVISER, words="Lawful, for both.")
    assert "the LFR team’s advice must be on record" in refusal(lambda: submit(who.team_member, draft)).sentence
    record_advice(who.team_member, draft, given_as=Role.TEAM_MEMBER, words="Expect more false alerts.")
    assert submit(who.team_member, draft).state == "submitted"


def test_advice_is_given_in_a_role_one_holds_and_in_words(who: make.People) -> None:
    draft = drawn(who)
    assert refusal(lambda: record_advice(who.dpo, draft, given_as=Role.DPO, words="x")).code == "role_missing"
    for role in (Role.LEGAL_ADVISER, Role.AUTHORISING_OFFICER):
        wrong = refusal(lambda role=role: record_advice(who.team_member, draft, given_as=role, words="x"))  # type: ignore[misc]
        assert wrong.code == "role_not_held"
    empty = refusal(lambda: record_advice(who.team_member, draft, given_as=Role.TEAM_MEMBER, words=" "))
    assert empty.code == "advice_missing"


def test_the_list_is_counted_by_category_age_and_disability_without_anybody_withdrawn(who: make.People) -> None:
    draft = drawn(who)
    listed(who, draft, "child", CHILD)
    listed(who, draft, "disabled", DISABLED)
    listed(who, draft, "young", Particulars("Force A", AgeBand.FROM_13_TO_17))
    make.entry(who.team_member, draft, label="adult")
    counts = application_of(draft).counts
    assert (counts.entries, counts.young, counts.children, counts.with_disability) == (4, 2, 1, 1)
    assert counts.by_category == {"suspected": 3, "rehearsal_volunteer": 1}
    WatchlistEntry.objects.filter(age_band=AgeBand.FROM_10_TO_12).update(withdrawn_at=site.now())
    assert application_of(draft).counts.children == 0


def test_an_empty_application_is_refused_with_every_sentence_and_a_complete_one_is_taken(who: make.People) -> None:
    draft = operational(make.in_order(who))
    assessing.everything_in_force(who, draft)
    make.entry(who.team_member, draft)
    seal_watchlist(who.team_member, draft)
    refused = refusal(lambda: submit(who.team_member, draft))
    assert refused.code == "application_is_complete"
    missing = [one.sentence for one in omissions(application_of(draft)) if one.stops]
    assert len(missing) > 45
    assert all(sentence in refused.sentence for sentence in missing)
    applying.complete(who, draft)
    assert submit(who.team_member, draft).state == "submitted"


def test_answers_and_advice_go_at_their_time_and_not_before(who: make.People, clock: FakeClock) -> None:
    draft = make.draft(who)
    record_advice(who.team_member, draft, given_as=Role.TEAM_MEMBER, words="Use a larger picture.")
    withdraw(who.team_member, draft, reason="The priority changed.")
    clock.advance(timedelta(days=2_557).total_seconds())
    erase_due()
    assert (Application.objects.count(), Advice.objects.count()) == (1, 1)
    clock.advance(timedelta(hours=1).total_seconds())
    (receipt,) = erase_due().applications
    assert (receipt.what, receipt.records_deleted) == (ErasureClass.APPLICATION, 2)
    assert (Application.objects.count(), Advice.objects.count()) == (0, 0)
    assert answers_of(draft) == {}


def test_who_advised_does_not_decide(who: make.People) -> None:
    both = make.person(who.administrator, Role.LEGAL_ADVISER, Role.AUTHORISING_OFFICER)
    draft = make.draft(who)
    record_advice(both, draft, given_as=Role.LEGAL_ADVISER, words="Lawful.")
    seal_watchlist(who.team_member, draft)
    submit(who.team_member, draft)
    assert refusal(lambda: authorise(both, draft, reasons=make.FOUR_TESTS)).code == "actor_is_not_an_applicant"


@pytest.mark.clause("E-43", "E-99")
def test_an_engine_counts_as_tested_here_when_two_signed_and_for_the_packs_period_only(
    who: make.People, clock: FakeClock
) -> None:
    draft = make.draft(make.in_order(who), kind="operational", source="camera", engine=FIT)
    row = measuring.finished(who, FIT, measuring.point(0.6, 1_000, 3, 4_000))
    assert not application_of(draft).engine_is_tested
    measuring.sign(who.evaluator, row)
    assert not application_of(draft).engine_is_tested
    measuring.sign(who.technical_lead, row)
    assert application_of(draft).engine_is_tested
    another = make.draft(who, kind="operational", source="camera", engine=replace(FIT, digest="e" * 64))
    assert not application_of(another).engine_is_tested
    clock.advance(timedelta(days=365).total_seconds() - 3_600)
    assert application_of(draft).engine_is_tested
    clock.advance(3_600)
    assert not application_of(draft).engine_is_tested


@pytest.mark.clause("E-43", "E-99")
def test_an_operational_deployment_is_authorised_only_with_a_test_of_its_engine_in_date(who: make.People) -> None:
    applied = make.suitable(who, make.submitted(make.in_order(who), kind="operational", source="camera", engine=FIT))
    decide = lambda: authorise(who.authorising_officer, applied, reasons=make.FOUR_TESTS, further=make.FURTHER)  # noqa: E731
    assert refusal(decide).code == "engine_is_tested_here"
    measuring.accepted(who, FIT)
    assert decide().state == "authorised"


@pytest.mark.clause("E-88", "E-90")
def test_expected_false_alerts_are_projected_from_the_right_accepted_point(who: make.People) -> None:
    draft = make.draft(make.in_order(who), kind="operational", source="camera", engine=FIT, threshold="0.64", entries=2)
    assert application_of(draft).expected is None
    measuring.accepted(
        who,
        FIT,
        measuring.point(0.60, 1_000, 40, 4_000),
        measuring.point(0.62, 1_000, 4, 4_000),
        measuring.point(0.62, 10_000, 40, 4_000),
        measuring.point(0.66, 1_000, 1, 4_000),
    )
    told = application_of(draft).expected
    assert told is not None
    assert (told.threshold, told.from_size, told.to_size) == ("0.62", 1_000, 2)
    assert told.point == pytest.approx(1 - (1 - 0.001) ** (2 / 1_000))
    assert told.low < told.point < told.high
    assert told.sentence.startswith("projected to a list of 2")
    Deployment.objects.update(threshold="0.59")
    assert application_of(Deployment.objects.get()).expected is None
