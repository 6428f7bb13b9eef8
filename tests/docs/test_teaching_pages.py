"""The teaching pages say what the code computes: figures and numbers are made again and compared."""

import csv
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

PAGES = Path(__file__).parents[2] / "docs" / "evaluate"


@pytest.fixture(scope="module")
def figures() -> ModuleType:
    spec = importlib.util.spec_from_file_location("teaching_figures", PAGES / "figures.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_the_committed_figures_and_numbers_are_what_the_code_makes(figures: ModuleType, tmp_path: Path) -> None:
    figures.write(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    kept = {path.name: path.read_bytes() for path in (PAGES / "figures").iterdir()}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_every_number_stands_in_its_page() -> None:
    rows = list(csv.DictReader((PAGES / "figures" / "numbers.csv").read_text("utf-8").splitlines()))
    assert len(rows) > 20
    missing = [row for row in rows if row["text"] not in " ".join((PAGES / row["page"]).read_text("utf-8").split())]
    assert missing == []


def test_every_figure_is_shown_with_words_for_who_cannot_see_it() -> None:
    text = "".join(page.read_text("utf-8") for page in PAGES.glob("*.md"))
    for figure in (PAGES / "figures").glob("*.svg"):
        before, link, _ = text.partition(f"](figures/{figure.name})")
        assert link
        assert len(before.rpartition("![")[2]) > 60


def test_the_rules_of_the_check_are_all_in_its_page() -> None:
    from overt.evaluate.records.rules.jumps import CLOSE, DOUBTFUL, FEWEST_FOR_DOUBT, NOTABLE
    from overt.evaluate.records.rules.outcomes import DOUBTFUL as RARE
    from overt.evaluate.records.rules.outcomes import NOTABLE as UNUSUAL
    from overt.evaluate.records.rules.trend import DOUBTFUL as SURE
    from overt.evaluate.records.rules.trend import NOTABLE as LIKELY

    page = (PAGES / "published-records.md").read_text("utf-8")
    assert (NOTABLE, DOUBTFUL, CLOSE, FEWEST_FOR_DOUBT) == (3, 5, 1.5, 8)
    assert "five times away from eight neighbours that lie" in page
    for words in (f"p below {SURE}", f"p below {LIKELY}", f"1 in {int(1 / RARE):,}", f"1 in {int(1 / UNUSUAL)} to"):
        assert words in page
