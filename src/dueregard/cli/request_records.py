"""What the commands on request records share: the officer who takes an entry, and a record that grows whole or not."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.request import entry_page, request_shown
from dueregard.cli.printing import give
from dueregard.common.codecs import Id, codec_for
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request_record import RecordRefused, RequestRecord, check
from dueregard.mobilisation.request_record_file import KeptRequest, parse_record, rules_of, write_record
from dueregard.workforce.people import Rank

RANKS = tuple(rank.value for rank in Rank)
FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class Officer:
    """The officer of an entry, when, under which law and why."""

    by: str
    rank: Rank
    post: Id | None
    at: Moment
    legal_basis: str
    reason: str | None


def read_moment(context: click.Context, parameter: click.Parameter, value: str | None) -> Moment | None:
    """A moment with its offset, where one is given."""
    try:
        return None if value is None else Moment.parse(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" was given; {error}.') from None


def read_id(context: click.Context, parameter: click.Parameter, value: str | None) -> Id | None:
    """A short name, where one is given."""
    try:
        return None if value is None else codec_for(Id).parse(value)
    except ValueError as error:
        raise click.BadParameter(f'"{value}" was given; {error}.') from None


now_option = click.option(
    "--now",
    callback=read_moment,
    metavar="MOMENT",
    help="The moment from which the plan can change things, with its offset; what is past by then is refused, "
    "or with --again stands as it was told. Without it no clock is asked.",
)


def officer_options(*, needs_reason: bool = False) -> Callable[..., Any]:
    """Who takes an entry, of which rank, when, under which law and why; given to the command as `officer`."""

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def command(*args: Any, **kept: Any) -> Any:
            officer = Officer(
                by=kept.pop("by"),
                rank=Rank(kept.pop("rank")),
                post=kept.pop("post"),
                at=kept.pop("at"),
                legal_basis=kept.pop("legal_basis"),
                reason=kept.pop("reason", None),
            )
            return function(*args, officer=officer, **kept)

        options = [
            click.option("--by", required=True, metavar="NAME", help="The officer, by name."),
            click.option("--rank", type=click.Choice(RANKS), required=True, help="The officer's rank."),
            click.option("--post", callback=read_id, metavar="ID", help="The post held then."),
            click.option(
                "--at",
                callback=read_moment,
                required=True,
                metavar="MOMENT",
                help="When, with its offset: 2022-10-10T07:00Z.",
            ),
        ]
        options.append(
            click.option("--legal-basis", required=True, metavar="TEXT", help="The law or agreement.")
        )
        options.append(click.option("--reason", required=needs_reason, metavar="TEXT", help="Why."))
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


@contextmanager
def held(path: Path) -> Iterator[None]:
    """The folder of a record, held so that no other command of this machine changes a record in it meanwhile."""
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def keep(path: Path, record: RequestRecord) -> None:
    """Write a record whole, once it is sound and reads back equal. Raises DueRegardError, and keeps what was."""
    check(record, rules_of(record, path.parent))
    text = write_record(record)
    faults = FaultList()
    again = parse_record(text, path.name, faults)
    faults.raise_if_any()
    if again != record:
        raise RecordRefused(
            f"{path.name}: an entry does not read back as it was given; write it in plain words."
        )
    write_set(path.parent, [OutFile(path.name, text.encode())])


@contextmanager
def entry() -> Iterator[None]:
    """What an entry lacks is told in one sentence."""
    try:
        yield
    except ValueError as error:
        words = str(error)
        raise DueRegardError(f"{words[:1].upper()}{words[1:]}.") from None


def given(path: Path, record: RequestRecord, as_json: bool) -> None:
    """Print what was entered and where the request stands."""
    answer = request_shown(KeptRequest(path, record, rules_of(record, path.parent), None))
    give(answer, entry_page(answer), as_json)
