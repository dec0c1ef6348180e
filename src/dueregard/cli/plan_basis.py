"""What a plan is held to besides its request and roster: people promised, rest that may be broken, what is fair."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial, wraps
from pathlib import Path
from typing import Any

import click

from dueregard.common.codecs import Id
from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.files import read_text
from dueregard.common.reading.record_table import RecordTables
from dueregard.effects.planning_study import DAYS_AROUND, PlanningRead
from dueregard.mobilisation.checker import Rule, check_plan
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.commitments_file import read_commitments
from dueregard.mobilisation.fair_shares import Fairness, fair_shares
from dueregard.mobilisation.from_records import loads, promises
from dueregard.mobilisation.past_loads import PastLoad, read_past_loads
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.request_record_file import KeptRequest, read_all
from dueregard.mobilisation.rule_exceptions import RuleException
from dueregard.mobilisation.tour_rules import relaxed
from dueregard.mobilisation.volunteers import Volunteer
from dueregard.workforce.commitments import Commitment

SEED = 20141104
_FILE = click.Path(path_type=Path)
_REST = (Rule.DAILY_REST, Rule.WEEKLY_REST, Rule.TOO_LONG)


@dataclass(frozen=True, slots=True)
class BasisAsked:
    """The files and the seed that the options name."""

    records: tuple[Path, ...]
    commitments: Path | None = None
    past_loads: Path | None = None
    volunteers: Path | None = None
    seed: int = SEED


@dataclass(frozen=True, slots=True)
class PlanBasis:
    """People promised near the request, rest that may be broken for it, what is fair; and the limits with both."""

    read: PlanningRead
    commitments: tuple[Commitment, ...]
    exceptions: tuple[RuleException, ...]
    fairness: Fairness


def basis_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options; given to the command as `basis`."""

    @wraps(function)
    def command(*args: Any, **kept: Any) -> Any:
        basis = BasisAsked(
            records=kept.pop("records"),
            commitments=kept.pop("commitments"),
            past_loads=kept.pop("past_loads"),
            volunteers=kept.pop("volunteers"),
            seed=kept.pop("seed"),
        )
        return function(*args, basis=basis, **kept)

    for option in (
        click.option(
            "--seed",
            type=click.IntRange(min=0),
            default=SEED,
            show_default=True,
            metavar="NUMBER",
            help="Seed of the lots that decide between people who are otherwise alike.",
        ),
        click.option(
            "--volunteers",
            type=_FILE,
            metavar="FILE",
            help="Who volunteers (CSV: person); heeded where the duty rules say that volunteers go first.",
        ),
        click.option(
            "--past-loads",
            type=_FILE,
            metavar="FILE",
            help="What people were asked before (CSV), beside what the records say.",
        ),
        click.option(
            "--commitments",
            type=_FILE,
            metavar="FILE",
            help="People promised (CSV: person, begins_at, ends_at, to), beside those of the records.",
        ),
        click.option(
            "--records",
            type=_FILE,
            multiple=True,
            metavar="PATH",
            help="Records of requests, or their folder: people promised by adopted plans stay, what they bore counts, "
            "and rest exceptions of this request hold. May be given again.",
        ),
    ):
        command = option(command)
    return command


def basis_of(request: Request, read: PlanningRead, asked: BasisAsked) -> PlanBasis:
    """All that the options name, read for one request. Raises FaultsFound or one sentence."""
    kept = read_all(asked.records) if asked.records else ()
    faults = FaultList()
    promised = [*promises(kept, but=str(request.id)), *_rows(asked.commitments, read_commitments, faults)]
    past = [*loads(kept, but=str(request.id)), *_rows(asked.past_loads, read_past_loads, faults)]
    volunteers = _rows(
        asked.volunteers,
        partial(_read_volunteers, known={person.id for person in read.roster.people}),
        faults,
    )
    faults.raise_if_any()
    exceptions = _exceptions(request, kept)
    fairness = Fairness(
        shares=fair_shares(read.duty_rules, request.accepted_at.date()),
        past=_added_up(past),
        volunteers=frozenset(str(each.person) for each in volunteers),
        seed=asked.seed,
    )
    if promised:
        read = read.with_hours(request, promised)
    return PlanBasis(
        replace(read, rules=relaxed(read.rules, exceptions)), _near(request, promised), exceptions, fairness
    )


def _exceptions(request: Request, kept: Sequence[KeptRequest]) -> tuple[RuleException, ...]:
    return next((each.record.exceptions for each in kept if each.record.request == request.id), ())


def _rows(path: Path | None, read: Callable[[str, str, FaultList], Any], faults: FaultList) -> Any:
    text = None if path is None else read_text(path, path.name, faults)
    return () if text is None or path is None else read(text, path.name, faults)


def _read_volunteers(text: str, name: str, faults: FaultList, known: Collection[Id]) -> tuple[Volunteer, ...]:
    rows = RecordTables(Volunteer).read(text, name, faults)
    for line, record in rows:
        if record.person not in known:
            faults.add(
                Place(name, line, "person"),
                f"nobody on the roster is called {record.person}",
                "give the roster's identifier, or take the row out",
            )
    return tuple(record for _, record in rows)


def _added_up(past: Sequence[PastLoad]) -> tuple[PastLoad, ...]:
    return tuple(sorted(past, key=lambda each: (each.on, each.person)))


def _near(request: Request, promised: Sequence[Commitment]) -> tuple[Commitment, ...]:
    """Those that can matter to the rest of somebody whom the request asks for, in order."""
    around = timedelta(days=DAYS_AROUND)
    first, last = request.accepted_at - around, max(tour.ends_at for tour in request.tours) + around
    found = [each for each in promised if each.begins_at < last and each.ends_at > first]
    return tuple(sorted(found, key=lambda each: (each.person, each.begins_at, each.ends_at, each.to)))


def rest_broken(plan: Plan, request: Request, basis: PlanBasis, strict: PlanningRead) -> tuple[Id, ...]:
    """People of a plan whose rest is less, or spell longer, than the rules say without an exception."""
    if not basis.exceptions:
        return ()
    faults = check_plan(plan, replace(case_of(request, strict, basis), exceptions=()))
    return tuple(sorted({Id(each.words.split()[0]) for each in faults if each.rule in _REST}))


def case_of(request: Request, strict: PlanningRead, basis: PlanBasis) -> Case:
    """All that a plan is judged by: the rules as they are, with those that a named officer let it break."""
    return Case(
        request=request,
        roster=strict.roster,
        rules=strict.rules,
        aims=strict.aims,
        commitments=basis.commitments,
        exceptions=basis.exceptions,
    )
