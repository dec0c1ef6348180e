"""A log of a few weeks with its roster, small enough to be backtested in a moment."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np

from dueregard.common.codecs import Id
from dueregard.local_policing.backtest_design import BacktestDesign, plan_folds
from dueregard.local_policing.backtest_fold import Tested
from dueregard.local_policing.crewing import CrewingPolicy, Degradation, crews_of
from dueregard.local_policing.log import IncidentLog
from dueregard.local_policing.response_policy import ResponsePolicy
from dueregard.workforce.hours import DutyFunction, Grid, RosterHours
from dueregard.workforce.ledger_keeping import keep_ledger
from tests.support.made_logs import Truth, clean

FIRST_ON = date(2021, 1, 4)
WEEKS = 14
DESIGN = BacktestDesign(past_weeks=8, held_out_weeks=1, warm_up_weeks=1, draws=40)
HOUR = np.arange(168)
RATES = (1 + 0.5 * np.sin(2 * np.pi * HOUR / 24))[:, None, None] * np.array([[1.0, 0.5], [0.4, 0.8]])
TRUTH = Truth(rates=RATES, weeks=WEEKS)
PLAIN = ResponsePolicy(
    name=Id("plain"), about="Nobody helps, nothing is kept back.", source="an example", as_at=FIRST_ON
)
SINGLE = CrewingPolicy(
    name=Id("all-single"),
    about="an example",
    sergeants_not_crewed=Decimal(0),
    breaks=Decimal(0),
    officers_a_unit=Decimal(1),
    degrades=Degradation.SAME_MIX,
)


def made(seed: int = 20141104, weeks: int = WEEKS) -> IncidentLog:
    """A log of so many weeks."""
    return clean(replace(TRUTH, weeks=weeks).made(seed))


def backtested(
    log: IncidentLog, weeks: int = WEEKS, design: BacktestDesign = DESIGN, officers: int = 5
) -> Tested:
    """What is backtested: the log, and so many response officers in every hour and local area."""
    grid = Grid.of_days(FIRST_ON, 7 * weeks, log.local_areas, log.zone)
    rostered = grid.nothing()
    rostered[:, :, grid.functions.index(DutyFunction.RESPONSE)] = 60 * officers
    roster = RosterHours(grid, rostered, {}, {})
    return Tested(
        log=log,
        first_on=FIRST_ON,
        weeks=weeks,
        roster=roster,
        units=crews_of(keep_ledger(roster), SINGLE).units,
        crewing=SINGLE,
        policy=PLAIN,
        source="a made log",
        design=design,
        plan=plan_folds(weeks, design),
    )
