"""A Snapshot's hash says whether two hold the same, in the same order."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS, REGISTERS, SUBJECT_REGISTERS, Records, all_registers
from tests.generative.snapshot_making import make_snapshot

SEED = 11


@pytest.fixture
def snapshot() -> Snapshot:
    return make_snapshot(SEED, rows=3)


def test_the_same_records_have_the_same_hash(snapshot: Snapshot):
    assert make_snapshot(SEED, rows=3).hash == snapshot.hash
    assert len(snapshot.hash) == 64


@pytest.mark.parametrize("name", [name for name in REGISTERS if name != "papers"])
def test_rows_in_another_order_are_another_snapshot(name: str):
    """Papers follow the order of the file: one hash must not stand for two papers."""
    made = (make_snapshot(seed, rows=4) for seed in range(SEED, SEED + 50))
    snapshot = next(each for each in made if len(getattr(each, name)) > 1)
    reordered: dict[str, Any] = {name: tuple(reversed(getattr(snapshot, name)))}
    assert replace(snapshot, **reordered).hash != snapshot.hash


@pytest.mark.parametrize("name", [*REGISTERS, "frameworks", "crosswalks"])
def test_a_row_less_is_another_hash(snapshot: Snapshot, name: str):
    rows = getattr(snapshot, name)
    assert rows, f"the case has no {name}; choose another seed"
    shortened: dict[str, Any] = {name: rows[1:]}
    assert replace(snapshot, **shortened).hash != snapshot.hash


def test_the_order_of_leads_means_something(snapshot: Snapshot):
    """Papers take business areas in this order."""
    force = replace(snapshot.force, leads=tuple(reversed(snapshot.force.leads)))
    assert replace(snapshot, force=force).hash != snapshot.hash


def test_responses_are_part_of_it(snapshot: Snapshot):
    number, of = next((number, of) for number, of in enumerate(snapshot.returns) if of.responses)
    without = replace(of, responses=of.responses[1:])
    returns = (*snapshot.returns[:number], without, *snapshot.returns[number + 1 :])
    assert replace(snapshot, returns=returns).hash != snapshot.hash


def test_results_are_part_of_it(snapshot: Snapshot):
    result = Result(
        kind=Id("reading"),
        made_on=date(2023, 11, 1),
        inputs_hash=Id("a"),
        value=JsonText.parse("1"),
        manifest=JsonText.parse("{}"),
        marking=Id("OFFICIAL"),
    )
    assert replace(snapshot, results=(result,)).hash != replace(snapshot, results=()).hash


def test_a_crosswalk_counts_with_all_it_says(snapshot: Snapshot):
    walk = replace(snapshot.crosswalks[0], note="Something changed.")
    assert replace(snapshot, crosswalks=(walk,)).hash != snapshot.hash


def test_every_register_is_listed_once(snapshot: Snapshot):
    assert [name for name, _rows in all_registers(snapshot)] == list(REGISTERS)
    assert set(REGISTERS) == set(Records.__dataclass_fields__) - {"force"}
    assert set(SUBJECT_REGISTERS.values()) <= set(CSV_REGISTERS)
