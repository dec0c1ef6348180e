"""What a plan is made from besides its request: whose roster, which rules, what must stay at home."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import read_text
from dueregard.common.reading.secrets import read_people_key
from dueregard.common.records import Column
from dueregard.effects.harm_weights_file import HarmWeights, read_harm_weights
from dueregard.effects.rosters import roster_from, roster_spec
from dueregard.effects.study import RosterSource
from dueregard.local_policing.settings_file import read_record
from dueregard.mobilisation.plan import Aims
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.tour_rules import TourRules, tour_rules
from dueregard.mobilisation.weekly_hours import AverageRule, first_day, weekly_hours
from dueregard.workforce.carriers import Carrier
from dueregard.workforce.commitments import Commitment
from dueregard.workforce.duty_rules import DutyRules
from dueregard.workforce.generating_carriers import generate_carriers
from dueregard.workforce.hours import zone_named
from dueregard.workforce.importing_carriers import OWN_HEADINGS, import_carriers
from dueregard.workforce.importing_map import load_map
from dueregard.workforce.local_weights import WeightPiece
from dueregard.workforce.opt_outs import read_opt_outs
from dueregard.workforce.own_rules import own_duty_rules
from dueregard.workforce.people import PostKind
from dueregard.workforce.pseudonyms import Pseudonyms
from dueregard.workforce.roster import Roster
from dueregard.workforce.shifts import ClockTime

PLANNING_FORMAT = "dueregard-planning 1"
MOST_RESERVE = 100
GENERATED = "generated"
DAYS_AROUND = 9
"""Days of roster read before acceptance and after the last tour: a weekly rest may lie there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyMinimum:
    """Officers of response policing that must stay on duty in each local area at each moment. Raises ValueError."""

    share: Annotated[
        Decimal | None,
        Column("Share of those planned: on duty by the roster, less absences. Such as 0.55, rounded up."),
    ] = None
    at_least: Annotated[int | None, Column("And at least so many officers.")] = None
    kinds: Annotated[
        tuple[PostKind, ...], Column("Kinds of post on duty that it counts; left out, officers alone.")
    ] = (PostKind.OFFICER,)
    source: Annotated[str, Column("Where it comes from, with date.")]

    def __post_init__(self) -> None:
        if not self.kinds or len(set(self.kinds)) < len(self.kinds):
            raise ValueError("a kind of post is named twice, or none is; name each that is counted once")
        if self.share is None and self.at_least is None:
            raise ValueError("no minimum is given; write share, at_least or both")
        if self.share is not None and not 0 <= self.share <= 1:
            raise ValueError(f"the share is {self.share:f}; write 0 to 1")
        if self.at_least is not None and self.at_least < 0:
            raise ValueError(f"at least {self.at_least} officers are asked for; write 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveAsked:
    """Units kept able to answer the next request while people are away for this one. Raises ValueError."""

    units: Annotated[int, Column("Whole units of the shape.")]
    unit: Annotated[Id, Column("Their shape: that of the request, by its id.")]
    at: Annotated[ClockTime, Column("The hour of the clock at which they are counted, each local day.")]
    within_hours: Annotated[int, Column("Within so many hours of it they must be able to go.")]
    price: Annotated[
        Decimal, Column("Officer-hours of harm that a unit short counts on one local day; an assumption.")
    ]
    source: Annotated[str, Column("Where the price comes from, with date.")]

    def __post_init__(self) -> None:
        if not 1 <= self.units <= MOST_RESERVE:
            raise ValueError(f"{self.units} units are to be kept; write 1 to {MOST_RESERVE}")
        if not 0 <= self.within_hours <= 24:
            raise ValueError(f"they must go within {self.within_hours} hours; write 0 to 24")
        if self.price < 0:
            raise ValueError(f"the price is {self.price:f} officer-hours; write 0 or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanningStudy:
    """Whose roster a plan is made from, under which rules. Raises ValueError."""

    format: Annotated[str, Column(f"Always `{PLANNING_FORMAT}`.")]
    roster: Annotated[RosterSource, Column("Where people and their duties come from.")]
    local_areas: Annotated[
        tuple[Id, ...], Column("Local areas of the exports, in order; none for a generated roster.")
    ] = ()
    people_key: Annotated[
        str | None,
        Column(
            "The file of the key by which people of the exports become pseudonyms, as plan-key --people makes it; "
            "blank where identifiers are to stay as the exports have them."
        ),
    ] = None
    duty_rules: Annotated[
        str | None,
        Column("The force's own duty rules, a YAML file (see Duty rules); blank for those of the program."),
    ] = None
    emergency_minimum: Annotated[
        EmergencyMinimum | None,
        Column("What must stay at home; blank where the rule is off, and the plan says so."),
    ] = None
    carriers: Annotated[
        str | None,
        Column(
            "The force's carriers, a CSV or XLSX file read by the map's `carriers` or under our own headings; "
            "`generated` for made-up ones of a generated roster; blank where carriers are not looked at."
        ),
    ] = None
    opt_outs: Annotated[
        str | None,
        Column("Who agreed to work more hours a week on average, a CSV file; blank for nobody."),
    ] = None
    reserve: Annotated[
        ReserveAsked | None,
        Column(
            "A reserve for the next request at a stated price; blank where none is kept, and the plan says so."
        ),
    ] = None
    rest_day_hours: Annotated[
        Decimal, Column("Officer-hours that a cancelled rest day counts beside duties lost.")
    ] = Decimal(0)
    harm_weights: Annotated[
        str | None,
        Column(
            "What an officer-hour counts by local area and hour, a file of `harm-weights`; blank where each counts 1."
        ),
    ] = None
    other_functions: Annotated[
        Decimal,
        Column(
            "What an officer-hour of duty functions without a queue counts beside harm weights; our assumption is 1."
        ),
    ] = Decimal(1)

    def __post_init__(self) -> None:
        if self.format != PLANNING_FORMAT:
            raise ValueError(f"the format is {self.format!r}; write {PLANNING_FORMAT}")
        if self.rest_day_hours < 0:
            raise ValueError("a cancelled rest day counts less than nought; write 0 or more")
        if self.other_functions < 0:
            raise ValueError("an officer-hour of other functions counts less than nought; write 0 or more")
        if self.other_functions != 1 and self.harm_weights is None:
            raise ValueError("other_functions stands beside harm_weights, and none are named; add them")
        if self.roster.generated is None and not self.local_areas:
            raise ValueError("exports do not say which local areas there are; list local_areas")
        if self.people_key is not None and self.roster.generated is not None:
            raise ValueError(
                "people_key is for exports, and people of a generated roster are nobody; leave it out"
            )
        if self.carriers == GENERATED and self.roster.generated is None:
            raise ValueError(
                "carriers are made up for a generated roster only; name the file of the force's own"
            )


class HarmRefused(DueRegardError):
    """Weights of harm that do not fit the roster; the message says what to do."""


@dataclass(frozen=True, slots=True)
class PlanningRead:
    """A planning study with what it names read for one request.

    days: the first and the last local day on which weights are wanted. history: the roster as far back as the reference
    period of weekly hours goes, or as it is known.
    """

    study: PlanningStudy
    roster: Roster
    rules: TourRules
    aims: Aims
    duty_rules: DutyRules
    days: tuple[date, date]
    history: Roster
    opted_out: frozenset[str] = frozenset()
    harm: HarmWeights | None = None

    def with_hours(self, request: Request, promised: Sequence[Commitment]) -> PlanningRead:
        """The same with the limit of weekly hours, of which promises before the request are a part."""
        rule = AverageRule.on(self.duty_rules, request.accepted_at.date())
        limit = weekly_hours(rule, request, self.history, promised=promised, opted_out=self.opted_out)
        return replace(self, rules=replace(self.rules, weekly_hours=limit))

    def weighted_by(self, harm: HarmWeights) -> PlanningRead:
        """The same with other weights of harm. Raises HarmRefused where they are of other local areas or hours."""
        check_fits(harm, self.roster)
        aims = replace(
            self.aims,
            weights=harm.local_weights(*self.days),
            otherwise=(WeightPiece(None, float(self.study.other_functions)),),
        )
        return replace(self, harm=harm, aims=aims)


def read_planning(path: Path, request: Request) -> PlanningRead:
    """The study of a file, its roster around a request, and its rules. Raises FaultsFound or a sentence."""
    study = read_record(PlanningStudy, path, path.name)
    source, folder = study.roster, path.parent
    areas: tuple[str, ...] = study.local_areas
    zone = "UTC"
    if source.generated is not None:
        spec = roster_spec(source.generated, folder)
        areas, zone = tuple(each.local_area for each in spec.local_areas), spec.zone
    place = zone_named(zone)
    first_on = request.accepted_at.astimezone(place).date() - timedelta(days=DAYS_AROUND)
    last_on = max(tour.ends_at for tour in request.tours).astimezone(place).date()
    days = (last_on - first_on).days + 1 + DAYS_AROUND
    names = None if study.people_key is None else Pseudonyms(read_people_key(folder / study.people_key))
    roster = roster_from(source, folder, areas, first_on, days, names)
    roster = replace(roster, carriers=_carriers(study, folder, areas, first_on, days))
    duty_rules = own_duty_rules(
        None if study.duty_rules is None else folder / study.duty_rules, study.duty_rules
    )
    rules = tour_rules(duty_rules, request.accepted_at.date(), rest_day_cost=float(study.rest_day_hours))
    around = (first_on, first_on + timedelta(days=days - 1))
    history, opted_out = roster, frozenset[str]()
    if source.generated is not None:
        begins = first_day(AverageRule.on(duty_rules, request.accepted_at.date()), request, place)
        history = roster_from(source, folder, areas, begins, max((first_on - begins).days + DAYS_AROUND, 1))
    if study.opt_outs is not None:
        opted_out = _opted_out(folder / study.opt_outs, study.opt_outs, around)
    read = PlanningRead(
        study, roster, rules, _aims(study), duty_rules, around, history, opted_out
    ).with_hours(request, ())
    if study.harm_weights is None:
        return read
    return read.weighted_by(read_harm_weights(folder / study.harm_weights, study.harm_weights))


def check_fits(harm: HarmWeights, roster: Roster) -> None:
    """Refuse weights of other local areas or of another time zone. Raises HarmRefused."""
    if unknown := sorted({str(each.local_area) for each in harm.places} - set(roster.local_areas)):
        raise HarmRefused(
            f"The harm weights of {harm.study} name the local area {unknown[0]}, which the roster does not have: it "
            f"has {', '.join(roster.local_areas)}."
        )
    if harm.zone != roster.zone:
        raise HarmRefused(
            f"The hours of the harm weights are those of {harm.zone} and the roster's those of {roster.zone}: make "
            "the weights from a study with the same roster."
        )


def _carriers(
    study: PlanningStudy, folder: Path, areas: Sequence[str], first_on: date, days: int
) -> tuple[Carrier, ...] | None:
    source, name = study.roster, study.carriers
    if name is None:
        return None
    if name == GENERATED:
        assert source.generated is not None
        spec = roster_spec(source.generated, folder)
        spec = spec if source.strength is None else spec.at_strength(source.strength)
        return generate_carriers(spec, first_on, days, source.seed)
    how = OWN_HEADINGS
    if source.map is not None:
        faults = FaultList()
        tables = load_map(folder / source.map, source.map, faults)
        faults.raise_if_any()
        how = tables.tables.get("carriers", OWN_HEADINGS) if tables is not None else OWN_HEADINGS
    return import_carriers(folder / name, areas, how)


def _opted_out(path: Path, name: str, days: tuple[date, date]) -> frozenset[str]:
    """Those whose agreement holds on every day read for a plan."""
    faults = FaultList()
    text = read_text(path, name, faults)
    rows = () if text is None else read_opt_outs(text, name, faults)
    faults.raise_if_any()
    return frozenset(str(each.person) for each in rows if each.holds(*days))


def _aims(study: PlanningStudy) -> Aims:
    minimum = study.emergency_minimum
    if minimum is None:
        return Aims()
    return Aims(
        minimum_share=None if minimum.share is None else float(minimum.share),
        minimum_officers=minimum.at_least,
        minimum_kinds=minimum.kinds,
    )
