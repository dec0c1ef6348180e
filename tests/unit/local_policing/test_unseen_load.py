"""Unseen load: found again from how urgent incidents fared, with an interval, and only where a roster is there."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dueregard.common.tables import ABSENT
from dueregard.local_policing.calibration import CalibrationSettings, calibrate
from dueregard.local_policing.calibration_crews import busy_by_hour, units_seen
from dueregard.local_policing.demand import Status
from dueregard.local_policing.log import IncidentLog, incidents_of
from dueregard.local_policing.unseen_load import MOST_FREE, UnitsOnDuty, looks_of, unseen_share
from dueregard.workforce.hours import Grid
from tests.support.made_logs import Truth, clean

AS_AT = date(2022, 1, 1)
UNITS = 4
TRUTH = Truth(rates=np.full((168, 1, 1), 1.2), weeks=30, areas=("north",), grades=("E",), two_units=0.0)
GRID = Grid.of_days(date(2021, 1, 4), 210, ("north",), "UTC")
ON_DUTY = UnitsOnDuty(GRID, np.full((GRID.hours, 1), UNITS))


def with_waits(log: IncidentLog, share: float, seed: int) -> IncidentLog:
    """The same incidents, made to wait ten minutes where every unit that looks free is not, by chance."""
    random = np.random.default_rng(seed)
    order = np.argsort(log.received_at)
    cleared: list[int] = []
    begun: list[int] = []
    delays = np.zeros(len(log), dtype=np.int64)
    for row in order.tolist():
        received = int(log.received_at[row])
        busy = sum(start < received < end for start, end in zip(begun, cleared, strict=True))
        delays[row] = 600 if (random.random(max(UNITS - busy, 0)) < share).all() else 30
        start = received + int(delays[row])
        begun.append(start)
        cleared.append(start + int(log.cleared_at[row] - log.dispatched_at[row]))
        begun, cleared = begun[-40:], cleared[-40:]
    moved = log.received_at + delays - log.dispatched_at
    return replace(
        log,
        dispatched_at=log.dispatched_at + moved,
        arrived_at=log.arrived_at + moved,
        cleared_at=log.cleared_at + moved,
    )


@pytest.fixture(scope="module")
def log() -> IncidentLog:
    return with_waits(clean(TRUTH.made(20141104)), 0.4, 20141104)


def test_the_share_is_found_again_inside_its_interval(log):
    found = calibrate(log, source="", as_at=AS_AT, on_duty=ON_DUTY, settings=CalibrationSettings(draws=100))
    figure = found.parameter("unseen load")
    assert figure.status is Status.ESTIMATED
    assert figure.value == found.demand.unseen_share == pytest.approx(0.4, abs=0.03)
    assert figure.low is not None
    assert figure.high is not None
    assert figure.low < 0.4 < figure.high
    assert figure.high - figure.low < 0.1
    shares = [demand.unseen_share for demand in found.draws(30, 7)]
    assert len(set(shares)) > 20, "each draw has its own share"


def test_without_a_roster_it_is_not_identifiable(log):
    found = calibrate(log, source="", as_at=AS_AT, settings=CalibrationSettings(draws=100))
    figure = found.parameter("unseen load")
    assert (figure.status, figure.value, figure.low, figure.high) == (
        Status.NOT_IDENTIFIABLE,
        None,
        None,
        None,
    )
    assert figure.method.startswith("needs a roster")
    assert found.demand.unseen_share == 0


def test_where_hardly_any_waited_it_is_not_identifiable(log):
    quick = replace(log, dispatched_at=log.received_at + 30)
    found = calibrate(quick, source="", as_at=AS_AT, on_duty=UnitsOnDuty(GRID, ON_DUTY.units * 3))
    figure = found.parameter("unseen load")
    assert figure.status is Status.NOT_IDENTIFIABLE
    assert figure.method.endswith("too few waited to say")


def test_the_likelihood_has_its_top_where_a_slow_search_finds_it():
    random = np.random.default_rng(20141104)
    free = random.integers(1, 6, 5_000)
    waited = random.random(5_000) < 0.55**free
    seen = np.zeros((MOST_FREE + 1, 2))
    np.add.at(seen, (free, waited.astype(int)), 1)
    shares = np.linspace(0.4, 0.7, 3001)
    powers = shares[:, None] ** free
    likelihood = np.where(waited, np.log(powers), np.log1p(-powers)).sum(axis=1)
    assert unseen_share(seen, 10) == pytest.approx(shares[likelihood.argmax()], abs=2e-4)
    assert unseen_share(seen, int(seen[1:, 1].sum()) + 1) is None


def test_who_looks_free_is_who_is_on_duty_and_not_on_an_incident(log):
    few = log.between(date(2021, 1, 4), date(2021, 1, 10))
    found = incidents_of(few)
    expected = np.zeros((MOST_FREE + 1, 2), dtype=int)
    beyond = 0
    for received, dispatched in zip(found.received_at, found.dispatched_at, strict=True):
        busy = int(((few.dispatched_at < received) & (few.cleared_at > received)).sum())
        if busy > UNITS:
            beyond += 1
        else:
            expected[UNITS - busy, int(dispatched - received > 300)] += 1
    grid = Grid.of_days(date(2021, 1, 4), 7, ("north",), "UTC")
    looks = looks_of(few, UnitsOnDuty(grid, np.full((grid.hours, 1), UNITS)), 0, 300)
    assert np.array_equal(looks.seen[0], expected)
    assert looks.beyond == beyond


def test_units_busy_by_hour_are_counted_as_a_slow_count_does():
    random = np.random.default_rng(20141104)
    begun = random.integers(-5_000, 50_000, 200)
    ended = begun + random.integers(1, 9_000, 200)
    mean, peak = busy_by_hour(begun, ended, 12)
    second = np.arange(12 * 3_600)
    under_way = ((begun[:, None] <= second) & (second < ended[:, None])).sum(axis=0).reshape(12, 3_600)
    assert mean == pytest.approx(under_way.mean(axis=1))
    assert np.array_equal(peak, under_way.max(axis=1))


def test_the_interval_of_crews_holds_the_units_that_were_there():
    """Six units take turns for 26 weeks, so all are sent in every eight hours and some are busy at once."""
    truth = Truth(rates=np.full((168, 1, 1), 2.5), weeks=26, areas=("north",), grades=("E",), two_units=0.0)
    log = clean(truth.made(20141104))
    turns = replace(log, unit=(np.arange(len(log)) % 6).astype(np.int32))
    seen = units_seen(turns, Grid.of_days(date(2021, 1, 4), 182, ("north",), "UTC"))
    assert seen.sent_around is not None
    assert (seen.busy_mean <= seen.busy_at_once).all()
    assert seen.busy_at_once.mean() < 6
    assert seen.sent_around == pytest.approx(np.full((168, 1), 6.0), abs=0.2)
    nameless = units_seen(replace(log, unit=np.full(len(log), -1, dtype=np.int32)), GRID)
    assert nameless.sent_around is None


def test_a_row_without_any_moment_is_not_busy(log):
    blank = np.full(len(log), ABSENT)
    seen = units_seen(replace(log, dispatched_at=blank, arrived_at=blank), GRID)
    assert seen.busy_mean.sum() == 0
