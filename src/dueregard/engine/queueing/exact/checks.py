"""What every exact result asks of its numbers, and how it says no."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Sequence
from typing import NoReturn

from dueregard.common.errors import DueRegardError

MOST_SERVERS = 100_000
"""More servers than this are refused: they are a slip of the pen, and the recursions would take minutes."""


class QueueUnusable(DueRegardError):
    """A number from which no queue can be made: too small, too large or not a number."""


class NoSteadyState(DueRegardError):
    """More work arrives than the servers can do, so the queue grows for ever and no long-run wait exists.

    more_servers: the fewest servers which, added, would give a long-run wait.
    """

    def __init__(self, message: str, *, more_servers: int) -> None:
        super().__init__(message)
        self.more_servers = more_servers


def check_servers(servers: int, name: str = "servers") -> None:
    """Refuse anything but a whole number from 1 to `MOST_SERVERS`.

    >>> check_servers(0)
    Traceback (most recent call last):
    dueregard.engine.queueing.exact.checks.QueueUnusable: servers is 0; give a whole number from 1 to 100,000.
    """
    try:
        whole = operator.index(servers)
    except TypeError:
        whole = 0
    if not 1 <= whole <= MOST_SERVERS:
        raise QueueUnusable(f"{name} is {servers}; give a whole number from 1 to {MOST_SERVERS:,}.")


def check_positive(value: float, name: str) -> None:
    """Refuse anything but a finite number above nought.

    >>> check_positive(float("nan"), "mean_service_hours")
    Traceback (most recent call last):
    dueregard.engine.queueing.exact.checks.QueueUnusable: mean_service_hours is nan; give a number above 0.
    """
    if not (math.isfinite(value) and value > 0):
        raise QueueUnusable(f"{name} is {value}; give a number above 0.")


def check_not_negative(value: float, name: str) -> None:
    """Refuse anything but a finite number of nought or more."""
    if not (math.isfinite(value) and value >= 0):
        raise QueueUnusable(f"{name} is {value}; give a number of 0 or more.")


def check_share(value: float, name: str) -> None:
    """Refuse anything but a number from nought up to, but not including, one.

    >>> check_share(90, "probability")
    Traceback (most recent call last):
    dueregard.engine.queueing.exact.checks.QueueUnusable: probability is 90; give a number from 0 to below 1.
    """
    if not (math.isfinite(value) and 0 <= value < 1):
        raise QueueUnusable(f"{name} is {value}; give a number from 0 to below 1.")


def check_rates(rates: Sequence[float], name: str) -> None:
    """Refuse an empty list, a rate below nought, and rates that are all nought."""
    if not len(rates):
        raise QueueUnusable(f"{name} is empty; give one rate for each.")
    for number, rate in enumerate(rates, start=1):
        check_not_negative(rate, f"{name}, number {number},")
    if not sum(rates):
        raise QueueUnusable(f"{name} are all 0; with no arrivals there is no queue to work out.")


def check_shares(shares: Sequence[float], name: str) -> None:
    """Refuse probabilities that are empty, negative or do not add to one."""
    if not len(shares):
        raise QueueUnusable(f"{name} is empty; give the probabilities of needing 1, 2, … units.")
    for number, share in enumerate(shares, start=1):
        check_not_negative(share, f"{name}, number {number},")
    if not math.isclose(sum(shares), 1.0, abs_tol=1e-9):
        raise QueueUnusable(f"{name} add to {sum(shares):g}; they must add to 1.")


def check_steady(load: float, servers: int) -> None:
    """Refuse an offered load that keeps all servers busy or more, and say how many are lacking.

    load: mean number of servers that the work would keep busy (arrivals an hour × mean hours of service).

    >>> check_steady(12.0, 10)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    dueregard...NoSteadyState: The work would keep 12 servers busy and there are 10, so ... give 3 more, or less work.
    """
    if load >= servers:
        refuse_overload(
            f"The work would keep {load:.6g} servers busy and there are {servers}",
            math.floor(load) + 1 - servers,
        )


def refuse_overload(what_was_seen: str, more_servers: int) -> NoReturn:
    """Raise `NoSteadyState` with the deficit in words and as a number."""
    raise NoSteadyState(
        f"{what_was_seen}, so the queue grows for ever; give {more_servers} more, or less work.",
        more_servers=more_servers,
    )


def fewest(is_enough: Callable[[int], bool], at_least: int) -> int:
    """The smallest whole number from `at_least` on for which `is_enough` holds, where more is never worse.

    >>> fewest(lambda number: number * number >= 50, 1)
    8
    """
    low, step = at_least, 1
    while not is_enough(low + step - 1):
        low, step = low + step, 2 * step
        if low > MOST_SERVERS:
            raise QueueUnusable(f"Even {MOST_SERVERS:,} servers are not enough; ask for less.")
    high = low + step - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if is_enough(middle) else (middle + 1, high)
    return low
