"""What is new, what is gone and what is still there between two cycles, by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Crosswalk
from dueregard.vulnerabilities.keys import current_name, key_of, successors
from dueregard.vulnerabilities.model import Vulnerability, VulnerabilityReport


@dataclass(frozen=True, slots=True)
class Trend:
    """Vulnerabilities of a later cycle that are new or still there, and of the earlier one that are gone.

    Accepted ones count as there: acceptance removes nothing. `now_accepted` and `lapsed` are keys of those
    still there that came under an acceptance, or out of one, in between.
    """

    earlier: Id
    later: Id
    new: tuple[Vulnerability, ...]
    still: tuple[Vulnerability, ...]
    gone: tuple[Vulnerability, ...]
    now_accepted: tuple[Id, ...]
    lapsed: tuple[Id, ...]


def trend(
    earlier: VulnerabilityReport, later: VulnerabilityReport, crosswalks: Iterable[Crosswalk] = ()
) -> Trend:
    """Compare two reports by key; criteria are followed through a change of version by its crosswalk."""
    names = successors(crosswalks)
    now = {row.key: row for row in later.all}
    homes = {name: row.subject for row in later.all for name in row.criteria}
    before = {key_of(row.rule, current_name(row.subject, homes, names)): row for row in earlier.all}
    accepted = {row.key for row in earlier.accepted}
    was_accepted = {key for key, row in before.items() if row.key in accepted}
    is_accepted = {row.key for row in later.accepted}
    both = [key for key in now if key in before]
    return Trend(
        earlier=earlier.cycle,
        later=later.cycle,
        new=tuple(row for key, row in now.items() if key not in before),
        still=tuple(now[key] for key in both),
        gone=tuple(row for key, row in before.items() if key not in now),
        now_accepted=tuple(key for key in both if key in is_accepted and key not in was_accepted),
        lapsed=tuple(key for key in both if key in was_accepted and key not in is_accepted),
    )
