"""What a calibration is: demand, its figures one by one, and all that its draws are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from dueregard.common.records import Column
from dueregard.local_policing.calibration_crews import UnitsSeen
from dueregard.local_policing.calibration_draws import draw_demands
from dueregard.local_policing.calibration_fit import Fitted, Prepared
from dueregard.local_policing.calibration_parameters import unseen_draws
from dueregard.local_policing.calibration_weeks import WeekSums
from dueregard.local_policing.demand import Demand, Parameter
from dueregard.local_policing.log_settings import ASSUMED, LogSettings
from dueregard.local_policing.unseen_load import Looks, UnitsOnDuty

TOO_SHORT = "Too short to trust"
NEVER_VALIDATION = (
    "The waits in this log helped to find these figures, so agreement with them is never called validation."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalibrationSettings:
    """Choices in calibration. The defaults are our assumptions."""

    draws: Annotated[int, Column("Draws behind each interval, 100 or more.")] = 200
    seed: Annotated[int, Column("Seed of the draws.")] = 20141104
    delayed_after_minutes: Annotated[
        int, Column("An urgent incident dispatched later than this had to wait for a unit.")
    ] = 5
    source: Annotated[str | None, Column("Who chose these, and when.")] = None
    log: Annotated[LogSettings, Column("What is assumed of any log.")] = ASSUMED

    def __post_init__(self) -> None:
        if self.draws < 100:
            raise ValueError(f"{self.draws} draws give no interval; give 100 or more")
        if self.delayed_after_minutes < 0:
            raise ValueError("the wait that counts is below nought; give minutes of nought or more")


@dataclass(frozen=True, slots=True, kw_only=True)
class InputFile:
    """A file that a calibration was made from."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """What a log says. `heading` is printed above everything where the log is too short to trust.

    source, as_at: what the log is, and when it was taken. invented: whether the log is made up.
    inputs: the files it was made from. left_out: incidents that are in the log and not in its whole weeks.
    on_duty: from a roster, or None. looks: what urgent incidents found, where a roster is there.
    hash: of its content, by which results cite it (see `calibration_content`).
    """

    demand: Demand
    parameters: tuple[Parameter, ...]
    heading: str | None
    statement: str
    source: str
    invented: bool
    as_at: date
    inputs: tuple[InputFile, ...]
    weeks: int
    first_on: date
    last_on: date
    incidents: int
    left_out: int
    units_seen: UnitsSeen
    prepared: Prepared
    fitted: Fitted
    on_duty: UnitsOnDuty | None
    looks: Looks | None
    settings: CalibrationSettings
    hash: str

    @property
    def sums(self) -> WeekSums:
        """The weekly sums it was fitted to."""
        return self.prepared.sums

    def draws(self, number: int, seed: int) -> Iterator[Demand]:
        """Draws of demand by whole weeks (see `calibration_draws`), the same for the same seed.

        The first of them are the same however many are asked for.
        """
        found = draw_demands(self.prepared, self.fitted.worth, number, seed)
        if self.looks is None:
            yield from found
            return
        for demand, share in zip(
            found, unseen_draws(self.looks, number, seed, self.settings.log), strict=True
        ):
            known = self.demand.unseen_share if share is None else share
            yield replace(demand, unseen_share=known, on_duty=self.demand.on_duty)

    def parameter(self, name: str) -> Parameter:
        """The parameter of a name. Raises KeyError."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise KeyError(name)


def heading_of(weeks: int, settings: LogSettings = ASSUMED) -> str | None:
    """What stands above everything that rests on so many weeks, where they are too few.

    >>> heading_of(1)
    'Too short to trust: 1 whole week of log, and 26 are needed'
    >>> heading_of(26) is None
    True
    """
    needed = settings.weeks_to_trust
    if weeks >= needed:
        return None
    return f"{TOO_SHORT}: {weeks} whole {'week' if weeks == 1 else 'weeks'} of log, and {needed} are needed"
