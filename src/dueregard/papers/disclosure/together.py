"""What records say together: gaps that show, sums that raise a marking, and what hangs on something withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from dueregard.common.marking import SCHEMES
from dueregard.improvement.actions import DueDateMove
from dueregard.improvement.governance import StateChange
from dueregard.papers.disclosure.findings import Concern, DisclosureFinding
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.public import PublicSnapshot
from dueregard.snapshot.records import REGISTERS, SUBJECT_REGISTERS, register

# Registers whose rows bear a number in something else, and the field that says in what.
NUMBERED_IN = {"recommendations": "inspection", "meeting_decisions": "meeting"}


def gaps(snapshot: Snapshot, public: PublicSnapshot) -> Iterator[DisclosureFinding]:
    """Places where what is published shows that something between is not."""
    for name, field in NUMBERED_IN.items():
        yield from _numbers(name, field, register(snapshot, name), register(public, name))
    yield from _quarters(snapshot, public)
    there = {row.id for row in (*public.state_changes, *public.due_date_moves)}
    hidden = [row for row in (*snapshot.state_changes, *snapshot.due_date_moves) if row.id not in there]
    yield from _states(public, {row.subject_id for row in hidden if isinstance(row, StateChange)})
    yield from _due_dates(public, {row.action for row in hidden if isinstance(row, DueDateMove)})


def _numbers(
    name: str, field: str, rows: Sequence[Any], published: Sequence[Any]
) -> Iterator[DisclosureFinding]:
    there = {row.id for row in published}
    for holder in dict.fromkeys(getattr(row, field) for row in published):
        shown = [row.number for row in published if getattr(row, field) == holder and row.number is not None]
        hidden = [
            row.number
            for row in rows
            if getattr(row, field) == holder and row.id not in there and row.number is not None
        ]
        missing = sorted(number for number in hidden if shown and number < max(shown))
        if missing:
            yield _gap(
                f"registers/{name}.csv, {holder}",
                f"number {', '.join(map(str, missing))} is withheld and a higher one is published",
            )


def _quarters(snapshot: Snapshot, public: PublicSnapshot) -> Iterator[DisclosureFinding]:
    shown = sorted(cycle.quarter for cycle in public.cycles)
    there = {cycle.id for cycle in public.cycles}
    for cycle in snapshot.cycles:
        if cycle.id not in there and shown and shown[0] < cycle.quarter < shown[-1]:
            yield _gap(
                f"registers/cycles.csv, {cycle.id}", "the cycle is withheld and those round it are published"
            )


def _states(public: PublicSnapshot, partly: Collection[str]) -> Iterator[DisclosureFinding]:
    """A published history in which one change does not begin where the last one ended."""
    chains: dict[tuple[str, str], list[Any]] = {}
    for change in sorted(public.state_changes, key=lambda c: (c.changed_on, c.id)):
        chains.setdefault((SUBJECT_REGISTERS[change.subject], change.subject_id), []).append(change)
    for (name, subject), chain in chains.items():
        if subject not in partly:
            continue
        now = next(row.state.value for row in register(public, name) if row.id == subject)
        steps = [(change.before, change.after) for change in chain]
        if any(earlier[1] != later[0] for earlier, later in pairwise([*steps, (now, now)])):
            yield _gap(
                f"registers/{name}.csv, {subject}", "the published changes of its state do not join up"
            )


def _due_dates(public: PublicSnapshot, partly: Collection[str]) -> Iterator[DisclosureFinding]:
    """Published moves of a due date that do not lead from one to the next and to the date that holds."""
    due: dict[str, date | None] = {action.id: action.due_on for action in public.actions}
    chains: dict[str, list[Any]] = {}
    for move in sorted(public.due_date_moves, key=lambda m: (m.moved_on, m.id)):
        chains.setdefault(move.action, []).append(move)
    for action, chain in chains.items():
        if action not in partly:
            continue
        dates = [(move.from_on, move.to_on) for move in chain]
        if any(earlier[1] != later[0] for earlier, later in pairwise([*dates, (due[action], due[action])])):
            yield _gap(
                f"registers/actions.csv, {action}", "the published moves of its due date do not join up"
            )


def _gap(where: str, saw: str) -> DisclosureFinding:
    remedy = "publish what is missing, or withhold what shows that it is"
    return DisclosureFinding(Concern.GAP, where, saw, remedy)


def aggregation(
    snapshot: Snapshot, public: PublicSnapshot, most: int, asked: str
) -> Iterator[DisclosureFinding]:
    """More than `most` published records that are marked, or of a kind that is mostly withheld."""
    lowest = SCHEMES[public.force.marking_scheme].steps[0]
    remedy = f"ask {asked} whether together they bear a higher marking than each alone"
    marked = [row for name in REGISTERS for row in register(public, name) if row.marking != lowest]
    if len(marked) > most:
        saw = f"{len(marked)} published records are marked above {lowest}, more than {most}"
        yield DisclosureFinding(Concern.AGGREGATION, "all registers", saw, remedy)
    for name in REGISTERS:
        kept, every = len(register(public, name)), len(register(snapshot, name))
        if kept > most and every - kept > kept:
            saw = f"{kept} of {every} are published, more than {most}, of a kind that is mostly withheld"
            yield DisclosureFinding(Concern.AGGREGATION, f"the register {name}", saw, remedy)


def left_out(snapshot: Snapshot, public: PublicSnapshot) -> Iterator[DisclosureFinding]:
    """Records that somebody made publishable and that rest on something withheld."""
    for name in REGISTERS:
        there = {row.id for row in register(public, name)}
        for row in _let_out(register(snapshot, name)):
            if row.id not in there:
                yield DisclosureFinding(
                    Concern.LEFT_OUT,
                    f"{name}, {row.id}",
                    "it is publishable, but what it belongs to is withheld, so no public edition has it",
                    "publish what it belongs to, or make it not publishable",
                )


def _let_out(rows: Iterable[Any]) -> Iterator[Any]:
    for row in rows:
        if row.state is ReleaseState.APPROVED if isinstance(row, Release) else row.publishable:
            yield row
