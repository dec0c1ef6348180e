"""Dates that cannot be: an end before its beginning, a paper that compares with the future."""

from __future__ import annotations

from datetime import date

from dueregard.assessment.returns import Challenge, Cycle, Evidence, Return
from dueregard.common.errors import FaultList
from dueregard.common.period import Quarter, When
from dueregard.force.identity import LocalPolicingBody, Setting
from dueregard.improvement.actions import Action, Strategy
from dueregard.improvement.governance import PlanningObject
from dueregard.improvement.inspections import Inspection
from dueregard.improvement.risks import Exercise, Risk
from dueregard.packs.contents import Contents, Located
from dueregard.publication.prose import PaperProse

# For each kind of record: a field, and a field that cannot lie before it.
ORDERS: dict[type, tuple[tuple[str, str], ...]] = {
    LocalPolicingBody: (("from_on", "until_on"),),
    Setting: (("from_on", "until_on"),),
    Evidence: (("dated_on", "expires_on"),),
    Challenge: (("raised_on", "resolved_on"),),
    Inspection: (("fieldwork_on", "published_on"),),
    Action: (("raised_on", "due_on"),),
    Strategy: (("from_on", "review_on"),),
    Risk: (("assessed_on", "review_on"),),
    Exercise: (("held_on", "debriefed_on"), ("held_on", "debrief_due_on")),
    PlanningObject: (("closes_on", "issued_on"),),
    PaperProse: (("previous_paper_on", "dated_on"),),
}


def check_dates(contents: Contents, faults: FaultList) -> None:
    """Every pair of dates is in its order, and dates bound to a quarter fit it."""
    for located in contents.every():
        record = located.record
        for earlier, later in ORDERS.get(type(record), ()):
            _check_order(located, earlier, later, faults)
        if isinstance(record, Cycle):
            _check_cycle(located, record, faults)
        elif isinstance(record, Return):
            _check_return(located, record, faults)
        elif isinstance(record, PaperProse):
            _check_paper(located, record, faults)


def first_day(value: date | When) -> date:
    """The first day a date can mean."""
    return value.first_day if isinstance(value, When) else value


def last_day(value: date | When) -> date:
    """The last day a date can mean."""
    return value.last_day if isinstance(value, When) else value


def _check_order(located: Located, earlier: str, later: str, faults: FaultList) -> None:
    start, end = getattr(located.record, earlier), getattr(located.record, later)
    if start is not None and end is not None and last_day(end) < first_day(start):
        faults.add(located.at(later), f"{later} {end} lies before {earlier} {start}", "correct one of them")


def _check_cycle(located: Located, cycle: Cycle, faults: FaultList) -> None:
    if cycle.as_at < cycle.quarter.first_day:
        saw = f"as_at {cycle.as_at} lies before the quarter begins"
        faults.add(located.at("as_at"), saw, f"give a day from {cycle.quarter.first_day} on")


def _check_return(located: Located, record: Return, faults: FaultList) -> None:
    try:
        begins = Quarter.parse(record.cycle).first_day
    except ValueError:
        return  # there is no such cycle, which is a fault of its own
    for name in ("due_on", "submitted_on"):
        day = getattr(record, name)
        if day is not None and last_day(day) < begins:
            faults.add(
                located.at(name), f"{name} {day} lies before the quarter {record.cycle} begins", "correct it"
            )


def _check_paper(located: Located, paper: PaperProse, faults: FaultList) -> None:
    if not paper.date_words.first_day <= paper.dated_on <= paper.date_words.last_day:
        saw = f"date_words {paper.date_words} is not the date of dated_on {paper.dated_on}"
        faults.add(located.at("date_words"), saw, "make them agree")
    if paper.compare_with is not None and paper.compare_with >= paper.cycle:
        saw = f"it compares {paper.cycle} with {paper.compare_with}, which is not earlier"
        faults.add(located.at("compare_with"), saw, "name an earlier cycle")
