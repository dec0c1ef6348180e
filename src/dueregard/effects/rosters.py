"""Officers' hours of a study or of a log's weeks: from a generated roster, or from exports read through a map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from dueregard.common.canonical import sha256
from dueregard.common.errors import FaultList
from dueregard.common.reading.binding import did_you_mean
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.study import RosterSource, StaffingSource
from dueregard.local_policing.crewing import CrewingPolicy, crews_of
from dueregard.local_policing.log import IncidentLog
from dueregard.local_policing.settings_file import read_record
from dueregard.local_policing.unseen_load import UnitsOnDuty
from dueregard.workforce.generating import generate_roster
from dueregard.workforce.generating_spec import RosterSpec, load_shipped_spec, load_spec
from dueregard.workforce.hours import Grid, RosterHours
from dueregard.workforce.importing import import_roster
from dueregard.workforce.importing_map import load_map
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.pseudonyms import Pseudonyms
from dueregard.workforce.roster import Roster
from dueregard.workforce.roster_hours import expand_roster

SHIPPED = ("northmarch",)


def roster_hours(source: RosterSource, folder: Path, grid: Grid, *skills: str | None) -> RosterHours:
    """Officers' hours on a grid, with those who hold each skill asked for; None asks for none. Raises EffectRefused."""
    days = int(grid.local_days[-1] - grid.local_days[0]) + 1
    first_on = date.fromordinal(int(grid.local_days[0]))
    wanted = tuple(dict.fromkeys(skill for skill in skills if skill is not None))
    roster = roster_from(source, folder, grid.local_areas, first_on, days)
    held = sorted({str(each.skill) for person in roster.people for each in person.skills})
    for skill in wanted:
        if skill not in held:
            known = f"it knows {', '.join(held) or 'none'}."
            raise EffectRefused(
                f"Nobody in the roster holds the skill {skill}: {did_you_mean(skill, held, otherwise=known)}"
            )
    return expand_roster(roster, grid, wanted)


def roster_from(
    source: RosterSource,
    folder: Path,
    local_areas: Sequence[str],
    first_on: date,
    days: int,
    pseudonyms: Pseudonyms | None = None,
) -> Roster:
    """The roster of a source; local areas and days are those of the exports, or to be generated. Raises FaultsFound.

    pseudonyms: for the people of exports; with None their identifiers stay as the exports have them.
    """
    if source.generated is not None:
        spec = roster_spec(source.generated, folder)
        if source.strength is not None:
            spec = spec.at_strength(source.strength)
        return generate_roster(spec, first_on, days, source.seed)
    assert source.map is not None  # the source holds all three or none
    faults = FaultList()
    how = load_map(folder / source.map, source.map, faults)
    faults.raise_if_any()
    assert how is not None
    named = {
        "people": source.people,
        "duties": source.duties,
        "skills": source.skills,
        "absences": source.absences,
    }
    files = {table: folder / name for table, name in named.items() if name is not None}
    return import_roster(how, files, local_areas, pseudonyms).roster


def roster_spec(name: str, folder: Path) -> RosterSpec:
    """How a generated roster is made: as comes with the program, or as a file says. Raises FaultsFound."""
    if name in SHIPPED:
        return load_shipped_spec(name)
    faults = FaultList()
    spec = load_spec(folder / name, name, faults)
    faults.raise_if_any()
    assert spec is not None
    return spec


def roster_hash(roster: RosterHours) -> str:
    """SHA-256 of a roster's hours."""
    parts = [roster.rostered.tobytes()]
    parts += [roster.absent_by_cause[cause].tobytes() for cause in sorted(roster.absent_by_cause)]
    return sha256(b"".join(parts))


def read_units_on_duty(path: Path, log: IncidentLog, first_on: date, last_on: date) -> UnitsOnDuty:
    """Units on duty while a log was kept, from a staffing file. Raises FaultsFound and what its parts raise."""
    source = read_record(StaffingSource, path, path.name)
    days = (last_on - first_on).days + 1
    grid = Grid.of_days(first_on, days, log.local_areas, log.zone)
    crewing = read_record(CrewingPolicy, path.parent / source.crewing, source.crewing)
    hours = roster_hours(source.roster, path.parent, grid, *(needed.skill for needed in crewing.skills))
    return UnitsOnDuty(grid, crews_of(keep_ledger(hours), crewing).units)
