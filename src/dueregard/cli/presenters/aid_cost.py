"""What `dueregard aid-cost` answers: pounds by item, rank and payer, recovered and borne, and days owed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.common.codecs import Id
from dueregard.mobilisation.aid_cost import AidCost, AidRates, CostItem, CostLine
from dueregard.mobilisation.stored_plan import PlannedTour


@dataclass(frozen=True, slots=True, kw_only=True)
class CostShare:
    """One part of the cost."""

    name: Annotated[str, "What it is of."]
    amount: Annotated[float, "Pounds."]
    recovered: Annotated[float, "Pounds recovered."]
    borne: Annotated[float, "Pounds that the force bears."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerLine:
    """What one payer pays back of one item."""

    payer: Annotated[str, "Who."]
    agreement: Annotated[str, "By which agreement."]
    item: Annotated[str, "Of what."]
    share: Annotated[float, "Share of it, 0 to 1."]


@dataclass(frozen=True, slots=True, kw_only=True)
class AidCostAnswer:
    """What `aid-cost --json` prints."""

    request: Annotated[str, "The request."]
    people: Annotated[int, "People."]
    tours: Annotated[int, "Tours of a person."]
    told_on: Annotated[str, "The day on which people were told."]
    told_earlier: Annotated[
        int, "Tours told of on an earlier day, by a plan that this one took the place of."
    ]
    source: Annotated[str, "Where the rates come from."]
    total: Annotated[float, "Pounds in all."]
    recovered: Annotated[float, "Pounds recovered."]
    borne: Annotated[float, "Pounds that the force bears."]
    days_owed: Annotated[int, "Whole days off owed, which no amount stands for."]
    short_notice: Annotated[int, "Tours paid at the multiple for short notice."]
    items: Annotated[tuple[CostShare, ...], "By item."]
    ranks: Annotated[tuple[CostShare, ...], "By rank."]
    payers: Annotated[tuple[PayerLine, ...], "What is recovered from whom."]


def cost_answer(
    request: str,
    cost: AidCost,
    tours: Sequence[PlannedTour],
    told_on: date,
    rates: AidRates,
    told_before: Mapping[tuple[Id, Id], date],
) -> AidCostAnswer:
    """A cost as an answer."""
    rank_of = {each.person: each.rank.value for each in tours}
    ranks = sorted({*rank_of.values()}, key=lambda rank: [*rank_of.values()].index(rank))
    return AidCostAnswer(
        request=request,
        people=len(rank_of),
        tours=len(tours),
        told_on=told_on.isoformat(),
        told_earlier=sum(
            told_before.get((each.person, each.tour), told_on) < min(told_on, each.on) for each in tours
        ),
        source=rates.source,
        total=float(cost.total),
        recovered=float(cost.recovered),
        borne=float(cost.total - cost.recovered),
        days_owed=cost.days_owed,
        short_notice=sum(each.short_notice for each in cost.lines),
        items=tuple(
            _share(item.value, (each for each in cost.lines if each.item is item)) for item in CostItem
        ),
        ranks=tuple(
            _share(rank, (each for each in cost.lines if rank_of[each.person] == rank)) for rank in ranks
        ),
        payers=tuple(
            PayerLine(
                payer=each.payer,
                agreement=each.agreement,
                item=each.item.value,
                share=float(each.share),
            )
            for each in rates.recovered
        ),
    )


def _share(name: str, lines: Iterable[CostLine]) -> CostShare:
    chosen = tuple(lines)
    amount = sum((each.amount for each in chosen), Decimal(0))
    recovered = sum((each.recovered for each in chosen), Decimal(0))
    return CostShare(
        name=name, amount=float(amount), recovered=float(recovered), borne=float(amount - recovered)
    )


def cost_page(answer: AidCostAnswer) -> Page:
    """A cost for a finance officer."""
    parts: list[Part] = [
        f"The plan for {answer.request} costs £{answer.total:,.2f}: £{answer.recovered:,.2f} is recovered and "
        f"£{answer.borne:,.2f} borne. {answer.people:,} people work {answer.tours:,} tours; told on {answer.told_on}"
        + (f", of {answer.told_earlier:,} tours on an earlier day." if answer.told_earlier else "."),
        f"Days off owed back, beside the pounds: {answer.days_owed:,}. Tours on a rest day or holiday told of at short "
        f"notice, for which the rules pay more: {answer.short_notice:,}.",
        _table("By item", answer.items),
        _table("By rank", answer.ranks),
    ]
    for each in answer.payers:
        parts.append(f"{100 * each.share:g} % of {each.item} from {each.payer}, by: {each.agreement}.")
    parts.append(
        f"Rates: {answer.source}. Plain time of a day on duty is counted whole, though it would be paid at home too; "
        "overtime on a working day is left out."
    )
    return tuple(parts)


def _table(title: str, shares: Sequence[CostShare]) -> Table:
    return Table(
        title=f"{title}, in pounds",
        header=("of", "cost", "recovered", "borne"),
        rows=tuple(
            (each.name, f"{each.amount:,.2f}", f"{each.recovered:,.2f}", f"{each.borne:,.2f}")
            for each in shares
        ),
        numeric=frozenset({1, 2, 3}),
    )
