"""One run of a scenario: the door from local policing to the general kernel."""

from __future__ import annotations

from dueregard.engine.queueing.general import simulate
from dueregard.engine.queueing.model import Tally
from dueregard.local_policing.scenario import Prepared


def run_scenario(prepared: Prepared, key: int) -> Tally:
    """What one run counted; cells are local days, bands the phases that the scenario was prepared with.

    key: 64 bits, from `random_numbers.key_of`. Two scenarios with the same demand and the same key have the
    same incidents, at the same milliseconds, with the same needs.
    """
    return simulate(prepared.model_of_run(key), key)
