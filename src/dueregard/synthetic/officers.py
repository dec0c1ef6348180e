"""The officers, one by one: who is rostered, absent, away on a deployment or resting, and who crews with whom."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from dueregard.synthetic.calendar import EARLY, LATE, NIGHT, TEAMS, team_on, team_rests
from dueregard.synthetic.demand import stream
from dueregard.synthetic.force import Deployment, Force, LogSpec, Staffing

PRESENT, ABSENT, AWAY, RESTING = range(4)
"""What an officer is on one day; `RESTING` repays a rest day worked away."""

REPAID_WITHIN_DAYS = 90
_ABSENCE, _CHOICE, _REPAYMENT = 200, 201, 202


@dataclass(frozen=True)
class Officers:
    """Response officers by position: team, local area, whether supervisor, whether public order trained."""

    team: NDArray[np.int64]
    local_area: NDArray[np.int64]
    supervisor: NDArray[np.bool_]
    trained: NDArray[np.bool_]


@dataclass(frozen=True)
class Duties:
    """Each officer's state on each day from `first_on`; one row a day, one column an officer."""

    officers: Officers
    first_on: date
    state: NDArray[np.uint8]

    def on(self, day: date) -> NDArray[np.uint8]:
        """The states of one day."""
        states: NDArray[np.uint8] = self.state[(day - self.first_on).days]
        return states


@dataclass(frozen=True)
class Crew:
    """A unit for one shift: where it works, its call sign, and one or two officers."""

    local_area: int
    home: int
    number: int
    size: int


def share_out(many: int, shares: tuple[float, ...]) -> list[int]:
    """Whole numbers that sum to `many`, in proportion to shares, by largest remainder.

    >>> share_out(10, (0.5, 0.26, 0.24))
    [5, 3, 2]
    """
    exact = [many * share / sum(shares) for share in shares]
    whole = [int(one) for one in exact]
    by_remainder = sorted(range(len(shares)), key=lambda at: (whole[at] - exact[at], at))
    for at in by_remainder[: many - sum(whole)]:
        whole[at] += 1
    return whole


def officers_of(force: Force) -> Officers:
    """The response officers: teams alike, local areas as demand, supervisors and trained officers spread evenly."""
    staffing = force.staffing
    shares = tuple(area.share for area in force.local_areas)
    teams = share_out(staffing.response, (1.0,) * TEAMS)
    team = np.repeat(np.arange(TEAMS), teams)
    area = np.concatenate([np.repeat(np.arange(len(shares)), share_out(many, shares)) for many in teams])
    supervisor = _every(team.size, round(staffing.response * staffing.supervisors))
    trained = np.zeros(team.size, np.bool_)
    for group in (supervisor, ~supervisor):
        where = np.flatnonzero(group)
        many = round(staffing.trained_response * where.size / team.size)
        trained[where] = _every(where.size, many)
    return Officers(team, area, supervisor, trained)


def _every(size: int, many: int) -> NDArray[np.bool_]:
    """`many` of `size` places, as evenly spread as whole numbers allow."""
    steps = np.arange(size + 1) * many // size
    return np.diff(steps).astype(np.bool_)


def duties_of(spec: LogSpec, first: date, last: date, seed: int) -> Duties:
    """What each officer is on each day. Absences are the same with and without deployments."""
    officers = officers_of(spec.force)
    longest = max((deployment.days for deployment in spec.deployments), default=0)
    # A shorter log must repay the same rest days as a longer one, so the days after it are drawn too.
    ends, last = last, last + timedelta(days=longest + REPAID_WITHIN_DAYS + 1)
    state = _absences(spec.force.staffing, officers.team.size, first, last, seed)
    duties = Duties(officers, first, state)
    for number, deployment in enumerate(spec.deployments):
        if first <= deployment.from_on <= ends:
            _send(duties, spec.force.staffing, deployment, number, seed)
    return duties


def _absences(staffing: Staffing, many: int, first: date, last: date, seed: int) -> NDArray[np.uint8]:
    """Spells of absence with geometric lengths, in their steady state from the first day."""
    shares = np.array([absence.share for absence in staffing.absences])
    ends = np.array([0.0, *(1 / absence.mean_days for absence in staffing.absences)])
    begins = shares * ends[1:] / (1 - shares.sum())
    rng = stream(seed, _ABSENCE, first.toordinal())
    cause = _which(shares, rng.random(many))
    rows = [cause]
    for step in range(1, (last - first).days + 1):
        rng = stream(seed, _ABSENCE, (first + timedelta(days=step)).toordinal())
        chance = rng.random(many)
        new = _which(begins, chance)
        cause = np.where(cause == 0, new, np.where(chance < ends[cause], 0, cause))
        rows.append(cause)
    state: NDArray[np.uint8] = (np.array(rows) > 0).astype(np.uint8) * ABSENT
    return state


def _which(chances: NDArray[np.float64], drawn: NDArray[np.float64]) -> NDArray[np.int64]:
    """The cause that a number in [0, 1) falls upon, from 1; 0 for none."""
    cause = np.searchsorted(np.cumsum(chances), drawn, "right") + 1
    return np.where(cause > chances.size, 0, cause)


def response_sent(staffing: Staffing, officers: int) -> int:
    """Response officers among those a deployment takes."""
    return round(officers * staffing.trained_response / staffing.trained)


def neighbourhood_sent(staffing: Staffing, officers: int) -> int:
    """Neighbourhood officers among those a deployment takes."""
    return round(officers * staffing.trained_neighbourhood / staffing.trained)


def _send(duties: Duties, staffing: Staffing, deployment: Deployment, number: int, seed: int) -> None:
    """Mark who goes, from those trained and not absent, and when they repay themselves the rest days lost."""
    officers, state = duties.officers, duties.state
    row = (deployment.from_on - duties.first_on).days
    rng = stream(seed, _CHOICE, number)
    order = rng.permutation(officers.team.size)
    able = order[officers.trained[order] & (state[row][order] == PRESENT)]
    going = response_sent(staffing, deployment.officers)
    supervisors = round(going * officers.supervisor.mean())
    chosen = np.concatenate(
        [
            able[officers.supervisor[able]][:supervisors],
            able[~officers.supervisor[able]][: going - supervisors],
        ]
    )
    until = row + deployment.days
    state[row : until + 1, chosen] = AWAY
    repaying = stream(seed, _REPAYMENT, number)
    for officer in np.sort(chosen).tolist():
        _repay(duties, officer, row, until, repaying)


def _repay(duties: Duties, officer: int, row: int, until: int, rng: Generator) -> None:
    team = int(duties.officers.team[officer])
    day = duties.first_on + timedelta(days=row)
    owed = sum(team_rests(day + timedelta(days=step), team) for step in range(until - row))
    candidates = [
        at
        for at in range(until + 1, until + 1 + REPAID_WITHIN_DAYS)
        if duties.state[at, officer] == PRESENT and not team_rests(duties.first_on + timedelta(days=at), team)
    ]
    duties.state[rng.permutation(candidates)[:owed], officer] = RESTING


def crews_of(force: Force, duties: Duties, day: date, shift: int) -> list[Crew]:
    """The crews that parade for a shift, local area by local area; doubles first."""
    officers = duties.officers
    on_duty = (officers.team == team_on(day, shift)) & (duties.on(day) == PRESENT) & ~officers.supervisor
    counts = np.bincount(officers.local_area[on_duty], minlength=len(force.local_areas)).tolist()
    crews = []
    for home, many in enumerate(counts):
        lent = many // 10 if _lends(force, home, day, shift) else 0
        units = int(many / force.staffing.officers_per_unit + 0.5)
        doubles = many - units
        for number in range(units):
            # The last to parade are lent: two officers make a double crew, as many as fill the tenth.
            here = home if number >= (lent + 1) // 2 else force.city_centre
            crews.append(Crew(here, home, number + 1, 2 if number < doubles else 1))
    return crews


def _lends(force: Force, home: int, day: date, shift: int) -> bool:
    return shift == LATE and day.weekday() in (4, 5) and home != force.city_centre


SHIFTS = (EARLY, LATE, NIGHT)
