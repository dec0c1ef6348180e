"""The one safe reader: text, CSV cells and YAML trees, each with its mistakes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, FaultsFound, Place
from dueregard.common.reading.binding import MOST_COMPARED, bind, did_you_mean, nearest
from dueregard.common.reading.csv_table import escape_cell, read_table, unescape_cell, write_rows
from dueregard.common.reading.files import read_bytes, read_text
from dueregard.common.reading.record_table import RecordTables, write_records
from dueregard.common.reading.yaml_tree import parse_yaml
from dueregard.force.identity import LocalArea
from dueregard.improvement.risks import RiskScaleStep
from dueregard.mobilisation.aid import Aid


def sentences(faults: FaultList) -> list[str]:
    try:
        faults.raise_if_any()
    except FaultsFound as found:
        return [str(fault) for fault in found.faults]
    return []


@given(st.text())
def test_a_cell_comes_back_as_it_was(text: str):
    assert unescape_cell(escape_cell(text)) == text
    assert not escape_cell(text).startswith(("=", "+", "-", "@"))


@given(
    st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=3, max_size=3), max_size=5)
)
def test_a_table_comes_back_as_it_was(rows: list[list[str]]):
    rows = [[cell.replace("\x00", "").replace("\r", "") for cell in row] for row in rows]
    faults = FaultList()
    table = read_table(write_rows(["a", "b", "c"], rows), "t.csv", ["a", "b", "c"], [], faults)
    assert table is not None
    found = [[unescape_cell(cell) for cell in cells] for _line, cells in table.rows]
    assert found == [row for row in rows if any(row)]
    assert sentences(faults) == []


def test_a_row_has_the_line_it_starts_on():
    text = 'a,b\n"one\ntwo",x\n\nthree,y\n'
    table = read_table(text, "t.csv", ["a", "b"], [], FaultList())
    assert table is not None
    assert [line for line, _cells in table.rows] == [2, 5]


def test_columns_may_stand_in_any_order_and_optional_ones_be_left_out():
    text = "name,marking,id\nTown,OFFICIAL,town\n"
    assert RecordTables(LocalArea).read(text, "t.csv", FaultList()) == [
        (2, LocalArea(id=Id("town"), name="Town", marking=Id("OFFICIAL")))
    ]


def test_a_faulty_row_is_left_out_and_the_others_kept():
    faults = FaultList()
    text = "id,name,marking\ntown,Town,OFFICIAL\n,Village,OFFICIAL\nport,,OFFICIAL\n"
    rows = RecordTables(LocalArea).read(text, "t.csv", faults)
    assert [line for line, _record in rows] == [2]
    assert sentences(faults) == [
        "t.csv, line 3, id: it is blank; fill it in: a short name (letters, digits, . _ : / -).",
        "t.csv, line 4, name: it is blank; fill it in: text.",
    ]


def test_a_rule_of_the_record_is_told_with_its_line():
    faults = FaultList()
    text = "id,scale,score,words,meaning,from_on,marking\ns,health,6,w,m,2020,OFFICIAL\n"
    assert RecordTables(RiskScaleStep).read(text, "t.csv", faults) == []
    assert sentences(faults) == ["t.csv, line 2: the score 6 is not 1 to 5; correct it."]


def test_a_cell_read_once_is_read_alike_again():
    """Cells are remembered by column, so that the same text in another column is another thing."""
    text = "id,deployment,direction,tier,officers,days,duration_is,marking\n" + (
        "5,5,given,local,5,5,5,OFFICIAL\n6,5,own,local,5,5.50,5,OFFICIAL\n"
    )
    (_, first), (_, second) = RecordTables(Aid).read(text, "t.csv", FaultList())
    assert (first.id, first.deployment, first.officers, str(first.days)) == ("5", "5", 5, "5")
    assert (second.officers, str(second.days)) == (5, "5.5")


def test_written_records_read_back():
    areas = [LocalArea(id=Id("a"), name="=A, B", marking=Id("OFFICIAL"), source='said "so"\ntwice')]
    text = write_records(LocalArea, areas)
    assert text.splitlines()[0] == "id,name,origin,source,marking,publishable"
    assert [record for _line, record in RecordTables(LocalArea).read(text, "t.csv", FaultList())] == areas


def test_the_nearest_name_is_offered_only_when_it_is_near():
    assert nearest("mostly-mett", ["not-met", "mostly-met"]) == "mostly-met"
    assert nearest("x", ["not-met", "mostly-met"]) is None
    assert did_you_mean("x", ["y"], otherwise="remove it") == "remove it"


def test_a_large_register_is_not_searched_without_end():
    """Past some hundred names only those that begin alike are compared."""
    names = [f"E-{number:05d}" for number in range(50_000)]
    assert len(names) > MOST_COMPARED
    assert nearest("E-0001", names) is not None
    assert nearest("X-00001", names) is None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id: a\nname: [x]\nmarking: OFFICIAL", "f.yaml, line 2, name: a list or several fields were found; "
            "write text."),
        ("id: a\nname: {x: y}\nmarking: OFFICIAL", "f.yaml, line 2, name: a list or several fields were found; "
            "write text."),
        ("id: a\nname:\nmarking: OFFICIAL", "f.yaml, line 2, name: it is blank; fill it in: text."),
        ("id: a\nnmae: A\nmarking: OFFICIAL", 'f.yaml, line 2: unknown field "nmae"; did you mean "name"?'),
        ("id: a\nmarking: OFFICIAL", 'f.yaml, line 1: the field "name" is missing; add it: text.'),
    ],
)  # fmt: skip
def test_binding_says_what_is_wrong(text: str, sentence: str):
    faults = FaultList()
    tree = parse_yaml(text, "f.yaml", faults)
    assert tree is not None
    assert bind(LocalArea, tree, "f.yaml", faults) is None
    assert sentences(faults) == [sentence]


def test_faults_stand_in_the_order_of_their_places():
    faults = FaultList()
    for place in (Place("b"), Place("a", 3), Place("a"), Place("a", 2, "x")):
        faults.add(place, "seen", "do")
    assert [sentence.partition(":")[0] for sentence in sentences(faults)] == [
        "a",
        "a, line 2, x",
        "a, line 3",
        "b",
    ]


def test_no_more_faults_are_kept_than_are_of_use():
    faults = FaultList(limit=3)
    faults.add(Place("b"), "seen", "do")
    faults.add(Place("a"), "seen", "do")
    with pytest.raises(FaultsFound) as found:
        faults.add(Place("c"), "seen", "do")
    assert [str(fault) for fault in found.value.faults] == [
        "a: seen; do.",
        "b: seen; do.",
        "c: seen; do.",
        "reading stopped: 3 faults were found so far; mend these first.",
    ]


def test_a_file_is_read_to_its_limit_and_no_further(tmp_path: Path):
    path = tmp_path / "f"
    path.write_bytes(b"12345")
    assert read_bytes(path, "f", FaultList(), largest=5) == b"12345"
    faults = FaultList()
    assert read_bytes(path, "f", faults, largest=4) is None
    assert sentences(faults) == ["f: it holds 5 bytes; keep it under 4."]


@pytest.mark.parametrize("kind", ["folder", "link", "nothing"])
def test_what_is_not_a_file_is_not_read(tmp_path: Path, kind: str):
    path = tmp_path / "f"
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to("/dev/zero")
    faults = FaultList()
    assert read_text(path, "f", faults) is None
    expected = {
        "folder": "f: it is not an ordinary file; put a plain file here.",
        "link": "f: it is a link to another file; put the file itself here.",
        "nothing": "f: it could not be read (No such file or directory); check the file and its permissions.",
    }
    assert sentences(faults) == [expected[kind]]
