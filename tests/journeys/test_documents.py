"""The documents that must exist: written section by section, signed, reviewed, shared, published; script on and off."""

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from overt.actions import site as clock
from overt.actions.finish_version import finish_version
from overt.actions.mark_for_publication import mark_for_publication
from overt.actions.save_draft import save_draft
from overt.law.templates import AnswerKind, template
from overt.records.models import Attachment, Document, DocumentReview, DocumentSharing, DocumentVersion
from tests import assessing, make
from tests.journeys.conftest import Open, Site
from tests.journeys.newcomers import set_up_app
from tests.journeys.screen import Screen
from tests.second_factors import code, next_code

pytestmark = pytest.mark.browser


def fill_date(screen: Screen, days: int) -> None:
    day = clock.now().date() + timedelta(days=days)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        screen.fill(label, str(value))


def fill_section(screen: Screen, kind: str, code: str) -> None:
    """Answer every question of the open section that takes words."""
    section = template(kind).section(code)
    assert section is not None
    for question in section.questions:
        if question.kind in {AnswerKind.WORDS, AnswerKind.LINE}:
            screen.page.locator(f"[name={question.code}]").fill(f"Our words on {question.code}.")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_risk_assessment_is_written_signed_by_two_and_in_force(site: Site, open_as: Open, script: bool) -> None:
    name = "script" if script else "plain"
    team = open_as(site.who.team_member, script=script)
    team.follow("Documents")
    team.heading("Documents that must exist")
    team.sees("11 of 11 need attention.")
    team.check(f"documents-{name}")
    team.press("Start: Risk assessment")
    team.heading("LFR risk assessment")
    team.sees("Nobody has reviewed it yet.")
    team.check(f"document-new-{name}")

    team.follow("Front sheet")
    team.fill("What is this document for?", "To know what could go wrong before it does.")
    team.check(f"section-front-{name}")
    team.press("Save and continue")
    team.heading("Risk register")
    team.press("Save, then add: risk")
    team.heading("Risk")
    team.fill("What could happen?", "Somebody is stopped who is not on the list.")
    team.press("Save")
    team.sees("Fill in “To whom?”.")
    team.check(f"row-errors-{name}")
    team.fill("To whom?", "People passing")
    team.choose("Possible")
    team.choose("Serious")
    team.fill("What is done about it?", "Two people judge every alert.")
    team.choose("Low")
    team.page.get_by_label("Who owns it?").select_option("technical_lead")
    fill_date(team, 90)
    team.press("Save")
    team.sees("Somebody is stopped who is not on the list.")
    team.check(f"section-rows-{name}")
    team.press("Save and continue")
    team.heading("How risks are handled")
    fill_section(team, "risk_assessment", "handling")
    team.press("Save and go back")
    team.press("Finish a version")
    team.sees("2 things missing before a version can be finished:")
    team.check(f"finish-gaps-{name}")
    team.follow("Answer: Whom does it bind?")
    fill_section(team, "risk_assessment", "front")
    team.press("Save and go back")
    team.press("Finish a version")
    team.fill("What is new in this version?", "First version.")
    team.press("Finish this version")
    team.sees("Version 1 is finished. It is in force when all have signed.")
    version = DocumentVersion.objects.get()
    assert version.number == 1

    for signer, told in (
        (site.who.technical_lead, "It waits for the other signatures."),
        (site.who.senior_responsible_officer, "It is in force now."),
    ):
        desk = open_as(signer, script=script)
        desk.go("/assess")
        desk.follow("Version 1 waits for:")
        desk.press("Sign this version")
        desk.choose("I have read this version to its end, and I sign it.")
        desk.check(f"sign-{name}")
        desk.press("Sign")
        desk.sees(told)
    assert Document.objects.get().in_force_id == version.pk
    team.go("/assess")
    team.sees("10 of 11 need attention.")


def test_the_dpia_is_shared_with_the_ico_answered_reviewed_published_and_handed_over(site: Site, open_as: Open) -> None:
    document = assessing.in_force(site.who, "dpia")
    officer = open_as(site.who.dpo)
    officer.go(f"/assess/{document.pk}")
    officer.follow("It has not been shared with the ICO.")
    officer.choose("Information Commissioner’s Office")
    fill_date(officer, 1)
    officer.press("Record the sharing")
    officer.sees("Enter a day from the one on which the version was finished up to today.")
    officer.check("share-error")
    fill_date(officer, 0)
    officer.press("Record the sharing")
    officer.sees("No reply yet.")
    officer.follow("Record the reply")
    fill_date(officer, 0)
    officer.fill("Reply", "They ask for the figures by age.")
    officer.check("reply")
    officer.press("Record the reply")
    officer.sees("They ask for the figures by age.")
    assert DocumentSharing.objects.get().reply == "They ask for the figures by age."

    officer.press("Review it")
    officer.fill("What did you look at, and what did you find?", "Read it against the new law.")
    officer.choose("It is still right")
    officer.check("review")
    officer.press("Record the review")
    officer.sees("It is still right.")
    assert DocumentReview.objects.get().deployment is None

    officer.press("Mark version 1 as suitable for publication")
    officer.sees("The version in force is published. Anybody can read it now.")
    officer.check("document-full")
    officer.go(f"/assess/{document.pk}/version/1")
    officer.page.emulate_media(media="print")
    expect(officer.page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(officer.page.get_by_role("button", name="Sign out")).to_be_hidden()
    expect(officer.page.get_by_text("What we say about nature.")).to_be_visible()
    officer.shot("document-print")
    officer.page.emulate_media(media="screen")
    anybody = open_as(None, width=390)
    anybody.go("/about")
    anybody.follow("Published documents")
    anybody.heading("Documents")
    anybody.check("public-documents")
    anybody.follow("Data protection impact assessment")
    anybody.sees("What we say about nature.")
    anybody.sees("Information Commissioner’s Office, on")
    anybody.sees_not(site.who.dpo.name)
    anybody.check("public-document")

    officer.go(f"/assess/{document.pk}")
    officer.follow("Hand it over")
    officer.page.get_by_label("New owner").select_option(label=site.who.gold.name)
    officer.check("owner")
    officer.press("Hand it over")
    officer.sees("The document has a new owner.")
    officer.follow("Take it off the public list")
    officer.fill("Reason", "It names a place that is not public.")
    officer.press("Take it off the list")
    officer.sees("It is not public.")
    assert anybody.go(f"/documents/{document.pk}").status == 404


def test_a_new_version_shows_what_changed_in_words(site: Site, open_as: Open) -> None:
    document = assessing.in_force(site.who, "eia")
    rows = document.draft_json["impacts.rows"]
    second = {**rows[0], "impact": "Wheelchair users are seen less well.", "group": "disability"}
    changed = {"aims.proposal": "What we now say about proposal.", "impacts.rows": (*rows, second)}
    save_draft(site.who.team_member, document, answers=changed)
    finish_version(site.who.team_member, document, change="Wheelchair users are considered.")
    reader = open_as(site.who.overseer, width=390)
    reader.go(f"/assess/{document.pk}")
    reader.follow("What changed since version 1")
    assert reader.page.locator("ins").all_inner_texts()[1:2] == ["now"]
    expect(reader.page.locator("li ins")).to_contain_text("On whom: Disability")
    reader.check("changes")


def test_a_deployment_says_what_it_still_needs_and_is_reviewed_for(site: Site, open_as: Open) -> None:
    from overt.actions.seal_watchlist import seal_watchlist

    engine = make.EngineFacts("dlib", "a" * 64, frozenset({"operational"}), ("0", "1"))
    draft = make.draft(make.in_order(site.who), kind="operational", source="camera", engine=engine)
    seal_watchlist(site.who.team_member, draft)
    for kind in ("policy", "dpia", "camera_code"):
        assessing.in_force(site.who, kind)
    team = open_as(None, width=390)
    key = set_up_app(team, site.who.team_member)
    team.go("/")
    team.follow("Documents it needs")
    team.sees("Not in force: SOP (not started)")
    team.sees("Not reviewed for this deployment: DPIA")
    team.check("deployment-documents")
    team.press("Start the CIA for this deployment")
    team.heading("Community impact assessment")
    team.follow("Religion and belief")
    team.sees("Shabbat")
    team.sees("Objection to being pictured (aniconism)")
    team.check("cia-faith")
    team.go(f"/assess/for/{draft.pk}")
    team.follow("Review it for this deployment")
    team.heading("Review it for: Rehearsal on the concourse")
    team.fill("What did you look at, and what did you find?", "The list and the place fit it.")
    team.choose("It is still right")
    team.press("Record the review")
    team.heading("Confirm that it is you")
    assert not DocumentReview.objects.exists()
    team.fill("Code", next_code(key, code(key)))
    team.press("Confirm")
    team.sees("Reviewed for this deployment.")
    team.sees_not("Not reviewed for this deployment: DPIA")
    team.go(f"/apply/{draft.pk}")
    team.press("Check your answers and submit")
    team.press("Submit the application")
    team.sees("Documents that must be in force before this deployment are not. They are: ")
    assert DocumentReview.objects.get().deployment_id == draft.pk


def test_a_file_is_attached_sealed_downloaded_and_erased(site: Site, open_as: Open, tmp_path: Path) -> None:
    document = assessing.drafted(site.who, "sop")
    minutes = tmp_path / "minutes.txt"
    minutes.write_text("Minutes of the board")
    officer = open_as(site.who.dpo)
    officer.go(f"/assess/{document.pk}")
    officer.follow("Attach a file")
    officer.press("Attach the file")
    officer.sees("Choose a file.")
    officer.check("attach-errors")
    officer.page.get_by_label("File").set_input_files(minutes)
    fill_date(officer, 30)
    officer.press("Attach the file")
    officer.sees("The file is attached, sealed.")
    with officer.page.expect_download() as downloaded:
        officer.press("Download minutes.txt")
    assert downloaded.value.suggested_filename == "minutes.txt"
    assert Path(downloaded.value.path()).read_text() == "Minutes of the board"
    officer.follow("Erase minutes.txt")
    officer.heading("Erase this file")
    officer.check("erase-file")
    officer.press("Erase the file")
    officer.sees("No file is attached.")
    assert not Attachment.objects.exists()


def test_two_people_on_one_section_do_not_lose_each_others_words(site: Site, open_as: Open) -> None:
    document = assessing.drafted(site.who, "sop")
    one, other = open_as(site.who.team_member), open_as(site.who.gold, script=False)
    for desk in (one, other):
        desk.go(f"/assess/{document.pk}/section/after")
    one.page.locator("[name=review]").fill("Within a week.")
    one.press("Save and go back")
    other.page.locator("[name=review]").fill("Within a month.")
    other.press("Save and go back")
    other.sees("Somebody else saved this part since you opened it.")
    assert other.page.locator("[name=review]").input_value() == "Within a month."
    assert Document.objects.get().draft_json["after.review"] == "Within a week."


def test_pages_fit_a_window_at_four_hundred_percent_and_work_by_keyboard_alone(site: Site, open_as: Open) -> None:
    document = assessing.in_force(site.who, "eia")
    mark_for_publication(site.who.publisher, document)
    team = open_as(site.who.team_member, width=320)
    version = f"/assess/{document.pk}/version/1"
    pages = ("", "/section/screening", "/section/impacts", "/section/impacts/rows/1", "/finish", "/review", "/attach")
    for path in ("/assess", *(f"/assess/{document.pk}{page}" for page in pages), version, "/documents"):
        assert team.go(path).status == 200
        team.check(f"narrow{path.replace(document.pk, 'eia').replace('/', '-')}")

    team.go(f"/assess/{document.pk}/section/aims")
    keys = team.page.keyboard
    team.page.locator("[name=proposal]").focus()
    keys.press("Control+A")
    keys.type("Typed without a mouse.")
    keys.press("Tab")
    assert team.page.locator(":focus").get_attribute("name") == "benefits"
    keys.press("Tab")
    assert team.page.locator(":focus").inner_text() == "Save and continue"
    keys.press("Enter")
    team.heading("Screening")
    team.page.locator("[name=age]").first.focus()
    keys.press("ArrowDown")
    keys.press("ArrowDown")
    assert team.page.locator("[name=age]:checked").get_attribute("value") == "both"
    assert Document.objects.get().draft_json["aims.proposal"] == "Typed without a mouse."
