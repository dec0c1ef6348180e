"""Serials kept together: whole serials from one local area each, as rows and columns of a plan's programme.

For each need, role and local area a row says that the officers of that role from there are at least those of the
serials from there; another that the serials of all areas are as many as are asked for. Whole numbers of serials are
chosen first, with people in parts; then people, with the serials held.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from dueregard.engine.optimisation.programme import Programme, Reals
from dueregard.engine.optimisation.solving import Limits, Outcome, solve
from dueregard.mobilisation.request import Request

CLOSE = 1e-6
MOST_ROUNDS = 40


@dataclass(slots=True)
class Serials:
    """Rows and columns of serials kept together; all empty where people may come from anywhere.

    rows: by need, role and local area, as places. asked: by need, that there are enough serials. columns: by need
    and local area, how many from there. short: by need, how many too few.
    """

    of_a_unit: int = 0
    rows: dict[tuple[int, int, int], int] = field(default_factory=dict)
    asked: dict[int, int] = field(default_factory=dict)
    columns: dict[tuple[int, int], int] = field(default_factory=dict)
    short: dict[int, int] = field(default_factory=dict)

    @property
    def all_columns(self) -> list[int]:
        """Every column that says how many serials."""
        return [*self.columns.values(), *self.short.values()]

    def entries(self, need: int, role: int, area: int) -> list[tuple[int, float]]:
        """Entries of somebody of a local area who fills a role of a need, beside those of the need itself."""
        row = self.rows.get((need, role, area))
        return [] if row is None else [(row, 1.0)]

    def less_a_unit(self, need: int) -> list[tuple[int, float]]:
        """Entries of a whole unit left out of a need."""
        return [(self.asked[need], float(self.of_a_unit))] if need in self.asked else []


def build_serials(programme: Programme, request: Request, areas: int, short_cost: float) -> Serials:
    """The rows and columns of a request; areas: how many local areas there are."""
    places = {role.id: at for at, role in enumerate(request.roles)}
    serials = Serials(request.serials_of_a_unit)
    if not serials.of_a_unit:
        return serials
    for at, need in enumerate(request.needs):
        if not need.serials:
            continue
        asked = serials.asked[at] = programme.add_row(float(need.serials))
        for area in range(areas):
            entries = [(asked, 1.0)]
            for each in request.serial:
                row = serials.rows[at, places[each.role], area] = programme.add_row(0.0)
                entries.append((row, -float(each.officers)))
            serials.columns[at, area] = programme.add_column(
                0.0, most=need.serials, whole=True, entries=sorted(entries)
            )
        officers = sum(each.officers for each in request.serial)
        serials.short[at] = programme.add_column(
            short_cost * officers, most=need.serials, whole=True, entries=[(asked, 1.0)]
        )
    return serials


def rounded(programme: Programme, serials: Serials, values: Reals) -> Reals | None:
    """Serials of a relaxed answer made whole step by step; None where the steps come to no answer.

    What is whole stays at least so. Of the others those nearest above are rounded up, and the rest shared out again;
    where that leaves no answer, they are held down instead.
    """
    columns = np.array(serials.all_columns, dtype=np.int64)
    least, most = list(programme.least), list(programme.most)
    answer: Reals | None = values
    for _ in range(MOST_ROUNDS):
        assert answer is not None
        now = answer[columns]
        down = np.floor(now + CLOSE)
        parts = now - down
        shared = np.flatnonzero(parts > CLOSE)
        if not len(shared):
            break
        nearest = shared[np.argsort(-parts[shared], kind="stable")][: max(1, len(shared) // 3)]
        for at, column in enumerate(columns.tolist()):
            programme.least[column] = max(programme.least[column], down[at])
        for at in nearest.tolist():
            programme.least[int(columns[at])] = down[at] + 1
        answer = _shared_out(programme, serials)
        if answer is None:
            for at in nearest.tolist():
                programme.least[int(columns[at])] = programme.most[int(columns[at])] = down[at]
            answer = _shared_out(programme, serials)
            if answer is None:
                break
    programme.least[:], programme.most[:] = least, most
    return answer


def _shared_out(programme: Programme, serials: Serials) -> Reals | None:
    found = solve(programme, relaxed=True)
    is_met = found.outcome is Outcome.OPTIMAL and not found.values[list(serials.short.values())].any()
    return found.values if is_met else None


def chosen(programme: Programme, serials: Serials, limits: Limits) -> Reals | None:
    """The best whole serials while people may still be in parts; None where a limit came first."""
    kept = list(programme.whole)
    programme.whole[:] = [False] * len(kept)
    for column in serials.all_columns:
        programme.whole[column] = True
    answer = solve(programme, limits=limits)
    programme.whole[:] = kept
    return answer.values if answer.outcome in (Outcome.OPTIMAL, Outcome.FEASIBLE) else None


def hold(programme: Programme, serials: Serials, values: Reals) -> None:
    """Hold serials at whole values."""
    for column in serials.all_columns:
        programme.least[column] = programme.most[column] = float(round(values[column]))


def release(programme: Programme, serials: Serials) -> None:
    """Free serials that were held."""
    for (need, _), column in serials.columns.items():
        programme.least[column], programme.most[column] = 0.0, programme.row_least[serials.asked[need]]
    for need, column in serials.short.items():
        programme.least[column], programme.most[column] = 0.0, programme.row_least[serials.asked[need]]
