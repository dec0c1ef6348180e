"""Reading the packs of every force in England and Wales, two years of cycles each.

A generated force answers 200 criteria a quarter: the library's SPR version of 2023 and all its
capability frameworks, and one framework of its own. Every answer differs from force to force and
from quarter to quarter, with evidence and a reason of its own.
"""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter

from benchmarks.measuring import Budget
from dueregard.assessment.returns import Cycle, CycleKind, Evidence, Response, ResponseState, Return
from dueregard.common.codecs import Id
from dueregard.common.period import Quarter, When
from dueregard.force.identity import Force, Lead
from dueregard.frameworks.model import AreaKind, Criterion, Framework, FrameworkArea, FrameworkKind
from dueregard.frameworks.starter import library
from dueregard.packs.reading import read_pack
from dueregard.packs.writing import pack_files
from dueregard.snapshot.full import Snapshot

FORCES, CYCLES, CRITERIA = 43, 8, 200
OFFICIAL = Id("OFFICIAL")


def asked() -> tuple[Framework, ...]:
    """The SPR version, the capability frameworks, and one of the force's own that makes up the number."""
    spr = library().by_id["spr-2023"]
    shipped = tuple(f for f in library().frameworks if f.kind is FrameworkKind.CAPABILITY)
    missing = CRITERIA - sum(len(framework.criteria) for framework in (spr, *shipped))
    return (spr, *shipped, _own_framework(shipped[0], missing))


def _own_framework(like: Framework, count: int) -> Framework:
    pattern = next(criterion for criterion in like.criteria if criterion.target is None)

    def criterion(number: int) -> Criterion:
        heading = like.headings[number % len(like.headings)].id
        return replace(pattern, id=Id(f"own-{number:03d}"), area=Id("own"), heading=heading, question=None)

    area = FrameworkArea(id=Id("own"), title="The force's own", kind=AreaKind.CAPABILITY)
    criteria = tuple(criterion(number) for number in range(count))
    return replace(like, id=Id("own-1"), title="The force's own", areas=(area,), criteria=criteria)


def generated_force(number: int) -> Snapshot:
    """One force with all its answers, the same each time for the same number."""
    frameworks = asked()
    quarters = [Quarter(2022, 1)]
    while len(quarters) < CYCLES:
        quarters.append(quarters[-1].next())
    evidence = tuple(_evidence(piece) for piece in range(150))
    return Snapshot(
        force=_force(number, frameworks),
        cycles=tuple(_cycle(quarter, frameworks) for quarter in quarters),
        returns=tuple(_return(number, q, f, evidence) for q in quarters for f in frameworks),
        evidence=evidence,
        frameworks=frameworks,
    )


def _force(number: int, frameworks: tuple[Framework, ...]) -> Force:
    spr = frameworks[0]
    lead = Lead(
        id=Id("resources"),
        business_area="Everything",
        post="Head of Everything",
        frameworks=tuple(framework.id for framework in frameworks),
        spr_areas=tuple(Id(f"{spr.id}/{area.id}") for area in spr.areas),
        marking=OFFICIAL,
    )
    return Force(
        id=Id(f"force-{number:02d}"),
        name=f"Generated Force {number}",
        short_name=f"Force {number}",
        fictional=True,
        notice="Generated to measure reading.",
        region="none",
        marking_scheme=Id("gsc-2014"),
        marking_ceiling=Id("OFFICIAL-SENSITIVE"),
        leads=(lead,),
        marking=OFFICIAL,
    )


def _evidence(number: int) -> Evidence:
    return Evidence(
        id=Id(f"E-{number:03d}"),
        title=f"Record {number}",
        system="records",
        owner="Records office",
        dated_on=When(2021, 1 + number % 12),
        marking=OFFICIAL,
    )


def _cycle(quarter: Quarter, frameworks: tuple[Framework, ...]) -> Cycle:
    return Cycle(
        id=Id(str(quarter)),
        kind=CycleKind.FULL,
        spr_framework=frameworks[0].id,
        frameworks=tuple(framework.id for framework in frameworks[1:]),
        as_at=quarter.last_day,
        marking=OFFICIAL,
    )


def _return(number: int, quarter: Quarter, framework: Framework, evidence: tuple[Evidence, ...]) -> Return:
    def response(criterion: Criterion) -> Response:
        # Criteria of two frameworks that ask the same are answered the same.
        chance = random.Random(f"{number} {quarter} {framework.answer_key(criterion)}")
        return Response(
            criterion=criterion.id,
            state=ResponseState.ANSWERED,
            rating=chance.choice(framework.scale).id,
            confidence=chance.choice(framework.confidence.steps),
            reason=f"Seen in {quarter}: {chance.getrandbits(200):050x} of what is asked under this criterion.",
            evidence=tuple(piece.id for piece in chance.sample(evidence, 2)),
            marking=Id("OFFICIAL-SENSITIVE"),
        )

    return Return(
        id=Id(f"{quarter}/resources/{framework.id}"),
        cycle=Id(str(quarter)),
        lead=Id("resources"),
        framework=framework.id,
        submitted_on=When.on(quarter.last_day - timedelta(days=9)),
        responses=tuple(response(criterion) for criterion in framework.criteria),
        marking=OFFICIAL,
    )


def write_forces(folder: Path) -> list[Path]:
    """The packs of all the forces, each in a folder of its own."""
    folders = []
    for number in range(FORCES):
        snapshot = generated_force(number)
        pack = folder / snapshot.force.id
        for name, content in pack_files(snapshot):
            (pack / name).parent.mkdir(parents=True, exist_ok=True)
            (pack / name).write_bytes(content)
        folders.append(pack)
    return folders


def seconds_to_read() -> float:
    """Seconds to read them all, from files to checked Snapshots."""
    with tempfile.TemporaryDirectory() as folder:
        packs = write_forces(Path(folder))
        started = perf_counter()
        answers = [sum(len(of.responses) for of in read_pack(pack).returns) for pack in packs]
        seconds = perf_counter() - started
    assert answers == [CYCLES * CRITERIA] * FORCES
    return seconds


BUDGETS = (
    Budget(
        name=f"Reading {FORCES} force packs of {CYCLES} cycles with {CRITERIA} criteria each",
        measure=seconds_to_read,
        unit="s",
        most=5,
    ),
)
