"""How an answer of `dueregard plan` is printed: in words first, then what goes when, and what stays undone."""

from __future__ import annotations

from collections.abc import Iterator

from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.plan import PlanAnswer
from dueregard.cli.presenters.plan_again import again_parts
from dueregard.cli.presenters.reserve import reserve_parts
from dueregard.mobilisation.plan import Finish

MOST_COUNTED = 12
"""Sentences on how many there are; all are in the JSON answer."""
MOST_LOADS = 30
"""Rows of the table of loads; all are in the JSON answer."""


def plan_page(answer: PlanAnswer) -> Page:
    """A plan for a commander."""
    parts: list[Part] = [_opening(answer), *again_parts(answer.again), _how_good(answer), answer.weights]
    kept = answer.emergency_minimum
    parts.append(
        f"Emergency minimum of response policing kept: {kept}."
        if kept
        else "Emergency minimum: off, no setting is given."
    )
    parts += reserve_parts(answer.reserve)
    if answer.weekly_hours:
        parts.append(f"Weekly hours: {answer.weekly_hours[0].lower()}{answer.weekly_hours[1:]}.")
    parts.append(answer.carriers)
    parts += answer.undated
    parts += [
        f"The tour {line.tour} needs {line.carriers_needed} carriers; {line.carriers} go, of "
        f"{line.carriers_on_road} that are on the road."
        for line in answer.tours
        if line.carriers_needed is not None and line.carriers < line.carriers_needed
    ]
    if answer.people_promised:
        parts.append(f"{answer.people_promised:,} people are promised elsewhere near that time and stay so.")
    if answer.exceptions:
        parts += [f"Rest may be broken: {words}." for words in answer.exceptions]
        parts.append(
            f"{len(answer.rest_broken):,} people rest less, or work longer, than the rules say without that."
        )
    if answer.reasons:
        parts.append(
            "It cannot all be met, because these cannot be had together; without any one of them the rest can be:"
        )
        parts += [f"- {words}" for words in answer.reasons]
        parts.append("That is one smallest set; there may be others, so that mending it may not be enough.")
    if answer.counted:
        parts.append("Counted plainly, without the rules that a plan keeps, for what is left out:")
        parts += [f"- {words}" for words in answer.counted[:MOST_COUNTED]]
        if len(answer.counted) > MOST_COUNTED:
            parts.append(f"- and {len(answer.counted) - MOST_COUNTED:,} more (all with --json)")
    parts += [_timeline(answer), _left_undone(answer), *_moved(answer)]
    if answer.names:
        parts += [_roster(answer), _year(answer)]
    parts.append("This is a proposal. A named authoriser adopts it, or does not.")
    return tuple(parts)


def _opening(answer: PlanAnswer) -> str:
    missing = sum(line.units_missing for line in answer.tours)
    whole = "meets the whole request" if answer.is_met else "does not meet the whole request"
    text = f"A plan for {answer.request} that {whole}: {answer.people:,} people go."
    if missing:
        units = "1 unit" if missing == 1 else f"{missing:,} units"
        text += f" It leaves out {units}, counted over all tours."
    if answer.specialists_missing:
        named = ", ".join(f"{each.officers} of {each.role}" for each in answer.specialists_missing)
        text += f" Specialists left out: {named}."
    return text


def _how_good(answer: PlanAnswer) -> str:
    lost = f"{answer.cost_words}."
    no_plan = "No plan that keeps the same rules"
    if answer.again is not None:
        no_plan += " and tells no more people twice"
    if answer.finish == Finish.OPTIMAL:
        return f"{lost} {no_plan} comes to fewer {answer.unit_words}."
    if answer.searched <= 0:
        return f"{lost} The search was stopped before anything was proved: a better plan may cost far less."
    best = f"{answer.searched:,.1f} {answer.unit_words}"
    return f"{lost} {no_plan} comes to fewer than {best}: {100 * answer.gap:.2f} % less at most."


def _timeline(answer: PlanAnswer) -> Table:
    return Table(
        title=f"Timeline, local time ({answer.zone})",
        header=(
            "tour",
            "begins",
            "ends",
            "units",
            "missing",
            "carriers",
            "first musters",
            "first departs",
            "last home",
            "people",
        ),
        rows=tuple(
            (
                line.tour,
                line.begins_at,
                line.ends_at,
                str(line.units_asked),
                str(line.units_missing),
                "-" if line.carriers_needed is None else str(line.carriers),
                line.first_leaves_at or "-",
                line.first_departs_at or "-",
                line.last_home_at or "-",
                ", ".join(f"{each.officers} {each.role}" for each in line.people) or "nobody",
            )
            for line in answer.tours
        ),
        numeric=frozenset({3, 4, 5}),
    )


def _left_undone(answer: PlanAnswer) -> Table:
    return Table(
        title="What stays undone at home",
        header=("local area", "duty function", "duties", "officer-hours"),
        rows=tuple(
            (line.local_area, line.function, f"{line.duties:,}", f"{line.hours:,.1f}") for line in answer.home
        ),
        numeric=frozenset({2, 3}),
    )


def _roster(answer: PlanAnswer) -> Table:
    return Table(
        title=f"Who goes, local time ({answer.zone})",
        header=("person", "tour", "role", "musters", "departs", "present", "home"),
        rows=tuple(
            (line.person, line.tour, line.role, line.out_at, line.departs_at, line.present_at, line.home_at)
            for line in answer.names
        ),
    )


def _year(answer: PlanAnswer) -> Table:
    shown = answer.loads[:MOST_LOADS]
    rest = (
        f", the first {MOST_LOADS} of {len(answer.loads):,} (all with --json)"
        if len(answer.loads) > MOST_LOADS
        else ""
    )
    return Table(
        title=f"Who carries how much of the year, those who carry most first{rest}",
        header=("person", "tours before", "nights", "rest days", "tours now", "nights", "rest days", "load"),
        rows=tuple(
            (
                each.person,
                *map(str, (each.tours_before, each.nights_before, each.rest_days_before)),
                *map(str, (each.tours, each.nights, each.rest_days)),
                f"{each.load:g}",
            )
            for each in shown
        ),
        numeric=frozenset(range(1, 8)),
    )


def _moved(answer: PlanAnswer) -> Iterator[Part]:
    for line in answer.moves:
        change = f"With weights {100 * line.factor:g} % as high"
        if not (line.places or line.joins or line.leaves or line.tours or line.rest_days):
            yield f"{change}, no choice moves."
            continue
        yield (
            f"{change}, {line.joins:,} others go and {line.leaves:,} do not. Others work on these tours: "
            f"{', '.join(line.tours) or 'none'}. Rest days cancelled: {line.rest_days:+,}. Places that lose more or "
            f"fewer hours: {len(line.places):,}."
        )
        if line.places:
            yield Table(
                title=f"Officer-hours lost more or fewer, with weights {100 * line.factor:g} % as high",
                header=("local area", "duty function", "officer-hours"),
                rows=tuple((each.local_area, each.function, f"{each.hours:+,.1f}") for each in line.places),
                numeric=frozenset({2}),
            )
