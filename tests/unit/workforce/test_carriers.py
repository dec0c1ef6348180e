"""Carriers read from a force's own export, and made up for a force of any size."""

from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.workforce.carriers import Carrier, OffRoad
from dueregard.workforce.generating_carriers import generate_carriers
from dueregard.workforce.generating_spec import load_shipped_spec
from dueregard.workforce.importing_carriers import import_carriers
from dueregard.workforce.importing_map import MAP_FORMAT, load_map

AREAS = ("north", "south")
HEADINGS = "carrier,local_area,seats,off_from_on,off_until_on\n"


def read(folder: Path, rows: str) -> tuple[Carrier, ...]:
    path = folder / "carriers.csv"
    path.write_text(HEADINGS + rows)
    return import_carriers(path, AREAS)


def test_a_carrier_stands_once_for_each_time_off_the_road(tmp_path):
    found = read(tmp_path, "c1,north,9,2023-05-01,2023-05-03\nc2,south,12,,\nc1,north,9,2023-06-01,\n")
    assert found == (
        Carrier(
            id=Id("c1"),
            local_area=Id("north"),
            seats=9,
            off=(
                OffRoad(from_on=date(2023, 5, 1), until_on=date(2023, 5, 3)),
                OffRoad(from_on=date(2023, 6, 1)),
            ),
        ),
        Carrier(id=Id("c2"), local_area=Id("south"), seats=12),
    )
    assert not found[0].is_on_road([date(2024, 1, 1)])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("c1,north,0,,\n", "line 2: the carrier c1 has 0 seats; give 1 to 60"),
        ("c1,nroth,9,,\n", 'line 2, local_area: "nroth" was given; did you mean "north"?'),
        ("c1,north,9,,2023-05-03\n", "line 2: an end of being off the road without a begin"),
        ("c1,north,9,2023-05-03,2023-05-01\n", "it is off the road until 2023-05-01, before it is off from"),
        ("c1,north,9,,\nc1,north,9,,\n", "line 3: the carrier c1 stands twice; keep one row"),
        ("c1,north,9,2023-05-01,\nc1,south,9,2023-06-01,\n", "line 3: the carrier c1 stands twice"),
    ],
)
def test_a_bad_row_gives_one_clear_sentence(tmp_path, rows, said):
    with pytest.raises(FaultsFound) as refused:
        read(tmp_path, rows)
    assert said in str(refused.value)


def test_a_map_names_the_columns_of_a_workbook(tmp_path):
    faults = FaultList()
    how = load_map(
        f"format: {MAP_FORMAT}\npeople: {{columns: {{person: P, function: F, local_area: A}}}}\n"
        "duties: {columns: {person: P, begins_at: B, ends_at: E}}\n"
        "carriers:\n  columns: {carrier: Fleet no, local_area: Base, seats: Seats, off_from_on: VOR from}\n"
        "  values: {local_area: {N: north}}\n  formats: {off_from_on: '%d/%m/%Y'}\n",
        "map.yaml",
        faults,
    )
    faults.raise_if_any()
    assert how is not None
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Fleet no", "Base", "Seats", "VOR from"], ["px-7", "N", "14", "02/05/2023"]):
        book.active.append(row)
    book.save(tmp_path / "fleet.xlsx")
    (found,) = import_carriers(tmp_path / "fleet.xlsx", AREAS, how.tables["carriers"])
    assert (found.id, found.local_area, found.seats) == ("px-7", "north", 14)
    assert found.off == (OffRoad(from_on=date(2023, 5, 2)),)


def test_made_up_carriers_grow_with_the_force_and_do_not_depend_on_the_period_asked_for():
    spec = load_shipped_spec("northmarch")
    for officers in (100, 7_100, 100_000):
        made = generate_carriers(spec.at_strength(officers), date(2022, 10, 3), 28, 20141104)
        assert len(made) == officers // 100
        assert len({each.id for each in made}) == len(made)
    by_area = Counter(str(each.local_area) for each in made)
    assert set(by_area) == {str(each.local_area) for each in spec.local_areas}
    off = sum(not each.is_on_road([date(2022, 10, 12)]) for each in made)
    assert 50 < off < 110  # of 1,000, about eight in a hundred
    longer = generate_carriers(spec.at_strength(100_000), date(2022, 9, 1), 90, 20141104)
    days = [date(2022, 10, day) for day in range(3, 31)]
    assert [[each.is_on_road([day]) for day in days] for each in made] == [
        [each.is_on_road([day]) for day in days] for each in longer
    ]
