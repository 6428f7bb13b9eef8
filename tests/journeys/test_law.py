"""The law in the open: who proposes a pack and who agrees to it, what everybody reads, and how each clause is kept."""

import pytest
from playwright.sync_api import expect

from overt.law import packs
from overt.records.models import LawPackVersion
from overt.records.queries.packs import pack_in_force
from tests import make
from tests.journeys.conftest import Open, Site

pytestmark = pytest.mark.browser


@pytest.mark.clause("E-61")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_two_people_change_the_law_pack_and_the_public_reads_what_it_loosens(
    site: Site, open_as: Open, script: bool
) -> None:
    legal = open_as(site.who.legal_adviser, script=script)
    legal.follow("Law pack")
    legal.sees("Version 1, in force since")
    legal.sees("Another source says 31 days")
    legal.check("pack")
    legal.press("Propose another pack")
    legal.press("Propose this pack")
    legal.sees("Choose a law pack.")
    legal.check("pack-propose-error")
    legal.choose(packs.load("uk-app").title)
    legal.fill("Why it should change", "The national guidance is newer than the mandate.")
    legal.press("Propose this pack")
    legal.heading("What would change")
    legal.sees("How long an alert is kept: 30 days becomes 31 days.")
    legal.sees("Pictures of people who set off an alert stay longer.")
    legal.sees("You proposed this, so another person has to agree to it.")
    expect(legal.part("button", "Agree, and loosen these rules")).to_have_count(0)
    legal.check("pack-difference-proposer")

    sro = open_as(site.who.senior_responsible_officer, script=script)
    sro.follow("Law pack")
    sro.follow("Read what it would change")
    sro.heading("What would change")
    sro.check("pack-difference")
    sro.page.set_viewport_size({"width": 390, "height": 900})
    sro.check("pack-difference")
    sro.press("Agree, and loosen these rules")
    sro.sees("Version 2 of the law pack is in force for every new deployment.")
    sro.heading("What changed")
    sro.check("pack-agreed")
    assert pack_in_force().name == "uk-app"

    visitor = open_as(None, script=script)
    visitor.go("/rules")
    visitor.sees("In force: version 2")
    visitor.sees("The reason given: The national guidance is newer than the mandate.")
    visitor.sees("How long an alert is kept: 30 days becomes 31 days.")
    visitor.sees_not(site.who.legal_adviser.name)
    visitor.check("rules")
    visitor.page.set_viewport_size({"width": 320, "height": 900})
    visitor.check("rules")


def test_a_pack_of_the_forces_own_is_read_and_declined(site: Site, open_as: Open) -> None:
    gold = open_as(site.who.gold)
    gold.go("/law/pack/propose")
    gold.choose("A pack of the force’s own")
    gold.fill("Name of the force’s own pack", "force-2027")
    own = packs.content_of(packs.DEFAULT).replace(b'value = "1/1000"', b'value = "1/0"', 1)
    file = {"name": "force.toml", "mimeType": "application/toml", "buffer": own}
    gold.page.get_by_label("File of the force’s own pack").set_input_files(file)  # type: ignore[arg-type]
    gold.fill("Why it should change", "We promised our communities more.")
    gold.press("Propose this pack")
    gold.sees('needs a fraction such as "1/1000"')
    gold.check("pack-own-error")
    stricter = packs.content_of(packs.DEFAULT).replace(b'value = "1/1000"', b'value = "1/2000"', 1)
    file = {"name": "force.toml", "mimeType": "application/toml", "buffer": stricter}
    gold.page.get_by_label("File of the force’s own pack").set_input_files(file)  # type: ignore[arg-type]
    gold.press("Propose this pack")
    gold.sees("How many of the faces seen may set off a false alert: 1 in 1,000 becomes 1 in 2,000.")
    expect(gold.part("button", "Agree")).to_have_count(0)

    dpo = open_as(site.who.dpo)
    dpo.go("/law/pack")
    dpo.follow("Read what it would change")
    expect(dpo.part("button", "Agree")).to_have_count(0)
    dpo.follow("Decline the proposal")
    dpo.fill("Your reason", "The Board has to see it first.")
    dpo.check("pack-decline")
    dpo.press("Decline the proposal")
    dpo.sees("Declined because: The Board has to see it first.")
    assert LawPackVersion.objects.latest("proposed_at").state == "declined"
    assert pack_in_force().digest == packs.load(packs.DEFAULT).digest


def test_everybody_with_a_role_sees_how_each_clause_is_kept_and_where_the_evidence_is(
    site: Site, open_as: Open
) -> None:
    deployment = make.live(site.who)
    overseer = open_as(site.who.overseer)
    overseer.follow("The law")
    overseer.heading("How each clause is kept")
    overseer.sees("224 clauses of the two published documents.")
    expect(overseer.page.locator("tbody th a[href^='/law/clause/']")).to_have_count(224)
    overseer.is_no_wider_than_its_window("law")
    overseer.has_no_axe_violation("law")
    overseer.follow("Held as evidence")
    overseer.sees("Clauses kept so: held as evidence")
    overseer.check("law-evidence")

    overseer.go(f"/record/{deployment.pk}")
    overseer.follow("See how each clause was kept")
    overseer.sees("The evidence is this deployment’s own.")
    overseer.follow("M-23")
    overseer.heading("M-23")
    overseer.sees("overt.law.conditions.authority:four_tests_are_answered")
    overseer.sees("deployment.authorised: ledger entry")
    overseer.check("record-clause")
    overseer.page.set_viewport_size({"width": 390, "height": 900})
    overseer.check("record-clause")
    overseer.go("/law?kept=people")
    overseer.check("law-people")
    assert overseer.go("/law/clause/M-999").status == 404
