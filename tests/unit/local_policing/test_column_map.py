"""Column maps kept as data."""

import pytest

from dueregard.common.errors import FaultsFound
from dueregard.local_policing.column_map import LogField, canonical_map, read_column_map

MAP = """
zone: Europe/London
date_formats: ["%d/%m/%Y %H:%M"]
columns:
  - {field: incident, titles: [Day, Number]}
  - {field: received_at, titles: [Received]}
  - {field: grade, titles: [Grade]}
  - {field: local_area, constant: whole force}
  - {field: cleared_at, titles: [Closed]}
values:
  - {field: grade, seen: [IMM, Immediate], means: P1}
"""


def test_values_and_constants_are_read():
    found = read_column_map(MAP, "columns.yaml")
    assert found.meaning(LogField.GRADE, "IMM") == "P1"
    assert found.meaning(LogField.GRADE, "P2") == "P2"
    assert [c.constant for c in found.columns if c.field is LogField.LOCAL_AREA] == ["whole force"]
    assert found.column(LogField.UNIT) is None


def test_the_canonical_map_asks_only_for_what_is_compulsory():
    compulsory = [column.field.value for column in canonical_map().columns if not column.if_present]
    assert compulsory == ["incident", "received_at", "grade", "local_area", "cleared_at"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Europe/London", "Europe/Lundon", "There is no time zone"),
        ("%d/%m/%Y %H:%M", "%d/%m/%Y", "has no hour"),
        ("%d/%m/%Y %H:%M", "%d/%m/%Y %Q", "has %Q"),
        ('["%d/%m/%Y %H:%M"]', "[]", "there is no date format"),
        ("titles: [Grade]", "titles: [Grade, Priority]", "name one"),
        ("titles: [Grade]", "constant: x, titles: [Grade]", "give one of them"),
        ("field: grade, titles", "field: kind, titles", "grade is not mapped"),
        ("field: received_at", "field: grade", "grade is mapped twice"),
        ("titles: [Closed]", "constant: never", "cannot be the same in every row"),
        ("titles: [Grade]", "titles: [Grade], if_present: yes", "is compulsory"),
    ],
)
def test_mistakes_are_told_in_a_sentence(old, new, words):
    assert old in MAP
    with pytest.raises(FaultsFound, match=words):
        read_column_map(MAP.replace(old, new, 1), "columns.yaml")
