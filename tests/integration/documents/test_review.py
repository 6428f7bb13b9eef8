"""The review: its numbers are the scripted truth, stay it after erasure, and pass our own check of published tables."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from overt.actions import site
from overt.actions.add_learning_point import add_learning_point
from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.end_camera_run import end_camera_run
from overt.actions.engagement_values import Factors
from overt.actions.erase_due import erase_due
from overt.actions.errors import ActionRefused
from overt.actions.finish_learning_point import finish_learning_point
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.read_again import read_again
from overt.actions.record_engagement import record_engagement
from overt.actions.record_factors import record_factors
from overt.actions.record_outcome import record_outcome
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.resume import resume
from overt.actions.review import review
from overt.actions.show_alert import show_alert
from overt.actions.values import Tally
from overt.documents.deployment_report import write_report
from overt.documents.review_export import review_csv, review_json, review_values, schema
from overt.evaluate.records import check, read_table
from overt.law.roles import Role
from overt.records.models import Alert, Deployment
from overt.records.queries.review import sample_of, to_read_again
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.documents.test_deployment_report import text_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def clock(home: Path, monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """One clock for the site and its ledger, so that what the review adds up of entries is known."""
    held = FakeClock()
    site.forget_vault(held)
    monkeypatch.setattr("overt.ledger.append.datetime", SimpleNamespace(now=lambda _: held.now()))
    return held


@pytest.fixture
def who(clock: FakeClock) -> make.People:
    return make.people()


@pytest.fixture
def over(who: make.People, clock: FakeClock) -> Deployment:
    """One arrest, one confirmed false alert, two rejected, one nobody could tell; one halt of 90 seconds."""
    deployment = make.live(who, entries=2)
    clock.advance(600)
    run, counted = make.camera_run(deployment), Tally(frames=900, passages=4000, recognition_opportunities=3900)
    renew_camera_run(run, counted)
    arrested, mistaken, wrong, again, unclear = (make.alert(run) for _ in range(5))
    for row in (arrested, mistaken):
        adjudicate(who.operator, row, view="same")
        adjudicate(who.engagement_officer, row, view="same")
        record_engagement(who.engagement_officer, row)
    record_outcome(who.engagement_officer, arrested, identity="same", disposal="arrest", note="PACE section 24")
    record_outcome(who.engagement_officer, mistaken, identity="different", disposal="no_action")
    for row in (wrong, again):
        adjudicate(who.operator, row, view="not_the_same")
    record_factors(who.operator, wrong, Factors(frozenset({"light"}), frozenset({"age"})))
    adjudicate(who.operator, unclear, view="cannot_tell")
    end_camera_run(run, counted)
    halt(who.silver, deployment, reason="a crowd")
    clock.advance(90)
    propose_resume(who.operator, deployment, reason="it has thinned")
    resume(who.silver, deployment)
    clock.advance(510)
    close(who.silver, deployment)
    clock.advance(timedelta(hours=25).total_seconds())
    erase_due()
    return Deployment.objects.get()


def truth(values: dict[str, object]) -> dict[str, object]:
    published = values["published"]
    assert isinstance(published, dict)
    names = ("total_alerts", "true_confirmed", "true_unconfirmed", "false_confirmed", "false_unconfirmed", "unresolved")
    return {name: published[name] for name in (*names, "arrests", "no_action", "faces_seen", "watchlist_size")}


EXPECTED = {
    "total_alerts": 5,
    "true_confirmed": 1,
    "true_unconfirmed": 0,
    "false_confirmed": 1,
    "false_unconfirmed": 2,
    "unresolved": 1,
    "arrests": 1,
    "no_action": 1,
    "faces_seen": 4000,
    "watchlist_size": 2,
}


@pytest.mark.clause("E-04")
@pytest.mark.clause("E-96")
def test_the_numbers_are_the_scripted_truth_and_stay_it_when_the_alerts_are_erased(
    who: make.People, over: Deployment, clock: FakeClock
) -> None:
    values = review_values(over)
    jsonschema.validate(json.loads(review_json(over)), json.loads(schema()), jsonschema.Draft202012Validator)
    assert truth(values) == EXPECTED
    assert values["interruptions"]["halts"] == 1
    assert values["interruptions"]["halted_seconds"] == 90
    (category,) = values["outcomes_by_category"]
    assert (category["category"], category["listed"], category["alerts"]) == ("rehearsal_volunteer", 2, 5)
    assert category["judged"] == {"false_confirmed": 1, "false_unconfirmed": 2, "true_confirmed": 1, "unresolved": 1}
    assert category["outcomes"] == {"arrest": 1, "no_action": 1}
    (camera,) = values["false_alerts"]["by_camera"]
    rate = camera["false_for_faces_seen"]
    assert (camera["camera"], rate["numerator"], rate["denominator"]) == ("north", 3, 4000)
    assert [one["false"] for one in values["false_alerts"]["by_quarter_of_the_time"]] == [0, 0, 3, 0]
    assert (values["false_alerts"]["subjects"], values["false_alerts"]["most_of_one_subject"]) == (1, 3)
    review(who.silver, over, findings="as planned", on_false_alerts="one subject drew all three")
    clock.advance(timedelta(days=31).total_seconds())
    erase_due()
    assert not Alert.objects.exists()
    later = review_values(over)
    assert truth(later) == EXPECTED
    assert later["outcomes_by_category"] == values["outcomes_by_category"]
    assert later["false_alerts"]["by_camera"] == values["false_alerts"]["by_camera"]
    weighed = later["false_alerts"]["factors_weighed"]
    assert weighed == {"asked": 1, "factors": {"light": 1}, "characteristics": {"age": 1}}


def test_our_own_check_of_published_tables_finds_nothing_in_the_columns(over: Deployment, tmp_path: Path) -> None:
    written = tmp_path / "review.csv"
    written.write_bytes(review_csv(over))
    heading, row = csv.reader(io.StringIO(written.read_text("utf-8-sig")))
    assert dict(zip(heading, row, strict=True))["False alert rate"] == "3 in 4000"
    assert [finding for finding in check(read_table(written)).findings if finding.severity == "error"] == []


def test_a_text_that_a_spreadsheet_would_calculate_is_written_as_text(who: make.People, clock: FakeClock) -> None:
    deployment = make.live(who, place='=HYPERLINK("x")')
    assert b"'=HYPERLINK" in review_csv(deployment)


@pytest.mark.clause("E-96")
def test_false_alerts_are_examined_before_a_review_is_taken(who: make.People, over: Deployment) -> None:
    with pytest.raises(ActionRefused) as refused:
        review(who.silver, over, findings="all well")
    assert refused.value.code == "examination_missing"


@pytest.mark.clause("E-96")
def test_the_second_reader_is_drawn_the_alert_and_learns_nothing_of_the_first_view(
    who: make.People, over: Deployment
) -> None:
    reader = make.person(who.administrator, Role.OPERATOR)
    assert to_read_again(who.operator.id, over.id) == [], "who gave the first view reads none again"
    alerts = to_read_again(reader.id, over.id)
    assert [row.id for row in alerts] == sample_of(over.id)
    shown = show_alert(reader, alerts[0])
    assert (shown.score, shown.views, shown.own_view) == (None, (), None)
    with pytest.raises(ActionRefused, match="already recorded your own view"):
        read_again(who.operator, alerts[0], view="same")
    for row in alerts:
        read_again(reader, row, view="not_the_same")
    with pytest.raises(ActionRefused) as refused:
        read_again(make.person(who.administrator, Role.OPERATOR), alerts[0], view="same")
    assert refused.value.code == "alert_is_not_read_again"
    told = review_values(over)["second_reading"]
    assert (told["sample"], told["read"], told["agreed"]["numerator"]) == (5, 5, 2)
    assert truth(review_values(over)) == EXPECTED, "a second reading changes no judgement"


@pytest.mark.clause("E-96")
def test_a_learning_point_has_an_owner_and_a_day_and_only_its_owner_ends_it(who: make.People, over: Deployment) -> None:
    due = site.now().date() + timedelta(days=14)
    point = add_learning_point(who.silver, over, words="raise the camera", owner=who.technical_lead, due_on=due)
    with pytest.raises(ActionRefused) as refused:
        finish_learning_point(who.silver, point, outcome="raised")
    assert refused.value.code == "actor_owns_the_point"
    finish_learning_point(who.technical_lead, point, outcome="raised by half a metre")
    with pytest.raises(ActionRefused) as refused:
        finish_learning_point(who.technical_lead, point, outcome="again")
    assert refused.value.code == "point_is_open"
    with pytest.raises(ActionRefused, match="has passed"):
        add_learning_point(who.silver, over, words="x", owner=who.silver, due_on=due - timedelta(days=60))
    (told,) = review_values(over)["learning_points"]
    assert (told["owner"], told["outcome"]) == (who.technical_lead.id, "raised by half a metre")


def test_the_printed_report_holds_the_review(who: make.People, over: Deployment, home: Path) -> None:
    due = site.now().date()
    add_learning_point(who.silver, over, words="raise the camera", owner=who.technical_lead, due_on=due)
    review(who.silver, over, findings="as planned", on_false_alerts="one subject drew all three", on_benefits="none")
    said = text_of(write_report(over, home))
    for words in ("What came of each category (E-04)", "most for one of them: 3", "one subject drew all three"):
        assert words in said
    for words in ("raise the camera", "3 of 4,000 faces seen", "1 of 1", "1 min 30 s together"):
        assert words in said
