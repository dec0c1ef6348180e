"""What a framework file may not be, and what its maker is told."""

import pytest

from dueregard.common.errors import FaultList, FaultsFound
from dueregard.frameworks.loading import load_framework
from tests.unit.frameworks.small import SMALL


def told(before: str, after: str) -> str:
    """The first thing said about the small framework with some words in it changed."""
    assert SMALL.count(before) == 1, f"{before!r} stands {SMALL.count(before)} times"
    faults = FaultList()
    assert load_framework(SMALL.replace(before, after), "small.yaml", faults) is None
    with pytest.raises(FaultsFound) as caught:
        faults.raise_if_any()
    return str(caught.value).splitlines()[0]


def test_an_unknown_field_is_named_with_the_one_that_was_meant():
    assert told("    weight: 2", "    wieght: 2") == (
        'small.yaml, line 51: unknown field "wieght"; did you mean "weight"?'
    )


def test_a_rating_that_is_not_described_is_asked_for():
    assert told("      fully-met: Three.\n", "") == (
        "small.yaml, line 45, ratings: it is not said what fully-met looks like; add the field fully-met."
    )


def test_a_threshold_is_a_share():
    assert told("coverage_threshold: 3/4", "coverage_threshold: 75") == (
        "small.yaml, line 18, coverage_threshold: 75 was given; write a share above 0 and at most 1, such as 3/4."
    )


def test_worse_evidence_never_makes_an_answer_surer():
    assert told(
        "{stated: medium, evidence: expired, effective: low}",
        "{stated: medium, evidence: expired, effective: high}",
    ) == (
        "small.yaml, line 21, table: medium counts higher with expired evidence than with current; "
        "let worse evidence never count higher."
    )


def test_the_confidence_table_is_complete():
    assert told("    - {stated: high, evidence: expired, effective: medium}\n", "") == (
        "small.yaml, line 21, table: there is no row for high with expired evidence; add it."
    )


def test_an_spr_framework_fills_its_whole_grid():
    assert told("    area: shared\n    heading: capability", "    area: shared\n    heading: capacity") == (
        "small.yaml, line 36: shared has no criterion under capability; add one: an SPR framework fills its whole grid."
    )


def test_aliases_are_refused_and_so_cannot_grow():
    assert told("title: Small", "title: &a Small") == (
        "small.yaml, line 4: an alias or anchor (& or *); write the text out in full."
    )


def test_a_key_given_twice_is_refused():
    assert told("title: Small", "title: Small\ntitle: Large") == (
        'small.yaml, line 5: "title" is given twice (first on line 4); keep one of them.'
    )
