"""Northmarch, the fictional force: the figures of decisions 0009 and 0010, fixed before the first run."""

from datetime import date, datetime

from dueregard.synthetic.force import (
    Absence,
    Deployment,
    Force,
    Kind,
    LocalArea,
    LogSpec,
    MajorIncident,
    Staffing,
    Unlogged,
    Work,
)

SEED = 20141104
"""Of the log."""

TRUTH_SEEDS = tuple(range(SEED, SEED + 8))
"""Of the streams on which the true effects were recorded; the first makes the log."""

STARTS_ON = date(2021, 6, 28)
WEEKS = 104

_AREAS = (
    ("vellingford", "VE", 0.16),
    ("brackenhythe", "BR", 0.13),
    ("saltmere-docks", "SA", 0.12),
    ("thornmarch", "TH", 0.11),
    ("corvenham", "CO", 0.10),
    ("oskerdale", "OS", 0.09),
    ("pellbridge", "PE", 0.09),
    ("marrowick", "MA", 0.08),
    ("tolverley", "TO", 0.07),
    ("wyndlesea", "WY", 0.05),
)
_OFFICE = (0.15, 0.10, 0.75, 1.70, 1.65, 1.65, 1.30, 0.70)
_OFFICE_DAYS = (1.15, 1.10, 1.05, 1.05, 1.05, 0.85, 0.75)
_LATER_KINDS = (
    Kind("burglary", 0.20, 1.3),
    Kind("theft", 0.30, 0.9),
    Kind("criminal damage", 0.20, 0.9),
    Kind("harassment", 0.20, 1.1),
    Kind("other", 0.10, 0.9),
)
_SCHEDULED_UNITS = (0.90, 0.10)


def _ring() -> tuple[LocalArea, ...]:
    """The local areas lie about the coast and the moor like a ring: each has two near and two farther."""
    many = len(_AREAS)
    return tuple(
        LocalArea(name, sign, share, tuple((at + step) % many for step in (1, -1, 2, -2)))
        for at, (name, sign, share) in enumerate(_AREAS)
    )


FORCE = Force(
    id="northmarch",
    zone="Europe/London",
    local_areas=_ring(),
    work=(
        Work(
            name="emergency",
            per_day=400,
            blocks=(0.95, 0.50, 0.65, 0.95, 1.10, 1.30, 1.35, 1.20),
            night_peak=True,
            units=(0.40, 0.34, 0.12, 0.14),
            unit_hours=1.1,
            travel_minutes=7,
            call_seconds=90,
            arrival_missing=0.03,
            kinds=(
                Kind("violence", 0.30, 1.1),
                Kind("domestic", 0.25, 1.2),
                Kind("concern for safety", 0.20, 0.9),
                Kind("road collision", 0.15, 0.9),
                Kind("intruder", 0.10, 0.7),
            ),
        ),
        Work(
            name="priority",
            per_day=560,
            blocks=(0.70, 0.35, 0.70, 1.15, 1.25, 1.40, 1.40, 1.05),
            night_peak=True,
            units=(0.72, 0.21, 0.07),
            unit_hours=1.15,
            travel_minutes=12,
            arrival_missing=0.09,
            kinds=(
                Kind("missing person", 0.12, 1.6),
                Kind("domestic", 0.20, 1.2),
                Kind("antisocial behaviour", 0.30, 0.7),
                Kind("theft", 0.20, 0.9),
                Kind("road obstruction", 0.18, 0.8),
            ),
        ),
        Work(
            name="queued",
            per_day=140,
            blocks=_OFFICE,
            days=_OFFICE_DAYS,
            units=_SCHEDULED_UNITS,
            unit_hours=1.0,
            travel_minutes=15,
            arrival_missing=0.21,
            kinds=_LATER_KINDS,
        ),
        Work(
            name="diary",
            per_day=160,
            blocks=_OFFICE,
            days=_OFFICE_DAYS,
            units=_SCHEDULED_UNITS,
            unit_hours=1.0,
            travel_minutes=15,
            arrival_missing=0.14,
            kinds=_LATER_KINDS,
        ),
        Work(
            name="telephone",
            per_day=340,
            blocks=_OFFICE,
            days=_OFFICE_DAYS,
            kinds=(
                Kind("fraud", 0.25),
                Kind("lost property", 0.15),
                Kind("theft", 0.30),
                Kind("advice", 0.30),
            ),
        ),
    ),
    months=(0.95, 0.90, 0.95, 0.98, 1.02, 1.07, 1.20, 1.08, 1.00, 0.98, 0.95, 0.92),
    unlogged=Unlogged(bound_hours=460, file_hours=690),
    staffing=Staffing(
        response=1750,
        neighbourhood=850,
        trained=900,
        trained_response=330,
        trained_neighbourhood=220,
        absences=(
            Absence("leave", 0.15, 7),
            Absence("sickness", 0.06, 6),
            Absence("training", 0.09, 3),
            Absence("court", 0.02, 1),
        ),
    ),
    diary_slots_per_day=200,
    grades=("emergency", "priority", "scheduled", "scheduled", "telephone"),
    new_grades=("P1", "P2", "P3", "P4", "P5"),
    new_grades_on=date(2022, 10, 3),
    city_centre=0,
    major=MajorIncident(local_area=2, at=datetime(2023, 1, 12, 14, 20), hours=70, crews=30, held=14),  # noqa: DTZ001 wall clock of the force
)

DEPLOYMENTS = (
    Deployment("castermoor-2021", date(2021, 8, 14), 175, 2),
    Deployment("velmoor-2021", date(2021, 10, 18), 425, 12),
    Deployment("tarnshire-2022", date(2022, 3, 7), 50, 8),
    Deployment("isenford-2022", date(2022, 6, 9), 300, 5),
    Deployment("ostrey-2022", date(2022, 8, 22), 150, 6),
    Deployment("castermoor-bay-2023", date(2023, 5, 8), 375, 9),
)


def northmarch(weeks: int = WEEKS, *, deployments: bool = True) -> LogSpec:
    """The log of Northmarch, or its first weeks.

    What was received in the first weeks is the same in a shorter log, and so is what became of it within
    nine days of the shorter log's end.

    >>> spec = northmarch()
    >>> spec.starts_on.isoformat(), spec.weeks, len(spec.deployments)
    ('2021-06-28', 104, 6)
    """
    return LogSpec(FORCE, STARTS_ON, weeks, DEPLOYMENTS if deployments else ())
