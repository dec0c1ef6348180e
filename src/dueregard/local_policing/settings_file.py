"""One record from one YAML file, with all its mistakes told at once."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from dueregard.common.errors import FaultList
from dueregard.common.reading.binding import bind
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import parse_yaml

T = TypeVar("T")


def read_record(kind: type[T], source: Path | str, name: str) -> T:
    """A record from a YAML file or its text. Raises FaultsFound."""
    faults = FaultList()
    text = read_text(source, name, faults) if isinstance(source, Path) else source
    tree = None if text is None else parse_yaml(text, name, faults)
    found = None if tree is None else bind(kind, tree, name, faults)
    faults.raise_if_any()
    assert found is not None  # or there would be a fault
    return found
