"""`dueregard surface`: staffing against deployment."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TypeVar

import click

from dueregard.cli.keeping import keep_option, keeping
from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters.basis import basis_of
from dueregard.cli.presenters.surface import (
    FluidAnswer,
    SurfaceAnswer,
    fluid_answer,
    fluid_page,
    surface_answer,
    surface_page,
)
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.cli.study_options import cluster_option, study_argument, workers_option
from dueregard.common.errors import DueRegardError
from dueregard.common.kept_runs import KeptRuns
from dueregard.common.marking import SCHEMES
from dueregard.common.parallel import Cluster
from dueregard.effects.anchors_file import (
    anchors_bytes,
    anchors_mark,
    anchors_of,
    anchors_path,
    grid_of,
    read_anchors,
)
from dueregard.effects.fluid_view import Anchors, fluid_view
from dueregard.effects.study_reading import ReadStudy, read_study
from dueregard.effects.surface import LEAST_RUNS, CapacitySurface, Running, capacity_surface, narrow_surface
from dueregard.effects.surface_design import SurfaceDesign, read_surface_design
from dueregard.effects.surface_work import check_grid, surface_work
from dueregard.engine.queueing.experiments.manifest import versions_here
from dueregard.papers.rendering import render_files
from dueregard.papers.surface_page import FILE_STEM, build_surface_page

JSON = {"": SurfaceAnswer, "--view fluid": FluidAnswer}
SCHEME = SCHEMES["gsc-2014"]
VIEWS = ("simulated", "fluid", "anchors")
ANCHORS_EACH_WAY = 4
T = TypeVar("T")


def _listed(read: Callable[[str], T], what: str) -> Callable[..., tuple[T, ...]]:
    def numbers(context: click.Context, parameter: click.Parameter, value: str) -> tuple[T, ...]:
        try:
            return tuple(read(part.strip()) for part in value.split(","))
        except (ValueError, InvalidOperation):
            raise click.BadParameter(f'"{value}" was given; write {what} separated by commas.') from None

    return numbers


@click.command()
@study_argument
@click.option(
    "--sizes",
    callback=_listed(int, "whole numbers of officers"),
    required=True,
    metavar="LIST",
    help="Officers away, such as 0,100,200.",
)
@click.option(
    "--available",
    callback=_listed(Decimal, "shares such as 1.05"),
    default="1.05,1,0.95,0.9",
    show_default=True,
    metavar="LIST",
    help="Shares of the officers that the crewing policy has.",
)
@click.option(
    "--runs",
    type=click.IntRange(LEAST_RUNS, 10_000),
    help="So many runs of each cell, plainly, without control variates.  [default: as many as the band asks for]",
)
@click.option(
    "--design",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="How narrow the band is to be and from how many runs at most, as YAML.  [default: ±5 % of each cell]",
)
@click.option(
    "--view",
    type=click.Choice(VIEWS),
    default=VIEWS[0],
    show_default=True,
    help="Every cell simulated; or at once, as a fluid with its measured error; or only the "
    f"{ANCHORS_EACH_WAY} × {ANCHORS_EACH_WAY} cells simulated by which that error is measured.",
)
@click.option(
    "--anchors",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where simulated cells are kept for the fluid view.  [default: STUDY-anchors.json beside the study]",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help=f"Folder for the surface as a page with pictures, {FILE_STEM}.html.",
)
@click.option(
    "--marking",
    type=click.Choice(SCHEME.held),
    default="OFFICIAL-SENSITIVE",
    show_default=True,
    help="Protective marking of that page.",
)
@workers_option
@cluster_option
@keep_option
@json_option
def command(
    study: Path,
    sizes: tuple[int, ...],
    available: tuple[Decimal, ...],
    runs: int | None,
    design: Path | None,
    view: str,
    anchors: Path | None,
    out: Path | None,
    marking: str,
    workers: int,
    cluster: Cluster | None,
    keep: Path | None,
    as_json: bool,
) -> None:
    """Show people not seen in time by how many officers are available and how many are away.

    Every cell lives through the same incidents. The fit only rises, with a band that holds for all cells together; the
    raw points stand beside it. Cells get control variates where they help and more runs where they are wanted, until
    each band is within ±5 % of its cell; one that is not says so. Near overload only the band is given.

    A fluid view shows all cells at once; it prints no figure where its error, measured against simulated cells, is
    above 20 %.
    """
    check_grid(sizes, available)
    if runs is not None and design is not None:
        raise click.UsageError("--runs makes so many runs whatever the band, so leave out --design.")
    choices = SurfaceDesign() if design is None else read_surface_design(design)
    read = read_study(study)
    kept_in = anchors or anchors_path(study)
    mark = anchors_mark(read, versions_here())
    if view == "fluid":
        if out is not None:
            raise click.UsageError("--out writes a simulated surface: leave out --view fluid.")
        _show_fluid(read, sizes, available, read_anchors(kept_in, mark), as_json)
        return
    if view == "anchors":
        sizes, available = _spread(sizes), _spread(available)
    with keeping(keep, study) as kept:
        found = _simulated(read, sizes, available, runs or choices, workers, cluster, kept, quiet=as_json)
        known = anchors_of(read, found)
        told = _keep_anchors(kept_in, anchors_bytes(known, mark))
        fluid = fluid_view(grid_of(read, found.sizes, found.shares), known, float(read.design.band_from_load))
        answer = surface_answer(found, fluid, read.grounds(), basis_of(read, found.sizes))
        if out is not None:
            document = build_surface_page(found, fluid, read.grounds(), scheme=SCHEME, marking=marking)
            told = (*told, *(f"Wrote {path}" for path in write_set(out, render_files(document, ["html"]))))
        give(answer, (*surface_page(answer, found), *told), as_json)


def _simulated(
    read: ReadStudy,
    sizes: tuple[int, ...],
    available: tuple[Decimal, ...],
    runs: int | SurfaceDesign,
    workers: int,
    cluster: Cluster | None,
    kept: KeptRuns,
    *,
    quiet: bool,
) -> CapacitySurface:
    with progress("Simulating", quiet=quiet) as told:

        def on_finished(task: object, result: object, *, done: int, total: int) -> None:
            told(done, total, "blocks of runs")

        running = Running(workers=workers, cluster=cluster, on_finished=on_finished, kept=kept)
        seed = read.design.seed
        if isinstance(runs, int):
            work = surface_work(read.of_size, sizes, available, read.demands(), seed)
            return capacity_surface(work, sizes, runs, read.design, running)
        work = surface_work(
            read.of_size,
            sizes,
            available,
            read.demands(runs.most_runs),
            seed,
            read.demands_apart(runs.control_runs),
        )
        return narrow_surface(work, sizes, runs, read.design, running)


def _show_fluid(
    read: ReadStudy, sizes: tuple[int, ...], available: tuple[Decimal, ...], anchors: Anchors, as_json: bool
) -> None:
    grid = grid_of(read, sorted(sizes), sorted(available, reverse=True))
    fluid = fluid_view(grid, anchors, float(read.design.band_from_load))
    answer = fluid_answer(fluid, anchors, read.grounds(), basis_of(read, fluid.grid.sizes))
    give(answer, fluid_page(answer, fluid), as_json)


def _keep_anchors(path: Path, content: bytes) -> tuple[str, ...]:
    """Keep simulated cells; that they could not be kept is told and stops nothing."""
    try:
        write_set(path.parent, [OutFile(path.name, content)])
    except (OSError, DueRegardError) as error:
        return (f"The simulated cells could not be kept for the fluid view: {error}",)
    return (f"Simulated cells kept for the fluid view in {path}.",)


def _spread(values: tuple[T, ...]) -> tuple[T, ...]:
    """The first, the last and some between, evenly by place; all where there are few."""
    ordered = sorted(values)  # type: ignore[type-var]
    last, steps = len(ordered) - 1, ANCHORS_EACH_WAY - 1
    places = sorted({round(last * step / steps) for step in range(ANCHORS_EACH_WAY)})
    return tuple(ordered[place] for place in places)
