"""The law pack of a site: two people, one number a version, the text it was, and one pack for each deployment."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from overt.actions import site
from overt.actions.agree_law_pack import agree_law_pack
from overt.actions.authorise import authorise
from overt.actions.close import close
from overt.actions.decline_law_pack import decline_law_pack
from overt.actions.erase_watchlist import erase_watchlist
from overt.actions.propose_law_pack import change_of, propose_law_pack
from overt.law import packs
from overt.law.pack_difference import Direction
from overt.law.permissions import PERMISSIONS
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import Deployment, LawPackVersion, PackState
from overt.records.queries.conformance import conformance
from overt.records.queries.packs import pack_in_force, pack_of
from overt.vault import commit
from tests import make
from tests.integration.actions.test_authority import refusal

WHY = "The guidance asks for it."


def own_pack(old: str, new: str) -> bytes:
    """Return the mandate's pack with one piece of its text changed."""
    shipped = packs.content_of(packs.DEFAULT).decode()
    assert shipped.count(old) == 1
    return shipped.replace(old, new).encode()


def test_a_new_site_is_bound_by_the_mandates_pack_from_its_first_entry(who: make.People) -> None:
    version = LawPackVersion.objects.get()
    assert (version.number, version.name, version.state) == (1, "mps-2018-2023", PackState.AGREED)
    first = entries_after(-1)[0]
    assert (first.event, first.details["pack_digest"]) == ("site.initialised", version.digest)
    assert pack_in_force().digest == packs.load("mps-2018-2023").digest


@pytest.mark.clause("E-61")
def test_who_proposed_a_pack_cannot_agree_to_it(who: make.People) -> None:
    proposal = propose_law_pack(who.gold, name="uk-app", reason=WHY)
    assert refusal(agree_law_pack, who.gold, proposal) == "actor_is_not_the_pack_proposer"
    assert pack_in_force().name == "mps-2018-2023"
    agreed = agree_law_pack(who.senior_responsible_officer, proposal)
    assert (agreed.number, agreed.state, pack_in_force().name) == (2, PackState.AGREED, "uk-app")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.GOLD, Role.SENIOR_RESPONSIBLE_OFFICER}))
def test_nobody_else_agrees_to_a_pack(who: make.People, role: Role) -> None:
    proposal = propose_law_pack(who.gold, name="uk-app", reason=WHY)
    by = who.administrator if role is Role.ADMINISTRATOR else getattr(who, role)
    assert refusal(agree_law_pack, by, proposal) == "role_missing"


def test_nobody_without_its_role_proposes_or_declines_a_pack(who: make.People) -> None:
    for role in set(Role) - PERMISSIONS["propose_law_pack"].roles:
        by = who.administrator if role is Role.ADMINISTRATOR else getattr(who, role)
        assert refusal(propose_law_pack, by, name="uk-app", reason=WHY) == "role_missing"
        assert refusal(decline_law_pack, by, "f" * 32, reason=WHY) == "role_missing"
    assert LawPackVersion.objects.count() == 1


def test_the_ledger_tells_what_loosens_and_commits_to_the_reason(who: make.People) -> None:
    proposal = propose_law_pack(who.legal_adviser, name="uk-app", reason=WHY)
    agree_law_pack(who.gold, proposal)
    proposed, agreed = [entry for entry in entries_after(-1) if entry.event.startswith("law_pack.")]
    assert proposed.details["reason"] == commit(bytes.fromhex(proposal.salt), WHY.encode())
    assert (agreed.details["pack"], agreed.details["from_pack"]) == ("uk-app", "mps-2018-2023")
    assert agreed.details["loosened"] == change_of(proposal).count(Direction.LOOSENS) == 5
    assert agreed.details["proposed_by"] == who.legal_adviser.id
    assert agreed.actor == who.gold.id
    assert "guidance" not in str(entries_after(-1))


def test_one_proposal_waits_at_a_time_and_is_decided_once(who: make.People) -> None:
    proposal = propose_law_pack(who.gold, name="uk-app", reason=WHY)
    assert refusal(propose_law_pack, who.dpo, name="uk-app", reason=WHY) == "proposal_open"
    assert refusal(decline_law_pack, who.dpo, proposal, reason=" ") == "reason_missing"
    decline_law_pack(who.gold, proposal, reason="Not before the Board has met.")
    assert refusal(agree_law_pack, who.senior_responsible_officer, proposal) == "proposal_decided"
    assert pack_in_force().name == "mps-2018-2023"
    assert refusal(agree_law_pack, who.gold, "f" * 32) == "no_such_proposal"


def test_a_pack_of_the_forces_own_binds_by_its_text(who: make.People) -> None:
    content = own_pack("[limits.recording_pictures]\nvalue = 20", "[limits.recording_pictures]\nvalue = 5")
    make.law_pack(who, "stricter", content)
    assert (pack_in_force().name, pack_in_force().recording_pictures) == ("stricter", 5)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("stricter", b"title = 1", "no_limits"),
        ("stricter", b"\xff", "not_toml"),
        ("stricter", b"x" * (256 * 1024 + 1), "pack_too_large"),
        ("two words", b"", "pack_name_unfit"),
        ("mps-2018-2023", b"title = 'mine'", "pack_name_taken"),
        ("../keys/site", None, "unknown_pack"),
    ],
)
def test_a_pack_that_does_not_hold_is_refused_in_words(
    who: make.People, name: str, content: bytes | None, code: str
) -> None:
    assert refusal(propose_law_pack, who.gold, name=name, content=content, reason=WHY) == code
    assert LawPackVersion.objects.count() == 1


def test_a_deployment_keeps_its_pack_and_what_is_not_authorised_yet_applies_again(who: make.People) -> None:
    running, waiting = make.live(who), make.submitted(who)
    make.law_pack(who, "uk-app")
    assert pack_of(Deployment.objects.get(pk=running.pk)).name == "mps-2018-2023"
    assert pack_of(make.draft(who)).name == "uk-app"
    code = refusal(authorise, who.authorising_officer, waiting, reasons=make.FOUR_TESTS)
    assert code == "pack_is_unchanged"


def test_a_shipped_file_that_changed_binds_nobody_until_two_people_agree(
    who: make.People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deployment = make.submitted(who)
    looser = own_pack("[limits.alert_retention_days]\nvalue = 30", "[limits.alert_retention_days]\nvalue = 300")
    (tmp_path / "mps-2018-2023.toml").write_bytes(looser)
    monkeypatch.setattr(packs, "FOLDER", tmp_path)
    packs.load.cache_clear()
    try:
        assert packs.load("mps-2018-2023").alert_retention_days == 300
        assert pack_in_force().alert_retention_days == pack_of(deployment).alert_retention_days == 30
        authorise(who.authorising_officer, deployment, reasons=make.FOUR_TESTS)
        client = Client()
        client.force_login(who.overseer)
        assert "comes with another text of this pack" in client.get("/law/pack").content.decode()
    finally:
        packs.load.cache_clear()


def test_confirming_the_pack_in_force_is_recorded_and_changes_nothing(who: make.People) -> None:
    waiting = make.submitted(who)
    agreed = make.law_pack(who, "mps-2018-2023")
    assert change_of(agreed).summary.startswith("Nothing changes")
    assert agreed.number == 2
    authorise(who.authorising_officer, waiting, reasons=make.FOUR_TESTS)


def test_a_pack_nobody_looked_at_for_a_year_is_evidence_too_old(who: make.People) -> None:
    make.law_pack(who, "uk-app")
    year = entries_after(-1)[-1].at + timedelta(days=366)
    old = [
        [one.about for one in conformance(at).findings if one.code == "evidence_old"]
        for at in (year, year + timedelta(seconds=1))
    ]
    assert old == [[], ["law_pack_takes_two"]]


def events_of(deployment: Deployment) -> set[str]:
    clauses = conformance(site.now(), deployment.pk).clauses
    return {event for state in clauses for held in state.controls for event in held.latest}


def test_the_evidence_of_a_deployment_is_its_own(who: make.People) -> None:
    first, second = make.authorised(who), make.live(who)
    assert "deployment.started" not in events_of(first)
    assert {"deployment.created", "deployment.authorised", "deployment.started"} <= events_of(second)
    assert not {"law_pack.agreed", "site.initialised", "role.granted"} & events_of(second)


def test_a_deployment_whose_pack_is_gone_can_still_end_and_be_erased(who: make.People) -> None:
    deployment = make.live(who)
    LawPackVersion.objects.all().delete()
    Deployment.objects.update(pack="a-pack-of-long-ago", pack_digest="0" * 64)
    assert pack_of(Deployment.objects.get()).name == packs.DEFAULT
    assert close(who.silver, deployment).state == "closed"
    assert erase_watchlist(who.dpo, deployment).keys_destroyed > 0


@pytest.mark.parametrize(
    "forged",
    [
        {"number": 1},
        {"number": 0},
        {"decided_by": "f" * 32, "proposed_by": "f" * 32},
    ],
    ids=["number taken", "no number", "one person"],
)
def test_the_database_itself_refuses_a_second_pack_in_force(who: make.People, forged: dict[str, object]) -> None:
    first = LawPackVersion.objects.get()
    row = {"number": 2, "proposed_by": "a" * 32, "decided_by": "b" * 32} | forged
    with pytest.raises(IntegrityError), transaction.atomic():
        LawPackVersion.objects.create(
            name="x", digest="0" * 64, content="", state=PackState.AGREED, salt="", proposed_at=first.proposed_at, **row
        )
