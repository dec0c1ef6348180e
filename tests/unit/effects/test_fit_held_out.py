"""A stored backtest in a fit report: read where it is one of this log, refused in a sentence where it is not."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dueregard.common.errors import FaultsFound
from dueregard.common.marking import SCHEMES
from dueregard.effects.fit_held_out import read_held_out
from dueregard.local_policing.calibration import Calibration, CalibrationSettings, InputFile, calibrate
from dueregard.papers.document import Callout
from dueregard.papers.fitted.held_out import held_out
from dueregard.papers.fitted.sheet import Sheet
from tests.support.made_logs import Truth, clean

DIGEST = "a" * 64
SCORE = {
    "quantity": "incidents",
    "grade": "emergency",
    "forecaster": "the model",
    "cells": 400,
    "coverage_50": 0.4,
    "coverage_80": 0.7,
    "coverage_95": 0.9,
}
VALUE: dict[str, Any] = {
    "heading": "Recovery of a known truth",
    "sentence": "Held-out performance: 12 weeks.",
    "folds": 4,
    "weeks": 12,
    "from_on": "2022-01-03",
    "until_on": "2022-03-27",
    "won": 3,
    "lost": 2,
    "places": [
        {"quantity": "incidents", "grade": "emergency", "counts": [90, 40, 30, 20, 20, 20, 20, 30, 40, 90]},
        {"quantity": "late", "grade": "emergency", "counts": [1, 0, 0, 0, 0, 0, 0, 0, 0, 1]},
    ],
    "scores": [SCORE, {**SCORE, "forecaster": "last week", "coverage_50": None}],
}


@pytest.fixture(scope="module")
def calibration() -> Calibration:
    log = clean(Truth(rates=np.full((168, 2, 2), 0.2), weeks=1).made(20141104))
    settings = CalibrationSettings(draws=100)
    found = calibrate(log, source="made", as_at=date(2023, 1, 1), settings=settings)
    return replace(found, inputs=(InputFile(name="log.csv", sha256=DIGEST),))


def stored(folder: Path, change: Callable[[dict[str, Any]], Any] = lambda content: content) -> Path:
    content = {
        "kind": "backtest",
        "value": json.dumps(VALUE),
        "manifest": json.dumps({"inputs": {"file log.csv": DIGEST}}),
    }
    path = folder / "backtest.json"
    path.write_text(json.dumps(change(content)), "utf-8")
    return path


def test_a_stored_backtest_is_read(tmp_path, calibration):
    found = read_held_out(stored(tmp_path), calibration)
    assert (found.folds, found.weeks, found.won, found.lost) == (4, 12, 3, 2)
    assert sum(found.places[0].counts) == 400
    assert [each.forecaster for each in found.covered] == ["the model"], "rivals without draws cover nothing"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda content: {**content, "kind": "effect"}, "it is a result of kind effect"),
        (lambda content: {**content, "manifest": "{}"}, "made from another log than this calibration"),
        (lambda content: {**content, "value": "{}"}, "this is not a stored backtest"),
        (
            lambda content: {
                **content,
                "value": json.dumps({**VALUE, "places": [{**VALUE["places"][0], "counts": [1]}]}),
            },
            "this is not a stored backtest",
        ),
        (lambda content: [content], "this is not a stored backtest"),
    ],
)
def test_what_is_no_backtest_of_this_log_is_refused_in_a_sentence(change, told, tmp_path, calibration):
    with pytest.raises(FaultsFound, match=told):
        read_held_out(stored(tmp_path, change), calibration)


def test_a_backtest_that_is_not_there_is_named(tmp_path, calibration):
    with pytest.raises(
        FaultsFound, match=r"nowhere.json: there is no such file; make it with dueregard backtest"
    ):
        read_held_out(tmp_path / "nowhere.json", calibration)


def test_the_picture_says_how_much_fell_outside(tmp_path, calibration):
    sheet = Sheet(SCHEMES["gsc-2014"], "OFFICIAL")
    held_out(read_held_out(stored(tmp_path), calibration), sheet)
    charts = [block for block in sheet.blocks if hasattr(block, "alt")]
    assert len(charts) == 1, "two cells are too few for a picture"
    assert "45 % in the two outermost, where 20 % are right" in charts[0].alt
    assert [block.text for block in sheet.blocks if isinstance(block, Callout)] == [
        "Recovery of a known truth."
    ]


def test_without_a_backtest_it_is_said_that_there_is_none():
    sheet = Sheet(SCHEMES["gsc-2014"], "OFFICIAL")
    held_out(None, sheet)
    (callout,) = [block for block in sheet.blocks if isinstance(block, Callout)]
    assert callout.text.startswith("No stored backtest was given (--backtest)")
