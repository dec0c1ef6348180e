"""What the commands on sealed plans answer: a key made, a plan sealed, a plan opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.common.period import day_words
from dueregard.mobilisation.double_commitment import double_commitments
from dueregard.mobilisation.seal_keys import spoken
from dueregard.mobilisation.sealing import Opened
from dueregard.mobilisation.standing_plan import count_words


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAnswer:
    """What `plan-key --json` prints."""

    file: Annotated[str, "Where the private key is."]
    public_key: Annotated[
        str | None, "The public key, 64 hexadecimal figures; null for a key for pseudonyms."
    ]


def key_page(answer: KeyAnswer) -> Page:
    """A key for a person; the private half is never printed."""
    if answer.public_key is None:
        return (
            f"{answer.file}: a key for pseudonyms, for its owner's eyes only.",
            "Keep it, and a copy in a safe place: with another key nobody is known again. It leaves the force never.",
        )
    return (
        f"{answer.file}: a private key, for its owner's eyes only. Whoever has it can seal plans of your force.",
        "",
        f"public_key: {answer.public_key}",
        "",
        "Give the public key to those who open your plans. They read it back to you before they pin it:",
        spoken(answer.public_key),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SealAnswer:
    """What `plan-seal --json` prints."""

    file: Annotated[str, "The sealed file."]
    force: Annotated[str, "The force."]
    serial: Annotated[int, "The serial."]
    audience: Annotated[tuple[str, ...], "Who may use it."]
    valid_from: Annotated[str, "First day it holds."]
    valid_until: Annotated[str, "Last day it holds."]
    units: Annotated[int, "Units in it, all kinds."]
    people: Annotated[int, "People in it, as pseudonyms."]
    sha256: Annotated[str, "SHA-256 of the sealed file."]
    public_key: Annotated[str, "The public half of the key that sealed it."]


def seal_page(answer: SealAnswer) -> Page:
    """A sealed plan for the planner who sends it."""
    people = f"{answer.people:,} people as pseudonyms" if answer.people else "nobody is listed"
    return (
        f"{answer.file}: plan {answer.serial} of {answer.force}, {count_words(answer.units, 'unit')}, {people}; "
        f"for {', '.join(answer.audience)}.",
        f"SHA-256 {answer.sha256}",
        "A seal hides nothing: send the file as its marking asks.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLine:
    """Units of one part."""

    part: Annotated[str, "The part."]
    kind: Annotated[str, "The kind of unit."]
    units: Annotated[int, "Units in it."]
    officers: Annotated[int, "Officers in it, by the size of the kind."]
    within_hours: Annotated[int, "Hours after acceptance by which they are there."]
    people: Annotated[int, "People listed in it, as pseudonyms."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """One commitment."""

    part: Annotated[str, "The part they are taken from."]
    to: Annotated[str, "Whom they are promised to."]
    units: Annotated[int, "Units."]
    from_at: Annotated[str, "From when."]
    until_at: Annotated[str, "Until when."]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAnswer:
    """What `plan-open --json` prints."""

    force: Annotated[str, "The force."]
    serial: Annotated[int, "The serial."]
    is_repeated: Annotated[bool, "Whether this very file was opened before."]
    is_entered: Annotated[bool, "Whether it stands in the ledger now."]
    valid_from: Annotated[str, "First day it holds."]
    valid_until: Annotated[str, "Last day it holds."]
    audience: Annotated[tuple[str, ...], "Who may use it."]
    adopted_by: Annotated[str, "Who adopted it."]
    marking: Annotated[str, "Its marking."]
    sha256: Annotated[str, "SHA-256 of the sealed file."]
    public_key: Annotated[str, "The key that sealed it."]
    key_entered_by: Annotated[str, "Who pinned that key."]
    parts: Annotated[tuple[PartLine, ...], "What can be sent."]
    commitments: Annotated[tuple[PromiseLine, ...], "What is promised already."]
    warnings: Annotated[tuple[str, ...], "Officers promised twice, in sentences."]


def open_answer(opened: Opened, *, entered: bool) -> OpenAnswer:
    """A plan that was believed, as an answer."""
    plan = opened.plan
    return OpenAnswer(
        force=plan.force,
        serial=plan.serial,
        is_repeated=opened.is_repeated,
        is_entered=entered or opened.is_repeated,
        valid_from=plan.valid_from.isoformat(),
        valid_until=plan.valid_until.isoformat(),
        audience=plan.audience,
        adopted_by=plan.adopted_by,
        marking=plan.marking,
        sha256=opened.sha256,
        public_key=opened.key.public_key,
        key_entered_by=opened.key.entered_by,
        parts=tuple(
            PartLine(
                part=part.id,
                kind=part.kind,
                units=part.units,
                officers=part.units * plan.officers_in(part.kind),
                within_hours=part.within_hours,
                people=len(part.people),
            )
            for part in sorted(plan.parts, key=lambda part: (part.kind, part.within_hours, part.id))
        ),
        commitments=tuple(
            PromiseLine(
                part=each.part,
                to=each.to,
                units=each.units,
                from_at=str(each.from_at),
                until_at=str(each.until_at),
            )
            for each in sorted(plan.commitments, key=lambda each: (each.from_at, each.to, each.part))
        ),
        warnings=tuple(found.sentence for found in double_commitments(plan)),
    )


def open_page(answer: OpenAnswer, opened: Opened) -> Page:
    """A plan that was believed, for a person."""
    plan = opened.plan
    state = (
        "It was opened before."
        if answer.is_repeated
        else "It is entered in the ledger."
        if answer.is_entered
        else "It is not entered in the ledger."
    )
    parts: list[Part] = [
        f"The seal is good: plan {answer.serial} of {answer.force}, adopted by {answer.adopted_by}. {state}",
        f"It holds from {day_words(plan.valid_from)} to {day_words(plan.valid_until)}, for "
        f"{', '.join(answer.audience)}; marking {answer.marking}. Its key was pinned by {answer.key_entered_by}.",
        Table(
            title="What can be sent",
            header=("part", "kind", "units", "officers", "within h", "people listed"),
            rows=tuple(
                (
                    line.part,
                    line.kind,
                    f"{line.units:,}",
                    f"{line.officers:,}",
                    f"{line.within_hours:,}",
                    f"{line.people:,}",
                )
                for line in answer.parts
            ),
            numeric=frozenset({2, 3, 4, 5}),
        ),
    ]
    if answer.commitments:
        parts.append(
            Table(
                title="What is promised already",
                header=("part", "to", "units", "from", "until"),
                rows=tuple(
                    (line.part, line.to, f"{line.units:,}", line.from_at, line.until_at)
                    for line in answer.commitments
                ),
                numeric=frozenset({2}),
            )
        )
    return (*parts, *answer.warnings)
