import dataclasses
import json

import numpy as np
import pytest

from overt.rehearsal.errors import PeopleUnreadable
from overt.rehearsal.identity import DrawnPerson, Hair, check_person, new_person
from overt.rehearsal.people import Group, load_cast, load_people, parse_cast, write_cast


def test_there_are_enough_people_and_no_group_shares_one_with_another() -> None:
    cast = load_cast()
    assert len(cast.listed) >= 12
    assert len(cast.listed) + len(cast.passers) >= 24
    assert len(cast.calibration) >= 24
    shapes = {(person.skull, person.eyes, person.nose, person.mouth) for person in load_people()}
    assert len(shapes) == len(load_people()), "two names for one face"


def test_people_survive_the_file_unchanged() -> None:
    assert parse_cast(write_cast(load_cast())) == load_cast()


def test_people_are_numbers_and_not_seeds() -> None:
    raw = json.loads(write_cast(load_cast()))["groups"]["listed"][0]
    assert {"skull", "eyes", "brows", "nose", "mouth", "skin", "hair"} <= set(raw)
    assert all(isinstance(value, float | int) for value in raw["eyes"].values())


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda cast: cast["groups"].pop("passers"), "cannot be read"),
        (lambda cast: cast["groups"]["listed"][0].pop("eyes"), "cannot be read"),
        (lambda cast: cast["groups"]["listed"][0]["eyes"].update(colour=3), "cannot be read"),
        (lambda cast: cast["groups"]["listed"][0]["hair"].update(style="mohican"), "hair style 'mohican'"),
        (lambda cast: cast["groups"]["listed"][0].update(iris=17), "iris 17"),
        (lambda cast: cast["groups"]["listed"][0]["skin"].update(tone=9), "skin tone 9"),
        (lambda cast: cast["groups"]["listed"][0].update(shirt=[0, 0]), "cannot be read"),
        (lambda cast: cast["groups"]["listed"][0].update(name=cast["groups"]["listed"][1]["name"]), "same name"),
    ],
)
def test_damaged_people_are_refused_in_a_sentence(damage, said: str) -> None:
    raw = json.loads(write_cast(load_cast()))
    damage(raw)
    with pytest.raises(PeopleUnreadable, match=said):
        parse_cast(json.dumps(raw))


def test_text_that_is_not_json_is_refused_in_a_sentence() -> None:
    with pytest.raises(PeopleUnreadable, match="cannot be read"):
        parse_cast("{")


def test_new_people_come_from_the_callers_generator_and_can_all_be_drawn() -> None:
    def draw(seed: int) -> list[DrawnPerson]:
        generator = np.random.default_rng(seed)
        return [check_person(new_person(f"n{index}", generator)) for index in range(200)]

    people = draw(11)
    assert people == draw(11)
    assert people != draw(12)
    assert len({person.eyes for person in people}) == 200
    assert {person.hair.style for person in people} >= {"short", "long", "afro", "bald"}


def test_a_person_with_a_style_nobody_can_draw_is_refused() -> None:
    person = load_cast().listed[0]
    odd = dataclasses.replace(person, hair=Hair("quiff", 0, 7.0, 0.0, 1.0, 0.0))
    with pytest.raises(PeopleUnreadable, match="quiff"):
        check_person(odd)


def test_groups_are_found_by_name() -> None:
    cast = load_cast()
    assert [cast.group(group) for group in Group] == [cast.listed, cast.passers, cast.calibration]
