"""A plan as it is kept: a small head in YAML that names its tables with their hashes.

The tables are of tours, of duties lost, and of the prices that prove its bound. A plan that is used is stored and never
solved again; whoever has the request and the planning file can judge it from these files alone (`judging.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, TypeVar

from dueregard.common.canonical import plain, sha256
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, Place
from dueregard.common.reading.binding import bind
from dueregard.common.reading.files import read_bytes
from dueregard.common.reading.record_table import RecordTables, write_records
from dueregard.common.reading.yaml_tree import Scalar, parse_yaml
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.common.records import Column
from dueregard.mobilisation.aid_cost import DayKind
from dueregard.mobilisation.fair_shares import FairShares
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.plan import Assignment, CarrierOnTour, Finish, LostDuty, Plan, ToldTwice
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.stored_again import DroppedOut, Replaces
from dueregard.mobilisation.stored_prices import MOST_PRICES, PriceRow, price_rows, prices_of
from dueregard.workforce.hours import DutyFunction, zone_named
from dueregard.workforce.people import Rank
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import moment_of

PLAN_FORMAT = "dueregard-plan 1"
PLAN_FILE, TOURS_FILE, LOST_FILE, PRICES_FILE = "plan.yaml", "tours.csv", "lost.csv", "prices.csv"
CARRIERS_FILE = "carriers.csv"
LARGEST_TABLE_BYTES = 50_000_000
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedTour:
    """A person on a tour, with what their fair share and their pay ask for. Raises ValueError."""

    person: Annotated[Id, Column("Pseudonym.")]
    rank: Annotated[Rank, Column("Their rank.")]
    tour: Annotated[Id, Column("The tour.")]
    role: Annotated[Id, Column("The role.")]
    out_at: Annotated[Moment, Column("When their work begins: to equip and travel.")]
    present_at: Annotated[Moment, Column("When they are present at the place.")]
    home_at: Annotated[Moment, Column("When their work ends: home, or in lodgings.")]
    on: Annotated[date, Column("The local day on which they leave.")]
    day: Annotated[DayKind, Column("What that day was to be for them; a plan says duty or rest-day.")]
    nights: Annotated[int, Column("Nights worked on it, as the fair-share rules count them.")] = 0
    lodged: Annotated[int, Column("Nights in lodgings after it.")] = 0

    def __post_init__(self) -> None:
        if not self.out_at <= self.present_at < self.home_at:
            raise ValueError(f"{self.person} is not out, present and home in turn; check the moments")
        if self.nights < 0 or self.lodged < 0:
            raise ValueError(f"{self.person} has nights below nought; give 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class LostRow:
    """A rostered duty, or the rest of one, that a person of the plan does not work."""

    person: Annotated[Id, Column("Pseudonym.")]
    begins_at: Annotated[Moment, Column("From when it is lost.")]
    ends_at: Annotated[Moment, Column("Until when.")]
    local_area: Annotated[Id, Column("Where it was to be.")]
    function: Annotated[DutyFunction, Column("What for.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """What a plan leaves out of one need: units, or specialists of a role."""

    need: Annotated[int, Column("The need, by its place among the request's: 0 for the first.")]
    role: Annotated[Id | None, Column("The specialists' role; blank for units.")] = None
    number: Annotated[int, Column("How many are left out.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """A plan that was proposed for a request, with the hashes of its tables."""

    request: Annotated[Id, Column("The request.")]
    accepted_at: Annotated[Moment, Column("When it is taken to be accepted.")]
    zone: Annotated[str, Column("Time zone of local days.")]
    people: Annotated[int, Column("People sent.")]
    cost: Annotated[
        Decimal, Column("Weighted officer-hours lost at home, and what cancelled rest days count.")
    ]
    bound: Annotated[Decimal, Column("No plan that keeps every rule costs less.")]
    searched: Annotated[Decimal, Column("The bound that the solver's search came to.")]
    finish: Annotated[Finish, Column("How the search ended.")]
    rest_days: Annotated[int, Column("Rest days cancelled.")]
    seed: Annotated[int | None, Column("Seed of the lots that broke ties, where names were shared out.")] = (
        None
    )
    left_out: Annotated[tuple[LeftOut, ...], Column("What of the request is not met.")] = ()
    replaces: Annotated[
        str | None,
        Column("SHA-256 of the head of the plan in whose place it is made; blank for a first plan."),
    ] = None
    told_at: Annotated[
        Moment | None,
        Column(
            "When a plan made again is told; blank at acceptance. What had begun by then is as in that plan."
        ),
    ] = None
    dropped_out: Annotated[
        tuple[DroppedOut, ...], Column("Who dropped out before a plan was made again.")
    ] = ()
    told_twice: Annotated[
        tuple[Id, ...], Column("People whom it tells another thing than that plan did, drop-outs left out.")
    ] = ()
    told_twice_least: Annotated[
        int | None, Column("No plan that leaves out as little and keeps every rule tells fewer people twice.")
    ] = None
    tours_sha256: Annotated[str, Column(f"SHA-256 of `{TOURS_FILE}` beside this file.")]
    lost_sha256: Annotated[str, Column(f"SHA-256 of `{LOST_FILE}` beside this file.")]
    prices_sha256: Annotated[
        str | None,
        Column(
            f"SHA-256 of `{PRICES_FILE}` beside this file; blank where no prices were kept, so that the bound is "
            f"claimed and not proved: in plans of before, and where there are more than {MOST_PRICES:,}."
        ),
    ] = None
    carriers_sha256: Annotated[
        str | None,
        Column(f"SHA-256 of `{CARRIERS_FILE}` beside this file; blank where no carriers were looked at."),
    ] = None


@dataclass(frozen=True, slots=True)
class StoredPlan:
    """A plan as kept, and the SHA-256 of its head, by which a record names it."""

    head: PlanHead
    tours: tuple[PlannedTour, ...]
    lost: tuple[LostRow, ...]
    prices: tuple[PriceRow, ...] = ()
    carriers: tuple[CarrierOnTour, ...] = ()

    @property
    def sha256(self) -> str:
        """The hash that stands for all the files."""
        return sha256(self.files()[PLAN_FILE])

    def files(self) -> dict[str, bytes]:
        """The files, by name."""
        head = {
            name: list(map(_without_blanks, value)) if isinstance(value, list) else value
            for name, value in plain(self.head).items()
            if value not in (None, [])
        }
        found = {
            PLAN_FILE: write_yaml({"format": PLAN_FORMAT, **head}).encode(),
            TOURS_FILE: write_records(PlannedTour, self.tours).encode(),
            LOST_FILE: write_records(LostRow, self.lost).encode(),
        }
        if self.head.prices_sha256 is not None:
            found[PRICES_FILE] = write_records(PriceRow, self.prices).encode()
        if self.head.carriers_sha256 is not None:
            found[CARRIERS_FILE] = write_records(CarrierOnTour, self.carriers).encode()
        return found

    @property
    def replaces(self) -> Replaces | None:
        """The plan in whose place it was made; None for a first plan."""
        head = self.head
        if head.replaces is None:
            return None
        return Replaces(
            head.replaces, head.told_at, {each.person: each.from_at.at for each in head.dropped_out}
        )

    def as_plan(self) -> Plan:
        """The plan, with the prices that prove its bound where they were kept. Raises DueRegardError."""
        head = self.head
        return Plan(
            request=head.request,
            assignments=tuple(
                Assignment(
                    person=each.person,
                    tour=each.tour,
                    role=each.role,
                    out_at=each.out_at.at,
                    present_at=each.present_at.at,
                    home_at=each.home_at.at,
                )
                for each in self.tours
            ),
            lost=tuple(
                LostDuty(
                    person=each.person,
                    begins_at=each.begins_at.at,
                    ends_at=each.ends_at.at,
                    local_area=each.local_area,
                    function=each.function,
                )
                for each in self.lost
            ),
            rest_days=head.rest_days,
            cost=float(head.cost),
            bound=float(head.bound),
            searched=float(head.searched),
            finish=head.finish,
            prices=prices_of(self.prices, PRICES_FILE),
            carriers=self.carriers,
            missing={each.need: each.number for each in head.left_out if each.role is None},
            lacking={
                (each.need, str(each.role)): each.number for each in head.left_out if each.role is not None
            },
            seed=head.seed,
            told_twice=None
            if head.replaces is None
            else ToldTwice(people=head.told_twice, bound=head.told_twice_least or 0),
        )


def _without_blanks(entry: object) -> object:
    """A record of a list without its blank fields; what is no record, as it is."""
    if isinstance(entry, dict):
        return {key: item for key, item in entry.items() if item is not None}
    return entry


def as_stored(
    plan: Plan, request: Request, roster: Roster, shares: FairShares, replaces: Replaces | None = None
) -> StoredPlan:
    """A plan to keep, with the rank of each person, the kind of each day and the nights worked.

    The prices of a plan made again are not kept: they prove nothing without the plan before.
    """
    tours = planned_tours(plan, request, roster, shares)
    lost = tuple(
        LostRow(
            person=each.person,
            begins_at=_moment(each.begins_at),
            ends_at=_moment(each.ends_at),
            local_area=each.local_area,
            function=each.function,
        )
        for each in plan.lost
    )
    prices = price_rows(plan.prices) if replaces is None else ()
    prices = prices if len(prices) <= MOST_PRICES else ()
    left_out = [LeftOut(need=at, number=units) for at, units in sorted(plan.missing.items())]
    left_out += [
        LeftOut(need=at, role=Id(role), number=number) for (at, role), number in sorted(plan.lacking.items())
    ]
    return StoredPlan(
        PlanHead(
            request=plan.request,
            accepted_at=_moment(request.accepted_at),
            zone=roster.zone,
            people=len({each.person for each in plan.assignments}),
            cost=_number(plan.cost),
            bound=_number(plan.bound),
            searched=_number(plan.searched),
            finish=plan.finish,
            rest_days=plan.rest_days,
            seed=plan.seed,
            left_out=tuple(left_out),
            replaces=None if replaces is None else replaces.sha256,
            told_at=None if replaces is None else replaces.told_at,
            dropped_out=() if replaces is None else replaces.dropped_out(),
            told_twice=() if plan.told_twice is None else plan.told_twice.people,
            told_twice_least=None if plan.told_twice is None else plan.told_twice.bound,
            tours_sha256=sha256(write_records(PlannedTour, tours).encode()),
            lost_sha256=sha256(write_records(LostRow, lost).encode()),
            prices_sha256=sha256(write_records(PriceRow, prices).encode()) if prices else None,
            carriers_sha256=sha256(write_records(CarrierOnTour, plan.carriers).encode())
            if plan.carriers
            else None,
        ),
        tours,
        lost,
        prices,
        plan.carriers,
    )


def planned_tours(
    plan: Plan, request: Request, roster: Roster, shares: FairShares | None = None
) -> tuple[PlannedTour, ...]:
    """Everybody's tours with rank, kind of day and nights in lodgings; nights where shares say what they are."""
    place = zone_named(roster.zone)
    people = {str(person.id): at for at, person in enumerate(roster.people)}
    tours = {str(tour.id): tour for tour in request.tours}
    sent = {people[str(each.person)] for each in plan.assignments}
    busy = {
        (who, moment_of(begins).astimezone(place).date())
        for who, begins in zip(roster.duties.person.tolist(), roster.duties.begins.tolist(), strict=True)
        if who in sent
    }
    nights = {
        name: shares.nights_in(tour.begins_at, tour.ends_at, roster.zone) if shares else 0
        for name, tour in tours.items()
    }
    later: dict[str, list[datetime]] = {}
    for each in plan.assignments:
        later.setdefault(str(each.person), []).append(each.out_at)
    found = []
    for each in sorted(plan.assignments, key=lambda one: (one.out_at, one.person)):
        who, on = people[str(each.person)], each.out_at.astimezone(place).date()
        first_that_day = not any(
            other < each.out_at and other.astimezone(place).date() == on for other in later[str(each.person)]
        )
        found.append(
            PlannedTour(
                person=each.person,
                rank=roster.people[who].rank,
                tour=each.tour,
                role=each.role,
                out_at=_moment(each.out_at),
                present_at=_moment(each.present_at),
                home_at=_moment(each.home_at),
                on=on,
                day=DayKind.REST_DAY if (who, on) not in busy and first_that_day else DayKind.DUTY,
                nights=nights[str(each.tour)],
                lodged=_lodged(each, request, tours[str(each.tour)].ends_at, later[str(each.person)], roster),
            )
        )
    return tuple(found)


def _lodged(
    each: Assignment, request: Request, ends_at: datetime, leaving: Iterable[datetime], roster: Roster
) -> int:
    """Nights in lodgings after a tour: none where the person goes home, or has no way to go."""
    following = min((other for other in leaving if other > each.out_at), default=None)
    if following is None or each.home_at != ends_at or not (request.lodged and request.travel_minutes):
        return 0
    place = zone_named(roster.zone)
    return max((following.astimezone(place).date() - each.home_at.astimezone(place).date()).days, 1)


def _moment(at: datetime) -> Moment:
    return Moment(at.astimezone(UTC))


def _number(value: float) -> Decimal:
    return Decimal(f"{value:.9f}").normalize()


def read_stored_plan(path: Path) -> StoredPlan:
    """A plan from its head, its tables beside it. Raises FaultsFound or DueRegardError in one sentence."""
    head_path = path / PLAN_FILE if path.is_dir() else path
    folder = head_path.parent
    faults = FaultList()
    content = read_bytes(head_path, head_path.name, faults)
    faults.raise_if_any()
    assert content is not None
    head = _head(content, head_path.name, faults)
    faults.raise_if_any()
    assert head is not None
    wanted = {TOURS_FILE: head.tours_sha256, LOST_FILE: head.lost_sha256}
    if head.prices_sha256 is not None:
        wanted[PRICES_FILE] = head.prices_sha256
    if head.carriers_sha256 is not None:
        wanted[CARRIERS_FILE] = head.carriers_sha256
    tables = {name: read_bytes(folder / name, name, faults, largest=LARGEST_TABLE_BYTES) for name in wanted}
    faults.raise_if_any()
    for name, table in tables.items():
        assert table is not None
        if sha256(table) != wanted[name]:
            raise DueRegardError(
                f"{folder / name}: it is not the table that {head_path.name} names, for it was changed or exchanged; "
                "take the files of one plan, or plan again."
            )
    found = StoredPlan(
        head,
        _rows(PlannedTour, tables, TOURS_FILE, faults),
        _rows(LostRow, tables, LOST_FILE, faults),
        _rows(PriceRow, tables, PRICES_FILE, faults) if PRICES_FILE in tables else (),
        _rows(CarrierOnTour, tables, CARRIERS_FILE, faults) if CARRIERS_FILE in tables else (),
    )
    faults.raise_if_any()
    return found


def _rows(kind: type[_T], tables: Mapping[str, bytes | None], name: str, faults: FaultList) -> tuple[_T, ...]:
    text = (tables[name] or b"").decode("utf-8", errors="replace")
    return tuple(record for _, record in RecordTables(kind).read(text, name, faults))


def _head(content: bytes, name: str, faults: FaultList) -> PlanHead | None:
    tree = parse_yaml(content.decode("utf-8", errors="replace"), name, faults)
    if tree is None:
        return None
    given = tree.entries.get("format")
    if not isinstance(given, Scalar) or given.text != PLAN_FORMAT:
        saw = "this is not a plan that dueregard plan --out wrote"
        faults.add(Place(name, given.line if given else 1, "format"), saw, f"write format: {PLAN_FORMAT}")
        return None
    return bind(PlanHead, tree, name, faults, skip=frozenset({"format"}))
