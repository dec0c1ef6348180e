"""The file of harm weights: what an officer-hour counts by local area and hour, and how that was found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

from dueregard.common.canonical import plain
from dueregard.common.codecs import Id
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.common.records import Column
from dueregard.local_policing.settings_file import read_record
from dueregard.workforce.hours import DutyFunction, zone_named
from dueregard.workforce.local_weights import LocalWeight, WeightPiece, check_pieces

HARM_FORMAT = "dueregard-harm-weights 1"
UNIT = "expected person-hours waited beyond the dated standard, by people who are no emergency, per officer-hour away"
METHOD = (
    "Slopes between runs with none, half, all and half as many again of the officers away in one local area at some "
    "hours, all others away as they are, by common random numbers; made to rise from nought by an isotonic fit "
    "weighted by inverse variances. Waits are counted in bins within a sixteenth."
)
LEAST = 0.001
"""A plan counts at least so much, so that no duty is lost for nothing where the runs tell no harm."""
_SIX = Decimal("0.000001")


def rounded(value: float) -> Decimal:
    """To six decimals, as the file has it.

    >>> rounded(0.12345678)
    Decimal('0.123457')
    """
    return (Decimal(repr(value)).quantize(_SIX) + 0).normalize()


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmPiece:
    """What each officer-hour counts up to a number of officers missing."""

    up_to: Annotated[
        int | None, Column("Officers missing at once up to which it holds; blank without end.")
    ] = None
    weight: Annotated[Decimal, Column("Person-hours per officer-hour, after the fit: what a plan counts.")]
    raw: Annotated[
        Decimal | None, Column("The same before the fit; blank where nobody more could be taken.")
    ] = None
    low: Annotated[Decimal | None, Column("Low end of its 95 % interval, over runs, before the fit.")] = None
    high: Annotated[Decimal | None, Column("High end of it.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceWeights:
    """The weights of response policing in one local area at some hours of the day. Raises ValueError."""

    local_area: Annotated[Id, Column("The local area.")]
    from_hour: Annotated[int, Column("First hour of the local day, 0 to 23.")]
    until_hour: Annotated[int, Column("Hour at which they end, 1 to 24.")]
    taken: Annotated[
        bool,
        Column("Whether the deployment takes anybody there; if not, shares of those on duty were tried."),
    ]
    pieces: Annotated[tuple[HarmPiece, ...], Column("In order of `up_to`; weights never fall.")]

    def __post_init__(self) -> None:
        if not 0 <= self.from_hour < self.until_hour <= 24:
            raise ValueError(
                f"its hours run from {self.from_hour} to {self.until_hour}; give two hours of a day in order"
            )
        check_pieces(self.weights)

    @property
    def weights(self) -> tuple[WeightPiece, ...]:
        """As a plan counts them: never under `LEAST`."""
        return tuple(WeightPiece(each.up_to, max(float(each.weight), LEAST)) for each in self.pieces)

    @property
    def moved(self) -> Decimal:
        """The most that the fit moved any of them."""
        return max(
            (abs(each.weight - each.raw) for each in self.pieces if each.raw is not None), default=Decimal(0)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HarmWeights:
    """Weights of response policing in every local area, with what they rest on. Raises ValueError."""

    format: Annotated[str, Column(f"Always `{HARM_FORMAT}`.")]
    heading: Annotated[
        str | None, Column("Printed above every plan that counts by them; blank for none.")
    ] = None
    study: Annotated[Id, Column("The study that they were told from.")]
    deployment: Annotated[str, Column("The deployment at whose size they hold, in words.")]
    unit: Annotated[str, Column("The unit of every weight.")]
    method: Annotated[str, Column("How they were found.")]
    source: Annotated[str, Column("What was simulated.")]
    fingerprint: Annotated[
        str, Column("SHA-256 of all inputs: log, roster, ledger, policies, demand, seed, runs.")
    ]
    version: Annotated[str, Column("Version of this program.")]
    seed: Annotated[int, Column("Seed of all random numbers.")]
    runs: Annotated[int, Column("Runs of every world.")]
    block_hours: Annotated[int, Column("Hours of the day that share a weight.")]
    zone: Annotated[str, Column("Time zone of the hours.")]
    from_on: Annotated[date, Column("First day of the deployment.")]
    until_on: Annotated[date, Column("Last day of it.")]
    late_hours: Annotated[
        Decimal, Column("Person-hours waited beyond the standard with the deployment, mean of the runs.")
    ]
    places: Annotated[tuple[PlaceWeights, ...], Column("By local area and hours of the day.")]

    def __post_init__(self) -> None:
        if self.format != HARM_FORMAT:
            raise ValueError(f"the format is {self.format!r}; write {HARM_FORMAT}")
        ordered = sorted(self.places, key=lambda each: (each.local_area, each.from_hour))
        for first, second in pairwise(ordered):
            if first.local_area == second.local_area and second.from_hour < first.until_hour:
                raise ValueError(
                    f"two weights of {first.local_area} overlap at {second.from_hour}:00; keep one"
                )

    @property
    def pieces(self) -> int:
        """Slopes in all."""
        return sum(len(place.pieces) for place in self.places)

    @property
    def moved(self) -> int:
        """How many of them the fit moved by more than rounding."""
        return sum(
            each.raw is not None and abs(each.weight - each.raw) > _SIX
            for place in self.places
            for each in place.pieces
        )

    @property
    def outside(self) -> int:
        """How many of them the fit moved out of their own 95 % interval."""
        return sum(
            each.low is not None and each.high is not None and not each.low <= each.weight <= each.high
            for place in self.places
            for each in place.pieces
        )

    @property
    def told_apart(self) -> int:
        """How many of them the runs tell from nought: their interval lies above it."""
        return sum(each.low is not None and each.low > 0 for place in self.places for each in place.pieces)

    @property
    def words_of_fit(self) -> str:
        """How much the fit changed, in a sentence or two."""
        return (
            f"Of {self.pieces:,} slopes the fit moved {self.moved:,} to make them rise from nought or more, "
            f"{self.outside:,} of them out of their own 95 % interval; the runs tell {self.told_apart:,} from nought."
        )

    def local_weights(self, first_on: date, last_on: date) -> tuple[LocalWeight, ...]:
        """The weights of each day between two days, both included, in order of place and time."""
        return tuple(self._on_days(first_on, last_on))

    def _on_days(self, first_on: date, last_on: date) -> Iterator[LocalWeight]:
        zone = zone_named(self.zone)
        for place in self.places:
            for number in range((last_on - first_on).days + 1):
                day = first_on + timedelta(days=number)
                begins, ends = _hour_of(day, place.from_hour, zone), _hour_of(day, place.until_hour, zone)
                if begins < ends:  # an hour may be skipped when the clocks change
                    yield LocalWeight(
                        local_area=place.local_area,
                        function=DutyFunction.RESPONSE,
                        from_at=begins,
                        until_at=ends,
                        pieces=place.weights,
                        source=f"{self.study}, {self.fingerprint[:12]}",
                    )


def _hour_of(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """The moment at which an hour of a local day begins; of one that comes twice, the first."""
    days, hours = divmod(hour, 24)
    return datetime.combine(day + timedelta(days=days), time(hours), zone).astimezone(UTC)


def write_harm_weights(weights: HarmWeights) -> str:
    """YAML text that reads back equal."""
    content = plain(weights)
    content["places"] = [
        {**place, "pieces": [{k: v for k, v in piece.items() if v is not None} for piece in place["pieces"]]}
        for place in content["places"]
    ]
    return write_yaml({key: value for key, value in content.items() if value is not None})


def read_harm_weights(path: Path, name: str) -> HarmWeights:
    """The weights of a file. Raises FaultsFound."""
    return read_record(HarmWeights, path, name)
