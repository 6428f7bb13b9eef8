"""Everybody tries everything in any order, on the real vault, the real ledger and a real database.

The machine keeps its own, much simpler idea of when a face may be compared: after a start or resume that went through,
until the next halt, end or closing hour, and never without an officer who had no hand in the application. After every
step it asks the vault, as a camera process with exactly the right things loaded would, and compares.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from overt import vault as vault_room
from overt.actions import site
from overt.actions.adjudicate import adjudicate
from overt.actions.authorise import authorise
from overt.actions.authorise_recording import authorise_recording
from overt.actions.begin_camera_run import begin_camera_run
from overt.actions.cancel import cancel
from overt.actions.close import close
from overt.actions.end_role import end_role
from overt.actions.erase_due import erase_due
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused, NotRecorded
from overt.actions.expire import expire_due
from overt.actions.finish_erasures import finish_erasures
from overt.actions.grant_role import grant_role
from overt.actions.halt import halt
from overt.actions.propose_resume import propose_resume
from overt.actions.raise_alert import raise_alert
from overt.actions.refuse import refuse
from overt.actions.resume import resume
from overt.actions.review import review
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.start import start
from overt.actions.submit import submit
from overt.actions.take_warrant import take_warrant
from overt.actions.withdraw import withdraw
from overt.actions.withdraw_entry import withdraw_entry
from overt.law.roles import Role
from overt.law.states import State
from overt.ledger.errors import LedgerUnwritable
from overt.ledger.read import entries_after, size
from overt.ledger.verify import verify_ledger
from overt.records.ids import new_id
from overt.records.models import Alert, CameraRun, Deployment, Person, WatchlistEntry
from overt.records.queries.watchlist import watchlist_for_comparison
from overt.vault import RecordKind, VaultError, WarrantRefused
from overt.vault.testing import FakeClock
from tests import make
from tests.integration.actions.conftest import recorded

Act = Callable[[Person, Deployment], object]
STEPS: dict[str, tuple[Role, Act]] = {
    "seal": (Role.TEAM_MEMBER, seal_watchlist),
    "submit": (Role.TEAM_MEMBER, submit),
    "withdraw": (Role.TEAM_MEMBER, lambda by, row: withdraw(by, row, reason="x")),
    "authorise": (Role.AUTHORISING_OFFICER, lambda by, row: authorise(by, row, reasons=make.FOUR_TESTS)),
    "authorise_recording": (Role.TEAM_MEMBER, authorise_recording),
    "refuse": (Role.AUTHORISING_OFFICER, lambda by, row: refuse(by, row, reason="x")),
    "cancel": (Role.SILVER, lambda by, row: cancel(by, row, reason="x")),
    "start": (Role.OPERATOR, start),
    "halt": (Role.OPERATOR, lambda by, row: halt(by, row, reason="x")),
    "propose": (Role.BRONZE, lambda by, row: propose_resume(by, row, reason="x")),
    "resume": (Role.SILVER, resume),
    "close": (Role.SILVER, close),
    "erase": (Role.DPO, erase_watchlist),
    "review": (Role.SILVER, lambda by, row: review(by, row, findings="x")),
}
TOWARDS_LIVE = {
    State.DRAFT: "seal",
    State.SUBMITTED: "authorise",
    State.AUTHORISED: "start",
    State.LIVE: "halt",
    State.HALTED: "resume",
}
ENDING = {"withdraw", "refuse", "cancel", "close"}


class Deployments(RuleBasedStateMachine):
    """One deployment, its people, and a model of when comparing is lawful."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.home = Path(self.folder.name)
        self.clock = FakeClock()
        self.in_force = False
        self.over = False
        self.read_to = size() - 1
        self.said = State.DRAFT

    @initialize(steps=st.sampled_from([4, 2, 3, 0, 4]))
    def open_a_draft(self, steps: int) -> None:
        """Begin anywhere from a fresh draft to a live deployment, having walked there lawfully."""
        vault_room.create(self.home)
        self.override = patch("django.conf.settings.OVERT_HOME", self.home)
        self.override.start()
        site.forget_vault(self.clock)
        admin = Person.objects.filter(login="admin").first()
        self.who = make.People(admin) if admin else make.people()
        self.deployment = make.draft(self.who, ends_at=site.now() + timedelta(minutes=50)).id
        self.hand = make.person(self.who.administrator, Role.TEAM_MEMBER)
        make.entry(self.hand, Deployment.objects.get(pk=self.deployment))
        self.applicants = {self.who.team_member.id, self.hand.id}
        for _ in range(steps):
            self.it_goes_on_as_it_should()

    def teardown(self) -> None:
        if hasattr(self, "override"):
            assert not verify_ledger(self.home).problems[1:], verify_ledger(self.home).problems
            self.override.stop()
        self.folder.cleanup()

    @property
    def row(self) -> Deployment:
        return Deployment.objects.get(pk=self.deployment)

    def attempt(self, name: str, by: Person) -> None:
        before = size()
        try:
            STEPS[name][1](by, self.row)
        except ActionRefused:
            return
        assert size() > before
        self.in_force = name in {"start", "resume"} or (self.in_force and name not in {"halt", "close"})
        self.over = self.over or name in ENDING

    @rule(name=st.sampled_from(sorted(STEPS)), role=st.sampled_from(Role))
    def anybody_tries_anything(self, name: str, role: Role) -> None:
        self.attempt(name, self.who.administrator if role is Role.ADMINISTRATOR else getattr(self.who, role))

    @rule(name=st.sampled_from(sorted(STEPS)))
    def the_right_person_tries(self, name: str) -> None:
        self.attempt(name, getattr(self.who, STEPS[name][0]))

    @rule()
    def it_goes_on_as_it_should(self) -> None:
        row = self.row
        name = TOWARDS_LIVE.get(State(row.state), "erase")
        if row.state == State.DRAFT and row.sealed_at is not None:
            name = "submit"
        if name == "resume":
            self.attempt("propose", self.who.bronze)
        self.attempt(name, getattr(self.who, STEPS[name][0]))

    @rule(role=st.sampled_from([Role.AUTHORISING_OFFICER, Role.SILVER]), end=st.booleans())
    def the_applicant_changes_roles(self, role: Role, end: bool) -> None:
        """The administrator gives the applicant a deciding role, or takes one back."""
        try:
            (end_role if end else grant_role)(self.who.administrator, self.who.team_member, role)
        except ActionRefused as refused:
            if refused.code not in {"role_held", "role_not_held"}:
                raise

    @rule(name=st.sampled_from(["authorise", "refuse"]), listed=st.booleans())
    def an_applicant_becomes_an_officer_and_tries_to_decide(self, name: str, listed: bool) -> None:
        applicant = self.hand if listed else self.who.team_member
        if Role.AUTHORISING_OFFICER not in applicant.roles:
            grant_role(self.who.administrator, applicant, Role.AUTHORISING_OFFICER)
        before = self.row.state
        self.attempt(name, applicant)
        assert self.row.state == before

    @precondition(lambda self: self.row.state == State.LIVE)
    @rule()
    def the_proposer_tries_to_resume_alone(self) -> None:
        self.attempt("halt", self.who.operator)
        self.attempt("propose", self.who.silver)
        self.attempt("resume", self.who.silver)
        assert self.row.state == State.HALTED

    @rule(name=st.sampled_from(sorted(STEPS)))
    def the_ledger_fails(self, name: str) -> None:
        by = getattr(self.who, STEPS[name][0])
        before = recorded()
        refusal = LedgerUnwritable("ledger_unwritable", "The ledger could not be written.")
        with patch("overt.actions.act.append_all", side_effect=refusal), pytest.raises(ActionRefused) as refused:
            STEPS[name][1](by, self.row)
        assert recorded() == before
        if isinstance(refused.value, NotRecorded) and name in {"halt", "close"}:
            # The key went first: comparison stops though the act is not on record.
            self.in_force = False

    @rule(seconds=st.sampled_from([1, 60, 1500]))
    def time_passes(self, seconds: int) -> None:
        self.clock.advance(seconds)

    @rule()
    @precondition(lambda self: self.in_force)
    def the_hours_run_out(self) -> None:
        self.clock.advance(max(0.0, (self.row.ends_at - self.clock.now()).total_seconds()))
        assert not self.vault_gives_a_warrant()

    @rule(seconds=st.sampled_from([-3600, 3600]))
    @precondition(lambda self: self.in_force)
    def the_clock_jumps_and_is_set_right(self, seconds: int) -> None:
        self.clock.jump(seconds)
        assert not self.vault_gives_a_warrant()
        self.clock.jump(-seconds)

    @rule()
    def the_sweeps_run(self) -> None:
        before = self.row.state
        expire_due()
        erase_due()
        finish_erasures()
        if self.row.state != before:
            self.in_force, self.over = False, True

    @rule()
    def a_camera_raises_an_alert(self) -> None:
        """Through whatever run there is, with a warrant if the vault gives one, else with an invented one."""
        before = Alert.objects.count()
        try:
            run = begin_camera_run(self.deployment, camera="north", pid=1)
        except ActionRefused:
            run = CameraRun.objects.filter(deployment=self.deployment, state="running").first()
        if run is None or not watchlist_for_comparison(self.deployment):
            return
        try:
            with site.vault().warrant(make.claim(self.row)) as warrant:
                run = take_warrant(run, warrant=warrant.id)
        except (WarrantRefused, ActionRefused, VaultError):
            run.warrant = new_id()
        try:
            alert = raise_alert(make.new_alert(run))
        except ActionRefused:
            assert Alert.objects.count() == before
            return
        assert self.in_force
        adjudicate(self.who.operator, alert, view="same")

    @rule()
    def the_entry_is_withdrawn(self) -> None:
        listed = WatchlistEntry.objects.filter(deployment=self.deployment, withdrawn_at=None).first()
        entry = listed.id if listed else new_id()
        try:
            withdraw_entry(self.who.silver, entry, reason="x")
        except ActionRefused:
            return
        assert entry not in {template.entry for template in watchlist_for_comparison(self.deployment)}

    def vault_gives_a_warrant(self) -> bool:
        """Claim and open every template, as a camera process does."""
        with quiet_refusal() as outcome:
            claim = make.claim(self.row)
            with site.vault().warrant(claim) as warrant:
                for template in watchlist_for_comparison(self.deployment):
                    assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, template.picture, template.envelope)
                warrant.check()
            outcome.append(True)
        return bool(outcome)

    @invariant()
    def a_face_is_compared_exactly_when_the_law_lets_it(self) -> None:
        if not hasattr(self, "deployment"):
            return
        row = self.row
        lawful = self.in_force and row.starts_at <= self.clock.now() < row.ends_at
        assert self.vault_gives_a_warrant() == lawful
        if lawful:
            assert row.state == State.LIVE
            assert row.authorised_by
            assert row.authorised_by not in self.applicants

    @invariant()
    def what_never_changes_never_changes(self) -> None:
        if not hasattr(self, "deployment"):
            return
        row = self.row
        assert row.kind == "rehearsal"
        assert row.authorised_by not in self.applicants
        if self.over:
            assert row.state not in {State.LIVE, State.HALTED, State.AUTHORISED}
        if row.state == State.REVIEWED:
            assert row.watchlist_destroyed_at is not None
            assert not WatchlistEntry.objects.filter(deployment=row).exists()

    @invariant()
    def the_state_is_what_the_ledger_last_said(self) -> None:
        if not hasattr(self, "deployment"):
            return
        for entry in entries_after(self.read_to, limit=10_000):
            self.read_to = entry.index
            if entry.deployment == self.deployment:
                self.said = STATE_OF.get(entry.event, self.said)
        assert self.row.state == self.said


STATE_OF = {
    "deployment.submitted": State.SUBMITTED,
    "deployment.authorised": State.AUTHORISED,
    "deployment.recording_authorised": State.AUTHORISED,
    "deployment.refused": State.REFUSED,
    "deployment.withdrawn": State.WITHDRAWN,
    "deployment.cancelled": State.CANCELLED,
    "deployment.started": State.LIVE,
    "deployment.halted": State.HALTED,
    "deployment.resumed": State.LIVE,
    "deployment.closed": State.CLOSED,
    "deployment.expired": State.EXPIRED,
    "deployment.reviewed": State.REVIEWED,
}


@contextmanager
def quiet_refusal() -> Iterator[list[bool]]:
    outcome: list[bool] = []
    with suppress(VaultError):
        yield outcome


@pytest.mark.django_db(transaction=True)
@pytest.mark.clause("E-87")
def test_no_order_of_acts_compares_a_face_without_authority_in_force() -> None:
    profile = settings.get_profile(settings.get_current_profile_name())
    limits = settings(
        max_examples=min(profile.max_examples, 20) if profile.max_examples < 100 else 150,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Deployments, settings=limits)
    site.forget_vault()
