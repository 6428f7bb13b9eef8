"""No authority, no comparison: what a warrant needs, and what ends it (I-1)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from overt.vault import Claim, EnvelopeBroken, KeyMissing, RecordKind, VaultError, Warrant, WarrantRefused
from tests.unit.vault.sealed_site import LOADED, TEMPLATE, Site

ONE = (RecordKind.WATCHLIST_TEMPLATE, "one")


def refusal(site: Site, claim: Claim | None = None) -> str:
    with pytest.raises(WarrantRefused) as refused:
        site.vault.warrant(claim or site.claim())
    return refused.value.code


def death(warrant: Warrant) -> str:
    with pytest.raises(WarrantRefused) as refused:
        warrant.check()
    return refused.value.code


def test_a_warrant_opens_the_list_it_was_given_for(site: Site) -> None:
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant:
        warrant.check()
        assert warrant.open(*ONE, site.envelope) == TEMPLATE


def test_without_authority_there_is_no_warrant(site: Site) -> None:
    assert refusal(site) == "not_in_force"


def test_nothing_but_a_warrant_opens_a_watchlist_record(site: Site) -> None:
    openers = [name for name in dir(site.vault) if "open" in name and not name.startswith("_")]
    told = {"open_alert", "open_application_file", "open_approval", "open_attachment", "open_consent"}
    assert set(openers) == told | {"open_membership", "open_entry_case"}
    for opener in openers:
        with pytest.raises((KeyMissing, EnvelopeBroken)):
            getattr(site.vault, opener)("market", "one", site.envelope)


DIFFERENT: list[dict[str, Any]] = [
    {"engine_digest": "0" * 64},
    {"threshold": "0.6"},
    {"threshold": "0.59"},
    {"watchlist_digest": "0" * 64},
    {"kind": "trial"},
    {"cameras": ("north", "south", "east")},
    {"cameras": ("north",)},
    {"applicant": "somebody"},
    {"authorised_by": "somebody"},
    {"starts_at": datetime.fromisoformat("2026-06-01T11:00:00Z")},
    {"ends_at": datetime.fromisoformat("2026-06-02T12:00:00Z")},
]


@pytest.mark.parametrize("difference", DIFFERENT, ids=lambda difference: "-".join(difference))
def test_whatever_differs_from_the_authority_unwraps_no_key(site: Site, difference: dict[str, Any]) -> None:
    site.put_in_force()
    assert refusal(site, replace(site.claim(), **difference)) == "authority_mismatch"


def test_the_order_of_cameras_is_no_difference(site: Site) -> None:
    site.put_in_force()
    site.vault.warrant(replace(site.claim(), cameras=("south", "north"))).close()


def test_a_camera_the_authority_does_not_name_is_refused(site: Site) -> None:
    site.put_in_force()
    assert refusal(site, replace(site.claim(), camera="car-park")) == "camera_not_authorised"


def test_the_authority_of_one_deployment_opens_no_other(site: Site) -> None:
    site.vault.create_deployment("station")
    site.put_in_force()
    assert refusal(site, replace(site.claim(), deployment="station")) == "not_in_force"
    site.vault.put_in_force(replace(site.authority, deployment="station"))
    with site.vault.warrant(replace(site.claim(), deployment="station")) as warrant, pytest.raises(KeyMissing):
        warrant.open(*ONE, site.envelope)


@pytest.mark.clause("E-98")
def test_a_halted_deployment_releases_no_key(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    site.vault.suspend("market")
    assert death(warrant) == "halted"
    assert refusal(site) == "halted"


def test_a_resumed_deployment_needs_a_new_warrant(site: Site) -> None:
    site.put_in_force()
    halted = site.vault.warrant(site.claim())
    site.vault.suspend("market")
    site.put_in_force()
    assert death(halted) == "authority_replaced"
    with site.vault.warrant(site.claim()) as warrant:
        assert warrant.open(*ONE, site.envelope) == TEMPLATE


def test_what_has_ended_cannot_be_brought_back(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    site.vault.end("market")
    site.vault.suspend("market")
    assert death(warrant) == "ended"
    assert refusal(site) == "ended"
    with pytest.raises(VaultError) as refused:
        site.put_in_force()
    assert refused.value.code == "deployment_ended"


def test_halting_what_was_never_in_force_does_no_harm(site: Site) -> None:
    site.vault.suspend("market")
    site.vault.suspend("nowhere")
    site.vault.end("nowhere")
    assert refusal(site) == "not_in_force"


def test_a_draft_that_was_dropped_can_be_neither_enrolled_nor_put_in_force(site: Site) -> None:
    site.vault.begin_enrolment("market")
    warrant = site.vault.enrolment_warrant("market")
    site.vault.end("market")
    with pytest.raises(WarrantRefused):
        warrant.check()
    for again in (lambda: site.vault.begin_enrolment("market"), site.put_in_force):
        with pytest.raises(VaultError):
            again()


def test_a_shrunk_list_replaces_the_authority_and_the_old_one_is_void(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    shrunk = replace(site.authority, watchlist_digest="9" * 64)
    site.vault.put_in_force(shrunk)
    assert death(warrant) == "authority_replaced"
    assert refusal(site) == "authority_mismatch"
    site.vault.warrant(shrunk.claim(camera="north", **(LOADED | {"watchlist_digest": "9" * 64}))).close()


def test_a_closed_warrant_opens_nothing_and_keeps_no_key(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    key = warrant._key
    assert any(key)
    warrant.close()
    warrant.close()
    assert not any(key)
    with pytest.raises(WarrantRefused) as refused:
        warrant.open(*ONE, site.envelope)
    assert refused.value.code == "warrant_closed"


def test_a_refused_warrant_stays_refused_and_keeps_no_key(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    site.clock.jump(10)
    assert death(warrant) == "clock_jumped"
    site.clock.jump(-10)
    assert death(warrant) == "clock_jumped"
    assert not any(warrant._key)


@pytest.mark.parametrize("kind", [RecordKind.ALERT, RecordKind.CONSENT])
def test_a_warrant_opens_no_alert_and_no_consent(site: Site, kind: RecordKind) -> None:
    envelope = site.vault.seal("market", kind, "one", b"alert")
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant, pytest.raises(VaultError) as refused:
        warrant.open(kind, "one", envelope)
    assert refused.value.code == "kind_not_covered"


def test_a_withdrawn_entry_cannot_be_opened_while_the_rest_can(site: Site) -> None:
    other = site.vault.seal("market", RecordKind.WATCHLIST_TEMPLATE, "two", b"other")
    site.put_in_force()
    with site.vault.warrant(site.claim()) as warrant:
        site.vault.destroy_record("market", *ONE)
        with pytest.raises(KeyMissing):
            warrant.open(*ONE, site.envelope)
        assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, "two", other) == b"other"


def test_destroying_the_list_ends_every_warrant(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    site.vault.destroy_deployment("market", "watchlist")
    assert death(warrant) == "ended"


# Hours and clocks


def test_the_hours_begin_and_end_on_the_stroke(site: Site) -> None:
    late = replace(site.authority, starts_at=site.clock.now() + timedelta(hours=1))
    site.vault.put_in_force(late)
    claim = late.claim(camera="north", **LOADED)
    site.clock.advance(3599.999)
    assert refusal(site, claim) == "not_yet"
    site.clock.advance(0.001)
    warrant = site.vault.warrant(claim)
    site.clock.advance(3599.999)
    warrant.check()
    site.clock.advance(0.001)
    assert death(warrant) == "hours_over"
    assert refusal(site, claim) == "hours_over"


@pytest.mark.parametrize("seconds", [2.1, -2.1, 3600, -3600])
def test_a_clock_that_jumped_ends_the_warrant(site: Site, seconds: float) -> None:
    site.put_in_force()
    site.clock.advance(600)
    warrant = site.vault.warrant(site.claim())
    site.clock.advance(600)
    site.clock.jump(seconds)
    assert death(warrant) == "clock_jumped"


def test_many_small_jumps_count_as_one(site: Site) -> None:
    site.put_in_force()
    site.clock.advance(600)
    warrant = site.vault.warrant(site.claim())
    site.clock.jump(-1.5)
    warrant.check()
    site.clock.jump(-1.5)
    assert death(warrant) == "clock_jumped"


def test_setting_the_clock_back_never_lengthens_an_authority(site: Site) -> None:
    site.put_in_force()
    site.clock.advance(7000)
    site.clock.jump(-3600)
    site.clock.advance(100)
    site.vault.warrant(site.claim()).close()
    site.clock.advance(100.001)
    assert refusal(site) == "hours_over"


def test_setting_the_clock_forward_never_starts_one_early(site: Site) -> None:
    late = replace(site.authority, starts_at=site.clock.now() + timedelta(hours=1))
    site.vault.put_in_force(late)
    site.clock.jump(3601)
    assert refusal(site, late.claim(camera="north", **LOADED)) == "not_yet"


def test_a_running_warrant_ends_on_time_whatever_small_steps_the_clock_took(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    site.clock.jump(-1.9)
    site.clock.advance(7200)
    assert death(warrant) == "hours_over"


def test_a_restart_keeps_the_authority_but_not_the_warrant(site: Site) -> None:
    site.put_in_force()
    warrant = site.vault.warrant(site.claim())
    site.clock.reboot()
    assert death(warrant) == "clock_jumped"
    site.vault.warrant(site.claim()).close()


def test_a_restart_with_the_clock_set_back_is_refused(site: Site) -> None:
    site.put_in_force()
    site.clock.advance(3600)
    site.vault.warrant(site.claim()).close()
    site.clock.reboot()
    site.clock.jump(-600)
    assert refusal(site) == "clock_behind"
    site.clock.advance(600)
    site.vault.warrant(site.claim()).close()


# What may be put in force


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"authorised_by": "applicant"}, "applicant_is_authoriser"),
        ({"ends_at": datetime.fromisoformat("2026-06-01T12:00:00Z")}, "window_empty"),
        ({"ends_at": datetime.fromisoformat("2026-06-01T10:00:00Z")}, "window_empty"),
        (
            {
                "starts_at": datetime.fromisoformat("2026-06-01T10:00:00Z"),
                "ends_at": datetime.fromisoformat("2026-06-01T12:00:00Z"),
            },
            "window_over",
        ),
        ({"starts_at": datetime(2026, 6, 1, 12)}, "time_without_zone"),
        ({"ends_at": datetime(2026, 6, 1, 14)}, "time_without_zone"),
        ({"cameras": ()}, "cameras_unclear"),
        ({"cameras": ("north", "north")}, "cameras_unclear"),
        ({"cameras": ("north", "")}, "cameras_unclear"),
        ({"threshold": "high"}, "threshold_unclear"),
        ({"threshold": "nan"}, "threshold_unclear"),
        ({"watchlist_digest": ""}, "authority_incomplete"),
        ({"authorised_by": " "}, "authority_incomplete"),
    ],
)
@pytest.mark.clause("E-87")
def test_an_authority_nobody_could_have_given_is_refused(site: Site, wrong: dict[str, Any], code: str) -> None:
    with pytest.raises(VaultError) as refused:
        site.vault.put_in_force(replace(site.authority, **wrong))
    assert refused.value.code == code
    assert refusal(site) == "not_in_force"


def test_hours_in_another_time_zone_are_the_same_hours(site: Site) -> None:
    site.put_in_force()
    abroad = datetime.fromisoformat("2026-06-01T13:00:00+01:00")
    site.vault.warrant(replace(site.claim(), starts_at=abroad)).close()


# Enrolment


def test_an_enrolment_warrant_looks_inside_a_draft_and_dies_with_it(site: Site) -> None:
    site.vault.begin_enrolment("market")
    with site.vault.enrolment_warrant("market") as warrant:
        assert warrant.open(*ONE, site.envelope) == TEMPLATE
        site.vault.end_enrolment("market")
        with pytest.raises(WarrantRefused) as refused:
            warrant.open(*ONE, site.envelope)
    assert refused.value.code == "enrolment_over"


def test_no_enrolment_warrant_without_a_draft(site: Site) -> None:
    with pytest.raises(WarrantRefused):
        site.vault.enrolment_warrant("market")


def test_an_authority_in_force_ends_the_enrolment_and_it_cannot_begin_again(site: Site) -> None:
    site.vault.begin_enrolment("market")
    warrant = site.vault.enrolment_warrant("market")
    site.put_in_force()
    with pytest.raises(WarrantRefused):
        warrant.check()
    for state in (lambda: None, lambda: site.vault.suspend("market"), lambda: site.vault.end("market")):
        state()
        with pytest.raises(VaultError) as refused:
            site.vault.begin_enrolment("market")
        assert refused.value.code == "list_not_a_draft"


def test_the_worker_gets_the_key_of_one_record_only(site: Site) -> None:
    from overt.vault.envelope import Label, seal, unseal

    picture = site.vault.seal("market", RecordKind.WATCHLIST_PICTURE, "p", b"jpeg")
    site.vault.begin_enrolment("market")
    with site.vault.enrolment_warrant("market") as warrant:
        key = warrant.picture_keys(["p"])["p"]
        assert unseal(key, Label("market", RecordKind.WATCHLIST_PICTURE, "p"), picture) == b"jpeg"
        with pytest.raises(EnvelopeBroken):
            unseal(key, Label("market", *ONE), site.envelope)
        new = warrant.template_keys(["t", "u"])["t"]
        assert warrant.template_keys(["t"]) == {"t": new}
        sealed = seal(new, Label("market", RecordKind.WATCHLIST_TEMPLATE, "t"), b"numbers")
        assert warrant.open(RecordKind.WATCHLIST_TEMPLATE, "t", sealed) == b"numbers"
        assert set(warrant.picture_keys(["p", "unknown", "t"])) == {"p"}


def test_the_worker_gets_no_key_of_a_record_that_was_destroyed(site: Site) -> None:
    site.vault.seal("market", RecordKind.WATCHLIST_PICTURE, "p", b"jpeg")
    site.vault.begin_enrolment("market")
    with site.vault.enrolment_warrant("market") as warrant:
        warrant.template_keys(["p"])
        site.vault.destroy_record("market", RecordKind.WATCHLIST_PICTURE, "p")
        site.vault.destroy_record("market", RecordKind.WATCHLIST_TEMPLATE, "p")
        assert warrant.picture_keys(["p"]) == {}
        with pytest.raises(KeyMissing):
            warrant.template_keys(["new", "p"])
    assert not site.vault.has_key("market", RecordKind.WATCHLIST_TEMPLATE, "new"), "none is made with a destroyed one"
