"""The map matches the house: rooms, their directions, the commands and the links the pages promise."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = sorted(path.parent.name for path in (ROOT / "src/overt").glob("*/__init__.py"))
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_no_room_imports_against_the_arrows() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_for_and_what_it_refuses(room: str) -> None:
    text = importlib.import_module(f"overt.{room}").__doc__ or ""
    assert len(text.split()) > 20, f"overt.{room} does not say what it is for"
    assert re.search(r"refuse|never|nothing", text), f"overt.{room} does not say what it refuses"


@pytest.mark.parametrize("room", ROOMS)
def test_the_readme_maps_every_room(room: str) -> None:
    assert f"| `{room}` |" in (ROOT / "README.md").read_text()


def test_there_are_no_attics() -> None:
    names = {path.stem for path in (ROOT / "src/overt").rglob("*.py")}
    assert not names & {"core", "common", "utils", "util", "helpers", "misc"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text()):
        assert (page.parent / target).exists(), f"{page.name} links to {target}, which is not there"


def test_the_readme_names_every_command_and_no_other() -> None:
    from overt.cli.app import app, register

    register()
    commands = {str(command.name) for command in app.registered_commands} | {
        group.name for group in app.registered_groups
    }
    named = set(re.findall(r"\bovert ([a-z]+)", (ROOT / "README.md").read_text()))
    assert named <= commands
    assert commands <= named | {"demo"}


def test_djangos_admin_is_not_mounted() -> None:
    from django.conf import settings

    assert "django.contrib.admin" not in settings.INSTALLED_APPS
