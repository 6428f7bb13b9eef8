"""The drawn people that ship with Overt, as numbers in `people.json`, in three groups that never mix.

`listed` are the subjects of a rehearsal's watchlist, `passers` the people of the demonstration who are on no list, and
`calibration` the people the rehearsal threshold is set on.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any

from overt.rehearsal.errors import PeopleUnreadable
from overt.rehearsal.identity import Brows, DrawnPerson, Eyes, Hair, Mole, Mouth, Nose, Skin, Skull, check_person


class Group(StrEnum):
    """Which part of a rehearsal a drawn person plays."""

    LISTED = "listed"
    PASSERS = "passers"
    CALIBRATION = "calibration"


@dataclass(frozen=True)
class Cast:
    """All shipped people by group."""

    listed: tuple[DrawnPerson, ...]
    passers: tuple[DrawnPerson, ...]
    calibration: tuple[DrawnPerson, ...]

    def group(self, group: Group) -> tuple[DrawnPerson, ...]:
        """Give the people of a group."""
        return {Group.LISTED: self.listed, Group.PASSERS: self.passers, Group.CALIBRATION: self.calibration}[group]


@cache
def load_cast() -> Cast:
    """Read the shipped people by group; raises PeopleUnreadable if the file is damaged."""
    return parse_cast(resources.files("overt.rehearsal").joinpath("people.json").read_text())


def load_people() -> tuple[DrawnPerson, ...]:
    """Read all shipped people."""
    cast = load_cast()
    return cast.listed + cast.passers + cast.calibration


def parse_cast(text: str) -> Cast:
    """Read people from JSON text; raises PeopleUnreadable naming the person and the field."""
    try:
        raw = json.loads(text)
        groups = {group: tuple(_person(entry) for entry in raw["groups"][group.value]) for group in Group}
    except (ValueError, KeyError, TypeError) as error:
        raise PeopleUnreadable(f"The drawn people cannot be read: {error!r}.") from error
    names = [person.name for people in groups.values() for person in people]
    if len(set(names)) != len(names):
        raise PeopleUnreadable("Two drawn people have the same name.")
    return Cast(groups[Group.LISTED], groups[Group.PASSERS], groups[Group.CALIBRATION])


def write_cast(cast: Cast) -> str:
    """Give the JSON text of a cast."""
    groups = {group.value: [asdict(person) for person in cast.group(group)] for group in Group}
    note = "Drawn people: numbers of a drawing, nobody who exists. Not a sample of any population."
    return json.dumps({"note": note, "groups": groups}, indent=1) + "\n"


def _person(raw: Mapping[str, Any]) -> DrawnPerson:
    """Build a person from JSON values; a missing or unknown field is a TypeError or KeyError."""
    values = dict(raw)
    skin = dict(values.pop("skin"))
    moles = tuple(Mole(**mole) for mole in skin.pop("moles"))
    red, green, blue = (int(channel) for channel in values.pop("shirt"))
    parts = {"skull": Skull, "eyes": Eyes, "brows": Brows, "nose": Nose, "mouth": Mouth, "hair": Hair}
    built: dict[str, Any] = {name: kind(**values.pop(name)) for name, kind in parts.items()}
    return check_person(DrawnPerson(skin=Skin(**skin, moles=moles), shirt=(red, green, blue), **built, **values))
