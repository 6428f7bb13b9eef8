"""Rehearsal, trial and operational use never mix: not in the authority, and not in how long anything is kept."""

from datetime import timedelta

import pytest

from overt.actions import site
from overt.actions.authorise import authorise
from overt.actions.cancel import cancel
from overt.actions.start import start
from overt.actions.values import TrialPlan
from overt.law import packs
from overt.law.states import Kind, State
from overt.records.models import Deployment
from tests import make
from tests.integration.actions.test_authority import refusal


def trial(who: make.People, ends_in_hours: int = 2) -> dict[str, object]:
    plan = TrialPlan("height matters", "seeded passages", site.now() + timedelta(hours=ends_in_hours))
    engine = make.replace(make.ENGINE, fit_for=frozenset({"trial"}))
    return {"kind": "trial", "source": "camera", "engine": engine, "trial": plan}


@pytest.mark.clause("M-79")
@pytest.mark.clause("M-88")
@pytest.mark.parametrize("other", [Kind.OPERATIONAL, Kind.REHEARSAL])
def test_an_authority_for_one_kind_is_void_once_the_kind_is_another(who: make.People, other: Kind) -> None:
    deployment = make.authorised(make.in_order(who), **trial(who))
    Deployment.objects.update(kind=other.value)
    assert refusal(start, who.silver, deployment) == "authority_is_unchanged"
    assert Deployment.objects.get().state == State.CANCELLED


@pytest.mark.clause("M-79")
def test_a_trial_starts_as_the_trial_it_was_authorised_as(who: make.People) -> None:
    assert make.live(make.in_order(who), **trial(who)).state == State.LIVE


@pytest.mark.clause("M-12")
def test_a_programme_of_trials_ends_with_the_packs_number_of_deployments(who: make.People) -> None:
    shipped = packs.content_of(packs.DEFAULT).decode()
    head, tail = shipped.split("[limits.trial_deployments]\nvalue = 10")
    make.law_pack(who, "one-trial", f"{head}[limits.trial_deployments]\nvalue = 1{tail}".encode())
    make.in_order(who)
    first = make.suitable(who, make.submitted(who, **trial(who)))
    second = make.suitable(who, make.submitted(who, **trial(who)))
    decide = lambda one: authorise(who.authorising_officer, one, reasons=make.FOUR_TESTS, further=make.FURTHER)  # noqa: E731
    assert decide(first).state == State.AUTHORISED
    assert refusal(decide, second) == "trial_programme_is_not_over"
    cancel(who.authorising_officer, first, reason="the street is closed")
    assert decide(second).state == State.AUTHORISED


@pytest.mark.clause("M-86")
def test_a_trials_alerts_go_with_the_trial_however_long_the_pack_keeps_others(who: make.People) -> None:
    shipped = packs.content_of(packs.DEFAULT).decode()
    head, tail = shipped.split("[limits.trial_data_retention_days]\nvalue = 30")
    own = f"{head}[limits.trial_data_retention_days]\nvalue = 1{tail}"
    make.law_pack(who, "a-day-after-a-trial", own.encode())
    deployment = make.live(make.in_order(who), **trial(who))
    alert = make.alert(make.camera_run(deployment))
    assert deployment.trial_ends_at is not None
    assert alert.erase_by == deployment.trial_ends_at + timedelta(days=1)
    assert alert.erase_by < alert.raised_at + timedelta(days=packs.load(packs.DEFAULT).alert_retention_days)
