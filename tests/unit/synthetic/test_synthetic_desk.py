"""What the dispatch desk does with a small force: nothing is lost, nobody is in two places, features are there."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dueregard.synthetic.calendar import HOUR, Clock
from dueregard.synthetic.demand import days
from dueregard.synthetic.desk import ATTENDED, OPEN
from dueregard.synthetic.force import EMERGENCY, PRIORITY, QUEUED, Unlogged
from dueregard.synthetic.run import APPOINTMENT, BY_TELEPHONE, run
from tests.unit.synthetic.toy_force import BIG, TOY, toy


@pytest.fixture(scope="module")
def quiet():
    return run(toy(6), 3)


@pytest.fixture(scope="module")
def sent_away():
    return run(toy(6, (BIG,)), 3)


def test_every_incident_has_one_end(quiet):
    assert not (quiet.outcome == OPEN).any()
    attended = quiet.outcome == ATTENDED
    assert (quiet.first_sent_at[attended] >= 0).all()
    assert (quiet.closed_at[attended] == -1).all()
    assert (quiet.closed_at[~attended] >= quiet.incidents.received_at[~attended]).all()
    visited = np.zeros(len(quiet.incidents), bool)
    visited[quiet.visits.incident] = True
    assert (visited == attended).all()
    assert ((quiet.incidents.work == 4) == (quiet.outcome == BY_TELEPHONE)).all()


def test_no_crew_is_in_two_places(sent_away):
    visits = sent_away.visits
    response = visits.shift != APPOINTMENT
    crew = np.stack([visits.home, visits.shift, visits.number, visits.shift_ends_at])[:, response]
    order = np.lexsort((visits.dispatched_at[response], *crew))
    same = (np.diff(crew[:, order], axis=1) == 0).all(axis=0)
    sets_off = visits.dispatched_at[response][order]
    clears = visits.cleared_at[response][order]
    assert same.any()
    assert (sets_off[1:] >= clears[:-1])[same].all()


def test_moments_are_in_order(sent_away):
    visits = sent_away.visits
    assert (visits.dispatched_at < visits.arrived_at).all()
    assert (visits.arrived_at < visits.cleared_at).all()
    received = sent_away.incidents.received_at[visits.incident]
    assert (visits.dispatched_at >= received).all()


def test_nobody_is_sent_more_units_than_were_needed(sent_away):
    sent = np.bincount(sent_away.visits.incident, minlength=len(sent_away.incidents))
    ordinary = sent_away.incidents.units > 0
    assert (sent <= sent_away.incidents.units)[ordinary].all()


def test_queued_jobs_are_visited_by_day_only(quiet):
    clock = Clock(TOY.zone)
    visits = quiet.visits
    queued = (quiet.incidents.work[visits.incident] == QUEUED) & ~quiet.worsened[visits.incident]
    moments = visits.dispatched_at[queued & (visits.shift != APPOINTMENT)]
    hour = (moments + clock.offsets(moments)) // HOUR % 24
    assert set(hour.tolist()) == set(range(8, 22))


def test_emergencies_come_first(quiet):
    waits = quiet.first_sent_at - quiet.incidents.ready_at
    mean = [
        waits[(quiet.incidents.work == which) & (waits >= 0)].mean()
        for which in (EMERGENCY, PRIORITY, QUEUED)
    ]
    assert mean[0] < mean[1] < mean[2]


def test_what_happens_is_the_same_with_and_without_a_deployment_until_it_begins(quiet, sent_away):
    begins = Clock(TOY.zone).seconds(BIG.from_on)
    for name, column in vars(quiet.incidents).items():
        assert (vars(sent_away.incidents)[name] == column).all(), name
    early = quiet.visits.cleared_at < begins
    for name, column in vars(quiet.visits).items():
        other = vars(sent_away.visits)[name][sent_away.visits.cleared_at < begins]
        if name in ("incident", "dispatched_at", "arrived_at"):
            response = quiet.visits.shift[early] != APPOINTMENT
            others = sent_away.visits.shift[sent_away.visits.cleared_at < begins] != APPOINTMENT
            assert (column[early][response] == other[others]).all(), name
    assert (quiet.first_sent_at != sent_away.first_sent_at).any()


def test_a_deployment_of_nobody_changes_nothing(quiet):
    nobody = run(toy(6, (replace(BIG, officers=0),)), 3)
    assert (nobody.first_sent_at == quiet.first_sent_at).all()
    assert (nobody.outcome == quiet.outcome).all()
    assert (nobody.backlog == quiet.backlog).all()


def test_the_major_incident_holds_its_crews(quiet):
    major = len(quiet.incidents) - 1
    rows = quiet.visits.incident == major
    assert rows.sum() == 8 + 3 * 3
    lengths = (quiet.visits.cleared_at - quiet.visits.arrived_at)[rows]
    assert sorted(set(lengths.tolist())) == [6 * HOUR, 8 * HOUR]


def test_crews_are_moved_informally(sent_away):
    visits, incidents = sent_away.visits, sent_away.incidents
    elsewhere = visits.home != incidents.local_area[visits.incident]
    priority = incidents.work[visits.incident] == PRIORITY
    # Neighbours are only sent to emergencies, so a priority job of elsewhere means a crew that was moved.
    assert 0 < elsewhere[priority].mean() < 0.2


def test_files_give_way_and_cost_nobody_an_emergency():
    buried = replace(TOY, unlogged=Unlogged(bound_hours=75, file_hours=400))
    heavy = run(replace(toy(2), force=buried), 3)
    light = run(toy(2), 3)
    emergency = light.incidents.work == EMERGENCY

    def late(one) -> float:
        waits = one.first_sent_at - one.incidents.ready_at
        return float((waits[emergency] > 600).mean())

    assert late(heavy) < late(light) + 0.1


def test_weather_has_its_seasons():
    year = list(days(TOY, date(2020, 1, 1), date(2024, 12, 31), 9))
    assert {day.on.month for day in year if day.storm} == {11, 12, 1, 2, 3}
    assert {day.on.month for day in year if day.hot} == {6, 7, 8}
    winter = [day.storm for day in year if day.on.month in (11, 12, 1, 2, 3)]
    assert np.mean(winter) == pytest.approx(0.06 / 0.56, abs=0.04)
    summer = [day.hot for day in year if day.on.month in (6, 7, 8)]
    assert np.mean(summer) == pytest.approx(0.12, abs=0.04)
