"""Halting, resuming, closing and expiring: the key goes first and comes back last."""

from datetime import timedelta

import pytest

from overt.actions import _authority, site
from overt.actions.close import close
from overt.actions.end_role import end_role
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.expire import expire, expire_due
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.resume import resume
from overt.actions.start import start
from overt.actions.system import SOFTWARE
from overt.law.roles import Role
from overt.law.states import State
from overt.records.models import CameraRun, Deployment
from overt.vault import VaultError, WarrantRefused
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.test_authority import refusal


def is_in_force(deployment: Deployment) -> bool:
    try:
        with site.vault().warrant(make.claim(deployment)):
            return True
    except WarrantRefused:
        return False


@pytest.mark.clause("E-98")
@pytest.mark.parametrize("role", ["silver", "gold", "bronze", "operator", "engagement_officer", "overseer"])
def test_anyone_on_duty_can_halt_and_the_open_warrant_dies(who: make.People, role: str) -> None:
    deployment = make.live(who)
    with site.vault().warrant(make.claim(deployment)) as warrant:
        halt(getattr(who, role), deployment, reason="somebody fell")
        with pytest.raises(WarrantRefused):
            warrant.check()
    assert not is_in_force(deployment)


def test_the_software_can_halt_but_never_resume(who: make.People, clock: FakeClock) -> None:
    deployment = make.live(who)
    halt(SOFTWARE, deployment, reason="ledger slow")
    clock.advance(1)
    propose_resume(who.bronze, deployment, reason="ledger is back")
    assert refusal(resume, SOFTWARE, deployment) == "not_for_software"


def test_resuming_takes_a_second_person_and_a_proposal_after_the_halt(who: make.People, clock: FakeClock) -> None:
    deployment = make.live(who)
    halt(who.operator, deployment, reason="glare")
    assert refusal(resume, who.silver, deployment) == "a_resume_was_proposed"
    propose_resume(who.silver, deployment, reason="sun is gone")
    assert refusal(resume, who.silver, deployment) == "actor_is_not_the_proposer"
    assert not is_in_force(deployment)
    resume(who.gold, deployment)
    assert is_in_force(deployment)
    clock.advance(1)
    halt(who.operator, deployment, reason="glare again")
    assert refusal(resume, who.gold, deployment) == "a_resume_was_proposed"


def test_a_halt_needs_a_reason_and_the_key_is_gone_even_without_one(who: make.People) -> None:
    deployment = make.live(who)
    assert refusal(halt, who.operator, deployment, reason="  ") == "reason_missing"
    assert not is_in_force(deployment)


def test_who_may_not_halt_does_not_reach_the_key(who: make.People) -> None:
    deployment = make.live(who)
    end_role(who.administrator, who.operator, Role.OPERATOR)
    assert refusal(halt, who.operator, deployment, reason="x") == "role_missing"
    assert is_in_force(deployment)


def test_when_the_vault_cannot_release_the_deployment_is_halted_at_once(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.authorised(who)

    def refuse(authority: object) -> None:
        raise VaultError("keys_unwritable", "The key database cannot be written.")

    monkeypatch.setattr(site.vault(), "put_in_force", refuse)
    assert refusal(start, who.silver, deployment) == "keys_unwritable"
    assert Deployment.objects.get().state == State.HALTED
    monkeypatch.undo()
    assert not is_in_force(deployment)


def test_a_halt_that_comes_between_the_record_and_the_release_wins(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.authorised(who)
    release = _authority.release

    def halted_first(name: str) -> None:
        halt(who.operator, name, reason="wait")
        release(name)

    monkeypatch.setattr("overt.actions.start.release", halted_first)
    start(who.silver, deployment)
    assert Deployment.objects.get().state == State.HALTED
    assert not is_in_force(deployment)


def test_a_close_that_could_not_be_recorded_stops_comparison_and_can_be_done_again(
    who: make.People, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.live(who)
    break_the_ledger(monkeypatch)
    with pytest.raises(NotRecorded):
        close(who.silver, deployment)
    monkeypatch.undo()
    assert Deployment.objects.get().state == State.LIVE
    assert not is_in_force(deployment)
    assert close(who.silver, deployment).state == State.CLOSED


def break_the_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    from overt.ledger.errors import LedgerUnwritable

    def refuse(*_: object, **__: object) -> None:
        raise LedgerUnwritable("ledger_unwritable", "The ledger could not be written, so nothing was done.")

    monkeypatch.setattr("overt.actions.act.append_all", refuse)


@pytest.mark.clause("E-87")
def test_a_deployment_expires_at_its_end_and_not_before(who: make.People, clock: FakeClock) -> None:
    deployment = make.live(who)
    assert refusal(expire, deployment) == "window_is_over"
    assert expire_due() == 0
    clock.advance(50 * 60)
    assert not is_in_force(deployment)
    assert expire_due() == 1
    assert Deployment.objects.get().state == State.EXPIRED
    assert expire_due() == 0


def test_drafts_and_applications_that_ran_out_expire_too_so_that_their_lists_are_erased(
    who: make.People, clock: FakeClock
) -> None:
    make.draft(who)
    make.submitted(who)
    clock.advance(51 * 60)
    assert expire_due() == 2


def test_a_deployment_cannot_start_before_its_hours(who: make.People, clock: FakeClock) -> None:
    deployment = make.authorised(who, starts_at=site.now() + timedelta(minutes=5))
    assert refusal(start, who.silver, deployment) == "window_has_begun"
    clock.advance(5 * 60)
    assert start(who.silver, deployment).state == State.LIVE


def test_a_clock_that_jumps_over_the_end_and_back_opens_nothing(who: make.People, clock: FakeClock) -> None:
    deployment = make.live(who)
    clock.jump(3600)
    assert not is_in_force(deployment)
    assert expire_due() == 1
    clock.jump(-3600)
    assert not is_in_force(deployment)
    assert refusal(resume, who.silver, deployment) == "wrong_state"


def test_closing_twice_or_starting_what_is_over_is_refused(who: make.People) -> None:
    deployment = make.live(who)
    close(who.silver, deployment, reason="objective reached")
    assert refusal(close, who.silver, deployment) == "wrong_state"
    assert refusal(start, who.silver, deployment) == "wrong_state"
    assert not CameraRun.objects.exists()


def test_an_act_on_a_deployment_that_does_not_exist_says_so(who: make.People) -> None:
    with pytest.raises(ActionRefused, match="no such deployment"):
        halt(who.silver, "0" * 32, reason="x")
