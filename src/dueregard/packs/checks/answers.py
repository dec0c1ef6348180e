"""Cycles, returns and responses: everything said is something that was asked of whoever says it."""

from __future__ import annotations

from collections.abc import Collection

from dueregard.assessment.returns import Challenge, Cycle, Override, Response, ResponseState, Return
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.binding import did_you_mean
from dueregard.force.identity import Lead
from dueregard.frameworks.model import Framework, FrameworkKind
from dueregard.packs.checks.together import check_together
from dueregard.packs.contents import Contents, Located, ResponseFile


def check_answers(contents: Contents, faults: FaultList) -> None:
    """Cycles name frameworks of the right kind; returns, responses, challenges and overrides fit them."""
    for row in contents.rows["cycles"]:
        _check_cycle(row, row.record, contents, faults)
    cycles = {row.record.id: row.record for row in contents.rows["cycles"]}
    force = contents.force_record
    leads: dict[str, Lead] = {} if force is None else {lead.id: lead for lead in force.leads}
    for row in contents.rows["returns"]:
        _check_return(row, row.record, cycles, leads, faults)
    for _row, of, file in contents.returns():
        framework = contents.frameworks.get(of.framework)
        if framework is not None:
            _check_responses(of, file, framework, leads.get(of.lead), faults)
    for row in contents.rows["challenges"]:
        _check_challenge(row, row.record, contents, faults)
    for row in contents.rows["overrides"]:
        _check_override(row, row.record, contents, faults)
    check_together(contents, faults)


def _check_cycle(row: Located, cycle: Cycle, contents: Contents, faults: FaultList) -> None:
    for name, ids, kind in (
        ("spr_framework", (cycle.spr_framework,), FrameworkKind.SPR),
        ("frameworks", cycle.frameworks, FrameworkKind.CAPABILITY),
    ):
        for framework_id in ids:
            framework = contents.frameworks.get(framework_id)
            if framework is not None and framework.kind is not kind:
                faults.add(
                    row.at(name),
                    f'"{framework_id}" is of the kind {framework.kind}',
                    f"name one of the kind {kind}",
                )


def _check_return(
    row: Located, of: Return, cycles: dict[str, Cycle], leads: dict[str, Lead], faults: FaultList
) -> None:
    cycle, lead = cycles.get(of.cycle), leads.get(of.lead)
    if cycle is not None and of.framework not in cycle.all_frameworks:
        asked = ", ".join(cycle.all_frameworks)
        faults.add(
            row.at("framework"), f'the cycle {cycle.id} does not ask "{of.framework}"', f"it asks {asked}"
        )
    if lead is not None and not _answers(lead, of.framework):
        faults.add(
            row.at("framework"),
            f'the lead {lead.id} does not answer "{of.framework}"',
            "add it to the lead's frameworks in force.yaml, or correct the return",
        )


def _answers(lead: Lead, framework: str) -> bool:
    return framework in lead.frameworks or any(area.startswith(f"{framework}/") for area in lead.spr_areas)


def _check_responses(
    of: Return, file: ResponseFile, framework: Framework, lead: Lead | None, faults: FaultList
) -> None:
    asked = framework.criterion_by_id
    own = _own_criteria(framework, lead)
    for number, response in enumerate(file.responses):
        if response.criterion not in asked:
            _note_unknown(
                response.criterion, asked, "criterion", framework, file.at(number, "criterion"), faults
            )
            continue
        if response.criterion not in own:
            area = asked[response.criterion].area
            saw = (
                f'"{response.criterion}" belongs to {framework.id}/{area}, which is no SPR area of {of.lead}'
            )
            remedy = "add the area to the lead's spr_areas in force.yaml, or take the row out"
            faults.add(file.at(number, "criterion"), saw, remedy)
        if response.rating is not None and response.rating not in framework.rank:
            _note_unknown(
                response.rating, framework.rank, "rating", framework, file.at(number, "rating"), faults
            )
        if response.confidence is not None and response.confidence not in framework.confidence.steps:
            steps = framework.confidence.steps
            _note_unknown(
                response.confidence, steps, "confidence", framework, file.at(number, "confidence"), faults
            )
        if response.state is ResponseState.NOT_APPLICABLE:
            _check_confirmed(of, response, file.at(number, "confirmed_by"), faults)


def _own_criteria(framework: Framework, lead: Lead | None) -> Collection[str]:
    """The criteria a lead may answer: all of a capability framework; of an SPR version, its own areas'."""
    if framework.kind is not FrameworkKind.SPR or lead is None:
        return framework.criterion_by_id
    own = {area.id for area in framework.areas if f"{framework.id}/{area.id}" in lead.spr_areas}
    return {criterion.id for criterion in framework.criteria if criterion.area in own}


def _note_unknown(
    given: str, known: Collection[str], what: str, framework: Framework, place: Place, faults: FaultList
) -> None:
    listed = ", ".join(known) if len(known) <= 12 else f"one of its {len(known)}"
    remedy = did_you_mean(given, known, otherwise=f"choose {'one of: ' if len(known) <= 12 else ''}{listed}")
    faults.add(place, f"{framework.id} has no {what} {shorten(given)}", remedy)


def _check_confirmed(of: Return, response: Response, place: Place, faults: FaultList) -> None:
    """A second person confirms not-applicable; until the return is in, that may still be to come."""
    if response.confirmed_by is None:
        if of.submitted_on is not None:
            saw = f'"{response.criterion}" is not applicable and nobody has confirmed it'
            faults.add(place, saw, "name the second person who did, or write unanswered")
    elif response.confirmed_by.casefold() == (of.signed_by or "").casefold():
        saw = f"{shorten(response.confirmed_by)} both signed the return and confirmed not-applicable"
        faults.add(place, saw, "let a second person confirm it")


def _check_challenge(row: Located, challenge: Challenge, contents: Contents, faults: FaultList) -> None:
    framework = contents.frameworks.get(challenge.framework)
    if framework is None:
        return
    if challenge.criterion not in framework.criterion_by_id:
        known = framework.criterion_by_id
        _note_unknown(challenge.criterion, known, "criterion", framework, row.at("criterion"), faults)
    if challenge.rating not in framework.rank:
        _note_unknown(challenge.rating, framework.rank, "rating", framework, row.at("rating"), faults)
    of = f"{challenge.cycle}/{challenge.lead}/{challenge.framework}"
    if "returns" not in contents.broken and all(r.record.id != of for r in contents.rows["returns"]):
        faults.add(
            row.at("framework"), f"there is no return {of} to challenge", "correct cycle, lead or framework"
        )


def _check_override(row: Located, override: Override, contents: Contents, faults: FaultList) -> None:
    framework = contents.frameworks.get(override.framework)
    if framework is None:
        return
    if framework.kind is not FrameworkKind.SPR:
        faults.add(
            row.at("framework"), f'"{framework.id}" is not an SPR version', "name the SPR version judged"
        )
    if override.spr_area not in framework.area_by_id:
        known = framework.area_by_id
        _note_unknown(override.spr_area, known, "SPR area", framework, row.at("spr_area"), faults)
    if override.rating not in framework.rank:
        _note_unknown(override.rating, framework.rank, "rating", framework, row.at("rating"), faults)
