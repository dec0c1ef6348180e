"""The full model, a year: ten places, shifts, one to four units, travel, a week's profile, and every rule there is.

The fast loop in C has none of that: it only says how quick this machine is. The incidents are made as they come,
and nothing is kept but counts, so the second budget holds the memory of sixteen years against that of one.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
from functools import cache
from itertools import count

import numpy as np

from benchmarks.measuring import Budget, Peer
from benchmarks.simulation import A_DAY, SEED, beside_c, seconds
from dueregard.engine.queueing.general import simulate
from dueregard.engine.queueing.model import TICKS_PER_HOUR, Clock, CustomerClass, Diary, GeneralModel, Upgrade
from dueregard.engine.queueing.random_numbers import key_of
from dueregard.engine.queueing.variates import exponential, log_normal

PLACES, WEEK, WEEKS = 10, 168, 52
UNITS = (4, 8, 6)  # of one place from 23:00, 15:00 and 07:00 on: 60 in the mean
MIX = (0.12, 0.28, 0.40, 0.15, 0.05)
SERVICE_HOURS = (0.55, 0.55, 0.55, 0.7, 0.5)
PROFILE = 1 + 0.45 * np.sin((np.arange(WEEK) % 24 - 10) * np.pi / 12) + 0.05 * (np.arange(WEEK) // 24 > 3)


def full_model(weeks: int = WEEKS) -> GeneralModel:
    """1,500 incidents a day over ten places: three grades, appointments and work done only when a unit is free."""
    hour_of_day = np.arange(WEEK) % 24
    units = np.select([(hour_of_day < 7) | (hour_of_day >= 23), hour_of_day >= 15], UNITS[:2], UNITS[2])
    shares = np.outer(MIX, np.full(PLACES, 1 / PLACES)) * A_DAY / 24
    places = np.arange(PLACES)
    quarter = TICKS_PER_HOUR // 4
    service = [log_normal(hours * TICKS_PER_HOUR, 0.9) for hours in SERVICE_HOURS]
    travel = log_normal(0.15 * TICKS_PER_HOUR, 0.6)
    grades = (
        CustomerClass(
            name="emergency",
            units=(0.6, 0.25, 0.1, 0.05),
            service=service[0],
            travel=travel,
            helped=True,
            standard_ticks=quarter,
            clock=Clock.ARRIVAL,
        ),
        CustomerClass(
            name="priority",
            units=(0.8, 0.2),
            service=service[1],
            travel=travel,
            helped=True,
            patience=exponential(40 * TICKS_PER_HOUR),
            upgrade=Upgrade(probability=0.05, after=exponential(TICKS_PER_HOUR), to_class=0),
            standard_ticks=4 * quarter,
        ),
        CustomerClass(
            name="routine",
            service=service[2],
            travel=travel,
            reserve=1,
            patience=exponential(24 * TICKS_PER_HOUR),
            closes_after_ticks=72 * TICKS_PER_HOUR,
            upgrade=Upgrade(probability=0.05, after=exponential(4 * TICKS_PER_HOUR), to_class=1),
            standard_ticks=16 * quarter,
        ),
        CustomerClass(
            name="appointment",
            service=service[3],
            travel=travel,
            reserve=1,
            diary=Diary(
                slots=np.repeat(
                    ((hour_of_day >= 8) & (hour_of_day < 20)).astype(np.int64)[:, None], PLACES, 1
                )
                * 2,
                lead_hours=12,
                longest_hours=96,
            ),
            standard_ticks=96 * TICKS_PER_HOUR,
        ),
        CustomerClass(name="elastic", service=service[4], elastic=True),
    )
    return GeneralModel(
        classes=grades,
        rates=PROFILE[:, None, None] * shares,
        capacity=np.repeat(units.astype(np.int64)[:, None], PLACES, 1),
        preference=(places[:, None] + np.arange(PLACES)) % PLACES,
        travel_factor=1 + 0.5 * (places[:, None] != places),
        cell=hour_of_day // 8,
        band=np.zeros(WEEK, dtype=np.int64),
        repeats=weeks,
    )


@cache
def measured() -> tuple[float, float]:
    """Seconds of one year (of 364 days, made 365), and incidents received in the first of those measured."""
    model, runs = full_model(), count()
    received = int(simulate(model, key_of(SEED, next(runs))).counts["received"].sum())
    return seconds(lambda: simulate(model, key_of(SEED, next(runs)))) * 365 / 364, received


def mebibytes_more(years: int) -> float:
    """What a run of so many years adds to the memory of a new process that has run one week."""
    code = f"from benchmarks.full_model import peak; print(peak({years}))"
    return float(
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    )


def peak(years: int) -> float:
    """In this process: mebibytes by which the peak grows in a run of so many years, after one of a week."""
    simulate(full_model(1), key_of(SEED, 0))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    simulate(full_model(years * WEEKS), key_of(SEED, 0))
    return (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def loop_in_c() -> Peer:
    """The loop in C as what the machine can do."""
    mine, received = measured()
    note = f"{1000 * mine:.0f} ms for {received:,} incidents to {1000 * beside_c()[1]:.1f} ms in this run"
    return Peer(name="the flat loop in C, which has none of these rules", figure=1, note=note)


TO_C = (
    Budget(
        name="The full model, a year, to the flat loop in C",
        measure=lambda: measured()[0] / beside_c()[1],
        unit="x",
        most=6,
        peer=loop_in_c,
    ),
)
BUDGETS = (
    *(TO_C if shutil.which("gcc") else ()),
    Budget(
        name="Memory that sixteen years of it add to one week's",
        measure=lambda: mebibytes_more(16),
        unit="MiB",
        most=8,
    ),
)
