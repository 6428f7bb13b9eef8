"""Plans and score files written for a test: made-up people, made-up scores, no picture."""

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

HEADING = (
    *("engine", "engine_version", "cohort", "person", "passage", "list_size"),
    *("own_score", "top_other_score", "better", "reason"),
)
GROUND = 'ground = "Research"\nconsent = "Written, of each person"\n'


def plan_text(**changes: str) -> str:
    """Return a plan on a score file; `changes` replace whole parts."""
    parts = {
        "head": 'title = "A plan of a test"\nevaluation = "scenario"\ndated = 2026-11-22\n'
        'data_set = "Made-up scores"\nseed = 5\nscores = "scores.csv"\n'
        "list_sizes = [100, 1000]\nfaces_per_hour = 3000\n",
        "engine": '[engine]\nname = "made-up"\nversion = "2"\n',
        "thresholds": '[thresholds]\nlowest = 0.2\nhighest = 0.8\ncount = 13\ntarget = "1/50"\n',
        "cohorts": f'[cohorts.enrolment]\nindex = "list.csv"\n{GROUND}'
        + "".join(f"[cohorts.{name}]\n{GROUND}" for name in ("seeded", "filler", "calibration")),
        "groups": '[groups]\nattributes = "people.csv"\nstatement = "Declared by each person."\ncompare = ["side"]\n'
        'values = { side = ["north", "south"] }\n',
    }
    return "\n".join((parts | changes).values())


def made_up_rows(seed: int = 1, people: int = 60, passages: int = 3, strangers: int = 400) -> list[dict[str, object]]:
    """Return rows of a score file: seeded people with several passages, strangers with one."""
    chance = np.random.default_rng(seed)
    rows: list[dict[str, object]] = []
    for cohort, count, each in (("seeded", people, passages), ("filler", strangers, 1), ("calibration", 300, 1)):
        for number in range(count):
            skill = chance.normal(0.62, 0.12)
            for passage in range(each):
                failed = cohort == "seeded" and chance.random() < 0.05
                tops = np.sort(chance.normal(0.25, 0.08, 2))
                own = chance.normal(skill, 0.05) if cohort == "seeded" else None
                for size, top in zip((100, 1000), tops, strict=True):
                    told = {"own_score": "" if own is None or failed else f"{own:.6f}"}
                    told["top_other_score"] = "" if failed else f"{top:.6f}"
                    told["better"] = int(own is not None and own < top) if not failed else ""
                    rows.append(
                        {
                            **{"engine": "made-up", "engine_version": "2", "cohort": cohort},
                            **{"person": f"{cohort[0]}{number:03d}", "passage": passage, "list_size": size},
                            **{**told, "reason": "no_face" if failed else ""},
                        }
                    )
    return rows


def write_table(path: Path, heading: Iterable[str], rows: Iterable[dict[str, object]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, tuple(heading))
        writer.writeheader()
        writer.writerows(rows)


def write_plan(folder: Path, rows: list[dict[str, object]] | None = None, **changes: str) -> Path:
    """Write a plan with its score file, list and attributes; return the plan's path."""
    rows = made_up_rows() if rows is None else rows
    write_table(folder / "scores.csv", HEADING, rows)
    people = sorted({str(row["person"]) for row in rows})
    write_table(folder / "list.csv", ["subject"], [{"subject": person} for person in people if person[0] == "s"])
    sides = [{"subject": person, "side": ("north", "south")[number % 2]} for number, person in enumerate(people)]
    write_table(folder / "people.csv", ["subject", "side"], sides)
    (folder / "plan.toml").write_text(plan_text(**changes))
    return folder / "plan.toml"
