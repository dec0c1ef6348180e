"""Whatever bytes stand in a file, a pack is read or refused: never anything else, never half."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dueregard.common.errors import FaultsFound
from dueregard.common.results import JsonText
from dueregard.packs.reading import read_pack
from dueregard.packs.writing import pack_files
from dueregard.snapshot.full import Snapshot
from tests.generative.snapshot_making import make_snapshot
from tests.support.small_pack import FILES, write_small_pack

NAMES = sorted(
    {*FILES, "releases.yaml", "frozen.yaml", "data/data.yaml", "results/a.json", "registers/risks.csv"}
)
PIECES = (
    *(
        "\n",
        ",",
        ";",
        ":",
        "- ",
        "  ",
        '"',
        "'",
        "[",
        "]",
        "{",
        "}",
        "&a",
        "*a",
        "!",
        "|",
        ">",
        "#",
        "%",
        "\t",
        "\x00",
    ),
    *(
        "\ufeff",
        "\x85",
        "\u2028",
        "\ud7ff",
        "é",
        "0",
        "-1",
        "1e999",
        "NaN",
        "2024-02-30",
        "yes",
        "SECRET",
        "=1+1",
    ),
    *("id", "marking", "format: dueregard-force-pack 1", "releases:", "\r", "/", "..", "a" * 130),
)


def read_or_refuse(folder: Path) -> Snapshot | None:
    try:
        return read_pack(folder)
    except FaultsFound as found:
        for fault in found.faults:
            assert "\n" not in str(fault)
            assert str(fault).endswith((".", "?"))
            assert len(str(fault)) < 1_000
        return None


@given(st.sampled_from(NAMES), st.binary(max_size=300))
def test_any_bytes_in_any_file(name: str, content: bytes):
    with tempfile.TemporaryDirectory() as folder:
        read_or_refuse(write_small_pack(Path(folder), {name: content}))


@given(st.sampled_from(NAMES), st.lists(st.sampled_from(PIECES), max_size=30))
def test_any_pieces_of_a_format_in_any_file(name: str, pieces: list[str]):
    with tempfile.TemporaryDirectory() as folder:
        read_or_refuse(write_small_pack(Path(folder), {name: "".join(pieces).encode()}))


@given(st.data(), st.integers(0, 50))
def test_a_good_pack_with_one_place_spoilt(data: st.DataObject, seed: int):
    """Cut out, doubled or replaced: anywhere in any file of a pack that holds every register."""
    whole = dict(pack_files(make_snapshot(seed)))
    name = data.draw(st.sampled_from(sorted(whole)))
    content = whole[name]
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(len(content), start + 40)))
    middle = data.draw(st.sampled_from([b"", content[start:end] * 2, *(piece.encode() for piece in PIECES)]))
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder)
        for file, text in {**whole, name: content[:start] + middle + content[end:]}.items():
            (pack / file).parent.mkdir(parents=True, exist_ok=True)
            (pack / file).write_bytes(text)
        read_or_refuse(pack)


@given(st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=30))
@example("..\n")
@example("force.yaml\u202e")
@example("CON")
def test_any_name_of_a_file(name: str):
    if name in (".", "..") or len(name.encode()) > 200:
        return
    with tempfile.TemporaryDirectory() as folder:
        pack = write_small_pack(Path(folder))
        for place in (pack, pack / "registers", pack / "papers", pack / "cycles"):
            if not (place / name).exists():
                (place / name).write_text("x")
        read_or_refuse(pack)


@pytest.mark.parametrize("name", [b"\xff\xfe.csv", b"a\nb.yaml", b"\xe9t\xe9"])
def test_a_name_that_is_not_text(tmp_path: Path, name: bytes):
    pack = write_small_pack(tmp_path)
    with open(bytes(pack / "registers") + b"/" + name, "wb"):  # noqa: PTH123 (a Path is text)
        pass
    assert read_or_refuse(pack) is None


@given(st.text(max_size=60))
@example('{"a": 1e999}')
@example('"\\ud800"')
@example("-" * 5)
def test_any_text_as_json(text: str):
    try:
        value = JsonText.parse(text)
    except ValueError as error:
        remedy = str(error)
    else:
        remedy = "write nothing else"
        assert JsonText.parse(value.text) == value
    assert remedy.startswith("write ")
