"""Invented rosters, withdrawals, policies and rules, small enough to be kept by the slow ledger."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np
from hypothesis import strategies as st

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.workforce.backfill import BackfillPolicy, Fills, Minimum, Source
from dueregard.workforce.hours import AbsenceCause, DutyFunction, Grid, RosterHours
from dueregard.workforce.rest_debt import RepaymentRule
from dueregard.workforce.withdrawals import Withdrawal

AREAS = ("north", "south", "east")
FUNCTIONS = (DutyFunction.RESPONSE, DutyFunction.NEIGHBOURHOOD, DutyFunction.OTHER)
SHARES = st.sampled_from([Decimal(share) for share in ("0.1", "0.333", "0.5", "1")])
STARTS = st.sampled_from(
    [
        datetime(2022, 10, 29, 20, tzinfo=UTC),  # the clocks go back the night after
        datetime(2023, 3, 25, 3, tzinfo=UTC),  # they go forward
        datetime(2023, 1, 9, tzinfo=UTC),
    ]
)


@st.composite
def rosters(draw, most_hours: int = 80) -> RosterHours:
    areas = AREAS[: draw(st.integers(1, 3))]
    hours = draw(st.integers(1, most_hours))
    grid = Grid(draw(STARTS), hours, "Europe/London", areas, FUNCTIONS)
    dice = np.random.default_rng(draw(st.integers(0, 2**32)))
    rostered = dice.integers(0, 12, grid.shape) * dice.choice([60, 60, 47], grid.shape)
    absent = dice.integers(0, 1 + rostered // 2)
    leave = dice.integers(0, absent + 1)
    causes = {AbsenceCause.LEAVE: leave, AbsenceCause.SICKNESS: absent - leave}
    trained = {"public-order": dice.integers(0, rostered - absent + 1)}
    return RosterHours(grid, rostered, causes, trained)


@st.composite
def withdrawal_lists(draw, roster: RosterHours) -> list[Withdrawal]:
    """Withdrawals that the roster can bear; those that it cannot are left out, as are ones outside it."""
    left = roster.present.copy()
    taken = []
    for _ in range(draw(st.integers(0, 5))):
        first = draw(st.integers(0, roster.grid.hours * 60 - 1))
        last = draw(st.integers(first + 1, roster.grid.hours * 60))
        area = draw(st.integers(0, len(roster.grid.local_areas) - 1))
        function = draw(st.integers(0, len(FUNCTIONS) - 1))
        on_rest_days = draw(st.booleans())
        most = int(left[first // 60 : -(-last // 60), area, function].min()) // 60
        officers = draw(st.integers(0, 6 if on_rest_days else most))
        if not on_rest_days:
            left[first // 60 : -(-last // 60), area, function] -= 60 * officers
        taken.append(
            Withdrawal(
                from_at=roster.grid.start + timedelta(minutes=first),
                until_at=roster.grid.start + timedelta(minutes=last),
                local_area=roster.grid.local_areas[area],
                function=FUNCTIONS[function],
                officers=officers,
                on_rest_days=on_rest_days,
            )
        )
    return taken


@st.composite
def minimum_lists(draw) -> list[Minimum]:
    return [
        Minimum(
            function=draw(st.sampled_from(FUNCTIONS)),
            share_of_planned=draw(st.sampled_from([Decimal(0), Decimal("0.55"), Decimal("0.333")])),
            officers=draw(st.integers(0, 4)),
            from_hour=draw(st.integers(0, 23)),
            until_hour=draw(st.integers(1, 24)),
        )
        for _ in range(draw(st.integers(0, 3)))
    ]


@st.composite
def policies(draw) -> BackfillPolicy:
    protects = tuple(draw(st.permutations(FUNCTIONS))[: draw(st.integers(0, 2))])
    sources = [source for source in Source if source.function not in protects]
    sources = [source for source in sources if source.function is None or source.function in FUNCTIONS]
    order = tuple(draw(st.permutations(sources))[: draw(st.integers(0, len(sources)))])
    limits = {
        name: draw(SHARES) if source in order else None
        for name, source in (
            ("rest_days_at_most", Source.REST_DAYS),
            ("overtime_at_most", Source.OVERTIME),
            ("leave_at_most", Source.LEAVE),
        )
    }
    return BackfillPolicy(
        name=Id("made-up"),
        about="Made up.",
        protects=protects,
        order=order,
        fills=draw(st.sampled_from(Fills)),
        kept=tuple(draw(minimum_lists())),
        across_local_areas=draw(st.booleans()),
        **limits,
    )


@st.composite
def repayment_rules(draw) -> tuple[RepaymentRule, ...]:
    def rule(name: str, from_on: When) -> RepaymentRule:
        return RepaymentRule(
            name=Id(name),
            from_on=from_on,
            starts_after_days=draw(st.integers(1, 3)),
            spread_days=draw(st.integers(1, 4)),
            at_most=draw(SHARES),
            keeps_minimum=draw(st.booleans()),
        )

    later = When(2022, 10, 31) if draw(st.booleans()) else When(2023, 3, 26)
    return (rule("first", When(2020)), rule("second", later))
