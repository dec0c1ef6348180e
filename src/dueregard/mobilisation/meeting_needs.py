"""Whether some needs of a request can be met at all, whatever it costs at home and however many ways there are.

Where there are too many ways to list, prices ask for those that leave fewest short. That parts of people are short is
then proved by prices, and that nobody is by an answer in whole people; between the two nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from dueregard.engine.optimisation.solving import GrowingRelaxation, Limits, Outcome, Solution, solve
from dueregard.mobilisation.carriers import CARRIERS
from dueregard.mobilisation.diving import dive
from dueregard.mobilisation.posing import SERIALS, Problem
from dueregard.mobilisation.pricing import Pricing
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.watch import Watch

Reals = npt.NDArray[np.float64]
NeedAndRole = tuple[int, int]
"""The place of a need of the request, and of a role."""
LIMITS = Limits(nodes=2_000)
CLOSE = 1e-6


class NotDecided(Exception):
    """Parts of people meet the needs, and no whole people were found who do."""


def narrowed(request: Request, needs: Sequence[NeedAndRole]) -> tuple[Request, list[NeedAndRole]]:
    """The request with the tours of some needs alone, and those needs by their places in it.

    What else it asks for is no matter when it is asked whether these can be met, and fewer tours have fewer ways.
    """
    if not needs:
        return request, []
    tours = {request.needs[at].tour for at, _ in needs}
    kept = [at for at, need in enumerate(request.needs) if need.tour in tours]
    smaller = replace(
        request,
        tours=tuple(tour for tour in request.tours if tour.id in tours),
        steps=tuple(step for step in request.steps if request.tour_of(step).id in tours),
    )
    return smaller, [(kept.index(at), role) for at, role in needs]


def count_short(problem: Problem, needs: Sequence[NeedAndRole]) -> None:
    """Let each officer, serial and carrier short of some needs count one, and everything else nothing."""
    programme = problem.programme
    programme.cost[:] = [0.0] * programme.columns
    places = {at for at, _ in needs}
    for (at, role), column in problem.slack.items():
        is_needed = at in places if role in (SERIALS, CARRIERS) else (at, role) in needs
        programme.cost[column] = 1.0 if is_needed else 0.0


def short_in_parts(problem: Problem) -> tuple[float, Reals]:
    """How many are surely short, though people may be in parts, and the prices that prove it."""
    if problem.is_whole:
        answer = solve(problem.programme, relaxed=True)
        return answer.cost, answer.prices
    _, short, prices = _ask(problem, GrowingRelaxation(problem.programme), Pricing(problem.builder))
    return short, prices


def can_be_met(problem: Problem) -> bool:
    """Whether whole people meet what counts in a programme. Raises NotDecided."""
    programme = problem.programme
    if problem.is_whole:
        if solve(programme, relaxed=True).cost > CLOSE:
            return False
        return solve(programme, limits=LIMITS).cost <= CLOSE
    growing, pricing = GrowingRelaxation(programme), Pricing(problem.builder)
    answer, short, _ = _ask(problem, growing, pricing)
    if short > CLOSE:
        return False
    if not problem.needs.serials.columns:
        whole = dive(problem.builder, growing, answer, pricing, Watch(), 0.0, most=0.5)
        if whole is not None and whole.cost <= CLOSE:
            return True
    if solve(programme, limits=LIMITS).cost <= CLOSE:
        return True
    raise NotDecided


def _ask(problem: Problem, growing: GrowingRelaxation, pricing: Pricing) -> tuple[Solution, float, Reals]:
    best, proof = 0.0, np.zeros(0)
    answer = growing.solve()
    while answer.outcome is Outcome.OPTIMAL and answer.cost > CLOSE:
        bound, added = pricing.add_best(answer.prices, answer.prices[problem.builder.limits])
        if bound > best:
            best, proof = bound, answer.prices
        if not added or answer.cost - best <= CLOSE:
            break
        answer = growing.solve()
    return answer, best, proof
