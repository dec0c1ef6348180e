"""Strategies for hypothesis: whole valid Snapshots, and pairs that differ only in what is withheld."""

from __future__ import annotations

from hypothesis import strategies as st

from dueregard.snapshot.full import Snapshot
from tests.generative.restricted_changes import change_restricted
from tests.generative.snapshot_making import make_snapshot

SEEDS = st.integers(0, 2**48)


def snapshots(*, most_rows: int = 3) -> st.SearchStrategy[Snapshot]:
    """Valid Snapshots with every register, publishable and withheld rows mixed, texts that break formats."""
    return st.builds(make_snapshot, SEEDS, st.integers(1, most_rows))


def with_restricted_changes(snapshot: Snapshot) -> st.SearchStrategy[Snapshot]:
    """The same Snapshot but for what may not be public: changed, added, deleted, reordered."""
    return st.builds(change_restricted, st.just(snapshot), SEEDS)


def restricted_pairs(*, most_rows: int = 3) -> st.SearchStrategy[tuple[Snapshot, Snapshot]]:
    """Two Snapshots that differ only in what may not be public."""
    return snapshots(most_rows=most_rows).flatmap(
        lambda snapshot: st.tuples(st.just(snapshot), with_restricted_changes(snapshot))
    )
