"""The fictional force: its fixed facts are those of ADR 0009, and every kind of record occurs on both sides."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from dueregard.assessment.returns import ResponseState
from dueregard.mobilisation.aid import Direction
from dueregard.packs.reading import read_pack
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import all_registers

ROOT = Path(__file__).parents[2]
ADR = (ROOT / "docs/decisions/0009-the-facts-of-northmarch.md").read_text(encoding="utf-8")
SMALLEST_LARGE_DEPLOYMENT = 50


@pytest.fixture(scope="module")
def northmarch() -> Snapshot:
    return read_pack(ROOT / "examples" / "northmarch")


def fact(row: str) -> str:
    """The value of one row of the table of the decision."""
    return next(line.split("|")[2].strip() for line in ADR.splitlines() if line.startswith(f"| {row} |"))


def numbers(text: str) -> list[Decimal]:
    """The figures in a text, in order."""
    return [Decimal(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def setting(snapshot: Snapshot, name: str) -> Decimal:
    return Decimal(next(s.value for s in snapshot.force.settings if s.id == name))


def test_strength_is_what_was_decided(northmarch: Snapshot) -> None:
    whole = {s.as_at.year: s.officers for s in northmarch.strength if s.function is None}
    given = numbers(fact("Officers, full-time equivalent"))
    assert whole == dict(zip(given[::2], given[1::2], strict=True))
    parts = [s.officers for s in northmarch.strength if s.function and ":" not in s.function]
    assert parts == numbers(fact("By function"))
    assert sum(parts) == whole[2022]
    others = [s.officers for s in northmarch.strength if s.function and ":" in s.function]
    assert others == numbers(fact("of which other"))


def test_local_areas_and_their_demand_are_what_was_decided(northmarch: Snapshot) -> None:
    shares = fact("Local areas, share of demand")
    assert [area.name for area in northmarch.force.local_areas] == re.findall(
        r"([A-Z][A-Za-z ]+?) \d", shares
    )
    ours = [setting(northmarch, f"demand-share-{area.id}") for area in northmarch.force.local_areas]
    assert ours == numbers(shares)
    assert sum(ours) == 100


@pytest.mark.parametrize(
    ("row", "names"),
    [
        ("Calls a year", "calls-999 calls-101"),
        ("Emergency minimum", "emergency-minimum-share emergency-minimum-least"),
        (
            "Standards",
            "standard-emergency standard-emergency-share standard-priority standard-scheduled",
        ),
        (
            "Incidents a day",
            "incidents-a-day incidents-emergency incidents-priority incidents-scheduled",
        ),
        (
            "Units × hours, travel included",
            "units-emergency hours-emergency units-priority hours-priority"
            " units-scheduled hours-scheduled unlogged-work",
        ),
    ],
)
def test_settings_are_what_was_decided(northmarch: Snapshot, row: str, names: str) -> None:
    values = [setting(northmarch, name) for name in names.split()]
    given = [n for n in numbers(fact(row)) if row != "Calls a year" or n not in (999, 101)]
    assert values == given[: len(values)]


def test_public_order_settings_are_what_was_decided(northmarch: Snapshot) -> None:
    steps = ("first", "second", "third")
    names = ["public-order-unit-size", "public-order-units-required"]
    names += [f"public-order-units-{step}-step" for step in steps]
    names += [f"public-order-hours-{step}-step" for step in steps]
    names += ["public-order-units-hours", "public-order-units-sustain"]
    given = numbers(fact("Public order unit; own requirement"))
    assert sum(given[:4]) == given[4]
    assert [setting(northmarch, name) for name in names] == given[4:]


def test_large_deployments_are_the_six_that_were_decided(northmarch: Snapshot) -> None:
    lent = [
        (aid.deployment, f"{aid.officers}", f"{aid.days}")
        for aid in sorted(northmarch.aid, key=lambda aid: str(aid.from_on))
        if aid.direction is Direction.GIVEN and aid.officers >= SMALLEST_LARGE_DEPLOYMENT
    ]
    table = [line.split("|") for line in ADR.splitlines() if re.match(r"\| \d+ [A-Z]", line)]
    assert lent == [(cells[2].strip(), cells[4].strip(), cells[5].strip()) for cells in table]


def test_every_kind_of_record_occurs_on_both_sides(northmarch: Snapshot) -> None:
    one_sided = [
        name for name, rows in all_registers(northmarch) if {row.publishable for row in rows} != {True, False}
    ]
    assert one_sided == []
    responses = [response for of in northmarch.returns if of.publishable for response in of.responses]
    assert {response.publishable for response in responses} == {True, False}


def test_no_lead_says_the_same_thing_twice(northmarch: Snapshot) -> None:
    # A pointer to what is assessed elsewhere stands unchanged in every quarter.
    pointers = {
        response.reason
        for of in northmarch.returns
        for response in of.responses
        if response.state is ResponseState.ELSEWHERE
    }
    said = Counter(
        response.reason
        for of in northmarch.returns
        for response in of.responses
        if response.reason is not None
    )
    assert [reason for reason, times in said.items() if times > 1 and reason not in pointers] == []


def test_everything_says_that_it_is_invented_or_where_it_is_from(northmarch: Snapshot) -> None:
    rows = [row for _name, register in all_registers(northmarch) for row in register]
    assert {row.origin.value for row in rows} == {"invented", "public"}
    assert all(row.source for row in rows)
