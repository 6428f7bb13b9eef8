"""Known negatives by real acts: made of two alerts, judged like one, told afterwards, in no figure of alerts."""

from dataclasses import replace

import pytest

from overt.actions.adjudicate import adjudicate
from overt.actions.claim_negative import claim_negative
from overt.actions.close import close
from overt.actions.erase_alert import erase_alert
from overt.actions.go_on_duty import go_on_duty
from overt.actions.judge_negative import judge_negative
from overt.actions.mix_in_negative import mix_in_negative
from overt.actions.show_negative import show_negative
from overt.actions.system import SOFTWARE
from overt.actions.values import CandidatePicture, SubjectDetails
from overt.law import acts
from overt.law.errors import LawError
from overt.law.facts import AlertFacts
from overt.law.roles import Role
from overt.law.states import Kind, State
from overt.ledger.read import entries_after
from overt.records.models import Alert, AlertAssignment, CameraRun, Deployment, KnownNegative, OwnView
from overt.records.queries.alerts import alerts_for
from overt.records.queries.figures import alert_figures
from overt.records.queries.negatives import NegativeCounts, negative_counts, negatives_waiting, pairs_to_mix
from overt.web.oversee.figures import shown_negatives
from overt.web.oversee.timeline import timeline
from tests import make
from tests.integration.actions.test_authority import refusal
from tests.unit.law.test_law_conditions import READY

pytestmark = pytest.mark.clause("E-44")


def raised(run: CameraRun, number: int) -> Alert:
    """An alert of the subject with this number, whose pictures say which one it is."""
    picture = Deployment.objects.get(pk=run.deployment_id).entries.order_by("added_at")[number].pictures.get()
    return make.alert(
        run,
        picture=picture.id,
        probe_jpeg=f"probe {number}".encode(),
        candidates=(CandidatePicture(picture.id, f"candidate {number}".encode()),),
        subject=SubjectDetails(f"Subject {number}", "rehearsal_volunteer"),
    )


@pytest.fixture
def rehearsal(who: make.People) -> Deployment:
    """A rehearsal with two subjects who alerted, of whom the operator recognised the first."""
    deployment = make.live(who, entries=2)
    run = make.camera_run(deployment)
    first, second = raised(run, 0), raised(run, 1)
    adjudicate(who.operator, first, view="same")
    adjudicate(who.operator, second, view="cannot_tell")
    return deployment


@pytest.mark.parametrize("act", ["mix_in_negative", "show_negative", "claim_negative", "judge_negative"])
@pytest.mark.parametrize("kind", [Kind.TRIAL, Kind.OPERATIONAL])
def test_no_known_negative_is_ever_part_of_what_is_no_rehearsal(act: str, kind: Kind) -> None:
    facts = replace(READY, kind=Kind.REHEARSAL, state=State.LIVE, alert=AlertFacts())
    acts.check(act, facts)
    with pytest.raises(LawError) as refused:
        acts.check(act, replace(facts, kind=kind))
    assert refused.value.code == "it_is_a_rehearsal"


def test_it_takes_a_recognised_subject_and_another_one(who: make.People) -> None:
    deployment = make.live(who, entries=2)
    run = make.camera_run(deployment)
    assert refusal(mix_in_negative, who.silver, deployment) == "no_pair_to_mix"
    first = raised(run, 0)
    adjudicate(who.operator, first, view="same")
    adjudicate(who.operator, raised(run, 0), view="same")
    assert refusal(mix_in_negative, who.silver, deployment) == "no_pair_to_mix"
    unsure = raised(run, 1)
    adjudicate(who.operator, unsure, view="cannot_tell")
    pairs = pairs_to_mix(deployment.id)
    assert {candidate.id for _, candidate in pairs} == {unsure.id}
    assert unsure.id not in {probe.id for probe, _ in pairs}
    assert refusal(mix_in_negative, who.operator, deployment) == "role_missing"


def test_one_is_shown_like_an_alert_and_its_operator_is_told_only_by_their_own_view(
    who: make.People, rehearsal: Deployment
) -> None:
    made = mix_in_negative(who.silver, rehearsal)
    shown = show_negative(who.operator, made.id)
    assert (shown.probe_jpeg, [one.jpeg for one in shown.candidates]) == (b"probe 0", [b"candidate 1"])
    assert (shown.label, shown.own_view, shown.score, shown.views) == ("Subject 1", None, None, ())
    assert [line.alert for line in negatives_waiting(rehearsal.id)] == [made.id]
    assert shown_negatives(rehearsal) == []
    judge_negative(who.operator, made.id, view="same")
    assert show_negative(who.operator, made.id).own_view == "same"
    assert negatives_waiting(rehearsal.id) == []
    assert refusal(judge_negative, who.operator, made.id, view="not_the_same") == "operator_has_not_viewed"


def test_what_is_said_of_known_negatives_is_counted_apart_with_interval_and_too_few_to_say(
    who: make.People, rehearsal: Deployment
) -> None:
    before = alert_figures(rehearsal.id), len(alerts_for(who.operator.pk, rehearsal.id)), OwnView.objects.count()
    sent = AlertAssignment.objects.count()
    judge_negative(who.operator, mix_in_negative(who.silver, rehearsal).id, view="same")
    assert before == (
        alert_figures(rehearsal.id),
        len(alerts_for(who.operator.pk, rehearsal.id)),
        OwnView.objects.count(),
    )
    assert AlertAssignment.objects.count() == sent
    assert negative_counts(rehearsal.id) == NegativeCounts(viewed=1, same=1, cannot_tell=0)
    same, _ = shown_negatives(rehearsal)
    assert same.says.startswith("1 of 1 known negatives viewed (100 %, 95 % interval 2.5 % to 100 %, Clopper-Pearson")
    assert "too few events to state a rate" in same.says
    events = [one.event for one in entries_after(-1, 5000) if one.event.startswith("negative.")]
    assert events == ["negative.mixed_in", "negative.judged"]


def test_the_record_keeps_them_from_operators_while_it_runs_and_tells_afterwards(
    who: make.People, rehearsal: Deployment
) -> None:
    judge_negative(who.operator, mix_in_negative(who.silver, rehearsal).id, view="not_the_same")
    assert not [one for one in timeline(rehearsal) if "known negative" in one.sentence]
    told = [one.sentence for one in timeline(close(who.silver, rehearsal)) if "known negative" in one.sentence]
    assert told == [
        "A known negative was mixed into the queue.",
        "An own view of a known negative was recorded: not the same person.",
    ]


def test_one_operator_has_it_and_no_pair_is_used_twice(who: make.People, rehearsal: Deployment) -> None:
    made = mix_in_negative(who.silver, rehearsal)
    assert refusal(mix_in_negative, who.silver, rehearsal) == "no_pair_to_mix"
    claim_negative(who.operator, made.id)
    other = make.person(who.administrator, Role.OPERATOR)
    go_on_duty(other, rehearsal, role=Role.OPERATOR)
    assert refusal(judge_negative, other, made.id, view="same") == "alert_is_not_claimed_by_another_operator"
    assert refusal(show_negative, who.engagement_officer, made.id) == "role_missing"


def test_once_one_of_its_alerts_is_erased_nothing_of_it_can_be_shown(who: make.People, rehearsal: Deployment) -> None:
    made = mix_in_negative(who.silver, rehearsal)
    erase_alert(SOFTWARE, made.candidate_of)
    assert refusal(show_negative, who.operator, made.id) == "no_such_alert"
    row = KnownNegative.objects.get()
    assert (row.view, row.viewed_by) == ("", "")
