"""The overseer reads the record; the officers who must, destroy the list, review and take the report."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from overt.actions.adjudicate import adjudicate
from overt.actions.close import close
from overt.actions.commit_to_audit import commit_to_audit
from overt.actions.end_camera_run import end_camera_run
from overt.actions.renew_camera_run import renew_camera_run
from overt.actions.values import Tally
from overt.law.roles import Role
from overt.ledger.checkpoint import sign_checkpoint
from overt.records.models import Deployment
from tests import make
from tests.journeys.conftest import Open, Site
from tests.journeys.screen import Screen
from tests.journeys.test_operator import raise_drawn_alert

pytestmark = pytest.mark.browser


@pytest.fixture
def closed(site: Site) -> Deployment:
    deployment = make.live(site.who, entries=3)
    run = make.camera_run(deployment)
    right, wrong = raise_drawn_alert(run), raise_drawn_alert(run)
    adjudicate(site.who.operator, right, view="same")
    adjudicate(site.who.operator, wrong, view="not_the_same")
    counted = Tally(frames=900, passages=41, recognition_opportunities=30, templates_made=60, templates_overwritten=60)
    renew_camera_run(run, counted)
    end_camera_run(run, counted)
    close(site.who.silver, deployment)
    return deployment


def look(screen: Screen, name: str) -> None:
    """Check a page, and keep a picture of it as a phone shows it."""
    screen.page.set_viewport_size({"width": 1280, "height": 900})
    screen.check(name)
    screen.page.set_viewport_size({"width": 390, "height": 844})
    screen.shot(name)
    screen.page.set_viewport_size({"width": 1280, "height": 900})


def ask_who_was_listed(site: Site, dpo: Screen, deployment: Deployment) -> None:
    dpo.page.set_viewport_size({"width": 1280, "height": 900})
    dpo.go(f"/record/{deployment.pk}")
    dpo.follow("Was one person on this list?")
    dpo.heading("Was one person on the list?")
    dpo.press("Ask about one person")
    dpo.heading("Ask about one person")
    dpo.press("Ask")
    dpo.sees("Choose who wants to know.")
    look(dpo, "list-question-wrong")
    dpo.fill("The force’s reference of the person", "Subject 1")
    dpo.choose("Order of a court")
    dpo.fill("Number of the order or request", "KB-2027-000123")
    dpo.press("Ask")
    dpo.sees("It waits for its answer.")
    look(dpo, "list-question")


def audit_the_record(site: Site, dpo: Screen) -> None:
    dpo.go("/audits/new")
    dpo.press("Commit to it")
    dpo.sees("Enter how many.")
    look(dpo, "audit-wrong")
    now = timezone.now()
    audit = commit_to_audit(site.who.dpo, since=now - timedelta(days=1), until=now, wanted=2)
    make.person(site.who.administrator, Role.OVERSEER)
    sign_checkpoint(site.home / "keys", site.home / "ledger")
    dpo.go("/audits")
    dpo.heading("Audits of the record")
    dpo.sees("waits to be drawn")
    look(dpo, "audits")
    dpo.go(f"/audits/{audit.pk}")
    dpo.press("Draw the sample")
    dpo.sees("The sample is drawn")
    look(dpo, "audit")
    dpo.follow("Judge it")
    dpo.choose("In order")
    dpo.fill("What you found", "Signed by somebody else than the applicant.")
    look(dpo, "audit-finding")
    dpo.press("Record the finding")
    dpo.sees("Your finding is recorded.")
    dpo.go("/published/audits")
    dpo.sees("Its findings are not published yet.")
    look(dpo, "published-audits")


def test_the_record_is_read_the_list_destroyed_and_the_report_taken(
    site: Site, open_as: Open, closed: Deployment
) -> None:
    overseer = open_as(site.who.overseer)
    overseer.follow("Read the record")
    overseer.sees("41, with 30 recognition opportunities")
    overseer.sees("1 of 41 faces seen")
    overseer.sees("too few events to state a rate")
    overseer.sees("The deployment was authorised, with the four tests answered.")
    expect(overseer.part("button", "Destroy the watchlist")).to_have_count(0)
    overseer.check("record")
    overseer.page.set_viewport_size({"width": 320, "height": 900})
    overseer.check("record")

    silver = open_as(site.who.silver)
    silver.go(f"/record/{closed.pk}")
    silver.follow("See every clock")
    silver.heading("What is kept, and until when")
    silver.follow("Keep as evidence")
    silver.heading("Keep an alert as evidence")
    silver.press("Keep an alert as evidence")
    silver.sees("Say what it is evidence of.")
    silver.check("hold-wrong")
    silver.choose("A complaint")
    silver.fill("What it is evidence of", "A complaint made on the day.")
    day = timezone.localdate() + timedelta(days=40)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        silver.fill(part, str(value))
    silver.press("Keep an alert as evidence")
    silver.sees("Your proposal is recorded.")
    dpo = open_as(site.who.dpo)
    dpo.go(f"/record/{closed.pk}/retention")
    dpo.press("Agree")
    dpo.sees("When it is released")
    dpo.check("retention")
    silver.go(f"/record/{closed.pk}/retention")
    silver.follow("Give as evidence")
    silver.fill("Who receives it", "Prosecutor of the rehearsal")
    silver.fill("The recipient’s age public key", "age1 is not a key")
    silver.fill("Lawful basis", "An order of the court.")
    silver.fill("What for", "The hearing of the case.")
    silver.press("Ask for the export")
    silver.sees("This is not an age public key")
    silver.check("evidence-wrong")
    silver.fill("The recipient’s age public key", "age1yvxm5kacz6fpqednrjydhq52f65g8mmr9nj7k4jsus2r3cmuf4pq3e6my6")
    silver.press("Ask for the export")
    silver.sees("Another person must release the file.")
    dpo.go(f"/record/{closed.pk}/retention")
    sign_checkpoint(site.home / "keys", site.home / "ledger")
    with dpo.page.expect_download() as download:
        dpo.press("Release and take the file")
    assert download.value.path().read_bytes().startswith(b"age-encryption.org/v1")
    dpo.go(f"/record/{closed.pk}/retention")
    dpo.sees("Released on")
    dpo.page.set_viewport_size({"width": 390, "height": 844})
    dpo.check("retention")

    ask_who_was_listed(site, dpo, closed)
    audit_the_record(site, dpo)

    team = open_as(site.who.team_member)
    team.go(f"/record/{closed.pk}")
    team.press("Destroy the watchlist")
    team.sees("The watchlist is destroyed")
    team.sees("Erasure was done: watchlist")
    lead = site.who.technical_lead.name
    operator = open_as(make.person(site.who.administrator, Role.OPERATOR))
    operator.go(f"/record/{closed.pk}/review/figures")
    operator.press("Read the next alert again")
    operator.heading("Read an alert again")
    operator.check("second-reading")
    operator.choose("The same person")
    operator.press("Record my view")
    operator.sees("Your view is recorded.")
    team.press("Review the deployment")
    team.heading("Review the deployment")
    team.sees("1 of 2 alerts of the sample were read again")
    team.press("Add a learning point")
    team.heading("Add a learning point")
    team.fill("What is to be done", "Raise the north camera by half a metre.")
    team.page.get_by_label("Who owns it").select_option(label=lead)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        team.fill(part, str(value))
    team.check("learning-point")
    team.press("Add a learning point")
    team.heading("Figures of the review")
    team.sees("Raise the north camera by half a metre.")
    team.check("review-figures")
    team.page.set_viewport_size({"width": 390, "height": 844})
    team.check("review-figures")
    team.page.set_viewport_size({"width": 1280, "height": 900})
    team.go(f"/record/{closed.pk}/review")
    team.fill("Findings", "The rehearsal went as planned.")
    team.press("Record the review")
    team.sees("Say whether the false alerts show a trend")
    team.fill("False alerts: is there a trend, or one overriding cause?", "One alert shows no trend.")
    team.press("Record the review")
    team.sees("The rehearsal went as planned.")
    team.check("record-reviewed")
    with team.page.expect_download() as download:
        team.press("Get the report (PDF)")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    assert Deployment.objects.get(pk=closed.pk).state == "reviewed"
