"""Classes that are served most urgent first, by alike servers with one rate of service for all classes.

Customers of each class come by a Poisson process, service times are exponential with the same mean for
every class, and within a class the first come is first served.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from dueregard.engine.queueing.exact.checks import (
    check_positive,
    check_rates,
    check_servers,
    check_steady,
)
from dueregard.engine.queueing.exact.cycles import class_waits, exponential_cycle
from dueregard.engine.queueing.exact.erlang import erlang_c
from dueregard.engine.queueing.exact.waits import Waits


def non_preemptive(
    *, servers: int, arrivals_per_hour: Sequence[float], mean_service_hours: float
) -> tuple[Waits, ...]:
    """The waits of each class where a customer, once started, is never interrupted (Cobham 1954).

    arrivals_per_hour: one rate for each class, most urgent first, 0 or more. Mean waits are Cobham's; the
    distributions are those of Davis (Operations Research 14, 1966, 133-136). Raises NoSteadyState where
    the work of all classes together would keep all servers busy.

    >>> waits = non_preemptive(servers=1, arrivals_per_hour=[0.25, 0.25], mean_service_hours=1.0)
    >>> [round(each.mean_wait_hours, 6) for each in waits]  # 0.5/0.75 and 0.5/(0.75 × 0.5)
    [0.666667, 1.333333]
    """
    total = _checked_total(servers, arrivals_per_hour, mean_service_hours)
    waiting = erlang_c(
        servers=servers, arrivals_per_hour=total, mean_service_hours=mean_service_hours
    ).probability_of_wait
    cycle = exponential_cycle(servers / mean_service_hours)
    return class_waits(cycle, arrivals_per_hour, waiting)


def preemptive_sojourns(
    *, servers: int, arrivals_per_hour: Sequence[float], mean_service_hours: float
) -> tuple[float, ...]:
    """Mean hours from arrival to completion of each class where the more urgent interrupt the less urgent.

    Who is interrupted goes on later where they stopped. The classes down to the k-th do not notice the
    rest, so the number of them present is Erlang's for their rate alone, and Little's law gives each class
    (Buzen and Bondi, Operations Research 31, 1983, 456-465). Every rate is above 0.
    Raises NoSteadyState as `non_preemptive`.

    >>> sojourns = preemptive_sojourns(servers=1, arrivals_per_hour=[0.25, 0.25], mean_service_hours=1.0)
    >>> [round(each, 6) for each in sojourns]  # 1/0.75 and 1/(0.75 × 0.5)
    [1.333333, 2.666667]
    """
    _checked_total(servers, arrivals_per_hour, mean_service_hours)
    for number, rate in enumerate(arrivals_per_hour, start=1):
        check_positive(rate, f"arrivals_per_hour, number {number},")
    upto = list(accumulate(arrivals_per_hour))
    present = [0.0, *(_present(servers, rate, mean_service_hours) for rate in upto)]
    return tuple(
        (after - before) / rate
        for before, after, rate in zip(present, present[1:], arrivals_per_hour, strict=False)
    )


def _checked_total(servers: int, arrivals_per_hour: Sequence[float], mean_service_hours: float) -> float:
    """The rate of all classes together, once every number is found usable."""
    check_servers(servers)
    check_rates(arrivals_per_hour, "arrivals_per_hour")
    check_positive(mean_service_hours, "mean_service_hours")
    total = float(sum(arrivals_per_hour))
    check_steady(total * mean_service_hours, servers)
    return total


def _present(servers: int, arrivals_per_hour: float, mean_service_hours: float) -> float:
    """The mean number of customers waiting or in service in M/M/c."""
    queue = erlang_c(
        servers=servers, arrivals_per_hour=arrivals_per_hour, mean_service_hours=mean_service_hours
    )
    return queue.mean_queue + arrivals_per_hour * mean_service_hours
