"""A list is sealed from the first byte, grows only as a draft, and afterwards only shrinks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from overt.actions import _listing as adding
from overt.actions import site
from overt.actions.add_to_watchlist import add_to_watchlist
from overt.actions.create_deployment import create_deployment
from overt.actions.record_picture_check import record_picture_check
from overt.actions.seal_watchlist import seal_watchlist
from overt.actions.values import PictureCheck, SubjectDetails
from overt.actions.withdraw_entry import withdraw_entry
from overt.law.states import State
from overt.ledger.read import entries_after
from overt.records import media
from overt.records.models import Deployment, WatchlistEntry, WatchlistPicture
from overt.records.queries.authority import authority_is_unchanged
from overt.records.queries.watchlist import (
    sealed_details,
    sealed_pictures,
    watchlist_digest,
    watchlist_for_comparison,
    withdrawn_entries,
)
from overt.vault import RecordKind, VaultError, WarrantRefused
from tests import make
from tests.integration.actions.test_authority import refusal

LABEL = "Ms Sought, born 1990"


def test_label_reason_and_picture_are_nowhere_in_the_clear(who: make.People, home: Path) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    add_to_watchlist(
        who.team_member, deployment, label=LABEL, category="wanted", reason="on warrant", pictures=[b"secret picture"]
    )
    files = [path.read_bytes() for path in home.resolve().rglob("*") if path.is_file()]
    assert len(files) > 3
    assert not any(b"Ms Sought" in content or b"secret picture" in content for content in files)


def test_only_an_enrolment_warrant_opens_a_draft_and_it_dies_with_the_draft(who: make.People) -> None:
    deployment = make.draft(who)
    entry = WatchlistEntry.objects.get()
    with site.vault().enrolment_warrant(deployment.id) as warrant:
        opened = warrant.open(RecordKind.WATCHLIST_ENTRY, entry.id, sealed_details(entry.id))
        assert SubjectDetails.from_bytes(opened).label == "Subject 0"
    seal_watchlist(who.team_member, deployment)
    with pytest.raises(WarrantRefused):
        site.vault().enrolment_warrant(deployment.id)


@pytest.mark.parametrize(
    ("label", "pictures", "code"),
    [
        (" ", [b"x"], "label_missing"),
        ("a", [], "pictures_number"),
        ("a", [b"x"] * 21, "pictures_number"),
        ("a", [b""], "picture_empty"),
    ],
)
def test_an_entry_without_a_label_or_a_picture_is_refused(
    who: make.People, label: str, pictures: list[bytes], code: str
) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    named = {"label": label, "category": "wanted", "reason": "r", "pictures": pictures}
    assert refusal(add_to_watchlist, who.team_member, deployment, **named) == code


def test_a_picture_that_is_too_large_is_refused(who: make.People, monkeypatch: pytest.MonkeyPatch) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    monkeypatch.setattr(adding, "MAX_PICTURE_BYTES", 3)
    named = {"label": "a", "category": "wanted", "reason": "r", "pictures": [b"four"]}
    assert refusal(add_to_watchlist, who.team_member, deployment, **named) == "picture_too_large"


def test_a_category_that_is_no_code_is_refused_and_leaves_no_key(
    who: make.People, everything: Callable[[], object]
) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    before = everything()
    named = {"label": "a", "category": "Wanted: John Smith", "reason": "r", "pictures": [b"x"]}
    assert refusal(add_to_watchlist, who.team_member, deployment, **named) == "category_malformed"
    assert everything() == before
    assert not site.vault().keys_of(deployment.id, RecordKind.WATCHLIST_ENTRY)


def test_a_list_is_not_sealed_while_a_picture_waits_or_when_none_was_accepted(who: make.People) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    assert refusal(seal_watchlist, who.team_member, deployment) == "watchlist_is_not_empty"
    add_to_watchlist(who.team_member, deployment, label="a", category="wanted", reason="", pictures=[b"x", b"y"])
    first, second = WatchlistPicture.objects.order_by("id")
    make.accept(first)
    assert refusal(seal_watchlist, who.team_member, deployment) == "no_picture_is_waiting"
    record_picture_check(second, PictureCheck(accepted=False, reasons=("no_face",)))
    sealed = seal_watchlist(who.team_member, deployment)
    assert sealed.list_composition_json.items() >= {"entries": 1, "pictures": 1, "category:wanted": 1}.items()


def test_a_picture_is_settled_once_and_its_answer_must_add_up(who: make.People) -> None:
    deployment = create_deployment(who.team_member, make.plan())
    entry = add_to_watchlist(who.team_member, deployment, label="a", category="wanted", reason="", pictures=[b"x"])
    picture = entry.pictures.get()
    assert refusal(record_picture_check, picture, PictureCheck(accepted=True)) == "check_unclear"
    assert refusal(record_picture_check, picture, PictureCheck(accepted=False)) == "check_unclear"
    make.accept(picture)
    again = PictureCheck(accepted=False, reasons=("blurred",))
    assert refusal(record_picture_check, picture, again) == "picture_settled"


@pytest.mark.clause("M-41")
def test_a_sealed_list_takes_no_more_entries_and_no_second_seal(who: make.People) -> None:
    deployment = make.draft(who)
    seal_watchlist(who.team_member, deployment)
    named = {"label": "late", "category": "wanted", "reason": "", "pictures": [b"x"]}
    assert refusal(add_to_watchlist, who.team_member, deployment, **named) == "watchlist_is_not_sealed"
    assert refusal(seal_watchlist, who.team_member, deployment) == "watchlist_is_not_sealed"


def test_withdrawing_shrinks_the_list_at_once_destroys_its_keys_and_leaves_the_authority_whole(
    who: make.People, home: Path
) -> None:
    deployment = make.live(who, entries=2)
    first, second = WatchlistEntry.objects.order_by("id")
    before = watchlist_digest(deployment.id)
    withdraw_entry(who.silver, first, reason="arrested elsewhere")
    assert {template.entry for template in watchlist_for_comparison(deployment.id)} == {second.id}
    assert withdrawn_entries(deployment.id) == {first.id}
    assert watchlist_digest(deployment.id) == before
    assert authority_is_unchanged(Deployment.objects.get())
    with site.vault().warrant(make.claim(deployment)):
        pass
    picture = first.pictures.get().id
    assert picture not in site.vault().keys_of(deployment.id, RecordKind.WATCHLIST_PICTURE)
    assert picture not in media.records(home, "watchlist_picture")
    assert sealed_details(first.id) == b""
    assert sealed_pictures(home, first.id) == []
    assert len(sealed_pictures(home, second.id)) == 1
    assert refusal(withdraw_entry, who.silver, first, reason="again") == "entry_withdrawn"
    events = [entry.event for entry in entries_after(-1)]
    assert events[-3:] == ["watchlist.entry_withdrawn", "erasure.intended", "erasure.done"]


def test_the_digest_sees_a_template_exchanged_behind_its_row(who: make.People) -> None:
    deployment = make.draft(who)
    before = watchlist_digest(deployment.id)
    WatchlistPicture.objects.update(template_sealed=b"another")
    assert watchlist_digest(deployment.id) != before


@pytest.mark.clause("M-41")
@pytest.mark.clause("M-47")
@pytest.mark.clause("E-112")
def test_two_deployments_share_no_list(who: make.People) -> None:
    first, second = make.draft(who), make.draft(who)
    assert not {t.entry for t in watchlist_for_comparison(first.id)} & {
        t.entry for t in watchlist_for_comparison(second.id)
    }
    template = watchlist_for_comparison(first.id)[0]
    with site.vault().enrolment_warrant(second.id) as warrant, pytest.raises(VaultError):
        warrant.open(RecordKind.WATCHLIST_TEMPLATE, template.picture, template.envelope)
    assert Deployment.objects.filter(state=State.DRAFT).count() == 2
