"""A plan, its harm told at its own size and places, and the plan made again by that: re-linearised once.

What an officer-hour costs depends on how many others are away, which the plan decides. So a first plan is made, the
weights are told again where it takes people, and a second plan is made by them. Both are then simulated with the same
incidents and the same chance, on draws of their own, so that the weights are not judged by the runs they came from.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from dueregard.common.kept_runs import FLOATS, KeptRuns, run_kept
from dueregard.common.parallel import Cluster, OnFinished
from dueregard.effects.comparison import EffectRefused
from dueregard.effects.harm_weights import LEAST_RUNS, MOST_RUNS, estimate_harm
from dueregard.effects.harm_weights_file import HarmWeights
from dueregard.effects.harm_worlds import HarmWork
from dueregard.effects.planning_study import PlanningRead
from dueregard.effects.study_reading import ReadStudy, with_people_away
from dueregard.engine.queueing.experiments.intervals import Interval, mean_interval
from dueregard.mobilisation.checker import cost_again
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.taking import withdrawals_of
from dueregard.mobilisation.weight_moves import Moves, moves_between
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.roster import Roster
from dueregard.workforce.withdrawals import Withdrawal

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both plans simulated, in person-hours waited beyond the standard by people who are no emergency.

    without: with nobody away. first, second: how many more with each plan away. difference: the second less the first,
    run by run. counted: of each plan, what stands in its cost and in no queue: officer-hours of other duty functions,
    by what they count, and rest days.
    """

    runs: int
    without: Interval
    first: Interval
    second: Interval
    difference: Interval
    counted: tuple[float, float]

    @property
    def total(self) -> Interval:
        """The difference of all that counts: harm simulated and hours counted."""
        more = self.counted[1] - self.counted[0]
        at = self.difference
        return replace(at, estimate=at.estimate + more, low=at.low + more, high=at.high + more)

    @property
    def is_second_kept(self) -> bool:
        """Whether the second plan is kept: it is where it costs less on the mean of the runs."""
        return self.total.estimate < 0

    @property
    def is_told_apart(self) -> bool:
        """Whether the runs tell which of the two costs less."""
        return not self.total.low <= 0 <= self.total.high


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHarm:
    """What came out: None for what was not come to, because it was stopped.

    first_again: what the first plan costs by the weights told at its own size. moves: from the first to the second.
    """

    first: Plan
    harm: HarmWeights | None = None
    first_again: float | None = None
    second: Plan | None = None
    moves: Moves | None = None
    compared: Compared | None = None

    @property
    def kept(self) -> Plan:
        """The better plan, as far as is known."""
        if self.second is not None and self.compared is not None and self.compared.is_second_kept:
            return self.second
        return self.first

    @property
    def is_whole(self) -> bool:
        """Whether it came to its end."""
        return self.compared is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopWork:
    """How the loop is run. runs: of every world of the weights; compared: of the two plans."""

    runs: int
    compared: int
    block_hours: int
    workers: int = 1
    cluster: Cluster | None = None
    kept: KeptRuns | None = None


def plan_by_harm(
    request: Request,
    planning: PlanningRead,
    base: ReadStudy,
    case: Case,
    plan_with: Callable[[PlanningRead], Plan | None],
    work: LoopWork,
    on_finished: OnFinished | None = None,
) -> ByHarm:
    """Plan, tell harm there, plan again, compare. Raises EffectRefused and what planning raises.

    base: the study whose local policing is simulated, moved to the days of the request. case: what plans are judged
    by. plan_with: makes a plan by the weights it is given; None where it was stopped before there was one.
    """
    if not LEAST_RUNS <= work.compared <= MOST_RUNS:
        raise EffectRefused(
            f"{work.compared} runs were asked for to compare: give {LEAST_RUNS} to {MOST_RUNS:,}."
        )
    first = plan_with(planning)
    if first is None:
        raise EffectRefused("No plan was found before the search was stopped: give it longer.")
    found = ByHarm(first=first)
    try:
        taken = withdrawals_of(first, planning.roster)
        harm = estimate_harm(
            study_of_plans(base, request, planning.roster, first),
            taken,
            runs=work.runs,
            block_hours=work.block_hours,
            workers=work.workers,
            cluster=work.cluster,
            on_finished=on_finished,
            kept=work.kept,
        )
        weighted = planning.weighted_by(harm)
        again = cost_again(first, replace(case, aims=weighted.aims))
        found = replace(found, harm=harm, first_again=again)
        second = plan_with(weighted)
        if second is None:
            return found
        found = replace(found, second=second, moves=moves_between(1.0, first, second))
        compared = compare(request, planning, base, (first, second), work, on_finished)
        return replace(found, compared=compared)
    except KeyboardInterrupt:
        return found


def study_of_plans(base: ReadStudy, request: Request, roster: Roster, *plans: Plan) -> ReadStudy:
    """A study of what plans take, with as many days before and after as the study that it is made from.

    Raises EffectRefused where nobody is taken, or the local areas are others.
    """
    areas = base.roster.grid.local_areas
    if set(map(str, areas)) != set(map(str, roster.local_areas)):
        raise EffectRefused(
            f"The study {base.study.name} is of the local areas {', '.join(areas)} and the planning file of "
            f"{', '.join(roster.local_areas)}: name a study of the same force."
        )
    taken = [each for plan in plans for each in withdrawals_of(plan, roster)]
    if not taken:
        raise EffectRefused(
            f"The plan for {request.id} takes nobody from duty or rest: there is no harm to tell."
        )
    first, last = base.days_away()
    before, after = first - base.study.first_on, base.study.last_on - last
    begins, ends = _days_of(taken, base)
    return with_people_away(
        base, tuple(taken), begins - before, ends + after, f"the plan for {request.id} at {request.place}"
    )


def _days_of(taken: list[Withdrawal], base: ReadStudy) -> tuple[date, date]:
    last = max(each.until_at for each in taken) - timedelta(minutes=1)
    return min(each.from_at for each in taken).astimezone(base.zone).date(), last.astimezone(base.zone).date()


def compare(
    request: Request,
    planning: PlanningRead,
    base: ReadStudy,
    plans: tuple[Plan, Plan],
    work: LoopWork,
    on_finished: OnFinished | None = None,
) -> Compared:
    """Two plans beside nobody away, on draws and seeds of their own. Raises KeyboardInterrupt."""
    read = study_of_plans(base, request, planning.roster, *plans)
    away = tuple(withdrawals_of(plan, planning.roster) for plan in plans)
    ledgers = (read.ledger(()), *(read.ledger(each) for each in away))
    demands = read.demands_apart(min(work.compared, read.design.draws))
    simulated = HarmWork(read.comparison(away[0]), ledgers, demands, read.design.seed + 1)
    done = run_kept(
        simulated,
        range(work.compared),
        FLOATS,
        work.kept,
        workers=work.workers,
        cluster=work.cluster,
        on_finished=on_finished,
    )
    late = np.array([done[number] for number in range(work.compared)])
    return Compared(
        runs=work.compared,
        without=mean_interval(late[:, 0]),
        first=mean_interval(late[:, 1] - late[:, 0]),
        second=mean_interval(late[:, 2] - late[:, 0]),
        difference=mean_interval(late[:, 2] - late[:, 1]),
        counted=(_counted(plans[0], planning), _counted(plans[1], planning)),
    )


def _counted(plan: Plan, planning: PlanningRead) -> float:
    """What a plan costs that no queue is simulated for."""
    hours = sum(
        (each.ends_at - each.begins_at) / _HOUR
        for each in plan.lost
        if each.function is not DutyFunction.RESPONSE
    )
    return float(planning.study.other_functions) * hours + planning.rules.rest_day_cost * plan.rest_days
