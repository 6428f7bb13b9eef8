"""A site whose clock the test holds, its people, and a look at everything recorded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from overt.actions import site
from overt.vault.testing import FakeClock
from tests import make


@pytest.fixture
def clock(home: Path) -> FakeClock:
    """The site's clock, under the test's control."""
    held = FakeClock()
    site.forget_vault(held)
    return held


@pytest.fixture
def who(transactional_db: None, clock: FakeClock) -> make.People:
    """One person for each role."""
    return make.people()


@pytest.fixture
def everything() -> Callable[[], dict[str, list[tuple[object, ...]]]]:
    """Every row of every table of ours, to show that nothing changed."""
    return recorded


def recorded() -> dict[str, list[tuple[object, ...]]]:
    tables = [
        model._meta.db_table for label in ("records", "ledger") for model in apps.get_app_config(label).get_models()
    ]
    found: dict[str, list[tuple[object, ...]]] = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}" ORDER BY 1')
            found[table] = cursor.fetchall()
    return found
