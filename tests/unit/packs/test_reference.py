"""The manual's page on the force pack leaves nothing out and is current."""

from pathlib import Path

import pytest

from dueregard.common.records import field_specs
from dueregard.packs.reference import page
from dueregard.publication.prose import PaperProse
from dueregard.snapshot.records import CSV_REGISTERS

PAGE = Path(__file__).parents[3] / "docs/reference/force-pack.md"


def test_the_page_is_current():
    assert PAGE.read_text("utf-8") == page(), "run make docs"


@pytest.mark.parametrize("name", CSV_REGISTERS)
def test_every_field_of_every_register_is_on_it(name: str):
    section = section_of(f"registers/{name}.csv")
    common = section_of("Fields of every record")
    for spec in field_specs(CSV_REGISTERS[name]):
        assert (f"| `{spec.name}` |" in section + common) is not spec.column.separate, spec.name
        assert spec.column.about in section + common or spec.column.separate


def test_what_is_internal_is_said_to_be():
    assert "Who agreed it, by post. Never public. |" in section_of("registers/due_date_moves.csv")


def test_defaults_and_choices_are_said():
    assert "| `state` | one of: draft, approved, withdrawn | no; draft when left out |" in section_of(
        "releases.yaml"
    )


def test_every_list_inside_a_file_has_its_own_table():
    for spec in field_specs(PaperProse):
        if spec.nested:
            assert f"| `{field_specs(spec.kind)[1].name}` |" in section_of(f"papers/ID.yaml: {spec.name}")


def section_of(title: str) -> str:
    """The text under one heading."""
    _before, _heading, rest = page().partition(f"\n## {title}\n")
    assert rest, f"there is no section {title}"
    return rest.partition("\n## ")[0]
