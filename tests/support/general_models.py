"""Small models of the general kernel made at random, with every rule in them and many things at one tick."""

from random import Random

import numpy as np

from dueregard.engine.queueing.model import (
    TICKS_PER_HOUR,
    Clock,
    CustomerClass,
    Diary,
    GeneralModel,
    Handover,
    Several,
    Upgrade,
)
from dueregard.engine.queueing.variates import Times, constant, exponential, from_quantiles, log_normal

QUARTER = TICKS_PER_HOUR // 4


def some_time(dice: Random, *, longest_quarters: int = 12) -> Times:
    """A random time: as often as not a whole number of quarters, so that things fall on one tick."""
    quarters = dice.randint(0, longest_quarters)
    if dice.random() < 0.5:
        return constant(quarters * QUARTER)
    ticks = (quarters + 1) * QUARTER // 2
    return dice.choice(
        [exponential(ticks), log_normal(ticks, 0.7), from_quantiles([(0, 0), (0.3, ticks // 2), (1, ticks)])]
    )


def some_units(dice: Random) -> tuple[float, ...]:
    """Random probabilities of needing 1 to 4 units, some of them nought."""
    weights = [dice.choice([0, 1, 2, 3]) for _ in range(dice.randint(1, 4))]
    weights[-1] += not any(weights)
    return tuple(weight / sum(weights) for weight in weights)


def some_class(
    dice: Random, rank: int, before: list[CustomerClass], hours: int, places: int
) -> CustomerClass:
    """A random class, to come after these."""
    several = dice.choice(list(Several))
    targets = [number for number, each in enumerate(before) if not each.elastic and each.diary is None]
    upgrade = diary = None
    if targets and dice.random() < 0.5:
        upgrade = Upgrade(
            probability=dice.choice([0.3, 1.0]), after=some_time(dice), to_class=dice.choice(targets)
        )
    if dice.random() < 0.25:
        slots = [[dice.randint(0, 2) for _ in range(places)] for _ in range(hours)]
        lead = dice.randint(0, 3)
        leads = [[dice.randint(0, 4) for _ in range(3)] for _ in range(hours)]
        diary = Diary(
            slots=np.array(slots, dtype=np.int64),
            lead_hours=lead,
            longest_hours=lead + dice.randint(0, 6),
            leads=np.array(leads, dtype=np.int64) if dice.random() < 0.5 else None,
            block_hours=dice.choice([1, 1, hours]),
        )
    return CustomerClass(
        name=f"class {rank}",
        units=some_units(dice) if dice.random() < 0.6 else (1.0,),
        service=some_time(dice),
        travel=some_time(dice, longest_quarters=3) if dice.random() < 0.5 else None,
        several=several,
        reserve=dice.choice([0, 0, 0, 1, 2]),
        helped=dice.random() < 0.5,
        patience=some_time(dice) if dice.random() < 0.3 else None,
        closes_after_ticks=dice.randint(1, 20) * QUARTER if dice.random() < 0.3 else None,
        upgrade=upgrade,
        diary=diary,
        elastic=dice.random() < 0.15,
        standard_ticks=dice.randint(0, 8) * QUARTER if dice.random() < 0.7 else None,
        clock=dice.choice(list(Clock)),
        waited_ticks=dice.choice([0, 0, QUARTER, 12_345]),
    )


def some_hours_of_sending(dice: Random, classes: list[CustomerClass], hours: int, always: int) -> np.ndarray:
    """Random hours in which units are sent to each class, this one among them; elastic classes have all hours."""
    share = dice.choice([0.3, 0.7])
    sends = [
        [each.elastic or dice.random() < share or hour == always for each in classes] for hour in range(hours)
    ]
    return np.array(sends, dtype=np.bool_)


def some_preference(dice: Random, places: int) -> list[list[int]]:
    """For each place itself, then others in some order, perhaps not all."""
    rows = []
    for place in range(places):
        others = [other for other in range(places) if other != place]
        dice.shuffle(others)
        row = [place, *others[: dice.randint(0, len(others))]]
        rows.append(row + [-1] * (places - len(row)))
    return rows


def some_model(dice: Random) -> GeneralModel:
    """A random model of a few places and hours, in which nobody can wait for more units than there ever are."""
    places, hours, load = dice.randint(1, 3), dice.randint(3, 24), dice.choice([0.3, 1.0, 2.0])
    classes: list[CustomerClass] = []
    for rank in range(dice.randint(1, 4)):
        classes.append(some_class(dice, rank, classes, hours, places))
    rates = [
        [[load * dice.choice([0, 0.2, 1]) for _ in range(places)] for _ in classes] for _ in range(hours)
    ]
    capacity = np.array([[dice.randint(0, 5) for _ in range(places)] for _ in range(hours)], dtype=np.int64)
    fullest = dice.randrange(hours)
    capacity[fullest] = 6  # the most units, 4, and the largest reserve, 2
    is_relieved = np.array([[dice.random() < 0.3 for _ in range(places)] for _ in range(hours)])
    backlog = [[dice.choice([0, 0, 3]) for _ in range(places)] for _ in classes]
    return GeneralModel(
        classes=tuple(classes),
        rates=np.array(rates, dtype=np.float64),
        capacity=capacity,
        preference=np.array(some_preference(dice, places), dtype=np.int64),
        travel_factor=np.array(
            [[dice.choice([0.0, 1.0, 1.7]) for _ in range(places)] for _ in range(places)]
        ),
        cell=np.array([dice.randrange(3) for _ in range(hours)], dtype=np.int64),
        band=np.array([dice.randrange(2) for _ in range(hours)], dtype=np.int64),
        handover=dice.choice(list(Handover)),
        relieved=is_relieved if dice.random() < 0.5 else None,
        extra_rates=0.5 * np.array(rates) if dice.random() < 0.5 else None,
        initial_backlog=np.array(backlog, dtype=np.int64) if dice.random() < 0.5 else None,
        repeats=dice.randint(1, 3),
        sends=some_hours_of_sending(dice, classes, hours, fullest) if dice.random() < 0.5 else None,
    )
