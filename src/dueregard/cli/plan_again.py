"""The options with which `plan` makes a kept plan again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from dueregard.common.errors import FaultList
from dueregard.common.reading.files import read_text
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.drop_outs import DropOut, gone_from, read_drop_outs
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.stored_plan import StoredPlan, read_stored_plan

_FILE = click.Path(path_type=Path)


@dataclass(frozen=True, slots=True)
class AgainAsked:
    """The kept plan that is made again, and who dropped out; both None for a first plan."""

    plan: Path | None
    drop_outs: Path | None


@dataclass(frozen=True, slots=True)
class PlanBefore:
    """The plan before with what changed since, and the hash by which records name it."""

    again: Again
    sha256: str


def again_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options; given to the command as `again`."""

    @wraps(function)
    def command(*args: Any, **kept: Any) -> Any:
        again = AgainAsked(plan=kept.pop("again"), drop_outs=kept.pop("drop_outs"))
        if again.plan is None and again.drop_outs is not None:
            raise click.UsageError("--without names drop-outs of a plan: give that plan with --again.")
        return function(*args, again=again, **kept)

    for option in (
        click.option(
            "--without",
            "drop_outs",
            type=_FILE,
            metavar="FILE",
            help="Who dropped out since (CSV: person, and if known from_at, reason); for --again.",
        ),
        click.option(
            "--again",
            type=_FILE,
            metavar="PLAN",
            help="Make this kept plan again, so that as few people as can be are told another thing than it told them.",
        ),
    ):
        command = option(command)
    return command


def plan_before(asked: AgainAsked, request: Request, now: Moment | None) -> PlanBefore | None:
    """The plan before, read for a request; None for a first plan. Raises FaultsFound or one sentence.

    Who dropped out of it when it was made again itself stays dropped out, unless listed with another moment.
    """
    if asked.plan is None:
        return None
    stored = read_stored_plan(asked.plan)
    if stored.head.request != request.id:
        raise PlanRefused(
            f"The plan to make again is for {stored.head.request}, and this is the request {request.id}: name a plan "
            "of this request."
        )
    told_at = request.accepted_at if now is None else now.at
    earlier = {} if stored.replaces is None else stored.replaces.gone
    gone = {**earlier, **gone_from(_drop_outs(asked.drop_outs), told_at)}
    return PlanBefore(
        Again(old=stored.as_plan(), gone=gone, now=None if now is None else now.at), stored.sha256
    )


def again_of(stored: StoredPlan, before: StoredPlan) -> Again:
    """What a kept plan made again is judged by. Raises PlanRefused where it was not made in place of that one."""
    if stored.replaces is None:
        raise PlanRefused("The plan was made in place of none: leave --again.")
    return stored.replaces.again(before.as_plan(), before.sha256)


def _drop_outs(path: Path | None) -> tuple[DropOut, ...]:
    if path is None:
        return ()
    faults = FaultList()
    text = read_text(path, path.name, faults)
    found = () if text is None else read_drop_outs(text, path.name, faults)
    faults.raise_if_any()
    return found
