"""What a mobilisation plan is written from: the plan as kept, what it was made from, and its request's record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from dueregard.common.errors import DueRegardError
from dueregard.force.identity import Setting
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.call_out import CallOut
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.plan import Aims, Plan
from dueregard.mobilisation.request import Request, Tour
from dueregard.mobilisation.request_record import RequestRecord
from dueregard.mobilisation.stored_plan import PlannedTour, StoredPlan
from dueregard.mobilisation.tour_rules import TourRules
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.hours import zone_named
from dueregard.workforce.people import Person
from dueregard.workforce.roster import Roster


class BriefRefused(DueRegardError):
    """A plan that does not belong to the request, roster or record that it is printed with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoShowLists:
    """Whom to call for one need, by its place: with no-shows together and each by itself; where the rates come from."""

    need: int
    together: CallOut
    alone: CallOut
    sources: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Brief:
    """All that the document prints. Raises BriefRefused where its parts do not belong together.

    stored: the plan as it is kept. minimum: the emergency minimum in words with its source, None where the rule is
    off. settings: the duty rules that held. reasons: where the request is not met, a smallest set of needs and
    rules that contradict, in words. commitments: who was promised elsewhere. record: the
    record of the request, where there is one. called: lists by the force's muster rates; None where none were given.
    rest_broken: people who rest less, or work longer, than the rules say without an exception of the record.
    """

    stored: StoredPlan
    request: Request
    roster: Roster
    rules: TourRules
    aims: Aims
    minimum: str | None
    settings: tuple[Setting, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    reasons: tuple[str, ...] = ()
    record: RequestRecord | None = None
    called: NoShowLists | None = None
    rest_broken: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        request, head = self.request, self.stored.head
        if head.request != request.id or head.accepted_at.at != request.accepted_at:
            raise BriefRefused(
                f"The plan is for the request {head.request} accepted at {head.accepted_at}, and the request is "
                f"{request.id}, accepted at {request.accepted_at.isoformat(timespec='minutes')}: give the request that "
                "the plan was made for."
            )
        if self.record is not None and self.record.request != request.id:
            raise BriefRefused(
                f"The record is of the request {self.record.request}, and the plan is for {request.id}: give its own "
                "record."
            )
        _check_known("person", (each.person for each in self.stored.tours), self.people)
        _check_known("person", (each.person for each in self.stored.lost), self.people)
        _check_known("tour", (each.tour for each in self.stored.tours), self.tours)
        _check_known("local area", (each.local_area for each in self.stored.lost), self.roster.local_areas)

    @cached_property
    def plan(self) -> Plan:
        """The plan as it was made."""
        return self.stored.as_plan()

    @cached_property
    def people(self) -> dict[str, Person]:
        """Everybody of the roster by pseudonym."""
        return {str(person.id): person for person in self.roster.people}

    @cached_property
    def tours(self) -> dict[str, Tour]:
        """Tours of the request by name."""
        return {str(tour.id): tour for tour in self.request.tours}

    @cached_property
    def zone(self) -> ZoneInfo:
        """The zone of local times."""
        return zone_named(self.roster.zone)

    @property
    def case(self) -> Case:
        """What the judge of plans reads diaries from; who dropped out is away in them from then on."""
        replaces = self.stored.replaces
        return Case(
            request=self.request,
            roster=self.roster,
            rules=self.rules,
            aims=self.aims,
            commitments=self.commitments,
            again=None if replaces is None else Again(old=self.plan, gone=replaces.gone),
        )

    @property
    def is_met(self) -> bool:
        """Whether the whole request is met."""
        return not self.stored.head.left_out

    @property
    def is_adopted(self) -> bool:
        """Whether the record says that this plan, and no other, was adopted last."""
        plans = () if self.record is None else self.record.plans
        return bool(plans) and plans[-1].sha256 == self.stored.sha256

    def on_tour(self, tour: str) -> list[PlannedTour]:
        """Who goes on a tour, those who leave first first."""
        rows = [each for each in self.stored.tours if each.tour == tour]
        return sorted(rows, key=lambda each: (each.out_at, each.role, each.person))

    def day_clock(self, at: datetime) -> str:
        """A moment in local time without its year, such as Mon 10 Oct 08:00, for narrow columns."""
        local = at.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b %H:%M}"

    def clock(self, at: datetime) -> str:
        """A moment in local time, such as Mon 10 Oct 2022 08:00."""
        local = at.astimezone(self.zone)
        return f"{local:%a} {local.day} {local:%b %Y %H:%M}"


def _check_known(what: str, names: Iterable[str], known: Iterable[str]) -> None:
    strange = sorted({str(name) for name in names} - {str(name) for name in known})
    if strange:
        raise BriefRefused(
            f"The plan has the {what} {strange[0]}, which is not there: give the request and the roster that the plan "
            "was made from."
        )
