"""`dueregard plan`: whom to send."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from math import inf
from pathlib import Path

import click

from dueregard.cli.keeping_plans import check_free, keep_plan
from dueregard.cli.options import json_option
from dueregard.cli.plan_again import AgainAsked, PlanBefore, again_options, plan_before
from dueregard.cli.plan_basis import BasisAsked, PlanBasis, basis_of, basis_options, rest_broken
from dueregard.cli.plan_choices import (
    ChoicesAsked,
    check_beside,
    choices_options,
    listed,
    money_terms,
)
from dueregard.cli.presenters.choices import choices_answer, choices_page
from dueregard.cli.presenters.plan import (
    PlanAnswer,
    move_line,
    plan_answer,
    weights_words,
)
from dueregard.cli.presenters.plan_again import again_line
from dueregard.cli.presenters.plan_page import plan_page
from dueregard.cli.presenters.reserve import reserve_line
from dueregard.cli.presenters.rule_words import hours_words, minimum_words
from dueregard.cli.printing import give
from dueregard.cli.request_records import now_option
from dueregard.cli.searching import searching
from dueregard.effects.planning_study import read_planning
from dueregard.engine.optimisation.solving import Limits
from dueregard.mobilisation.cost_parts import cost_parts
from dueregard.mobilisation.explaining import Reason, Stopped, explain
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.need_counts import short_words
from dueregard.mobilisation.past_requests import refuse_begun
from dueregard.mobilisation.plan import Plan
from dueregard.mobilisation.planning import CannotBeMet, plan_request
from dueregard.mobilisation.replanning import plan_again, without
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.request_file import fits_roster, load_request
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.stored_again import Replaces
from dueregard.mobilisation.stored_plan import as_stored
from dueregard.mobilisation.taking import withdrawals_of
from dueregard.mobilisation.weight_moves import FACTORS, Moves, moves_between, with_weights_times
from dueregard.workforce.hours import zone_named
from dueregard.workforce.withdrawals_file import write_withdrawals

JSON = PlanAnswer
DEFAULT_GAP = 0.001
MOST_NODES = 500


@click.command()
@click.argument("request", type=click.Path(path_type=Path))
@click.argument("planning", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write there the plan as it is kept (plan.yaml, tours.csv, lost.csv), to adopt, and withdrawals.csv: what "
    "it takes from local policing, for a study of its effect.",
)
@click.option(
    "--names",
    is_flag=True,
    help="List who goes, by the roster's identifiers, and who carries how much of the year.",
)
@click.option(
    "--gap",
    type=click.FloatRange(0, 1),
    default=DEFAULT_GAP,
    show_default=True,
    metavar="SHARE",
    help="Stop when the plan is this close to the bound, as a share of its cost.",
)
@now_option
@again_options
@basis_options
@click.option(
    "--seconds",
    type=click.FloatRange(0),
    default=None,
    metavar="NUMBER",
    help="Stop after so long with the best plan found. Without it a run gives the same plan each time.",
)
@click.option(
    "--move-weights",
    is_flag=True,
    help="Plan again with the harm weights halved and half as high again, and say which choices move.",
)
@choices_options
@json_option
def command(
    request: Path,
    planning: Path,
    out: Path | None,
    names: bool,
    gap: float,
    now: Moment | None,
    again: AgainAsked,
    basis: BasisAsked,
    seconds: float | None,
    move_weights: bool,
    choices: ChoicesAsked,
    as_json: bool,
) -> None:
    """Propose whom to send for a request, what stays undone at home, and how good that is.

    REQUEST says which units by when and for which tours; PLANNING whose roster, which rules and what must stay
    at home. Where the request cannot be met, the plan that meets most of it is proposed, deadline steps first, with the
    needs and rules that cannot be had together. Ctrl-C stops the search and gives the best plan found. With --again a
    plan that was told is made again: first the request, the minimum and rest, then as few people told another thing as
    can be, then what it costs at home.
    """
    wanted = load_request(request)
    before = plan_before(again, wanted, now)
    if out is not None:
        check_free(out, again.plan, basis.records)
    if now is not None and before is None:
        refuse_begun(wanted, now.at)
    if move_weights and before is not None:
        raise click.UsageError("--move-weights is for a plan from the beginning: leave it, or leave --again.")
    read = read_planning(planning, wanted)
    fits_roster(wanted, read.roster)
    if move_weights and read.harm is None:
        raise click.UsageError(
            "--move-weights changes the harm weights, and the planning file names none: add harm_weights, or leave it."
        )
    held = basis_of(wanted, read, basis)
    limits = Limits(seconds=inf if seconds is None else seconds, gap=gap, nodes=MOST_NODES)
    short, reserve, reasons = None, None, tuple[Reason, ...]()
    is_reserved = read.study.reserve is not None
    check_beside(choices, is_reserved=is_reserved, again=before is not None, moves=move_weights)
    if choices.wanted or is_reserved:
        money = money_terms(choices, wanted, held)
        found = listed(wanted, held, choices, money, limits, as_json)
        chosen = found.choices[(choices.keep or 1) - 1]
        plan, reserve = chosen.plan, reserve_line(found, chosen, zone_named(read.roster.zone))
        terms = (read.aims, read.rules.rest_day_cost)
        short = choices_answer(found, money, *terms, held.fairness.shares) if choices.wanted else None
        if not choices.wanted and (plan.missing or plan.lacking):
            reasons = _reasons(wanted, held, plan, lambda: False)
    else:
        plan, reasons = _planned(wanted, held, limits, as_json, before)
    zone = zone_named(read.roster.zone)
    if out is not None:
        text = write_withdrawals(withdrawals_of(plan, read.roster), zone)
        replaces = None if before is None else Replaces(before.sha256, now, before.again.gone)
        keep_plan(out, text, as_stored(plan, wanted, read.roster, held.fairness.shares, replaces).files())
    minimum = read.study.emergency_minimum
    answer = plan_answer(
        plan,
        wanted,
        read.roster,
        zone,
        minimum=minimum_words(read.aims, None if minimum is None else minimum.source),
        counts=read.aims.minimum_kinds,
        hours=hours_words(held.read.rules.weekly_hours, zone),
        parts=cost_parts(plan, read.aims, read.rules.rest_day_cost),
        weights=weights_words(read),
        reasons=reasons,
        counted=short_words(
            wanted,
            read.roster,
            held.read.rules,
            held.commitments,
            {*plan.missing, *(at for at, _ in plan.lacking)},
        ),
        names=names,
        exceptions=tuple(each.words() for each in held.exceptions),
        rest_broken=rest_broken(plan, wanted, held, read),
        promised=len({each.person for each in held.commitments}),
    )
    if before is not None:
        answer = replace(answer, again=again_line(plan, before.again, wanted, names))
    if move_weights:
        moved = tuple(move_line(each) for each in _moves(wanted, held, plan, limits, as_json))
        answer = replace(answer, moves=moved)
    answer = replace(answer, reserve=reserve)
    page = plan_page(answer)
    if short is not None:
        answer = replace(answer, short_list=short)
        page = (
            *choices_page(
                short, answer.request, sum(line.units_missing for line in answer.tours), weights_words(read)
            ),
            *(page if choices.keep else ()),
        )
    give(answer, page, as_json)


def _moves(request: Request, held: PlanBasis, plan: Plan, limits: Limits, quiet: bool) -> Iterator[Moves]:
    """What moves from the plan with weights as given to those with other ones."""
    for factor in FACTORS:
        read = replace(held.read, aims=with_weights_times(held.read.aims, factor))
        other, _ = _planned(request, replace(held, read=read), limits, quiet)
        yield moves_between(factor, plan, other)


def _planned(
    request: Request, held: PlanBasis, limits: Limits, quiet: bool, before: PlanBefore | None = None
) -> tuple[Plan, tuple[Reason, ...]]:
    read = held.read
    asked = (request, read.roster, read.rules, read.aims)
    stopping = "Stopping with the best plan so far; press Ctrl-C again to leave without."
    with searching("Planning", stopping, quiet=quiet) as search:
        try:
            if before is not None:
                made = plan_again(
                    *asked,
                    before.again,
                    commitments=held.commitments,
                    limits=limits,
                    told=search.told,
                    fairness=held.fairness,
                )
                return made, _reasons_again(request, held, before, made, search.is_stopped)
            return plan_request(
                *asked,
                commitments=held.commitments,
                limits=limits,
                told=search.told,
                fairness=held.fairness,
            ), ()
        except CannotBeMet as refused:
            if refused.best is None and not refused.is_proved:
                raise PlanRefused(
                    "No plan was found before the search was stopped: give it longer, or ask for no serials."
                ) from None
            if refused.best is None:
                raise PlanRefused(
                    "No plan that keeps the rules could be found for any part of the request: ask for less."
                ) from None
            search.say("looking for what cannot be had together")
            return refused.best, _reasons(
                request, held, refused.best, search.is_stopped
            ) if refused.is_proved else ()


def _reasons_again(
    request: Request, held: PlanBasis, before: PlanBefore, made: Plan, is_stopped: Callable[[], bool]
) -> tuple[Reason, ...]:
    """Why a plan made again at acceptance leaves something out; under way none are looked for."""
    if before.again.now is not None or not (made.missing or made.lacking):
        return ()
    read = replace(held.read, roster=without(held.read.roster, before.again))
    return _reasons(request, replace(held, read=read), made, is_stopped)


def _reasons(
    request: Request, held: PlanBasis, best: Plan, is_stopped: Callable[[], bool]
) -> tuple[Reason, ...]:
    read = held.read
    try:
        return explain(
            request,
            read.roster,
            read.rules,
            read.aims,
            commitments=held.commitments,
            likely=best.missing,
            is_stopped=is_stopped,
        )
    except (PlanRefused, Stopped):
        return ()
