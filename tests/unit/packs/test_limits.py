"""Reading takes bounded memory, whatever it is given. Memory is measured; the clock is not trusted."""

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from dueregard.common.errors import FaultsFound
from dueregard.frameworks.starter import library
from dueregard.packs import files
from dueregard.packs.reading import read_pack
from tests.support.small_pack import FILES, write_small_pack

EVIDENCE = FILES["registers/evidence.csv"]
MEGABYTE = 1_000_000


@contextmanager
def at_most(megabytes: int) -> Iterator[None]:
    library()  # what the package itself reads once is not the pack's doing
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak <= megabytes * MEGABYTE, f"{peak / MEGABYTE:.0f} MB were needed"


HUGE = {
    "a million empty rows": {"registers/evidence.csv": EVIDENCE + ",,,,,,,,\n" * 1_000_000},
    "a million faulty rows": {"registers/evidence.csv": EVIDENCE + "E-1,,,,,,,,\n" * 1_000_000},
    "a million columns": {"registers/evidence.csv": "," * 999_998 + "\n"},
    "one long line": {"registers/evidence.csv": EVIDENCE + "x" * 15_000_000},
    "one open quote": {"registers/evidence.csv": EVIDENCE + '"' + "x\n" * 7_000_000},
    "a list of millions": {"force.yaml": "a: [" + "1," * 5_000_000 + "1]\n"},
    "millions of fields": {"force.yaml": "".join(f"k{n}: 1\n" for n in range(1_000_000))},
    "nesting without end": {"papers/2024-04.yaml": "a: " + "[" * 10_000_000},
    "an alias bomb": {
        "force.yaml": "a: &a [x, x]\n" + "".join(f"b{n}: &b{n} [*a, *a]\n" for n in range(1_000))
    },
    "one long text": {"force.yaml": FILES["force.yaml"] + "notes: " + "x" * 15_000_000},
    "deep JSON": {"results/a.json": "[" * 5_000_000},
}


@pytest.mark.parametrize("name", HUGE)
def test_a_huge_file_is_refused_in_bounded_memory(tmp_path: Path, name: str):
    pack = write_small_pack(tmp_path, dict(HUGE[name]))
    with at_most(300), pytest.raises(FaultsFound) as found:
        read_pack(pack)
    assert len(found.value.faults) <= 201
    assert all(len(str(fault)) < 1_000 for fault in found.value.faults)


def test_a_file_past_the_limit_is_not_even_opened(tmp_path: Path):
    pack = write_small_pack(tmp_path)
    with (pack / "registers" / "risks.csv").open("wb") as file:
        file.truncate(100_000_000_000)
    with (
        at_most(20),
        pytest.raises(FaultsFound, match="it holds 100,000,000,000 bytes; keep it under 20,000,000"),
    ):
        read_pack(pack)


def test_a_pack_of_too_many_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(files, "MOST_FILES", 12)
    pack = write_small_pack(tmp_path, {f"papers/p{number}.yaml": "" for number in range(9)})
    with pytest.raises(FaultsFound, match="more than 12 files; name the folder of one pack only"):
        read_pack(pack)
