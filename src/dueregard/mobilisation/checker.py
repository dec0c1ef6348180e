"""An independent judge of plans: reads the words of the request and the roster, in plain loops.

It shares nothing with the planner but the types of a request, a roster and a plan, and knows no solver. Every
fault names its rule, so that a person who edits a plan by hand is told what they broke.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dueregard.mobilisation.checker_again import Anyhow, broken_again, set_out
from dueregard.mobilisation.checker_carriers import carrier_faults, driver_faults
from dueregard.mobilisation.checker_diary import (
    Case,
    Diary,
    cell_name,
    counted_spans,
    days_of,
    diaries,
    is_counted,
    limits_of,
    meets,
    most_removed,
    pieces_at,
    planned_spans,
    serves_until,
    times,
    weight_marks,
)
from dueregard.mobilisation.checker_hours import too_many_hours
from dueregard.mobilisation.plan import LostDuty, Plan
from dueregard.mobilisation.request import Tour
from dueregard.workforce.hours import DUTY_FUNCTIONS, zone_named
from dueregard.workforce.local_weights import cost_of
from dueregard.workforce.people import Person, PostKind
from dueregard.workforce.shifts import minute_of, moment_of
from dueregard.workforce.units import Role

TOLERANCE = 1e-6


class Rule(StrEnum):
    """The rules that a plan can break."""

    UNKNOWN = "somebody, a tour, a role or a duty that is not there"
    TWICE = "a person on two tours at once, or twice on one"
    RESTRICTED = "a person who is not to be sent"
    POST = "a role not open to the person's kind of post, rank or post"
    UNTRAINED = "a role that the person may not fill on every day of the tour"
    TIMES = "times of leaving, presence or return that do not follow from the tour"
    TOO_EARLY = "presence before the person can have been called in, equipped and travelled"
    TOO_LATE = "presence on a tour after everything for which it needs people"
    ABSENT = "a person on leave or sick"
    COMMITTED = "a person who is promised, in court or in training"
    DAILY_REST = "a daily rest cut short"
    WEEKLY_REST = "seven days without a weekly rest"
    TOO_LONG = "a spell of work longer than the rules allow"
    WEEKLY_HOURS = "more hours a week on average than the rules allow"
    NEED = "a need of the request not met"
    CARRIERS = "carriers too few, used twice at once, off the road or too small"
    DRIVERS = "units with too few people who may drive their carriers"
    SERIALS = "serials whose people do not come from one local area"
    LOST = "a duty worked and lost at once, or lost twice"
    MINIMUM = "the emergency minimum broken"
    REST_DAYS = "cancelled rest days miscounted"
    PEOPLE = "people sent miscounted"
    COST = "a cost that does not follow from what is lost"
    BOUND = "a bound that its prices do not prove"
    TOLD_TWICE = "people told another thing than before miscounted"
    DROPPED_OUT = "a person who dropped out"
    SET_OUT = "somebody who had set out told another thing"


RULES_AGAIN = (Rule.TOLD_TWICE, Rule.DROPPED_OUT, Rule.SET_OUT)
"""Rules of a plan that takes the place of an earlier one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One broken rule, and where."""

    rule: Rule
    words: str


@dataclass(frozen=True, slots=True)
class _Spell:
    """Work from one minute until another; `tour` says which of the person's tours it is, if one."""

    begins: int
    ends: int
    tour: int | None = None


def check_plan(plan: Plan, case: Case) -> list[Fault]:
    """Every rule that a plan breaks; an empty list where it breaks none."""
    return [
        *_check_people(plan, case),
        *_check_needs(plan, case),
        *_check_home(plan, case),
        *(Fault(Rule.CARRIERS, words) for words in carrier_faults(plan, case)),
        *(Fault(Rule.DRIVERS, words) for words in driver_faults(plan, case)),
        *(Fault(Rule[rule], words) for rule, words in broken_again(plan, case)),
    ]


def unlawful_now(plan: Plan, case: Case) -> set[str]:
    """People whose tours and lost duties, as a plan tells them, break a rule of people in a case."""
    return {fault.words.split()[0] for fault in _check_people(plan, case)}


# --------------------------------------------------------------------------------------------- rules of people


def _open_to(role: Role, person: Person) -> bool:
    """Whether a role is open: to its kinds, or officers alone; to its ranks, which only some have; to its posts."""
    if person.kind not in role.kinds and (role.kinds or person.kind is not PostKind.OFFICER):
        return False
    if role.ranks and (person.kind in (PostKind.PCSO, PostKind.STAFF) or person.rank not in role.ranks):
        return False
    return not role.posts or person.post in role.posts


def _post_words(person: Person) -> str:
    rank = "" if person.kind in (PostKind.PCSO, PostKind.STAFF) else f" of the rank {person.rank}"
    return f"of the kind {person.kind}{rank}"


def _check_people(plan: Plan, case: Case) -> Iterator[Fault]:
    people, stands = diaries(case), set_out(case)
    tours = {str(tour.id): tour for tour in case.request.tours}
    roles = {str(role.id): role for role in case.request.roles}
    sent: dict[str, list[tuple[int, int, int, Tour]]] = {}
    for each in plan.assignments:
        who = str(each.person)
        if who not in people or str(each.tour) not in tours or str(each.role) not in roles:
            yield Fault(Rule.UNKNOWN, f"{who} on {each.tour} as {each.role} is not known")
            continue
        tour, diary = tours[str(each.tour)], people[who]
        row = (minute_of(each.out_at), minute_of(each.present_at), minute_of(each.home_at), tour)
        sent.setdefault(who, []).append(row)
        if who in stands:
            continue  # judged with the plan before
        days = days_of(tour, case.roster.zone)
        if diary.person.restricted:
            yield Fault(Rule.RESTRICTED, f"{who} is not to be sent, and is on {tour.id}")
        if not _open_to(roles[str(each.role)], diary.person):
            yield Fault(Rule.POST, f"{who} is {_post_words(diary.person)}, and may not be {each.role}")
        if not all(diary.person.holds(skill, day) for skill in roles[str(each.role)].skills for day in days):
            yield Fault(Rule.UNTRAINED, f"{who} may not be {each.role} on every day of {tour.id}")
    lost: dict[str, list[tuple[int, int]]] = {}
    for gone in plan.lost:
        lost.setdefault(str(gone.person), []).append((minute_of(gone.begins_at), minute_of(gone.ends_at)))
        if str(gone.person) not in {*sent, *stands}:
            yield Fault(Rule.LOST, f"{gone.person} loses a duty and is sent nowhere")
    for who in sorted({*sent} - {*stands}):
        yield from _check_person(
            who, sorted(sent[who], key=lambda row: row[0]), lost.get(who, []), people[who], case
        )
    counted = sum(
        _rest_days_cancelled([row[0] for row in rows], people[who], case) for who, rows in sent.items()
    )
    if counted != plan.rest_days:
        yield Fault(Rule.REST_DAYS, f"{plan.rest_days} rest days are said to be cancelled; it is {counted}")


def _check_person(
    who: str,
    rows: list[tuple[int, int, int, Tour]],
    lost: list[tuple[int, int]],
    diary: Diary,
    case: Case,
) -> Iterator[Fault]:
    rules, request = limits_of(who, case), case.request
    lodged_after = []
    for at, (_, _, home, tour) in enumerate(rows):
        back = minute_of(tour.ends_at)
        lodged_after.append(
            request.lodged and at + 1 < len(rows) and home == back and request.travel_minutes > 0
        )
    for at, (out, present, home, tour) in enumerate(rows):
        expected = times(tour, diary, case, at > 0 and lodged_after[at - 1], lodged_after[at])
        if present < expected[1]:
            yield Fault(
                Rule.TOO_EARLY, f"{who} cannot be present on {tour.id} before {moment_of(expected[1])}"
            )
        elif (out, present, home) != expected or present >= minute_of(tour.ends_at):
            yield Fault(Rule.TIMES, f"{who} leaves for {tour.id} at {moment_of(out)}: that does not follow")
        if present > serves_until(tour, request):
            yield Fault(Rule.TOO_LATE, f"{who} is present on {tour.id} only at {moment_of(present)}")
        if any(meets((out, home), gone) for gone in diary.away):
            yield Fault(Rule.ABSENT, f"{who} is on leave or sick during {tour.id}")
        if any(meets((out, home), held) for held in diary.busy):
            yield Fault(Rule.ABSENT, f"{who} is on a course or at court during {tour.id}")
        if any(meets((out, home), held) for held in diary.fixed):
            yield Fault(Rule.COMMITTED, f"{who} is promised elsewhere during {tour.id}")
    for (_, _, home, first), (out, _, _, second), lodged in zip(rows, rows[1:], lodged_after, strict=False):
        if out < home:
            yield Fault(Rule.TWICE, f"{who} is on {first.id} and {second.id} at once")
        if lodged:
            if any(meets((home, out), gone) for gone in diary.away):
                yield Fault(Rule.ABSENT, f"{who} is on leave or sick while lodged after {first.id}")
            if any(meets((home, out), held) for held in diary.busy):
                yield Fault(Rule.ABSENT, f"{who} is on a course or at court while lodged after {first.id}")
            if any(meets((home, out), held) for held in diary.fixed):
                yield Fault(Rule.COMMITTED, f"{who} is promised elsewhere while lodged after {first.id}")
    stays = [(rows[at][2], rows[at + 1][0]) for at in range(len(rows) - 1) if lodged_after[at]]
    yield from _check_lost(who, rows, lost, diary, stays)
    if words := too_many_hours(diary, rows, lost, case):
        yield Fault(Rule.WEEKLY_HOURS, f"{who} {words}")
    spells, problems = _spells_worked(rows, lost, diary)
    for words in problems:
        yield Fault(Rule.DAILY_REST, f"{who} {words}")
    for spell in spells:
        if spell.tour is not None and spell.ends - spell.begins > rules.longest_spell:
            yield Fault(
                Rule.TOO_LONG, f"{who} works from {moment_of(spell.begins)} to {moment_of(spell.ends)}"
            )
    for first_spell, second_spell in pairwise(spells):
        if first_spell.tour is None and second_spell.tour is None:
            continue  # the roster's own affair
        if second_spell.begins - first_spell.ends < rules.daily_rest:
            yield Fault(
                Rule.DAILY_REST,
                f"{who} rests from {moment_of(first_spell.ends)} to {moment_of(second_spell.begins)} only",
            )
    for begins, ends, has_tour in _stretches(spells, rules.weekly_rest):
        if has_tour and ends - begins > rules.longest_stretch:
            yield Fault(
                Rule.WEEKLY_REST, f"{who} works from {moment_of(begins)} to {moment_of(ends)} without one"
            )


def _check_lost(
    who: str,
    rows: list[tuple[int, int, int, Tour]],
    lost: list[tuple[int, int]],
    diary: Diary,
    stays: list[tuple[int, int]],
) -> Iterator[Fault]:
    whole = {(begins, ends) for begins, ends, _ in diary.duties}
    if len(set(lost)) != len(lost):
        yield Fault(Rule.LOST, f"{who} loses a duty twice")
    for begins, ends in lost:
        cut = diary.running is not None and ends == diary.running[1] and begins == rows[0][0]
        if (begins, ends) not in whole and not (cut and begins < ends):
            yield Fault(Rule.UNKNOWN, f"{who} loses a duty from {moment_of(begins)} that is not rostered")
    kept = [(b, e) for b, e, _ in diary.duties if (b, e) not in set(lost)]
    for out, _, home, tour in rows:
        if any(meets((out, home), duty) for duty in kept):
            yield Fault(Rule.LOST, f"{who} works a duty at home during {tour.id}")
    for stay in stays:
        if any(meets(stay, duty) for duty in kept):
            yield Fault(Rule.LOST, f"{who} works a duty at home while lodged")
    if diary.running and rows[0][0] < diary.running[1] and (rows[0][0], diary.running[1]) not in set(lost):
        yield Fault(Rule.LOST, f"{who} leaves a duty, and the rest of it is not shown as lost")


def _spells_worked(
    rows: Sequence[tuple[int, int, int, Tour]], lost: Iterable[tuple[int, int]], diary: Diary
) -> tuple[list[_Spell], list[str]]:
    """All spells of work in order; a duty left for a tour is one spell with it."""
    gone, problems = set(lost), []
    spells = [_Spell(*each) for each in (*diary.worked, *diary.fixed)]
    kept = [(begins, ends) for begins, ends, _ in diary.duties if (begins, ends) not in gone]
    spells += [_Spell(*each) for each in kept]
    running = diary.running
    for at, (out, _, home, _) in enumerate(rows):
        if at == 0 and running is not None and out <= running[1]:
            spells.append(_Spell(running[0], home, tour=at))
            running = None
        else:
            if running is not None and at > 0 and out < running[1]:
                problems.append("goes on two tours within one duty")
            spells.append(_Spell(out, home, tour=at))
    if running is not None:
        spells.append(_Spell(*running))
    return sorted(spells, key=lambda spell: (spell.begins, spell.ends)), problems


def _stretches(spells: list[_Spell], weekly_rest: int) -> Iterator[tuple[int, int, bool]]:
    """Spans of work without a weekly rest in them, and whether a tour is among it."""
    at = 0
    while at < len(spells):
        begins, ends, has_tour = spells[at].begins, spells[at].ends, spells[at].tour is not None
        at += 1
        while at < len(spells) and spells[at].begins - ends < weekly_rest:
            ends = max(ends, spells[at].ends)
            has_tour = has_tour or spells[at].tour is not None
            at += 1
        yield begins, ends, has_tour


def _rest_days_cancelled(leaving: list[int], diary: Diary, case: Case) -> int:
    """Days on which somebody leaves for a tour and was to rest: no duty begins on them, and they are not on leave."""
    place = zone_named(case.roster.zone)
    busy = {moment_of(begins).astimezone(place).date() for begins, _, _ in diary.all_duties}
    cancelled = 0
    for day in {moment_of(out).astimezone(place).date() for out in leaving}:
        cancelled += day not in busy
    return cancelled


# ------------------------------------------------------------------------------------------ the request's needs


def _check_needs(plan: Plan, case: Case) -> Iterator[Fault]:
    homes = {str(person.id): str(person.local_area) for person in case.roster.people}
    for need in case.request.needs_less(plan.missing, plan.lacking):
        there: dict[str, int] = {}
        from_area: dict[str, dict[str, int]] = {}
        for each in plan.assignments:
            if each.tour == need.tour and each.present_at <= need.by:
                there[str(each.role)] = there.get(str(each.role), 0) + 1
                here = from_area.setdefault(homes.get(str(each.person), "nowhere"), {})
                here[str(each.role)] = here.get(str(each.role), 0) + 1
        for role in need.roles:
            if there.get(str(role.role), 0) < role.officers:
                yield Fault(
                    Rule.NEED,
                    f"{need.tour} needs {role.officers} of {role.role} by {need.by}, and has "
                    f"{there.get(str(role.role), 0)}",
                )
        whole = 0
        for here in from_area.values():
            whole += min(
                [here.get(str(one.role), 0) // one.officers for one in case.request.serial], default=0
            )
        if whole < need.serials:
            yield Fault(
                Rule.SERIALS,
                f"{need.tour} needs {need.serials} serials of one local area each by {need.by}, and has {whole}",
            )


# ------------------------------------------------------------------------------------------------ what stays home


def _check_home(plan: Plan, case: Case) -> Iterator[Fault]:
    people, anyhow = diaries(case), Anyhow(case)
    for gone in plan.lost:
        cell = _cell(gone, case)
        if str(gone.person) not in people or cell is None:
            yield Fault(Rule.UNKNOWN, f"{gone.person} loses a duty in {gone.local_area}, which is not known")
            continue
        begins, ends = minute_of(gone.begins_at), minute_of(gone.ends_at)
        known = any(
            b <= begins and ends == e and what == cell for b, e, what in people[str(gone.person)].all_duties
        )
        if not known:
            yield Fault(Rule.UNKNOWN, f"{gone.person} loses a duty that they were not rostered for")
    for cell, first, _, _, taken, there in _taken(plan, case, people):
        if taken > max(most_removed(case, cell, there), anyhow.counted(cell, first)):
            yield Fault(
                Rule.MINIMUM,
                f"at {moment_of(first)} {taken} of {there} counted are taken from {cell_name(case, cell)}",
            )
    cost = cost_again(plan, case, people)
    if abs(cost - plan.cost) > TOLERANCE * max(1.0, abs(cost)):
        yield Fault(Rule.COST, f"the cost is said to be {plan.cost}; it is {cost}")
    if plan.bound > plan.cost + TOLERANCE * max(1.0, abs(plan.cost)):
        yield Fault(Rule.BOUND, f"the bound {plan.bound} is above the cost {plan.cost}")


def cost_again(plan: Plan, case: Case, people: dict[str, Diary] | None = None) -> float:
    """What a plan costs, added up from what it loses at home and the rest days that it says are cancelled."""
    cost = case.rules.rest_day_cost * plan.rest_days
    for cell, first, last, missing, *_ in _taken(plan, case, people or diaries(case)):
        cost += cost_of(pieces_at(case, cell, first), missing) * (last - first) / 60
    return cost


def _cell(gone: LostDuty, case: Case) -> int | None:
    areas = case.roster.local_areas
    if gone.local_area not in areas:
        return None
    return areas.index(gone.local_area) * len(DUTY_FUNCTIONS) + DUTY_FUNCTIONS.index(gone.function)


def _taken(plan: Plan, case: Case, people: dict[str, Diary]) -> Iterator[tuple[int, int, int, int, int, int]]:
    """Pieces of time with somebody missing: the cell, from and until when, how many are missing; and of those whom the
    emergency minimum counts, how many are missing and how many were planned.
    """
    rows: dict[int, list[tuple[int, int, bool]]] = {}
    for gone in plan.lost:
        cell = _cell(gone, case)
        if cell is not None and str(gone.person) in people:
            counts = is_counted(people[str(gone.person)].person, case)
            rows.setdefault(cell, []).append((minute_of(gone.begins_at), minute_of(gone.ends_at), counts))
    planned, counted = planned_spans(people), counted_spans(people, case)
    for cell in sorted(rows):
        here = rows[cell]
        marks = {edge for row in here for edge in row[:2]} | {
            edge for row in planned.get(cell, []) for edge in row
        }
        marks |= weight_marks(case, cell)
        for first, last in pairwise(sorted(marks)):
            missing = [row for row in here if row[0] <= first < row[1]]
            if missing:
                there = sum(row[0] <= first < row[1] for row in counted.get(cell, []))
                yield cell, first, last, len(missing), sum(row[2] for row in missing), there
