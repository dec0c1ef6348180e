"""Capacity, conclusion, implications, decisions again, and what the paper rests on."""

from __future__ import annotations

from collections.abc import Callable

from dueregard.papers.sections.prose import Say, write_decisions, write_prose
from dueregard.papers.view import View
from dueregard.papers.wording import sentence
from dueregard.papers.writer import Writer

IMPLICATIONS = (
    ("financial", "Financial implications"),
    ("legal", "Legal implications"),
    ("equality", "Equality implications"),
    ("risk", "Risk implications"),
)


def capacity(view: View, write: Writer, say: Say, readings: Callable[[Writer], bool]) -> None:
    """What rosters say of capacity targets. The public edition says the same whether or not any was read."""
    write.heading(1, "Capacity")
    said = write_prose(view, write, "capacity", say)
    if not readings(write) and not (said and view.keeps_back):
        write.callout(
            "No data yet",
            "This edition prints no reading of a capacity target."
            if view.keeps_back
            else "No capacity target has been read from a roster.",
        )
    write_decisions(write, view.decisions_in("capacity"))


def conclusion(view: View, write: Writer, say: Say) -> None:
    """The conclusion."""
    write.heading(1, "Conclusion")
    if not write_prose(view, write, "conclusion", say):
        write.paragraph(sentence(view.unsaid))
    write_decisions(write, view.decisions_in("conclusion"))


def implications(view: View, write: Writer, say: Say) -> None:
    """Financial, legal, equality and risk implications, each said or said to be unsaid."""
    for section, title in IMPLICATIONS:
        write.heading(1, title)
        if not write_prose(view, write, section, say):
            write.paragraph(sentence(view.unsaid))
        if section == "financial":
            write.callout(
                "No data yet",
                "The cost of aid, recovered and not, overtime and rest days owed have not been worked out.",
            )
        write_decisions(write, view.decisions_in(section))


def decisions_again(view: View, write: Writer) -> None:
    """All decisions asked, in the same words as before."""
    write.heading(1, "Recommendations again")
    write_decisions(write, view.decisions)
    if not view.decisions:
        write.paragraph(view.no_decision)
    if view.paper.background_papers:
        write.heading(1, "Background papers")
        write.plain("This paper rests on:", view.paper)
        write.bullets(view.paper.background_papers, view.paper)
