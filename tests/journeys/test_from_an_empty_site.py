"""Four people with second factors take a site that holds nobody but its administrator to an authorised deployment.

Every step somebody decides with goes through a page. What a person would type for days (the answers of Form 1, the
documents, the training of everybody else) is done by the same actions the pages call.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime

from overt.actions import site as clock
from overt.actions.sign_document import sign_document
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import Deployment, Document, Person, WatchlistEntry
from tests import applying, assessing, make, measuring
from tests.journeys.conftest import CAMERA, Site, served
from tests.journeys.drawn import face
from tests.journeys.newcomers import (
    Newcomer,
    newcomer,
    set_up_app,
    set_up_passkey,
    sign_in_with_code,
    sign_in_with_passkey,
    sign_out,
)
from tests.journeys.screen import Screen
from tests.second_factors import next_code

__all__ = ["newcomer"]
pytestmark = pytest.mark.browser

FOUR = {
    Role.TEAM_MEMBER: ("team", "Sergeant Ada Team"),
    Role.TECHNICAL_LEAD: ("lead", "Tom Lead"),
    Role.DPO: ("dpo", "Dana Protection"),
    Role.AUTHORISING_OFFICER: ("officer", "Superintendent Olu Officer"),
}
IN_WORDS = {
    Role.TEAM_MEMBER: "Deployment team",
    Role.TECHNICAL_LEAD: "Technical lead",
    Role.DPO: "Data protection officer",
    Role.AUTHORISING_OFFICER: "Authorising Officer",
}
ZONE = ((10, 20), (90, 20), (90, 95), (10, 95))


@pytest.fixture
def site(home: Path, transactional_db: None) -> Iterator[Site]:
    """A site as `overt init` leaves it, served for real; no demonstration."""
    who = make.people()
    with served(home, demo=False, settings="tests.journeys.fit_settings") as url:
        yield Site(url.replace("127.0.0.1", "localhost"), home, who)


def bring_in_four(screen: Screen, administrator: Person) -> make.People:
    """Have the administrator, with a second factor, add four people and give each a role."""
    key = set_up_app(screen, administrator, looks=False)
    for role, (login, name) in FOUR.items():
        screen.go("/team")
        screen.part("button", "Add a person").click()
        if role is Role.TEAM_MEMBER:
            screen.heading("Confirm that it is you")
            screen.fill("Code", next_code(key, ""))
            screen.press("Confirm")
        screen.fill("Name they sign in with", login)
        screen.fill("Name", name)
        screen.fill("First password", make.PASSWORD)
        screen.press("Add this person")
        screen.follow("Give a role")
        screen.page.get_by_label("Role", exact=True).select_option(label=IN_WORDS[role])
        screen.press("Give this role")
        screen.sees("The role is given.")
    return make.People(administrator, {role: Person.objects.get(login=login) for role, (login, _) in FOUR.items()})


def sign_in_anew(screen: Screen, person: Person) -> tuple[str, str]:
    """Set up an app, leave, and come back with its code; returns the app's key and the code that was used."""
    key = set_up_app(screen, person, looks=False)
    sign_out(screen)
    return key, sign_in_with_code(screen, person, key)


def apply(team: Screen) -> Deployment:
    """Draft an operational deployment with a zone of recognition."""
    starts = localtime(clock.now() + timedelta(days=12))
    team.press("Apply for a deployment")
    team.fill("Title", "Station approach")
    team.choose("Operational")
    team.fill("Place", "Drawn Street, by the station")
    team.page.get_by_label("Use case", exact=True).select_option("crime_hotspot")
    team.fill("Purpose", "Find people a court wants, where they were seen before.")
    day = team.page.get_by_role("group", name="Day", exact=True)
    for label, value in (("Day", starts.day), ("Month", starts.month), ("Year", starts.year)):
        day.get_by_label(label, exact=True).fill(str(value))
    team.fill("Start time", "10:00")
    team.fill("End time", "14:00")
    team.fill("Face-match threshold", "0.64")
    team.press("Save as a draft")
    team.heading("Station approach")
    draft = Deployment.objects.get()
    team.follow(f"Zone of recognition: {CAMERA}")
    team.heading(f"Zone of recognition: {CAMERA}")
    for number, (left, top) in enumerate(ZONE, 1):
        team.fill(f"Corner {number}: from the left, in %", str(left))
        team.fill(f"Corner {number}: from the top, in %", str(top))
    team.press("Keep this zone")
    team.sees(f"The zone of {CAMERA} is kept: 60 % of the picture.")
    assert draft.cameras.get().zone_json == [[left / 100, top / 100] for left, top in ZONE]
    return draft


def list_one(team: Screen, draft: Deployment, tmp_path: Path) -> None:
    """Put one person on the list and review the entry."""
    drawn = tmp_path / "drawn.png"
    drawn.write_bytes(face("PNG"))
    team.go(f"/apply/{draft.pk}/person")
    team.fill("Name or reference", "Warrant 7")
    team.choose("Wanted by the courts")
    team.fill("Reason for this person", "Wanted on a warrant; seen at this station twice this month.")
    team.page.get_by_label("Pictures", exact=True).set_input_files(drawn)
    team.fill("Owning force", "Force A")
    team.choose("18 or over")
    team.choose("No")
    team.fill("Where the pictures come from", "Custody")
    team.fill("Lawful ground of holding the pictures", "PACE section 64A")
    for number, text in enumerate(("1", "6", str(localtime(clock.now()).year - 1))):
        team.page.locator(f"#id_image_date_{number}").fill(text)
    team.press("Add to the watchlist")
    team.sees("The entry is on the list.")
    make.accept(WatchlistEntry.objects.get().pictures.get())
    team.go(f"/apply/{draft.pk}/watchlist")
    team.follow("Review entry 1")
    team.choose("No, the whole face is seen")
    team.press("This entry is right for this deployment")
    team.sees("Every entry of the list is reviewed.")


def confirm(screen: Screen, key: str, used: str) -> None:
    """Show the second factor anew: the code of before is refused, the next one is taken."""
    screen.heading("Confirm that it is you")
    screen.fill("Code", used)
    screen.press("Confirm")
    screen.sees("That code is wrong or was used already.")
    screen.fill("Code", next_code(key, used))
    screen.press("Confirm")


def write_the_rest(who: make.People, draft: Deployment, dpo: Screen, key: str, used: str) -> None:
    """Answer Form 1 and finish the documents; the data protection officer signs the DPIA on its page."""
    applying.complete(who, draft)
    dpia = assessing.finished(who, "dpia")
    sign_document(who.gold, dpia, role=Role.GOLD)
    dpo.go("/assess")
    dpo.follow("Version 1 waits for:")
    dpo.press("Sign this version")
    dpo.choose("I have read this version to its end, and I sign it.")
    dpo.press("Sign")
    confirm(dpo, key, used)
    dpo.sees("It is in force now.")
    assert Document.objects.get(pk=dpia.document_id).in_force_id == dpia.pk
    assessing.everything_in_force(who, draft)
    measuring.accepted(who, measuring.FIT)


@pytest.mark.clause("M-51", "M-06", "M-19", "E-87")
@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_four_people_take_an_empty_site_to_an_authorised_deployment(
    site: Site, newcomer: Newcomer, tmp_path: Path, script: bool
) -> None:
    who = bring_in_four(newcomer(script=script), site.who.administrator)
    team = newcomer(script=script)
    sign_in_anew(team, who.team_member)
    team.sees("Your role Deployment team does not count for deployments on people now")
    make.in_order(who)
    lead = newcomer(script=script, width=390)
    lead_key, lead_used = sign_in_anew(lead, who.technical_lead)
    dpo = newcomer(script=script)
    dpo_key, dpo_used = sign_in_anew(dpo, who.dpo)
    officer = newcomer(key=script, script=script)
    if script:
        set_up_passkey(officer, who.authorising_officer)
        sign_out(officer)
        sign_in_with_passkey(officer, who.authorising_officer)
        officer_key, officer_used = "", ""
    else:
        officer_key, officer_used = sign_in_anew(officer, who.authorising_officer)

    team.go("/")
    draft = apply(team)
    list_one(team, draft, tmp_path)
    write_the_rest(who, draft, dpo, dpo_key, dpo_used)
    team.go(f"/apply/{draft.pk}")
    team.press("Seal the watchlist")
    team.sees("From now on it can only shrink.")
    team.press("Check your answers and submit")
    team.sees_not("The application cannot be submitted before.")
    team.press("Submit the application")
    team.sees("An Authorising Officer who had no hand in it decides.")

    officer.go("/")
    officer.follow("Decide on the application")
    officer.sees("No technical lead has signed yet.")
    lead.go(f"/authority/{draft.pk}")
    lead.follow("Sign technical suitability")
    lead.fill("Why it is technically suitable", "Tested here on this camera.")
    lead.press("Sign")
    confirm(lead, lead_key, lead_used)
    lead.sees("Your signature is recorded.")

    officer.go(f"/authority/{draft.pk}")
    if script:
        officer.check("empty-site-decision")
    for test in ("Proportionality", "Legality", "Accountability", "Necessity"):
        officer.fill(test, f"{test} in my own words.")
    officer.fill("Criteria that target nobody", "Warrants decide, never a group.")
    officer.press("Authorise this deployment")
    officer.heading("Confirm that it is you")
    assert Deployment.objects.get().state == "submitted"
    if script:
        officer.check("empty-site-confirm")
        officer.press("Use a passkey")
    else:
        confirm(officer, officer_key, officer_used)
    officer.sees("The deployment is authorised")
    given = Deployment.objects.get()
    assert (given.state, given.kind, given.authorised_by) == ("authorised", "operational", who.authorising_officer.pk)
    assert_the_ledger_tells_who_and_how(who, "webauthn" if script else "totp")


def assert_the_ledger_tells_who_and_how(who: make.People, officers: str) -> None:
    """Read from the ledger alone who signed in and confirmed with which factor."""
    told = [(entry.event, entry.details) for entry in entries_after(-1, 10_000)]
    began = {(said["person"], said["factor"]) for event, said in told if event == "session.began"}
    expected = {
        (who.team_member.pk, "totp"),
        (who.technical_lead.pk, "totp"),
        (who.dpo.pk, "totp"),
        (who.authorising_officer.pk, officers),
    }
    assert expected <= began
    confirmed = {(said["person"], said["factor"]) for event, said in told if event == "session.confirmed"}
    assert expected - {(who.team_member.pk, "totp")} <= confirmed
    assert {said["person"] for event, said in told if event == "factor.added"} >= {person for person, _ in expected}
