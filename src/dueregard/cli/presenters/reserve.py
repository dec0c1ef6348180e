"""A reserve for the next request in words: what of it is kept each day, what that costs, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from dueregard.cli.page import Part, Table
from dueregard.mobilisation.choosing import Choice, ShortList


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveDayLine:
    """One local day."""

    at: Annotated[str, "By when they would have to go, local time."]
    units: Annotated[int, "Whole units that could go then."]
    short: Annotated[int, "Units short of the reserve."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveLine:
    """What of the reserve a plan keeps."""

    units: Annotated[int, "Units to be kept."]
    price: Annotated[float, "Officer-hours that a unit short counts on one local day; an assumption."]
    source: Annotated[str, "Where the price comes from."]
    days: Annotated[tuple[ReserveDayLine, ...], "Day by day."]
    short: Annotated[int, "Units short, over all days."]
    counted: Annotated[float, "Officer-hours that count for them, beside the cost."]
    bound: Annotated[
        float | None,
        "No plan has a lower sum of cost and that; null for another than the least, or if not proved.",
    ]
    is_most: Annotated[bool, "Whether it is proved that no plan keeps more than the plan of least harm."]
    more_costs: Annotated[
        float | None,
        "Officer-hours that one unit and day more would cost in the plan of least harm; null if none can.",
    ]
    fewer_saves: Annotated[
        float | None,
        "Officer-hours that one unit and day fewer would save in it; null if none is kept.",
    ]


def reserve_line(found: ShortList, choice: Choice, zone: ZoneInfo) -> ReserveLine | None:
    """The reserve of one plan; None where none was asked for."""
    reserve = found.reserve
    if reserve is None:
        return None
    short = sum(day.short for day in choice.days)
    is_least = choice is found.choices[0]
    return ReserveLine(
        units=reserve.units,
        price=reserve.price,
        source=reserve.source,
        days=tuple(
            ReserveDayLine(at=f"{day.at.astimezone(zone):%Y-%m-%d %H:%M}", units=day.kept, short=day.short)
            for day in choice.days
        ),
        short=short,
        counted=round(reserve.price * short, 6),
        bound=None if choice.bound is None or not is_least else round(choice.bound, 6),
        is_most=found.is_most,
        more_costs=None if found.more_costs is None else round(found.more_costs, 6),
        fewer_saves=None if found.fewer_saves is None else round(found.fewer_saves, 6) + 0.0,
    )


def unit_days_words(number: int) -> str:
    """Units short, added up over days.

    >>> unit_days_words(1), unit_days_words(3)
    ('One unit on one day is', '3 units, added up over the days, are')
    """
    return "One unit on one day is" if number == 1 else f"{number:,} units, added up over the days, are"


def reserve_parts(line: ReserveLine | None) -> Iterator[Part]:
    """The reserve for a commander."""
    if line is None:
        yield "Reserve for the next request: off, no setting is given."
        return
    yield (
        f"Reserve for the next request: {line.units:,} units, each short on one day counted as {line.price:g} "
        f"officer-hours ({line.source}). {unit_days_words(line.short)} short, which counts "
        f"{line.counted:,.1f} beside the cost."
    )
    if line.bound is not None:
        yield f"No plan that keeps the same rules comes to less than {line.bound:,.1f} with the reserve counted."
    if line.more_costs is not None:
        yield (
            f"In the plan of least harm one unit more on one day would cost {line.more_costs:,.1f} officer-hours: a "
            "price above that would keep it."
        )
    if line.is_most and line.short:
        yield "No plan that keeps the same rules keeps one unit and day more than the plan of least harm, at any price."
    if line.fewer_saves is not None and line.fewer_saves > 0:
        yield f"One fewer would save {line.fewer_saves:,.1f}: a price below that would give it up."
    if line.fewer_saves is not None and line.fewer_saves <= 0:
        yield "One fewer would save nothing: what is kept costs nothing."
    yield Table(
        title="Units that could still be sent",
        header=("by", "units", "short"),
        rows=tuple((day.at, str(day.units), str(day.short)) for day in line.days),
        numeric=frozenset({1, 2}),
    )
