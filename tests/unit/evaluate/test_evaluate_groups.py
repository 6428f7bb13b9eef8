from pathlib import Path

from overt.evaluate.groups import read_attributes
from overt.evaluate.plan import UNDECLARED
from tests.unit.evaluate.plans import write_table

VALUES = {"sex": ("female", "male"), "age": ("young", "old")}


def rows() -> list[dict[str, object]]:
    told = [("female", "young"), ("female", "old"), ("male", "young"), ("male", "young"), ("female", "old")]
    return [{"subject": f"p{n}", "sex": sex, "age": age} for n, (sex, age) in enumerate(told * 2)]


def test_joined_attributes_are_compared_and_small_combinations_left_to_the_composition(tmp_path: Path) -> None:
    told = [*rows(), {"subject": "q", "sex": "male", "age": "old"}, {"subject": "r", "sex": "male", "age": ""}]
    write_table(tmp_path / "people.csv", ("subject", "sex", "age"), told)
    people = [str(row["subject"]) for row in told] + ["nobody-asked"]
    sex, both = read_attributes(tmp_path / "people.csv", ("sex", "sex+age"), VALUES, people)
    assert sex.labels == ("female", "male")
    assert both.labels == ("female / young", "female / old", "male / young")
    assert both.of("q") == "male / old"
    assert both.of("r") == UNDECLARED
    assert sex.of("r") == "male"


def test_the_composition_counts_the_undeclared_as_such_and_nobody_is_guessed(tmp_path: Path) -> None:
    write_table(tmp_path / "people.csv", ("subject", "sex", "age"), rows())
    (sex,) = read_attributes(tmp_path / "people.csv", ("sex",), VALUES, [f"p{n}" for n in range(10)])
    told = sex.composition(["p0", "p1", "p2", "somebody", "else"])
    assert str(told) == "list of 5 people: female 2, male 1, not declared 2"
    assert "2 times fewer" in sex.composition(["p0", "p1", "p2"]).warnings(sex.labels)[0]
