"""Histories follow from step to step; releases and kept files are what they are said to be."""

import hashlib
from datetime import date

import pytest

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.packs.results import write_result
from tests.spec.packs.conftest import PackSpec

ACTIONS = """
id  | title      | lead         | owner    | state       | raised_on  | due_on
A-1 | Train more | public-order | Training | in-progress | 2023-06-01 | 2024-06-30
"""
CHANGES, MOVES = "registers/state_changes.csv", "registers/due_date_moves.csv"


def test_a_history_ends_where_the_action_stands(spec: PackSpec):
    spec.add("registers/actions.csv", ACTIONS).add(
        CHANGES,
        """
        id | subject | subject_id | before  | after   | changed_on | by  | reason
        S1 | action  | A-1        | planned | stopped | 2024-01-01 | ACC | No money
        """,
    ).is_refused(
        f'{CHANGES}, line 2: the last change of action A-1 ends at "stopped" but the action is "in progress"; '
        "add the missing change, or correct the state."
    )


def test_a_change_must_be_one_there_is(spec: PackSpec):
    spec.add("registers/actions.csv", ACTIONS.replace("in-progress", "stopped")).add(
        CHANGES,
        """
        id | subject | subject_id | before   | after   | changed_on | by
        S1 | action  | A-1        | complete | stopped | 2024-01-01 | ACC
        """,
    )
    spec.is_refused(
        f"{CHANGES}, line 2: an action cannot go from complete to stopped; "
        "from complete it can go to in-progress."
    )


def test_a_history_is_of_something(spec: PackSpec):
    spec.add(
        CHANGES,
        """
        id | subject | subject_id | before     | after    | changed_on | by
        S1 | lesson  | L-1        | identified | acted-on | 2024-01-01 | ACC
        """,
    ).is_refused(
        f'{CHANGES}, line 2, subject_id: there is no lesson "L-1"; add the lesson first, or leave this blank.'
    )


def test_moves_of_a_due_date_make_a_chain(spec: PackSpec):
    """Dates remember each move: the last one leads to the date that holds now."""
    spec.add("registers/actions.csv", ACTIONS).add(
        MOVES,
        """
        id | action | from_on    | to_on      | moved_on   | by  | reason
        M1 | A-1    | 2023-12-31 | 2024-03-31 | 2023-12-20 | ACC | Late
        M2 | A-1    | 2024-03-31 | 2024-06-30 | 2024-03-20 | ACC | Later
        """,
    ).reads()
    spec.change(MOVES, "M2,A-1,2024-03-31", "M2,A-1,2024-02-29").is_refused(
        f"{MOVES}, line 3: it moves from 29 February 2024 but M1 before it had set 31 March 2024; "
        "correct the days, or moved_on, which sets the order."
    )


RELEASES = """\
format: dueregard-releases 1
releases:
  - id: R-1
    paper: 2024-04
    section: conclusion
    order: 1
    words: The force stands ready.
    basis: [evidence/E-1, standing/2024-Q1/disorder]
    state: approved
    approved_by: Chief Constable
    approved_on: 2024-04-10
    reason: The public should know.
    harm_test: Nothing in it helps anybody to do harm.
    marking: OFFICIAL
    publishable: yes
"""


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("paper: 2024-04", "paper: 2024-05", 'line 4, paper: there is no paper "2024-05"; did you mean "2024-04"?'),
        ("order: 1", "order: 1\n    decision: note-standin", "line 7, decision: the paper 2024-04 asks no decision "
            '"note-standin"; did you mean "note-standing"?'),
        ("evidence/E-1", "evidence/E-9", 'line 8, basis: it rests on "evidence/E-9", which is not there; '
            "correct the id, or take it out of the basis."),
        ("    harm_test: Nothing in it helps anybody to do harm.\n", "", "line 3: an approved release lacks harm_test; "
            "fill in or set it back to draft."),
        ("publishable: yes", "publishable: no", "line 3: an approved release is not publishable; "
            "write publishable: yes or set it to draft."),
        ("releases:", "release:", 'line 2: unknown field "release"; did you mean "releases"?'),
    ],
)  # fmt: skip
def test_a_release_is_whole_and_rests_on_what_is_there(
    spec: PackSpec, before: str, after: str, sentence: str
):
    spec.put("releases.yaml", RELEASES).reads()
    spec.change("releases.yaml", before, after).is_refused(f"releases.yaml, {sentence}")


def test_the_words_of_a_release_would_be_printed(spec: PackSpec):
    """In the public edition a lead that is not publishable has no section."""
    spec.put("releases.yaml", RELEASES.replace("section: conclusion", "section: public-order")).reads()
    lead = "spr_areas: [spr-small/disorder]\n    marking: OFFICIAL\n    publishable: "
    spec.change("force.yaml", f"{lead}yes", f"{lead}no").is_refused(
        'releases.yaml, line 5, section: its words stand in the section of the lead "public-order", who is not '
        "publishable; choose another section, or make the lead publishable."
    )


def result() -> Result:
    return Result(
        kind=Id("reading"),
        made_on=date(2023, 11, 1),
        inputs_hash=Id("0" * 64),
        value=JsonText.parse('{"units": 2}'),
        manifest=JsonText.parse('{"seed": 7}'),
        marking=Id("OFFICIAL"),
    )


def test_a_result_is_stored_by_its_hash(spec: PackSpec):
    content = write_result(result())
    spec.put(f"results/{result().hash}.json", content)
    assert spec.reads().results == (result(),)
    spec.put(f"results/{result().hash}.json", content.replace(b'"units":2', b'"units":3'))
    (sentence,) = spec.faults()
    assert sentence.startswith(
        f"results/{result().hash}.json: its content is not what its name says; take it out"
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("{", "this is not JSON; write it as JSON; line 1 has a mistake (Expecting property name enclosed in double "
            "quotes)."),
        ("[" * 100_000, "this is not JSON; write it as JSON with fewer levels."),
        ('{"a": NaN}', "this is not JSON; write it as JSON; NaN is not JSON."),
        ('{"a": 1, "a": 2}', "this is not JSON; write it as JSON; a name stands twice in one object."),
        ('{"a": ' + "9" * 5000 + "}", "this is not JSON; write numbers of at most 40 digits."),
        ("[]", 'the format is not said; begin with {"format": "dueregard-result 1".'),
    ],
    ids=["broken", "deep", "NaN", "name twice", "long number", "a list"],
)  # fmt: skip
def test_wrong_json_is_refused(spec: PackSpec, content: str, sentence: str):
    spec.put("results/a.json", content).is_refused(f"results/a.json: {sentence}")


def test_a_number_past_all_bounds_is_refused(spec: PackSpec):
    text = write_result(result()).decode().replace('"units":2', '"units":1e999')
    spec.put("results/a.json", text).is_refused(
        "results/a.json, value: its value cannot be kept; "
        "write it as JSON; NaN, Infinity and numbers past them are not JSON."
    )


DATA = """\
format: dueregard-data 1
data:
  - id: roster
    about: Who is on duty when
    sha256: {sha256}
    generator: made up for the test
    seed: 7
    columns:
      - {{name: officer, type: text, about: A pseudonym}}
    marking: OFFICIAL-SENSITIVE
"""


def test_data_is_known_by_its_hash_whether_or_not_it_is_there(spec: PackSpec):
    """Rosters and logs are never rows of the pack. A file that is there must be the one that was named."""
    content = b"PAR1 rows PAR1"
    spec.put("data/data.yaml", DATA.format(sha256=hashlib.sha256(content).hexdigest()))
    without = spec.reads()
    spec.put("data/roster.parquet", content)
    assert spec.reads() == without
    spec.put("data/roster.parquet", b"other rows")
    (sentence,) = spec.faults()
    assert sentence == (
        f"data/roster.parquet: its SHA-256 is {hashlib.sha256(b'other rows').hexdigest()}, "
        "not the one in data/data.yaml; put the named file back."
    )


def test_a_file_that_nothing_names_is_refused(spec: PackSpec):
    spec.put("data/roster.parquet", b"rows").put("frozen/2024-04-full/paper.pdf", b"pages").is_refused(
        "data/roster.parquet: data/data.yaml does not name this file; name it there, or take it out.",
        "frozen/2024-04-full/paper.pdf: frozen.yaml does not name this file; name it there, or take it out.",
    )


def test_a_file_name_cannot_lead_out_of_the_pack(spec: PackSpec):
    spec.put(
        "frozen.yaml",
        "format: dueregard-frozen-papers 1\nfrozen:\n  - id: 2024-04-full\n    paper: 2024-04\n    edition: full\n"
        "    approved_by: Chief Constable\n    approved_on: 2024-04-20\n    software: dueregard 0.1.0\n"
        f"    files:\n      - {{name: ../../force.yaml, sha256: {'0' * 64}}}\n    marking: OFFICIAL\n",
    )
    (sentence,) = spec.faults()
    assert sentence.startswith(
        'frozen.yaml, line 3: frozen/: "../../force.yaml" cannot be part of a file name'
    )
