"""A plan on drawn people with the engine `dlib`: nobody real, nothing to fetch."""

import csv
from pathlib import Path

from overt.rehearsal.people import load_cast
from overt.rehearsal.stills import enrolment_stills
from tests.unit.evaluate.plans import GROUND

YAWS = (0.0, -0.2, 0.2)


def draw_plan(folder: Path, people: int = 8, strangers: int = 6) -> Path:
    """Draw stills, two on the list and one to walk past for each of `people`, three for strangers; return the plan."""
    cast = load_cast()
    everybody = [*cast.listed, *cast.passers]
    listed, rest = everybody[:people], everybody[people : people + 2 * strangers]
    cohorts: dict[str, list[tuple[str, str]]] = {"enrolment": [], "seeded": [], "filler": [], "calibration": []}
    (folder / "pictures").mkdir(parents=True)
    for place, person in enumerate([*listed, *rest]):
        name = f"p{place:02d}"
        for turn, picture in enumerate(enrolment_stills(person, YAWS)):
            file = f"{name}-{turn}.jpg"
            (folder / "pictures" / file).write_bytes(picture)
            if place < people:
                cohorts["seeded" if turn == 2 else "enrolment"].append((name, file))
            else:
                cohorts["filler" if place < people + strangers else "calibration"].append((name, file))
    for cohort, rows in cohorts.items():
        with (folder / f"{cohort}.csv").open("w", newline="") as out:
            csv.writer(out).writerows([("subject", "file"), *rows])
    with (folder / "people.csv").open("w", newline="") as out:
        sides = [(f"p{place:02d}", ("north", "south")[place % 2]) for place in range(people + 2 * strangers)]
        csv.writer(out).writerows([("subject", "side"), *sides])
    parts = "".join(f'[cohorts.{name}]\nindex = "{name}.csv"\npictures = "pictures"\n{GROUND}' for name in cohorts)
    (folder / "plan.toml").write_text(
        'title = "Drawn <people> & nobody real"\nevaluation = "technology"\ndated = 2026-11-22\n'
        'data_set = "Drawn heads"\nseed = 3\n'
        f"list_sizes = [{people // 2}, {people}]\n"
        '[engine]\nname = "dlib"\nversion = "1"\n'
        '[thresholds]\nlowest = 0.4\nhighest = 0.9\ncount = 11\ntarget = "1/10"\n'
        '[groups]\nattributes = "people.csv"\nstatement = "Drawn, so nobody declared anything."\ncompare = ["side"]\n'
        'values = { side = ["north", "south"] }\n' + parts
    )
    return folder / "plan.toml"
