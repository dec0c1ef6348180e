"""A force small enough to simulate in a moment: two local areas, three grades, a fortnight or so."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.effects.comparison import Comparison
from dueregard.effects.effect import Grounds
from dueregard.engine.queueing.variates import exponential
from dueregard.local_policing.crewing import CrewingPolicy, Degradation
from dueregard.local_policing.demand import Demand, DemandClass
from dueregard.local_policing.grades import ClockStart, Route
from dueregard.local_policing.response_policy import (
    DiaryRule,
    GradeRule,
    Neighbours,
    ResponsePolicy,
    UnloggedWork,
)
from dueregard.local_policing.scenario import Scenario
from dueregard.workforce.backfill import BackfillPolicy
from dueregard.workforce.hours import Grid, RosterHours
from dueregard.workforce.ledger import Ledger
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.rest_debt import RepaymentRule
from dueregard.workforce.withdrawals import Withdrawal

AREAS = ("north", "south")
MONDAY = date(2023, 1, 9)
HOUR = 3_600_000


def graded(
    grade: str, *, emergency: bool = False, route: Route = Route.DISPATCH, standard: int | None
) -> DemandClass:
    return DemandClass(
        grade=grade,
        name=grade.title(),
        emergency=emergency,
        route=route,
        standard_minutes=standard,
        clock=ClockStart.RECEIVED,
    )


CLASSES = (
    graded("emergency", emergency=True, standard=15),
    graded("priority", standard=60),
    graded("scheduled", route=Route.DIARY, standard=2880),
    graded("telephone", route=Route.TELEPHONE, standard=None),
)


def small_demand(each_hour: float = 1.0, *, unseen: float = 0.2, areas: tuple[str, ...] = AREAS) -> Demand:
    """Emergencies and priority calls at so many an hour and local area, a fifth as many appointments."""
    rates = np.zeros((168, len(areas), len(CLASSES)))
    rates[:, :] = [each_hour, 1.5 * each_hour, 0.2 * each_hour, each_hour]
    units = np.zeros((len(CLASSES), 8))
    units[:, 0] = [0.6, 0.8, 1.0, 1.0]
    units[:2, 1] = [0.4, 0.2]
    nothing = np.zeros(len(CLASSES))
    return Demand(
        zone="Europe/London",
        classes=CLASSES,
        local_areas=areas,
        rates=rates,
        season=np.ones(12),
        day_variance=0.004,
        day_correlation=0.5,
        local_day_variance=0.002,
        service=(exponential(HOUR), exponential(HOUR), exponential(HOUR // 2), None),
        travel=(exponential(HOUR // 8), exponential(HOUR // 5), None, None),
        units=units,
        cancel_per_hour=np.array([0.0, 0.02, 0.0, 0.0]),
        upgrade_per_hour=np.array([0.0, 0.01, 0.0, 0.0]),
        upgrade_to=np.array([-1, 0, -1, -1], dtype=np.int64),
        closed_share=nothing,
        closed_after_hours=nothing,
        unseen_share=unseen,
        on_duty=np.full((168, len(areas)), 7.0),
    )


CREWING = CrewingPolicy(
    name=Id("all-single"),
    about="an example",
    sergeants_not_crewed=Decimal(0),
    breaks=Decimal(0),
    officers_a_unit=Decimal(1),
    degrades=Degradation.SAME_MIX,
)
POLICY = ResponsePolicy(
    name=Id("small-desk"),
    about="Emergencies are helped, a unit is kept back from priority calls.",
    source="an example",
    as_at=date(2023, 1, 1),
    rules=(GradeRule(grade=Id("emergency"), helped=True), GradeRule(grade=Id("priority"), reserve=1)),
    neighbours=(
        Neighbours(local_area=Id("north"), helped_by=(Id("south"),)),
        Neighbours(local_area=Id("south"), helped_by=(Id("north"),)),
    ),
    diaries=(DiaryRule(grade=Id("scheduled"), slots_a_day=14, lead_hours=24),),
    unlogged=UnloggedWork(cannot_be_left=Decimal("0.5"), after_grade=Id("priority")),
)
RULE = RepaymentRule(
    name=Id("soon"),
    from_on=When(2020),
    starts_after_days=7,
    spread_days=7,
    at_most=Decimal("0.2"),
)


def small_roster(
    days: int, *, response: int = 7, neighbourhood: int = 3, areas: tuple[str, ...] = AREAS
) -> RosterHours:
    """So many officers in every hour and local area."""
    grid = Grid.of_days(MONDAY, days, areas, "Europe/London")
    rostered = grid.nothing()
    for function, number in (("response", response), ("neighbourhood", neighbourhood)):
        rostered[:, :, [str(each) for each in grid.functions].index(function)] = 60 * number
    return RosterHours(grid, rostered, {}, {"public-order": rostered.copy()})


def small_scenario(ledger: Ledger, demand: Demand | None = None, policy: ResponsePolicy = POLICY) -> Scenario:
    """A scenario of that ledger."""
    return Scenario(
        name="small", demand=demand or small_demand(), ledger=ledger, crewing=CREWING, policy=policy
    )


def small_comparison(
    withdrawals: tuple[Withdrawal, ...],
    *,
    days: int = 16,
    away: tuple[int, int] = (7, 9),
    policy: BackfillPolicy | None = None,
    demand: Demand | None = None,
    response: int = 7,
    response_policy: ResponsePolicy = POLICY,
) -> Comparison:
    """Without and with these withdrawals; the deployment's days are given by place."""
    roster = small_roster(days, response=response)
    without = small_scenario(keep_ledger(roster), demand, response_policy)
    ledger = keep_ledger(roster, withdrawals, policy=policy, repayment=(RULE,))
    return Comparison(
        without=without,
        with_it=replace(without, ledger=ledger),
        from_on=date.fromordinal(MONDAY.toordinal() + away[0]),
        until_on=date.fromordinal(MONDAY.toordinal() + away[1]),
    )


GROUNDS = Grounds(
    deployment="three officers to a fair",
    log="an example",
    log_hash="0" * 64,
    roster="an example",
    roster_hash="0" * 64,
    first_on=date(2021, 1, 4),
    last_on=date(2022, 12, 25),
    incidents=100_000,
)
