"""A small force of its own figures, so that tests are quick and never a look at the example's results."""

from dataclasses import replace
from datetime import date, datetime

from dueregard.synthetic.force import Deployment, Force, LocalArea, LogSpec, MajorIncident, Unlogged
from dueregard.synthetic.northmarch import FORCE

PER_DAY = (66, 94, 24, 26, 57)
SHARES = (0.4, 0.3, 0.2, 0.1)

TOY = Force(
    **{
        **vars(FORCE),
        "id": "toy",
        "local_areas": tuple(
            LocalArea(f"area-{at}", f"A{at}", share, tuple((at + step) % 4 for step in (1, 2, 3)))
            for at, share in enumerate(SHARES)
        ),
        "work": tuple(replace(work, per_day=many) for work, many in zip(FORCE.work, PER_DAY, strict=True)),
        "unlogged": Unlogged(bound_hours=75, file_hours=110),
        "staffing": replace(
            FORCE.staffing,
            response=300,
            neighbourhood=140,
            trained=200,
            trained_response=80,
            trained_neighbourhood=50,
        ),
        "diary_slots_per_day": 34,
        "new_grades_on": date(2020, 2, 10),
        "major": MajorIncident(local_area=1, at=datetime(2020, 2, 5, 9, 30), hours=30, crews=8, held=3),  # noqa: DTZ001 wall clock
    }
)

BIG = Deployment("big", date(2020, 1, 13), 120, 5)


def toy(weeks: int = 4, deployments: tuple[Deployment, ...] = ()) -> LogSpec:
    """A winter of the small force, from Monday 6 January 2020."""
    return LogSpec(TOY, date(2020, 1, 6), weeks, deployments)
