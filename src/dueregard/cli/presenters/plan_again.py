"""What `dueregard plan --again` says of people told before: who keeps, who is told another thing, who is new."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Part, Table
from dueregard.common.codecs import Id
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.drop_outs import counted_there, there_words
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.telling import changes_between, not_needed


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldLine:
    """What one person is to be told."""

    person: Annotated[str, "Pseudonym."]
    told: Annotated[
        str, "`another thing`, `to stay at home`, `for the first time`, or `the same, not needed`."
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ThereLine:
    """Drop-outs who had set out on a tour."""

    tour: Annotated[str, "The tour."]
    people: Annotated[int, "Drop-outs who had set out on it and count as there until it ends."]
    names: Annotated[tuple[str, ...], "Who they are; only with --names."] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgainLine:
    """What a plan made again changes of the plan before."""

    told_twice: Annotated[int, "People told another thing than before, or to stay at home after all."]
    told_twice_least: Annotated[int, "No plan that leaves out as little tells fewer people twice."]
    other_tours: Annotated[int, "Of these, people who go otherwise than they were told."]
    let_go: Annotated[int, "Of these, people who were told to go and stay at home."]
    newly_told: Annotated[int, "People told for the first time."]
    kept: Annotated[int, "People who do as they were told."]
    not_needed: Annotated[
        int,
        "Of those who do as they were told, people whom the request could do without now; serials not looked at.",
    ]
    dropped_out: Annotated[int, "People of the plan before who dropped out; they are not counted above."]
    counted_there: Annotated[
        tuple[ThereLine, ...],
        "Of those who dropped out, people who had set out by then, by tour; the tour counts them.",
    ] = ()
    to_tell: Annotated[tuple[ToldLine, ...], "Who is to be told what; only with --names."] = ()


def again_line(plan: Plan, again: Again, request: Request, names: bool) -> AgainLine:
    """What changes, as part of an answer."""
    changes = changes_between(again.old, plan, again.gone)
    gone = {each.person for each in plan.assignments if again.now is not None and each.out_at <= again.now}
    spare = not_needed(plan, request, set(changes.kept) - gone)
    to_tell = [
        ToldLine(person=str(who), told=told)
        for told, people in (
            ("another thing", changes.moved),
            ("to stay at home", changes.let_go),
            ("for the first time", changes.newly),
            ("the same, not needed", spare),
        )
        for who in people
    ]
    return AgainLine(
        told_twice=len(changes.told_twice),
        told_twice_least=0 if plan.told_twice is None else plan.told_twice.bound,
        other_tours=len(changes.moved),
        let_go=len(changes.let_go),
        newly_told=len(changes.newly),
        kept=len(changes.kept),
        not_needed=len(spare),
        dropped_out=len(changes.dropped_out),
        counted_there=tuple(
            ThereLine(tour=str(tour), people=len(people), names=tuple(map(str, people)) if names else ())
            for tour, people in counted_there(plan, request, again.gone).items()
        ),
        to_tell=tuple(to_tell) if names else (),
    )


def again_parts(line: AgainLine | None) -> Iterator[Part]:
    """The changes on a page; nothing where no plan is made again."""
    if line is None:
        return
    if line.told_twice == line.told_twice_least:
        least = (
            "no plan that leaves out as little tells fewer" if line.told_twice else "the least there can be"
        )
    else:
        least = f"no plan that leaves out as little tells fewer than {line.told_twice_least:,}"
    yield (
        f"It takes the place of a plan that people were told. {line.dropped_out:,} of them dropped out. "
        f"{line.told_twice:,} are told twice ({least}): {line.other_tours:,} another thing, {line.let_go:,} to stay at "
        f"home after all. {line.newly_told:,} are told for the first time, and {line.kept:,} do as they were told."
    )
    if line.not_needed:
        yield (
            f"{line.not_needed:,} of these are not needed any more: they go because to stay at home would be told "
            "twice. To let them go, list them among the drop-outs."
        )
    for each in line.counted_there:
        named = f" Counted so: {', '.join(each.names)}." if each.names else ""
        yield f"{there_words(Id(each.tour), each.people)}{named}"
    if line.to_tell:
        yield Table(
            title="Who is to be told what",
            header=("person", "is told"),
            rows=tuple((each.person, each.told) for each in line.to_tell),
        )
