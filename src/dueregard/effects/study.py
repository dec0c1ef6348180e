"""A study: the file that says which deployment is weighed, on which demand, roster and policies.

It names other files, each of which can be kept, checked and cited by itself; paths are relative to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.records import Column
from dueregard.workforce.backfill import BackfillPolicy, Minimum
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.rest_debt import RepaymentRule
from dueregard.workforce.rest_lost import RestLost

MOST_DAYS = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSource:
    """Where officers' hours come from: a generated roster, or exports read through a map. Raises ValueError."""

    generated: Annotated[
        str | None, Column("A description that comes with the program, such as northmarch, or a YAML file.")
    ] = None
    seed: Annotated[int, Column("Seed of a generated roster.")] = 20141104
    strength: Annotated[
        int | None, Column("Officers of a generated roster; blank for as many as its description has.")
    ] = None
    map: Annotated[str | None, Column("The map of the exports, a YAML file.")] = None
    people: Annotated[str | None, Column("The export of people, a CSV file.")] = None
    duties: Annotated[str | None, Column("The export of duties, a CSV file.")] = None
    skills: Annotated[str | None, Column("The export of skills; blank for none.")] = None
    absences: Annotated[str | None, Column("The export of absences; blank for none.")] = None

    def __post_init__(self) -> None:
        exports = (self.map, self.people, self.duties)
        if (self.generated is None) == (self.people is None):
            raise ValueError("name either a generated roster or exports of people and duties, and not both")
        if self.people is not None and None in exports:
            raise ValueError("exports need a map, people and duties; name all three")
        if self.strength is not None and self.strength < 1:
            raise ValueError("the strength is below 1; write a number of officers")


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingSource:
    """Who was on duty while a log was kept, from which unlogged work is told."""

    roster: Annotated[RosterSource, Column("Where officers' hours come from.")]
    crewing: Annotated[str, Column("How officers become units, a YAML file.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """A deployment of a number of officers, shared over local areas and functions in proportion to the trained."""

    officers: Annotated[int, Column("People sent.")]
    from_at: Annotated[str, Column("When they leave, local time, such as 2022-09-19 07:00.")]
    until_at: Annotated[str, Column("When they are back, local time.")]
    skill: Annotated[Id | None, Column("The skill they are drawn by; blank for anybody on duty.")] = None
    of_trained: Annotated[
        int | None,
        Column("People they are drawn from; blank where so many are taken out of duty in every hour."),
    ] = None
    rest: Annotated[
        RestLost | None, Column("Rest days that those sent lose and are owed; blank where none are owed.")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraIncidents:
    """More incidents of a grade for some days, as when a deployment's own cause brings them home too."""

    grade: Annotated[Id, Column("The common grade.")]
    local_area: Annotated[str | None, Column("Where; blank for every local area.")] = None
    share: Annotated[Decimal, Column("Added incidents as a share of the usual: 0.1 is a tenth more.")]
    from_on: Annotated[date, Column("First day.")]
    until_on: Annotated[date, Column("Last day.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternatives:
    """Choices between which the figure is moved, to see what hangs on them in the tornado chart. Raises ValueError."""

    backfill: Annotated[
        tuple[Id, ...], Column("Two backfill policies of the ledger file; blank to leave them out.")
    ] = ()
    sent_first: Annotated[
        tuple[DutyFunction, ...],
        Column(
            "Two duty functions: at one end the first gives all it can before any other does, at the other end the "
            "second; as many are sent. Blank to leave it out."
        ),
    ] = ()

    def __post_init__(self) -> None:
        for given in (self.backfill, self.sent_first):
            if given and (len(given) != 2 or len(set(given)) != 2):
                raise ValueError("name two different ends of each choice, or none")


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSettings:
    """Who makes up for those away, what must be kept, and how rest days are paid back."""

    backfill: Annotated[tuple[BackfillPolicy, ...], Column("Named policies; a study chooses one.")] = ()
    minimums: Annotated[tuple[Minimum, ...], Column("Required minimums.")] = ()
    repayment: Annotated[
        tuple[RepaymentRule, ...],
        Column("Rules of repayment of rest days, with their dates; left out, those of the duty rules."),
    ] = ()
    duty_rules: Annotated[
        str | None,
        Column("The force's own duty rules, a YAML file; blank for those that come with the program."),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """A deployment to weigh. Raises ValueError for what contradicts itself."""

    name: Annotated[Id, Column("Short name, by which results cite it.")]
    deployment: Annotated[
        str, Column('What it is, in words that begin a sentence: "178 officers to Tarnshire".')
    ]
    aid: Annotated[
        Id | None, Column("Its id in the force pack's aid log, by which the pack tells that it has changed.")
    ] = None
    calibration: Annotated[str, Column("Folder written by `dueregard calibrate`.")]
    roster: Annotated[RosterSource, Column("Where officers' hours come from.")]
    first_on: Annotated[date, Column("First day simulated, a week or more before the deployment.")]
    last_on: Annotated[
        date, Column("Last day simulated; 28 days after the deployment or more show recovery.")
    ]
    response_policy: Annotated[str, Column("How units are sent, a YAML file.")]
    crewing: Annotated[str, Column("How officers become units, a YAML file.")]
    ledger: Annotated[
        str | None, Column("Backfill, minimums and repayment, a YAML file; blank for none.")
    ] = None
    backfill: Annotated[Id | None, Column("The backfill policy chosen; blank where nobody backfills.")] = None
    withdrawals: Annotated[str | None, Column("Who is taken, a CSV file.")] = None
    composed: Annotated[Composed | None, Column("Or how many are taken, shared by rule.")] = None
    alternatives: Annotated[
        Alternatives | None, Column("Choices whose weight is shown beside load; blank for none.")
    ] = None
    extra: Annotated[tuple[ExtraIncidents, ...], Column("Incidents that the deployment's cause adds.")] = ()
    design: Annotated[
        str | None, Column("How the effect is estimated, a YAML file; blank for the defaults.")
    ] = None
    heading: Annotated[
        str | None, Column('Printed above every result, such as "Recovery of a known truth"; blank for none.')
    ] = None
    backtest: Annotated[
        str | None, Column("Result of `dueregard backtest`, a JSON file; blank where none was made.")
    ] = None
    past_deployments: Annotated[
        str | None, Column("Result of `dueregard past-deployments`, a JSON file; blank for none.")
    ] = None

    def __post_init__(self) -> None:
        if (self.withdrawals is None) == (self.composed is None):
            raise ValueError("say who is taken by withdrawals or by composed, and not by both")
        days = (self.last_on - self.first_on).days + 1
        if not 1 <= days <= MOST_DAYS:
            raise ValueError(
                f"it covers {days} days; write a first and a last day with 1 to {MOST_DAYS} between them"
            )
        if self.backfill is not None and self.ledger is None:
            raise ValueError("a backfill policy is chosen and no ledger file names it; add ledger")
        between = self.alternatives or Alternatives()
        if between.backfill and self.ledger is None:
            raise ValueError("alternatives name backfill policies and no ledger file holds them; add ledger")
        if between.sent_first and self.composed is None:
            raise ValueError(
                "alternatives say who is sent first and withdrawals say who is sent; use composed"
            )
