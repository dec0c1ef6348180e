"""A small language for telling the rules of assessment: a table of questions in, the answer out.

    question | essential | weight | required   | rating      | confidence | evidence
    1.1      | yes       | 2      | fully met  | mostly met  | high       | expired

Columns may be left out. A blank rating is unanswered; "not applicable" is confirmed by a second
person unless `confirmed by` says otherwise; "not stated", "elsewhere" and "no change" are states.
Everything runs through records and a book, as it does for a force.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest

from dueregard.assessment.areas import AreaStanding, area_standings
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.returns import Response, Return
from dueregard.common.codecs import Id
from dueregard.frameworks.model import Criterion
from tests.spec.improvement.tables import rows_of
from tests.unit.assessment.building import (
    answered,
    book,
    criterion,
    cycle,
    evidence,
    framework,
    returned,
    said,
)

QUARTER = "2022-Q3"
EVIDENCE = [evidence("current"), evidence("expired", date(2022, 6, 30))]
STATES = {"": "unanswered", "not stated": "not-stated", "elsewhere": "elsewhere", "no change": "carried"}
SIGNED_BY = "Head of operations"


@dataclass(frozen=True)
class Interval:
    """What a roll-up should come to, in words; coverage as a fraction in text."""

    lowest: str | None
    likely: str | None
    highest: str | None
    coverage: str | None


class Spec:
    """Tells a rule by example. Each method makes records of a table and says what comes of them."""

    def area(self, table: str, **method: str) -> AreaStanding:
        """One SPR area whose questions and answers are in the table."""
        rows = rows_of(table)
        spr = framework("spr", [asked(row) for row in rows], **method)  # type: ignore[arg-type]
        return area_standings(self.book_of(spr, [answer_row(row) for row in rows]), QUARTER)[0]

    @staticmethod
    def book_of(spr: object, responses: list[Response]) -> AssessmentBook:
        """A book of one quarter with one return."""
        of: Return = returned(QUARTER, responses, signed_by=SIGNED_BY)
        return book([spr], [cycle(QUARTER)], [of], evidence=EVIDENCE)  # type: ignore[list-item]

    def roll_up(
        self,
        table: str,
        *,
        expected: Interval,
        confidence: str | None = None,
        standing: str | None = None,
        because: dict[str, str] | None = None,
        **method: str,
    ) -> AreaStanding:
        """The table rolls up to what is expected; `because` gives drivers by question."""
        area = self.area(table, **method)
        result = area.roll_up

        def words(step: Id | None) -> str | None:
            return None if step is None else area.framework.words(step)

        coverage = None if expected.coverage is None else Fraction(expected.coverage)
        found = (words(result.lowest), words(result.likely), words(result.highest), result.coverage)
        assert found == (expected.lowest, expected.likely, expected.highest, coverage)
        if confidence is not None:
            assert result.confidence == confidence
        if standing is not None:
            assert area.standing.value == standing
        if because is not None:
            assert {each.criterion: each.reason for each in result.drivers} == because
        return area

    def standing(self, table: str, *, expected: str, sentence: str | None = None, **method: str) -> None:
        """The table has this standing, and this sentence to explain it."""
        area = self.area(table, **method)
        assert area.standing.value == expected
        if sentence is not None:
            assert area.sentence == sentence


def asked(row: dict[str, str]) -> Criterion:
    """The criterion a row asks."""
    return criterion(
        row["question"],
        essential=row.get("essential") == "yes",
        weight=int(row.get("weight") or 1),
        required=row.get("required") or None,
    )


def answer_row(row: dict[str, str]) -> Response:
    """The response a row gives."""
    question, rating = row["question"], row["rating"]
    if rating == "not applicable":
        confirmed_by = row.get("confirmed by", "Head of resources") or None
        return said(question, "not-applicable", confirmed_by=confirmed_by)
    if rating in STATES:
        return said(question, STATES[rating])
    cited = row.get("evidence", "current")
    evidence_ids = (Id(cited),) if cited in ("current", "expired") else ()
    return answered(question, rating, row.get("confidence") or "high", evidence=evidence_ids)


@pytest.fixture
def spec() -> Spec:
    """The language."""
    return Spec()
