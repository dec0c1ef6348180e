"""A scenario as queues, and what a run of it means."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from dueregard.common.codecs import Id
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.local_policing.grades import Route
from dueregard.local_policing.measures import Measure, Outcomes, backlog_by_day, outcomes_of
from dueregard.local_policing.queue_classes import hours_of_sending, queue_classes
from dueregard.local_policing.response_policy import DiaryRule, GradeRule, Neighbours
from dueregard.local_policing.scenario import ExtraDemand, Scenario, ScenarioRefused, prepare_scenario
from dueregard.local_policing.simulation import run_both, run_scenario
from dueregard.workforce.hours import DutyFunction, Grid
from dueregard.workforce.ledger_keeping import keep_ledger
from dueregard.workforce.withdrawals import Withdrawal
from tests.support.small_scenario import (
    CLASSES,
    MONDAY,
    POLICY,
    small_demand,
    small_roster,
    small_scenario,
)

EVERY_DAY = slice(None)
PRIORITY = CLASSES[1].key
KEYS = [key_of(20141104, number) for number in range(3)]


def base(response: int = 7) -> Scenario:
    return small_scenario(keep_ledger(small_roster(7, response=response)))


def outcomes(scenario: Scenario, key: int, days: slice = EVERY_DAY) -> Outcomes:
    prepared = prepare_scenario(scenario)
    return outcomes_of(prepared, run_scenario(prepared, key), days)


@pytest.mark.parametrize("key", KEYS)
def test_everybody_received_is_accounted_for(key):
    seen = outcomes(base(), key)
    assert seen.is_balanced
    assert seen.counts["received"].sum() > 500
    assert seen.grades == ("emergency", "priority", "scheduled")


def test_telephone_work_has_no_queue():
    prepared = prepare_scenario(base())
    assert not any("telephone" in each.customers.name for each in prepared.classes)


@pytest.mark.parametrize("key", KEYS)
def test_the_incidents_are_the_same_whoever_is_there(key):
    """The same calls at the same milliseconds: staffing changes what becomes of them and nothing else."""
    few, many = outcomes(base(response=5), key), outcomes(base(response=20), key)
    assert np.array_equal(few.counts["received"], many.counts["received"])
    assert few.counts["wait_start"].sum() > many.counts["wait_start"].sum()


def test_days_add_up_to_the_whole():
    prepared = prepare_scenario(base())
    tally = run_scenario(prepared, KEYS[0])
    whole = outcomes_of(prepared, tally, EVERY_DAY).counts["received"]
    parts = [outcomes_of(prepared, tally, slice(day, day + 1)).counts["received"] for day in range(7)]
    assert np.array_equal(sum(parts), whole)


def test_a_mean_wait_of_the_force_is_that_of_its_people_not_of_its_areas():
    seen = outcomes(base(), KEYS[0])
    over, under = seen.parts(Measure.WAIT_TO_ARRIVAL)
    assert over.sum() == pytest.approx(seen.counts["wait_arrival"].sum() / 60_000)
    assert under.sum() == seen.counts["attended"].sum()
    with pytest.raises(ValueError, match="histogram"):
        seen.parts(Measure.LONGEST_TENTH)


def test_nobody_waits_where_hundreds_are_on_duty_and_the_standard_is_missed_only_by_travel():
    seen = outcomes(base(response=300), KEYS[0])
    urgent = [seen.grades.index(grade) for grade in ("emergency", "priority")]
    assert seen.counts["wait_start"][urgent].sum() == 0
    assert (seen.longest_tenth[urgent] == 0).all()
    assert seen.counts["breaches"][urgent].sum() < 0.2 * seen.counts["received"][urgent].sum()


def test_nobody_on_duty_attends_nobody():
    seen = outcomes(base(response=0), KEYS[0])
    urgent = [seen.grades.index(grade) for grade in ("emergency", "priority")]
    assert seen.counts["attended"][urgent].sum() == 0
    assert np.isinf(seen.longest_tenth[urgent]).all()
    assert seen.is_balanced


def test_a_backlog_without_anybody_on_duty_grows_by_what_comes_in():
    demand = replace(
        small_demand(), cancel_per_hour=np.zeros(4), upgrade_per_hour=np.zeros(4), upgrade_to=np.full(4, -1)
    )
    scenario = small_scenario(keep_ledger(small_roster(7, response=0)), demand)
    prepared = prepare_scenario(scenario)
    by_day = backlog_by_day(prepared, run_scenario(prepared, KEYS[0]))[:, :2].sum(axis=1)
    # 2 areas × 2.5 an hour × 24 hours come in on a day.
    assert np.diff(by_day).mean() == pytest.approx(120, rel=0.1)


def test_the_day_factor_varies_calls_and_not_unlogged_work():
    prepared = prepare_scenario(base())
    model = prepared.model_of_run(KEYS[0])
    named = [each.customers.name for each in prepared.classes]
    still = [
        name
        for number, name in enumerate(named)
        if np.allclose(model.rates[:, number], prepared.model.rates[:, number])
    ]
    assert still == [name for name in named if name.startswith("unlogged")]
    assert len(still) == 2


def test_extra_incidents_come_besides_and_leave_the_others_as_they_were():
    scenario = base()
    more = replace(
        scenario,
        extra=(
            ExtraDemand(
                grade="priority",
                local_area="north",
                factor=0.5,
                from_on=MONDAY + timedelta(days=2),
                until_on=MONDAY + timedelta(days=4),
            ),
        ),
    )
    plain, added = outcomes(scenario, KEYS[0]), outcomes(more, KEYS[0])
    difference = added.counts["received"] - plain.counts["received"]
    # 3 days × 24 hours × 1.5 an hour × a half
    assert difference[plain.grades.index("priority"), 0] == pytest.approx(54, abs=25)
    assert np.count_nonzero(difference) == 1


def test_appointments_are_no_more_than_the_slots_of_the_diary():
    few = replace(
        POLICY, diaries=(DiaryRule(grade=Id("scheduled"), slots_a_day=2, lead_hours=24, longest_hours=72),)
    )
    scenario = small_scenario(keep_ledger(small_roster(7)), policy=few)
    seen = outcomes(scenario, KEYS[0])
    booked = seen.counts["attended"][seen.grades.index("scheduled")].sum()
    assert booked <= 2 * 7
    assert seen.counts["no_slot"].sum() > 0
    assert seen.is_balanced


def test_neighbours_help_only_where_the_policy_says_so():
    """The south has next to nothing to do, and helps the north."""
    alone = replace(POLICY, rules=(GradeRule(grade=Id("emergency")),), neighbours=())
    demand = small_demand()
    demand.rates[:, 1] /= 100
    waits = []
    for policy in (POLICY, alone):
        seen = outcomes(small_scenario(keep_ledger(small_roster(7, response=5)), demand, policy), KEYS[0])
        waits.append(int(seen.counts["wait_start"][seen.grades.index("emergency"), 0]))
    assert waits[0] < waits[1] / 2


def test_officers_away_are_units_fewer():
    roster = small_roster(7)
    taken = Withdrawal(
        from_at=roster.grid.start + timedelta(days=2),
        until_at=roster.grid.start + timedelta(days=3),
        local_area="north",
        function=DutyFunction.RESPONSE,
        officers=3,
    )
    prepared = prepare_scenario(small_scenario(keep_ledger(roster, [taken])))
    assert set(prepared.units[48:72, 0]) == {4}
    assert set(prepared.units[:48, 0]) == {7}
    assert set(prepared.units[:, 1]) == {7}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"demand": small_demand(areas=("north", "west"))},
            r"do not have the same local areas \(south, west\)",
        ),
        ({"policy": replace(POLICY, rules=(GradeRule(grade=Id("urgent")),))}, "names the grade urgent"),
        (
            {
                "extra": (
                    ExtraDemand(grade="odd", local_area=None, factor=1, from_on=MONDAY, until_on=MONDAY),
                )
            },
            "names the grade odd",
        ),
    ],
)
def test_parts_that_do_not_fit_are_refused_in_a_sentence(change, sentence):
    with pytest.raises(ScenarioRefused, match=sentence):
        replace(base(), **change)


@pytest.mark.parametrize(
    ("neighbours", "sentence"),
    [
        (Neighbours(local_area=Id("north"), helped_by=(Id("west"),)), "names the local area west"),
        (Neighbours(local_area=Id("north"), helped_by=(Id("north"),)), "twice among the neighbours of north"),
    ],
)
def test_neighbours_that_are_none_are_refused(neighbours, sentence):
    policy = replace(POLICY, neighbours=(neighbours,))
    with pytest.raises(ScenarioRefused, match=sentence):
        prepare_scenario(small_scenario(keep_ledger(small_roster(7)), policy=policy))


def test_added_demand_must_be_a_share_on_days_in_order():
    with pytest.raises(ValueError, match="added demand"):
        ExtraDemand(grade="priority", local_area=None, factor=-1, from_on=MONDAY, until_on=MONDAY)
    with pytest.raises(ValueError, match="added demand"):
        ExtraDemand(grade="priority", local_area=None, factor=1, from_on=MONDAY, until_on=date(2020, 1, 1))


def test_a_policy_may_name_nobody_twice():
    with pytest.raises(ValueError, match="twice"):
        replace(POLICY, rules=(GradeRule(grade=Id("emergency")), GradeRule(grade=Id("emergency"))))
    with pytest.raises(ValueError, match="factor of 1 or more"):
        replace(POLICY, travel_factor=Decimal("0.5"))


@pytest.mark.parametrize(
    "extra",
    [
        (),
        (
            ExtraDemand(
                grade="priority",
                local_area=None,
                factor=0.5,
                from_on=MONDAY,
                until_on=MONDAY + timedelta(days=2),
            ),
        ),
    ],
)
def test_worlds_that_share_their_work_run_as_either_does_alone(extra):
    """What is worked out once for both worlds of a pair is what each would have worked out."""
    one = base(response=7)
    other = replace(base(response=5), demand=one.demand, extra=extra)
    phases = (MONDAY + timedelta(days=3),)
    usual = prepare_scenario(one, phases)
    beside = prepare_scenario(other, phases, like=usual)
    assert beside.model.rates is usual.model.rates
    alone = [run_scenario(prepare_scenario(each, phases), KEYS[0]) for each in (one, other)]
    for together, by_itself in zip(run_both(usual, beside, KEYS[0]), alone, strict=True):
        for name, counted in by_itself.counts.items():
            assert np.array_equal(together.counts[name], counted), name


def test_worlds_with_other_demand_or_rules_share_nothing():
    one = base()
    usual = prepare_scenario(one)
    assert not usual.has_the_work_of(replace(one, demand=replace(one.demand)), (), usual.staffing)
    assert not usual.has_the_work_of(one, (MONDAY,), usual.staffing)
    slower = replace(one, policy=replace(one.policy, travel_factor=Decimal(3)))
    assert not usual.has_the_work_of(slower, (), usual.staffing)
    assert usual.has_the_work_of(replace(one, crewing=replace(one.crewing)), (), usual.staffing)


def sending(from_hour: int, until_hour: int, **more) -> Scenario:
    """Units sent to priority calls in these hours only."""
    rule = GradeRule(grade=Id("priority"), sent_from_hour=from_hour, sent_until_hour=until_hour, **more)
    policy = replace(POLICY, rules=(POLICY.rules[0], rule))
    return small_scenario(keep_ledger(small_roster(7)), policy=policy)


def test_hours_of_sending_are_those_of_the_local_day_and_of_one_grade():
    prepared = prepare_scenario(sending(8, 22))
    sends, names = prepared.model.sends, [each.customers.name for each in prepared.classes]
    assert sends is not None
    local = prepared.scenario.grid.hours_of_week % 24
    assert np.array_equal(sends[:, names.index(PRIORITY)], (local >= 8) & (local < 22))
    assert sends[:, [name != PRIORITY for name in names]].all()


@pytest.mark.parametrize(("day", "at"), [(date(2023, 3, 26), [0, 2]), (date(2023, 10, 29), [0, 1, 1, 2])])
def test_hours_of_sending_where_the_clock_changes(day, at):
    """From 0 to 3 o'clock by the wall clock: two hours in March, four in October."""
    grid = Grid.of_days(day, 1, ("north", "south"), "Europe/London")
    policy = sending(0, 3).policy
    classes = queue_classes(small_demand(), policy)
    sends = hours_of_sending(classes, small_demand(), policy, grid.hours_of_week % 24)
    rank = [each.customers.name for each in classes].index(PRIORITY)
    assert sends is not None
    assert [hour % 24 for hour in grid.hours_of_week[sends[:, rank]].tolist()] == at


def test_a_policy_with_every_hour_has_no_hours_of_sending():
    assert prepare_scenario(base()).model.sends is None


@pytest.mark.parametrize("key", KEYS)
def test_whoever_calls_outside_the_hours_waits_for_them_and_nobody_is_lost(key):
    """Half of the day is shut: those who call in it wait six hours on average, and those at once who call by day."""
    many = small_roster(7, response=200)
    plain = small_scenario(keep_ledger(many), replace(small_demand(), cancel_per_hour=np.zeros(4)))
    shut = replace(plain, policy=replace(POLICY, rules=(GradeRule(grade=Id("priority"), sent_from_hour=12),)))
    open_all_day, seen = outcomes(plain, key), outcomes(shut, key)
    rank = seen.grades.index("priority")
    assert seen.is_balanced
    assert np.array_equal(seen.counts["received"], open_all_day.counts["received"])
    waited = seen.counts["wait_start"][rank].sum() / 3_600_000 / seen.counts["attended"][rank].sum()
    assert waited == pytest.approx(3, rel=0.15)


@pytest.mark.parametrize("key", KEYS)
def test_the_taking_of_a_call_is_added_to_every_wait(key):
    """A minute and a half for each, and nothing else: the same units are sent at the same moments."""
    scenario = base()
    longer = (replace(POLICY.rules[0], call_minutes=Decimal("1.5")), POLICY.rules[1])
    plain = outcomes(scenario, key)
    taken = outcomes(replace(scenario, policy=replace(POLICY, rules=longer)), key)
    rank = plain.grades.index("emergency")
    added = taken.counts["wait_start"][rank] - plain.counts["wait_start"][rank]
    own = plain.counts["attended"][rank] - plain.counts["upgraded_in"][rank]
    assert np.array_equal(added, 90_000 * own)
    assert taken.counts["breaches"][rank].sum() > plain.counts["breaches"][rank].sum()
    same = [name for name in plain.counts if name not in ("wait_start", "wait_arrival", "breaches")]
    assert all(np.array_equal(plain.counts[name], taken.counts[name]) for name in same)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"sent_from_hour": 8, "sent_until_hour": 8}, "from hour 8 to that same hour, which is never"),
        ({"sent_from_hour": 24}, "from hour 24 to hour 24; write 0 to 23 for the first"),
        ({"sent_until_hour": 0}, "from hour 0 to hour 0; write 0 to 23 for the first and 1 to 24"),
        ({"call_minutes": Decimal(-1)}, "taken in -1 minutes; write 0 to 60"),
        ({"route": Route.DIARY, "sent_from_hour": 8}, "for the route diary; they are for dispatch"),
    ],
)
def test_hours_of_sending_that_cannot_be_are_told(given, said):
    with pytest.raises(ValueError, match=said):
        GradeRule(grade=Id("scheduled"), **given)
