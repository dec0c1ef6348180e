"""Stored Results: nothing invented under a real force's name, and what a paper cites can be printed in it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from dueregard.common.codecs import Id
from dueregard.common.results import JsonText, Result
from dueregard.packs.checking import check_pack
from dueregard.packs.results import write_result
from tests.support.stored_results import effect_result, strengths_result

EXAMPLES = Path(__file__).parents[3] / "examples"


def with_results(tmp_path: Path, pack: str, *results: Result, cite: bool = False) -> list[str]:
    """The faults of an example pack that keeps these Results, and whose last paper cites them where asked."""
    folder = tmp_path / pack
    shutil.copytree(EXAMPLES / pack, folder)
    (folder / "results").mkdir(exist_ok=True)
    for result in results:
        (folder / "results" / f"{result.hash}.json").write_bytes(write_result(result))
    if cite:
        paper = sorted((folder / "papers").glob("*.yaml"))[-1]
        text = _without_citations(paper.read_text("utf-8"))
        cited = "".join(f"  - {result.hash}\n" for result in results)
        paper.write_text(f"{text}results:\n{cited}", "utf-8")
    return [str(fault) for fault in check_pack(folder).faults]


def _without_citations(text: str) -> str:
    """The paper without its list of Results."""
    head, found, rest = text.partition("\nresults:\n")
    if not found:
        return text
    lines = rest.splitlines(keepends=True)
    while lines and lines[0].startswith("  - "):
        lines.pop(0)
    return f"{head}\n{''.join(lines)}"


AREAS_OF_NORTHMARCH = effect_result(neighbourhood_lost=())


def test_an_effect_of_an_invented_log_never_stands_under_a_real_force(tmp_path: Path):
    """West Midlands in 2014 has no public log or roster, so no effect is ever worked out for it."""
    (sentence,) = with_results(tmp_path, "west-midlands-2014", AREAS_OF_NORTHMARCH)
    assert sentence.endswith(
        "value: West Midlands Police is a real force, and this Result rests on an invented log or roster; take it "
        "out: no invented weakness stands under a real force's name."
    )


@pytest.mark.parametrize("kind", ["reading", "surface", "backtest"])
def test_what_does_not_say_its_grounds_is_refused_too(tmp_path: Path, kind: str):
    silent = replace(AREAS_OF_NORTHMARCH, kind=Id(kind), value=JsonText.parse('{"units": 2}'))
    (sentence,) = with_results(tmp_path, "west-midlands-2014", silent)
    assert "does not say that it does not rest on an invented log or roster" in sentence


def test_it_speaks_only_of_local_areas_that_the_force_has(tmp_path: Path):
    (sentence,) = with_results(tmp_path, "northmarch", effect_result())
    assert 'it speaks of the local area "north", which Northmarch Police does not have' in sentence


def test_a_paper_cites_effect_and_strengths(tmp_path: Path):
    assert with_results(tmp_path, "northmarch", AREAS_OF_NORTHMARCH, strengths_result(), cite=True) == []


@pytest.mark.parametrize(
    ("result", "told"),
    [
        (replace(AREAS_OF_NORTHMARCH, kind=Id("reading")), "of a kind that no paper prints"),
        (replace(AREAS_OF_NORTHMARCH, made_on=date(2024, 1, 1)), "after the paper's own date"),
        (
            replace(AREAS_OF_NORTHMARCH, kind=Id("surface"), publishable=True),
            "a capacity surface says it is publishable",
        ),
    ],
)
def test_what_no_paper_could_print_is_refused(tmp_path: Path, result: Result, told: str):
    faults = with_results(tmp_path, "northmarch", result, cite=True)
    assert any(told in sentence for sentence in faults)


def test_one_deployment_is_cited_once(tmp_path: Path):
    other = replace(AREAS_OF_NORTHMARCH, made_on=date(2023, 10, 1))
    (sentence,) = with_results(tmp_path, "northmarch", AREAS_OF_NORTHMARCH, other, cite=True)
    assert 'two Results of kind effect are of the study "fair-2023"' in sentence


def test_a_result_that_is_not_there_is_named(tmp_path: Path):
    folder = tmp_path / "northmarch"
    shutil.copytree(EXAMPLES / "northmarch", folder)
    paper = sorted((folder / "papers").glob("*.yaml"))[-1]
    text = _without_citations(paper.read_text("utf-8"))
    paper.write_text(f"{text}results:\n  - {'0' * 64}\n", "utf-8")
    sentences = [str(fault) for fault in check_pack(folder).faults]
    assert any(f'there is no stored Result "{"0" * 64}"' in sentence for sentence in sentences)


def test_a_result_of_another_version_stops_nothing(tmp_path: Path):
    """The paper says that it is stale; the pack is read, so that it can be worked out again."""
    other = replace(AREAS_OF_NORTHMARCH, value=JsonText.parse('{"study": "fair-2023"}'))
    assert with_results(tmp_path, "northmarch", other, cite=True) == []
