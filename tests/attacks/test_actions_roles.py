"""Somebody tries every act with every role they should not have; and to reach past the actions."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest

from overt.actions import site
from overt.actions.add_learning_point import add_learning_point
from overt.actions.adjudicate import adjudicate
from overt.actions.agree_hold import agree_hold
from overt.actions.approve_entry import approve_entry
from overt.actions.assign_alert import assign_alert
from overt.actions.attach_intelligence import attach_intelligence
from overt.actions.authorise import authorise
from overt.actions.authorise_recording import authorise_recording
from overt.actions.begin_check import begin_check
from overt.actions.begin_counted_minute import begin_counted_minute
from overt.actions.cancel import cancel
from overt.actions.change_plan import change_plan
from overt.actions.claim_alert import claim_alert
from overt.actions.claim_negative import claim_negative
from overt.actions.close import close
from overt.actions.commit_to_count import commit_to_count
from overt.actions.create_deployment import create_deployment
from overt.actions.decide_engagement import decide_engagement
from overt.actions.draw_count import draw_count
from overt.actions.end_counted_minute import end_counted_minute
from overt.actions.engagement_values import Factors
from overt.actions.erase_alert import erase_alert
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.errors import ActionRefused
from overt.actions.go_off_duty import go_off_duty
from overt.actions.go_on_duty import go_on_duty
from overt.actions.halt import halt
from overt.actions.judge_negative import judge_negative
from overt.actions.mark_seeded_passage import mark_seeded_passage
from overt.actions.mix_in_negative import mix_in_negative
from overt.actions.name_integration import IntegrationPlan, name_integration
from overt.actions.pass_check import pass_check
from overt.actions.post_officer import post_officer
from overt.actions.propose_hold import propose_hold
from overt.actions.propose_resume import propose_resume
from overt.actions.read_again import read_again
from overt.actions.record_advice import record_advice
from overt.actions.record_engagement import record_engagement
from overt.actions.record_factors import record_factors
from overt.actions.record_outcome import record_outcome
from overt.actions.record_preparation import explain_unchecked_start
from overt.actions.refuse import refuse
from overt.actions.release_export import release_export
from overt.actions.release_hold import release_hold
from overt.actions.relieve import relieve
from overt.actions.request_export import ExportRequest, request_export
from overt.actions.resume import resume
from overt.actions.review import review
from overt.actions.save_application import save_application
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.show_alert import show_alert
from overt.actions.show_case import show_case
from overt.actions.show_negative import show_negative
from overt.actions.sign_controlled_space import sign_controlled_space
from overt.actions.start import start
from overt.actions.stop_check import stop_check
from overt.actions.submit import submit
from overt.actions.withdraw import withdraw
from overt.actions.withdraw_entry import withdraw_entry
from overt.actions.withdraw_seeded_mark import Mistake, withdraw_seeded_mark
from overt.law.holds import HoldGround
from overt.law.permissions import PERMISSIONS
from overt.law.preparations import Distance, Light
from overt.law.roles import Role
from overt.records.models import CountedMinute, Deployment, KnownNegative, ManualCount, SeededPassage, WatchlistEntry
from overt.vault.testing import FakeClock
from tests import make

KEY = "age1yvxm5kacz6fpqednrjydhq52f65g8mmr9nj7k4jsus2r3cmuf4pq3e6my6"
SOURCES = Path(__file__).parents[2] / "src" / "overt"


@pytest.fixture
def who(transactional_db: None, home: Path) -> make.People:
    site.forget_vault(FakeClock())
    return make.people()


@pytest.mark.clause("M-51")
@pytest.mark.clause("M-70")
@pytest.mark.clause("M-72")
def test_no_act_is_open_to_somebody_without_one_of_its_roles(who: make.People) -> None:
    live = make.live(who)
    alert = make.alert(make.camera_run(live))
    entry = WatchlistEntry.objects.get()
    negative = KnownNegative.objects.create(
        deployment=live,
        probe_of=alert.id,
        candidate_of=alert.id,
        camera="north",
        mixed_in_by=who.silver.pk,
        mixed_in_at=site.now(),
    ).pk
    plan = ManualCount.objects.create(
        deployment=live, wanted=1, seed="00" * 32, committed_by=who.silver.pk, committed_at=site.now()
    )
    counted = CountedMinute.objects.create(
        manual_count=plan, camera="north", minute=0, counted_by="x", began_at=site.now(), passages_before=0
    ).pk
    mark = SeededPassage.objects.create(
        deployment=live,
        entry=entry.id,
        camera="north",
        light="dusk",
        distance="under_5",
        marked_by="x",
        marked_at=site.now(),
    ).pk
    export = request_export(who.silver, alert, ExportRequest("a court", KEY, "an order", "a case"))
    tries = {
        "create_deployment": lambda by: create_deployment(by, make.plan()),
        "change_plan": lambda by: change_plan(by, live, make.plan()),
        "save_application": lambda by: save_application(by, live, answers={"rehearsal.lesson": "x"}),
        "attach_intelligence": lambda by: attach_intelligence(by, live, name="a.txt", content=b"x"),
        "record_advice": lambda by: record_advice(by, live, given_as=Role.TEAM_MEMBER, words="x"),
        "seal_watchlist": lambda by: seal_watchlist(by, live),
        "submit": lambda by: submit(by, live),
        "withdraw": lambda by: withdraw(by, live, reason="x"),
        "sign_controlled_space": lambda by: sign_controlled_space(by, live, statement="x", signs="y"),
        "authorise": lambda by: authorise(by, live, reasons=make.FOUR_TESTS),
        "authorise_recording": lambda by: authorise_recording(by, live),
        "refuse": lambda by: refuse(by, live, reason="x"),
        "cancel": lambda by: cancel(by, live, reason="x"),
        "start": lambda by: start(by, live),
        "halt": lambda by: halt(by, live, reason="x"),
        "propose_resume": lambda by: propose_resume(by, live, reason="x"),
        "resume": lambda by: resume(by, live),
        "withdraw_entry": lambda by: withdraw_entry(by, entry, reason="x"),
        "approve_entry": lambda by: approve_entry(by, entry, words="x"),
        "show_case": lambda by: show_case(by, entry),
        "close": lambda by: close(by, live),
        "show_alert": lambda by: show_alert(by, alert),
        "adjudicate": lambda by: adjudicate(by, alert, view="same"),
        "claim_alert": lambda by: claim_alert(by, alert),
        "assign_alert": lambda by: assign_alert(by, alert, officer=by.id),
        "record_factors": lambda by: record_factors(by, alert, Factors()),
        "decide_engagement": lambda by: decide_engagement(by, alert, engage=False, ground="gone"),
        "go_on_duty": lambda by: go_on_duty(by, live, role=Role.OPERATOR),
        "go_off_duty": lambda by: go_off_duty(by, live),
        "relieve": lambda by: relieve(by, live, of_whom=by.id),
        "post_officer": lambda by: post_officer(by, live, officer=by.id, cameras=frozenset()),
        "record_engagement": lambda by: record_engagement(by, alert, reason_before_recorded="x"),
        "record_outcome": lambda by: record_outcome(by, alert, identity="same", disposal="no_action"),
        "erase_watchlist": lambda by: erase_watchlist(by, live),
        "erase_alert": lambda by: erase_alert(by, alert),
        "name_integration": lambda by: name_integration(by, live, IntegrationPlan("x", Role.OVERSEER)),
        "mix_in_negative": lambda by: mix_in_negative(by, live),
        "show_negative": lambda by: show_negative(by, negative),
        "claim_negative": lambda by: claim_negative(by, negative),
        "judge_negative": lambda by: judge_negative(by, negative, view="same"),
        "commit_to_count": lambda by: commit_to_count(by, live, wanted=1),
        "draw_count": lambda by: draw_count(by, live),
        "begin_counted_minute": lambda by: begin_counted_minute(by, live, camera="north", minute=0),
        "end_counted_minute": lambda by: end_counted_minute(by, counted, by_hand=1),
        "mark_seeded_passage": lambda by: mark_seeded_passage(
            by, live, entry=entry.id, camera="north", light=Light.DUSK, distance=Distance.UNDER_5
        ),
        "withdraw_seeded_mark": lambda by: withdraw_seeded_mark(by, mark, reason=Mistake.WRONG_CAMERA),
        "begin_check": lambda by: begin_check(by, live),
        "pass_check": lambda by: pass_check(by, live),
        "stop_check": lambda by: stop_check(by, live, reason="x"),
        "explain_unchecked_start": lambda by: explain_unchecked_start(by, live, reason="x"),
        "request_export": lambda by: request_export(by, alert, ExportRequest("a court", KEY, "an order", "a case")),
        "release_export": lambda by: release_export(by, export, passport=b"{}"),
        "propose_hold": lambda by: propose_hold(
            by, alert, ground=HoldGround.COMPLAINT, words="x", review_by=site.now() + timedelta(days=1)
        ),
        "agree_hold": lambda by: agree_hold(by, alert),
        "release_hold": lambda by: release_hold(by, alert, reason="x"),
        "read_again": lambda by: read_again(by, alert, view="same"),
        "add_learning_point": lambda by: add_learning_point(
            by, live, words="x", owner=who.silver, due_on=site.now().date()
        ),
        "review": lambda by: review(by, live, findings="x"),
    }
    for name, attempt in tries.items():
        for role in set(Role) - PERMISSIONS[name].roles:
            by = who.administrator if role is Role.ADMINISTRATOR else getattr(who, role)
            with pytest.raises(ActionRefused) as refused:
                attempt(by)
            assert refused.value.code == "role_missing", (name, role)
    assert Deployment.objects.get().state == "live"


def test_a_person_object_that_claims_more_than_the_database_says_gains_nothing(who: make.People) -> None:
    deployment = make.submitted(who)
    forged = who.operator

    class Forged(type(forged)):  # type: ignore[misc]
        class Meta:
            proxy = True
            app_label = "records"

        roles = frozenset(Role)

    impostor = Forged.objects.get(pk=forged.pk)
    with pytest.raises(ActionRefused) as refused:
        authorise(impostor, deployment, reasons=make.FOUR_TESTS)
    assert refused.value.code == "role_missing"


CHANGING = {"save", "create", "update", "delete", "bulk_create", "bulk_update", "get_or_create", "update_or_create"}


def test_no_room_but_actions_and_ledger_changes_a_record() -> None:
    """Every call of a manager or queryset method that writes, outside the two rooms that may."""
    found = []
    for path in sorted(SOURCES.rglob("*.py")):
        room = path.relative_to(SOURCES).parts[0]
        if room in {"actions", "ledger"} or "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            is_method = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
            if is_method and node.func.attr in CHANGING and "objects" in ast.unparse(node.func.value):
                found.append(f"{path.name}:{node.lineno}")
    assert found == []


def test_no_table_of_the_records_holds_a_kind_of_column_that_could_keep_a_face() -> None:
    """Binary columns are the vault's envelopes only: each is named as sealed."""
    from django.apps import apps
    from django.db import models

    binary = {
        field.name
        for model in apps.get_app_config("records").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.BinaryField)
    }
    told = {"details_sealed", "template_sealed", "sealed", "reason_sealed", "note_sealed"}
    assert binary == told | {"case_sealed", "dpo_half_sealed", "legal_half_sealed", "tags_sealed"}
    files = [
        m
        for m in apps.get_app_config("records").get_models()
        for f in m._meta.get_fields()
        if isinstance(f, models.FileField)
    ]
    assert files == []
