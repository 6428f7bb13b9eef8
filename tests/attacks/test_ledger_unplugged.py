"""Somebody unplugs the ledger: nothing is started, nothing compared, nothing decided (I-4)."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from overt.actions import site
from overt.actions.errors import NotRecorded
from overt.actions.start import start
from overt.law.states import State
from overt.records.models import Alert, Deployment
from overt.vault import WarrantRefused
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)


def rename(table: str, name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO {name}")


@pytest.fixture(params=["ledger_entry", "ledger_head", "ledger_chain"])
def unplug(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Take one of the ledger's tables away until the test ends."""

    def take_away() -> None:
        rename(request.param, "unplugged")
        request.addfinalizer(lambda: rename("unplugged", request.param))

    return take_away


@pytest.mark.clause("M-34")
def test_a_deployment_does_not_start_with_the_ledger_unplugged(home: Path, unplug: Callable[[], None]) -> None:
    who = make.people()
    ready = make.authorised(who)
    unplug()
    with pytest.raises(NotRecorded):
        start(who.silver, ready)
    assert Deployment.objects.get().state == State.AUTHORISED
    with pytest.raises(WarrantRefused):
        site.vault().warrant(make.claim(ready))


@pytest.mark.clause("M-34")
def test_no_alert_is_raised_with_the_ledger_unplugged(home: Path, unplug: Callable[[], None]) -> None:
    who = make.people()
    run = make.camera_run(make.live(who))
    unplug()
    with pytest.raises(NotRecorded):
        make.alert(run)
    assert not Alert.objects.exists()
