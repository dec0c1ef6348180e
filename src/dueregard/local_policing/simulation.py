"""One run of a scenario: the door from local policing to the general kernel."""

from __future__ import annotations

from dueregard.engine.queueing.general import simulate, simulate_pair
from dueregard.engine.queueing.model import Tally
from dueregard.local_policing.scenario import Prepared


def run_scenario(prepared: Prepared, key: int) -> Tally:
    """What one run counted; cells are local days, bands the phases that the scenario was prepared with.

    key: 64 bits, from `random_numbers.key_of`. Two scenarios with the same demand and the same key have the
    same incidents, at the same milliseconds, with the same needs.
    """
    return simulate(prepared.model_of_run(key), key)


def run_both(one: Prepared, other: Prepared, key: int) -> tuple[Tally, Tally]:
    """The same run of two scenarios, the same as `run_scenario` of either, to the bit.

    Rates are worked out once, and the hours before the first in which the two differ are gone through once.
    """
    model = one.model_of_run(key)
    return simulate_pair(model, other.model_of_run(key, like=(one, model)), key)
