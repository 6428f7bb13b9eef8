"""What every test may ask for: a fresh site folder, the campaign's seed, and which tests this machine can run."""

import gc
import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

hypothesis_settings.register_profile("quick", deadline=None, max_examples=30, derandomize=True)
hypothesis_settings.register_profile("long", deadline=None, max_examples=1000)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="run the long campaigns too")
    parser.addoption("--campaign-seed", type=int, default=None, help="seed of the campaigns; printed when drawn")


def pytest_configure(config: pytest.Config) -> None:
    if config.option.campaign_seed is None:
        fresh = random.SystemRandom().randrange(2**32) if config.option.long else 20260101
        config.option.campaign_seed = int(os.environ.get("OVERT_CAMPAIGN_SEED", fresh))
    os.environ["OVERT_CAMPAIGN_SEED"] = str(config.option.campaign_seed)
    hypothesis_settings.load_profile("long" if config.option.long else "quick")


def pytest_report_header(config: pytest.Config) -> list[str]:
    lines = [f"campaign seed: {config.option.campaign_seed}"]
    for variable, what in _FOLDERS.values():
        if not _folder(variable):
            lines.append(f"deselected: tests that need {what}, because {variable} names no folder")
    if not _has_postgresql():
        lines.append("deselected: tests that need PostgreSQL, because initdb and pg_ctl are not on the path")
    return lines


_FOLDERS = {
    "models": ("OVERT_MODELS", "the measuring models"),
    "data": ("OVERT_DATA", "the measuring data"),
}


def _folder(variable: str) -> Path | None:
    name = os.environ.get(variable, "")
    return Path(name) if name and Path(name).is_dir() else None


def _has_postgresql() -> bool:
    return bool(shutil.which("initdb") and shutil.which("pg_ctl"))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    absent = {marker for marker, (variable, _) in _FOLDERS.items() if not _folder(variable)}
    if not config.option.long:
        absent.add("long")
    if not _has_postgresql():
        absent.add("postgresql")
    gone = [item for item in items if any(item.get_closest_marker(marker) for marker in absent)]
    if gone:
        config.hook.pytest_deselected(items=gone)
        items[:] = [item for item in items if item not in set(gone)]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Keep the collector from walking thousands of tests and every library again and again: a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session", autouse=True)
def _nothing_is_written_that_nobody_reads() -> None:
    """After each flush Django would write its permissions and content types anew; Overt has a permission map."""
    from django.contrib.auth.management import create_permissions
    from django.contrib.contenttypes.management import create_contenttypes
    from django.db.models.signals import post_migrate

    assert post_migrate.disconnect(create_contenttypes)
    assert post_migrate.disconnect(create_permissions, dispatch_uid="django.contrib.auth.management.create_permissions")


@pytest.fixture
def campaign_seed(request: pytest.FixtureRequest) -> int:
    """Seed of this run's campaigns, printed in the header."""
    return int(request.config.option.campaign_seed)


@pytest.fixture
def home(tmp_path: Path, settings: pytest.FixtureRequest) -> Iterator[Path]:
    """A fresh site folder with keys, sharing the test database with subprocesses started with this OVERT_HOME."""
    from django.conf import settings as django_settings

    from overt import vault
    from overt.actions import site
    from overt.ledger import checkpoint

    folder = tmp_path / "site"
    folder.mkdir()
    vault.create(folder)
    checkpoint.create_signing_key(folder / "keys")
    (folder / "overt.sqlite3").symlink_to(django_settings.DATABASES["default"]["TEST"]["NAME"])
    settings.OVERT_HOME = folder
    site.forget_vault()
    yield folder
    site.forget_vault()


@pytest.fixture
def models_folder() -> Path:
    """Folder of the measuring models (tests marked `models` only)."""
    folder = _folder("OVERT_MODELS")
    assert folder is not None
    return folder


@pytest.fixture
def data_folder() -> Path:
    """Folder of the measuring data (tests marked `data` only)."""
    folder = _folder("OVERT_DATA")
    assert folder is not None
    return folder
