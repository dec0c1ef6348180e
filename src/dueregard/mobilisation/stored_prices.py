"""The prices that prove a plan's bound, as rows of a table that is kept with it.

A bound follows from any such table, right or wrong, as long as no price of a need is below nought and no two rows
price the same place at the same time; both are refused when it is read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, Any

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.records import Column
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Prices
from dueregard.workforce.hours import DutyFunction

MOST_PRICES = 250_000
"""Rows kept at most, some 20 million bytes; a plan with more is kept without prices, and says so."""


class PriceOf(StrEnum):
    """What a price is of."""

    NEED = "need"  # one officer fewer needed of a role on a tour
    SERIAL = "serial"  # one of a local area, where serials are kept together
    REMOVED = "removed"  # one more missing from a place at home
    KEPT = "kept"  # one more missing whom the emergency minimum counts


OF_PLACES = (PriceOf.REMOVED, PriceOf.KEPT)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceRow:
    """One price of a bound. Raises ValueError.

    Of a need it has tour, role and need, of a serial a local area too; of what is removed or kept it has local area,
    function, from when and until when. Prices of nought are left out.
    """

    of: Annotated[
        PriceOf,
        Column(
            "need: what one officer fewer saves. serial: what one of the local area is worth beside. removed: what one "
            "more missing all that time costs. kept: what one more missing costs whom the emergency minimum counts."
        ),
    ]
    tour: Annotated[Id | None, Column("The tour.")] = None
    role: Annotated[Id | None, Column("The role.")] = None
    need: Annotated[int | None, Column("The need, by its place among the request's: 0 for the first.")] = None
    local_area: Annotated[Id | None, Column("The local area.")] = None
    function: Annotated[DutyFunction | None, Column("The duty function at home.")] = None
    from_at: Annotated[Moment | None, Column("From when.")] = None
    until_at: Annotated[Moment | None, Column("Until when.")] = None
    price: Annotated[Decimal, Column("In weighted officer-hours.")]

    def __post_init__(self) -> None:
        of_need = (self.tour, self.role, self.need)
        of_place = (self.function, self.from_at, self.until_at)
        wanted, other = (of_place, of_need) if self.of in OF_PLACES else (of_need, of_place)
        if None in wanted or (self.local_area is None) != (self.of is PriceOf.NEED):
            raise ValueError(f"it does not name what a price of the kind {self.of} is of; give all of it")
        if other != (None, None, None):
            raise ValueError("it prices a need and a place at home at once; make two rows of it")
        if self.of not in OF_PLACES and self.price < 0:
            raise ValueError(f"an officer fewer needed saves {self.price:f}; a price of a need is 0 or more")
        if self.from_at and self.until_at and self.until_at <= self.from_at:
            raise ValueError("it ends before it begins; give a later end")


def price_rows(prices: Prices) -> tuple[PriceRow, ...]:
    """Prices as rows, in order; those of nought are left out, for a bound without them is no lower."""
    rows = [
        PriceRow(of=PriceOf.NEED, tour=Id(tour), role=Id(role), need=need, price=_number(price))
        for (tour, role, need), price in sorted(prices.needs.items())
        if _number(price) > 0
    ]
    rows += [
        PriceRow(
            of=PriceOf.SERIAL,
            tour=Id(tour),
            role=Id(role),
            need=need,
            local_area=Id(area),
            price=_number(price),
        )
        for (tour, role, need, area), price in sorted(prices.serials.items())
        if _number(price) > 0
    ]
    rows += [
        PriceRow(
            of=kind,
            local_area=Id(area),
            function=DutyFunction(function),
            from_at=_moment(begins),
            until_at=_moment(ends),
            price=_number(price),
        )
        for kind, given in ((PriceOf.REMOVED, prices.removed), (PriceOf.KEPT, prices.kept))
        for (area, function, begins, ends), price in sorted(given.items())
        if _number(price)
    ]
    return tuple(rows)


def prices_of(rows: Iterable[PriceRow], name: str) -> Prices:
    """Prices from the rows of a table of that name. Raises DueRegardError where two rows price the same."""
    found: dict[PriceOf, dict[Any, float]] = {kind: {} for kind in PriceOf}
    spans: dict[tuple[PriceOf, str, str], list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in rows:
        key: tuple[Any, ...] = (str(row.tour), str(row.role), row.need)
        if row.of is PriceOf.SERIAL:
            key = (*key, str(row.local_area))
        elif row.from_at is not None and row.until_at is not None:
            place = (str(row.local_area), str(row.function))
            key = (*place, row.from_at.at, row.until_at.at)
            spans[(row.of, *place)].append(key[2:])
        if key in found[row.of]:
            raise _twice(name, " ".join(map(str, key)))
        found[row.of][key] = float(row.price)
    for (_, area, function), times in spans.items():
        for first, second in pairwise(sorted(times)):
            if second[0] < first[1]:
                raise _twice(name, f"{function} in {area} at {second[0]:%Y-%m-%dT%H:%MZ}")
    return Prices(
        needs=found[PriceOf.NEED],
        serials=found[PriceOf.SERIAL],
        removed=found[PriceOf.REMOVED],
        kept=found[PriceOf.KEPT],
    )


def _twice(name: str, what: str) -> DueRegardError:
    return DueRegardError(
        f"{name}: {what} is priced twice, and such prices prove no bound: take the table that was kept with the plan."
    )


def _moment(at: datetime) -> Moment:
    return Moment(at.astimezone(UTC))


def _number(value: float) -> Decimal:
    return Decimal(f"{value:.9f}").normalize()
