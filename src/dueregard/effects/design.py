"""How an effect is estimated: choices made before the first run, kept as data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.local_policing.settings_file import read_record

LEAST_DRAWS = 200
DEFAULT = Id("default")


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectDesign:
    """Choices in estimating an effect. The defaults are our assumptions. Raises ValueError."""

    name: Annotated[Id, Column("Short name, by which results cite it.")] = DEFAULT
    draws: Annotated[int, Column("Draws of the calibration, 200 or more.")] = LEAST_DRAWS
    run_twice: Annotated[int, Column("Draws that are run a second time, for chance on the day.")] = 40
    most_draws: Annotated[
        int,
        Column("Draws at most, where as many as `draws` leave the simulation's own error too large."),
    ] = 600
    tornado_runs: Annotated[int, Column("Runs of each end of an assumption in the tornado chart.")] = 3
    load_runs: Annotated[int, Column("The same for availability, which is always named.")] = 10
    share_moved: Annotated[
        Decimal, Column("By what share other assumptions of the policy are moved, down and up.")
    ] = Decimal("0.2")
    seed: Annotated[int, Column("Seed of all random numbers.")] = 20141104
    likely: Annotated[Decimal, Column("Share of occasions that 'likely between' is meant to hold.")] = (
        Decimal("0.9")
    )
    margin_points: Annotated[
        Decimal,
        Column("Percentage points by which the share of emergencies attended in time may fall, at most."),
    ] = Decimal(2)
    recovery_days: Annotated[
        int, Column("Days after the deployment within which recovery is looked for.")
    ] = 28
    days_inside: Annotated[int, Column("Days in a row inside the usual band that count as recovered.")] = 3
    usual_band: Annotated[
        Decimal,
        Column("Share of runs without the deployment that the usual band of the backlog holds, each day."),
    ] = Decimal("0.9")
    warm_up_days: Annotated[
        int, Column("Days simulated before the deployment at least, in which the queues fill.")
    ] = 7
    band_from_load: Annotated[
        Decimal, Column("Share of units busy, without the deployment, from which only a range is given.")
    ] = Decimal("0.9")
    level_points: Annotated[
        Decimal,
        Column(
            "Percentage points by which the share not seen in time, simulated without the deployment, may differ from "
            "the log's; no single figure is printed for a grade that differs by more."
        ),
    ] = Decimal(10)
    level_factor: Annotated[
        Decimal, Column("How many times one mean wait may be the other, in the same way.")
    ] = Decimal(2)
    availability_points: Annotated[
        Decimal, Column("Percentage of units by which availability is moved to see what hangs on it.")
    ] = Decimal(2)
    least_coverage: Annotated[
        Decimal,
        Column(
            "Share of the weeks of a backtest that its 80 % range must have held; below it, words stand instead of a "
            "figure."
        ),
    ] = Decimal("0.6")
    least_skill: Annotated[
        Decimal,
        Column(
            "Skill against the naive rivals of a backtest that its interval must reach; below it, words stand instead "
            "of a figure."
        ),
    ] = Decimal(0)
    inverse_batch: Annotated[int, Column("Runs after which the inverse question looks at a size again.")] = 20
    inverse_runs: Annotated[
        int, Column("Runs of one size at most; one that is not decided by then stays undecided.")
    ] = 400
    limit_everywhere: Annotated[
        bool,
        Column(
            "Whether the inverse question's limit is to be kept in every local area, not in the force alone."
        ),
    ] = False
    source: Annotated[str, Column("Who chose these, and when.")] = "our assumption, November 2026"

    def __post_init__(self) -> None:
        for wrong, sentence in (
            (
                self.draws < LEAST_DRAWS,
                f"{self.draws} draws are too few for a range; write {LEAST_DRAWS} or more",
            ),
            (not 2 <= self.run_twice <= self.draws, "between 2 and all of the draws are run twice"),
            (self.most_draws < self.draws, "the most draws are fewer than the draws; write as many or more"),
            (
                not 2 <= self.load_runs <= self.draws,
                "between 2 and as many runs as draws tell what load moves",
            ),
            (self.tornado_runs > self.draws, "a tornado chart takes no more runs of each end than draws"),
            (
                not 1 <= self.inverse_batch <= self.inverse_runs,
                "the inverse question looks after 1 run or more, and not after more than it makes",
            ),
            (not 0 < self.share_moved < 1, "assumptions are moved by a share above 0 and under 1"),
            (self.tornado_runs < 2, "a tornado chart needs 2 runs of each end or more"),
            (not Decimal("0.5") <= self.likely < 1, "'likely' is a share from 0.5 to under 1"),
            (not 0 <= self.margin_points <= 100, "the margin is 0 to 100 percentage points"),
            (not 1 <= self.recovery_days <= 366, "recovery is looked for in 1 to 366 days"),
            (not 0 < self.usual_band < 1, "the usual band holds a share above 0 and under 1"),
            (not 1 <= self.warm_up_days <= 366, "the queues fill in 1 to 366 days before the deployment"),
            (not 1 <= self.days_inside <= 28, "1 to 28 days inside the band count as recovered"),
            (not 0 < self.band_from_load <= 1, "the load from which only a range is given is above 0, to 1"),
            (not 0 <= self.least_coverage <= 1, "the coverage needed is a share from 0 to 1"),
            (self.least_skill > 1, "skill is 1 at most, so no more can be needed"),
            (
                not 0 < self.level_points <= 100 or self.level_factor <= 1,
                "levels may differ by more than 0 to 100 points and by a factor above 1",
            ),
            (not 0 < self.availability_points <= 20, "availability is moved by more than 0 %, to 20 %"),
        ):
            if wrong:
                raise ValueError(sentence)


def read_effect_design(source: Path | str, name: str = "design.yaml") -> EffectDesign:
    """Read the choices from YAML. Raises FaultsFound, one sentence for each fault."""
    return read_record(EffectDesign, source, name)
