"""How many there are for each need of a request, counted plainly: who holds a role then, and who of them is away.

Counts alone prove nothing: enough may hold a role and yet not be free together. They say in a planner's words what a
contradiction is about, and where the notice alone makes a step impossible.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dueregard.mobilisation.request import Need, Request, Tour
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import zone_named
from dueregard.workforce.people import Person
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import minute_of


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedCount:
    """One role of one need.

    needed: people. hold: of the force, who hold the role throughout the tour, whether free or not. restricted: of
    these, who are not to be sent. absent: of the others, on leave, sick, on a course or at court in some of the tour.
    promised: of the rest, elsewhere in some of it. free: who are left, by these counts alone.
    """

    tour: str
    role: str
    by: datetime
    needed: int
    hold: int
    restricted: int
    absent: int
    promised: int

    @property
    def free(self) -> int:
        """Who are left."""
        return self.hold - self.restricted - self.absent - self.promised

    def words(self, zone: ZoneInfo) -> str:
        """In one sentence."""
        by = self.by.astimezone(zone)
        gone = [
            f"{number:,} {what}"
            for number, what in (
                (self.restricted, "not to be sent"),
                (self.absent, "absent in some of it"),
                (self.promised, "promised elsewhere"),
            )
            if number
        ]
        away = f"; of them {', '.join(gone)}: {self.free:,} are left" if gone else ""
        return (
            f"{self.role}: {self.needed:,} are needed in {self.tour} by {by:%d %B %Y %H:%M}; {self.hold:,} of the "
            f"force hold the role then{away}."
        )


def need_counts(
    request: Request, roster: Roster, commitments: Iterable[Commitment] = ()
) -> tuple[NeedCount, ...]:
    """Each role of each need, in the order of the request."""
    absences = roster.absences
    absent = list(
        zip(absences.person.tolist(), absences.begins.tolist(), absences.ends.tolist(), strict=True)
    )
    promised = [(each.person, minute_of(each.begins_at), minute_of(each.ends_at)) for each in commitments]
    found = []
    for need in request.needs:
        tour = _tour(request, need)
        begins, ends = minute_of(min(need.by, tour.begins_at)), minute_of(tour.ends_at)
        away = {str(roster.people[who].id) for who, from_, until in absent if from_ < ends and until > begins}
        told = {str(who) for who, from_, until in promised if from_ < ends and until > begins}
        for wanted in need.roles:
            holders = {str(each.id): each for each in _holders(request, roster, tour, str(wanted.role))}
            restricted = {who for who, person in holders.items() if person.restricted}
            gone = (holders.keys() - restricted) & away
            found.append(
                NeedCount(
                    tour=str(need.tour),
                    role=str(wanted.role),
                    by=need.by,
                    needed=wanted.officers,
                    hold=len(holders),
                    restricted=len(restricted),
                    absent=len(gone),
                    promised=len((holders.keys() - restricted - gone) & told),
                )
            )
    return tuple(found)


def short_words(
    request: Request,
    roster: Roster,
    rules: TourRules,
    commitments: Iterable[Commitment],
    left_out: Iterable[int],
) -> tuple[str, ...]:
    """What is said of needs that are left out, by their places: the notice first, then the counts of each role."""
    places = set(left_out)
    needs = request.needs
    wanted = {(str(needs[at].tour), needs[at].by) for at in places if 0 <= at < len(needs)}
    zone = zone_named(roster.zone)
    counts = [each for each in need_counts(request, roster, commitments) if (each.tour, each.by) in wanted]
    return (*notice_words(request, rules, places), *(each.words(zone) for each in counts))


def notice_words(request: Request, rules: TourRules, places: Collection[int]) -> tuple[str, ...]:
    """Why the notice alone makes some needs impossible, or leaves them to those on duty; none for others."""
    found = []
    for need in (need for at, need in enumerate(request.needs) if at in places):
        notice = int((need.by - request.accepted_at) / timedelta(minutes=1))
        soonest = rules.muster_on_duty + request.travel_minutes
        later = rules.muster_off_duty + request.travel_minutes
        said = f"{need.tour}: from acceptance to presence there are {notice:,} minutes"
        if notice < min(soonest, later):
            found.append(
                f"{said}; to be equipped ({min(rules.muster_on_duty, rules.muster_off_duty):,}) and travel "
                f"({request.travel_minutes:,}) takes {min(soonest, later):,}: nobody can be there in time."
            )
        elif notice < later:
            found.append(
                f"{said}; to be called in ({rules.muster_off_duty:,}) and travel ({request.travel_minutes:,}) takes "
                f"{later:,}: only those on duty can be there in time."
            )
    return tuple(found)


def _tour(request: Request, need: Need) -> Tour:
    return next(tour for tour in request.tours if tour.id == need.tour)


def _holders(request: Request, roster: Roster, tour: Tour, wanted: str) -> Iterator[Person]:
    role = next(each for each in request.roles if each.id == wanted)
    zone = zone_named(roster.zone)
    first, last = tour.begins_at.astimezone(zone).date(), tour.ends_at.astimezone(zone).date()
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    for person in roster.people:
        if role.filled_by(person, days):
            yield person
