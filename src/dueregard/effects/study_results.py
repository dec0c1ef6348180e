"""The stored results that a study names, refused where they rest on other things than the study does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dueregard.common.errors import Fault, FaultsFound, Place
from dueregard.common.results import Result
from dueregard.effects import backtest_value, past_value
from dueregard.effects.backtest_value import policy_hash
from dueregard.effects.stored_results import check_fresh, read_result, wanted_inputs
from dueregard.effects.study import Study
from dueregard.local_policing.calibration_result import Calibration
from dueregard.local_policing.crewing import CrewingPolicy
from dueregard.local_policing.response_policy import ResponsePolicy

BACKTEST_COMMAND = "dueregard backtest"
PAST_COMMAND = "dueregard past-deployments"


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyResults:
    """A backtest and an event study of past deployments, where the study names them."""

    backtest: Result | None = None
    past: Result | None = None


def read_study_results(
    study: Study, folder: Path, calibration: Calibration, policy: ResponsePolicy, crewing: CrewingPolicy
) -> StudyResults:
    """Read what a study names. Raises FaultsFound where a result is no such result, or out of date.

    A backtest must be of the log that the calibration is of, and of the study's policies. An event study must be made
    with that calibration; that it is of its log was seen when it was made.
    """
    files = wanted_inputs(calibration.inputs)
    backtest = past = None
    if study.backtest is not None:
        backtest = read_result(folder / study.backtest, study.backtest, backtest_value.KIND, BACKTEST_COMMAND)
        policies = (
            ("response policy", policy_hash(policy)),
            ("crewing policy", policy_hash(crewing)),
        )
        check_fresh(backtest, study.backtest, (*files, *policies), BACKTEST_COMMAND)
        _check_content(backtest, study.backtest, BACKTEST_COMMAND)
    if study.past_deployments is not None:
        name = study.past_deployments
        past = read_result(folder / name, name, past_value.KIND, PAST_COMMAND)
        check_fresh(past, name, (("calibration", calibration.hash),), PAST_COMMAND)
        _check_content(past, name, PAST_COMMAND)
    return StudyResults(backtest=backtest, past=past)


def _check_content(result: Result, name: str, command: str) -> None:
    """Refuse a result whose value lacks what an effect needs of it, as a file written by hand may."""
    try:
        if result.kind == backtest_value.KIND:
            backtest_value.performance_in(result)
        else:
            past_value.sentence_in(result)
    except (KeyError, TypeError, ValueError):
        raise FaultsFound(
            [Fault(Place(name), "it lacks what an effect needs of it", f"make it anew with {command}")]
        ) from None
