"""Finding all vulnerabilities of a cycle, and what became of them since an earlier one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dueregard.assessment.book import AssessmentBook
from dueregard.common.codecs import Id
from dueregard.improvement.settings import SettingUnusable
from dueregard.snapshot.full import Snapshot
from dueregard.vulnerabilities.inputs import Inputs
from dueregard.vulnerabilities.keys import key_of
from dueregard.vulnerabilities.model import RuleOff, Vulnerability, VulnerabilityReport
from dueregard.vulnerabilities.placing import Placing
from dueregard.vulnerabilities.ranking import place
from dueregard.vulnerabilities.registry import RULES, VulnerabilityRule
from dueregard.vulnerabilities.sources import ResultUnreadable, Sources, book_of

Findings = Mapping[str, Mapping[str, Any]]
_ORDER = {rule.id: number for number, rule in enumerate(RULES)}


def find_vulnerabilities(
    snapshot: Snapshot, cycle_id: str, *, book: AssessmentBook | None = None
) -> VulnerabilityReport:
    """Ask every rule about one cycle of a snapshot.

    Everything is judged on the day of the cycle, from histories. The order of records changes nothing. `book`
    is the assessment's part of this same snapshot, for who has it already: answers are then not worked out
    twice. Raises DueRegardError when there is no such cycle.
    """
    sources = Sources(snapshot, book or book_of(snapshot))
    inputs = Inputs(sources, sources.book.cycle(cycle_id))
    findings, off = _ask(inputs)
    placing = Placing(inputs, _first_seen(inputs, findings))
    placed = sorted(_placed(placing, findings), key=_place)
    return VulnerabilityReport(
        cycle=inputs.cycle.id,
        as_at=inputs.on,
        found=tuple(row for row in placed if not _is_accepted(row)),
        accepted=tuple(row for row in placed if _is_accepted(row)),
        rules_off=off,
    )


def _ask(inputs: Inputs) -> tuple[Findings, tuple[RuleOff, ...]]:
    """What each rule finds, and the rules that could not be asked."""
    findings: dict[str, Mapping[str, Any]] = {}
    off: list[RuleOff] = []
    for rule in RULES:
        try:
            findings[rule.id] = rule.find(inputs)
        except (SettingUnusable, ResultUnreadable) as error:
            off.append(RuleOff(rule.id, rule.name, str(error)))
    return findings, tuple(off)


def _first_seen(inputs: Inputs, findings: Findings) -> dict[str, Id]:
    """The earliest cycle of each key's unbroken run of cycles back from this one."""
    running = {key_of(rule, subject) for rule, subjects in findings.items() for subject in subjects}
    first_seen: dict[str, Id] = dict.fromkeys(running, inputs.cycle.id)
    book = inputs.sources.book
    for cycle in reversed(book.cycles[: book.place[inputs.cycle.id]]):
        if not running:
            break
        earlier, _ = _ask(Inputs(inputs.sources, cycle))
        running &= {
            inputs.current_key(key_of(rule, subject)) for rule, rows in earlier.items() for subject in rows
        }
        first_seen.update(dict.fromkeys(running, cycle.id))
    return first_seen


def _placed(placing: Placing, findings: Findings) -> Iterator[Vulnerability]:
    by_id: Mapping[str, VulnerabilityRule] = {rule.id: rule for rule in RULES}
    for rule_id, subjects in findings.items():
        for subject, basis in subjects.items():
            found = by_id[rule_id].say(placing.inputs, subject, basis)
            yield placing.vulnerability(rule_id, subject, found)


def _place(row: Vulnerability) -> tuple[Any, ...]:
    return place(row.severity, _ORDER[row.rule], row.key)


def _is_accepted(row: Vulnerability) -> bool:
    return row.acceptance is not None and row.acceptance.in_force
