"""The reference of the files names every column that is read, and no other."""

from dueregard.cli import places_file, plan_file
from dueregard.cli.file_reference import FILES, LOG, PLACES, PLAN, WITHDRAWALS, page
from dueregard.common.records import field_specs
from dueregard.local_policing.column_map import LogField
from dueregard.workforce import withdrawals_file


def test_columns_told_are_the_columns_read():
    assert tuple(WITHDRAWALS) == withdrawals_file.COLUMNS
    assert tuple(PLAN) == plan_file.COLUMNS
    assert tuple(PLACES) == places_file.COLUMNS
    assert tuple(LOG) == tuple(LogField)


def test_every_field_of_every_file_says_what_it_is():
    def kinds(kind: type, found: set[type]) -> set[type]:
        if kind not in found:
            found.add(kind)
            for spec in field_specs(kind):
                if spec.nested:
                    kinds(spec.kind, found)
        return found

    text = page()
    for file in FILES:
        assert f"## {file.title}\n" in text
        for kind in kinds(file.kind, set()):
            for spec in field_specs(kind):
                assert spec.column.about, f"{kind.__name__}.{spec.name}"
                assert f"| `{spec.name}` |" in text, f"{kind.__name__}.{spec.name}"
