"""What a plan takes from local policing, as withdrawals: the form in which its effect at home is estimated."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from dueregard.mobilisation.plan import Plan
from dueregard.workforce.hours import DutyFunction, zone_named
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import moment_of
from dueregard.workforce.withdrawals import Withdrawal

_Row = tuple[datetime, datetime, str, DutyFunction, bool]


def withdrawals_of(plan: Plan, roster: Roster) -> tuple[Withdrawal, ...]:
    """Duties lost, and tours worked on rest days, of people alike added up, in order of time and place.

    A duty lost is a withdrawal from its place for its time. A tour for which somebody leaves on a day on which no
    duty of theirs begins was worked on a rest day: nobody is missing for it, and its hours are owed later.
    """
    rows: Counter[_Row] = Counter(
        (gone.begins_at, gone.ends_at, str(gone.local_area), gone.function, False) for gone in plan.lost
    )
    place, people = zone_named(roster.zone), {str(person.id): at for at, person in enumerate(roster.people)}
    sent = {people[str(each.person)] for each in plan.assignments}
    busy = {
        (who, moment_of(begins).astimezone(place).date())
        for who, begins in zip(roster.duties.person.tolist(), roster.duties.begins.tolist(), strict=True)
        if who in sent
    }
    for each in plan.assignments:
        who = people[str(each.person)]
        if (who, each.out_at.astimezone(place).date()) not in busy:
            person = roster.people[who]
            rows[each.out_at, each.home_at, str(person.local_area), person.function, True] += 1
    ordered = sorted(rows.items(), key=lambda row: (row[0][0], row[0][2], row[0][3], row[0][4], row[0][1]))
    return tuple(
        Withdrawal(
            from_at=begins,
            until_at=ends,
            local_area=area,
            function=function,
            officers=officers,
            on_rest_days=resting,
        )
        for (begins, ends, area, function, resting), officers in ordered
    )
