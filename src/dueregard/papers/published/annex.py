"""Writes the annex: one table a register, a row for each record that has more to tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from dueregard.assessment.returns import ResponseState
from dueregard.common.period import day_words
from dueregard.common.records import FieldSpec, Record, field_specs
from dueregard.papers.published.naming import Names, in_name
from dueregard.papers.published.told import NOTHING, told
from dueregard.papers.view import View
from dueregard.papers.wording import capital, listed
from dueregard.papers.writer import Writer
from dueregard.snapshot.public import PublicSnapshot
from dueregard.snapshot.records import REGISTERS, SUBJECT_REGISTERS, all_registers, register

# Caption and head of the first column, by register, in the order of the annex.
TABLES: dict[str, tuple[str, str]] = {
    "bodies": ("Bodies that hold the force to account", "Body"),
    "leads": ("What leads answer for under other versions of the requirement", "Business area"),
    "settings": ("Settings: assumptions and rules that are data", "Setting"),
    "cycles": ("Cycles of assessment", "Cycle"),
    "returns": ("Self-assessments", "Business area, framework and cycle"),
    "challenges": ("Challenges by reviewers", "What was asked, and when"),
    "overrides": ("Judgements shown beside what is computed", "Area of the requirement"),
    "evidence": ("Evidence", "What it is"),
    "threat_levels": ("Threat levels", "Level"),
    "recommendations": ("More on what inspectors recommended", "Recommendation"),
    "actions": ("More on actions", "Action"),
    "due_date_moves": ("Due dates that were moved", "Action"),
    "strategies": ("More on strategies", "Strategy"),
    "risks": ("More on risks", "Risk"),
    "risk_scale": ("Steps of the scale of risks", "Step"),
    "exercises": ("More on exercises", "Exercise"),
    "lessons": ("More on lessons", "Lesson"),
    "meetings": ("More on meetings", "Meeting"),
    "meeting_decisions": ("More on what meetings decided", "Decision"),
    "planning": ("More on plans and statements of the year", "Plan"),
    "acceptances": ("Vulnerabilities accepted", "By whom"),
}
# Told elsewhere whole, or in a form of their own below.
APART = {
    *("strength", "arrangements", "aid", "inspections", "findings", "objectives", "support", "risk_matrix"),
    *("state_changes", "papers", "releases"),
}
assert {*TABLES, *APART} >= set(REGISTERS)
_NOT_STATED = ResponseState.NOT_STATED
_UNPRINTED = {"id", "origin", "source", "marking", "publishable"}


def published_annex(public: PublicSnapshot, view: View, write: Writer) -> None:
    """Everything published that the sections do not say. It is silent on whether there is more."""
    write.heading(1, "Annex: published records")
    write.paragraph(
        "These records of the force are published besides what the sections say. Whether there are others is"
        " not said here, and nothing follows from a kind of record that is missing.",
        view.force,
        tagged=False,
    )
    annex = _Annex(public, view, write)
    annex.force()
    for name, (caption, first) in TABLES.items():
        annex.table(name, caption, first)
        if name == "returns":
            annex.answers()
    annex.strength()
    annex.arrangements()
    annex.matrix()
    annex.history()
    annex.sources()


class _Annex:
    def __init__(self, public: PublicSnapshot, view: View, write: Writer) -> None:
        self.public, self.view, self.write = public, view, write
        self.names = Names(public, view)

    def force(self) -> None:
        """Who the force is, as far as the head of the paper does not say."""
        force = self.public.force
        self.write.facts(
            [
                ("Region", force.region),
                ("Local areas", listed([area.name for area in force.local_areas])),
                ("Marking scheme", self.names.scheme),
                ("Highest marking held", force.marking_ceiling),
            ],
            force,
            *force.local_areas,
        )

    def table(self, name: str, caption: str, first: str) -> None:
        """One register: its records by name, with what is not told of them elsewhere."""
        rows, behind = [], []
        for record in self._records(name):
            fields = told(self.view, name, record)
            words = self._details(name, record, fields)
            if words or fields == NOTHING:
                rows.append((self.names.of(name, record), words))
                behind.append(record)
        self._write(caption, first, rows, behind)

    def _records(self, name: str) -> Iterator[Any]:
        if name not in REGISTERS:
            yield from getattr(self.public.force, name) if name != "leads" else self._leads()
        else:
            yield from (row for row in register(self.public, name) if self._is_known(name, row))

    def _is_known(self, name: str, record: Any) -> bool:
        """Whether it was there when the paper was written: nothing of later cycles, no later evidence."""
        if name == "cycles":
            return bool(record.quarter <= self.view.cycle.quarter)
        if name == "returns":
            return bool(record.cycle <= self.view.cycle.id)
        return name != "evidence" or bool(record.dated_on.first_day <= self.view.paper.dated_on)

    def _leads(self) -> Iterator[Any]:
        """Leads with those SPR areas only that the paper's own version of the requirement lacks."""
        for lead in self.public.force.leads:
            here = self.view.areas_of(lead)
            yield replace(lead, spr_areas=tuple(area for area in lead.spr_areas if area not in here))

    def _details(self, name: str, record: Any, fields: frozenset[str]) -> str:
        without = fields | in_name(name) | _UNPRINTED
        words = (
            self.names.field(spec, value)
            for spec in field_specs(type(record))
            if spec.name not in without
            and not (spec.column.internal or spec.nested)
            and not _is_blank(spec, value := getattr(record, spec.name))
        )
        return " ".join(filter(None, words))

    def _write(self, caption: str, first: str, rows: Sequence[Sequence[str]], behind: Sequence[Any]) -> None:
        self.write.table(caption, (first, "What is published"), rows, *behind, widths=(4, 7))

    def answers(self) -> None:
        """Published answers, a table for each return."""
        for returned in self._records("returns"):
            # Of a restated source the section says that its ratings are not stated: no list of blanks.
            shown = [r for r in returned.responses if not (self.view.is_restated and r.state is _NOT_STATED)]
            rows = [
                (
                    self.names.criterion(returned.framework, response.criterion),
                    self._details("responses", response, NOTHING),
                )
                for response in shown
            ]
            caption = f"Answers: {self.names.of('returns', returned)}"
            self._write(caption, "What is asked", rows, (returned, *shown))

    def strength(self) -> None:
        """Officers by duty function; those of the whole force stand in their section."""
        kept = [strength for strength in self._records("strength") if strength.function is not None]
        self.write.table(
            "Officers by duty function",
            ("Duty function and date", "Officers", "Measure"),
            [(self.names.of("strength", s), f"{s.officers:,}", s.measure) for s in kept],
            *kept,
            numeric=(1,),
        )

    def arrangements(self) -> None:
        """Standing arrangements, told one by one above, by their kind."""
        kept = sorted(self.public.arrangements, key=lambda each: each.kind.value)
        rows = [
            (capital(kind.value), "; ".join(each.name for each in each_kind))
            for kind, each_kind in groupby(kept, key=lambda each: each.kind)
        ]
        self._write("Standing arrangements by kind", "Kind", rows, kept)

    def matrix(self) -> None:
        """What the matrix of risks rates, as a grid for each date from which one holds."""
        cells = sorted(self.public.risk_matrix, key=lambda c: (c.from_on.first_day, str(c.from_on)))
        for from_on, of_date in groupby(cells, key=lambda cell: cell.from_on):
            grid = list(of_date)
            rated = {(c.impact, c.likelihood): c.rating.value.replace("-", " ") for c in grid}
            self.write.table(
                f"What the matrix of risks rates from {from_on.words()}",
                ("Highest impact", *(f"Likelihood {step}" for step in range(1, 6))),
                [
                    (str(impact), *(rated.get((impact, step), "–") for step in range(1, 6)))
                    for impact in range(5, 0, -1)
                ],
                *grid,
            )

    def history(self) -> None:
        """How recommendations, actions and lessons moved from state to state."""
        there = {(name, row.id) for name, rows in all_registers(self.public) for row in rows}
        changes = sorted(
            (c for c in self.public.state_changes if (SUBJECT_REGISTERS[c.subject], c.subject_id) in there),
            key=lambda c: (c.subject.value, c.subject_id),
        )
        rows = []
        for _subject, of_one in groupby(changes, key=lambda c: (c.subject, c.subject_id)):
            steps = sorted(of_one, key=lambda c: (c.changed_on, c.id))
            rows.append((self.names.of("state_changes", steps[0]), " ".join(map(_step, steps))))
        self._write("How states changed", "Recommendation, action or lesson", rows, changes)

    def sources(self) -> None:
        """Where published records come from, counted by kind: what is public, stated or invented."""
        found: Counter[tuple[str, str, str]] = Counter()
        every = list(self._sourced())
        for name, record in every:
            found[record.origin.words(), record.source or "", name] += 1
        rows = [
            (words, source, listed([f"{name} {found[words, source, name]}" for _w, _s, name in kinds]))
            for (words, source), kinds in groupby(sorted(found), key=lambda key: key[:2])
        ]
        self.write.table(
            "Where what is published comes from",
            ("Where from", "Source", "Records"),
            rows,
            *(record for _name, record in every),
            widths=(3, 5, 7),
        )

    def _sourced(self) -> Iterator[tuple[str, Record]]:
        force, paper = self.public.force, self.view.paper
        yield "force", force
        yield "paper", paper
        for parts in ("local_areas", "bodies", "leads", "settings"):
            yield from ((_plain(parts), part) for part in getattr(force, parts))
        for parts in ("statements", "decisions", "questions"):
            yield from ((_plain(parts), part) for part in getattr(paper, parts))
        for name in REGISTERS:
            if name != "papers":
                yield from (
                    (_plain(name), row)
                    for row in self._records(name)
                    if name != "releases" or row.paper == paper.id
                )


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _step(change: Any) -> str:
    moved = f"{change.before} to {change.after}".replace("-", " ")
    reason = f": {change.reason}" if change.reason else ""
    return f"{capital(moved)}, {day_words(change.changed_on)}{reason.rstrip('.')}."


def _is_blank(spec: FieldSpec, value: Any) -> bool:
    """Nothing given; or a yes or no that is as it is unless someone says otherwise."""
    return value in (None, (), "") or (isinstance(value, bool) and value == spec.default)
