"""What is assumed of any log and can be set by who knows theirs: one file, with who chose it and when."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.local_policing.settings_file import read_record

DEFAULT = Id("default")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogSettings:
    """Choices in reading a log and estimating from it. The defaults are our assumptions. Raises ValueError."""

    name: Annotated[Id, Column("Short name.")] = DEFAULT
    far_days: Annotated[
        int,
        Column(
            "Days: an incident received so long before or after all but one in 100 of the log is set aside as a "
            "mistyped date, 31 to 3,660."
        ),
    ] = 366
    batch_at_least: Annotated[
        int, Column("Incidents cleared in one minute that may be a batch, 3 to 1,000.")
    ] = 5
    batch_chance: Annotated[
        Decimal,
        Column(
            "Chance for each minute: so many clearings in it are a batch where chance would make them less often than "
            "this, above 0 to 0.01."
        ),
    ] = Decimal("0.0000001")
    fewest_delayed: Annotated[
        int,
        Column(
            "Urgent incidents that had to wait though a unit looked free, 2 to 10,000; with fewer of them, unseen load "
            "is not identifiable."
        ),
    ] = 10
    weeks_to_trust: Annotated[
        int, Column('Whole weeks of log, 4 to 520; what rests on fewer is headed "too short to trust".')
    ] = 26
    source: Annotated[str, Column("Who chose these, and when.")] = "our assumption, November 2026"

    def __post_init__(self) -> None:
        for wrong, sentence in (
            (not 31 <= self.far_days <= 3_660, "a receipt is far from all others after 31 to 3,660 days"),
            (not 3 <= self.batch_at_least <= 1_000, "a batch is 3 to 1,000 incidents or more"),
            (not 0 < self.batch_chance <= Decimal("0.01"), "the chance of a batch is above 0, to 0.01"),
            (not 2 <= self.fewest_delayed <= 10_000, "2 to 10,000 incidents that waited tell unseen load"),
            (not 4 <= self.weeks_to_trust <= 520, "a log is trusted from 4 to 520 whole weeks"),
        ):
            if wrong:
                raise ValueError(sentence)


ASSUMED = LogSettings()


def read_log_settings(source: Path | str, name: str = "log-settings.yaml") -> LogSettings:
    """Read the choices from YAML. Raises FaultsFound, one sentence for each fault."""
    return read_record(LogSettings, source, name)
