"""Somebody who keeps a list: sends one in, reads what was refused, sees warnings, reviews each entry; discloses one."""

import io
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localtime

from overt.actions import site as here
from overt.actions.create_deployment import create_deployment
from overt.actions.entry_values import NewEntry, Problem
from overt.actions.finish_upload import finish_upload
from overt.actions.import_to_watchlist import import_to_watchlist
from overt.actions.record_picture_check import record_picture_checks
from overt.actions.values import PictureCheck
from overt.records.models import Deployment, Disclosure, WatchlistEntry, WatchlistPicture, WatchlistUpload
from overt.vault import RecordKind
from tests import make
from tests.integration.actions.test_listing import FIT, sought
from tests.journeys.conftest import Open, Site
from tests.journeys.drawn import face
from tests.journeys.newcomers import Newcomer, newcomer, set_up_app
from tests.second_factors import code

__all__ = ["newcomer"]

pytestmark = pytest.mark.browser


def application(site: Site) -> Deployment:
    """Draft an application of the demonstration, where nobody is asked for a second factor."""
    return create_deployment(site.who.team_member, make.plan())


def operational(site: Site) -> Deployment:
    """Draft an application to look for sought people."""
    make.in_order(site.who)
    return create_deployment(site.who.team_member, make.plan(kind="operational", source="camera", engine=FIT))


def with_entries(site: Site, deployment: Deployment, number: int) -> list[WatchlistEntry]:
    """List people whose pictures were accepted; the second looks like the first and has weak pictures."""
    said = {name: value for name, value in sought().items() if name != "label"}
    said |= {"pictures": (face(),), "images": tuple(said["images"])}
    rows = {row: NewEntry(label=f"Custody {row}", **said) for row in range(number)}
    import_to_watchlist(site.who.team_member, deployment, rows)
    entries = list(WatchlistEntry.objects.order_by("added_at", "id"))
    for place, entry in enumerate(entries):
        warned = (("same_person_twice", entries[0].id),) if place == 1 else ()
        better = {"advice": "larger,sharper"} if place == 1 else {}
        accept(deployment, entry.pictures.get(), better, warned)
    return entries


def accept(
    deployment: Deployment, picture: WatchlistPicture, quality: dict[str, str], warned: tuple[tuple[str, str], ...]
) -> None:
    sealed = here.vault().seal(deployment.id, RecordKind.WATCHLIST_TEMPLATE, picture.id, b"template")
    told: dict[str, float | str] = {**quality, "other_faces": 0.0}
    record_picture_checks(deployment.id, {picture.id: PictureCheck(True, (), told, sealed, warned)})


def archive(tmp_path: Path) -> Path:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as made:
        made.writestr("watchlist.csv", "subject_reference,category,reason,picture\n")
    path = tmp_path / "list.zip"
    path.write_bytes(written.getvalue())
    return path


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_list_is_sent_in_and_the_page_says_what_came_of_it(
    site: Site, open_as: Open, tmp_path: Path, script: bool
) -> None:
    deployment = application(site)
    team = open_as(site.who.team_member, script=script)
    team.go(f"/apply/{deployment.pk}/watchlist")
    team.press("Send in a list")
    team.page.get_by_text("Columns of watchlist.csv").click()
    team.check(f"apply-upload-{script}")
    team.press("Send in this list")
    team.sees("Choose a ZIP archive.")
    team.page.get_by_label("ZIP archive").set_input_files(archive(tmp_path))
    team.press("Send in this list")
    team.sees("1 list sent in waits to be read.")
    finish_upload(
        WatchlistUpload.objects.get().pk,
        entries=0,
        problems=[Problem(0, "columns_missing"), Problem(4, "file_missing"), Problem(9, "wanted_person_is_old_enough")],
    )
    team.go(f"/apply/{deployment.pk}/watchlist")
    team.sees("Row 4: The picture’s file is not in the archive.")
    team.sees("Row 9: Nobody below the age of criminal responsibility can be listed as wanted.")
    team.check(f"apply-watchlist-uploads-{script}")


def test_owners_see_warnings_and_review_each_entry(site: Site, newcomer: Newcomer) -> None:
    deployment = operational(site)
    with_entries(site, deployment, 2)
    team = newcomer()
    set_up_app(team, site.who.team_member)
    team.go(f"/apply/{deployment.pk}/watchlist")
    team.sees("Would alert on entry 2 too: check whether one person is listed twice.")
    team.sees("A picture that is larger, sharper would compare better.")
    team.sees("2 not reviewed for this deployment.")
    team.check("apply-watchlist")
    team.page.set_viewport_size({"width": 390, "height": 900})
    team.check("apply-watchlist")
    team.follow("Review entry 1")
    team.heading("Review entry 1")
    team.sees("wanted on a warrant; seen at this station before")
    team.check("apply-review")
    team.choose("No, the whole face is seen")
    team.press("This entry is right for this deployment")
    team.sees("This is the next entry.")
    team.choose("No, the whole face is seen")
    team.press("This entry is right for this deployment")
    team.sees("Every entry of the list is reviewed.")
    team.sees("0 not reviewed for this deployment.")
    assert {entry.reviewed_by for entry in WatchlistEntry.objects.all()} == {site.who.team_member.pk}
    team.go(f"/apply/{deployment.pk}")
    team.press("Seal the watchlist")
    team.sees("From now on it can only shrink.")
    team.go(f"/apply/{deployment.pk}/watchlist")
    team.sees_not("Would alert on entry")


def test_a_list_owner_signs_in_reviews_and_seals_without_a_mouse_at_400_percent(site: Site, newcomer: Newcomer) -> None:
    deployment = operational(site)
    with_entries(site, deployment, 1)
    team = newcomer(width=320)
    team.go("/sign-in")
    team.tab_to("Name you sign in with")
    team.type(site.who.team_member.login)
    team.tab_to("Password")
    team.type(make.PASSWORD)
    team.enter()
    team.heading("Your sign-in")
    team.tab_to("Set up an authenticator app")
    team.enter()
    team.heading("Confirm that it is you")
    team.tab_to("Password")
    team.type(make.PASSWORD)
    team.enter()
    team.heading("Set up an authenticator app")
    key = team.page.locator("#key").inner_text()
    team.tab_to("Code")
    team.type(code(key))
    team.enter()
    team.heading("Your recovery codes")
    team.go(f"/apply/{deployment.pk}/watchlist")
    team.tab_to("Review entry 1")
    team.enter()
    team.heading("Review entry 1")
    team.tab_to("No, the whole face is seen")
    team.page.keyboard.press("Space")
    team.tab_to("This entry is right for this deployment")
    team.enter()
    team.sees("Every entry of the list is reviewed.")
    team.go(f"/apply/{deployment.pk}")
    team.tab_to("Seal the watchlist")
    team.enter()
    team.sees("From now on it can only shrink.")


def test_a_colleague_who_had_no_hand_in_the_application_sees_no_warning(site: Site, open_as: Open) -> None:
    from overt.law import Role

    deployment = application(site)
    with_entries(site, deployment, 2)
    colleague = open_as(
        make.put_in_order(site.who.administrator, make.person(site.who.administrator, Role.TEAM_MEMBER)),
    )
    colleague.go(f"/apply/{deployment.pk}/watchlist")
    colleague.sees("2 entries, 2 pictures.")
    colleague.sees_not("Would alert on entry")


def test_a_long_list_comes_by_pages(site: Site, open_as: Open) -> None:
    deployment = application(site)
    with_entries(site, deployment, 53)
    team = open_as(site.who.team_member, script=False)
    team.go(f"/apply/{deployment.pk}")
    team.sees("These are the first 50 of 53 entries.")
    team.follow("The whole watchlist")
    team.follow("Entries after these")
    team.sees("Page 2 of 2")
    team.sees("53")


def test_a_draft_made_for_an_engine_that_is_not_here_says_so(site: Site, open_as: Open) -> None:
    plan = make.plan(engine=replace(make.ENGINE, name="another-engine"))
    deployment = create_deployment(site.who.team_member, plan)
    make.add_waiting(site.who.team_member, deployment)
    team = open_as(site.who.team_member)
    team.go(f"/apply/{deployment.pk}")
    team.sees("The check cannot begin on this site.")
    team.sees("which this program does not know")
    team.check("apply-draft-engine-trouble")


@pytest.mark.clause("E-70")
def test_a_picture_is_disclosed_with_everything_on_record(site: Site, open_as: Open) -> None:
    deployment = application(site)
    with_entries(site, deployment, 1)
    dpo = open_as(site.who.dpo, script=False, width=390)
    dpo.go(f"/apply/{deployment.pk}/disclosures")
    dpo.sees("No picture of this list has left the force.")
    dpo.follow("Entry 1, picture 1")
    dpo.press("Disclose this picture")
    dpo.sees("Enter who receives the picture.")
    dpo.check("apply-disclose-errors")
    until = localtime(here.now() + timedelta(days=7))
    dpo.fill("Recipient", "Force B, Inspector X")
    dpo.fill("Lawful basis", "Mutual aid")
    dpo.fill("Purpose", "Joint operation")
    dpo.fill("Day", str(until.day))
    dpo.fill("Month", str(until.month))
    dpo.fill("Year", str(until.year))
    with dpo.page.expect_download() as download:
        dpo.press("Disclose this picture")
    assert Path(download.value.path()).read_bytes() == face()
    assert Disclosure.objects.get().recipient == "Force B, Inspector X"
    dpo.go(f"/apply/{deployment.pk}/disclosures")
    dpo.sees("Mutual aid")
    dpo.check("apply-disclosures")


def test_a_sought_person_is_added_with_everything_said(site: Site, newcomer: Newcomer, tmp_path: Path) -> None:
    deployment = operational(site)
    drawn = tmp_path / "drawn.png"
    drawn.write_bytes(face("PNG"))
    team = newcomer(width=390)
    set_up_app(team, site.who.team_member)
    team.go(f"/apply/{deployment.pk}/person")
    team.press("Add to the watchlist")
    team.sees("Enter the force whose person this is.")
    team.check("apply-subject-errors")
    team.fill("Name or reference", "Custody 7")
    team.choose("Suspected of an offence")
    team.fill("Reason for this person", "Seen here before.")
    team.page.get_by_label("Pictures", exact=True).set_input_files(drawn)
    team.fill("Owning force", "Force A")
    team.choose("10 to 12")
    team.choose("No")
    team.fill("Where the pictures come from", "Custody")
    team.fill("Lawful ground of holding the pictures", "PACE section 64A")
    for number, text in enumerate(("27", "3", "2025")):
        team.page.locator(f"#id_image_date_{number}").fill(text)
    team.press("Add to the watchlist")
    team.sees("Below 18 also the age in each picture")
    team.fill("Age in the pictures, in whole years", "9")
    team.page.get_by_label("Pictures", exact=True).set_input_files(drawn)
    team.press("Add to the watchlist")
    team.sees("The entry is on the list.")
    team.sees("10 to 12")
    assert WatchlistEntry.objects.get().age_band == "from_10_to_12"
