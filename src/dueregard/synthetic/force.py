"""What the generator of logs is told of a force: its places, its work, its officers, its deployments."""

from dataclasses import dataclass
from datetime import date, datetime

EMERGENCY, PRIORITY, QUEUED, DIARY, TELEPHONE = range(5)
"""The five streams of work, in the order of `Force.work`."""


class SpecRefused(ValueError):
    """What was asked of the generator cannot be made; says where, what was seen and what to do."""


@dataclass(frozen=True)
class LocalArea:
    """A place the force polices, with its share of demand and of officers (0 to 1) and its call sign."""

    id: str
    call_sign: str
    share: float
    neighbours: tuple[int, ...]
    """Positions of other local areas, nearest first."""


@dataclass(frozen=True)
class Kind:
    """One kind of incident: its share of a stream of work, and how long it takes beside the others."""

    name: str
    weight: float
    length: float = 1.0


@dataclass(frozen=True)
class Work:
    """One stream of incidents.

    `per_day` is the yearly mean. `blocks` are eight three-hour blocks from midnight and `days` seven days
    from Monday, each relative to their mean. `units` are the shares of incidents that need 1, 2, 3, 4 units;
    `unit_hours` is the mean of each unit's time, travel of `travel_minutes` included.
    """

    name: str
    per_day: float
    blocks: tuple[float, ...]
    days: tuple[float, ...] = (1.0,) * 7
    night_peak: bool = False
    """Busier on Friday and Saturday nights."""
    units: tuple[float, ...] = ()
    unit_hours: float = 0.0
    travel_minutes: float = 0.0
    call_seconds: float = 240.0
    arrival_missing: float = 0.0
    kinds: tuple[Kind, ...] = (Kind("other", 1.0),)


@dataclass(frozen=True)
class Unlogged:
    """Work that takes a unit and is in no log, as a yearly mean of unit-hours a day."""

    bound_hours: float
    """Cannot be left once begun: custody, hospital, scenes."""
    file_hours: float
    """Can be left and taken up again: files, statements."""
    bound_mean: float = 1.5
    file_mean: float = 1.0


@dataclass(frozen=True)
class Absence:
    """Why an officer is away: the share of days (0 to 1) and the mean length of a spell in days."""

    cause: str
    share: float
    mean_days: float


@dataclass(frozen=True)
class Staffing:
    """The officers of response policing, and what a deployment takes of them and of neighbourhood officers."""

    response: int
    neighbourhood: int
    trained: int
    """Public order trained officers of the whole force; the next two are parts of it."""
    trained_response: int
    trained_neighbourhood: int
    absences: tuple[Absence, ...]
    supervisors: float = 0.12
    officers_per_unit: float = 1.4
    break_share: float = 0.1

    @property
    def absent(self) -> float:
        """Share of days absent from all causes.

        >>> Staffing(100, 50, 40, 20, 10, (Absence("leave", .2, 7), Absence("court", .1, 1))).absent
        0.3
        """
        return round(sum(absence.share for absence in self.absences), 9)


@dataclass(frozen=True)
class Deployment:
    """Officers sent away for whole days; `officers` are of all functions."""

    id: str
    from_on: date
    officers: int
    days: int


@dataclass(frozen=True)
class MajorIncident:
    """One incident that holds many crews for days: at first `crews` for six hours, then `held` at a time."""

    local_area: int
    at: datetime
    """Wall clock of the force."""
    hours: int
    crews: int
    held: int


@dataclass(frozen=True)
class Force:
    """A fictional force. Times of its log are wall-clock times of `zone`."""

    id: str
    zone: str
    local_areas: tuple[LocalArea, ...]
    work: tuple[Work, Work, Work, Work, Work]
    months: tuple[float, ...]
    unlogged: Unlogged
    staffing: Staffing
    diary_slots_per_day: float
    grades: tuple[str, ...]
    """Grade of each stream of work before `new_grades_on`."""
    new_grades: tuple[str, ...]
    new_grades_on: date
    city_centre: int
    """The local area in which others' officers work, informally, on Friday and Saturday nights."""
    major: MajorIncident | None = None


@dataclass(frozen=True)
class LogSpec:
    """A log to make: whole weeks from a Monday, with or without the deployments."""

    force: Force
    starts_on: date
    weeks: int
    deployments: tuple[Deployment, ...] = ()

    def __post_init__(self) -> None:
        if self.starts_on.weekday() != 0:
            raise SpecRefused(f"The log begins on {self.starts_on:%A %d %B %Y}; begin it on a Monday.")
        if not 1 <= self.weeks <= 520:
            raise SpecRefused(f"The log has {self.weeks} weeks; ask for 1 to 520.")
        shares = sum(area.share for area in self.force.local_areas)
        if abs(shares - 1) > 1e-9:
            raise SpecRefused(f"The shares of the local areas of {self.force.id} sum to {shares}; make it 1.")
        for one in self.deployments:
            if not 0 <= one.officers <= self.force.staffing.trained:
                raise SpecRefused(
                    f"Deployment {one.id} has {one.officers} officers of {self.force.staffing.trained} trained; "
                    "send no more than are trained."
                )
