"""What `dueregard vulnerabilities` answers: the ranked list, and the rules that could not be asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.cli.presenters.counting import counted
from dueregard.common.period import day_words
from dueregard.vulnerabilities.model import Vulnerability, VulnerabilityReport


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilityLine:
    """One vulnerability."""

    place: Annotated[int, "Its place in the ranking of the whole force, from 1."]
    key: Annotated[str, "Its key, rule/subject; the same when it is found again."]
    rule: Annotated[str, "The rule that found it."]
    lead: Annotated[str | None, "The lead whose business area it is."]
    spr_areas: Annotated[tuple[str, ...], "SPR areas it touches, as framework/area."]
    cause: Annotated[str, "planning, people, equipment, training or exercise."]
    sentence: Annotated[str, "What it is, in one sentence with its inputs."]
    ranking_reason: Annotated[str, "Why it stands where it stands."]
    first_seen: Annotated[str, "The first cycle of the unbroken run in which it is found."]
    treated_by: Annotated[tuple[str, ...], "Open actions that treat it."]
    must_reach: Annotated[tuple[str, ...], "Plans it must reach, and by when."]
    accepted: Annotated[str | None, "Who accepted it until when, or that this has lapsed."]
    marking: Annotated[str, "The highest marking of what it rests on."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOffLine:
    """A rule that could not be asked."""

    rule: Annotated[str, "The rule."]
    why: Annotated[str, "Why it could not be asked."]


@dataclass(frozen=True, slots=True, kw_only=True)
class VulnerabilitiesAnswer:
    """What `vulnerabilities --json` prints."""

    force: Annotated[str, "Name of the force."]
    cycle: Annotated[str, "The cycle."]
    as_at: Annotated[str, "The day on which everything is judged."]
    found: Annotated[tuple[VulnerabilityLine, ...], "Vulnerabilities, most pressing first."]
    accepted: Annotated[tuple[VulnerabilityLine, ...], "Those accepted by a named person until a date."]
    rules_off: Annotated[tuple[RuleOffLine, ...], "Rules that could not be asked, and why."]


def vulnerabilities_answer(
    force: str, report: VulnerabilityReport, *, lead: str | None = None, rule: str | None = None
) -> VulnerabilitiesAnswer:
    """A report as an answer, of one lead or one rule where asked; places are those of the whole force."""

    def wanted(row: Vulnerability) -> bool:
        return lead in (None, row.lead) and rule in (None, row.rule)

    return VulnerabilitiesAnswer(
        force=force,
        cycle=report.cycle,
        as_at=report.as_at.isoformat(),
        found=_lines(report.found, wanted),
        accepted=_lines(report.accepted, wanted),
        rules_off=tuple(RuleOffLine(rule=off.rule, why=off.why) for off in report.rules_off),
    )


def _lines(
    rows: Sequence[Vulnerability], wanted: Callable[[Vulnerability], bool]
) -> tuple[VulnerabilityLine, ...]:
    return tuple(_line(place, row) for place, row in enumerate(rows, start=1) if wanted(row))


def _line(place: int, row: Vulnerability) -> VulnerabilityLine:
    return VulnerabilityLine(
        place=place,
        key=row.key,
        rule=row.rule,
        lead=row.lead,
        spr_areas=row.spr_areas,
        cause=row.cause.value,
        sentence=row.sentence,
        ranking_reason=row.ranking_reason,
        first_seen=row.first_seen,
        treated_by=row.treated_by,
        must_reach=tuple(reach.words() for reach in row.must_reach),
        accepted=row.acceptance.words() if row.acceptance else None,
        marking=row.marking,
    )


def vulnerabilities_page(answer: VulnerabilitiesAnswer, *, accepted: bool = False) -> Page:
    """The ranked list for a person; with `accepted`, those that are accepted instead."""
    what = "accepted vulnerability" if accepted else "vulnerability"
    many = "accepted vulnerabilities" if accepted else "vulnerabilities"
    rows = answer.accepted if accepted else answer.found
    on = day_words(date.fromisoformat(answer.as_at))
    parts: list[Part] = [f"{answer.force}, {answer.cycle}: {counted(len(rows), what, many)} on {on}."]
    if rows:
        parts.append(_table(rows))
    if not accepted and answer.accepted:
        said = counted(len(answer.accepted), "more is", "more are")
        parts.append(f"{said} accepted by a named person until a date: list with --accepted.")
    parts += [f"Rule {off.rule} was not asked: {off.why}" for off in answer.rules_off]
    return tuple(parts)


def _table(rows: tuple[VulnerabilityLine, ...]) -> Table:
    header = ("rank", "lead", "since", "treated by", "why here", "what")
    return Table(
        title="Most pressing first",
        header=header,
        rows=tuple(
            (
                str(line.place),
                line.lead or "",
                line.first_seen,
                ", ".join(line.treated_by) or "nobody yet",
                line.ranking_reason,
                line.sentence if line.accepted is None else f"{line.sentence} {line.accepted}",
            )
            for line in rows
        ),
        numeric=frozenset({0}),
    )
