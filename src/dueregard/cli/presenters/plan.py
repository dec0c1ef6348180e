"""What `dueregard plan` answers: who goes when, what they lose at home, how good the plan is, or why there is none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from dueregard.cli.presenters.choices import ChoicesAnswer
from dueregard.cli.presenters.plan_again import AgainLine
from dueregard.cli.presenters.reserve import ReserveLine
from dueregard.cli.presenters.rule_words import carriers_words, needed_on, undated_words
from dueregard.effects.planning_study import PlanningRead
from dueregard.mobilisation.carriers import is_asked, usable
from dueregard.mobilisation.cost_parts import CostParts
from dueregard.mobilisation.explaining import Reason
from dueregard.mobilisation.plan import Assignment, Plan
from dueregard.mobilisation.request import Request, Tour
from dueregard.mobilisation.weight_moves import Moves
from dueregard.workforce.people import PostKind
from dueregard.workforce.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCount:
    """How many of a role."""

    role: Annotated[str, "The role."]
    officers: Annotated[int, "How many."]


@dataclass(frozen=True, slots=True, kw_only=True)
class TourLine:
    """One tour of the plan."""

    tour: Annotated[str, "The tour."]
    begins_at: Annotated[str, "When it begins, local time."]
    ends_at: Annotated[str, "When it ends, local time."]
    units_asked: Annotated[int, "Units asked for."]
    units_missing: Annotated[int, "Units that the plan leaves out."]
    people: Annotated[tuple[RoleCount, ...], "People on it by role."]
    carriers_needed: Annotated[
        int | None, "Carriers that the units asked for need; null where carriers are not looked at."
    ]
    carriers: Annotated[int, "Carriers that go."]
    carriers_on_road: Annotated[
        int | None,
        "Carriers large enough that are on the road all its time; null where they are not looked at.",
    ]
    first_leaves_at: Annotated[
        str | None,
        "When the work of the first of them begins, to muster and equip, local time; null where nobody goes.",
    ]
    first_departs_at: Annotated[
        str | None, "When the first of them sets out on the way, local time; null where nobody goes."
    ]
    last_home_at: Annotated[
        str | None, "When the last of them is home or in lodgings; null where nobody goes."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeLine:
    """What one duty function of one local area loses."""

    local_area: Annotated[str, "The local area."]
    function: Annotated[str, "The duty function."]
    duties: Annotated[int, "Duties lost, or the rest of one."]
    hours: Annotated[float, "Officer-hours lost."]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameLine:
    """One person on one tour."""

    person: Annotated[str, "Pseudonym."]
    tour: Annotated[str, "The tour."]
    role: Annotated[str, "The role."]
    out_at: Annotated[str, "When their work begins, to muster and equip, local time."]
    departs_at: Annotated[str, "When they set out on the way, local time."]
    present_at: Annotated[str, "When they are present, local time."]
    home_at: Annotated[str, "When they are home or in lodgings, local time."]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadLine:
    """What somebody who may go carries: over the year before, and of this plan."""

    person: Annotated[str, "Pseudonym."]
    tours_before: Annotated[int, "Tours over the year before."]
    nights_before: Annotated[int, "Nights on tours over the year before."]
    rest_days_before: Annotated[int, "Rest days cancelled over the year before."]
    tours: Annotated[int, "Tours of this plan."]
    nights: Annotated[int, "Nights on them."]
    rest_days: Annotated[int, "Rest days that it cancels."]
    load: Annotated[float, "Points with this plan, over the share of full time."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceMove:
    """What one duty function of one local area loses more or fewer."""

    local_area: Annotated[str, "The local area."]
    function: Annotated[str, "The duty function."]
    hours: Annotated[float, "Officer-hours lost more; below nought fewer."]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """What moves when the weights of places are lower or higher."""

    factor: Annotated[float, "By what every given weight is multiplied."]
    joins: Annotated[int, "People who go then and did not; some may change places for nothing."]
    leaves: Annotated[int, "People who went and do not then."]
    rest_days: Annotated[int, "Rest days cancelled more; below nought fewer."]
    tours: Annotated[tuple[str, ...], "Tours on which others go."]
    places: Annotated[tuple[PlaceMove, ...], "Places that lose more or fewer hours."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanAnswer:
    """What `plan --json` prints."""

    request: Annotated[str, "The request."]
    is_met: Annotated[bool, "Whether the whole request is met."]
    state: Annotated[str, "Always `proposed`: a named authoriser adopts a plan, no machine."]
    emergency_minimum: Annotated[
        str | None, "The minimum that is kept, with its source; null where the rule is off."
    ]
    minimum_counts: Annotated[
        tuple[str, ...], "Kinds of post that the minimum counts; none where the rule is off."
    ]
    carriers: Annotated[str, "Whether carriers are looked at, and from where their numbers are."]
    weekly_hours: Annotated[
        str | None, "The limit of hours a week on average that is kept; null where none is read."
    ]
    weights: Annotated[str, "What an officer-hour counts at home, and from where."]
    people: Annotated[int, "People sent."]
    hours_lost: Annotated[float, "Officer-hours lost at home, each counted once, without weights."]
    hours_counted: Annotated[float, "What these hours count by their weights."]
    rest_day_hours: Annotated[float, "Officer-hours that each cancelled rest day counts."]
    cost: Annotated[float, "What the hours count, plus what the cancelled rest days count."]
    cost_words: Annotated[str, "The cost in words, each part by itself."]
    unit_words: Annotated[str, "What cost and bound are told in, in words."]
    bound: Annotated[float, "No plan that keeps every rule costs less; proved by prices."]
    searched: Annotated[float, "The bound that the solver's search came to."]
    gap: Annotated[float, "Cost less bound, as a share of the cost."]
    finish: Annotated[str, "How the search ended: optimal, within-gap or stopped."]
    rest_days: Annotated[int, "Rest days cancelled."]
    tours: Annotated[tuple[TourLine, ...], "Tours, in order."]
    specialists_missing: Annotated[tuple[RoleCount, ...], "Specialists left out, by role."]
    home: Annotated[tuple[HomeLine, ...], "What stays undone at home, by local area and duty function."]
    reasons: Annotated[
        tuple[str, ...], "Where the request is not met: a smallest set of needs and rules that contradict."
    ]
    counted: Annotated[
        tuple[str, ...],
        "Of needs that are left out: what the notice allows, and for each role how many hold it then and are away.",
    ]
    undated: Annotated[
        tuple[str, ...], "Skills of the request held without a day on which they lapse, by how many people."
    ]
    zone: Annotated[str, "The zone of local times."]
    people_promised: Annotated[int, "People promised elsewhere near the request, who were not taken from it."]
    exceptions: Annotated[tuple[str, ...], "Rest exceptions of the request."]
    rest_broken: Annotated[tuple[str, ...], "People whose rest is less than the rules say without them."]
    names: Annotated[tuple[NameLine, ...], "Who goes; only with --names."]
    loads: Annotated[
        tuple[LoadLine, ...],
        "All who may go and what they carry, those who carry most first; only with --names.",
    ]
    seed: Annotated[int | None, "Seed of the lots that broke ties."]
    moves: Annotated[
        tuple[MoveLine, ...],
        "What moves when weights are halved or half as high again; only with --move-weights.",
    ] = ()
    again: Annotated[
        AgainLine | None, "What changes from the plan before; null where none is made again."
    ] = None
    short_list: Annotated[
        ChoicesAnswer | None,
        "The short list, of which this plan is --choice or the first; null without --choices.",
    ] = None
    reserve: Annotated[
        ReserveLine | None, "What of the reserve is kept; null where the planning file asks for none."
    ] = None


def plan_answer(
    plan: Plan,
    request: Request,
    roster: Roster,
    zone: ZoneInfo,
    *,
    minimum: str | None,
    counts: Sequence[PostKind] = (),
    hours: str | None = None,
    parts: CostParts,
    weights: str,
    reasons: Sequence[Reason],
    counted: Sequence[str] = (),
    names: bool,
    exceptions: Sequence[str] = (),
    rest_broken: Sequence[str] = (),
    promised: int = 0,
) -> PlanAnswer:
    """A plan as an answer."""
    lacking: Counter[str] = Counter()
    for (_, role), number in plan.lacking.items():
        lacking[role] += number
    return PlanAnswer(
        request=str(request.id),
        is_met=not plan.missing and not plan.lacking,
        state="proposed",
        emergency_minimum=minimum,
        minimum_counts=tuple(map(str, counts)) if minimum else (),
        carriers=carriers_words(request, roster),
        weekly_hours=hours,
        weights=weights,
        people=len({each.person for each in plan.assignments}),
        hours_lost=round(parts.hours, 6),
        hours_counted=round(parts.counted, 6),
        rest_day_hours=round(parts.rest_day_hours, 6),
        cost=round(plan.cost, 6),
        cost_words=parts.words(),
        unit_words=parts.unit(),
        bound=round(plan.bound, 6),
        searched=round(plan.searched, 6),
        gap=round(plan.gap, 6),
        finish=str(plan.finish),
        rest_days=plan.rest_days,
        tours=tuple(_tour(plan, request, roster, tour, zone) for tour in request.tours),
        specialists_missing=_counts(lacking),
        home=_home(plan),
        reasons=tuple(reason.words(zone) for reason in reasons),
        counted=tuple(counted),
        undated=undated_words(request, roster),
        zone=zone.key,
        people_promised=promised,
        exceptions=tuple(exceptions),
        rest_broken=tuple(map(str, rest_broken)),
        names=_names(plan, request, zone) if names else (),
        loads=_loads(plan) if names else (),
        seed=plan.seed,
    )


def _counts(counted: Counter[str]) -> tuple[RoleCount, ...]:
    return tuple(RoleCount(role=role, officers=number) for role, number in sorted(counted.items()))


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _tour(plan: Plan, request: Request, roster: Roster, tour: Tour, zone: ZoneInfo) -> TourLine:
    there = [each for each in plan.assignments if each.tour == tour.id]
    missing = max(
        (units for at, units in plan.missing.items() if request.needs[at].tour == tour.id), default=0
    )
    return TourLine(
        tour=str(tour.id),
        begins_at=_local(tour.begins_at, zone),
        ends_at=_local(tour.ends_at, zone),
        units_asked=tour.units,
        units_missing=missing,
        people=_counts(Counter(str(each.role) for each in there)),
        carriers_needed=needed_on(tour, request, roster),
        carriers=sum(each.tour == tour.id for each in plan.carriers),
        carriers_on_road=len(usable(request, roster)[str(tour.id)]) if is_asked(request, roster) else None,
        first_leaves_at=_local(min(each.out_at for each in there), zone) if there else None,
        first_departs_at=_local(min(_departs(each, request) for each in there), zone) if there else None,
        last_home_at=_local(max(each.home_at for each in there), zone) if there else None,
    )


def _departs(each: Assignment, request: Request) -> datetime:
    """When somebody sets out: they travel so long, but for those who are lodged near the place."""
    return max(each.out_at, each.present_at - timedelta(minutes=request.travel_minutes))


def _home(plan: Plan) -> tuple[HomeLine, ...]:
    duties: Counter[tuple[str, str]] = Counter()
    minutes: Counter[tuple[str, str]] = Counter()
    for gone in plan.lost:
        key = (str(gone.local_area), str(gone.function))
        duties[key] += 1
        minutes[key] += int((gone.ends_at - gone.begins_at).total_seconds()) // 60
    return tuple(
        HomeLine(local_area=key[0], function=key[1], duties=duties[key], hours=round(minutes[key] / 60, 2))
        for key in sorted(duties, key=lambda key: (-minutes[key], key))
    )


def _names(plan: Plan, request: Request, zone: ZoneInfo) -> tuple[NameLine, ...]:
    return tuple(
        NameLine(
            person=str(each.person),
            tour=str(each.tour),
            role=str(each.role),
            out_at=_local(each.out_at, zone),
            departs_at=_local(_departs(each, request), zone),
            present_at=_local(each.present_at, zone),
            home_at=_local(each.home_at, zone),
        )
        for each in plan.assignments
    )


def _loads(plan: Plan) -> tuple[LoadLine, ...]:
    return tuple(
        LoadLine(
            person=str(each.person),
            tours_before=each.before.tours,
            nights_before=each.before.nights,
            rest_days_before=each.before.rest_days,
            tours=each.now.tours,
            nights=each.now.nights,
            rest_days=each.now.rest_days,
            load=round(each.load, 6),
        )
        for each in plan.loads
    )


def move_line(moves: Moves) -> MoveLine:
    """What moves, as part of an answer."""
    return MoveLine(
        factor=moves.factor,
        joins=moves.joins,
        leaves=moves.leaves,
        rest_days=moves.rest_days,
        tours=moves.tours,
        places=tuple(
            PlaceMove(local_area=area, function=str(function), hours=round(hours, 2))
            for (area, function), hours in moves.hours.items()
        ),
    )


ALL_ALIKE = "Every officer-hour at home counts 1: no weights from a study of local policing are given."


def weights_words(read: PlanningRead) -> str:
    """What an officer-hour counts, in words."""
    harm = read.harm
    if harm is None:
        return ALL_ALIKE
    words = (
        "Hours count by what they cost the public: an officer-hour of response policing counts expected person-hours "
        "waited beyond the standard by those who are no emergency, by local area and hour, told from the study "
        f"{harm.study} at the size of {harm.deployment} ({harm.runs} runs, inputs {harm.fingerprint[:12]}). For other "
        f"duty functions no queue is simulated: there it counts {read.study.other_functions:f}, an assumption."
    )
    return words if harm.heading is None else f"{words} {harm.heading}"
