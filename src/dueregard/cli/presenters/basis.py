"""What queueing results of several deployments rest on: their ledgers, log, roster, seed and program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from dueregard.effects.study_reading import ReadStudy
from dueregard.engine.queueing.experiments.manifest import versions_here


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine:
    """The hours ledger of one size of deployment."""

    officers: Annotated[int, "Officers away."]
    ledger_hash: Annotated[str, "Hash of the hours ledger with them away."]


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What figures rest on, so that they can be made again."""

    log_hash: Annotated[str, "Hash of the calibration."]
    roster_hash: Annotated[str, "Hash of the roster's hours."]
    ledgers: Annotated[tuple[LedgerLine, ...], "The hours ledger of each size."]
    seed: Annotated[int, "Seed of all random numbers."]
    version: Annotated[str, "Version of this program."]

    @property
    def words(self) -> str:
        """The same for a person: the whole of it is in the JSON."""
        ledgers = ", ".join(f"{each.officers:,} away {each.ledger_hash[:12]}" for each in self.ledgers)
        return (
            f"Rests on the calibration {self.log_hash[:12]}, the roster {self.roster_hash[:12]} and the hours ledgers "
            f"{ledgers}; seed {self.seed}, version {self.version}."
        )


def basis_of(read: ReadStudy, sizes: Sequence[int]) -> Basis:
    """What results of a study rest on, at these sizes of its deployment."""
    grounds = read.grounds()
    return Basis(
        log_hash=grounds.log_hash,
        roster_hash=grounds.roster_hash,
        ledgers=tuple(
            LedgerLine(officers=size, ledger_hash=read.ledger(read.withdrawals_of(size)).hash)
            for size in sorted(sizes)
        ),
        seed=read.design.seed,
        version=versions_here()["dueregard"],
    )
