"""A short list of plans in words: what each takes, how good it is at what it was made for, what each pair gives up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Annotated

from dueregard.cli.page import Part, Table
from dueregard.mobilisation.choice_search import Aim
from dueregard.mobilisation.choosing import Choice, MadeFor, ShortList
from dueregard.mobilisation.cost_parts import CostParts, cost_parts
from dueregard.mobilisation.fair_shares import FairShares
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.tour_money import MoneyTerms

BAR = 24
"""Signs of the longest bar of the picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceLine:
    """One plan of a short list."""

    choice: Annotated[int, "Its number, from 1, the least harm."]
    made_for: Annotated[tuple[str, ...], "What it is the plan for, in words."]
    harm: Annotated[
        float,
        "The total counted: what hours lost at home count, what cancelled rest days count, and a reserve short.",
    ]
    hours_lost: Annotated[float, "Officer-hours lost at home, without weights."]
    hours_counted: Annotated[float, "What these hours count by their weights."]
    rest_days: Annotated[int, "Rest days cancelled."]
    rest_day_hours: Annotated[float, "Officer-hours that each of them counts."]
    reserve_counted: Annotated[
        float | None, "What units short of the reserve count; null where no reserve is asked for."
    ]
    harm_words: Annotated[str, "The harm in words, each part by itself."]
    pounds: Annotated[float | None, "Pounds in all; null without rates."]
    borne: Annotated[float | None, "Pounds that the force bears after what is recovered; null without rates."]
    largest_load: Annotated[float, "The largest load of the year among those sent, with the plan."]
    at_largest: Annotated[int, "How many of them bear it."]
    above_even: Annotated[int, "How many of them bear more than an even share."]
    squares: Annotated[
        float, "What the squares of all loads rise by; of two alike in the largest, less is fairer."
    ]
    people: Annotated[int, "People sent."]
    bound: Annotated[
        float | None,
        "No plan of that harm takes less of the first aim it was made for; null where not every way was looked at.",
    ]
    bound_words: Annotated[str, "What stands of that bound, in words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesAnswer:
    """The short list."""

    choices: Annotated[tuple[ChoiceLine, ...], "The plans, least harm first."]
    gives_up: Annotated[tuple[str, ...], "For each pair what taking the second instead of the first means."]
    even_share: Annotated[float, "The load if all who may go bore alike, by their share of full time."]
    harm: Annotated[str, "What harm, the total counted, is made of."]
    weighed: Annotated[
        str | None, "By what hours lost at home are weighed; null where each of them counts 1."
    ]
    load: Annotated[str, "What a load counts."]
    rates: Annotated[str, "Where the rates come from, and when people are told; or that none were given."]
    not_listed: Annotated[tuple[str, ...], "What was sought and is not in the list, and why."]


def choices_answer(
    found: ShortList, money: MoneyTerms | None, aims: Aims, rest_day_hours: float, shares: FairShares
) -> ChoicesAnswer:
    """A short list as an answer. aims, rest_day_hours: by which hours lost and rest days cancelled are counted."""
    parts = [cost_parts(each.plan, aims, rest_day_hours) for each in found.choices]
    is_reserved = found.reserve is not None
    rates = "no rates were given, so that the list is of harm and fairness only"
    if money is not None:
        rates = f"{money.rates.source}; people told on {money.told_on.isoformat()}, no public holiday counted"
    not_listed = [
        f"{_made_for(each)}: another plan of the list is no worse in any aim" for each in found.dropped
    ]
    not_listed += [f"{_made_for(each)}: none was found in the time" for each in found.not_found]
    return ChoicesAnswer(
        choices=tuple(
            _line(place, each, its, is_reserved)
            for place, (each, its) in enumerate(zip(found.choices, parts, strict=True), 1)
        ),
        gives_up=tuple(_gives_up(found.choices, parts, is_reserved)),
        even_share=round(float(found.even), 6),
        harm=f"Harm is the total counted: {parts[0].counts(is_reserved)}.",
        weighed=parts[0].weighed,
        load=f"Load counts what each person was asked: {shares.words()}, over their share of full time.",
        rates=rates,
        not_listed=tuple(not_listed),
    )


def _line(place: int, choice: Choice, parts: CostParts, is_reserved: bool) -> ChoiceLine:
    figures = choice.figures
    words, reserve = parts.words(), figures.harm - parts.total
    if is_reserved:
        words += f"; with {reserve:,.1f} for units short of the reserve it is {figures.harm:,.1f}"
    return ChoiceLine(
        choice=place,
        made_for=tuple(_made_for(each) for each in choice.made_for),
        harm=round(figures.harm, 6),
        hours_lost=round(parts.hours, 6),
        hours_counted=round(parts.counted, 6),
        rest_days=parts.rest_days,
        rest_day_hours=round(parts.rest_day_hours, 6),
        reserve_counted=round(reserve, 6) if is_reserved else None,
        harm_words=words,
        pounds=None if figures.pounds is None else float(figures.pounds),
        borne=None if figures.pounds is None else float(figures.pounds - (figures.recovered or 0)),
        largest_load=float(figures.largest),
        at_largest=figures.at_largest,
        above_even=figures.above,
        squares=round(float(figures.squares), 6),
        people=figures.people,
        bound=None if choice.bound is None else round(choice.bound, 6),
        bound_words=_bound_words(choice, parts, is_reserved),
    )


def _made_for(made_for: MadeFor) -> str:
    if made_for.aim is Aim.HARM:
        return "least harm"
    best = "cheapest" if made_for.aim is Aim.COST else "fairest"
    return f"{best} within {100 * made_for.share:g} % of the least harm"


def _gives_up(choices: Sequence[Choice], parts: Sequence[CostParts], is_reserved: bool) -> Iterator[str]:
    for (at, first), (to, second) in combinations(enumerate(choices, 1), 2):
        one, other, its, others = first.figures, second.figures, parts[at - 1], parts[to - 1]
        reserve = (other.harm - others.total) - (one.harm - its.total)
        words = [its.changed(others, reserve if is_reserved else None)]
        if one.pounds is not None and other.pounds is not None:
            words.append(_change(float(other.pounds - one.pounds), "", "£{:,.0f}"))
        if one.largest == other.largest:
            borne = _change(other.at_largest - one.at_largest, "people", "{:,.0f}")
            borne = "as many people" if one.at_largest == other.at_largest else borne
            words.append(f"the same largest load of {float(one.largest):g} points on {borne}")
        else:
            words.append(
                f"a largest load of {float(other.largest):g} points instead of {float(one.largest):g}"
            )
        if one.above == other.above:
            words.append("as many people above an even share")
        else:
            words.append(_change(other.above - one.above, "people above an even share", "{:,.0f}"))
        yield f"{to} instead of {at}: {', '.join(words)}."


def _change(change: float, what: str, form: str) -> str:
    if form.format(abs(change)) == form.format(0):
        return f"the same {what or 'money'}"
    what = "person" + what.removeprefix("people") if what.startswith("people") and abs(change) == 1 else what
    more = "more" if change > 0 else ("fewer" if what else "less")
    return " ".join([form.format(abs(change)), more, what]).strip()


def choices_page(answer: ChoicesAnswer, request: str, units_missing: int, weights: str) -> Iterator[Part]:
    """The short list for a commander.

    units_missing: left out by each plan, counted over all tours. weights: what an officer-hour counts, in words.
    """
    if len(answer.choices) == 1:
        yield f"A short list for {request}: one plan is the best in everything that was sought."
    else:
        yield (
            f"A short list for {request}: {len(answer.choices)} whole plans that meet the same of the request and keep "
            "the same rules. None is better than another in everything."
        )
    if units_missing:
        yield (
            f"The whole request cannot be met: {units_missing:,} units, counted over all tours, are left out of "
            f"{'it' if len(answer.choices) == 1 else 'each'}. Plan without --choices to see why."
        )
    yield answer.harm
    if answer.weighed is not None:
        yield weights
    yield f"{answer.load} An even share would be {answer.even_share:.2f} points."
    with_money = any(each.pounds is not None for each in answer.choices)
    yield _takes(answer, with_money)
    yield from (f"Harm of choice {each.choice}: {each.harm_words}." for each in answer.choices)
    yield _picture(answer, with_money)
    for each in answer.choices:
        yield f"Choice {each.choice}: {each.bound_words}"
    yield from answer.gives_up
    if answer.not_listed:
        yield "Not listed:"
        yield from (f"- {words}" for words in answer.not_listed)
    yield f"Rates: {answer.rates}. Keep one with --choice NUMBER --out FOLDER."


def _takes(answer: ChoicesAnswer, with_money: bool) -> Table:
    """What each takes: hours lost and rest days by themselves, and the total by which plans are compared."""
    is_reserved = any(each.reserve_counted is not None for each in answer.choices)
    header = [
        "choice",
        "made for",
        "hours lost at home",
        *(["these hours weighed"] if answer.weighed is not None else []),
        "rest days cancelled",
        *(["reserve short"] if is_reserved else []),
        "total counted",
        *(["pounds", "borne by the force"] if with_money else []),
        "largest load, points",
        "who bear it",
        "above an even share",
        "people",
    ]
    return Table(
        title="What each takes",
        header=tuple(header),
        rows=tuple(
            (
                str(each.choice),
                "; ".join(each.made_for),
                f"{each.hours_lost:,.1f}",
                *((f"{each.hours_counted:,.1f}",) if answer.weighed is not None else ()),
                f"{each.rest_days:,}",
                *((f"{each.reserve_counted:,.1f}",) if is_reserved else ()),
                f"{each.harm:,.1f}",
                *((f"{each.pounds:,.0f}", f"{each.borne:,.0f}") if with_money else ()),
                f"{each.largest_load:g}",
                f"{each.at_largest:,}",
                f"{each.above_even:,}",
                f"{each.people:,}",
            )
            for each in answer.choices
        ),
        numeric=frozenset({0, *range(2, len(header))}),
    )


def _bound_words(choice: Choice, parts: CostParts, is_reserved: bool) -> str:
    made_for = choice.made_for[0]
    if choice.bound is None:
        return f"{_made_for(made_for)} among the ways that were looked at; not every way was, so nothing is proved."
    if made_for.aim is Aim.COST:
        return f"no plan within that share of harm costs less than £{choice.bound:,.0f}."
    if made_for.aim is Aim.FAIRNESS:
        return f"in no plan within that share of harm is the largest load below {choice.bound:g} points."
    proved = f"no plan that keeps the same rules comes to fewer than {choice.bound:,.1f}"
    if not parts.rest_day_hours and not is_reserved:
        return f"{proved} {parts.unit()}; of rest days nothing is proved."
    return (
        f"{proved} {parts.unit(is_reserved)}; this one comes to {choice.figures.harm:,.1f}. Of a part alone nothing is "
        "proved."
    )


def _picture(answer: ChoicesAnswer, with_money: bool) -> Table:
    """Bars from nought, each aim by its largest value in the list."""
    columns = [[each.hours_lost for each in answer.choices], [each.harm for each in answer.choices]]
    if with_money:
        columns.append([each.pounds or 0.0 for each in answer.choices])
    columns.append([each.largest_load for each in answer.choices])
    bars = [[_bar(value, max(column)) for value in column] for column in columns]
    return Table(
        title="The same as bars from nought",
        header=(
            "choice",
            "hours lost at home",
            "total counted",
            *(("pounds",) if with_money else ()),
            "largest load",
        ),
        rows=tuple(
            (str(each.choice), *(column[at] for column in bars)) for at, each in enumerate(answer.choices)
        ),
        numeric=frozenset({0}),
    )


def _bar(value: float, most: float) -> str:
    return "#" * (round(BAR * value / most) if most else 0) or "."
