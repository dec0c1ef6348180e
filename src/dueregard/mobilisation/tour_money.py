"""What a plan's tours cost by the user's own dated rates: of a way before names, and of people after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dueregard.common.codecs import Id
from dueregard.mobilisation.aid_cost import AidCost, AidRates, DayKind, WorkedTour, cost_of
from dueregard.mobilisation.from_records import worked_tours
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.stored_plan import planned_tours
from dueregard.mobilisation.trips import Arc
from dueregard.workforce.duty_rules import DutyRules
from dueregard.workforce.hours import zone_named
from dueregard.workforce.people import Rank
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import minute_of, moment_of

ANYBODY = Id("anybody")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyTerms:
    """By what tours are costed: rates, the duty rules that say what a rest day is paid, and when people are told."""

    rates: AidRates
    rules: DutyRules
    told_on: date


@dataclass(slots=True)
class WayMoney:
    """Pounds of ways, before anybody is named: every way of people of one rank costs the same."""

    terms: MoneyTerms
    request: Request
    zone: str
    _known: dict[tuple[object, ...], Decimal] = field(default_factory=dict)

    def pounds(self, rank: Rank, arcs: Sequence[Arc]) -> Decimal:
        """What a way costs in all, recovered or not. Raises CostRefused where the rates do not say."""
        worked = [arc for arc in arcs if arc.service is not None]
        total = Decimal(0)
        for at, arc in enumerate(worked):
            after = worked[at + 1] if at + 1 < len(worked) and worked[at + 1].lodged else None
            total += self._tour(rank, arc, None if after is None else after.out)
        return total

    def _tour(self, rank: Rank, arc: Arc, lodged_until: int | None) -> Decimal:
        assert arc.service is not None
        key = (rank, arc.service.tour, arc.out, arc.rest_day, lodged_until)
        if key not in self._known:
            ends = minute_of(self.request.tours[arc.service.tour].ends_at)
            home = ends if lodged_until is not None else ends + self.request.travel_minutes
            on, nights = self._day(arc.out), 0
            if lodged_until is not None:
                nights = max((self._day(lodged_until) - self._day(home)).days, 1)
            tour = WorkedTour(
                person=ANYBODY,
                rank=rank,
                out_at=moment_of(arc.out),
                home_at=moment_of(home),
                duty_on=on,
                told_on=min(self.terms.told_on, on),
                day=DayKind.REST_DAY if arc.rest_day else DayKind.DUTY,
                nights=nights,
                trips=0 if nights else 1,
            )
            self._known[key] = cost_of([tour], self.terms.rates, self.terms.rules).total
        return self._known[key]

    def _day(self, minute: int) -> date:
        return moment_of(minute).astimezone(zone_named(self.zone)).date()


def money_of(plan: Plan, request: Request, roster: Roster, terms: MoneyTerms) -> AidCost:
    """What a named plan costs, line by line, as `aid-cost` says of the plan when it is kept."""
    tours = planned_tours(plan, request, roster)
    return cost_of(worked_tours(tours, terms.told_on, terms.rules), terms.rates, terms.rules)
