"""What answers say together: a carried one has an earlier one, and one question has one answer."""

from __future__ import annotations

from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.resolution import conflicting_answers
from dueregard.assessment.returns import ResponseState
from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, Place
from dueregard.packs.contents import Contents


def check_together(contents: Contents, faults: FaultList) -> None:
    """Look through the cycles in order. Without every return nothing can be said to be missing."""
    if contents.broken & {"cycles", "returns", "responses", "frameworks"}:
        return
    book = AssessmentBook.of(
        cycles=[row.record for row in contents.rows["cycles"]],
        returns=contents.whole_returns(),
        frameworks=contents.frameworks.values(),
        crosswalks=contents.crosswalks,
    )
    places = {
        (of.id, response.criterion): file.at(number, "state")
        for _row, of, file in contents.returns()
        for number, response in enumerate(file.responses)
    }
    _check_carried(book, places, faults)
    _check_conflicts(book, places, faults)


def _check_carried(book: AssessmentBook, places: dict[tuple[Id, Id], Place], faults: FaultList) -> None:
    """A carried answer goes back, also across versions, to a quarter in which something was said."""
    said: set[str] = set()
    for cycle in book.cycles:
        rows = book.rows(cycle.id)
        for of, response in (row for found in rows.values() for row in found):
            if response.state is ResponseState.CARRIED and said.isdisjoint(
                book.lineage(of.framework, response.criterion)
            ):
                saw = f'"{response.criterion}" is carried, and no earlier cycle of this pack answers it'
                faults.add(places[of.id, response.criterion], saw, "answer it, or write unanswered")
        said.update(key for key, found in rows.items() if any(_says_something(row[1].state) for row in found))


def _says_something(state: ResponseState) -> bool:
    return state is not ResponseState.UNANSWERED


def _check_conflicts(book: AssessmentBook, places: dict[tuple[Id, Id], Place], faults: FaultList) -> None:
    for conflict in conflicting_answers(book):
        (first, said), *others = conflict.rows
        for of, response in others:
            if of is not first:  # twice in one file is a fault of its own
                at = places[first.id, said.criterion]
                saw = f'"{response.criterion}" is answered otherwise than in {at.file}, line {at.line}'
                remedy = f"one answer serves both, as they ask the same ({conflict.key}); make them agree"
                faults.add(places[of.id, response.criterion], saw, remedy)
