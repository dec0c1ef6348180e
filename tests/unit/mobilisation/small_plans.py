"""Small plans of forces that do not exist, made so that they can be counted by hand."""

from datetime import date
from decimal import Decimal
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.records import Origin
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.requirement import (
    REQUIREMENT_FORMAT,
    ForceShare,
    ForeseenNeed,
    RequiredUnits,
    Requirement,
)
from dueregard.mobilisation.seal_keys import KEYS_FORMAT, PinnedKey, PinnedKeys, SealingKey
from dueregard.mobilisation.standing_plan import (
    OwnNeed,
    PlanPart,
    PromisedUnits,
    StandingPlan,
    UnitKind,
)

DAY = date(2026, 8, 3)
PSU = Id("psu")
OFFICIAL = Id("OFFICIAL-SENSITIVE")
BEGINS, ENDS = Moment.parse("2026-08-08T18:00Z"), Moment.parse("2026-08-10T18:00Z")


def key(number: int = 1) -> SealingKey:
    return SealingKey.from_seed(bytes([number]) * 32)


def pinned(
    *pairs: tuple[str, int], receiver: str = "national", until_on: date = date(2027, 12, 31)
) -> PinnedKeys:
    """Each force with the number of its key."""
    keys = tuple(
        PinnedKey(
            force=Id(force),
            public_key=key(number).public_key,
            from_on=date(2026, 1, 1),
            until_on=until_on,
            entered_by="Co-ordinator",
            entered_on=date(2026, 1, 1),
        )
        for force, number in pairs
    )
    return PinnedKeys(format=KEYS_FORMAT, receiver=Id(receiver), keys=keys)


def part(name: str = "first", units: int = 4, hours: int = 4, **more: Any) -> PlanPart:
    return PlanPart(**{"id": Id(name), "kind": PSU, "units": units, "within_hours": hours, **more})


def promised(
    units: int, to: str = "region-east", part: str = "first", begins: Moment = BEGINS, ends: Moment = ENDS
) -> PromisedUnits:
    tier = Tier.NATIONAL if to == "national" else Tier.REGIONAL
    return PromisedUnits(part=Id(part), to=Id(to), tier=tier, units=units, from_at=begins, until_at=ends)


def need(officers: int, begins: Moment = BEGINS, ends: Moment = ENDS) -> OwnNeed:
    return OwnNeed(
        kind=PSU,
        officers=officers,
        from_at=begins,
        until_at=ends,
        about="Disorder at home",
        origin=Origin.INVENTED,
        source="Made up",
    )


def foreseen(force: str, officers: int, begins: Moment = BEGINS, ends: Moment = ENDS) -> ForeseenNeed:
    return ForeseenNeed(
        force=Id(force),
        kind=PSU,
        officers=officers,
        from_at=begins,
        until_at=ends,
        about="Disorder there",
        origin=Origin.INVENTED,
        source="Made up",
    )


def plan(
    force: str = "tidewater", serial: int = 1, *parts: PlanPart, officers: int = 25, **more: Any
) -> StandingPlan:
    size = UnitKind(
        id=PSU,
        about="Police support unit",
        officers=officers,
        from_on=date(2026, 1, 1),
        origin=Origin.INVENTED,
        source="Made up",
    )
    fields: dict[str, Any] = {
        "force": Id(force),
        "serial": serial,
        "valid_from": date(2026, 8, 1),
        "valid_until": date(2026, 12, 31),
        "audience": (Id("national"),),
        "tier": Tier.NATIONAL,
        "adopted_by": "Assistant Chief Constable",
        "kinds": (size,),
        "parts": parts or (part(),),
        "marking": OFFICIAL,
    }
    return StandingPlan(**{**fields, **more})


def requirement(*steps: tuple[int, int], shares: dict[str, int] | None = None, **more: Any) -> Requirement:
    """Steps as hours and units, shares as weights."""
    fields: dict[str, Any] = {
        "format": REQUIREMENT_FORMAT,
        "id": Id("invented-2026"),
        "asker": Id("national"),
        "tier": Tier.NATIONAL,
        "about": "An invented requirement",
        "from_on": date(2026, 1, 1),
        "until_on": date(2026, 12, 31),
        "steps": tuple(RequiredUnits(kind=PSU, within_hours=hours, units=units) for hours, units in steps),
        "shares": tuple(
            ForceShare(force=Id(force), weight=Decimal(weight))
            for force, weight in (shares or {"tidewater": 1}).items()
        ),
        "origin": Origin.INVENTED,
        "source": "Made up",
        "marking": OFFICIAL,
    }
    return Requirement(**{**fields, **more})
