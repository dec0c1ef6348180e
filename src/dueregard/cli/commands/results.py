"""`dueregard results`: the Results that a paper cites, made again and compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import click

from dueregard.cli.estimating import effect_of, strengths_of
from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.main import ATTENTION
from dueregard.cli.options import json_option
from dueregard.cli.page import Page, Part, Table
from dueregard.cli.printing import give
from dueregard.cli.study_options import cluster_option, workers_option
from dueregard.common.codecs import Id
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.parallel import Cluster
from dueregard.common.results import Result
from dueregard.effects.citing import study_of
from dueregard.effects.remaking import Agreement, compare_results
from dueregard.effects.results_plan import ResultsPlan
from dueregard.effects.strengths_value import strengths_result
from dueregard.effects.value import result_of
from dueregard.local_policing.settings_file import read_record
from dueregard.packs.reading import read_pack
from dueregard.packs.writing import write_pack
from dueregard.papers.view import find_paper
from dueregard.snapshot.full import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class RemadeValue:
    """A Result made again."""

    kind: Annotated[str, "Its kind."]
    study: Annotated[str, "Its study."]
    cited: Annotated[str | None, "Hash of the one that the paper cites; null where it cites none."]
    made: Annotated[str, "Hash of the one made now."]
    agreement: Annotated[str, "same bytes, same figures, other figures, or not cited yet."]
    differs: Annotated[str, "What differs, in words."]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsAnswer:
    """What `results --json` prints."""

    pack: Annotated[str, "The force pack."]
    paper: Annotated[str, "The paper."]
    results: Annotated[tuple[RemadeValue, ...], "Each Result of the plan."]
    written: Annotated[bool, "Whether the pack now keeps and cites what was made."]


JSON = ResultsAnswer


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.option(
    "--write",
    is_flag=True,
    help="Keep in the pack what was made, in place of what the paper cites, and have the paper cite it.",
)
@click.option(
    "--pack",
    "other",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Another force pack than the plan names.",
)
@workers_option
@cluster_option
@keep_option
@json_option
def command(
    plan: Path,
    write: bool,
    other: Path | None,
    workers: int,
    cluster: Cluster | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Make the Results that a paper cites again, and say whether they are the same.

    The plan names the pack, the paper and the studies. With --write the new Results take the place of
    the cited ones; a Release that rests on one whose figures changed has then lapsed, and says so.
    """
    how = read_record(ResultsPlan, plan, plan.name)
    pack = other or plan.parent / how.pack
    snapshot = read_pack(pack)
    paper = find_paper(snapshot, how.paper)
    by_hash = {result.hash: result for result in snapshot.results}
    cited = tuple(by_hash[name] for name in paper.results)
    with keeping(keep, plan) as kept:
        made = list(_made(how, plan.parent, workers, cluster, kept, quiet=as_json))
        if write:
            write_pack(_with(snapshot, how.paper, cited, made), pack, replace=True, carry_from=pack)
    rows = tuple(_compared(result, cited) for result in made)
    answer = ResultsAnswer(pack=str(pack), paper=str(how.paper), results=rows, written=write)
    give(answer, _page(answer, pack), as_json)
    if not write and any(row.agreement in (Agreement.OTHER, Agreement.NOT_CITED) for row in rows):
        raise SystemExit(ATTENTION)


def _made(
    how: ResultsPlan, folder: Path, workers: int, cluster: Cluster | None, kept: KeptRuns, *, quiet: bool
) -> Iterator[Result]:
    for name in how.effects:
        effect = effect_of(folder / name, workers, cluster, kept, quiet=quiet)
        yield result_of(effect, marking=how.marking, made_on=how.made_on)
    for planned in how.strengths:
        sizes = [(each.when, each.officers) for each in planned.at]
        strengths = strengths_of(folder / planned.study, sizes, workers, cluster, kept, quiet=quiet)
        yield strengths_result(strengths, marking=how.marking, made_on=how.made_on)


def _key(result: Result) -> tuple[str, str | None]:
    return result.kind, study_of(result)


def _compared(made: Result, cited: tuple[Result, ...]) -> RemadeValue:
    kind, study = _key(made)
    before = next((each for each in cited if _key(each) == (kind, study)), None)
    agreement, differs = compare_results(before, made)
    return RemadeValue(
        kind=kind,
        study=study or "",
        cited=None if before is None else before.hash,
        made=made.hash,
        agreement=agreement.value,
        differs=differs,
    )


def _with(snapshot: Snapshot, paper_id: str, cited: tuple[Result, ...], made: list[Result]) -> Snapshot:
    """The same records with new Results, cited in the order of the plan; of others the pack keeps what it had."""
    new = {_key(result) for result in made}
    old = {each.hash for each in cited if _key(each) in new}
    kept = [result for result in snapshot.results if result.hash not in old]
    results = {result.hash: result for result in (*kept, *made)}
    others = [Id(each.hash) for each in cited if each.hash not in old]
    now = (*(Id(result.hash) for result in made), *others)
    papers = tuple(
        replace(paper, results=now) if paper.id == paper_id else paper for paper in snapshot.papers
    )
    return replace(snapshot, papers=papers, results=tuple(results[name] for name in sorted(results)))


def _page(answer: ResultsAnswer, pack: Path) -> Page:
    return tuple(_parts(answer, pack))


def _parts(answer: ResultsAnswer, pack: Path) -> Iterator[Part]:
    yield Table(
        title=f"Results of the paper {answer.paper}, made again",
        header=("kind", "study", "cited", "made now", "agreement", "what differs"),
        rows=tuple(
            (row.kind, row.study, (row.cited or "none")[:12], row.made[:12], row.agreement, row.differs)
            for row in answer.results
        ),
    )
    if answer.written:
        yield f"{pack} keeps and cites them. Ask: dueregard releases {pack} --paper {answer.paper}"
