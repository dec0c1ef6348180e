"""What must hold between the records of a pack, each rule in one place, every fault with its line."""

from __future__ import annotations

from dueregard.common.errors import FaultList
from dueregard.packs.checks.answers import check_answers
from dueregard.packs.checks.dates import check_dates
from dueregard.packs.checks.ids import check_ids
from dueregard.packs.checks.improvement import check_improvement
from dueregard.packs.checks.markings import check_markings
from dueregard.packs.checks.publication import check_publication
from dueregard.packs.checks.references import check_references
from dueregard.packs.checks.results import check_results
from dueregard.packs.checks.settings import check_settings
from dueregard.packs.contents import Contents

CHECKS = (
    check_ids,
    check_references,
    check_markings,
    check_dates,
    check_settings,
    check_answers,
    check_improvement,
    check_publication,
    check_results,
)


def check_contents(contents: Contents, faults: FaultList) -> None:
    """Every check, one after another. A check passes over what could not be read."""
    for check in CHECKS:
        check(contents, faults)
