"""What any section may hold: statements, standing arrangements, released words, decisions asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from dueregard.common.period import When
from dueregard.force.standing_facts import Arrangement, ArrangementKind
from dueregard.papers.view import NumberedDecision, View
from dueregard.papers.wording import sentence
from dueregard.papers.writer import Writer

Say = Callable[[str, Writer], bool]
"""What an edition adds to the prose of a section; whether it added anything."""


def dated(when: When | None) -> str:
    """A date with its preposition: "in October 2013", "on 29 August 2014"."""
    if when is None:
        return "on a date not stated"
    return f"{'in' if when.day is None else 'on'} {when.words()}"


def write_prose(view: View, write: Writer, section: str, say: Say) -> bool:
    """Statements, released words and arrangements of one section; whether there were any."""
    before = len(write.blocks)
    write_statements(view, write, section)
    say(section, write)
    arrangements(view, write, section)
    return len(write.blocks) > before


def write_statements(view: View, write: Writer, section: str) -> None:
    """The prose of one section: each statement a paragraph with its points."""
    for statement in view.statements(section):
        write.paragraph(statement.text, statement, lead=statement.lead_in)
        write.bullets(statement.points, statement)


def write_decisions(write: Writer, decisions: Iterable[NumberedDecision]) -> None:
    """Decisions asked, each in its one wording."""
    for decision in decisions:
        write.decision(decision.number, decision.asked, decision.words)


def arrangements(
    view: View, write: Writer, section: str, kinds: Collection[ArrangementKind] = tuple(ArrangementKind)
) -> None:
    """Each standing arrangement of one section, of some kinds, as a paragraph of its own."""
    for arrangement in view.records.arrangements:
        if arrangement.section == section and arrangement.kind in kinds:
            write.paragraph(_arrangement_words(arrangement), arrangement, lead=f"{arrangement.name}.")


def _arrangement_words(arrangement: Arrangement) -> str:
    words = [sentence(arrangement.statement)]
    if arrangement.chaired_by:
        words.append(f"Chair or owner: {arrangement.chaired_by}.")
    if arrangement.frequency:
        words.append(f"How often: {arrangement.frequency}.")
    if arrangement.shared_with:
        words.append(f"Shared with: {arrangement.shared_with}.")
    if arrangement.created_on:
        words.append(f"It began {dated(arrangement.created_on)}.")
    return " ".join(words)
