"""The decision log only grows; the gold strategy keeps its versions."""

from dataclasses import replace

import pytest

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Tier
from dueregard.mobilisation.aid import Direction
from dueregard.mobilisation.decision_log import (
    Decision,
    DecisionKind,
    DecisionLog,
    GoldStrategy,
    LogRefused,
    StrategyHistory,
    decision_of_step,
)
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request_life import RequestState, RequestStep
from dueregard.mobilisation.request_record import AdoptedFile, RequestRecord, decision_of_plan
from dueregard.mobilisation.request_rules import shipped_request_rules
from dueregard.workforce.people import Rank

OFFICIAL = Id("OFFICIAL")
STEP = RequestStep(
    id=Id("d1"),
    request=Id("r1"),
    after=RequestState.OFFERED,
    at=Moment.parse("2022-10-10T08:00Z"),
    by="A. Ashdown",
    rank=Rank.SUPERINTENDENT,
    legal_basis="Police Act 1996, section 24",
    reason="eleven are free",
    units_offered=11,
    marking=OFFICIAL,
)


def decision(name: str, minute: int, **changes: object) -> Decision:
    """A decision so many minutes after nine."""
    made = Decision(
        id=Id(name),
        at=Moment.parse(f"2022-10-10T09:{minute:02d}Z"),
        kind=DecisionKind.OTHER,
        by="A. Ashdown",
        rank=Rank.SUPERINTENDENT,
        what="hold two units back",
        reason="a match is on",
        legal_basis="the force's own",
        marking=OFFICIAL,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def log() -> DecisionLog:
    """Three entries."""
    found = DecisionLog().with_entry(decision_of_step(STEP))
    return found.with_entry(decision("d2", 0)).with_entry(decision("d3", 1))


def test_a_step_becomes_an_entry_with_its_words_and_reason():
    first = log().entries[0]
    assert (first.what, first.reason, first.request, first.by) == (
        "offered: 11 units",
        "eleven are free",
        "r1",
        "A. Ashdown",
    )


def test_an_adopted_plan_becomes_an_entry_with_all_that_was_signed():
    record = RequestRecord(
        request=Id("r1"),
        deployment="The fair",
        direction=Direction.GIVEN,
        tier=Tier.REGIONAL,
        zone="Europe/London",
        last_ends_at=Moment.parse("2022-10-13T18:00Z"),
        marking=OFFICIAL,
    )
    adopted = AdoptedFile(
        id=Id("adoption-1"),
        plan="plans/fair",
        sha256="ab" * 32,
        at=STEP.at,
        by="B. Birch",
        rank=Rank.SUPERINTENDENT,
        legal_basis="section 24",
        reason="least harm",
        marking=OFFICIAL,
    )
    entry = decision_of_plan(record, adopted)
    assert (entry.kind, entry.request, entry.what) == (
        DecisionKind.ADOPTION,
        "r1",
        f"adopted the plan {adopted.sha256}",
    )
    for name in ("id", "at", "by", "rank", "reason", "legal_basis", "origin", "source", "marking"):
        assert getattr(entry, name) == getattr(adopted, name), name


def test_an_entry_changed_taken_out_or_moved_is_noticed():
    first, second, third = log().entries
    for spoiled in (
        (first, replace(second, what="hold none back"), third),
        (first, third),
        (second, third),
        (first, third, second),
    ):
        with pytest.raises(LogRefused, match="the log was changed after it was written"):
            DecisionLog(spoiled)
    assert DecisionLog((first, second, third)) == log()


def test_an_entry_comes_at_the_end():
    with pytest.raises(LogRefused, match="comes before the last entry at 2022-10-10T09:01Z"):
        log().with_entry(decision("d4", 0))
    with pytest.raises(LogRefused, match="The decision d2 stands twice"):
        log().with_entry(decision("d2", 5))


def test_a_rule_is_broken_with_a_reason_and_a_welfare_action_only():
    with pytest.raises(ValueError, match="nothing is done for those it touches; say what is done"):
        decision("d4", 5, kind=DecisionKind.RULE_BROKEN)
    with pytest.raises(ValueError, match="has no reason; say why"):
        decision("d4", 5, reason="")
    decision("d4", 5, kind=DecisionKind.RULE_BROKEN, welfare="a rest day is given on Friday")


def strategy(version: int, minute: int, **changes: object) -> GoldStrategy:
    """A version of a strategy."""
    made = GoldStrategy(
        id=Id(f"s{version}"),
        version=version,
        at=Moment.parse(f"2022-10-10T09:{minute:02d}Z"),
        by="C. Cedar",
        rank=Rank.CHIEF_OFFICER,
        aims=("keep people safe", "keep answering emergencies"),
        legal_basis="the police act, invented",
        change="the march was announced" if version == 1 else "the march was moved",
        marking=OFFICIAL,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def test_the_strategy_in_force_is_the_last_version_by_then():
    history = StrategyHistory(shipped_request_rules()).changed(strategy(1, 0)).changed(strategy(2, 30))
    held = [history.held_at(Moment.parse(f"2022-10-10T{text}Z")) for text in ("08:59", "09:29", "09:30")]
    assert [each and each.version for each in held] == [None, 1, 2]


def test_a_strategy_is_changed_in_turn_by_somebody_authorised_who_says_why():
    history = StrategyHistory(shipped_request_rules()).changed(strategy(1, 10))
    with pytest.raises(LogRefused, match="Version 3 of the strategy stands where 2 is due"):
        history.changed(strategy(3, 20))
    with pytest.raises(LogRefused, match="before the one it changes"):
        history.changed(strategy(2, 5))
    with pytest.raises(
        LogRefused, match="of the rank inspector, and it takes chief-superintendent or higher"
    ):
        history.changed(strategy(2, 20, rank=Rank.INSPECTOR))
    with pytest.raises(ValueError, match="say what changed and why"):
        strategy(2, 20, change=" ")
    with pytest.raises(ValueError, match="has no aim"):
        strategy(1, 20, aims=())
