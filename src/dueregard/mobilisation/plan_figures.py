"""What a named plan takes of harm, money and fairness: the figures by which plans of a short list are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from dueregard.mobilisation.fair_shares import Fairness, Sharer
from dueregard.mobilisation.past_loads import Exposure, PersonLoad
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.tour_money import MoneyTerms, money_of
from dueregard.workforce.hours import zone_named
from dueregard.workforce.roster import Roster

CLOSE = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFigures:
    """What a plan takes, reckoned from its names.

    harm: weighted officer-hours, with what a reserve short counts. pounds: in all, None without rates; recovered: what
    of it comes back. largest: the
    largest load of the year among those sent; at_largest: how many of them bear it; above: how many of them bear more
    than an even share. squares: what the squares of the loads of all who may go rise by. Volunteers count in none of
    the last four where they go first.
    """

    harm: float
    pounds: Decimal | None
    recovered: Decimal | None
    people: int
    largest: Fraction
    at_largest: int
    above: int
    squares: Fraction

    @property
    def aims(self) -> tuple[float, float, tuple[Fraction, Fraction]]:
        """Harm, pounds and fairness: of two plans alike in the largest load the smaller squares are fairer."""
        return self.harm, float(self.pounds or 0), (self.largest, self.squares)

    def beats(self, other: PlanFigures) -> bool:
        """Whether it is no worse in any aim; of plans equal in all each beats the other."""
        harm, pounds, fairness = self.aims
        other_harm, other_pounds, other_fairness = other.aims
        return (
            harm <= other_harm + CLOSE * max(1.0, other_harm)
            and pounds <= other_pounds
            and fairness <= other_fairness
        )


def even_share(plan: Plan, request: Request, roster: Roster, fairness: Fairness) -> Fraction:
    """The load if all who may go bore what they bore before, and what a plan asks, each by their share of full time."""
    sharers = _sharers(plan.loads, request, roster, fairness)
    points = sum(
        (_after(each, sharers, fairness) * sharers[each.person].share for each in plan.loads), Fraction(0)
    )
    shares = sum((each.share for each in sharers.values()), Fraction(0))
    return points / shares if shares else Fraction(0)


def figures_of(
    plan: Plan,
    request: Request,
    roster: Roster,
    fairness: Fairness,
    even: Fraction,
    money: MoneyTerms | None = None,
    reserve_harm: float = 0.0,
) -> PlanFigures:
    """The figures of a plan whose names were shared out. reserve_harm: what a reserve short counts.

    Raises CostRefused.
    """
    cost = None if money is None else money_of(plan, request, roster, money)
    sharers = _sharers(plan.loads, request, roster, fairness)
    counted = [each for each in plan.loads if not sharers[each.person].volunteers]
    sent = [_after(each, sharers, fairness) for each in counted if each.now != Exposure()]
    largest = max(sent, default=Fraction(0))
    squares = Fraction(0)
    for each in counted:
        squares += _after(each, sharers, fairness) ** 2 - sharers[each.person].load() ** 2
    return PlanFigures(
        harm=plan.cost + reserve_harm,
        pounds=None if cost is None else cost.total,
        recovered=None if cost is None else cost.recovered,
        people=len({each.person for each in plan.assignments}),
        largest=largest,
        at_largest=sum(load == largest for load in sent),
        above=sum(load > even for load in sent),
        squares=squares,
    )


def _sharers(
    loads: Sequence[PersonLoad], request: Request, roster: Roster, fairness: Fairness
) -> dict[str, Sharer]:
    named = {each.person for each in loads}
    people = [each for each in roster.people if each.id in named]
    return fairness.sharers(people, request.accepted_at.astimezone(zone_named(roster.zone)).date())


def _after(each: PersonLoad, sharers: dict[str, Sharer], fairness: Fairness) -> Fraction:
    return sharers[each.person].load(fairness.shares.weight_of(each.now))
