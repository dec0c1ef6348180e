"""The prose of one paper, and the decisions it asks of the Commissioner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record


class Verb(StrEnum):
    """What a decision asks the Commissioner to do."""

    ACKNOWLEDGE = "acknowledge"
    SUPPORT = "support"
    RECOGNISE = "recognise"
    NOTE = "note"
    DECIDE = "decide"


# Sections that every paper has, in order; between governance and local-policing come the leads.
SECTIONS_BEFORE_LEADS = ("purpose", "background", "governance")
SECTIONS_AFTER_LEADS = (
    "spr-areas",
    "local-policing",
    "capacity",
    "conclusion",
    "financial",
    "legal",
    "equality",
    "risk",
)
SECTIONS = (*SECTIONS_BEFORE_LEADS, *SECTIONS_AFTER_LEADS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement(Record):
    """One paragraph of a paper's prose, in one section; figures never stand here."""

    section: Annotated[Id, Column("A section of the paper, or a lead's id.", refers="sections")]
    text: Annotated[str, Column("The paragraph, or what introduces its points.")]
    lead_in: Annotated[str | None, Column("Bold words printed before it.")] = None
    points: Annotated[tuple[str, ...], Column("Bullet points under it.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionAsked(Record):
    """What the paper asks, printed "Recommendation n" with identical words wherever it stands."""

    verb: Annotated[Verb, Column("The verb.")]
    text: Annotated[str, Column("The whole sentence, containing its verb.")]
    section: Annotated[
        Id, Column("The section in which it stands besides first and last.", refers="sections")
    ]

    def __post_init__(self) -> None:
        if self.verb.value not in self.text.lower():
            raise ValueError(f'the words do not contain the verb "{self.verb}"; write a sentence that does')


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Record):
    """A question the Commissioner's office set in advance; and where the paper answers it."""

    text: Annotated[str, Column("The question.")]
    section: Annotated[Id, Column("The section that answers it.", refers="sections")]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperProse(Record):
    """Everything of one paper that people write rather than the system works out. Its id is its date."""

    title: Annotated[str, Column("Title.")]
    dated_on: Annotated[date, Column("The day the paper bears.")]
    date_words: Annotated[When, Column("The date as printed, to the precision known.")]
    to: Annotated[Id | None, Column("The local policing body it goes to.", refers="bodies")] = None
    author: Annotated[str, Column("Author, by post.")]
    sponsor: Annotated[str | None, Column("Chief officer who sponsors it.")] = None
    meeting: Annotated[str | None, Column("The meeting that takes it.")] = None
    agenda_item: Annotated[str | None, Column("Its number on the agenda.")] = None
    previous_paper_on: Annotated[When | None, Column("When the last paper was.")] = None
    cycle: Annotated[Id, Column("The cycle it reports.", refers="cycles")]
    compare_with: Annotated[Id | None, Column("The cycle it compares with.", refers="cycles")] = None
    serves: Annotated[tuple[Id, ...], Column("Planning objects it should inform.", refers="planning")] = ()
    statements: Annotated[tuple[Statement, ...], Column("Prose, in order within each section.")] = ()
    decisions: Annotated[tuple[DecisionAsked, ...], Column("Decisions asked, in order.")] = ()
    questions: Annotated[tuple[Question, ...], Column("Questions set by the Commissioner's office.")] = ()
    results: Annotated[
        tuple[Id, ...],
        Column(
            "Stored Results that the full edition prints, by hash, in order.", refers="results", internal=True
        ),
    ] = ()
    background_papers: Annotated[tuple[str, ...], Column("Papers it rests on.")] = ()
