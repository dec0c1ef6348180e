"""`dueregard paper`: the Commissioner's paper, written, frozen or verified."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.cli.making import EDITIONS, build_editions, freeze_into, render_all, verify_frozen
from dueregard.cli.options import (
    format_option,
    json_option,
    out_option,
    pack_argument,
    paper_option,
    read_day,
)
from dueregard.cli.out_files import check_outside, write_set
from dueregard.cli.presenters import papers as presenter
from dueregard.cli.presenters.releases import release_lines
from dueregard.cli.printing import give, tell
from dueregard.cli.progress import progress
from dueregard.cli.reading import read_with_progress
from dueregard.papers.releases import check_releases
from dueregard.papers.view import find_paper
from dueregard.snapshot.full import Snapshot

JSON = {"": presenter.WrittenAnswer, "--verify": presenter.VerifiedAnswer}


@click.command()
@pack_argument
@paper_option
@click.option(
    "--edition",
    type=click.Choice(list(EDITIONS)),
    default="both",
    show_default=True,
    help="Editions to write.",
)
@format_option
@out_option
@click.option(
    "--freeze", is_flag=True, help="Freeze the approved paper into the pack instead of writing it out."
)
@click.option("--approved-by", metavar="POST", help="With --freeze: who approved the paper, by post.")
@click.option(
    "--approved-on", callback=read_day, metavar="DAY", help="With --freeze: the day, e.g. 2023-11-14."
)
@click.option("--verify", is_flag=True, help="Verify the frozen papers of the pack instead.")
@json_option
@click.pass_context
def command(
    context: click.Context,
    pack: Path,
    paper: str | None,
    edition: str,
    formats: tuple[str, ...],
    out: Path | None,
    freeze: bool,
    approved_by: str | None,
    approved_on: date | None,
    verify: bool,
    as_json: bool,
) -> None:
    """Write the Commissioner's paper from a force pack.

    The full edition holds everything and is marked. The public edition is built from publishable
    records and approved Releases alone. All files are made before any is written, so that a
    folder never holds half a set. Releases that have lapsed are reported; they block --freeze.

    --freeze keeps the approved paper in the pack with its bytes and their hashes. --verify says
    of each frozen file whether it is as approved, and whether this version makes it again.
    """
    _check_usage(freeze, verify, approved_by, approved_on)
    snapshot = read_with_progress(pack, quiet=as_json)
    if verify:
        _verify(context, pack, snapshot, paper, as_json)
    elif approved_by is not None and approved_on is not None:
        _freeze(context, pack, snapshot, paper, edition, approved_by, approved_on, as_json)
    else:
        _write(pack, snapshot, paper, edition, formats, out, as_json)


def _check_usage(freeze: bool, verify: bool, approved_by: str | None, approved_on: date | None) -> None:
    approved = approved_by is not None and approved_on is not None
    if freeze and verify:
        raise click.UsageError("--freeze and --verify are two things; ask for one at a time.")
    if freeze and not approved:
        raise click.UsageError(
            "--freeze needs --approved-by and --approved-on: who approved the paper, and when."
        )
    if not freeze and (approved_by is not None or approved_on is not None):
        raise click.UsageError(
            "--approved-by and --approved-on belong to --freeze; add it, or leave them out."
        )


def _write(
    pack: Path,
    snapshot: Snapshot,
    paper: str | None,
    edition: str,
    formats: tuple[str, ...],
    out: Path | None,
    as_json: bool,
) -> None:
    folder = out or Path("out", snapshot.force.id)
    check_outside(pack, folder)
    paper_id = find_paper(snapshot, paper).id
    documents = build_editions(snapshot, paper_id, edition)
    with progress("Writing", quiet=as_json) as told:
        files = render_all(documents, formats, told)
    written = write_set(folder, files)
    reports = check_releases(snapshot, paper_id)
    answer = presenter.written_answer(snapshot.force.name, documents, written, reports)
    give(answer, presenter.written_page(answer, str(pack)), as_json)


def _freeze(
    context: click.Context,
    pack: Path,
    snapshot: Snapshot,
    paper: str | None,
    edition: str,
    approved_by: str,
    approved_on: date,
    as_json: bool,
) -> None:
    paper_id = find_paper(snapshot, paper).id
    reports = check_releases(snapshot, paper_id)
    if reports:
        answer = presenter.written_answer(snapshot.force.name, (), (), reports)
        give(answer, presenter.blocked_page(release_lines(reports)), as_json)
        context.exit(3)
    documents = build_editions(snapshot, paper_id, edition)
    records = freeze_into(
        pack, snapshot, paper_id, documents, approved_by=approved_by, approved_on=approved_on
    )
    answer = presenter.written_answer(snapshot.force.name, documents, [record.id for record in records])
    give(answer, presenter.frozen_page(records, str(pack)), as_json)


def _verify(context: click.Context, pack: Path, snapshot: Snapshot, paper: str | None, as_json: bool) -> None:
    chosen = None if paper is None else find_paper(snapshot, paper).id
    records = [record for record in snapshot.frozen if chosen in (None, record.paper)]
    answer = presenter.verified_answer(snapshot.force.name, verify_frozen(pack, records))
    give(answer, presenter.verified_page(answer), as_json)
    if not all(line.same for line in answer.verdicts):
        tell("Some files are not as approved, or are made differently by this version; see above.")
        context.exit(3)
