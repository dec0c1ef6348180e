"""One class, alike servers, a steady rate: Erlang's delay formula, and its kin for impatient customers.

Customers come by a Poisson process, service times are exponential, first come is first served.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from dueregard.engine.queueing.exact.checks import (
    QueueUnusable,
    check_not_negative,
    check_positive,
    check_servers,
    check_share,
    check_steady,
    fewest,
)

NEGLIGIBLE = 1e-17
"""A term this small beside the sum so far ends a series."""

MOST_WAITING = 600.0
"""Overload beyond which the queue of the impatient is not summed: the terms would leave the range of numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangC:
    """Waits in M/M/c: made by `erlang_c`.

    utilisation: share of the servers' time that is busy, 0 to 1.
    probability_of_wait: share of customers who wait at all, 0 to 1.
    mean_wait_hours: mean wait for service of all customers, those who do not wait included.
    mean_queue: mean number waiting.
    clearing_per_hour: rate by which the servers, all busy, outpace the arrivals.
    """

    servers: int
    utilisation: float
    probability_of_wait: float
    mean_wait_hours: float
    mean_queue: float
    clearing_per_hour: float

    def probability_longer_than(self, hours: float) -> float:
        """The share of customers who wait longer than so many hours (0 or more).

        >>> queue = erlang_c(servers=1, arrivals_per_hour=0.5, mean_service_hours=1.0)
        >>> round(queue.probability_longer_than(2.0), 6)  # 0.5 × exp(-0.5 × 2)
        0.18394
        """
        check_not_negative(hours, "hours")
        return self.probability_of_wait * math.exp(-self.clearing_per_hour * hours)

    def wait_quantile_hours(self, probability: float) -> float:
        """The wait in hours that this share of customers (0 to below 1) does not exceed.

        >>> queue = erlang_c(servers=1, arrivals_per_hour=0.5, mean_service_hours=1.0)
        >>> round(queue.wait_quantile_hours(0.9), 6), queue.wait_quantile_hours(0.5)  # ln 5 / 0.5
        (3.218876, 0.0)
        """
        check_share(probability, "probability")
        longer = 1.0 - probability
        if longer >= self.probability_of_wait:
            return 0.0
        return math.log(self.probability_of_wait / longer) / self.clearing_per_hour


def erlang_b(*, servers: int, offered_load: float) -> float:
    """The share of customers turned away where nobody may wait (Erlang 1917), by the usual recursion.

    offered_load: arrivals an hour × mean hours of service, above 0. Any load is allowed.

    >>> round(erlang_b(servers=2, offered_load=1.0), 6)  # 1/2 ÷ (1 + 1 + 1/2)
    0.2
    """
    check_servers(servers)
    check_positive(offered_load, "offered_load")
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = offered_load * blocked / (number + offered_load * blocked)
    return blocked


def erlang_c(*, servers: int, arrivals_per_hour: float, mean_service_hours: float) -> ErlangC:
    """The waits in M/M/c (Erlang 1917; Cooper, Introduction to Queueing Theory, 3.3).

    servers: 1 or more. arrivals_per_hour and mean_service_hours: above 0. Raises NoSteadyState, with the
    number of servers that are lacking, where the work would keep all of them busy.

    >>> queue = erlang_c(servers=2, arrivals_per_hour=1.6, mean_service_hours=1.0)
    >>> round(queue.probability_of_wait, 6), round(queue.mean_wait_hours, 6)  # 32/45 and 16/9
    (0.711111, 1.777778)
    """
    check_servers(servers)
    check_positive(arrivals_per_hour, "arrivals_per_hour")
    check_positive(mean_service_hours, "mean_service_hours")
    load = arrivals_per_hour * mean_service_hours
    check_steady(load, servers)
    blocked = erlang_b(servers=servers, offered_load=load)
    waits = servers * blocked / (servers - load * (1.0 - blocked))
    clearing = servers / mean_service_hours - arrivals_per_hour
    return ErlangC(
        servers=servers,
        utilisation=load / servers,
        probability_of_wait=waits,
        mean_wait_hours=waits / clearing,
        mean_queue=arrivals_per_hour * waits / clearing,
        clearing_per_hour=clearing,
    )


def servers_needed(
    *, arrivals_per_hour: float, mean_service_hours: float, within_hours: float, share: float
) -> int:
    """The fewest servers with which at least this share of customers starts within so many hours (Erlang C).

    within_hours: 0 or more. share: 0 to below 1.

    >>> servers_needed(arrivals_per_hour=4.0, mean_service_hours=1.0, within_hours=0.25, share=0.9)
    7
    """
    check_positive(arrivals_per_hour, "arrivals_per_hour")
    check_positive(mean_service_hours, "mean_service_hours")
    check_not_negative(within_hours, "within_hours")
    check_share(share, "share")

    def is_enough(servers: int) -> bool:
        queue = erlang_c(
            servers=servers, arrivals_per_hour=arrivals_per_hour, mean_service_hours=mean_service_hours
        )
        return queue.probability_longer_than(within_hours) <= 1.0 - share

    return fewest(is_enough, math.floor(arrivals_per_hour * mean_service_hours) + 1)


def servers_for_mean_wait(
    *, arrivals_per_hour: float, mean_service_hours: float, mean_wait_hours: float
) -> int:
    """The fewest servers with which the mean wait of all customers is at most so many hours (Erlang C).

    mean_wait_hours: above 0.

    >>> servers_for_mean_wait(arrivals_per_hour=4.0, mean_service_hours=1.0, mean_wait_hours=0.5)
    6
    """
    check_positive(arrivals_per_hour, "arrivals_per_hour")
    check_positive(mean_service_hours, "mean_service_hours")
    check_positive(mean_wait_hours, "mean_wait_hours")

    def is_enough(servers: int) -> bool:
        queue = erlang_c(
            servers=servers, arrivals_per_hour=arrivals_per_hour, mean_service_hours=mean_service_hours
        )
        return queue.mean_wait_hours <= mean_wait_hours

    return fewest(is_enough, math.floor(arrivals_per_hour * mean_service_hours) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErlangA:
    """Waits in M/M/c with exponential patience: made by `erlang_a`.

    utilisation: share of the servers' time that is busy, 0 to 1.
    probability_of_wait: share of customers who find all servers busy, 0 to 1.
    probability_of_giving_up: share of customers who leave unserved, 0 to 1.
    mean_wait_hours: mean time in the queue of all customers, whether served or not.
    mean_queue: mean number waiting.
    """

    utilisation: float
    probability_of_wait: float
    probability_of_giving_up: float
    mean_wait_hours: float
    mean_queue: float


def erlang_a(
    *, servers: int, arrivals_per_hour: float, mean_service_hours: float, mean_patience_hours: float
) -> ErlangA:
    """The waits in M/M/c where each waiting customer leaves after an exponential patience (Palm 1946).

    All arguments above 0. Any load is allowed: those who give up keep the queue finite. The state
    probabilities are summed until the terms left out are below 1e-17 of the sum.

    >>> queue = erlang_a(servers=1, arrivals_per_hour=1.0, mean_service_hours=1.0, mean_patience_hours=1.0)
    >>> round(queue.probability_of_wait, 6)  # with patience as long as service: 1 - exp(-1)
    0.632121
    """
    check_servers(servers)
    for value, name in (
        (arrivals_per_hour, "arrivals_per_hour"),
        (mean_service_hours, "mean_service_hours"),
        (mean_patience_hours, "mean_patience_hours"),
    ):
        check_positive(value, name)
    load = arrivals_per_hour * mean_service_hours
    most_waiting = mean_patience_hours * (arrivals_per_hour - servers / mean_service_hours)
    if most_waiting > MOST_WAITING:
        raise QueueUnusable(
            f"About {most_waiting:.3g} customers would be waiting; give more servers or a shorter patience."
        )
    in_queue, mean_queue = _impatient_queue(
        arrivals_per_hour, servers / mean_service_hours, mean_patience_hours
    )
    all_busy = erlang_b(servers=servers, offered_load=load)  # share of time of state c among states 0…c
    total = 1.0 + all_busy * in_queue
    length = all_busy * mean_queue / total
    gone = length / mean_patience_hours / arrivals_per_hour
    return ErlangA(
        utilisation=load * (1.0 - gone) / servers,
        probability_of_wait=all_busy * (1.0 + in_queue) / total,
        probability_of_giving_up=gone,
        mean_wait_hours=length / arrivals_per_hour,
        mean_queue=length,
    )


def _impatient_queue(arrivals: float, service: float, patience: float) -> tuple[float, float]:
    """The weights of the states with a queue, and their queue lengths times weights, where state c weighs 1."""
    term, queue, weight, length = 1.0, 0, 0.0, 0.0
    while term > NEGLIGIBLE * (1.0 + weight) or term > NEGLIGIBLE * length:
        queue += 1
        term *= arrivals / (service + queue / patience)
        weight += term
        length += queue * term
    return weight, length
