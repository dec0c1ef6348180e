"""What changed since the cycle compared with (being written)."""

from __future__ import annotations

from dueregard.force.identity import Lead
from dueregard.papers.assessed.analysis import Analysis
from dueregard.papers.writer import Writer


def changes(analysis: Analysis, write: Writer) -> None: ...
def lead_changes(analysis: Analysis, write: Writer, lead: Lead) -> None: ...
def calibration(analysis: Analysis, write: Writer) -> None: ...
