"""From made-up records to one Snapshot that a force pack could hold: the rules that bind fields together."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

from dueregard.assessment.returns import ChallengeOutcome, Response, ResponseState, Return
from dueregard.common.codecs import Id
from dueregard.common.data_references import DataReference
from dueregard.common.errors import FaultList
from dueregard.common.period import Quarter, When
from dueregard.common.results import Result
from dueregard.force.identity import Force, Lead, LocalArea, LocalPolicingBody, Setting
from dueregard.frameworks.loading import load_framework
from dueregard.frameworks.model import Crosswalk, CrosswalkRow, Framework, FrameworkKind, Relation
from dueregard.frameworks.starter import library
from dueregard.improvement.actions import ActionState
from dueregard.improvement.governance import SubjectKind
from dueregard.improvement.inspections import Stance
from dueregard.improvement.states import table_for
from dueregard.publication.frozen import EditionName, FrozenFile, FrozenPaper
from dueregard.publication.prose import SECTIONS, DecisionAsked, PaperProse, Statement
from dueregard.publication.releases import Release, ReleaseState
from dueregard.snapshot.full import Snapshot
from dueregard.snapshot.records import CSV_REGISTERS, SUBJECT_REGISTERS
from tests.generative.making import Maker
from tests.support.small_pack import ORDER, SPR

# A register comes after those it refers to.
ORDER_OF_MAKING = (
    *("evidence", "strength", "arrangements", "threat_levels", "aid", "inspections", "findings", "planning"),
    *("recommendations", "risks", "risk_scale", "risk_matrix", "meetings", "actions", "due_date_moves"),
    *("exercises", "lessons", "strategies", "objectives", "support", "meeting_decisions", "acceptances"),
    *("state_changes", "challenges", "overrides"),
)
_MADE_APART = {"cycles", "returns"}
assert set(ORDER_OF_MAKING) | _MADE_APART == set(CSV_REGISTERS)


@cache
def own_frameworks() -> tuple[Framework, Framework, Framework]:
    """A small SPR version, the next one, and a small capability framework."""
    faults = FaultList()
    spr = load_framework(SPR, "spr-small.yaml", faults)
    order = load_framework(ORDER, "order-small.yaml", faults)
    faults.raise_if_any()
    assert spr is not None
    assert order is not None
    return spr, replace(spr, id=Id("spr-small-2"), title="Small Policing Requirement, second"), order


def make_snapshot(seed: int, rows: int = 3) -> Snapshot:
    """A valid Snapshot, the same each time for the same seed, with at most `rows` rows in most registers."""
    return _SnapshotMaker(seed, rows).make()


class _SnapshotMaker(Maker):
    def __init__(self, seed: int, rows: int) -> None:
        super().__init__(random.Random(seed))
        self.rows = rows
        self.made: dict[str, tuple[Any, ...]] = {}

    def make(self) -> Snapshot:
        self.frameworks = self._frameworks()
        self.ids["criteria"] = [f"{f.id}/{c.id}" for f in self.frameworks for c in f.criteria]
        self.force = self._force()
        self.made["cycles"] = self._cycles()
        self.ids["cycles"] = [cycle.id for cycle in self.made["cycles"]]
        for name in ORDER_OF_MAKING:
            if name == "challenges":  # these refer to responses, which refer to evidence
                self.made["returns"] = self._returns()
            special: Callable[[], tuple[Any, ...]] | None = getattr(self, f"_{name}", None)
            self.made[name] = special() if special else self._plain(name)
            self.ids[name] = [row.id for row in self.made[name]]
        areas = tuple(str(area.id) for area in self.force.local_areas)
        self.cited = self.cited_results(areas)
        self.made["papers"] = self._papers()
        self.ids["papers"] = [paper.id for paper in self.made["papers"]]
        self.made["releases"] = tuple(
            self._release(paper) for paper in self.made["papers"] for _ in range(self.rows)
        )
        return self._whole()

    def _whole(self) -> Snapshot:
        results = [self.record(Result, "R", publishable=False) for _ in range(self.chance.randint(0, 2))]
        sides = {framework.id for framework in self.frameworks}
        walks = (walk for walk in (_own_crosswalk(),) if {walk.before, walk.after} <= sides)
        return Snapshot(
            force=self.force,
            **self.made,
            frameworks=self.frameworks,
            crosswalks=tuple(walks),
            frozen=self._frozen(),
            data=tuple(self.record(DataReference, "data") for _ in range(self.chance.randint(0, 2))),
            results=tuple(sorted((*results, *self.cited), key=lambda result: result.hash)),
        )

    def _plain(self, name: str) -> tuple[Any, ...]:
        kind = CSV_REGISTERS[name]
        rule = _RULES.get(name)
        made = []
        for number in range(self.chance.randint(1, self.rows)):
            given = rule(self, number) if rule else {}
            if given is not None:
                made.append(self.record(kind, name[:3], **given))
        return tuple(made)

    # ------------------------------------------------------------------ the force and its cycles

    def _frameworks(self) -> tuple[Framework, ...]:
        spr, later, order = (replace(f, publishable=self.maybe(0.8)) for f in own_frameworks())
        shipped = [library().by_id["spr-2012"]] if self.maybe(0.2) else []
        return tuple(sorted((spr, later, order, *shipped), key=lambda framework: framework.id))

    def _force(self) -> Force:
        spr = [f for f in self.frameworks if f.kind is FrameworkKind.SPR]
        self.ids["frameworks"] = [framework.id for framework in self.frameworks]
        self.ids["spr_areas"] = [f"{f.id}/{area.id}" for f in spr for area in f.areas]
        # Every framework is named by somebody, as a pack holds those of the library only when named.
        all_ids, all_areas = tuple(map(Id, self.ids["frameworks"])), tuple(map(Id, self.ids["spr_areas"]))
        leads = (
            self.record(Lead, "lead", frameworks=all_ids, spr_areas=all_areas, publishable=True),
            *(self.record(Lead, "lead", frameworks=all_ids, spr_areas=all_areas) for _ in range(2)),
        )
        bodies = tuple(
            self.record(LocalPolicingBody, "body", publishable=n == 0 or self.maybe()) for n in range(2)
        )
        self.ids["leads"] = [lead.id for lead in leads]
        self.ids["bodies"] = [body.id for body in bodies]
        self.ids["sections"] = [*SECTIONS, *self.ids["leads"] * 2]
        target = self.record(Setting, "set", id=Id("order-units-required"), until_on=None)
        return self.record(
            Force,
            "force",
            publishable=True,
            marking_scheme=Id("gsc-2014"),
            marking_ceiling=Id("OFFICIAL-SENSITIVE"),
            local_areas=tuple(self.record(LocalArea, "area") for _ in range(self.chance.randint(0, 3))),
            bodies=bodies,
            leads=leads,
            settings=(target, *(self.record(Setting, "set") for _ in range(self.rows))),
        )

    def _cycles(self) -> tuple[Any, ...]:
        spr, later, order = own_frameworks()
        quarter, made = Quarter(2021, 1), []
        for number in range(self.chance.randint(2, 4)):
            version = spr if number < 2 else later
            made.append(
                self.record(
                    CSV_REGISTERS["cycles"],
                    "",
                    id=Id(str(quarter)),
                    spr_framework=version.id,
                    frameworks=(order.id,),
                    as_at=quarter.last_day,
                    publishable=number == 0 or self.maybe(0.8),
                )
            )
            quarter = quarter.next()
        return tuple(made)

    # ------------------------------------------------------------------ returns and what is about them

    def _returns(self) -> tuple[Return, ...]:
        made: list[Return] = []
        by_id = {framework.id: framework for framework in self.frameworks}
        answered: set[str] = set()
        for cycle in self.made["cycles"]:
            for framework_id in cycle.all_frameworks:
                lead = self.chance.choice(self.ids["leads"])
                made.append(self._return(cycle.id, Id(lead), by_id[framework_id], answered))
        return tuple(made)

    def _return(self, cycle: Id, lead: Id, framework: Framework, answered: set[str]) -> Return:
        submitted = self.when("submitted_on") if self.maybe(0.8) else None
        asked = [criterion for criterion in framework.criteria if self.maybe(0.8)] if submitted else []
        return self.record(
            Return,
            "",
            id=Id(f"{cycle}/{lead}/{framework.id}"),
            cycle=cycle,
            lead=lead,
            framework=framework.id,
            submitted_on=submitted,
            responses=tuple(self._response(framework, criterion.id, answered) for criterion in asked),
        )

    def _response(self, framework: Framework, criterion: Id, answered: set[str]) -> Response:
        state = self.chance.choice(list(ResponseState))
        key = framework.answer_key(framework.criterion_by_id[criterion]).replace("spr-small-2/", "spr-small/")
        if state is ResponseState.CARRIED and key not in answered:
            state = ResponseState.ANSWERED
        if state is ResponseState.ANSWERED:
            answered.add(key)
        says = state is ResponseState.ANSWERED
        return self.record(
            Response,
            "",
            criterion=criterion,
            state=state,
            rating=self.chance.choice(framework.scale).id if says else None,
            confidence=self.chance.choice(framework.confidence.steps) if says else None,
            reason=self.text(),
            confirmed_by="a second person of the force",
            held_by=self.text(),
            held_on=self.day("held_on"),
        )

    def _challenges(self) -> tuple[Any, ...]:
        made = []
        for of in self.made["returns"]:
            for response in of.responses:
                if self.maybe(0.2):
                    made.append(self._challenge(of, response))
        return tuple(made)

    def _challenge(self, of: Return, response: Response) -> Any:
        outcome = self.chance.choice(list(ChallengeOutcome))
        return self.record(
            CSV_REGISTERS["challenges"],
            "ch",
            cycle=of.cycle,
            lead=of.lead,
            framework=of.framework,
            criterion=response.criterion,
            rating=Id("mostly-met"),
            outcome=outcome,
            resolved_on=None if outcome is ChallengeOutcome.OPEN else self.day("resolved_on"),
        )

    # ------------------------------------------------------------------ improvement

    def _due_date_moves(self) -> tuple[Any, ...]:
        made = []
        for action in self.made["actions"]:
            until, number = action.due_on, self.chance.randint(0, 2)
            for moved in range(number if until else 0):
                assert until is not None
                earlier = date(until.year - 1, until.month, 1)
                made.append(
                    self.record(
                        CSV_REGISTERS["due_date_moves"],
                        "move",
                        action=action.id,
                        from_on=earlier,
                        to_on=until,
                        moved_on=date(2019 - moved, 5, 1),
                    )
                )
                until = earlier
        return tuple(made)

    def _state_changes(self) -> tuple[Any, ...]:
        made = []
        for subject, name in SUBJECT_REGISTERS.items():
            for record in self.made[name]:
                into = [t for t in table_for(record).transitions if t.after == record.state]
                if into and self.maybe():
                    made.append(self._state_change(subject, record, self.chance.choice(into)))
        return tuple(made)

    def _state_change(self, subject: SubjectKind, record: Any, transition: Any) -> Any:
        return self.record(
            CSV_REGISTERS["state_changes"],
            "sc",
            subject=subject,
            subject_id=record.id,
            before=Id(transition.before),
            after=Id(transition.after),
            reason=self.text(),
        )

    # ------------------------------------------------------------------ publication

    def _papers(self) -> tuple[PaperProse, ...]:
        cycles = self.ids["cycles"]
        return tuple(self._paper(number, cycles) for number in range(self.chance.randint(1, 2)))

    def _paper(self, number: int, cycles: list[str]) -> PaperProse:
        dated_on = date(2022, 4 + number, 15)
        place = self.chance.randrange(len(cycles)) if self.maybe() else 0
        return self.record(
            PaperProse,
            "",
            id=Id(f"2022-{dated_on.month:02d}"),
            dated_on=dated_on,
            date_words=self.chance.choice([When.on(dated_on), When(2022, dated_on.month), When(2022)]),
            to=Id(self.ids["bodies"][0]) if self.maybe(0.8) else self.one_id("bodies"),
            cycle=Id(cycles[place]),
            compare_with=Id(cycles[0]) if place else None,
            statements=tuple(self.record(Statement, "st") for _ in range(self.chance.randint(1, self.rows))),
            decisions=tuple(self._decision() for _ in range(self.chance.randint(1, self.rows))),
            results=tuple(Id(result.hash) for result in self.cited if self.maybe(0.8)),
            publishable=number == 0 or self.maybe(0.7),
        )

    def _decision(self) -> DecisionAsked:
        values = self.values(DecisionAsked, "ask", text="")
        return DecisionAsked(
            **{**values, "text": f"The Commissioner is asked to {values['verb']}: {self.text()}"}
        )

    def _release(self, paper: PaperProse) -> Any:
        state = self.chance.choice(list(ReleaseState))
        approved = state is ReleaseState.APPROVED
        kept = [lead.id for lead in self.force.leads if lead.publishable]
        return self.record(
            Release,
            "rel",
            paper=paper.id,
            section=Id(self.chance.choice([*SECTIONS, *kept])),
            decision=self.chance.choice([None, *(asked.id for asked in paper.decisions)]),
            basis=tuple(Id(f"risks/{name}") for name in self.some_ids("risks")),
            state=state,
            **({"approved_by": "a post", "approved_on": self.day("approved_on")} if approved else {}),
            **({"reason": self.text(), "harm_test": self.text(), "publishable": True} if approved else {}),
        )

    def _frozen(self) -> tuple[FrozenPaper, ...]:
        return tuple(
            self.record(
                FrozenPaper,
                "",
                id=Id(f"{paper.id}-full"),
                paper=paper.id,
                edition=EditionName.FULL,
                files=(FrozenFile(name="paper-full.docx", sha256=Id("0" * 64)),),
            )
            for paper in self.made["papers"]
            if self.maybe(0.3)
        )


def _own_crosswalk() -> Crosswalk:
    spr, later, _order = own_frameworks()

    def same(names: list[Id]) -> tuple[CrosswalkRow, ...]:
        return tuple(CrosswalkRow(before=name, after=name, relation=Relation.SAME) for name in names)

    areas, criteria = (
        same([area.id for area in spr.areas]),
        same([criterion.id for criterion in spr.criteria]),
    )
    return Crosswalk(before=spr.id, after=later.id, note="Nothing changed.", areas=areas, criteria=criteria)


# What binds the fields of a row together, by register; None leaves the row out.
_Rule = Callable[[_SnapshotMaker, int], "dict[str, Any] | None"]


def _recommendation(maker: _SnapshotMaker, number: int) -> dict[str, Any]:
    signed = maker.maybe(0.3)
    return {
        "number": number + 1,
        "stance": maker.chance.choice([None, *Stance]),
        "stance_reason": maker.text(),
        "signed_off_by": maker.text() if signed else None,
        "signed_off_on": maker.day("signed_off_on") if signed else None,
    }


def _action(maker: _SnapshotMaker, _number: int) -> dict[str, Any]:
    state = maker.chance.choice(list(ActionState))
    return {
        "state": state,
        "completed_on": maker.day("completed_on") if state is ActionState.COMPLETE else None,
        "vulnerabilities": (),
    }


def _override(maker: _SnapshotMaker, _number: int) -> dict[str, Any]:
    spr = own_frameworks()[0]
    return {"framework": spr.id, "spr_area": spr.areas[0].id, "rating": maker.chance.choice(spr.scale).id}


_RULES: dict[str, _Rule] = {
    "recommendations": _recommendation,
    "actions": _action,
    "overrides": _override,
    "threat_levels": lambda maker, number: {"level": "SEVERE", "from_on": When(2010 + number, 3)},
    "risk_scale": lambda maker, number: {"score": number + 1},
    "risk_matrix": lambda maker, number: {"likelihood": number + 1},
    "meeting_decisions": lambda maker, number: {"number": number + 1},
}
