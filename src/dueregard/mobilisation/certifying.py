"""How good an answer is, in the words of a plan: how its search ended, and the prices that prove its bound."""

from __future__ import annotations

from datetime import datetime

from dueregard.engine.optimisation.programme import Reals
from dueregard.engine.optimisation.solving import Outcome, Solution
from dueregard.mobilisation.columns import guard_of
from dueregard.mobilisation.plan import Finish, Prices
from dueregard.mobilisation.posing import Ground, Problem
from dueregard.workforce.hours import DUTY_FUNCTIONS
from dueregard.workforce.shifts import moment_of

CLOSE = 1e-6


def finish_of(best: Solution, searched: float, is_whole: bool, gap: float) -> Finish:
    """How the search ended, by what it found and proved."""
    if best.cost - searched <= CLOSE * max(1.0, abs(best.cost)):
        return Finish.OPTIMAL
    is_within = best.outcome is Outcome.OPTIMAL if is_whole else best.cost - searched <= gap * abs(best.cost)
    return Finish.WITHIN_GAP if is_within else Finish.STOPPED


def prices_from(ground: Ground | Problem, duals: Reals) -> Prices:
    """Prices of rows in the words of the request and of the roster."""
    request, areas = ground.request, ground.roster.local_areas
    needs = {
        (str(request.needs[need].tour), str(request.roles[role].id), need): float(duals[row])
        for (need, role), row in ground.needs.rows.items()
    }
    serials = {
        (str(request.needs[need].tour), str(request.roles[role].id), need, str(areas[area])): float(
            duals[row]
        )
        for (need, role, area), row in ground.needs.serials.rows.items()
    }
    removed: dict[tuple[str, str, datetime, datetime], float] = {}
    kept: dict[tuple[str, str, datetime, datetime], float] = {}
    for cell, segments in ground.home.segments.items():
        area, function = divmod(max(cell, guard_of(cell)), len(DUTY_FUNCTIONS))
        for each in segments:
            if each.row is not None:
                key = (
                    areas[area],
                    str(DUTY_FUNCTIONS[function]),
                    moment_of(each.begins),
                    moment_of(each.ends),
                )
                (kept if cell < 0 else removed)[key] = -float(duals[each.row])
    return Prices(needs=needs, removed=removed, serials=serials, kept=kept)
