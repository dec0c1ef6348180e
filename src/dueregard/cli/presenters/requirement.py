"""What `dueregard requirement` answers: step by step what is met, by whom, what is short."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.mobilisation.coordination import RequirementCheck


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceLine:
    """What one force gives to one step."""

    force: Annotated[str, "The force."]
    has_plan: Annotated[bool, "Whether it has a plan that can be used for this."]
    owed: Annotated[int, "Units owed by its share."]
    counted: Annotated[int, "Units that count."]
    short: Annotated[int, "Units under its share."]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepLine:
    """One deadline step."""

    kind: Annotated[str, "The kind of unit."]
    within_hours: Annotated[int, "Hours after acceptance."]
    required: Annotated[int, "Units required in all."]
    counted: Annotated[int, "Units that count."]
    short: Annotated[int, "Units lacking in all."]
    in_words: Annotated[str, "The same in a sentence."]
    forces: Annotated[tuple[ForceLine, ...], "Force by force."]


@dataclass(frozen=True, slots=True, kw_only=True)
class TwiceLine:
    """Officers promised to others whom their force needs."""

    force: Annotated[str, "The force."]
    kind: Annotated[str, "The kind of unit."]
    at: Annotated[str, "The worst moment."]
    held: Annotated[int, "Officers it has in such units."]
    lent: Annotated[int, "Officers promised to others then."]
    needed: Annotated[int, "Officers it needs itself then."]
    twice: Annotated[int, "Officers promised twice."]
    in_words: Annotated[str, "The same in a sentence."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementAnswer:
    """What `requirement --json` prints."""

    requirement: Annotated[str, "The requirement."]
    asker: Annotated[str, "Who asks."]
    source: Annotated[str, "Where the requirement comes from."]
    from_at: Annotated[str, "When the request is accepted."]
    until_at: Annotated[str, "When it ends."]
    is_met: Annotated[bool, "Whether every step is met in all."]
    steps: Annotated[tuple[StepLine, ...], "Each deadline step."]
    promised_twice: Annotated[tuple[TwiceLine, ...], "Double commitments."]
    left_out: Annotated[tuple[str, ...], "Units that do not count, and why."]
    differing: Annotated[tuple[str, ...], "Where a plan and the requirement differ on a share."]
    refused: Annotated[tuple[str, ...], "Files that were refused, and why."]


def requirement_answer(found: RequirementCheck, refused: tuple[str, ...]) -> RequirementAnswer:
    """A check as an answer."""
    return RequirementAnswer(
        requirement=found.requirement.id,
        asker=found.requirement.asker,
        source=found.requirement.source,
        from_at=str(found.from_at),
        until_at=str(found.until_at),
        is_met=found.is_met,
        steps=tuple(
            StepLine(
                kind=each.step.kind,
                within_hours=each.step.within_hours,
                required=each.step.units,
                counted=each.counted,
                short=each.short,
                in_words=each.sentence,
                forces=tuple(
                    ForceLine(
                        force=force.force,
                        has_plan=force.has_plan,
                        owed=force.owed,
                        counted=force.counted,
                        short=force.short,
                    )
                    for force in each.forces
                ),
            )
            for each in found.steps
        ),
        promised_twice=tuple(
            TwiceLine(
                force=each.force,
                kind=each.kind,
                at=str(each.at),
                held=each.held,
                lent=each.lent,
                needed=each.needed,
                twice=each.twice,
                in_words=each.sentence,
            )
            for each in found.twice
        ),
        left_out=found.left_out,
        differing=found.differing,
        refused=refused,
    )


def requirement_page(answer: RequirementAnswer, found: RequirementCheck) -> Page:
    """The check for a co-ordinator: the verdict first, then who gives what, then what was left out."""
    verdict = "is met in every step" if answer.is_met else "is not met"
    parts: list[Part] = [
        f"{answer.requirement} of {answer.asker} {verdict}, for {found.from_at.words()} to {found.until_at.words()}."
    ]
    parts += [f"  {line.in_words}" for line in answer.steps]
    parts += [f"Promised twice: {line.in_words}" for line in answer.promised_twice]
    parts.append(_table(answer))
    for title, lines in (
        ("Not counted:", answer.left_out),
        ("Shares that differ:", answer.differing),
        ("Refused:", answer.refused),
    ):
        if lines:
            parts += [title, *(f"  {line}" for line in lines)]
    parts.append(f"Shares follow the weights of the requirement ({answer.source.rstrip('.')}).")
    return tuple(parts)


def _table(answer: RequirementAnswer) -> Table:
    """Counted of owed, a row a force and a column a step; a dash where no plan can be used."""
    names = sorted({force.force for step in answer.steps for force in step.forces})
    cells = {(f.force, at): f for at, step in enumerate(answer.steps) for f in step.forces}

    def cell(name: str, at: int) -> str:
        force = cells[name, at]
        return f"{force.counted if force.has_plan else '–'} of {force.owed}{' *' if force.short else ''}"

    return Table(
        title="Units that count, of units owed (* under its share)",
        header=("force", *(f"{step.kind} {step.within_hours} h" for step in answer.steps)),
        rows=tuple((name, *(cell(name, at) for at in range(len(answer.steps)))) for name in names),
        numeric=frozenset(range(1, len(answer.steps) + 1)),
    )
