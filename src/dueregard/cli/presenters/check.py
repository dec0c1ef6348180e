"""What `dueregard check` answers: all faults, or what the pack holds and leaves open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.assessment.returns import Cycle, ResponseState
from dueregard.cli.examining import Examined, PaperGap
from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.counting import counted
from dueregard.cli.presenters.faults import FaultAnswer, fault_answers
from dueregard.cli.presenters.releases import ReleaseLine, release_lines, release_table
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import all_registers


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """How much one register holds."""

    register: Annotated[str, "The register."]
    records: Annotated[int, "How many records."]
    publishable: Annotated[int, "How many of them may be public."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleLine:
    """How one cycle was answered."""

    id: Annotated[str, "The quarter."]
    kind: Annotated[str, "full or exceptions."]
    spr_framework: Annotated[str, "The SPR version."]
    as_at: Annotated[str, "The day on which evidence and due dates are judged."]
    returns: Annotated[int, "Returns registered."]
    received: Annotated[int, "Returns that came in."]
    responses: Annotated[int, "Rows of responses."]
    answered: Annotated[int, "Rows answered or carried."]
    unanswered: Annotated[int, "Rows left unanswered."]
    not_stated: Annotated[int, "Rows on which a restated source is silent."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperLine:
    """One paper of the pack."""

    id: Annotated[str, "Its id."]
    title: Annotated[str, "Its title."]
    cycle: Annotated[str, "The cycle it reports."]
    statements: Annotated[int, "Statements of prose."]
    decisions: Annotated[int, "Decisions it asks."]
    gaps: Annotated[int, "Things it would leave unsaid, repeated ones counted once."]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapLine:
    """One thing a paper would leave unsaid."""

    paper: Annotated[str, "The paper."]
    editions: Annotated[tuple[str, ...], "The editions that leave it unsaid: full, public."]
    section: Annotated[str, "The section of the paper."]
    words: Annotated[str, "The words that would say so."]
    times: Annotated[int, "How often they would stand there."]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureLine:
    """One thing to look at before a public edition goes out; the edition itself does not change by it."""

    paper: Annotated[str, "The paper."]
    concern: Annotated[str, "What sort of thing it is."]
    sentence: Annotated[str, "Where it is, what was seen and what to do."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAnswer:
    """What `check --json` prints; with faults, all but `pack` and `faults` is empty or null."""

    pack: Annotated[str, "The folder checked, as given."]
    faults: Annotated[tuple[FaultAnswer, ...], "All that is wrong; empty when nothing is."]
    force: Annotated[str | None, "Name of the force."]
    fictional: Annotated[bool | None, "Whether the force is invented."]
    hash: Annotated[str | None, "SHA-256 of the Snapshot; equal packs have equal hashes."]
    registers: Annotated[tuple[RegisterLine, ...], "What each register holds."]
    cycles: Annotated[tuple[CycleLine, ...], "Cycles, earliest first."]
    papers: Annotated[tuple[PaperLine, ...], "Papers, earliest first."]
    missing: Annotated[tuple[str, ...], "What the pack itself leaves out, a sentence each."]
    gaps: Annotated[tuple[GapLine, ...], "What would reach a paper as not stated or not there."]
    releases: Annotated[tuple[ReleaseLine, ...], "Releases that have lapsed or rest on nothing."]
    disclosure: Annotated[tuple[DisclosureLine, ...], "What to look at before a public edition goes out."]


def check_answer(pack: str, examined: Examined) -> CheckAnswer:
    """An examined pack as an answer."""
    snapshot = examined.snapshot
    return CheckAnswer(
        pack=pack,
        faults=fault_answers(examined.faults),
        force=snapshot.force.name if snapshot else None,
        fictional=snapshot.force.fictional if snapshot else None,
        hash=snapshot.hash if snapshot else None,
        registers=_register_lines(snapshot) if snapshot else (),
        cycles=_cycle_lines(snapshot) if snapshot else (),
        papers=_paper_lines(snapshot, examined.gaps) if snapshot else (),
        missing=examined.missing,
        gaps=tuple(_gap_line(gap) for gap in examined.gaps),
        releases=release_lines(examined.releases),
        disclosure=tuple(
            DisclosureLine(
                paper=each.paper, concern=each.finding.concern.value, sentence=each.finding.words()
            )
            for each in examined.disclosure
        ),
    )


def _register_lines(snapshot: Snapshot) -> tuple[RegisterLine, ...]:
    return tuple(
        RegisterLine(register=name, records=len(rows), publishable=sum(row.publishable for row in rows))
        for name, rows in all_registers(snapshot)
        if rows
    )


def _cycle_lines(snapshot: Snapshot) -> tuple[CycleLine, ...]:
    return tuple(_cycle_line(snapshot, cycle) for cycle in sorted(snapshot.cycles, key=lambda c: c.quarter))


def _cycle_line(snapshot: Snapshot, cycle: Cycle) -> CycleLine:
    returns = [each for each in snapshot.returns if each.cycle == cycle.id]
    states = [response.state for each in returns for response in each.responses]
    return CycleLine(
        id=cycle.id,
        kind=cycle.kind.value,
        spr_framework=cycle.spr_framework,
        as_at=cycle.as_at.isoformat(),
        returns=len(returns),
        received=sum(each.submitted_on is not None for each in returns),
        responses=len(states),
        answered=states.count(ResponseState.ANSWERED) + states.count(ResponseState.CARRIED),
        unanswered=states.count(ResponseState.UNANSWERED),
        not_stated=states.count(ResponseState.NOT_STATED),
    )


def _paper_lines(snapshot: Snapshot, gaps: tuple[PaperGap, ...]) -> tuple[PaperLine, ...]:
    return tuple(
        PaperLine(
            id=paper.id,
            title=paper.title,
            cycle=paper.cycle,
            statements=len(paper.statements),
            decisions=len(paper.decisions),
            gaps=sum(gap.paper == paper.id for gap in gaps),
        )
        for paper in sorted(snapshot.papers, key=lambda paper: (paper.dated_on, paper.id))
    )


def _gap_line(gap: PaperGap) -> GapLine:
    editions = tuple(edition.value for edition in gap.editions)
    return GapLine(
        paper=gap.paper,
        editions=editions,
        section=gap.gap.section,
        words=gap.gap.words,
        times=gap.gap.times,
    )


def check_page(answer: CheckAnswer) -> Page:
    """A pack without faults, for a person: what is in it, then what is not."""
    parts: list[Part] = [
        f"{answer.pack}: {answer.force}{' (fictional)' if answer.fictional else ''}, no faults.",
        _registers(answer),
    ]
    parts += [table for table in (_cycles(answer), _papers(answer)) if table.rows]
    parts += [f"Missing from the pack: {sentence}" for sentence in answer.missing]
    parts.append(_gaps(answer) if answer.gaps else "Nothing would reach a paper as not stated or not there.")
    if answer.releases:
        parts.append(release_table(answer.releases))
    if answer.disclosure:
        parts.append(_disclosure(answer))
    return tuple(parts)


def _disclosure(answer: CheckAnswer) -> Table:
    """Sentences, each once with the papers it is said of."""
    papers: dict[tuple[str, str], list[str]] = {}
    for line in answer.disclosure:
        papers.setdefault((line.concern, line.sentence), []).append(line.paper)
    rows = tuple((", ".join(of), concern, sentence) for (concern, sentence), of in papers.items())
    title = "To be looked at before a public edition goes out"
    return Table(title=title, header=("papers", "concern", "what was seen"), rows=rows)


def _registers(answer: CheckAnswer) -> Table:
    rows = tuple((line.register, f"{line.records:,}", f"{line.publishable:,}") for line in answer.registers)
    header = ("register", "records", "publishable")
    return Table(title="Records", header=header, rows=rows, numeric=frozenset({1, 2}))


def _cycles(answer: CheckAnswer) -> Table:
    header = ("cycle", "kind", "SPR", "returns", "received", "answered", "unanswered", "not stated")
    rows = tuple(
        (
            line.id,
            line.kind,
            line.spr_framework,
            *(str(n) for n in (line.returns, line.received, line.answered, line.unanswered, line.not_stated)),
        )
        for line in answer.cycles
    )
    return Table(title="Cycles", header=header, rows=rows, numeric=frozenset(range(3, 8)))


def _papers(answer: CheckAnswer) -> Table:
    header = ("paper", "cycle", "statements", "decisions", "gaps", "title")
    rows = tuple(
        (line.id, line.cycle, str(line.statements), str(line.decisions), str(line.gaps), line.title)
        for line in answer.papers
    )
    return Table(title="Papers", header=header, rows=rows, numeric=frozenset({2, 3, 4}))


def _gaps(answer: CheckAnswer) -> Table:
    header = ("paper", "editions", "section", "what it would say")
    rows = tuple(
        (
            line.paper,
            ", ".join(line.editions),
            line.section,
            line.words if line.times == 1 else f"{line.words} ({counted(line.times, 'time')})",
        )
        for line in answer.gaps
    )
    return Table(title="What the papers would leave unsaid", header=header, rows=rows)
