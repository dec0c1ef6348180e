"""What each SPR area, and each part of a framework, comes to in one cycle."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from dueregard.assessment.answers import Answer
from dueregard.assessment.book import AssessmentBook
from dueregard.assessment.resolution import Answers, answers_of
from dueregard.assessment.returns import Challenge, ChallengeOutcome, Cycle, Override
from dueregard.assessment.roll_up import roll_up
from dueregard.assessment.rolling import AnswerKind, Method, Part, RollUp
from dueregard.assessment.standing import Standing, standing_of, standing_sentence
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.frameworks.model import EvidenceState, Framework, FrameworkArea, HeadingOf
from dueregard.frameworks.together import measures_alike

_STANDS = (ChallengeOutcome.OPEN, ChallengeOutcome.UPHELD)


@dataclass(frozen=True, kw_only=True)
class AreaStanding:
    """One SPR area in one cycle: the computed value, and beside it what others say.

    The set is the SPR version's own criteria of the area, then those of the cycle's capability
    frameworks whose area serves it, each question once. Rule, threshold, required rating and
    confidence table are the SPR version's; what a criterion has to reach, its weight and whether
    it is essential are those of the first framework that asks it. `challenged` is the roll-up
    with the ratings of open and upheld challenges in the place of self-ratings, or None where
    there is no such challenge; `override` a professional judgement in force on the cycle's day.
    """

    cycle: Id
    framework: Framework
    area: FrameworkArea
    answers: tuple[Answer, ...]
    parts: tuple[Part, ...]
    roll_up: RollUp
    challenges: tuple[Challenge, ...] = ()
    challenged: RollUp | None = None
    override: Override | None = None

    @cached_property
    def standing(self) -> Standing:
        """The standing in words."""
        return standing_of(self.roll_up)

    @property
    def sentence(self) -> str:
        """Why the standing is what it is."""
        return standing_sentence(self.roll_up)

    @property
    def challenged_standing(self) -> Standing | None:
        """The standing if the challenges are right."""
        return None if self.challenged is None else standing_of(self.challenged)

    def under(self, heading: str) -> RollUp:
        """The same roll-up over the criteria under one heading."""
        return roll_up(
            [
                part
                for part, answer in zip(self.parts, self.answers, strict=True)
                if answer.criterion.heading == heading
            ],
            self.roll_up.method,
        )

    @property
    def weakness(self) -> tuple[Fraction | int, ...]:
        """Sorts areas weakest first: by standing, then lowest, likely, highest, then coverage."""
        result = self.roll_up
        steps = [
            -1 if step is None else result.rank(step)
            for step in (result.lowest, result.likely, result.highest)
        ]
        return self.standing.order, *steps, result.coverage or 0


def area_standings(book: AssessmentBook, cycle_id: str) -> tuple[AreaStanding, ...]:
    """Each SPR area of a cycle, in the order of its framework."""
    cycle = book.cycle(cycle_id)
    spr = book.framework(cycle.spr_framework)
    answers = answers_of(book, cycle.id)
    sets = _sets(book, cycle, spr)
    method, table = Method.of(spr), _confidence_table(spr)
    return tuple(
        _standing(book, cycle, spr, area, sets[area.id], answers, method, table) for area in spr.areas
    )


def force_standing(book: AssessmentBook, cycle_id: str) -> tuple[AreaStanding, ...]:
    """The force's standing: its SPR areas, weakest first, ties in the framework's order; never one figure."""
    return tuple(sorted(area_standings(book, cycle_id), key=lambda standing: standing.weakness))


@dataclass(frozen=True, kw_only=True)
class FrameworkRollUps:
    """One framework by its own rule over its own criteria: by area, by heading, and by both."""

    cycle: Id
    framework: Framework
    answers: tuple[Answer, ...]
    areas: tuple[tuple[FrameworkArea, RollUp], ...]
    headings: tuple[tuple[HeadingOf, RollUp], ...]
    cells: tuple[tuple[FrameworkArea, HeadingOf, RollUp], ...]


def framework_roll_ups(
    book: AssessmentBook, cycle_id: str, framework_id: str, *, areas: Iterable[str] | None = None
) -> FrameworkRollUps:
    """A framework's roll-ups in a cycle that asks it; `areas` keeps to some of its areas, such as a lead's.

    Raises DueRegardError when the cycle does not ask the framework.
    """
    cycle, framework = book.cycle(cycle_id), book.framework(framework_id)
    if framework.id not in cycle.all_frameworks:
        raise DueRegardError(
            f"The cycle {cycle.id} does not ask {framework.id}; it asks {', '.join(cycle.all_frameworks)}."
        )
    kept = {area.id for area in framework.areas} if areas is None else set(areas)
    found = answers_of(book, cycle.id)
    chosen = [found[framework.id, each.id] for each in framework.criteria if each.area in kept]
    method, table = Method.of(framework), _confidence_table(framework)
    parts = [(answer, _part(framework, answer, table)) for answer in chosen]

    def rolled(area: str | None, heading: str | None) -> RollUp:
        return roll_up(
            [
                part
                for answer, part in parts
                if area in (None, answer.criterion.area) and heading in (None, answer.criterion.heading)
            ],
            method,
        )

    shown = [area for area in framework.areas if area.id in kept]
    return FrameworkRollUps(
        cycle=cycle.id,
        framework=framework,
        answers=tuple(chosen),
        areas=tuple((area, rolled(area.id, None)) for area in shown),
        headings=tuple((heading, rolled(None, heading.id)) for heading in framework.headings),
        cells=tuple((a, h, rolled(a.id, h.id)) for a in shown for h in framework.headings),
    )


def standing_challenges(book: AssessmentBook, answer: Answer) -> tuple[Challenge, ...]:
    """Open and upheld challenges of an answer since it was given, in the order raised.

    A challenge of a rating goes on standing beside it while it is carried, until a new answer.
    """
    raised = book.challenges_by_key
    if not raised or answer.kind is not AnswerKind.ANSWERED:
        return ()
    keys = book.lineage(answer.framework, answer.criterion.id)
    if raised.keys().isdisjoint(keys):
        return ()
    assert answer.given_in is not None
    first, last = book.place[answer.given_in], book.place[answer.cycle]
    found = [
        challenge
        for key in keys
        for challenge in raised.get(key, ())
        if challenge.outcome in _STANDS and first <= book.place.get(challenge.cycle, -1) <= last
    ]
    return tuple(sorted(found, key=lambda each: (each.raised_on, each.id)))


def active_override(book: AssessmentBook, cycle: Cycle, spr_area: str) -> Override | None:
    """The latest professional judgement of an SPR area that holds on the cycle's day."""
    holding = [
        each
        for each in book.overrides
        if each.framework == cycle.spr_framework
        and each.spr_area == spr_area
        and book.place.get(each.cycle, len(book.cycles)) <= book.place[cycle.id]
        and each.made_on <= cycle.as_at <= each.until_on
    ]
    return max(holding, key=lambda each: (each.made_on, each.id), default=None)


_Asked = tuple[Framework, Id]
_Table = dict[tuple[Id, EvidenceState], int]


def _sets(book: AssessmentBook, cycle: Cycle, spr: Framework) -> dict[Id, list[_Asked]]:
    """By SPR area, the criteria that feed it, each question once; the SPR version's own come first."""
    found: dict[Id, dict[str, _Asked]] = {area.id: {} for area in spr.areas}
    for criterion in spr.criteria:
        found[criterion.area].setdefault(book.keys[spr.id][criterion.id], (spr, criterion.id))
    for framework_id in cycle.frameworks:
        framework = book.framework(framework_id)
        served = _served(framework, spr)
        if served and not measures_alike(framework, spr):
            raise DueRegardError(
                f"{framework.id} serves {spr.id} but is measured by another scale; use the same scale and "
                "confidence steps in both, or take the SPR areas out of `serves`."
            )
        for criterion in framework.criteria if served else ():
            for area in served.get(criterion.area, ()):
                found[area].setdefault(book.keys[framework.id][criterion.id], (framework, criterion.id))
    return {area: list(asked.values()) for area, asked in found.items()}


def _served(framework: Framework, spr: Framework) -> dict[Id, list[Id]]:
    """By area of a capability framework, the areas of an SPR version that it serves."""
    found: dict[Id, list[Id]] = {}
    for area in framework.areas:
        for served in area.serves:
            name, _, spr_area = served.partition("/")
            if name == spr.id and spr_area in spr.area_by_id:
                found.setdefault(area.id, []).append(Id(spr_area))
    return found


def _standing(
    book: AssessmentBook,
    cycle: Cycle,
    spr: Framework,
    area: FrameworkArea,
    asked: Sequence[_Asked],
    answers: Answers,
    method: Method,
    table: _Table,
) -> AreaStanding:
    chosen = tuple(answers[framework.id, criterion] for framework, criterion in asked)
    parts = tuple(_part(pair[0], answer, table) for pair, answer in zip(asked, chosen, strict=True))
    challenges = [standing_challenges(book, answer) for answer in chosen]
    challenged = None
    if any(challenges):
        pairs = zip(parts, challenges, strict=True)
        challenged = roll_up([_challenged(book, part, standing) for part, standing in pairs], method)
    return AreaStanding(
        cycle=cycle.id,
        framework=spr,
        area=area,
        answers=chosen,
        parts=parts,
        roll_up=roll_up(parts, method),
        challenges=tuple(each for standing in challenges for each in standing),
        challenged=challenged,
        override=active_override(book, cycle, area.id),
    )


def _challenged(book: AssessmentBook, part: Part, standing: Sequence[Challenge]) -> Part:
    """The part with the rating of its latest standing challenge, where it has one."""
    if not standing:
        return part
    latest = standing[-1]
    return part._replace(rank=book.framework(latest.framework).rank[latest.rating])


def _confidence_table(framework: Framework) -> _Table:
    places = {step: place for place, step in enumerate(framework.confidence.steps)}
    return {(row.stated, row.evidence): places[row.effective] for row in framework.confidence.table}


def _part(framework: Framework, answer: Answer, table: _Table) -> Part:
    criterion, given = answer.criterion, answer.given
    rank = confidence = None
    if answer.kind is AnswerKind.ANSWERED:
        assert given is not None
        assert given.rating is not None
        assert given.confidence is not None
        rank = framework.rank[given.rating]
        confidence = table[given.confidence, answer.evidence_state]
    return Part(
        answer.framework,
        criterion.id,
        answer.kind,
        required=framework.required_rank(criterion),
        rank=rank,
        confidence=confidence,
        weight=criterion.weight,
        essential=criterion.essential,
    )
