"""Small logs whose truth is known, made in a few lines for tests; nothing that makes them is the reader's."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from dueregard.local_policing.grades import Route, read_grade_schemes
from dueregard.local_policing.log import OUTCOMES, ROUTES, IncidentLog, Outcome

HEADER = (
    "incident,received_at,grade,local_area,kind,route,outcome,unit,crew,dispatched_at,arrived_at,cleared_at"
)


@dataclass
class Truth:
    """What the log is made from. rates: incidents an hour, 168 × areas × grades."""

    rates: np.ndarray
    weeks: int
    day_spread: float = 0.0
    day_correlation: float = 0.0
    season: np.ndarray = field(default_factory=lambda: np.ones(12))
    service_minutes: tuple[float, ...] = (40.0, 60.0)
    travel_minutes: float = 8.0
    two_units: float = 0.3
    start: datetime = datetime(2021, 1, 4, tzinfo=UTC)  # a Monday
    areas: tuple[str, ...] = ("north", "south")
    grades: tuple[str, ...] = ("E", "P")

    def made(self, seed: int) -> "MadeLog":
        """A log of these weeks, hour by hour."""
        random = np.random.default_rng(seed)
        hours = 168 * self.weeks
        days = self._day_factors(random)
        when = [self.start + timedelta(hours=hour) for hour in range(hours)]
        months = np.array([moment.month - 1 for moment in when])
        factor = self.season[months] * np.repeat(days, 24)
        counts = random.poisson(self.rates[np.arange(hours) % 168] * factor[:, None, None])
        hour, area, grade = (np.repeat(index.ravel(), counts.ravel()) for index in np.indices(counts.shape))
        received = int(self.start.timestamp()) + 3_600 * hour + random.integers(0, 3_600, len(hour))
        units = 1 + (random.random(len(hour)) < self.two_units)
        row, dispatched, arrived, cleared = self._rows(random, received, grade, units)
        return MadeLog(self, row, received, area, grade, dispatched, arrived, cleared, int(counts.sum()))

    def _day_factors(self, random: np.random.Generator) -> np.ndarray:
        """Log-normal, mean 1, first-order autocorrelation of the logarithm."""
        noise, level = random.normal(size=7 * self.weeks), np.empty(7 * self.weeks)
        level[0] = noise[0]
        for day in range(1, len(level)):
            rho = self.day_correlation
            level[day] = rho * level[day - 1] + np.sqrt(1 - rho**2) * noise[day]
        return np.exp(self.day_spread * level - self.day_spread**2 / 2)

    def _rows(
        self, random: np.random.Generator, received: np.ndarray, grade: np.ndarray, units: np.ndarray
    ) -> tuple[np.ndarray, ...]:
        row = np.repeat(np.arange(len(received)), units)
        dispatched = received[row] + random.integers(0, 120, len(row))
        travel = random.exponential(60 * self.travel_minutes, len(row)).astype(int)
        service = random.exponential(60 * np.array(self.service_minutes)[grade[row]]).astype(int)
        return row, dispatched, dispatched + travel, dispatched + travel + service


@dataclass
class MadeLog:
    """Columns of a log, one entry a row but for received, area and grade (one an incident)."""

    truth: Truth
    row: np.ndarray
    received: np.ndarray
    area: np.ndarray
    grade: np.ndarray
    dispatched: np.ndarray
    arrived: np.ndarray
    cleared: np.ndarray
    incidents: int

    def text(self) -> str:
        """As canonical CSV in UTC."""
        lines = [HEADER]
        for number, incident in enumerate(self.row.tolist()):
            moments = (self.dispatched[number], self.arrived[number], self.cleared[number])
            told = [iso(self.received[incident]), *(iso(moment) for moment in moments)]
            grade, area = self.truth.grades[self.grade[incident]], self.truth.areas[self.area[incident]]
            lines.append(
                f"I{incident},{told[0]},{grade},{area},,dispatch,attended,U{number % 97},,{','.join(told[1:])}"
            )
        return "\n".join(lines) + "\n"

    def write(self, folder: Path) -> Path:
        """As a file."""
        path = folder / "made.csv"
        path.write_text(self.text(), encoding="utf-8")
        return path


def iso(seconds: int) -> str:
    """A moment in UTC."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


GRADES = """
common:
  - {id: emergency, name: Emergency, emergency: yes}
  - {id: priority, name: Priority, emergency: no}
schemes:
  - id: first
    from_on: 2015-01-01
    grades:
      - {code: E, common: emergency, standard_minutes: 15}
      - {code: P, common: priority, standard_minutes: 60}
"""


def clean(made: MadeLog) -> IncidentLog:
    """The same as `load_log` makes of it, without the way through a file."""
    order = np.lexsort((made.dispatched, made.row, made.received[made.row]))
    row = made.row[order]
    rows = len(row)
    _, incident = np.unique(np.stack([made.received[row], row]), axis=1, return_inverse=True)
    return IncidentLog(
        zone="UTC",
        schemes=read_grade_schemes(GRADES, "grades.yaml"),
        local_areas=made.truth.areas,
        kinds=(),
        line=np.arange(2, rows + 2, dtype=np.int32),
        incident=incident.ravel().astype(np.int32),
        grade=made.grade[row].astype(np.int16),
        local_area=made.area[row].astype(np.int16),
        kind=np.full(rows, -1, dtype=np.int16),
        route=np.full(rows, ROUTES.index(Route.DISPATCH), dtype=np.int16),
        outcome=np.full(rows, OUTCOMES.index(Outcome.ATTENDED), dtype=np.int16),
        unit=(order % 97).astype(np.int32),
        crew=np.zeros(rows, dtype=np.int16),
        received_at=made.received[row].astype(np.int64),
        dispatched_at=made.dispatched[order].astype(np.int64),
        arrived_at=made.arrived[order].astype(np.int64),
        cleared_at=made.cleared[order].astype(np.int64),
        censored=np.zeros(rows, dtype=np.bool_),
    )
