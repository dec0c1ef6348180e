"""Two cycles beside each other: what changed, why, and on what new evidence.

Criteria correspond by framework and id, by a shared question, or by crosswalk. Where a crosswalk
says that a trend does not run on (wider, narrower, split, merged), both sides are shown with the
relation in words, and no direction is claimed.
"""

from __future__ import annotations

from dueregard.assessment.answers import Answer
from dueregard.assessment.areas import AreaStanding, area_standings, standing_challenges
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.changes import AreaChange, Change, Comparison, CriterionChange
from dueregard.assessment.kinship import Kin, Kinship
from dueregard.assessment.resolution import Answers, answers_of
from dueregard.assessment.returns import Cycle
from dueregard.assessment.rolling import AnswerKind, RollUp
from dueregard.assessment.standing import Standing
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.frameworks.model import Relation


def compare(book: AssessmentBook, earlier_id: str, later_id: str) -> Comparison:
    """Compare two cycles of a book. Raises DueRegardError unless the first is before the second."""
    earlier, later = book.cycle(earlier_id), book.cycle(later_id)
    if earlier.quarter >= later.quarter:
        raise DueRegardError(f"{earlier.id} is not before {later.id}; give the earlier cycle first.")
    changes = _Criteria(book, earlier, later).changes()
    found = Comparison(earlier=earlier, later=later, areas=(), criteria=changes)
    return Comparison(
        earlier=earlier,
        later=later,
        areas=_areas(book, earlier, later, found.by_criterion),
        criteria=changes,
        notes=_notes(book, earlier, later),
    )


class _Criteria:
    """Pairs the criteria of two cycles."""

    def __init__(self, book: AssessmentBook, earlier: Cycle, later: Cycle) -> None:
        self.book, self.earlier, self.later = book, earlier, later
        self.then: Answers = answers_of(book, earlier.id)
        self.now: Answers = answers_of(book, later.id)
        self.kinship = Kinship(book, lambda walk: walk.criteria)
        self.by_question: dict[str, tuple[Id, Id]] = {}
        for name in self.then:
            self.by_question.setdefault(book.keys[name[0]][name[1]], name)

    def changes(self) -> tuple[CriterionChange, ...]:
        """One change for each criterion of the later cycle, then one for each that has ended."""
        found: list[CriterionChange] = []
        met: set[tuple[str, str]] = set()
        for name, after in self.now.items():
            kin = self._kin(name)
            met.update(each.name for each in kin)
            found.extend(self._change(each, after) for each in kin or (None,))
        still_asked = {self.book.keys[name[0]][name[1]] for name in self.now}
        for name, before in self.then.items():
            if name not in met and self.book.keys[name[0]][name[1]] not in still_asked:
                found.append(
                    CriterionChange(
                        change=Change.ENDED,
                        relation=Relation.ENDED,
                        before=before,
                        after=None,
                        challenges_before=standing_challenges(self.book, before),
                    )
                )
        return tuple(found)

    def _kin(self, name: tuple[Id, Id]) -> tuple[Kin, ...]:
        """Earlier counterparts, best first: itself, then the same question, then by crosswalk."""
        if name in self.then:
            return (Kin(name, Relation.SAME),)
        same = self.by_question.get(self.book.keys[name[0]][name[1]])
        if same is not None:
            return (Kin(same, Relation.SAME),)
        return self.kinship.earlier(name, self.earlier.all_frameworks)

    def _change(self, kin: Kin | None, after: Answer) -> CriterionChange:
        if kin is None:
            return CriterionChange(
                change=Change.NEW,
                relation=Relation.NEW,
                before=None,
                after=after,
                new_evidence=after.evidence,
                challenges_after=standing_challenges(self.book, after),
            )
        before = self.then[Id(kin.name[0]), Id(kin.name[1])]
        return CriterionChange(
            change=self._judged(before, after) if kin.relation.carries_trend else Change.NOT_COMPARABLE,
            relation=kin.relation,
            before=before,
            after=after,
            new_evidence=tuple(each for each in after.evidence if each not in before.evidence),
            challenges_before=standing_challenges(self.book, before),
            challenges_after=standing_challenges(self.book, after),
        )

    def _judged(self, before: Answer, after: Answer) -> Change:
        if after.kind is AnswerKind.ANSWERED:
            return self._rated(before, after)
        was_settled = before.kind in (AnswerKind.ANSWERED, AnswerKind.NOT_APPLICABLE)
        if after.kind is AnswerKind.NOT_APPLICABLE:
            same = before.kind is AnswerKind.NOT_APPLICABLE
            return self._kept(after) if same else Change.NOW_NOT_APPLICABLE
        if was_settled:
            return Change.NO_LONGER_ANSWERED
        return Change.NOT_STATED if after.kind is AnswerKind.NOT_STATED else Change.STILL_UNANSWERED

    def _rated(self, before: Answer, after: Answer) -> Change:
        if before.kind is not AnswerKind.ANSWERED:
            return Change.NEWLY_ANSWERED
        assert before.rating is not None
        assert after.rating is not None
        was = self.book.framework_by_id[before.framework].rank[before.rating]
        now = self.book.framework_by_id[after.framework].rank[after.rating]
        if was == now:
            return self._kept(after)
        return Change.UP if now > was else Change.DOWN

    def _kept(self, after: Answer) -> Change:
        assert after.given_in is not None
        given, then = self.book.place[after.given_in], self.book.place[self.earlier.id]
        return Change.CARRIED if given <= then else Change.UNCHANGED


def _areas(
    book: AssessmentBook, earlier: Cycle, later: Cycle, criteria: dict[tuple[Id, Id], CriterionChange]
) -> tuple[AreaChange, ...]:
    then = {(each.framework.id, each.area.id): each for each in area_standings(book, earlier.id)}
    kinship = Kinship(book, lambda walk: walk.areas)
    found: list[AreaChange] = []
    met: set[tuple[str, str]] = set()
    for after in area_standings(book, later.id):
        name = (after.framework.id, after.area.id)
        kin = (Kin(name, Relation.SAME),) if name in then else kinship.earlier(name, (earlier.spr_framework,))
        met.update(each.name for each in kin)
        feeding = tuple(criteria[each.framework, each.criterion.id] for each in after.answers)
        for each in kin or (None,):
            before = None if each is None else then[Id(each.name[0]), Id(each.name[1])]
            relation = Relation.NEW if each is None else each.relation
            change = _area_change(before, after, relation)
            found.append(
                AreaChange(change=change, relation=relation, before=before, after=after, criteria=feeding)
            )
    found += [
        AreaChange(change=Change.ENDED, relation=Relation.ENDED, before=before, after=None)
        for name, before in then.items()
        if name not in met
    ]
    return tuple(found)


def _area_change(before: AreaStanding | None, after: AreaStanding, relation: Relation) -> Change:
    """Up or down by the standing, and within one standing by the likely step; bounds alone claim nothing."""
    if before is None:
        return Change.NEW
    if not relation.carries_trend:
        return Change.NOT_COMPARABLE
    if not after.standing.is_judged:
        return _outside(before, after)
    if not before.standing.is_judged:
        return Change.NEWLY_ANSWERED
    was, now = _measure(before.standing, before.roll_up), _measure(after.standing, after.roll_up)
    if was == now:
        nothing_said = before.roll_up.answered == after.roll_up.answered == 0
        return Change.STILL_UNANSWERED if nothing_said else Change.UNCHANGED
    return Change.UP if now > was else Change.DOWN


def _outside(before: AreaStanding, after: AreaStanding) -> Change:
    if after.standing is before.standing:
        return Change.NOT_STATED if after.standing is Standing.NOT_STATED else Change.UNCHANGED
    return (
        Change.NOW_NOT_APPLICABLE if after.standing is Standing.NOT_APPLICABLE else Change.NO_LONGER_ANSWERED
    )


def _measure(standing: Standing, result: RollUp) -> tuple[int, int]:
    return standing.order, -1 if result.likely is None else result.rank(result.likely)


def _notes(book: AssessmentBook, earlier: Cycle, later: Cycle) -> tuple[str, ...]:
    before, after = earlier.spr_framework, later.spr_framework
    if before == after or _leads(book, before, after):
        return ()
    return (
        f"There is no crosswalk from {before} to {after}, so what they do not ask alike is shown as ended and new.",
    )


def _leads(book: AssessmentBook, before: str, after: str) -> bool:
    """Whether crosswalks lead from one version to another."""
    reached = [before]
    for here in reached:
        reached += [
            walk.after for walk in book.crosswalks if walk.before == here and walk.after not in reached
        ]
    return after in reached
