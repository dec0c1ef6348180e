"""What every record must be: known fields, ids that stand once, references that lead somewhere."""

import pytest

from tests.spec.packs.conftest import PackSpec

EVIDENCE = "registers/evidence.csv"
PAPER = "papers/2024-04.yaml"
RETURN = "cycles/2024-Q1/public-order--spr-small.csv"


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        ("force.yaml", "region:", "reigon:", ', line 7: unknown field "reigon"; did you mean "region"?'),
        ("force.yaml", "region: the Middle Counties\n", "", ', line 1: the field "region" is missing; add it: text.'),
        ("force.yaml", "fictional: yes", "fictional: true", ', line 5, fictional: "true" was given; write yes or no.'),
        ("force.yaml", "id: smallshire", "id: a b", ', line 2, id: "a b" was given; '
            "write a short name of letters, digits, dots and hyphens, without spaces."),
        ("force.yaml", "from_on: 2012-11\n", "from_on: soon\n", ', line 21, from_on: "soon" was given; '
            "write a date as 2014-08-29, a month as 2014-08 or a year as 2014."),
        (PAPER, "verb: note", "verb: notice", ', line 21, verb: "notice" was given; '
            "choose one of: acknowledge, support, recognise, note, decide."),
        (PAPER, "to note how", "to know how", ', line 20: the words do not contain the verb "note"; '
            "write a sentence that does."),
        (PAPER, "id: 2024-04\n", "id: 2024-05\n", ', line 2, id: the id is "2024-05"; '
            'write "2024-04", the name of the file.'),
        (PAPER, "dated_on: 2024-04-15", "dated_on: 2024-02-30", ', line 4, dated_on: "2024-02-30" was given; '
            "there is no such day; write it as 2014-08-29."),
        (EVIDENCE, "title", "titel", ', line 1: unknown column "titel"; did you mean "title"?'),
        (EVIDENCE, ",owner,", ",title,", ', line 1: the column "title" stands twice; keep one of them.'),
        (EVIDENCE, "2025-01-09", "=TODAY()", ', line 2, expires_on: "=TODAY()" was given; '
            "write the day as 2014-08-29."),
        (EVIDENCE, "Training record", "", ", line 2, title: it is blank; fill it in: text."),
        (EVIDENCE, "Training record", "x" * 20_001, f', line 2, title: "{"x" * 59}…" was given; '
            "keep the text under 20,000 characters (it has 20,001)."),
        (RETURN, "Two units", "Two\x07units", ', line 2, reason: "Two?units at most hours." was given; '
            "type the text again without the control character U+0007."),
        ("registers/cycles.csv", "2024-Q1,", "2024-Q5,", ', line 2: the id "2024-Q5" is not a quarter; '
            "write a quarter as 2022-Q3."),
    ],
)  # fmt: skip
def test_a_field_that_is_not_right_is_refused(
    spec: PackSpec, name: str, before: str, after: str, sentence: str
):
    spec.change(name, before, after)
    assert f"{name}{sentence}" in spec.faults()


def test_a_formula_in_a_text_is_only_text(spec: PackSpec):
    """Nothing is ever run. When the pack is written, an apostrophe keeps the cell harmless in a spreadsheet."""
    snapshot = spec.change(EVIDENCE, "Training record", "=2+2").reads()
    assert snapshot.evidence[0].title == "=2+2"


def test_an_id_stands_once_in_its_register(spec: PackSpec):
    spec.add(
        "registers/support.csv",
        """
        id  | to           | about
        S-1 | Bigshire     | Two units
        S-2 | Bigshire     | One unit
        S-1 | Middleshire  | Advice
        """,
    ).is_refused(
        'registers/support.csv, line 4, id: the support "S-1" stands twice (first on line 2); '
        "rename or remove one of them."
    )


def test_a_key_stands_once_in_its_register(spec: PackSpec):
    """What else makes a row the only one of its kind: here, its number in the report."""
    spec.add(
        "registers/inspections.csv",
        """
        id  | body             | title  | about       | scope
        I-1 | The inspectorate | Report | The subject | national
        """,
    ).add(
        "registers/recommendations.csv",
        """
        id  | inspection | number | text | addressed_to
        R-1 | I-1        | 1      | One  | chief constable
        R-2 | I-1        | 1      | Two  | chief constable
        """,
    ).is_refused(
        "registers/recommendations.csv, line 3, number: the recommendation with inspection and number "
        '"I-1, 1" stands twice (first on line 2); rename or remove one of them.'
    )


def test_ids_inside_a_file_stand_once_too(spec: PackSpec):
    spec.change("force.yaml", "- id: commissioner", "- {id: b, title: t, short_title: t, name: n, marking: OFFICIAL}\n"
        "  - {id: b, title: t, short_title: t, name: n, marking: OFFICIAL}\n  - id: commissioner")  # fmt: skip
    spec.is_refused(
        'force.yaml, line 17, id: the body "b" stands twice (first on line 16); rename or remove one of them.'
    )


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        (RETURN, "E-1", "E-2", ', line 2, evidence: there is no evidence "E-2"; choose one of: E-1.'),
        (PAPER, "to: commissioner", "to: commisioner", ', line 6, to: there is no body "commisioner"; '
            'did you mean "commissioner"?'),
        (PAPER, "cycle: 2024-Q1", "cycle: 2023-Q1", ', line 9, cycle: there is no cycle "2023-Q1"; '
            'did you mean "2024-Q1"?'),
        (PAPER, "section: purpose", "section: purpos", ', line 15, section: there is no section "purpos"; '
            'did you mean "purpose"?'),
        ("force.yaml", "[spr-small, order-small]", "[spr-small, ordersmall]", ', line 29, frameworks: there is no '
            'framework "ordersmall"; did you mean "order-small"?'),
        ("force.yaml", "[spr-small/disorder]", "[spr-small/disorder, spr-2023/terorism]", ', line 30, spr_areas: '
            'there is no SPR area "spr-2023/terorism"; did you mean "spr-2023/terrorism"?'),
    ],
)  # fmt: skip
def test_a_reference_to_nothing_is_refused(spec: PackSpec, name: str, before: str, after: str, sentence: str):
    spec.change(name, before, after).is_refused(name + sentence)


def test_a_register_that_cannot_be_read_causes_no_other_mistake(spec: PackSpec):
    """Where the evidence register is broken, nobody is told that the evidence is missing as well."""
    spec.change(EVIDENCE, "2024-01-10", "2024-01-32")
    assert len(spec.faults()) == 1


@pytest.mark.parametrize("marking", ["SECRET", "TOP-SECRET"])
def test_a_marking_that_may_not_be_held_is_refused_by_name(spec: PackSpec, marking: str):
    """Material above OFFICIAL-SENSITIVE is held elsewhere, and here only as a pointer."""
    spec.change(EVIDENCE, "OFFICIAL,no", f"{marking},no").is_refused(
        f'{EVIDENCE}, line 2, marking: the marking is "{marking}"; take it out: {marking} may not be held here, '
        "only a pointer to who holds it and its date."
    )


def test_a_marking_with_a_space_is_refused_by_name_too(spec: PackSpec):
    spec.change(EVIDENCE, "OFFICIAL,no", "Top Secret,no").is_refused(
        f'{EVIDENCE}, line 2, marking: "Top Secret" was given; take it out: TOP-SECRET may not be held here, '
        "only a pointer to who holds it and its date."
    )


def test_a_marking_above_the_ceiling_of_the_force_is_refused(spec: PackSpec):
    spec.change("force.yaml", "marking_ceiling: OFFICIAL-SENSITIVE", "marking_ceiling: OFFICIAL")
    faults = spec.faults()
    assert len(faults) == 3
    assert faults[0] == (
        f'{RETURN}, line 2, marking: the marking "OFFICIAL-SENSITIVE" is above this pack\'s ceiling, OFFICIAL; take '
        "the record out and leave a pointer to who holds it, or let the force raise marking_ceiling."
    )


def test_the_ceiling_itself_must_be_one_that_may_be_held(spec: PackSpec):
    spec.change("force.yaml", "marking_ceiling: OFFICIAL-SENSITIVE", "marking_ceiling: SECRET").is_refused(
        'force.yaml, line 9, marking_ceiling: the ceiling "SECRET" may not be held; '
        "choose one of: OFFICIAL, OFFICIAL-SENSITIVE."
    )


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        (EVIDENCE, "2025-01-09", "2023-01-09", ", line 2, expires_on: expires_on 2023-01-09 lies before dated_on "
            "2024-01-10; correct one of them."),
        (PAPER, "date_words: 2024-04-15", "date_words: 2024-05", ", line 5, date_words: date_words 2024-05 is not "
            "the date of dated_on 2024-04-15; make them agree."),
        (PAPER, "cycle: 2024-Q1", "cycle: 2024-Q1\ncompare_with: 2024-Q1", ", line 10, compare_with: it compares "
            "2024-Q1 with 2024-Q1, which is not earlier; name an earlier cycle."),
        ("registers/cycles.csv", "2024-03-31", "2023-12-31", ", line 2, as_at: as_at 2023-12-31 lies before the "
            "quarter begins; give a day from 2024-01-01 on."),
        ("registers/returns.csv", "2024-03-12", "2023-12", ", line 2, submitted_on: submitted_on 2023-12 lies before "
            "the quarter 2024-Q1 begins; correct it."),
        ("force.yaml", "from_on: 2023-01-01", "from_on: 2023-01-01\n    until_on: 2022", ", line 39, until_on: "
            "until_on 2022 lies before from_on 2023-01-01; correct one of them."),
    ],
)  # fmt: skip
def test_dates_that_cannot_be_are_refused(spec: PackSpec, name: str, before: str, after: str, sentence: str):
    spec.change(name, before, after).is_refused(name + sentence)


def test_a_date_known_only_to_its_month_gets_the_benefit_of_it(spec: PackSpec):
    """Evidence of January 2024 may expire on 2 January 2024: only what is impossible is refused."""
    spec.change(EVIDENCE, "2024-01-10,2025-01-09", "2024-01,2024-01-02").reads()


def test_a_setting_has_one_value_on_any_day(spec: PackSpec):
    """Settings are dated: the same id may hold again, from the day after the earlier value ended."""
    again = "\n  - {id: order-units-required, about: a, value: '3', unit: u, from_on: 2024-01-01, marking: OFFICIAL}\n"
    spec.change("force.yaml", "    marking: OFFICIAL-SENSITIVE\n", "    marking: OFFICIAL-SENSITIVE" + again)
    spec.is_refused(
        'force.yaml, line 41, from_on: the setting "order-units-required" holds twice from 2024-01-01 (also line 34); '
        "end the earlier one with until_on the day before."
    )
    spec.change("force.yaml", "from_on: 2023-01-01", "from_on: 2023-01-01\n    until_on: 2023-12-31").reads()
