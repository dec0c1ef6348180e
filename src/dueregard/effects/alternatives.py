"""Choices of a study between which its figure is moved: who makes up for those sent, and which officers go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from dueregard.common.codecs import Id
from dueregard.effects.comparison import Comparison
from dueregard.effects.study import Alternatives
from dueregard.effects.study_reading import ReadStudy
from dueregard.effects.tornado import Assumption
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.ledger import Ledger

BACKFILL = "who makes up for those sent"
SENT = "which officers are sent"


def alternatives_of(read: ReadStudy, comparison: Comparison) -> tuple[Assumption, ...]:
    """What the study itself names, each between its two ends. Only the ledger with the deployment differs."""
    return tuple(_alternatives(read, read.study.alternatives or Alternatives(), comparison))


def _alternatives(read: ReadStudy, between: Alternatives, comparison: Comparison) -> Iterator[Assumption]:
    runs = read.design.tornado_runs
    if between.backfill:
        low, high = between.backfill
        yield Assumption(
            input=BACKFILL,
            ends=(_words(low), _words(high)),
            low=_with_ledger(comparison, _backfilled(read, low)),
            high=_with_ledger(comparison, _backfilled(read, high)),
            runs=runs,
            is_choice=True,
        )
    if between.sent_first:
        first, second = between.sent_first
        yield Assumption(
            input=SENT,
            ends=(f"{first} first", f"{second} first"),
            low=_with_ledger(comparison, _sent(read, first)),
            high=_with_ledger(comparison, _sent(read, second)),
            runs=runs,
            is_choice=True,
        )


def _words(name: Id) -> str:
    return str(name).replace("-", " ")


def _backfilled(read: ReadStudy, policy: Id) -> Ledger | None:
    if policy == read.study.backfill:
        return None
    return replace(read, study=replace(read.study, backfill=policy)).ledger(read.withdrawals)


def _sent(read: ReadStudy, function: DutyFunction) -> Ledger:
    return read.ledger(read.sent_first_from(function))


def _with_ledger(comparison: Comparison, ledger: Ledger | None) -> Comparison | None:
    """The same with another ledger of the deployment; None where it is the one that is assumed."""
    if ledger is None:
        return None
    return replace(comparison, with_it=replace(comparison.with_it, ledger=ledger), kept_longer=None)
