"""Officers, shifts, demand and appointments, before anybody is dispatched."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from dueregard.synthetic.calendar import EARLY, LATE, NIGHT, TEAMS, Clock, team_on, team_rests
from dueregard.synthetic.demand import incidents_of, week_profile
from dueregard.synthetic.diary import book, slots_of
from dueregard.synthetic.force import DIARY, EMERGENCY, PRIORITY, LogSpec, SpecRefused
from dueregard.synthetic.northmarch import DEPLOYMENTS, FORCE, northmarch
from dueregard.synthetic.officers import (
    ABSENT,
    AWAY,
    PRESENT,
    RESTING,
    crews_of,
    duties_of,
    neighbourhood_sent,
    officers_of,
    response_sent,
)
from tests.unit.synthetic.toy_force import BIG, TOY, toy

FIRST = date(2021, 6, 28)


def on_duty(duties, day: date, shift: int) -> int:
    return int(((duties.officers.team == team_on(day, shift)) & (duties.on(day) == PRESENT)).sum())


def test_each_team_works_two_early_two_late_two_night_and_rests_four():
    for team in range(TEAMS):
        days = [date(2021, 6, 28) + timedelta(days=step) for step in range(10)]
        worked = Counter(
            shift for day in days for shift in (EARLY, LATE, NIGHT) if team_on(day, shift) == team
        )
        assert worked == {EARLY: 2, LATE: 2, NIGHT: 2}
        assert sum(team_rests(day, team) for day in days) == 4


def test_officers_on_duty_are_as_the_decision_says():
    duties = duties_of(northmarch(deployments=False), FIRST, FIRST + timedelta(days=363), 7)
    days = [FIRST + timedelta(days=step) for step in range(364)]
    each = {shift: np.mean([on_duty(duties, day, shift) for day in days]) for shift in (EARLY, LATE, NIGHT)}
    assert (10 * each[EARLY] + 10 * each[LATE] + 9 * each[NIGHT]) / 24 == pytest.approx(288, rel=0.01)
    assert each[LATE] + each[NIGHT] == pytest.approx(476, rel=0.01)
    assert each[NIGHT] == pytest.approx(238, rel=0.01)
    assert (duties.state == ABSENT).mean() == pytest.approx(0.32, abs=0.005)
    shift_hours = {EARLY: 10, LATE: 10, NIGHT: 9}
    units = sum(
        len(crews_of(FORCE, duties, day, shift)) * shift_hours[shift] for day in days for shift in each
    )
    assert 0.9 * units / 24 / len(days) == pytest.approx(163, rel=0.01)


def test_a_deployment_takes_trained_officers_who_are_not_absent_and_repays_their_rest_days():
    velmoor = DEPLOYMENTS[1]
    last = velmoor.from_on + timedelta(days=120)
    with_it = duties_of(LogSpec(FORCE, FIRST, 40, (velmoor,)), FIRST, last, 7)
    without = duties_of(northmarch(deployments=False), FIRST, last, 7)
    row = (velmoor.from_on - FIRST).days
    away = with_it.state[row] == AWAY
    assert away.sum() == response_sent(FORCE.staffing, 425) == 156
    assert with_it.officers.trained[away].all()
    assert (without.state[row][away] == PRESENT).all()
    assert with_it.officers.supervisor[away].mean() == pytest.approx(0.12, abs=0.01)
    assert ((with_it.state[row : row + 13] == AWAY).sum(axis=0) == 13 * away).all()
    assert not (with_it.state[row + 13 :] == AWAY).any()
    rested = (with_it.state == RESTING).sum(axis=0)
    owed = [
        sum(team_rests(velmoor.from_on + timedelta(days=step), team) for step in range(12))
        for team in range(TEAMS)
    ]
    assert (rested == np.array(owed)[with_it.officers.team] * away).all()
    same = ~away
    many = min(len(with_it.state), len(without.state))
    assert (with_it.state[:many, same] == without.state[:many, same]).all()


def test_officers_stand_to_local_areas_as_demand_does():
    officers = officers_of(FORCE)
    shares = np.bincount(officers.local_area) / officers.team.size
    assert shares == pytest.approx([area.share for area in FORCE.local_areas], abs=0.002)
    assert (officers.trained.sum(), officers.supervisor.sum()) == (330, 210)


def test_a_tenth_of_the_others_late_shift_works_in_the_city_centre_on_friday_and_saturday_only():
    duties = duties_of(toy(), TOY_FIRST, TOY_FIRST + timedelta(days=20), 3)
    for step in range(14):
        day = TOY_FIRST + timedelta(days=step)
        lent = [crew for crew in crews_of(TOY, duties, day, LATE) if crew.local_area != crew.home]
        assert bool(lent) == (day.weekday() in (4, 5))
        assert all(crew.local_area == TOY.city_centre for crew in lent)


TOY_FIRST = date(2020, 1, 6)


@pytest.fixture(scope="module")
def year():
    return incidents_of(FORCE, FIRST, FIRST + timedelta(days=363), 11)


def test_incidents_a_day_are_as_the_decision_says(year):
    for which, per_day in enumerate((400, 560, 140, 160, 340)):
        assert (year.work == which).sum() / 364 == pytest.approx(per_day, rel=0.03)


def test_july_is_a_fifth_busier_and_february_a_tenth_quieter(year):
    clock = Clock(FORCE.zone)

    def per_day(begin: date, end: date) -> float:
        inside = (year.received_at >= clock.seconds(begin)) & (year.received_at < clock.seconds(end))
        return float(inside.sum()) / (end - begin).days

    mean = len(year) / 364
    assert per_day(date(2021, 7, 1), date(2021, 8, 1)) / mean == pytest.approx(1.20, abs=0.06)
    assert per_day(date(2022, 2, 1), date(2022, 3, 1)) / mean == pytest.approx(0.90, abs=0.06)


def test_local_areas_have_their_shares(year):
    assert np.bincount(year.local_area) / len(year) == pytest.approx(
        [area.share for area in FORCE.local_areas], abs=0.004
    )


@pytest.mark.parametrize(
    ("which", "units", "hours"), [(EMERGENCY, 2.0, 1.1), (PRIORITY, 1.35, 1.15), (2, 1.1, 1.0)]
)
def test_units_and_hours_are_as_the_decision_says(year, which, units, hours):
    chosen = year.work == which
    assert year.units[chosen].mean() == pytest.approx(units, rel=0.01)
    ordinary = (year.travel[chosen] + year.scene[chosen]).mean() / 3600
    assert ordinary == pytest.approx(hours, rel=0.02)


def test_a_day_has_its_own_stream_whatever_comes_after_it():
    short = incidents_of(TOY, TOY_FIRST, TOY_FIRST + timedelta(days=6), 5)
    long = incidents_of(TOY, TOY_FIRST, TOY_FIRST + timedelta(days=20), 5)
    for name, column in vars(short).items():
        assert (vars(long)[name][: len(short)] == column).all(), name


def test_days_differ_more_than_chance_alone_would_have_it(year):
    day = (year.received_at - year.received_at[0]) // 86400
    counts = np.bincount(day)[:364].astype(float)
    assert counts.std() > 3 * np.sqrt(counts.mean())


def test_the_week_is_scaled_to_its_mean():
    for work in FORCE.work:
        assert week_profile(work).mean() == pytest.approx(1)
    night = week_profile(FORCE.work[EMERGENCY])
    assert night[5, 1] > night[1, 1]


def test_appointments_keep_to_the_slots_and_to_a_day_ahead():
    spec = toy(4, (BIG,))
    incidents = incidents_of(TOY, TOY_FIRST, TOY_FIRST + timedelta(days=27), 5)
    booked = book(spec, incidents, TOY_FIRST, 5)
    clock = Clock(TOY.zone)
    midnights = np.array([clock.seconds(TOY_FIRST + timedelta(days=step)) for step in range(90)])
    day = np.searchsorted(midnights, booked.at, "right") - 1
    slots = slots_of(spec, TOY_FIRST, 90)
    used = np.zeros_like(slots)
    np.add.at(used, (day, incidents.local_area[booked.incident]), 1)
    assert (used <= slots).all()
    assert (booked.at - incidents.received_at[booked.incident] >= 24 * 3600).all()
    assert (incidents.work[booked.incident] == DIARY).all()


def test_a_deployment_takes_slots_as_it_takes_neighbourhood_officers():
    gone = neighbourhood_sent(TOY.staffing, BIG.officers)
    assert gone == 30
    days = (BIG.from_on - TOY_FIRST).days
    before, during = slots_of(toy(4, (BIG,)), TOY_FIRST, 20)[[days - 1, days]].sum(axis=1)
    assert during / before == pytest.approx(1 - 30 / (140 * 0.68), abs=0.05)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"starts_on": date(2020, 1, 7)}, "begins on Tuesday 07 January 2020; begin it on a Monday"),
        ({"weeks": 0}, "0 weeks; ask for 1 to 520"),
        ({"deployments": (replace(BIG, officers=201),)}, "201 officers of 200 trained"),
        ({"force": replace(TOY, local_areas=TOY.local_areas[:3])}, "make it 1"),
    ],
)
def test_what_cannot_be_made_is_refused_in_a_sentence(change, says):
    with pytest.raises(SpecRefused, match=says):
        replace(toy(), **change)
