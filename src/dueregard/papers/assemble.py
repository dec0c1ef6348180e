"""The order of a Commissioner's paper, the same in every edition.

What an edition may say beyond its records comes from a `Contributor`: the full edition's works
things out, the public edition's holds approved Releases and nothing else.
"""

from __future__ import annotations

from typing import Protocol

from dueregard.force.identity import Lead
from dueregard.papers.document import Document, Edition
from dueregard.papers.sections.business_area import business_area
from dueregard.papers.sections.closing import capacity, conclusion, decisions_again, implications
from dueregard.papers.sections.governance import governance
from dueregard.papers.sections.local_policing import local_policing
from dueregard.papers.sections.opening import background, decisions_first, head, purpose, questions
from dueregard.papers.sections.prose import arrangements, write_decisions, write_statements
from dueregard.papers.sections.registers import annexes
from dueregard.papers.view import View
from dueregard.papers.writer import Writer


class Contributor(Protocol):
    """What one edition adds in the places kept for it."""

    def say(self, section: str, write: Writer) -> bool:
        """Words in the prose of a section; whether there were any."""

    def overview(self, write: Writer) -> None:
        """Where the force stands on each SPR area."""

    def standing(self, lead: Lead, write: Writer) -> None:
        """Where one business area stands."""

    def effect(self, write: Writer) -> bool:
        """What deployments cost local policing; whether there was anything to say."""

    def readings(self, write: Writer) -> bool:
        """What rosters say of capacity targets; whether there was anything to say."""

    def section(self, section: str, write: Writer) -> None:
        """Anything else at the end of a section."""

    def annexes(self, write: Writer) -> None:
        """What stands after the recommendations are repeated."""


def assemble(view: View, contributor: Contributor) -> Document:
    """One edition of the paper."""
    write, say = Writer(view.scheme), contributor.say
    head(view, write)
    purpose(view, write, say)
    questions(view, write)
    decisions_first(view, write)
    background(view, write, say)
    contributor.section("background", write)
    governance(view, write, say)
    contributor.section("governance", write)
    _overview(view, write, contributor)
    for lead in view.force.leads:
        business_area(view, write, lead, contributor.standing)
    local_policing(view, write, say, contributor.effect)
    contributor.section("local-policing", write)
    capacity(view, write, say, contributor.readings)
    contributor.section("capacity", write)
    conclusion(view, write, say)
    contributor.section("conclusion", write)
    implications(view, write, say)
    contributor.section("risk", write)
    decisions_again(view, write)
    annexes(view, write)
    contributor.annexes(write)
    return _document(view, write)


def _overview(view: View, write: Writer, contributor: Contributor) -> None:
    """Where the force stands on each SPR area, and what is said and asked about all of them."""
    write.heading(1, "Where the force stands")
    write_statements(view, write, "spr-areas")
    arrangements(view, write, "spr-areas")
    contributor.overview(write)
    write_decisions(write, view.decisions_in("spr-areas"))


def _document(view: View, write: Writer) -> Document:
    paper, force = view.paper, view.force
    public = view.edition is Edition.PUBLIC
    marking = write.highest_marking()
    return Document(
        title=paper.title,
        subtitle=f"{force.name}: {'public edition' if public else 'full edition'}",
        edition=view.edition,
        marking=marking,
        banner="" if public else marking,
        footer=f"{force.short_name} · {paper.date_words.words()} · {view.edition.value} edition · "
        + ("fictional force, illustrative" if force.fictional else "illustrative, not endorsed"),
        dated_on=paper.dated_on,
        author=paper.author,
        subject=f"Response of {force.name} to the Strategic Policing Requirement",
        keywords=("Strategic Policing Requirement", force.name),
        file_stem=f"commissioner-paper-{view.edition.value}",
        blocks=tuple(write.blocks),
        contents=True,
    )
