"""The latest entry of each event: of the whole ledger, of one deployment, and after the ledger under it changed."""

import pytest
from django.db import connection, transaction

from overt.ledger.append import append
from overt.ledger.latest import latest_entries
from overt.ledger.models import LedgerHead

pytestmark = pytest.mark.django_db(transaction=True)
ONE, OTHER, PERSON = "a" * 32, "b" * 32, "c" * 32


def record(event: str, deployment: str = "", subject: str = "") -> int:
    with transaction.atomic():
        return append(event, actor="software", deployment=deployment, subject=subject).index


def test_each_event_has_its_latest_entry_for_the_ledger_and_for_a_deployment() -> None:
    assert latest_entries() == {}
    record("deployment.halted", ONE)
    last = record("deployment.halted", OTHER)
    first_of_one = record("deployment.closed", ONE)
    assert {event: one.index for event, one in latest_entries().items()} == {
        "deployment.halted": last,
        "deployment.closed": first_of_one,
    }
    assert {event: one.index for event, one in latest_entries(ONE).items()} == {
        "deployment.halted": 0,
        "deployment.closed": first_of_one,
    }


def test_what_is_appended_later_is_followed() -> None:
    created = record("deployment.created", ONE, ONE)
    assert latest_entries(ONE)["deployment.created"].index == created
    halted = record("deployment.halted", ONE, ONE)
    assert latest_entries(ONE)["deployment.halted"].index == halted
    assert latest_entries(OTHER) == {}


def test_another_ledger_in_its_place_is_read_anew() -> None:
    record("deployment.halted", ONE)
    assert "deployment.halted" in latest_entries()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_entry")
        cursor.execute("DELETE FROM ledger_chain")
    LedgerHead.objects.all().delete()
    record("deployment.closed", OTHER)
    assert set(latest_entries()) == {"deployment.closed"}
    assert latest_entries(ONE) == {}
