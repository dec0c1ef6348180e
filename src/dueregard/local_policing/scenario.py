"""A scenario: demand, an hours ledger and policies, made into a model of queues.

Two scenarios that differ in nothing but their ledgers are two worlds with the same incidents: the same
calls at the same seconds, the same needs, the same days. That is what makes a difference between them tell.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from dueregard.common.errors import DueRegardError
from dueregard.engine.queueing.model import MOST_UNITS, CustomerClass, GeneralModel, Handover
from dueregard.local_policing.appointments import diary_of
from dueregard.local_policing.crewing import CrewingPolicy, crew, crews_of
from dueregard.local_policing.day_factors import day_factors
from dueregard.local_policing.demand import Demand
from dueregard.local_policing.grades import Route
from dueregard.local_policing.queue_classes import QueueClass, hours_of_sending, queue_classes
from dueregard.local_policing.response_policy import ResponsePolicy, ShiftHandover
from dueregard.workforce.hours import DutyFunction, Grid
from dueregard.workforce.ledger import Ledger

Reals = npt.NDArray[np.float64]
Units = npt.NDArray[np.int64]
HOURS_HELD = 3
"""Appointments last so many of the hours, or of the days, that share their slots at most."""


class ScenarioRefused(DueRegardError):
    """Parts of a scenario that do not fit each other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraDemand:
    """More incidents of a grade for some days, as when a deployment's own cause brings them.

    factor: added incidents as a share of the usual ones: 0.1 is a tenth more. local_area: None for all.
    """

    grade: str
    local_area: str | None
    factor: float
    from_on: date
    until_on: date

    def __post_init__(self) -> None:
        if not 0 <= self.factor <= 100 or self.until_on < self.from_on:
            raise ValueError(
                "added demand is a share from 0 to 100, and its last day is not before its first"
            )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scenario:
    """What is simulated. The ledger says who works; its hash is part of every result.

    Raises ScenarioRefused where demand and ledger speak of different local areas.
    """

    name: str
    demand: Demand
    ledger: Ledger
    crewing: CrewingPolicy
    policy: ResponsePolicy
    extra: tuple[ExtraDemand, ...] = ()

    def __post_init__(self) -> None:
        of_log, of_roster = set(self.demand.local_areas), set(self.grid.local_areas)
        if of_log != of_roster:
            odd = ", ".join(sorted(of_log ^ of_roster))
            raise ScenarioRefused(
                f"The log and the roster do not have the same local areas ({odd}): map them to one set of names."
            )
        known = {cls.grade for cls in self.demand.classes}
        named: set[str] = {rule.grade for rule in self.policy.rules} | {
            diary.grade for diary in self.policy.diaries
        }
        named |= {added.grade for added in self.extra}
        if self.policy.unlogged is not None:
            named.add(self.policy.unlogged.after_grade)
        if unknown := sorted(named - known):
            raise ScenarioRefused(
                f"The policy {self.policy.name} or added demand names the grade {unknown[0]}, which the log does "
                f"not have: it has {', '.join(sorted(known))}."
            )

    @property
    def grid(self) -> Grid:
        """The hours and local areas of the ledger."""
        return self.ledger.grid


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Staffing:
    """Response units, hours × local areas: those there, and those there were nothing to happen."""

    units: Units
    as_planned: Units


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Prepared:
    """A scenario as queues, before the chance of any one run.

    model: with the rates of an average day. classes: what each of its classes stands for. varies: which of
    them follow the factor of the day. day: number of each hour's local day. received: incidents expected, hours ×
    demand classes × local areas. areas: local areas; places from there on are those of appointments.
    """

    scenario: Scenario
    phases: tuple[date, ...]
    staffing: Staffing
    model: GeneralModel
    classes: tuple[QueueClass, ...]
    varies: npt.NDArray[np.bool_]
    day: npt.NDArray[np.int64]
    received: Reals

    @property
    def units(self) -> Units:
        """Response units, hours × local areas."""
        return self.staffing.units

    @property
    def areas(self) -> int:
        """Local areas."""
        return len(self.scenario.grid.local_areas)

    def factors_of_run(self, key: int) -> Reals | None:
        """Factors of the days of one run, hours × places, drawn from the run's key; None where days do not differ."""
        demand = self.scenario.demand
        if not (demand.day_variance or demand.local_day_variance):
            return None
        by_day = day_factors(
            key,
            int(self.day[-1]) + 1,
            self.areas,
            demand.day_variance,
            demand.day_correlation,
            demand.local_day_variance,
        )
        return np.tile(by_day[self.day], (1, self.model.places // self.areas))

    def model_of_run(self, key: int, like: tuple[Prepared, GeneralModel] | None = None) -> GeneralModel:
        """The model of one run: rates with the factors of its days.

        like: another scenario and its model in this run, of which the rates are taken where they are the same.
        """
        if like is not None and like[0].model.rates is self.model.rates and self.model.extra_rates is None:
            return replace(self.model, rates=like[1].rates)
        factors = self.factors_of_run(key)
        if factors is None:
            return self.model
        extra = self.model.extra_rates
        return replace(
            self.model,
            rates=self._moved(self.model.rates, factors),
            extra_rates=None if extra is None else self._moved(extra, factors),
        )

    def _moved(self, rates: Reals, factors: Reals) -> Reals:
        """Rates times the factors, of the classes that follow them."""
        moved = rates.copy()
        moved[:, self.varies] *= factors[:, None, :]
        return moved

    def has_the_work_of(self, scenario: Scenario, phases: tuple[date, ...], staffing: Staffing) -> bool:
        """Whether another scenario differs in no more than its ledger, its crews and what is added to its demand."""
        mine = self.scenario
        return (
            mine.demand is scenario.demand
            and (mine.policy is scenario.policy or mine.policy == scenario.policy)
            and (mine.grid is scenario.grid or mine.grid == scenario.grid)
            and self.phases == phases
            and (
                mine.demand.on_duty is not None
                or np.array_equal(self.staffing.as_planned, staffing.as_planned)
            )
        )


def staffing_of(ledger: Ledger, crewing: CrewingPolicy) -> Staffing:
    """The units of a ledger, which hang on no demand: worked out once for many draws of it."""
    at = ledger.grid.functions.index(DutyFunction.RESPONSE)
    planned = ledger.planned[:, :, at]
    trained = {skill: minutes[:, :, at] for skill, minutes in ledger.trained.items()}
    as_planned = crew(planned, planned, ledger.grid, crewing, trained).units
    return Staffing(units=crews_of(ledger, crewing).units, as_planned=as_planned)


def prepare_scenario(
    scenario: Scenario,
    phases: tuple[date, ...] = (),
    staffing: Staffing | None = None,
    like: Prepared | None = None,
) -> Prepared:
    """A scenario as queues. `phases` are the first days of the second, third, … band of the histograms.

    staffing: of its ledger and crewing, where it is known already. like: another scenario, prepared; where it
    has the same work, that is shared and not worked out again, to the same end.
    """
    staffing = staffing or staffing_of(scenario.ledger, scenario.crewing)
    if like is None or not like.has_the_work_of(scenario, phases, staffing):
        like = _work_of(scenario, phases, staffing)
    places = like.model.places
    customers = tuple(_with_slots(each, scenario, like.received, places) for each in like.classes)
    model = replace(
        like.model,
        classes=customers,
        extra_rates=_extra(scenario, like.classes, like.received, places),
        capacity=_capacity(staffing.units, customers, places),
    )
    return replace(like, scenario=scenario, staffing=staffing, model=model)


def _work_of(scenario: Scenario, phases: tuple[date, ...], staffing: Staffing) -> Prepared:
    """A scenario as queues, with nobody there yet, nothing added to its demand and no slots for appointments."""
    grid, policy = scenario.grid, scenario.policy
    days, day = np.unique(grid.local_days, return_inverse=True)
    order = [scenario.demand.local_areas.index(area) for area in grid.local_areas]
    rates = scenario.demand.rates_on(grid)[:, :, order]
    classes = queue_classes(scenario.demand, policy)
    places = len(order) * (2 if any(each.by_appointment for each in classes) else 1)
    unlogged = _unlogged(scenario.demand, grid, staffing, rates)
    model = GeneralModel(
        classes=tuple(each.customers for each in classes),
        rates=np.stack([_rates_of(each, rates, unlogged, places) for each in classes], axis=1),
        capacity=np.zeros((grid.hours, places), dtype=np.int64),
        preference=_preference(scenario, places),
        travel_factor=_travel_factors(places, float(policy.travel_factor)),
        cell=day.astype(np.int64),
        band=np.searchsorted([first.toordinal() for first in phases], days[day], side="right").astype(
            np.int64
        ),
        handover=Handover.CARRY if policy.handover is ShiftHandover.CARRY else Handover.RELIEVE,
        sends=hours_of_sending(classes, scenario.demand, policy, grid.hours_of_week % 24),
    )
    return Prepared(
        scenario=scenario,
        phases=phases,
        staffing=staffing,
        model=model,
        classes=classes,
        varies=np.array([each.demand_class is not None for each in classes]),
        day=day.astype(np.int64),
        received=rates,
    )


def _unlogged(demand: Demand, grid: Grid, staffing: Staffing, rates: Reals) -> Reals:
    """Unit-hours of work that is not logged, in each hour and local area.

    It is the work that was there when the log was made; where no roster told then, the share is taken of the units
    that the ledger plans.
    """
    known = demand.unlogged_unit_hours()
    if known is not None:
        return known[grid.hours_of_week][:, [demand.local_areas.index(area) for area in grid.local_areas]]
    sent = np.array([cls.route is Route.DISPATCH for cls in demand.classes])
    busy = np.einsum("hka,k->ha", rates, demand.unit_hours() * sent)
    hours: Reals = demand.unseen_share * np.maximum(staffing.as_planned - busy, 0.0)
    return hours


def _rates_of(each: QueueClass, rates: Reals, unlogged: Reals, places: int) -> Reals:
    hours, _, areas = rates.shape
    found = np.zeros((hours, places))
    if each.demand_class is None:
        found[:, :areas] = unlogged * each.share / each.hours_each
    else:
        first = areas if each.by_appointment else 0
        found[:, first : first + areas] = each.share * rates[:, each.demand_class]
    return found


def _extra(
    scenario: Scenario,
    classes: tuple[QueueClass, ...],
    rates: Reals,
    places: int,
) -> Reals | None:
    if not scenario.extra:
        return None
    areas, days = scenario.grid.local_areas, scenario.grid.local_days
    share = np.zeros(rates.shape)
    for added in scenario.extra:
        hours = (days >= added.from_on.toordinal()) & (days <= added.until_on.toordinal())
        of_grade = np.array([cls.grade == added.grade for cls in scenario.demand.classes])
        here = np.array([added.local_area in (None, area) for area in areas])
        share[np.ix_(hours, of_grade, here)] += added.factor
    nothing = np.zeros(rates.shape[::2])
    return np.stack([_rates_of(each, rates * share, nothing, places) for each in classes], axis=1)


def _with_slots(each: QueueClass, scenario: Scenario, rates: Reals, places: int) -> CustomerClass:
    if each.customers.diary is None or each.demand_class is None:
        return each.customers
    demand, number = scenario.demand, each.demand_class
    rule = scenario.policy.diary_for(demand.classes[number].grade)
    order = [demand.local_areas.index(area) for area in scenario.grid.local_areas]
    by_area = rates[:, number].sum(axis=0)
    try:
        diary = diary_of(rule, demand.appointments_of(number), scenario.ledger, by_area, order)
    except ValueError as error:
        raise ScenarioRefused(
            f"Calls graded {demand.classes[number].grade} are seen by appointment, and {error}: give the policy "
            f"{scenario.policy.name} a diary for them, with slots_a_day and lead_hours."
        ) from None
    slots = np.zeros((scenario.grid.hours, places), dtype=np.int64)
    slots[:, places // 2 :] = diary.slots
    return replace(each.customers, diary=replace(diary, slots=slots))


def _capacity(units: Units, customers: tuple[CustomerClass, ...], places: int) -> Units:
    """Response units; those who keep appointments are as many as can ever be wanted, since slots limit them."""
    capacity = np.zeros((units.shape[0], places), dtype=np.int64)
    capacity[:, : units.shape[1]] = units
    slots = sum(HOURS_HELD * int(each.diary.slots.max()) for each in customers if each.diary is not None)
    capacity[:, units.shape[1] :] = MOST_UNITS * slots
    return capacity


def _preference(scenario: Scenario, places: int) -> Units:
    areas = scenario.grid.local_areas
    preference = np.full((places, places), -1, dtype=np.int64)
    preference[:, 0] = np.arange(places)
    for neighbours in scenario.policy.neighbours:
        names = (neighbours.local_area, *neighbours.helped_by)
        if unknown := [name for name in names if name not in areas]:
            raise ScenarioRefused(
                f"The policy {scenario.policy.name} names the local area {unknown[0]}, which the roster does not "
                f"have: it has {', '.join(areas)}."
            )
        if len(set(names)) < len(names):
            raise ScenarioRefused(
                f"The policy {scenario.policy.name} names a local area twice among the neighbours of {names[0]}: "
                "name each other one once."
            )
        numbers = [areas.index(name) for name in names]
        preference[numbers[0], : len(numbers)] = numbers
    return preference


def _travel_factors(places: int, elsewhere: float) -> Reals:
    factors: Reals = np.full((places, places), elsewhere)
    np.fill_diagonal(factors, 1.0)
    return factors
