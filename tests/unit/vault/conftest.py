"""The site the tests of this folder work on."""

from pathlib import Path

import pytest

from tests.unit.vault.sealed_site import Site, make_site


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return make_site(tmp_path / "site")
