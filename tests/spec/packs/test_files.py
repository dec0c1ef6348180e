"""Which files a force pack has, and what becomes of files that are not what they should be.

Each mistake is told in one sentence: where it is, what was seen, what to do. A pack with any
mistake is not read at all.
"""

import os
from pathlib import Path

import pytest

from tests.spec.packs.conftest import PackSpec
from tests.support.small_pack import FILES

EVIDENCE = "registers/evidence.csv"
RETURN = "cycles/2024-Q1/public-order--spr-small.csv"


def text_of(name: str) -> str:
    return FILES[name]


def test_a_good_pack_is_read(spec: PackSpec):
    """The smallest pack has a force, a cycle, a return and a paper."""
    snapshot = spec.reads()
    assert snapshot.force.name == "Smallshire Police"
    assert [response.rating for response in snapshot.returns[0].responses] == ["mostly-met", None]


def test_notes_and_hidden_files_are_left_alone(spec: PackSpec):
    """SOURCES.md and README.md are for people; a hidden file is the machine's."""
    spec.put("README.md", "# Notes").put("registers/.gitkeep", "").put(".DS_Store", b"\x00\xff")
    assert spec.reads() == PackSpec(spec.pack.parent / "as-it-was").reads()


def test_a_pack_from_windows_is_read(spec: PackSpec):
    """Line ends of Windows and a byte order mark, as a spreadsheet writes them, change nothing."""
    for name in (EVIDENCE, RETURN, "force.yaml"):
        spec.put(name, b"\xef\xbb\xbf" + text_of(name).replace("\n", "\r\n").encode())
    assert spec.reads() == PackSpec(spec.pack.parent / "as-it-was").reads()


def test_force_yaml_is_needed(spec: PackSpec):
    spec.put("force.yaml", None).is_refused(
        "force.yaml: the file is missing; begin with a file force.yaml whose first line is "
        "`format: dueregard-force-pack 1`."
    )


def test_an_unknown_file_is_refused(spec: PackSpec):
    """A misspelt file name must not lose a register silently."""
    spec.put("registers/risk.csv", "id\n").is_refused(
        'registers/risk.csv: a pack has no such file; did you mean "registers/risks.csv"?'
    )


def test_an_unknown_folder_is_refused(spec: PackSpec):
    spec.put("registrs/risks.csv", "id\n").is_refused(
        'registrs: a pack has no such folder; did you mean "registers"?'
    )


def test_a_folder_where_a_file_is_expected_is_refused(spec: PackSpec):
    spec.put("releases.yaml/a.txt", "").is_refused(
        "releases.yaml: a folder stands where a file is expected; move it out of the pack."
    )


def test_names_that_differ_in_capitals_only_are_refused(spec: PackSpec):
    """On some systems the one would overwrite the other."""
    paper = text_of("papers/2024-04.yaml")
    spec.put("papers/a.yaml", paper.replace("id: 2024-04\n", "id: a\n"))
    spec.put("papers/A.yaml", paper.replace("id: 2024-04\n", "id: A\n"))
    spec.is_refused("papers/a.yaml: its name differs from papers/A.yaml in capitals only; keep one of them.")


def test_a_link_is_refused(spec: PackSpec):
    """A pack is what is in its folder, and nothing that a link leads to."""
    pack = spec.write()
    (pack / "README.md").symlink_to("/etc/hostname")
    (pack / "releases.yaml").symlink_to(pack / "releases.yaml")  # a link to itself
    (pack / "data").symlink_to(pack, target_is_directory=True)
    assert spec.faults() == [
        f"{name}: it is a link to another place; put the file itself here."
        for name in ("README.md", "data", "releases.yaml")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="This system has no pipes with a name.")
def test_a_pipe_is_refused_and_not_waited_for(spec: PackSpec):
    os.mkfifo(spec.write() / "releases.yaml")
    assert spec.faults() == ["releases.yaml: it is not an ordinary file; move it out of the pack."]


def test_a_file_that_may_not_be_read_is_told(spec: PackSpec):
    pack = spec.put("releases.yaml", "").write()
    (pack / "releases.yaml").chmod(0)
    if os.access(pack / "releases.yaml", os.R_OK):
        pytest.skip("Whoever runs this test may read every file.")
    spec.put("releases.yaml", None)  # so that it is not written again
    assert spec.faults() == [
        "releases.yaml: it could not be read (Permission denied); check the file and its permissions."
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("force.yaml", text_of("force.yaml").encode("utf-16"), ": it is in UTF-16; save it as UTF-8."),
        (
            EVIDENCE,
            text_of(EVIDENCE).replace("Training", "Entraînement").encode("latin-1"),
            ", line 2: byte 0xEE is not UTF-8; save the file as UTF-8.",
        ),
        (
            RETURN,
            text_of(RETURN).replace("Two", "T\0o"),
            ", line 2: a NUL byte; save the file again as plain text.",
        ),
        (EVIDENCE, bytes(range(256)), ", line 2: byte 0x80 is not UTF-8; save the file as UTF-8."),
        (
            EVIDENCE,
            "",
            ": the file has no header; begin with the line id,title,system,identifier,owner,dated_on,"
            "expires_on,origin,source,marking,publishable.",
        ),
        (
            "force.yaml",
            "",
            ": the file does not start with a field name; begin with lines such as `format: …`.",
        ),
    ],
    ids=["UTF-16", "Latin-1", "NUL byte", "binary", "empty CSV", "empty YAML"],
)
def test_what_is_not_text_is_refused(spec: PackSpec, name: str, content: str | bytes, sentence: str):
    spec.put(name, content).is_refused(name + sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "id: [a",
            "line 2: this is not YAML (did not find expected ',' or ']'); check the indentation and quotes here.",
        ),
        (
            "id: a\n\tname: b",
            "line 2: this is not YAML (found a tab character that violates indentation); "
            "check the indentation and quotes here.",
        ),
        ("id: " + "[" * 200 + "]" * 200, "line 1: nesting deeper than 20 levels; flatten it."),
        (
            "a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]",
            "line 1: an alias or anchor (& or *); write the text out in full.",
        ),
        (
            "a: !!python/object:os.system x",
            'line 1: a tag ("tag:yaml.org,2002:python/object:os.system"); remove it; plain values are enough.',
        ),
        ("a: b\n---\nc: d", "line 2: a second document (---); keep one document in a file."),
        ("a: b\na: c", 'line 2: "a" is given twice (first on line 1); keep one of them.'),
        ("? [a]\n: b", "line 1: a list or mapping used as a field name; use plain field names."),
        (
            "format: dueregard-force-pack 9",
            'line 1, format: "dueregard-force-pack 9" was given; write dueregard-force-pack 1.',
        ),
        (
            "id: a",
            "line 1, format: the format is not said; add the line `format: dueregard-force-pack 1`.",
        ),
    ],
    ids=[
        "unclosed list",
        "tab",
        "200 levels",
        "alias bomb",
        "tag",
        "second document",
        "key twice",
        "list as key",
        "wrong format",
        "no format",
    ],
)
def test_wrong_yaml_is_refused(spec: PackSpec, text: str, sentence: str):
    spec.put("force.yaml", text + "\n").is_refused(f"force.yaml, {sentence}")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (",,,,,,,,\n" * 1_000_000, ", line 10003: more than 10,000 empty rows; delete the empty rows."),
        (
            "x" * 1_500_000 + "\n",
            ", line 3: a line of 1,500,001 characters; keep lines under 1,000,000.",
        ),
        (
            '"never closed\n',
            ", line 3: this is not CSV (unexpected end of data); check the quotes on this line.",
        ),
        ("E-2,Title\n", ", line 3: 2 cells under 9 columns; check the commas and quotes."),
    ],
    ids=["a million empty rows", "one endless line", "open quote", "too few cells"],
)
def test_wrong_csv_is_refused(spec: PackSpec, rows: str, sentence: str):
    spec.put(EVIDENCE, text_of(EVIDENCE) + rows).is_refused(EVIDENCE + sentence)


def test_a_million_columns_are_refused(spec: PackSpec):
    spec.put(EVIDENCE, "," * 999_000 + "\n").is_refused(
        f"{EVIDENCE}, line 1: 999,001 columns; the columns are id, title, system, identifier, owner, dated_on, "
        "expires_on, origin, source, marking, publishable."
    )


def test_a_huge_file_is_refused_unread(spec: PackSpec):
    pack = spec.write()
    spec.put(EVIDENCE, None)
    with (pack / EVIDENCE).open("wb") as file:
        file.truncate(5_000_000_000)
    assert spec.faults() == [f"{EVIDENCE}: it holds 5,000,000,000 bytes; keep it under 20,000,000."]


def test_there_must_be_a_folder(tmp_path: Path):
    from dueregard.common.errors import FaultsFound
    from dueregard.packs.reading import read_pack

    with pytest.raises(FaultsFound, match=r"^nowhere: there is no such folder; name the folder that holds"):
        read_pack(tmp_path / "nowhere")
    (tmp_path / "file").write_text("")
    with pytest.raises(FaultsFound, match=r"^file: it is a file; name the folder that holds force\.yaml\.$"):
        read_pack(tmp_path / "file")


def test_all_mistakes_are_told_in_one_go(spec: PackSpec):
    """In the order of their places, so that they can be worked through file by file."""
    spec.change("force.yaml", "region:", "reigon:")
    spec.change(EVIDENCE, "2024-01-10", "2024-13-10")
    spec.put("registers/riskz.csv", "")
    spec.is_refused(
        'force.yaml, line 7: unknown field "reigon"; did you mean "region"?',
        'registers/evidence.csv, line 2, dated_on: "2024-13-10" was given; correct it, as there '
        "is no such date (month must be in 1..12).",
        'registers/riskz.csv: a pack has no such file; did you mean "registers/risks.csv"?',
    )


def test_past_two_hundred_mistakes_reading_stops(spec: PackSpec):
    """Nobody reads a million sentences, and making them would take long."""
    spec.put(EVIDENCE, text_of(EVIDENCE) + "E-1,,,,,,,,\n" * 50_000)
    faults = spec.faults()
    assert len(faults) == 201
    assert faults[-1] == "reading stopped: 200 faults were found so far; mend these first."
