"""`overt evaluate trial` as people run it."""

import json
from pathlib import Path

from tests.integration.cli.command import overt
from tests.unit.evaluate.test_trials import walked, write_log


def test_a_trial_is_planned_and_its_log_becomes_rates(tmp_path: Path) -> None:
    planned = overt("evaluate", "trial", "plan", "--expected", "0.8", "--within", "1/10", "--json", home=tmp_path)
    assert planned.code == 0, planned.err
    told = json.loads(planned.out)
    assert told["passages_a_group"] >= told["passages_for_precision"]
    rates = overt("evaluate", "trial", "rates", write_log(tmp_path, walked()), home=tmp_path)
    assert rates.code == 0, rates.err
    for words in (
        "240 seeded passages of 24 people",
        "By camera",
        "left out",
        "A and B are different",
        "list of 24 people",
    ):
        assert words in rates.out
    for code in ("p0", "p17"):
        assert code not in rates.out


def test_what_cannot_be_planned_is_one_sentence_and_exit_code_2(tmp_path: Path) -> None:
    for share, words in (("most", "no share"), ("1/0", "no share"), ("1.2", "between 0 and 1")):
        done = overt("evaluate", "trial", "plan", "--expected", share, "--within", "0.1", home=tmp_path)
        assert done.code == 2
        assert words in done.err
    done = overt("evaluate", "trial", "rates", tmp_path / "nowhere.csv", home=tmp_path)
    assert done.code == 2
    assert "cannot be read" in done.err
