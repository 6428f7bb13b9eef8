"""Tables drawn for tests: consistent ones, and the ways hand-typing breaks them.

The figures are made here from plain arithmetic, not by the code under test.
"""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from hypothesis import strategies as st

from overt.evaluate.records import Table, table_from
from overt.evaluate.records.csv_grid import read_csv

HEADINGS = {
    "place": "Deployment Location",
    "date": "Date",
    "duration": "Duration",
    "use": "LFR Use Case",
    "watchlist": "Watchlist Size",
    "threshold": "Minimum Threshold Setting",
    "alerts": "Total Alerts",
    "true_confirmed": "True Alerts Confirmed",
    "true_unconfirmed": "True Alerts Unconfirmed",
    "false_confirmed": "False Alerts Confirmed",
    "false_unconfirmed": "False Alerts Unconfirmed",
    "rate": "False Alert Rate",
    "arrests": "Outcome - Arrest",
    "other": "Outcome - Other",
    "no_action": "No action",
    "faces": "Faces seen (estimate)",
}
PLACES = ("Market Street", "Station Square", "Castle Road", "Harbour Way", "Mill Lane", "North Parade", "Bridge End")


@dataclass
class Deployment:
    """One row before it is typed; `typed` overrides single cells as printed."""

    place: str
    day: date
    minutes: int
    watchlist: int
    true_confirmed: int
    true_unconfirmed: int
    false_confirmed: int
    false_unconfirmed: int
    arrests: int
    other: int
    faces: int
    threshold: str = "0.64"
    typed: dict[str, str] = field(default_factory=dict)

    @property
    def false(self) -> int:
        return self.false_confirmed + self.false_unconfirmed

    @property
    def alerts(self) -> int:
        return self.true_confirmed + self.true_unconfirmed + self.false

    def cells(self) -> dict[str, str]:
        cells = {
            "place": self.place,
            "date": f"{self.day:%d/%m/%y}",
            "duration": f"{self.minutes // 60}h {self.minutes % 60:02d}m",
            "use": "Crime hotspot",
            "watchlist": f"{self.watchlist:,}",
            "threshold": self.threshold,
            "alerts": str(self.alerts),
            "true_confirmed": str(self.true_confirmed),
            "true_unconfirmed": str(self.true_unconfirmed),
            "false_confirmed": str(self.false_confirmed),
            "false_unconfirmed": str(self.false_unconfirmed),
            "rate": rounded(self.false, self.faces),
            "arrests": str(self.arrests),
            "other": str(self.other),
            "no_action": str(self.true_confirmed - self.arrests - self.other),
            "faces": f"{self.faces:,}",
        }
        return {**cells, **self.typed}


def rounded(false: int, faces: int, places: str = "0.001") -> str:
    return f"{(Decimal(100 * false) / faces).quantize(Decimal(places), ROUND_HALF_UP)}%"


def truncated(false: int, faces: int, places: str = "0.001") -> str:
    return f"{(Decimal(100 * false) / faces).quantize(Decimal(places), ROUND_DOWN)}%"


def write(
    deployments: Sequence[Deployment],
    columns: Sequence[str] = tuple(HEADINGS),
    headings: dict[str, str] | None = None,
    extra: Sequence[Sequence[str]] = (),
    before: Sequence[Sequence[str]] = (),
    delimiter: str = ",",
) -> bytes:
    """Type the table as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerows(before)
    writer.writerow([(headings or HEADINGS)[column] for column in columns])
    for deployment in deployments:
        cells = deployment.cells()
        writer.writerow([cells[column] for column in columns])
    writer.writerows(extra)
    return out.getvalue().encode()


def table(deployments: Sequence[Deployment], **how: object) -> Table:
    """Type the table and read it back."""
    return table_from(read_csv(write(deployments, **how)))  # type: ignore[arg-type]


@st.composite
def consistent(draw: st.DrawFn, least: int = 1, most: int = 25) -> list[Deployment]:
    """Draw deployments that contradict nothing: sums, order, pace and list as a force would have them."""
    size = draw(st.integers(least, most))
    people = draw(st.integers(6000, 16000))
    day = date(2024, 1, 3)
    rows = []
    for _ in range(size):
        day += timedelta(days=draw(st.integers(1, 9)))
        true = draw(st.integers(0, 25))
        confirmed = draw(st.integers(0, true))
        arrests = draw(st.integers(0, confirmed))
        minutes = draw(st.integers(240, 480))
        rows.append(
            Deployment(
                place=draw(st.sampled_from(PLACES)),
                day=day,
                minutes=minutes,
                watchlist=people + draw(st.integers(-900, 900)),
                true_confirmed=confirmed,
                true_unconfirmed=true - confirmed,
                false_confirmed=draw(st.integers(0, 2)),
                false_unconfirmed=draw(st.integers(0, 1)),
                arrests=arrests,
                other=draw(st.integers(0, confirmed - arrests)),
                faces=minutes * draw(st.integers(25, 60)) + draw(st.integers(0, 59)),
            )
        )
    return rows


def steady(size: int = 12) -> list[Deployment]:
    """Return the same plain, consistent table every time, for a single error to be put in."""
    return [
        Deployment(
            place=PLACES[index % len(PLACES)],
            day=date(2024, 2, 20) + timedelta(days=5 * index),
            minutes=300 + 10 * (index % 4),
            watchlist=11_000 + 37 * index,
            true_confirmed=5 + index % 4,
            true_unconfirmed=index % 2,
            false_confirmed=index % 2,
            false_unconfirmed=(index // 3) % 2,
            arrests=2 + index % 2,
            other=index % 3,
            faces=(300 + 10 * (index % 4)) * (40 + 3 * (index % 5)) + index,
        )
        for index in range(size)
    ]


Injection = Callable[[list[Deployment], int], None]
