"""What tests of the commands share: a new site, made once by `overt init` and copied for each test."""

import shutil
from pathlib import Path

import pytest

from tests.integration.cli.command import PASSWORD, overt
from tests.once import once


def initialised(folder: Path) -> Path:
    """Make a site with `overt init`, whose password is `PASSWORD`."""
    done = overt("init", home=folder / "site", OVERT_INIT_PASSWORD=PASSWORD)
    assert done.code == 0, done.err
    return folder / "site"


@pytest.fixture
def new_site(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a site as `overt init` leaves it."""
    made = once(tmp_path_factory, "new-site", initialised)
    return shutil.copytree(made, tmp_path / "site", symlinks=True)
