"""What `dueregard call-out` answers: how many to call in each role, no-shows together and each by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from zoneinfo import ZoneInfo

from dueregard.cli.page import Page, Part, Table
from dueregard.mobilisation.call_out import CallOut
from dueregard.mobilisation.calling import Calling
from dueregard.mobilisation.request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedLine:
    """A need of the request."""

    number: Annotated[int, "Its number, for --need."]
    tour: Annotated[str, "The tour."]
    by: Annotated[str, "By when people must be present, local time."]
    units: Annotated[int, "Units."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleCalled:
    """One role of the need."""

    role: Annotated[str, "The role."]
    needed: Annotated[int, "How many are needed."]
    call: Annotated[int, "How many to call, when no-shows come together."]
    chance: Annotated[float, "The chance that the role is full then."]
    call_independent: Annotated[int, "How many it would be if each stayed away by himself or herself."]
    chance_independent: Annotated[float, "The chance that the role would be full then."]
    people: Annotated[tuple[str, ...], "Whom to call, in the order of calling; only with --names."]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallOutAnswer:
    """What `call-out --json` prints."""

    request: Annotated[str, "The request."]
    need: Annotated[int, "The need that the list is for."]
    needs: Annotated[tuple[NeedLine, ...], "All needs of the request."]
    sure: Annotated[float, "The chance asked for."]
    jointly: Annotated[bool, "Whether it is of all roles at once."]
    is_sure: Annotated[bool, "Whether it is reached; where not, everybody who may be called is."]
    all_full: Annotated[float, "The chance that all roles are full at once."]
    all_full_independent: Annotated[float, "The same if each stayed away by himself or herself."]
    bad_day_share: Annotated[float, "Share of days on which many stay away together."]
    bad_day_times: Annotated[float, "Times the usual no-shows that such a day brings."]
    rates: Annotated[tuple[str, ...], "Where the muster rates come from."]
    roles: Annotated[tuple[RoleCalled, ...], "Roles, in the order of the request."]


def call_out_answer(
    request: Request,
    need: int,
    together: CallOut,
    alone: CallOut,
    calling: Calling,
    zone: ZoneInfo,
    *,
    names: bool,
) -> CallOutAnswer:
    """Two lists as an answer."""
    bad = calling.shock.days[0]
    return CallOutAnswer(
        request=str(request.id),
        need=need,
        needs=tuple(
            NeedLine(
                number=number,
                tour=str(each.tour),
                by=f"{each.by.astimezone(zone):%Y-%m-%d %H:%M}",
                units=each.units,
            )
            for number, each in enumerate(request.needs, start=1)
        ),
        sure=calling.sure,
        jointly=calling.jointly,
        is_sure=together.is_sure,
        all_full=round(together.jointly, 6),
        all_full_independent=round(alone.jointly, 6),
        bad_day_share=bad.share,
        bad_day_times=bad.times,
        rates=tuple(sorted({f"{each.source} ({each.origin.words()})" for each in calling.rates})),
        roles=tuple(
            RoleCalled(
                role=one.role,
                needed=one.needed,
                call=len(one.people),
                chance=round(one.chance, 6),
                call_independent=len(other.people),
                chance_independent=round(other.chance, 6),
                people=one.people if names else (),
            )
            for one, other in zip(together.lists, alone.lists, strict=True)
        ),
    )


def call_out_page(answer: CallOutAnswer) -> Page:
    """A call-out list for a planner."""
    asked = next(each for each in answer.needs if each.number == answer.need)
    call = sum(each.call for each in answer.roles)
    needed = sum(each.needed for each in answer.roles)
    of = "all roles are full at once" if answer.jointly else "each role is full"
    reached = (
        f"so that {of} with a chance of {answer.sure:.1%}"
        if answer.is_sure
        else f"which is everybody who may be called: that {of} with a chance of {answer.sure:.1%} is not reached"
    )
    parts: list[Part] = [
        f"For {asked.units} units of {answer.request} on {asked.tour} by {asked.by}, call {call:,} for {needed:,} "
        f"places, {reached}.",
        f"On {answer.bad_day_share:.0%} of days {answer.bad_day_times:g} times the usual no-shows come together. "
        f"All roles are full at once with a chance of {answer.all_full:.1%}.",
        Table(
            title="Whom to call, by role",
            header=("role", "needed", "call", "chance", "if each by itself: call", "chance"),
            rows=tuple(
                (
                    each.role,
                    str(each.needed),
                    str(each.call),
                    f"{each.chance:.1%}",
                    str(each.call_independent),
                    f"{each.chance_independent:.1%}",
                )
                for each in answer.roles
            ),
            numeric=frozenset(range(1, 6)),
        ),
        f"Muster rates: {'; '.join(answer.rates)}.",
    ]
    for each in answer.roles:
        if each.people:
            parts.append(
                Table(
                    title=f"In the order of calling: {each.role}",
                    header=("place", "person"),
                    rows=tuple((str(at), who) for at, who in enumerate(each.people, start=1)),
                    numeric=frozenset({0}),
                )
            )
    parts.append(
        Table(
            title="Needs of the request",
            header=("need", "tour", "by", "units"),
            rows=tuple((str(each.number), each.tour, each.by, str(each.units)) for each in answer.needs),
            numeric=frozenset({0, 3}),
        )
    )
    return tuple(parts)
