"""A force of 100,000: its exports read from CSV files through a column map, as a user would, then 30 + 10 units.

The exports are written before from the generated force of `mobilisation_force`, everything in it scaled alike.
Reading and planning run in a process of their own, so that its peak of memory is theirs. The judge reads the plan
once, outside the time. Run as a program with a folder of exports it prints what it measured as JSON; with
`--profile` where the time goes.
"""

from __future__ import annotations

import cProfile
import csv
import json
import pstats
import resource
import subprocess
import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from zoneinfo import ZoneInfo

from benchmarks.measuring import Budget
from benchmarks.mobilisation_force import RULES, ForceShape, generated_request, generated_roster
from dueregard.common.errors import FaultList
from dueregard.mobilisation.checker import check_plan
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.planning import plan_request
from dueregard.workforce.hours import ABSENCE_CAUSES
from dueregard.workforce.importing import import_roster
from dueregard.workforce.importing_map import MAP_FORMAT, load_map
from dueregard.workforce.local_weights import WeightPiece
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import moment_of

SEED = 20141104
OFFICERS = 100_000
AIMS = Aims(otherwise=(WeightPiece(12, 1.0), WeightPiece(None, 10.0)))
MAP = f"""format: {MAP_FORMAT}
people:
  columns: {{person: Officer, function: Function, local_area: Area, rank: Rank, team: Team}}
skills: {{columns: {{person: Officer, skill: Skill}}}}
duties:
  columns: {{person: Officer, begins_at: [Day, Start], ends_at: [Day, End]}}
  formats: {{begins_at: "%d/%m/%Y %H:%M", ends_at: "%d/%m/%Y %H:%M"}}
  past_midnight: yes
absences:
  columns: {{person: Officer, cause: Type, begins_at: From, ends_at: Until}}
"""


def shape() -> ForceShape:
    """The force of 7,000 of the other benchmarks, everything in it scaled alike."""
    small = ForceShape()
    scale = OFFICERS / small.officers
    return ForceShape(
        officers=OFFICERS,
        areas=40,
        inspectors=round(small.inspectors * scale),
        sergeants=round(small.sergeants * scale),
        constables=round(small.constables * scale),
        drivers=round(small.drivers * scale),
    )


def write_exports(roster: Roster, folder: Path) -> None:
    """The roster as the exports of a duty system: local days and times."""
    place = ZoneInfo(roster.zone)
    shown: dict[int, datetime] = {}

    def local(minute: int) -> datetime:
        if minute not in shown:
            shown[minute] = moment_of(minute).astimezone(place)
        return shown[minute]

    (folder / "map.yaml").write_text(MAP, "utf-8")
    with (folder / "people.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Officer", "Function", "Area", "Rank", "Team"])
        for who in roster.people:
            rows.writerow([who.id, who.function, who.local_area, who.rank, who.team])
    with (folder / "skills.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Officer", "Skill"])
        rows.writerows([who.id, held.skill] for who in roster.people for held in who.skills)
    with (folder / "duties.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Officer", "Day", "Start", "End"])
        held = roster.duties
        for number, begins, ends in zip(
            held.person.tolist(), held.begins.tolist(), held.ends.tolist(), strict=True
        ):
            start, end = local(begins), local(ends)
            rows.writerow([roster.people[number].id, f"{start:%d/%m/%Y}", f"{start:%H:%M}", f"{end:%H:%M}"])
    with (folder / "absences.csv").open("w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["Officer", "Type", "From", "Until"])
        gone = roster.absences
        for number, begins, ends, cause in zip(
            gone.person.tolist(), gone.begins.tolist(), gone.ends.tolist(), gone.what.tolist(), strict=True
        ):
            row = [roster.people[number].id, ABSENCE_CAUSES[cause]]
            rows.writerow([*row, *(f"{local(at):%Y-%m-%dT%H:%M}" for at in (begins, ends))])


def read_exports(folder: Path) -> Roster:
    """The roster that the exports come to."""
    faults = FaultList()
    how = load_map(folder / "map.yaml", "map.yaml", faults)
    faults.raise_if_any()
    assert how is not None
    files = {table: folder / f"{table}.csv" for table in ("people", "skills", "duties", "absences")}
    areas = [f"area-{number}" for number in range(shape().areas)]
    return import_roster(how, files, areas, None).roster


def measured(folder: Path) -> dict[str, float]:
    """Seconds to read and to plan, the peak of memory in megabytes, and what was read."""
    started = perf_counter()
    roster = read_exports(folder)
    read = perf_counter()
    request = generated_request(30, 10, 3)
    plan = plan_request(request, roster, RULES, AIMS)
    planned = perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    case = Case(request=request, roster=roster, rules=RULES, aims=AIMS)
    assert check_plan(plan, case) == [], "a plan that breaks a rule has no time"
    return {
        "read": read - started,
        "planned": planned - read,
        "megabytes": peak,
        "people": len(roster.people),
        "duties": len(roster.duties),
        "judged": perf_counter() - planned,
        "gap": plan.gap,
    }


@cache
def _in_its_own_process() -> dict[str, float]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_exports(generated_roster(shape(), SEED), folder)
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.large_force", name], check=True, capture_output=True, text=True
        )
    found: dict[str, float] = json.loads(done.stdout)
    return found


BUDGETS = (
    Budget(
        name="100,000 people: exports read and 30 + 10 PSUs over 3 days planned",
        measure=lambda: _in_its_own_process()["read"] + _in_its_own_process()["planned"],
        unit="s",
        most=60.0,
    ),
    Budget(
        name="100,000 people: of that, planning",
        measure=lambda: _in_its_own_process()["planned"],
        unit="s",
        most=60.0,
    ),
    Budget(
        name="100,000 people: peak of memory",
        measure=lambda: _in_its_own_process()["megabytes"],
        unit="MB",
        most=4_000.0,
    ),
)


def main() -> None:
    """Measure the exports of a folder; without one of them they are written there first."""
    folder = Path(sys.argv[1])
    if not (folder / "duties.csv").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        write_exports(generated_roster(shape(), SEED), folder)
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        print(json.dumps(profile.runcall(measured, folder)))
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    print(json.dumps(measured(folder)))


if __name__ == "__main__":
    main()
