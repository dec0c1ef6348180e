"""The fictional example, read once for all tests of the command line."""

from pathlib import Path

import pytest

from dueregard.packs.reading import read_pack
from dueregard.snapshot.full import Snapshot

EXAMPLES = Path(__file__).parents[3] / "examples"


@pytest.fixture(scope="session")
def northmarch() -> Snapshot:
    return read_pack(EXAMPLES / "northmarch")
