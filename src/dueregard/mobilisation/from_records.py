"""What the records of requests say for others: who is promised, what people bore, what aid was given and received."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.mobilisation.aid import Aid, Direction
from dueregard.mobilisation.aid_cost import DayKind, WorkedTour
from dueregard.mobilisation.past_loads import PastLoad
from dueregard.mobilisation.request_life import RequestState
from dueregard.mobilisation.request_record import RequestRecord
from dueregard.mobilisation.request_record_file import KeptRequest
from dueregard.mobilisation.stored_plan import PlannedTour, StoredPlan
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.duty_rules import DutyRules
from dueregard.workforce.hours import zone_named

NEVER_SENT = (RequestState.DECLINED, RequestState.REFUSED, RequestState.WITHDRAWN)


def tours_of(record: RequestRecord, plan: StoredPlan | None) -> tuple[PlannedTour, ...]:
    """Tours of the plan in force that are or were to be worked: none left for once the units were stood down."""
    if (
        plan is None
        or record.state in NEVER_SENT
        or not (record.stood_down_at is None or record.was_deployed)
    ):
        return ()
    over = record.stood_down_at
    return tuple(each for each in plan.tours if over is None or each.out_at < over)


def promises(kept: Iterable[KeptRequest], *, but: str | None = None) -> tuple[Commitment, ...]:
    """Everybody promised by the plans adopted, from leaving for a tour until home. but: a request left out."""
    found = [
        Commitment(
            person=tour.person,
            begins_at=tour.out_at.at,
            ends_at=tour.home_at.at,
            to=f"the request {each.record.request}",
        )
        for each in kept
        if each.record.request != but
        for tour in tours_of(each.record, each.plan)
    ]
    return tuple(sorted(found, key=lambda each: (each.person, each.begins_at)))


def loads(kept: Iterable[KeptRequest], *, but: str | None = None) -> tuple[PastLoad, ...]:
    """What people were asked by the plans adopted, a row for each person and day. but: a request left out."""
    asked: dict[tuple[Id, date], PastLoad] = {}
    for each in kept:
        for tour in tours_of(each.record, each.plan) if each.record.request != but else ():
            before = asked.get((tour.person, tour.on), PastLoad(person=tour.person, on=tour.on))
            asked[tour.person, tour.on] = replace(
                before,
                tours=before.tours + 1,
                nights=before.nights + tour.nights,
                rest_days=before.rest_days + (tour.day is DayKind.REST_DAY),
            )
    return tuple(asked[key] for key in sorted(asked))


def worked_tours(
    tours: Iterable[PlannedTour],
    told_on: date,
    rules: DutyRules,
    holidays: frozenset[date] = frozenset(),
    told_before: Mapping[tuple[Id, Id], date] | None = None,
) -> tuple[WorkedTour, ...]:
    """Tours as their cost sees them; told_on: the day on which people were told, or the day itself if earlier.

    holidays: public holidays, on which duty of paid ranks costs what the rules say. told_before: people and tours that
    were told of earlier, with the day.
    """
    before = told_before or {}
    return tuple(
        WorkedTour(
            person=each.person,
            rank=each.rank,
            out_at=each.out_at.at,
            home_at=each.home_at.at,
            duty_on=each.on,
            told_on=min(before.get((each.person, each.tour), told_on), each.on),
            day=DayKind.PUBLIC_HOLIDAY
            if each.on in holidays and rules.is_paid(each.rank, each.on)
            else each.day,
            nights=each.lodged,
            trips=0 if each.lodged else 1,
        )
        for each in tours
    )


# ------------------------------------------------------------------------------------------------ the aid log


@dataclass(frozen=True, slots=True)
class AwayRun:
    """Days one after another on which as many officers were away (or received)."""

    from_on: date
    until_on: date
    officers: int
    duration_is: str = "recorded"

    @property
    def days(self) -> int:
        """How many days."""
        return (self.until_on - self.from_on).days + 1


def away_runs(kept: KeptRequest) -> tuple[AwayRun, ...]:
    """Officers away by the adopted plan, counted on every local day of which they worked a part; else as counted.

    Only for a request whose units were deployed: until then no aid was given.
    """
    record = kept.record
    if not record.was_deployed:
        return ()
    if record.counted:
        return tuple(
            AwayRun(each.from_on, each.until_on, each.officers, each.duration_is) for each in record.counted
        )
    away: dict[date, set[Id]] = {}
    place = zone_named(record.zone)
    for tour in tours_of(record, kept.plan):
        last = (tour.home_at.at - timedelta(minutes=1)).astimezone(place).date()
        day = tour.on
        while day <= last:
            away.setdefault(day, set()).add(tour.person)
            day += timedelta(days=1)
    runs: list[AwayRun] = []
    for day in sorted(away):
        officers = len(away[day])
        before = runs[-1] if runs else None
        if before is not None and before.officers == officers and (day - before.until_on).days == 1:
            runs[-1] = replace(before, until_on=day)
        else:
            runs.append(AwayRun(day, day, officers))
    return tuple(runs)


def aid_rows(kept: Iterable[KeptRequest]) -> tuple[Aid, ...]:
    """The aid log, given, received and at home, at every tier: a row for each run of days with as many officers."""
    found = []
    for each in kept:
        record, runs = each.record, away_runs(each)
        for number, run in enumerate(runs, start=1):
            part = f", part {number} of {len(runs)}" if len(runs) > 1 else ""
            found.append(
                Aid(
                    id=Id(f"{record.request}-{number}" if part else str(record.request)),
                    deployment=f"{record.deployment}{part}",
                    direction=record.direction,
                    tier=record.tier,
                    other_force=record.other_force,
                    from_on=When.parse(run.from_on.isoformat()),
                    officers=run.officers,
                    days=Decimal(run.days),
                    duration_is=run.duration_is,
                    reference=record.reference,
                    origin=record.origin,
                    source=record.source or f"the record of the request {record.request}",
                    marking=record.marking,
                    publishable=record.publishable,
                )
            )
    return tuple(found)


def is_sent(direction: Direction) -> bool:
    """Whether officers of the force's own were away."""
    return direction is not Direction.RECEIVED
