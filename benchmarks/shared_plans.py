"""A national requirement held against the sealed plans of 43 generated forces.

Each plan lists 24 parts, 400 people as pseudonyms, 60 commitments and 12 needs of its own, about 28,000 bytes
sealed. A call reads the files, checks each seal and each serial, and adds everything up; nothing is kept from an
earlier call.
"""

from __future__ import annotations

import random
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from benchmarks.measuring import Budget
from dueregard.common.codecs import Id
from dueregard.common.records import Origin
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.coordination import RequirementCheck, check_requirement
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.requirement import REQUIREMENT_FORMAT, ForceShare, RequiredUnits, Requirement
from dueregard.mobilisation.seal_keys import KEYS_FORMAT, PinnedKey, PinnedKeys, SealingKey
from dueregard.mobilisation.seal_ledger import SerialLedger
from dueregard.mobilisation.sealing import open_all, seal
from dueregard.mobilisation.standing_plan import OwnNeed, PlanPart, PromisedUnits, StandingPlan, UnitKind

FORCES, PARTS, PEOPLE, PROMISES, NEEDS, REQUIRED = 43, 24, 400, 60, 12, 297
SEED = 20141104
FIRST, LAST, DAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 8, 3)
BEGINS, ENDS = Moment.parse("2026-08-08T18:00Z"), Moment.parse("2026-08-22T18:00Z")
KINDS = ("psu", "evidence", "mounted", "dogs")
MARKING = Id("OFFICIAL-SENSITIVE")


def generated_plan(number: int) -> StandingPlan:
    """The plan of one force, the same each time for the same number."""
    chance = random.Random(f"{SEED} {number}")
    parts = tuple(
        PlanPart(
            id=Id(f"part-{each:02d}"),
            kind=Id(KINDS[each % len(KINDS)]),
            units=chance.randint(5, 9),
            within_hours=chance.choice((1, 4, 8, 24)),
            people=tuple(Id(f"p-{chance.getrandbits(128):032x}") for _ in range(PEOPLE // PARTS)),
        )
        for each in range(PARTS)
    )
    return StandingPlan(
        force=Id(f"force-{number:02d}"),
        serial=1 + number,
        valid_from=FIRST,
        valid_until=LAST,
        audience=(Id("national"),),
        tier=Tier.NATIONAL,
        adopted_by="Generated",
        kinds=tuple(
            UnitKind(
                id=Id(kind),
                about=kind,
                officers=25,
                from_on=FIRST,
                origin=Origin.INVENTED,
                source="Generated",
            )
            for kind in KINDS
        ),
        parts=parts,
        commitments=tuple(_promise(chance, parts[each % PARTS]) for each in range(PROMISES)),
        own_needs=tuple(_need(chance) for _ in range(NEEDS)),
        marking=MARKING,
    )


def _promise(chance: random.Random, part: PlanPart) -> PromisedUnits:
    begins = BEGINS.after(chance.randrange(-500, 500))
    to = Id(chance.choice(("region-a", "region-b", "national")))
    ends = begins.after(chance.randint(8, 90))
    return PromisedUnits(part=part.id, to=to, tier=Tier.REGIONAL, units=1, from_at=begins, until_at=ends)


def _need(chance: random.Random) -> OwnNeed:
    begins = BEGINS.after(chance.randrange(-300, 300))
    return OwnNeed(
        kind=Id("psu"),
        officers=chance.randint(5, 25),
        from_at=begins,
        until_at=begins.after(chance.randint(4, 30)),
        about="Generated",
        origin=Origin.INVENTED,
        source="Generated",
    )


def generated_key(number: int) -> SealingKey:
    """The key of one force; made from its number, so worth nothing but for measuring."""
    return SealingKey.from_seed(number.to_bytes(32, "big"))


def pinned_keys() -> PinnedKeys:
    """All the forces' keys, as the nation has pinned them."""
    return PinnedKeys(
        format=KEYS_FORMAT,
        receiver=Id("national"),
        keys=tuple(
            PinnedKey(
                force=Id(f"force-{number:02d}"),
                public_key=generated_key(number).public_key,
                from_on=FIRST,
                until_on=LAST,
                entered_by="Generated",
                entered_on=FIRST,
            )
            for number in range(FORCES)
        ),
    )


def requirement() -> Requirement:
    """A national requirement of 297 units in three steps, and of 40 of each other kind; all of it generated."""
    steps = [
        ("psu", hours, REQUIRED * percent // 100) for hours, percent in ((1, 10), (4, 40), (8, 60), (24, 100))
    ]
    steps += [(kind, 24, 40) for kind in KINDS[1:]]
    return Requirement(
        format=REQUIREMENT_FORMAT,
        id=Id("generated"),
        asker=Id("national"),
        tier=Tier.NATIONAL,
        about="Generated to measure adding up",
        from_on=FIRST,
        until_on=LAST,
        steps=tuple(
            RequiredUnits(kind=Id(kind), within_hours=hours, units=units) for kind, hours, units in steps
        ),
        shares=tuple(
            ForceShare(force=Id(f"force-{number:02d}"), weight=Decimal(800 + 137 * number))
            for number in range(FORCES)
        ),
        origin=Origin.INVENTED,
        source="Generated",
        marking=MARKING,
    )


def checked(folder: Path, keys: PinnedKeys, asked: Requirement) -> RequirementCheck:
    """From the sealed files of a folder to the answer."""
    files = [(path.name, path.read_bytes()) for path in folder.iterdir()]
    received = open_all(files, keys=keys, ledger=SerialLedger(), on=DAY)
    assert len(received.opened) == FORCES, received.refused[:1]
    plans = [opened.plan for opened in received.opened]
    return check_requirement(asked, plans, from_at=BEGINS, until_at=ENDS)


def seconds() -> float:
    """Seconds for all of it, sealing apart."""
    keys, asked = pinned_keys(), requirement()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(FORCES):
            content = seal(generated_plan(number), generated_key(number))
            (Path(folder) / f"{number}.plan").write_bytes(content)
        started = perf_counter()
        found = checked(Path(folder), keys, asked)
        taken = perf_counter() - started
    assert sum(step.counted for step in found.steps) > FORCES
    return taken


BUDGETS = (
    Budget(name=f"{FORCES} forces' sealed plans against a requirement", measure=seconds, unit="s", most=2),
)
