"""Who may be listed, what must be said of them, that somebody looked, and how a picture leaves."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.utils.timezone import localdate

from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.create_deployment import create_deployment
from overt.actions.disclose_picture import Disclosing, disclose_picture
from overt.actions.entry_values import ImageNote, NewEntry, Particulars
from overt.actions.import_to_watchlist import import_to_watchlist, listed_already
from overt.actions.record_picture_check import record_picture_checks
from overt.actions.review_entry import review_entry
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.show_entry import show_entry
from overt.actions.upload_list import upload_list
from overt.actions.values import PictureCheck
from overt.actions.withdraw_entry import withdraw_entry
from overt.law.listing import AgeBand
from overt.law.roles import Role
from overt.ledger.read import entries_after
from overt.records.models import (
    Deployment,
    Disclosure,
    ListWarning,
    WatchlistEntry,
    WatchlistPicture,
    WatchlistUpload,
)
from overt.records.queries.watchlist import composition, watchlist_digest
from overt.vault import RecordKind
from tests import make
from tests.integration.actions.test_authority import refusal

FIT = replace(make.ENGINE, fit_for=frozenset({"rehearsal", "trial", "operational"}))


def sought(**changed: object) -> dict[str, object]:
    """Return everything the law asks to be said of one person."""
    today = localdate(site.now())
    said: dict[str, object] = {
        "label": "Custody 4711",
        "category": "wanted_by_courts",
        "reason": "wanted on a warrant; seen at this station before",
        "pictures": [b"picture"],
        "particulars": Particulars("Force A", AgeBand.ADULT),
        "images": [ImageNote("custody", "PACE section 64A", today - timedelta(days=30))],
    }
    return said | changed


def operational(who: make.People) -> Deployment:
    make.in_order(who)
    return create_deployment(who.team_member, make.plan(kind="operational", source="camera", engine=FIT))


def listed(who: make.People, deployment: Deployment, **changed: object) -> WatchlistEntry:
    entry = add_to_watchlist(who.team_member, deployment, **sought(**changed))  # type: ignore[arg-type]
    for picture in entry.pictures.all():
        accept(picture)
    return entry


def accept(picture: WatchlistPicture, *, other_faces: int = 0, warnings: tuple[tuple[str, str], ...] = ()) -> None:
    deployment = picture.entry.deployment_id
    sealed = site.vault().seal(deployment, RecordKind.WATCHLIST_TEMPLATE, picture.id, b"template")
    quality = {"other_faces": float(other_faces)}
    record_picture_checks(deployment, {picture.id: PictureCheck(True, (), quality, sealed, warnings)})


def told(event: str) -> list[dict[str, object]]:
    return [dict(entry.details) for entry in entries_after(-1) if entry.event == event]


def particulars(**changed: object) -> Particulars:
    return replace(Particulars("Force A", AgeBand.ADULT), **changed)  # type: ignore[arg-type]


def image(**changed: object) -> ImageNote:
    return replace(ImageNote("custody", "PACE section 64A", date(2026, 1, 1)), **changed)  # type: ignore[arg-type]


@pytest.mark.clause("E-03")
@pytest.mark.clause("E-20")
@pytest.mark.clause("M-30")
@pytest.mark.clause("M-67")
@pytest.mark.parametrize(
    "missing",
    [
        {"reason": " "},
        {"particulars": particulars(owning_force="")},
        {"particulars": particulars(age_band=None)},
        {"particulars": particulars(has_disability=True)},
        {"particulars": particulars(age_band=AgeBand.FROM_13_TO_17)},
        {"images": []},
        {"images": [image(source="")]},
        {"images": [image(ground=" ")]},
        {"images": [image(taken_on=None)]},
    ],
    ids=["reason", "force", "age", "disability", "age in picture", "notes", "source", "ground", "date"],
)
@pytest.mark.clause("E-05", "E-19", "E-60", "E-80")
def test_an_entry_of_which_not_everything_is_said_is_refused(who: make.People, missing: dict[str, object]) -> None:
    deployment = operational(who)
    code = refusal(add_to_watchlist, who.team_member, deployment, **sought(**missing))
    assert code == "particulars_are_stated"
    assert not WatchlistEntry.objects.exists()
    assert site.vault().keys_of(deployment.id, RecordKind.WATCHLIST_PICTURE) == set()


@pytest.mark.clause("E-03")
def test_an_entry_of_which_everything_is_said_is_listed_and_only_counted_things_stay_open(
    who: make.People, home: Path
) -> None:
    deployment = operational(who)
    said = particulars(
        age_band=AgeBand.FROM_10_TO_12, has_disability=True, disability_reason="Hidden words", notes="Private notes"
    )
    entry = listed(
        who,
        deployment,
        category="missing",
        particulars=said,
        images=[image(taken_on=date(2015, 3, 1), age_at_capture=4)],
    )
    assert (entry.age_band, entry.has_disability) == ("from_10_to_12", True)
    picture = entry.pictures.get()
    assert picture.image_years is not None
    assert picture.image_years > 10
    assert picture.child_at_capture
    opened = show_entry(who.team_member, entry)
    assert opened.particulars == said
    assert opened.images == (image(taken_on=date(2015, 3, 1), age_at_capture=4),)
    files = b"".join(path.read_bytes() for path in home.resolve().rglob("*") if path.is_file())
    assert b"Hidden words" not in files
    assert b"Private notes" not in files
    assert told("watchlist.entry_shown") == [{"entry": entry.id}]


@pytest.mark.clause("E-01")
@pytest.mark.clause("E-39")
def test_a_category_that_is_not_on_the_closed_list_is_refused_but_in_a_rehearsal(who: make.People) -> None:
    code = refusal(add_to_watchlist, who.team_member, operational(who), **sought(category="looked_suspicious"))
    assert code == "category_is_on_the_closed_list"
    drawn = create_deployment(who.team_member, make.plan())
    add_to_watchlist(who.team_member, drawn, label="a", category="drawn_person", reason="", pictures=[b"x"])


@pytest.mark.clause("E-79")
@pytest.mark.parametrize("category", ["wanted_by_courts", "suspected", "bail_or_order"])
def test_nobody_under_ten_is_listed_as_wanted(who: make.People, category: str) -> None:
    deployment = operational(who)
    young = sought(
        category=category, particulars=particulars(age_band=AgeBand.UNDER_10), images=[image(age_at_capture=8)]
    )
    assert refusal(add_to_watchlist, who.team_member, deployment, **young) == "wanted_person_is_old_enough"
    older = young | {"particulars": particulars(age_band=AgeBand.FROM_10_TO_12)}
    add_to_watchlist(who.team_member, deployment, **older)  # type: ignore[arg-type]
    missing = young | {"label": "another", "category": "missing"}
    add_to_watchlist(who.team_member, deployment, **missing)  # type: ignore[arg-type]


@pytest.mark.clause("M-75")
def test_an_entry_that_expires_before_the_end_is_refused(who: make.People) -> None:
    deployment = operational(who)
    last = localdate(deployment.ends_at)
    early = sought(particulars=particulars(expires_on=last - timedelta(days=1)))
    assert refusal(add_to_watchlist, who.team_member, deployment, **early) == "entry_outlasts_the_deployment"
    add_to_watchlist(who.team_member, deployment, **sought(particulars=particulars(expires_on=last)))  # type: ignore[arg-type]


def test_a_reference_is_listed_once_and_again_after_it_was_withdrawn(who: make.People) -> None:
    deployment = operational(who)
    entry = listed(who, deployment)
    assert refusal(add_to_watchlist, who.team_member, deployment, **sought()) == "reference_is_not_listed_yet"
    assert listed_already(deployment, ["Custody 4711", "Custody 4712"]) == {"Custody 4711"}
    withdraw_entry(who.team_member, entry, reason="to be listed anew")
    add_to_watchlist(who.team_member, deployment, **sought())  # type: ignore[arg-type]


@pytest.mark.clause("M-41")
def test_many_are_listed_at_once_and_one_refused_costs_itself_only(who: make.People) -> None:
    deployment = operational(who)
    good = {number: NewEntry(**(sought(label=str(number)) | _tuples())) for number in (2, 3, 5)}  # type: ignore[arg-type]
    bad = replace(good[2], label="bad", reason="")
    done = import_to_watchlist(who.team_member, deployment, good | {4: bad, 6: good[2], 7: replace(bad, label="")})
    assert (done.entries, done.pictures) == (3, 3)
    assert [(problem.row, problem.code) for problem in done.problems] == [
        (4, "particulars_are_stated"),
        (6, "reference_is_not_listed_yet"),
        (7, "label_missing"),
    ]
    assert WatchlistEntry.objects.count() == 3
    assert told("watchlist.imported") == [{"entries": 3, "pictures": 3, "refused": 3}]
    assert len(told("watchlist.entry_added")) == 3


def _tuples() -> dict[str, object]:
    return {"pictures": (b"picture",), "images": (image(),)}


@pytest.mark.clause("M-49")
@pytest.mark.clause("M-75")
def test_a_list_is_sealed_only_when_every_entry_is_reviewed_and_who_and_when_is_kept(who: make.People) -> None:
    deployment = operational(who)
    first, second = (listed(who, deployment, label=name) for name in ("a", "b"))
    review_entry(who.team_member, first, face_occluded=False)
    assert refusal(seal_watchlist, who.team_member, deployment) == "every_entry_is_reviewed"
    reviewed = review_entry(who.team_member, second, face_occluded=False)
    assert (reviewed.reviewed_by, reviewed.reviewed_at is not None) == (who.team_member.id, True)
    seal_watchlist(who.team_member, deployment)
    assert [entry["entry"] for entry in told("watchlist.entry_reviewed")] == [first.id, second.id]
    assert refusal(review_entry, who.team_member, first, face_occluded=False) == "watchlist_is_not_sealed"
    assert refusal(show_entry, who.team_member, first) == "watchlist_is_not_sealed"


def test_who_reviewed_an_entry_had_a_hand_in_the_application(who: make.People) -> None:
    from overt.actions.facts import applicants_of

    deployment = operational(who)
    entry = listed(who, deployment)
    colleague = make.put_in_order(who.administrator, make.person(who.administrator, Role.TEAM_MEMBER))
    review_entry(colleague, entry, face_occluded=False)
    assert colleague.id in applicants_of(deployment)


def test_warnings_are_gone_once_the_list_is_sealed_and_with_a_withdrawn_entry(who: make.People) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    entries = [
        add_to_watchlist(who.team_member, deployment, label=name, category="drawn", reason="", pictures=[b"x"])
        for name in "abc"
    ]
    for entry, other in zip(entries, [entries[1], entries[2], entries[1]], strict=True):
        accept(entry.pictures.get(), warnings=(("look_alike", other.id),))
    assert ListWarning.objects.count() == 3
    withdraw_entry(who.team_member, entries[0], reason="not needed")
    assert ListWarning.objects.count() == 2
    seal_watchlist(who.team_member, deployment)
    assert not ListWarning.objects.exists()
    assert "look_alike" not in str(list(WatchlistPicture.objects.values_list("quality_json", "reasons")))
    assert all("look_alike" not in str(entry.details) for entry in entries_after(-1))


@pytest.mark.clause("E-20")
@pytest.mark.clause("E-93")
@pytest.mark.clause("E-45")
@pytest.mark.clause("M-48")
def test_the_composition_counts_ages_disability_and_old_pictures_and_names_the_young_by_opaque_id(
    who: make.People,
) -> None:
    deployment = operational(who)
    day = localdate(deployment.starts_at)
    listed(who, deployment, label="adult", images=[image(taken_on=day - timedelta(days=4 * 365))])
    old = listed(who, deployment, label="old", images=[image(taken_on=day - timedelta(days=6 * 366))])
    teen = listed(
        who,
        deployment,
        label="teen",
        particulars=particulars(age_band=AgeBand.FROM_13_TO_17),
        images=[image(age_at_capture=15)],
    )
    child = listed(
        who,
        deployment,
        label="child",
        category="missing",
        particulars=particulars(age_band=AgeBand.UNDER_10, has_disability=True, disability_reason="at risk"),
        images=[image(age_at_capture=5)],
    )
    holds = composition(deployment.id)
    assert (holds.entries, holds.pictures, holds.image_too_old, holds.child_at_capture) == (4, 4, 1, 1)
    assert set(holds.under_young) == {teen.id, child.id}
    assert (holds.under_child, holds.disability) == ((child.id,), (child.id,))
    assert dict(holds.categories) == {"missing": 1, "wanted_by_courts": 3}
    withdraw_entry(who.team_member, old, reason="a newer picture is on the way")
    assert composition(deployment.id).image_too_old == 0
    for entry in WatchlistEntry.objects.filter(withdrawn_at=None):
        review_entry(who.team_member, entry, face_occluded=False)
    sealed = seal_watchlist(who.team_member, deployment)
    assert sealed.list_composition_json["under_young"] == 2
    assert told("watchlist.sealed")[0]["watchlist_digest"] == watchlist_digest(deployment.id)


def disclosing(**changed: object) -> Disclosing:
    until = site.now() + timedelta(days=7)
    return replace(Disclosing("Force B, Inspector X", "mutual aid", "joint operation", until), **changed)  # type: ignore[arg-type]


@pytest.mark.clause("E-70")
def test_a_picture_leaves_by_a_disclosure_with_all_of_it_on_record(who: make.People) -> None:
    entry = listed(who, operational(who))
    picture = entry.pictures.get()
    done = disclose_picture(who.dpo, picture, disclosing())
    assert done.content == b"picture"
    kept = Disclosure.objects.get()
    assert (kept.recipient, kept.basis, kept.purpose, kept.disclosed_by) == (
        "Force B, Inspector X",
        "mutual aid",
        "joint operation",
        who.dpo.id,
    )
    (entry_told,) = told("watchlist.picture_disclosed")
    assert (entry_told["picture"], entry_told["disclosure"]) == (picture.id, kept.id)
    assert "Force B" not in str(entry_told)


@pytest.mark.clause("E-70")
@pytest.mark.parametrize("missing", ["recipient", "basis", "purpose"])
def test_a_disclosure_that_leaves_something_out_lets_nothing_go(who: make.People, missing: str) -> None:
    picture = listed(who, operational(who)).pictures.get()
    told_less = disclosing(**{missing: " "})
    assert refusal(disclose_picture, who.dpo, picture, told_less) == "disclosure_incomplete"
    past = disclosing(expires_at=site.now() - timedelta(days=1))
    assert refusal(disclose_picture, who.dpo, picture, past) == "expiry_past"
    assert not Disclosure.objects.exists()


@pytest.mark.clause("E-70")
def test_no_picture_leaves_with_bystanders_by_the_team_or_out_of_a_sealed_list(who: make.People) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    entry = add_to_watchlist(who.team_member, deployment, label="a", category="drawn", reason="", pictures=[b"x", b"y"])
    crowd, alone = entry.pictures.order_by("id")
    accept(crowd, other_faces=1)
    assert refusal(disclose_picture, who.dpo, crowd, disclosing()) == "picture_shows_nobody_else"
    assert refusal(disclose_picture, who.dpo, alone, disclosing()) == "picture_shows_nobody_else"
    accept(alone)
    assert refusal(disclose_picture, who.team_member, alone, disclosing()) == "role_missing"
    seal_watchlist(who.team_member, deployment)
    assert refusal(disclose_picture, who.dpo, alone, disclosing()) == "watchlist_is_not_sealed"


def test_a_list_sent_in_is_sealed_and_keeps_the_watchlist_open_until_it_is_read(who: make.People, home: Path) -> None:
    deployment = make.draft(who)
    upload = upload_list(who.team_member, deployment, b"an archive with a name in it")
    files = b"".join(path.read_bytes() for path in home.resolve().rglob("*") if path.is_file())
    assert b"with a name in it" not in files
    assert refusal(seal_watchlist, who.team_member, deployment) == "no_upload_is_waiting"
    assert WatchlistUpload.objects.get() == upload
    assert refusal(upload_list, who.operator, deployment, b"x") == "role_missing"
    assert refusal(upload_list, who.team_member, deployment, b"") == "upload_empty"
