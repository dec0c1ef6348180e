"""One aim after another over the programme of a short list: each is made least, then held while the next is.

Harm is held within a share of the least from the start (the epsilon-constraint method). No aim is ever weighed against
another, so that a plan of the list says in its own units what it gives up.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from math import inf

import numpy as np

from dueregard.engine.optimisation.programme import Reals
from dueregard.engine.optimisation.solving import Limits, Outcome, Solution, solve
from dueregard.mobilisation.choice_programme import ChoiceProgramme
from dueregard.mobilisation.watch import Watch

CLOSE = 1e-6
EVEN_GAP = 0.01
"""The gap, as a share, at which squares are even enough: they only tell plans apart whose largest load is the same."""
FEW_NODES = 5
"""How long harm and cost are searched for after the first aim, where a gap is allowed: their budgets are tight then."""


class Aim(StrEnum):
    """What a plan of the list was made for, within its share of harm."""

    HARM = "harm"
    COST = "cost"
    FAIRNESS = "fairness"


ORDERS = {
    Aim.HARM: (Aim.HARM, Aim.COST, Aim.FAIRNESS),
    Aim.COST: (Aim.COST, Aim.HARM, Aim.FAIRNESS),
    Aim.FAIRNESS: (Aim.FAIRNESS, Aim.HARM, Aim.COST),
}


@dataclass(frozen=True, slots=True)
class Found:
    """Values of columns, and a bound for the aim that they were made for; None where none is proved."""

    values: Reals
    bound: float | None


@dataclass(frozen=True, slots=True)
class _Least:
    """Values, what they cost, and what none can beat."""

    values: Reals
    cost: float
    bound: float


class Search:
    """Searches on one programme, with one watch and the same limits for each step."""

    def __init__(self, choices: ChoiceProgramme, limits: Limits, watch: Watch) -> None:
        self._choices, self._limits, self._watch = choices, limits, watch
        self._programme = choices.programme
        self._most = list(self._programme.most)
        self._loads = sorted(set(choices.loads.values())) or [Fraction(0)]
        self._was_refuted = self._is_short = False
        self._even_gap = EVEN_GAP if limits.gap else 0.0

    def made_for(self, aim: Aim, most_harm: float, start: Reals | None = None) -> Found | None:
        """The plan that is best for an aim with no more harm, then for the others; None where none was found.

        start: values that keep within that harm, to begin from.
        """
        self._open(most_harm)
        values, bound = start, None
        for each in ORDERS[aim]:
            self._is_short = each is not aim and self._limits.gap > 0
            if each is Aim.COST and self._choices.pounds is None:
                continue
            if each is Aim.FAIRNESS and self._is_short:
                continue  # what names can do for fairness at the same harm and cost they do
            found = self._fairest(values) if each is Aim.FAIRNESS else self._least_of(each, values)
            if found is None:
                return None
            values = found.values
            bound = found.bound if each is aim else bound
        if values is None:
            return None
        return Found(values, bound if self._choices.is_whole else None)

    def with_short(self, most: int, start: Reals) -> Reals | None:
        """Values that lose least at home with no more units of the reserve short, over all days; None: none found."""
        choices = self._choices
        assert choices.reserve is not None
        self._open(inf)
        self._programme.row_most[choices.short_row] = float(most)
        harm = choices.harm.copy()
        harm[choices.reserve.columns] = 0.0
        fits = choices.reserve.short(start) <= most
        found = self._least(harm, start if fits else None, "the reserve")
        return None if found is None else found.values

    @property
    def was_refuted(self) -> bool:
        """Whether the last search proved that there are no such values."""
        return self._was_refuted

    def _open(self, most_harm: float) -> None:
        rows, choices = self._programme.row_most, self._choices
        self._programme.most[:] = self._most
        rows[choices.harm_row] = _above(most_harm)
        rows[choices.pounds_row] = rows[choices.squares_row] = rows[choices.short_row] = inf

    def _least_of(self, aim: Aim, start: Reals | None) -> _Least | None:
        choices = self._choices
        cost, row = choices.harm, choices.harm_row
        if aim is Aim.COST:
            assert choices.pounds is not None
            cost, row = choices.pounds, choices.pounds_row
        found = self._least(cost, start, f"the least {aim.value}")
        if found is not None:
            self._programme.row_most[row] = min(self._programme.row_most[row], _above(found.cost))
        return found

    def _fairest(self, start: Reals | None) -> _Least | None:
        """The smallest largest load, then the least sum of squares; the bound is of the largest load."""
        loads, choices = self._loads, self._choices
        known = None if start is None else self._largest(start)
        last = len(loads) - 1 if known is None else loads.index(known)
        low, high = 0, last
        while low < high:
            middle = (low + high) // 2
            if self._in_parts(loads[middle]):
                high = middle
            else:
                low = middle + 1
        bound = low
        for at in range(low, last + 1):
            self._close_above(loads[at])
            fits = start if known is not None and known <= loads[at] else None
            found = self._least(choices.squares, fits, "the fairest", self._even_gap)
            if found is not None:
                self._programme.row_most[choices.squares_row] = _above(found.cost)
                return _Least(found.values, found.cost, float(loads[bound]))
            if self._was_refuted and bound == at:
                bound = at + 1
        return None

    def _largest(self, values: Reals) -> Fraction | None:
        sent = [load for column, load in self._choices.loads.items() if values[column] > 0.5]
        return max(sent, default=None)

    def _in_parts(self, load: Fraction) -> bool:
        """Whether, with people in parts, nobody need bear more."""
        self._close_above(load)
        self._programme.cost[:] = self._choices.squares.tolist()
        return solve(self._programme, relaxed=True, limits=self._timed()).outcome is Outcome.OPTIMAL

    def _close_above(self, load: Fraction) -> None:
        most = self._programme.most
        most[:] = self._most
        for column, its in self._choices.loads.items():
            if its > load:
                most[column] = 0.0

    def _timed(self) -> Limits:
        return replace(self._limits, seconds=self._watch.left())

    def _least(self, cost: Reals, start: Reals | None, phase: str, gap: float = 0.0) -> _Least | None:
        """The least of a cost in whole people as the rows stand; None where there is none, or none was found.

        Ways that would cost more than the gap above the relaxed answer are closed first: no answer within the gap
        goes any of them.
        """
        programme, self._was_refuted = self._programme, False
        programme.cost[:] = cost.tolist()
        relaxed = solve(programme, relaxed=True, limits=self._timed())
        if relaxed.outcome is not Outcome.OPTIMAL:
            self._was_refuted = relaxed.outcome is Outcome.INFEASIBLE
            return None
        bound = relaxed.bound
        limits = replace(self._limits, gap=max(self._limits.gap, gap), seconds=self._watch.left())
        if self._is_short:
            limits = replace(limits, nodes=FEW_NODES)
        allowed = max(limits.gap, CLOSE / 10) * max(1.0, abs(bound))
        if programme.is_whole_at(relaxed.values):
            return _Least(relaxed.values, relaxed.cost, bound)
        best = None if start is None else _Least(start, programme.objective(start), bound)
        if self._watch.tell(phase, best.cost if best else inf, bound):
            return best
        if best is None or best.cost > bound + allowed:
            with_near = self._among_near(relaxed, allowed, best, limits)
            best = with_near if with_near is not None else best
        if best is None or (best.cost > bound + allowed and not self._is_short):
            limits = replace(limits, seconds=self._watch.left())
            answer = solve(programme, limits=limits, start=None if best is None else best.values)
            self._was_refuted = answer.outcome is Outcome.INFEASIBLE
            bound = max(bound, min(answer.bound, inf if best is None else best.cost))
            best = _better(best, answer)
        return None if best is None else replace(best, bound=min(bound, best.cost))

    def _among_near(
        self, relaxed: Solution, allowed: float, best: _Least | None, limits: Limits
    ) -> _Least | None:
        programme = self._programme
        reduced = programme.reduced_costs(relaxed.prices)
        far = np.flatnonzero((reduced > allowed + CLOSE) & np.array(programme.whole, dtype=bool)).tolist()
        kept = {column: programme.most[column] for column in far}
        for column in far:
            programme.most[column] = programme.least[column]
        answer = solve(programme, limits=limits)
        for column, most in kept.items():
            programme.most[column] = most
        return _better(best, answer)


def _better(best: _Least | None, answer: Solution) -> _Least | None:
    if answer.outcome not in (Outcome.OPTIMAL, Outcome.FEASIBLE):
        return best
    if best is not None and best.cost <= answer.cost:
        return best
    return _Least(answer.values, answer.cost, answer.bound)


def _above(cost: float) -> float:
    """A little above, for what adding up rounds away."""
    return cost + CLOSE * max(1.0, abs(cost))
