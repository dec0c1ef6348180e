"""Which cycle or lead a command means, with a clear sentence where there is none of that name."""

from __future__ import annotations

from dueregard.assessment.returns import Cycle
from dueregard.common.errors import DueRegardError
from dueregard.common.reading.binding import did_you_mean
from dueregard.force.identity import Lead
from dueregard.snapshot.full import Snapshot


def chosen_cycle(snapshot: Snapshot, cycle_id: str | None) -> Cycle:
    """The cycle asked for, or the latest. Raises DueRegardError where there is none."""
    by_id = {str(cycle.id): cycle for cycle in snapshot.cycles}
    if not by_id:
        raise DueRegardError("registers/cycles.csv: the pack has no cycle; add one.")
    if cycle_id is None:
        return max(by_id.values(), key=lambda cycle: cycle.quarter)
    if cycle_id not in by_id:
        raise DueRegardError(_unknown("cycle", cycle_id, sorted(by_id)))
    return by_id[cycle_id]


def check_lead(snapshot: Snapshot, lead_id: str | None) -> str | None:
    """The id of the lead asked for, or None for all. Raises DueRegardError for one there is not."""
    if lead_id is not None and lead_id not in _leads(snapshot):
        raise DueRegardError(_unknown("lead", lead_id, list(_leads(snapshot))))
    return lead_id


def chosen_leads(snapshot: Snapshot, lead_id: str | None) -> tuple[Lead, ...]:
    """The lead asked for, or all in the order papers take them."""
    only = check_lead(snapshot, lead_id)
    return tuple(lead for lead in snapshot.force.leads if only in (None, lead.id))


def _leads(snapshot: Snapshot) -> dict[str, Lead]:
    return {str(lead.id): lead for lead in snapshot.force.leads}


def _unknown(what: str, name: str, known: list[str]) -> str:
    remedy = did_you_mean(name, known, otherwise=f"choose one of: {', '.join(known) or 'there is none'}.")
    return f'There is no {what} "{name}" in this pack; {remedy}'
