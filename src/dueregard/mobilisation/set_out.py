"""Those who have set out when a plan is made again: what they were told stands, and the rest is planned around it.

Set out are people of the plan before who leave for a tour, or miss a duty, sooner than somebody off duty who is
called now could leave. They keep all that they were told; who drops out of them keeps what lies before.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC
from itertools import pairwise

from dueregard.common.codecs import Id
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.columns import Builder, pieces_at
from dueregard.mobilisation.fair_shares import Fairness
from dueregard.mobilisation.past_loads import NEVER, Exposure, PersonLoad
from dueregard.mobilisation.plan import Aims, Assignment, LostDuty
from dueregard.mobilisation.posing import Ground
from dueregard.mobilisation.request import Need, Request
from dueregard.mobilisation.signatures import PlanRefused, Signature, Timetable
from dueregard.mobilisation.telling import Told, told_by
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.hours import DUTY_FUNCTIONS, MINUTES_PER_HOUR, zone_named
from dueregard.workforce.local_weights import cost_of
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import minute_of, moment_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLater(Request):
    """A request as it stands when people are told later than at acceptance: nobody is called before.

    asked: its needs, deadlines counted from when it was accepted. Tours that are over are in it, so that places stay.
    """

    asked: tuple[Need, ...] = ()

    def __post_init__(self) -> None:
        """Nothing is checked: the request that it comes from was."""

    @property
    def needs(self) -> tuple[Need, ...]:
        """The needs as they were asked for."""
        return self.asked


def told_later(request: Request, again: Again) -> Request:
    """The request, people told now. Raises PlanRefused for a moment before acceptance or after the last tour."""
    if again.now is None:
        return request
    if again.now < request.accepted_at:
        raise PlanRefused(
            f"The plan is to be made again on {_words(again)}, before {request.id} was accepted: leave --now, or "
            "give a later moment."
        )
    if max(tour.ends_at for tour in request.tours) <= again.now:
        raise PlanRefused(
            f"The last tour of {request.id} is over by {_words(again)}: there is nothing left to plan."
        )
    kept = {name: getattr(request, name) for name in request.__dataclass_fields__}
    return ToldLater(**{**kept, "accepted_at": again.now, "asked": request.needs})


def _words(again: Again) -> str:
    assert again.now is not None
    return f"{again.now.astimezone(UTC):%Y-%m-%dT%H:%MZ}"


@dataclass(frozen=True, slots=True)
class SetOut:
    """What those who have set out were told and keep, by pseudonym; `at`: the minute of now, 0 where nobody has."""

    at: int
    told: Mapping[Id, Told]

    @classmethod
    def of(cls, again: Again, rules: TourRules) -> SetOut:
        """From the plan before."""
        if again.now is None:
            return cls(0, {})
        now = minute_of(again.now)
        called = now + rules.muster_off_duty - rules.muster_on_duty
        found = {}
        for who, told in told_by(again.old).items():
            leaves = [minute_of(each.out_at) for each in told.tours]
            misses = [minute_of(each.begins_at) for each in told.lost]
            if min((*leaves, *misses)) >= called:
                continue
            gone = again.gone.get(who)
            if gone is not None:
                ends = minute_of(gone)
                told = Told(
                    [each for each in told.tours if _stands(each, ends, called)],
                    [each for each in told.lost if minute_of(each.ends_at) <= ends],
                )
            found[who] = told
        return cls(now, found)

    def check(self, request: Request) -> None:
        """Raises PlanRefused where somebody set out for a tour that is not asked for any more."""
        tours = {each.id for each in request.tours}
        roles = {each.id for each in request.roles}
        for who, told in self.told.items():
            for each in told.tours:
                if each.tour not in tours or each.role not in roles:
                    raise PlanRefused(
                        f"{who} has set out and is on {each.tour} as {each.role}, which the request does not have any "
                        "more: leave that tour and role in it."
                    )

    def kept_away(self, roster: Roster) -> Roster:
        """The roster with those who have set out not to be sent otherwise."""
        people = tuple(
            replace(each, restricted=True) if each.id in self.told else each for each in roster.people
        )
        return replace(roster, people=people) if self.told else roster

    def tours(self) -> Iterable[Assignment]:
        """Their tours."""
        return (each for told in self.told.values() for each in told.tours)

    def lost(self) -> Iterable[LostDuty]:
        """Their lost duties."""
        return (each for told in self.told.values() for each in told.lost)

    def losers(self, roster: Roster, aims: Aims) -> list[Signature]:
        """Those of them who lose something from now on, each a signature with that for duties and no roles."""
        numbers = {person.id: at for at, person in enumerate(roster.people)}
        found = []
        for who, told in self.told.items():
            spans = [
                (max(minute_of(each.begins_at), self.at), minute_of(each.ends_at), _cell(each, roster))
                for each in told.lost
                if minute_of(each.ends_at) > self.at
            ]
            if spans:
                person = roster.people[numbers[who]]
                counts = not aims.has_minimum or person.kind in aims.minimum_kinds
                table = Timetable(None, None, None, (), (), tuple(span[:2] for span in spans), frozenset())
                cells = tuple(span[2] for span in spans)
                found.append(Signature(table, None, cells, (), -1, counts, (numbers[who],)))
        return found

    def rest_days(self, roster: Roster) -> Counter[Id]:
        """How many rest days each of them has cancelled."""
        place, numbers = zone_named(roster.zone), {person.id: at for at, person in enumerate(roster.people)}
        who_set_out = {numbers[who] for who in self.told}
        busy = {
            (who, moment_of(begins).astimezone(place).date())
            for who, begins in zip(roster.duties.person.tolist(), roster.duties.begins.tolist(), strict=True)
            if who in who_set_out
        }
        leaving = {(each.person, each.out_at.astimezone(place).date()) for each in self.tours()}
        return Counter(who for who, day in leaving if (numbers[who], day) not in busy)

    def loads(self, roster: Roster, request: Request, fairness: Fairness) -> list[PersonLoad]:
        """What they bear, those who dropped out too, by pseudonym."""
        place = zone_named(roster.zone)
        accepted_on = request.accepted_at.astimezone(place).date()
        people = [each for each in roster.people if each.id in self.told]
        before, sharers = fairness.before(accepted_on), fairness.sharers(people, accepted_on)
        tours, rest_days = {each.id: each for each in request.tours}, self.rest_days(roster)
        found = []
        for each in sorted(people, key=lambda one: one.id):
            worked = [tours[tour.tour] for tour in self.told[each.id].tours]
            nights = sum(
                fairness.shares.nights_in(tour.begins_at, tour.ends_at, roster.zone) for tour in worked
            )
            asks = Exposure(len(worked), nights, rest_days[each.id])
            load = sharers[each.id].load(fairness.shares.weight_of(asks))
            found.append(
                PersonLoad(person=each.id, before=before.get(each.id, NEVER), now=asks, load=float(load))
            )
        return found

    def cost_before(self, roster: Roster, aims: Aims) -> float:
        """What they lost before now costs."""
        spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for each in self.lost():
            span = minute_of(each.begins_at), min(minute_of(each.ends_at), self.at)
            if span[0] < span[1]:
                spans[_cell(each, roster)].append(span)
        total = 0.0
        for cell, here in spans.items():
            area, function = divmod(cell, len(DUTY_FUNCTIONS))
            marks = {
                minute_of(edge)
                for weight in aims.weights
                if weight.local_area == roster.local_areas[area]
                and weight.function is DUTY_FUNCTIONS[function]
                for edge in (weight.from_at, weight.until_at)
            }
            edges = sorted(marks | {edge for span in here for edge in span})
            for first, last in pairwise(edges):
                missing = sum(span[0] <= first < span[1] for span in here)
                if missing:
                    pieces = pieces_at(aims, roster, cell, first)
                    total += cost_of(pieces, missing) * (last - first) / MINUTES_PER_HOUR
        return total

    def lay_down(self, ground: Ground, request: Request) -> None:
        """Take what they do off the needs: so many fewer are to be found."""
        tours = {each.id: at for at, each in enumerate(request.tours)}
        roles = {each.id: at for at, each in enumerate(request.roles)}
        areas = {area: at for at, area in enumerate(ground.roster.local_areas)}
        homes = {each.id: areas[each.local_area] for each in ground.roster.people if each.id in self.told}
        there: Counter[tuple[int, int]] = Counter()
        for each in self.tours():
            for at, need in enumerate(request.needs):
                if tours[need.tour] == tours[each.tour] and each.present_at <= need.by:
                    there[at, roles[each.role]] += 1
                    row = ground.needs.serials.rows.get((at, roles[each.role], homes[each.person]))
                    if row is not None:
                        ground.programme.row_least[row] -= 1.0
        for key, number in there.items():
            if key in ground.needs.rows:
                row = ground.needs.rows[key]
                ground.programme.row_least[row] = max(ground.programme.row_least[row] - number, 0.0)

    def count(self, builder: Builder, losers: Iterable[Signature], before: float) -> None:
        """A column that is always one: what they lose from now on, and what they cost before."""
        programme, cost, taken = builder.programme, before, Counter[int]()
        for each in losers:
            for cell, span in zip(each.cells, each.timetable.duties, strict=True):
                direct, rows = builder.lost(cell, *span, each.is_counted)
                cost += direct
                taken.update(rows)
        _make_room(builder, taken)
        entries = [(row, float(number)) for row, number in sorted(taken.items())]
        programme.add_column(cost, least=1.0, most=1.0, entries=entries)


def _stands(each: Assignment, gone: int, called: int) -> bool:
    """Whether a tour of somebody who dropped out stands: it is over by then, or they had left for it."""
    out, home = minute_of(each.out_at), minute_of(each.home_at)
    return home <= gone or (out < gone and out < called)


def _make_room(builder: Builder, taken: Mapping[int, int]) -> None:
    """Where more are gone than the minimum allows now, they stay gone, and nobody else goes."""
    for segments in builder.home.segments.values():
        for each in segments:
            for number in range(each.most, taken.get(each.row, 0) if each.row is not None else 0):
                weight = cost_of(each.pieces, number + 1) - cost_of(each.pieces, number)
                assert each.row is not None
                builder.programme.add_column(weight * each.hours, most=1.0, entries=[(each.row, -1.0)])


def _cell(gone: LostDuty, roster: Roster) -> int:
    area = roster.local_areas.index(gone.local_area)
    return area * len(DUTY_FUNCTIONS) + DUTY_FUNCTIONS.index(gone.function)
