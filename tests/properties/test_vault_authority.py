"""No order of acts, clocks and restarts yields a warrant without authority (I-1).

A model that knows the true time and who did what last says when a warrant may exist; the vault
must agree after every step, for new warrants and for those already given out.
"""

import shutil
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from overt.vault import Claim, KeyMissing, RecordKind, VaultError, Warrant, WarrantRefused, open_vault
from overt.vault.warrant import MAX_JUMP_SECONDS
from tests.unit.vault.sealed_site import LOADED, TEMPLATE, Site, authority_from, make_site

LISTS = ("f" * 64, "0" * 64)


class Life(RuleBasedStateMachine):
    """One deployment, its warrants and its clock."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.site: Site = make_site(self.folder / "site")
        self.in_force: Claim | None = None
        self.ended = self.destroyed = False
        self.true_now = 0.0
        self.offset = 0.0
        self.boot = self.boot_in_force = 0
        self.offset_in_force = 0.0
        self.seen = 0.0
        self.warrants: list[tuple[Warrant, Claim, float, int]] = []

    def teardown(self) -> None:
        for warrant, *_ in self.warrants:
            warrant.close()
        self.site.vault.close()
        shutil.rmtree(self.folder)

    def wall(self) -> float:
        return self.true_now + self.offset

    @rule(watchlist=st.sampled_from(LISTS), hours=st.sampled_from([(0, 1), (0, 2), (1, 2)]))
    def put_in_force(self, watchlist: str, hours: tuple[int, int]) -> None:
        start, end = (self.site.clock.now() + timedelta(hours=hour) for hour in hours)
        authority = replace(authority_from(self.site.clock), watchlist_digest=watchlist, starts_at=start, ends_at=end)
        try:
            self.site.vault.put_in_force(authority)
        except VaultError:
            assert self.ended or self.destroyed
            return
        assert not self.ended
        self.in_force = authority.claim(camera="north", **(LOADED | {"watchlist_digest": watchlist}))
        self.hours = (self.wall() + 3600 * hours[0], self.wall() + 3600 * hours[1])
        self.offset_in_force, self.boot_in_force, self.seen = self.offset, self.boot, self.wall()
        self.warrants = [(*held[:3], -1) for held in self.warrants]

    @rule()
    def halt(self) -> None:
        self.site.vault.suspend("market")
        self.in_force = None

    @rule()
    def end(self) -> None:
        self.site.vault.end("market")
        self.ended, self.in_force = True, None

    @precondition(lambda self: not self.destroyed)
    @rule()
    def destroy_the_list(self) -> None:
        self.site.vault.destroy_deployment("market", "watchlist")
        self.destroyed, self.in_force = True, None

    @rule(seconds=st.sampled_from([0.5, 60.0, 1800.0, 3599.0]))
    def time_passes(self, seconds: float) -> None:
        self.site.clock.advance(seconds)
        self.true_now += seconds

    @rule(seconds=st.sampled_from([-4000.0, -3.0, -1.5, 1.5, 3.0, 4000.0]))
    def clock_is_set(self, seconds: float) -> None:
        self.site.clock.jump(seconds)
        self.offset += seconds

    @rule()
    def machine_restarts(self) -> None:
        self.site.clock.reboot()
        self.true_now += 60
        self.boot += 1

    @rule()
    def another_process_opens_the_vault(self) -> None:
        self.site.vault.close()
        self.site = replace(self.site, vault=open_vault(self.site.home, self.site.clock))

    @rule(wrong=st.sampled_from([{"threshold": "0.1"}, {"engine_digest": "1"}, {"watchlist_digest": "2"},
                                 {"camera": "east"}, {"kind": "operational"}, {"cameras": ("north",)}]))  # fmt: skip
    def a_false_claim(self, wrong: dict[str, str]) -> None:
        claim = replace(self.in_force or self.site.claim(), **wrong)  # type: ignore[arg-type]
        try:
            self.site.vault.warrant(claim).close()
        except WarrantRefused:
            return
        raise AssertionError(f"a warrant was given for {wrong}")

    @rule()
    def a_true_claim(self) -> None:
        claim, permitted = self.in_force or self.site.claim(), self.permitted()
        try:
            warrant = self.site.vault.warrant(claim)
        except WarrantRefused:
            warrant = None
        assert permitted == (warrant is not None)
        if warrant is None:
            return
        assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, "one", self.site.envelope) == TEMPLATE
        self.seen = max(self.seen, self.wall())
        self.warrants.append((warrant, claim, self.offset, self.boot))

    @invariant()
    def every_warrant_given_out_holds_exactly_as_long_as_it_may(self) -> None:
        kept = []
        for warrant, claim, offset, boot in self.warrants:
            may = (
                self.permitted()
                and claim == self.in_force
                and boot == self.boot
                and abs(self.offset - offset) <= MAX_JUMP_SECONDS
            )
            try:
                warrant.open(RecordKind.WATCHLIST_TEMPLATE, "one", self.site.envelope)
                held = True
            except (WarrantRefused, KeyMissing):
                held = False
            assert held == may
            if held:
                kept.append((warrant, claim, offset, boot))
        self.warrants = kept

    def permitted(self) -> bool:
        if self.in_force is None or self.ended or self.destroyed:
            return False
        wall = self.wall()
        if self.boot == self.boot_in_force:
            other = self.true_now + self.offset_in_force
        elif wall < self.seen:
            return False
        else:
            other = wall
        return self.hours[0] <= min(wall, other) and max(wall, other) < self.hours[1]


Life.TestCase.settings = settings(stateful_step_count=40, max_examples=min(settings().max_examples, 200))
TestLife = Life.TestCase
