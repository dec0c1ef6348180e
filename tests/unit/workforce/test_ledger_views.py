"""What the hours ledger tells, on rosters whose answers can be counted on fingers."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from dueregard.common.codecs import Id
from dueregard.workforce.backfill import BackfillPolicy, Minimum, Source
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.ledger_views import (
    BackfillSource,
    backfill_by_source,
    hours_lost,
    rest_debt_by_day,
    worst_hours,
)
from dueregard.workforce.withdrawals import Withdrawal
from tests.unit.workforce.small_roster import roster_of

RESPONSE, NEIGHBOURHOOD = DutyFunction.RESPONSE, DutyFunction.NEIGHBOURHOOD
EVERYTHING = BackfillPolicy(
    name=Id("everything"),
    about="Neighbourhood officers of any local area, then overtime, then leave.",
    protects=(RESPONSE,),
    order=(Source.NEIGHBOURHOOD, Source.OVERTIME, Source.LEAVE),
    across_local_areas=True,
    overtime_at_most=Decimal("0.1"),
    leave_at_most=Decimal(1),
)


def away(roster, officers: int, *, from_hour: int = 0, hours: int = 24) -> Withdrawal:
    start = roster.grid.start + timedelta(hours=from_hour)
    return Withdrawal(
        from_at=start,
        until_at=start + timedelta(hours=hours),
        local_area="north",
        function=RESPONSE,
        officers=officers,
    )


def test_backfill_is_told_by_function_and_source_and_sums_to_what_was_withdrawn():
    roster = roster_of(
        {"response": 20, "neighbourhood": 2}, areas=("north", "south"), on_leave={"response": 1}
    )
    ledger = keep_ledger(roster, [away(roster, 10)], policy=EVERYTHING)
    hours = 24 * 60
    found = backfill_by_source(ledger)
    assert found == (
        BackfillSource(function=RESPONSE, source=Source.NEIGHBOURHOOD, minutes=2 * hours),
        BackfillSource(
            function=RESPONSE, source=Source.NEIGHBOURHOOD, minutes=2 * hours, from_other_local_areas=True
        ),
        BackfillSource(function=RESPONSE, source=Source.OVERTIME, minutes=19 * hours // 10),
        BackfillSource(function=RESPONSE, source=Source.LEAVE, minutes=hours),
        BackfillSource(function=RESPONSE, source=None, minutes=31 * hours // 10),
    )
    assert sum(row.minutes for row in found) == int(ledger.withdrawn.sum())


def test_hours_lost_by_week_begin_on_mondays_and_sum_to_the_whole():
    roster = roster_of({"response": 20, "neighbourhood": 5}, days=10, areas=("north", "south"))
    ledger = keep_ledger(roster, [away(roster, 3, from_hour=5 * 24, hours=4 * 24)], policy=EVERYTHING)
    rows = hours_lost(ledger)
    assert [(row.local_area, row.week_starts_on, row.lost_minutes // 60) for row in rows] == [
        ("north", date(2023, 1, 9), 3 * 48),
        ("south", date(2023, 1, 9), 0),
        ("north", date(2023, 1, 16), 3 * 48),
        ("south", date(2023, 1, 16), 0),
    ]
    index = roster.grid.functions.index(NEIGHBOURHOOD)
    whole = ledger.planned[:, :, index] - ledger.working[:, :, index]
    assert sum(row.lost_minutes for row in rows) == int(whole.sum())


def test_the_worst_hours_come_first_and_the_earliest_of_equals():
    roster = roster_of({"response": 10, "neighbourhood": 3})
    minimums = [Minimum(function=RESPONSE, officers=8), Minimum(function=NEIGHBOURHOOD, officers=2)]
    withdrawals = [away(roster, 5, from_hour=6, hours=1), away(roster, 4, from_hour=3, hours=2)]
    worst = worst_hours(keep_ledger(roster, withdrawals, minimums=minimums), 4)
    assert [(row.at.hour, row.function, row.short_by_minutes // 60) for row in worst] == [
        (6, RESPONSE, 3),
        (3, RESPONSE, 2),
        (4, RESPONSE, 2),
        (0, NEIGHBOURHOOD, -1),
    ]
    assert worst[0].at == datetime(2023, 1, 9, 6, tzinfo=ZoneInfo("Europe/London"))
    assert worst_hours(keep_ledger(roster)) == ()


def test_without_a_deployment_nothing_is_lost_lent_or_owed():
    ledger = keep_ledger(roster_of({"response": 10, "neighbourhood": 3}, days=2), policy=EVERYTHING)
    assert all(row.lost_minutes == 0 and row.planned_minutes == 3 * 48 * 60 for row in hours_lost(ledger))
    assert backfill_by_source(ledger) == ()
    assert [day.owed_minutes for day in rest_debt_by_day(ledger)] == [0, 0]
    assert ledger.sentence_on_rest == "No rest day is recorded as lost, by those sent or at home."
