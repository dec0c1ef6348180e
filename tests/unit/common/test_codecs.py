"""Each type has one reading and one writing, and what is written reads back equal."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.assessment.returns import CountedGroup, ResponseState
from dueregard.common.canonical import canonical_bytes, plain
from dueregard.common.codecs import LARGEST_NUMBER, Id, codec_for
from dueregard.common.marking import SCHEMES, refusal
from dueregard.common.period import EARLIEST_YEAR, LATEST_YEAR, Quarter, When
from dueregard.common.records import Origin, Record, field_specs, parse_value, write_value
from dueregard.common.results import JsonText, read_json

DAYS = st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31))
VALUES: dict[type, st.SearchStrategy[Any]] = {
    Id: st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9._:/-]{0,20}[A-Za-z0-9]\Z").map(Id),
    bool: st.booleans(),
    int: st.integers(-LARGEST_NUMBER, LARGEST_NUMBER),
    Decimal: st.decimals(-1_000_000, 1_000_000, allow_nan=False, places=6).map(
        lambda value: value.normalize()
    ),
    Fraction: st.fractions(0, 1000, max_denominator=999),
    date: DAYS,
    When: st.one_of(
        DAYS.map(When.on),
        DAYS.map(lambda day: When(day.year, day.month)),
        DAYS.map(lambda day: When(day.year)),
    ),
    Quarter: st.builds(Quarter, st.integers(1900, 2199), st.integers(1, 4)),
    ResponseState: st.sampled_from(ResponseState),
    CountedGroup: st.builds(CountedGroup, st.just("teams"), st.just("level-2"), st.integers(0, 999_999)),
}


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_what_is_written_reads_back(kind: type):
    codec = codec_for(kind)

    @given(VALUES[kind])
    def check(value: Any) -> None:
        assert codec.parse(codec.write(value)) == value

    check()


@pytest.mark.parametrize("kind", [*VALUES, str], ids=lambda kind: kind.__name__)
def test_any_text_is_read_or_refused_with_what_to_do(kind: type):
    codec = codec_for(kind)

    @given(st.text())
    def check(text: str) -> None:
        try:
            value = codec.parse(text)
        except ValueError as error:
            remedy = str(error)
        else:
            remedy = "fine"
            assert codec.parse(codec.write(value)) == value
        assert remedy
        assert "\n" not in remedy

    check()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (bool, "true"),
        (bool, "1"),
        (int, "1,000"),
        (int, "١"),
        (int, "9" * 14),
        (int, "1.0"),
        (Decimal, "1e400"),
        (Decimal, "NaN"),
        (Decimal, "Infinity"),
        (Decimal, "1_0"),
        (Fraction, "1/0"),
        (Fraction, "-1/2"),
        (date, "2024-02-30"),
        (date, "2024-2-3"),
        (date, "0999-01-01"),
        (date, "20240203"),
        (When, "2024-13"),
        (When, "2024-00-01"),
        (Quarter, "2024-Q5"),
        (Quarter, "2024Q1"),
        (Id, "a b"),
        (Id, "-a"),
        (Id, "a-"),
        (Id, ""),
        (Id, "x" * 121),
        (CountedGroup, "a/b"),
        (CountedGroup, "a//3"),
        (CountedGroup, "a/b/-3"),
        (ResponseState, "Answered"),
    ],
)
def test_what_is_not_one_is_refused(kind: type, text: str):
    with pytest.raises(ValueError, match=r"\w+ \w+"):
        codec_for(kind).parse(text)


def test_yes_and_no_are_words_in_either_case():
    assert [codec_for(bool).parse(text) for text in ("yes", "No", "YES")] == [True, False, True]


def test_a_blank_cell_is_nothing_or_the_default_or_a_fault():
    specs = {spec.name: spec for spec in field_specs(Record)}
    assert parse_value(specs["source"], " ") is None
    assert parse_value(specs["origin"], "") is Origin.FORCE
    with pytest.raises(ValueError, match=r"^fill it in"):
        parse_value(specs["id"], "")
    assert write_value(specs["source"], None) == ""


def test_a_text_keeps_its_lines_and_loses_its_outer_blanks():
    parse = codec_for(str).parse
    assert parse("  one\r\ntwo\n ") == "one\ntwo"
    for character in "\x00\x07\x1b\x7f\x9f\ufffe":
        with pytest.raises(ValueError, match=f"without the control character U\\+{ord(character):04X}"):
            parse(f"a{character}b")


def test_canonical_bytes_do_not_depend_on_order():
    assert canonical_bytes({"b": [1, "é"], "a": None}) == canonical_bytes({"a": None, "b": [1, "é"]})
    record = Record(id=Id("a"), marking=Id("OFFICIAL"))
    assert plain(record) == {
        "id": "a",
        "origin": "force",
        "source": None,
        "marking": "OFFICIAL",
        "publishable": "no",
    }


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', "NaN", "-Infinity", "1" * 41, "[" * 100_000, "{", ""])
def test_json_that_would_lose_something_is_refused(text: str):
    with pytest.raises(ValueError, match=r"^write "):
        read_json(text)


@pytest.mark.parametrize("text", ["1e999", '"\\ud800"'])
def test_json_that_cannot_be_written_again_is_refused(text: str):
    with pytest.raises(ValueError, match=r"^write it as JSON"):
        JsonText.parse(text)


def test_equal_json_is_equal_text():
    assert JsonText.parse('{"b": 1, "a": [1.50]}') == JsonText.parse('{ "a":[1.5],"b":1}')
    assert JsonText.parse('{"a": 1}').value == {"a": 1}


def test_markings_are_ordered_and_some_are_refused():
    scheme = SCHEMES["gsc-2014"]
    assert scheme.is_above("SECRET", "OFFICIAL-SENSITIVE")
    assert not scheme.is_above("OFFICIAL", "OFFICIAL")
    assert scheme.highest([]) == "OFFICIAL"
    for marking in ("SECRET", "Top Secret", "top-secret", " SECRET "):
        assert refusal(marking) is not None
    for marking in ("OFFICIAL", "OFFICIAL-SENSITIVE", "SECRETARY", ""):
        assert refusal(marking) is None
