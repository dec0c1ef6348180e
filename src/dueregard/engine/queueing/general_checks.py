"""What a general model must be before it is simulated; each fault is told in one sentence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from dueregard.engine.queueing.model import (
    MOST_UNITS,
    CustomerClass,
    Diary,
    GeneralModel,
    Several,
)

MOST_CUSTOMERS_EXPECTED = 1 << 19
"""In one hour of one stream; numbers of customers have room for twice as many."""


def check(model: GeneralModel) -> None:
    """Refuse a model that cannot be simulated.

    Raises ValueError with all that is wrong with its classes, or else with its arrays.
    """
    for found in (faults_of_arrays(model), faults_of_classes(model), faults_together(model)):
        if sentences := list(found):
            raise ValueError(" ".join(sentences))


def faults_of_arrays(model: GeneralModel) -> Iterator[str]:
    """Arrays of the wrong shape, type or range."""
    if model.capacity.ndim != 2 or not model.capacity.size:
        yield "The capacity must have one row for each hour and one column for each place, at least one of both."
        return
    if model.repeats < 1:
        yield f"The hours are to be repeated {model.repeats} times: give 1 or more."
    hours, places = model.capacity.shape
    by_place = (len(model.classes), places)
    whole = {"capacity": (model.capacity, (hours, places)), "cell": (model.cell, (hours,))}
    whole |= {"band": (model.band, (hours,))}
    if model.initial_backlog is not None:
        whole["initial_backlog"] = (model.initial_backlog, by_place)
    for number, each in enumerate(model.classes):
        if each.diary is not None:
            whole[f"slots of class {number}"] = (each.diary.slots, (hours, places))
            leads = each.diary.leads
            if leads is not None:
                offers = leads.shape[1] if leads.ndim == 2 and leads.size else 1
                whole[f"leads of class {number}"] = (leads, (hours, offers))
    for name, (array, shape) in whole.items():
        if array.shape != shape or array.dtype != np.int64 or int(array.min(initial=0)) < 0:
            yield f"The array {name} must be int64 of shape {shape}, 0 or more: it is {array.dtype} of {array.shape}."
    rates = {"rates": model.rates}
    if model.extra_rates is not None:
        rates["extra_rates"] = model.extra_rates
    for name, real in rates.items():
        if real.shape != (hours, *by_place) or not (np.isfinite(real).all() and (real >= 0).all()):
            yield f"The array {name} must be of shape {(hours, *by_place)}, each rate finite and 0 or more."
        elif real.sum(axis=(1, 2)).max() > MOST_CUSTOMERS_EXPECTED:
            yield f"The array {name} expects more than {MOST_CUSTOMERS_EXPECTED} customers in an hour."
    sends = model.sends
    if sends is not None and (sends.shape != (hours, len(model.classes)) or sends.dtype != np.bool_):
        shape = (hours, len(model.classes))
        yield f"The array sends must be bool of shape {shape}: it is {sends.dtype} of {sends.shape}."
    if model.relieved is not None and model.relieved.shape != (hours, places):
        yield f"The array relieved must be of shape {(hours, places)}: it is {model.relieved.shape}."
    yield from faults_of_places(model)


def faults_of_places(model: GeneralModel) -> Iterator[str]:
    """Preferences that do not begin at home or name a pool twice, and travel factors below nought."""
    places = model.places
    if model.preference.shape != (places, places) or model.travel_factor.shape != (places, places):
        yield f"Preference and travel_factor must be of shape {(places, places)}."
        return
    if not (np.isfinite(model.travel_factor).all() and (model.travel_factor >= 0).all()):
        yield "Each travel factor must be finite and 0 or more."
    for place, row in enumerate(model.preference.tolist()):
        named = [pool for pool in row if pool >= 0]
        if named[:1] != [place] or len(set(named)) < len(named) or max(named) >= places:
            yield f"The preference of place {place} is {row}: it must begin with {place} and name a pool once."
        elif row != named + [-1] * (places - len(named)):
            yield f"The preference of place {place} is {row}: after its last pool there must be -1 only."


def faults_of_classes(model: GeneralModel) -> Iterator[str]:
    """Classes whose rules contradict themselves or each other."""
    if not model.classes:
        yield "There are no classes of customers: give at least one."
    for number, each in enumerate(model.classes):
        for fault in faults_of_a_class(model, number, each):
            yield f"Class {each.name}: {fault}"


def faults_of_a_class(model: GeneralModel, number: int, each: CustomerClass) -> Iterator[str]:
    """What is wrong with one class."""
    if not 1 <= len(each.units) <= MOST_UNITS or min(each.units) < 0 or abs(sum(each.units) - 1) > 1e-9:
        yield f"the probabilities of its units are {each.units}: give 1 to {MOST_UNITS} of them, adding to 1."
    if each.reserve < 0:
        yield f"its reserve is {each.reserve}: give 0 or more."
    if each.waited_ticks < 0:
        yield f"it has waited {each.waited_ticks} ticks as it arrives: give 0 or more."
    if each.elastic and model.sends is not None and not model.sends[:, number].all():
        yield "it is elastic and is not sent units at every hour: it would vanish then, so let it have all hours."
    if each.closes_after_ticks is not None and each.closes_after_ticks < 1:
        yield f"it is closed after {each.closes_after_ticks} ticks: give 1 or more, or None."
    if each.standard_ticks is not None and each.standard_ticks < 0:
        yield f"its standard is {each.standard_ticks} ticks: give 0 or more, or None."
    if each.diary is not None:
        yield from faults_of_a_diary(model, each.diary)
    if each.upgrade is not None:
        if not 0 <= each.upgrade.probability <= 1:
            yield f"it is upgraded with probability {each.upgrade.probability}: give 0 to 1."
        target = each.upgrade.to_class
        if not 0 <= target < number:
            yield f"it is upgraded to class number {target}: give a class listed before it."
        elif model.classes[target].elastic or model.classes[target].diary is not None:
            yield f"it is upgraded to {model.classes[target].name}, which is elastic or has a diary: it must not."


def faults_of_a_diary(model: GeneralModel, diary: Diary) -> Iterator[str]:
    """Appointments that can never be made as they are told."""
    if not 0 <= diary.lead_hours <= diary.longest_hours:
        yield (
            f"its appointments are {diary.lead_hours} to {diary.longest_hours} hours ahead: "
            "give 0 or more, the longest not below the lead."
        )
    if diary.block_hours < 1 or (model.repeats > 1 and model.hours_given % diary.block_hours):
        yield (
            f"{diary.block_hours} hours share their slots: give 1 or more, and where {model.hours_given} hours are "
            "repeated a divisor of them."
        )


def faults_together(model: GeneralModel) -> Iterator[str]:
    """Customers who need more units at once than there ever are: they would wait for ever."""
    comes: npt.NDArray[np.bool_] = np.asarray((model.rates > 0).any(axis=0))
    if model.extra_rates is not None:
        comes |= (model.extra_rates > 0).any(axis=0)
    if model.initial_backlog is not None:
        comes |= model.initial_backlog > 0
    for number in range(len(model.classes) - 1, -1, -1):
        upgrade = model.classes[number].upgrade
        if upgrade is not None and upgrade.probability > 0:
            comes[upgrade.to_class] |= comes[number]
    for number, each in enumerate(model.classes):
        if each.several is not Several.TOGETHER or each.elastic:
            continue
        most = max(index for index, share in enumerate(each.units, start=1) if share > 0)
        for place in np.flatnonzero(comes[number]):
            row = [int(pool) for pool in model.preference[place] if pool >= 0]
            pools = row if each.helped else row[:1]
            spare = np.maximum(model.capacity[:, pools] - each.reserve, 0).sum(axis=1)
            ever = int((spare if model.sends is None else spare * model.sends[:, number]).max())
            if ever < most:
                yield (
                    f"Class {each.name} needs up to {most} units together at place {place}, where never more than "
                    f"{ever} can be sent: such a customer would wait for ever and hold up those behind it. "
                    "Serve it as units come free, let other places help, or add units."
                )
