"""Entries that a request record takes besides its steps: plans adopted, rules broken, strategy, decisions, counts."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import click

from dueregard.cli.options import json_option, read_day
from dueregard.cli.plan_again import again_of
from dueregard.cli.plan_basis import BasisAsked, basis_of, case_of
from dueregard.cli.request_records import FILE, Officer, entry, given, held, keep, officer_options
from dueregard.common.codecs import Id, codec_for
from dueregard.common.errors import DueRegardError
from dueregard.effects.planning_study import read_planning
from dueregard.mobilisation.checker_diary import Case
from dueregard.mobilisation.decision_log import Decision, DecisionKind, GoldStrategy
from dueregard.mobilisation.from_records import promises
from dueregard.mobilisation.judging import refuse_broken
from dueregard.mobilisation.request_file import fits_roster, load_request
from dueregard.mobilisation.request_record import (
    AdoptedFile,
    OfficersAway,
    RecordRefused,
    next_id,
    with_decision,
    with_exception,
    with_plan,
    with_strategy,
)
from dueregard.mobilisation.request_record_file import KeptRequest, read_kept
from dueregard.mobilisation.rule_exceptions import RestRule, RuleException
from dueregard.mobilisation.stored_plan import read_stored_plan
from dueregard.mobilisation.tour_rules import check_relaxes, tour_rules
from dueregard.workforce.duty_rules import shipped_rules


@click.command("adopt")
@click.argument("record", type=FILE)
@click.argument("plan", type=FILE)
@click.option(
    "--judge",
    type=(FILE, FILE),
    metavar="REQUEST PLANNING",
    help="Judge the plan first, by the request and the planning file given; one that breaks a rule is refused.",
)
@click.option(
    "--commitments",
    type=FILE,
    metavar="FILE",
    help="People promised (CSV) when the plan was made, beside those of the records; for --judge.",
)
@officer_options(needs_reason=True)
@json_option
def adopt_plan(
    record: Path,
    plan: Path,
    judge: tuple[Path, Path] | None,
    commitments: Path | None,
    officer: Officer,
    as_json: bool,
) -> None:
    """Adopt a plan for a request: from then on its people are promised.

    PLAN is what `plan --out` wrote, its plan.yaml or the folder. It is refused where it takes somebody whom another
    record of the same folder has promised at that time, and with --judge where it breaks a rule; the record says
    whether it was judged. A plan adopted later takes the place of the one before, whose people are then promised by the
    new one alone; one that was made in place of a plan which does not hold is refused.
    """
    if commitments is not None and judge is None:
        raise click.UsageError("--commitments is for --judge: give both, or leave it.")
    with held(record), entry():
        kept, stored = read_kept(record), read_stored_plan(plan)
        others = others_of(record)
        if judge is not None:
            case = _case(record, *judge, commitments)
            if stored.replaces is not None and kept.plan is not None:
                case = replace(case, again=again_of(stored, kept.plan))
            refuse_broken(stored, case)
        adopted = AdoptedFile(
            id=next_id(kept.record, "adoption"),
            plan=Path(os.path.relpath(plan, record.parent)).as_posix(),
            sha256=stored.sha256,
            at=officer.at,
            by=officer.by,
            rank=officer.rank,
            post=officer.post,
            legal_basis=officer.legal_basis,
            reason=officer.reason or "",
            replaces=kept.record.plans[-1].sha256 if kept.record.plans else None,
            judged=judge is not None,
            origin=kept.record.origin,
            source=kept.record.source,
            marking=kept.record.marking,
        )
        made = with_plan(kept.record, adopted, stored, kept.rules, promises(others))
        keep(record, made)
    given(record, made, as_json)


def _case(record: Path, request: Path, planning: Path, commitments: Path | None) -> Case:
    wanted = load_request(request)
    read = read_planning(planning, wanted)
    fits_roster(wanted, read.roster)
    asked = BasisAsked(records=(record.parent,), commitments=commitments)
    return case_of(wanted, read, basis_of(wanted, read, asked))


def others_of(record: Path) -> tuple[KeptRequest, ...]:
    """The other records of the same folder. Raises FaultsFound or one sentence."""
    found = sorted(each for each in record.parent.glob("*.yaml") if each.resolve() != record.resolve())
    return tuple(read_kept(each) for each in found)


@click.command("allow")
@click.argument("record", type=FILE)
@click.option("--rule", type=click.Choice([each.value for each in RestRule]), required=True, help="The rule.")
@click.option(
    "--hours", required=True, metavar="HOURS", help="Hours of rest at least, or of a spell at most, instead."
)
@click.option(
    "--person",
    "people",
    multiple=True,
    metavar="ID",
    help="For whom, by pseudonym; may be given again.  [default: all who are sent]",
)
@click.option(
    "--welfare", required=True, metavar="TEXT", help="What is done for the welfare of those it touches."
)
@click.option(
    "--judge",
    type=(FILE, FILE),
    metavar="REQUEST PLANNING",
    help="Hold it to the force's own duty rules and roster: somebody who is not on the roster is refused.",
)
@officer_options(needs_reason=True)
@json_option
def allow(
    record: Path,
    rule: str,
    hours: str,
    people: tuple[str, ...],
    welfare: str,
    judge: tuple[Path, Path] | None,
    officer: Officer,
    as_json: bool,
) -> None:
    """Let a rule of rest be broken for a request, with what is done for the welfare of those it touches.

    `plan --records` keeps to it where it is for all who are sent; one for named people is for the judge of plans.
    Hours that relax nothing are refused, by the duty rules of the program or, with --judge, the force's own.
    """
    with held(record), entry():
        kept = read_kept(record)
        allowed = RuleException(
            id=next_id(kept.record, "exception"),
            rule=RestRule(rule),
            hours=_hours(hours),
            people=tuple(_person(each) for each in people),
            at=officer.at,
            by=officer.by,
            rank=officer.rank,
            post=officer.post,
            legal_basis=officer.legal_basis,
            reason=officer.reason or "",
            welfare=welfare,
            origin=kept.record.origin,
            source=kept.record.source,
            marking=kept.record.marking,
        )
        _check_allowed(allowed, judge)
        made = with_exception(kept.record, allowed, kept.rules)
        keep(record, made)
    given(record, made, as_json)


def _check_allowed(allowed: RuleException, judge: tuple[Path, Path] | None) -> None:
    """Refuse what relaxes no rule or, where a roster is named, is for somebody who is not on it."""
    if judge is None:
        check_relaxes(allowed, tour_rules(shipped_rules(), allowed.at.at.date()))
        return
    request, planning = judge
    wanted = load_request(request)
    read = read_planning(planning, wanted)
    fits_roster(wanted, read.roster)
    check_relaxes(allowed, read.rules)
    known = {person.id for person in read.roster.people}
    unknown = [each for each in allowed.people if each not in known]
    if unknown:
        raise DueRegardError(
            f"{', '.join(unknown)}: nobody on the roster has this pseudonym; give it as `plan --names` does."
        )


def _person(text: str) -> Id:
    try:
        found: Id = codec_for(Id).parse(text)
    except ValueError as error:
        raise DueRegardError(f'"{text}" was given as a person: {error}.') from None
    return found


def _hours(text: str) -> Decimal:
    try:
        found: Decimal = codec_for(Decimal).parse(text)
    except ValueError as error:
        raise DueRegardError(f'"{text}" hours were given: {error}.') from None
    return found


@click.command("strategy")
@click.argument("record", type=FILE)
@click.option(
    "--aim", "aims", multiple=True, required=True, metavar="TEXT", help="An aim; the first one first."
)
@click.option(
    "--limit", "limits", multiple=True, metavar="TEXT", help="What is not to be done, or only with leave."
)
@officer_options(needs_reason=True)
@json_option
def strategy(
    record: Path, aims: tuple[str, ...], limits: tuple[str, ...], officer: Officer, as_json: bool
) -> None:
    """Set the gold strategy of a request, or change it: then --reason says what changed and why.

    The log holds what is given here, in your words: nothing is put in for you.
    """
    with held(record), entry():
        kept = read_kept(record)
        version = GoldStrategy(
            id=next_id(kept.record, "strategy"),
            version=len(kept.record.strategy) + 1,
            at=officer.at,
            by=officer.by,
            rank=officer.rank,
            post=officer.post,
            aims=aims,
            limits=limits,
            legal_basis=officer.legal_basis,
            change=officer.reason or "",
            origin=kept.record.origin,
            source=kept.record.source,
            marking=kept.record.marking,
        )
        made = with_strategy(kept.record, version, kept.rules)
        keep(record, made)
    given(record, made, as_json)


@click.command("decide")
@click.argument("record", type=FILE)
@click.option("--what", required=True, metavar="TEXT", help="The decision, in words.")
@officer_options(needs_reason=True)
@json_option
def decide(record: Path, what: str, officer: Officer, as_json: bool) -> None:
    """Enter another decision in the log of a request."""
    with held(record), entry():
        kept = read_kept(record)
        decision = Decision(
            id=next_id(kept.record, "decision"),
            at=officer.at,
            kind=DecisionKind.OTHER,
            by=officer.by,
            rank=officer.rank,
            request=kept.record.request,
            what=what,
            reason=officer.reason,
            legal_basis=officer.legal_basis,
            origin=kept.record.origin,
            source=kept.record.source,
            marking=kept.record.marking,
        )
        made = with_decision(kept.record, decision)
        keep(record, made)
    given(record, made, as_json)


@click.command("count")
@click.argument("record", type=FILE)
@click.option("--from", "from_on", callback=read_day, required=True, metavar="DAY", help="First local day.")
@click.option("--until", "until_on", callback=read_day, required=True, metavar="DAY", help="Last local day.")
@click.option("--officers", type=int, required=True, metavar="NUMBER", help="Officers on each of these days.")
@click.option(
    "--duration-is", default="recorded", show_default=True, metavar="TEXT", help="Where the days come from."
)
@json_option
def count(
    record: Path, from_on: date, until_on: date, officers: int, duration_is: str, as_json: bool
) -> None:
    """Enter how many officers were received or away on some days, where no adopted plan says it."""
    with held(record), entry():
        kept = read_kept(record)
        away = OfficersAway(
            id=Id(f"count-{len(kept.record.counted) + 1}"),
            from_on=from_on,
            until_on=until_on,
            officers=officers,
            duration_is=duration_is,
            origin=kept.record.origin,
            source=kept.record.source,
            marking=kept.record.marking,
        )
        if any(
            away.from_on <= each.until_on and each.from_on <= away.until_on for each in kept.record.counted
        ):
            raise RecordRefused(
                f"The record of {kept.record.request} counts officers on some of these days already: give others."
            )
        made = replace(kept.record, counted=(*kept.record.counted, away))
        keep(record, made)
    given(record, made, as_json)


ENTRY_COMMANDS = (adopt_plan, allow, strategy, decide, count)
