"""The plan printed in the documentation is a plan, and the score file's columns are the ones read."""

import re
import tomllib
from pathlib import Path

from overt.evaluate.plan import Plan
from overt.evaluate.score_file import COLUMNS

PAGE = (Path(__file__).parents[2] / "docs/evaluate/plans.md").read_text()


def test_the_plan_on_the_page_is_accepted_as_it_stands() -> None:
    text = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert text is not None
    plan = Plan.model_validate(tomllib.loads(text.group(1)))
    assert plan.groups is not None
    assert plan.groups.compare[-1] == "sex+age"


def test_the_page_names_every_column_of_a_score_file() -> None:
    table = PAGE.split("| column | what stands in it |")[1].split("\n\n")[0]
    assert set(re.findall(r"^\| (.+?) \|", table, re.MULTILINE)) >= {"`cohort`", "`reason`"}
    assert all(f"`{column}`" in table for column in COLUMNS)
