"""`dueregard mobilisation-paper`: a plan as a document for commanders, and as a roster for team leaders."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import click

from dueregard.cli.commands.call_out import how_sure, read_rates
from dueregard.cli.options import format_option, json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.plan_basis import BasisAsked, PlanBasis, basis_of, basis_options, case_of, rest_broken
from dueregard.cli.presenters.papers import WrittenAnswer, written_answer
from dueregard.cli.presenters.rule_words import minimum_words
from dueregard.cli.printing import give
from dueregard.cli.progress import progress
from dueregard.common.marking import SCHEMES
from dueregard.effects.planning_study import read_planning
from dueregard.mobilisation.again import Again
from dueregard.mobilisation.call_out import INDEPENDENT
from dueregard.mobilisation.calling import Calling, call_out
from dueregard.mobilisation.explaining import explain
from dueregard.mobilisation.judging import refuse_other_basis
from dueregard.mobilisation.muster_rates import shared_shock
from dueregard.mobilisation.posing import pose
from dueregard.mobilisation.replanning import without
from dueregard.mobilisation.request import Request
from dueregard.mobilisation.request_file import fits_roster, load_request
from dueregard.mobilisation.request_record_file import read_kept
from dueregard.mobilisation.signatures import PlanRefused
from dueregard.mobilisation.stored_plan import StoredPlan, read_stored_plan
from dueregard.papers.mobilised.at_home import home_csv, home_hours
from dueregard.papers.mobilised.brief import Brief, NoShowLists
from dueregard.papers.mobilised.document import build_plan, build_roster
from dueregard.papers.mobilised.judgement import largest_need
from dueregard.papers.rendering import render_files
from dueregard.workforce.hours import zone_named
from dueregard.workforce.roster import Roster

JSON = WrittenAnswer
SCHEME = SCHEMES["gsc-2014"]
HOURS_FILE = "home-by-hour.csv"


@dataclass(frozen=True, slots=True)
class _Given:
    """What the command was called with."""

    plan: Path
    request: Path
    planning: Path
    record: Path | None
    rates: Path | None
    basis: BasisAsked


@click.command()
@click.argument("plan", type=click.Path(path_type=Path))
@click.argument("request", type=click.Path(path_type=Path))
@click.argument("planning", type=click.Path(path_type=Path))
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The record of the request: its gold strategy, decision log and adoption are printed.",
)
@click.option(
    "--rates",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="How many of those called came (CSV), as for `call-out`; without it, example rates are printed.",
)
@click.option(
    "--names", is_flag=True, help="Write the team leader's roster too, which names people as the roster does."
)
@click.option("--heading", metavar="TEXT", help='Printed above everything, such as "Exercise".')
@click.option(
    "--marking",
    type=click.Choice(SCHEME.held),
    default="OFFICIAL-SENSITIVE",
    show_default=True,
    help="Protective marking of what is written.",
)
@format_option
@basis_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="FOLDER",
    help="Folder to write into.",
)
@json_option
def command(
    plan: Path,
    request: Path,
    planning: Path,
    record: Path | None,
    rates: Path | None,
    names: bool,
    heading: str | None,
    marking: str,
    formats: tuple[str, ...],
    basis: BasisAsked,
    out: Path,
    as_json: bool,
) -> None:
    """Write a mobilisation plan as a document: timeline, what stays at home, how good it is, and why.

    PLAN is the folder that `plan --out` wrote, REQUEST and PLANNING the files that it was made from. Nothing is planned
    anew; where the request is not met, the reasons are looked for again. There is no public edition.
    """
    with progress("Counting what stays at home", quiet=as_json):
        brief = _brief(_Given(plan, request, planning, record, rates, basis))
        hours = home_hours(brief)
    documents = [build_plan(brief, hours, scheme=SCHEME, marking=marking, heading=heading)]
    if names:
        documents.append(build_roster(brief, scheme=SCHEME, marking=marking, heading=heading))
    files = [OutFile(HOURS_FILE, home_csv(brief, hours))]
    with progress("Writing", quiet=as_json) as told:
        for done, document in enumerate(documents):
            told(done, len(documents), document.title)
            files += [OutFile(each.name, each.content) for each in render_files(document, formats)]
    written = write_set(out, files)
    answer = written_answer(brief.request.host, documents, written)
    give(answer, tuple(f"Wrote {file}" for file in answer.files), as_json)


def _brief(given: _Given) -> Brief:
    wanted = load_request(given.request)
    read = read_planning(given.planning, wanted)
    fits_roster(wanted, read.roster)
    records = given.basis.records or (() if given.record is None else (given.record,))
    held = basis_of(wanted, read, replace(given.basis, records=records))
    stored = read_stored_plan(given.plan)
    refuse_other_basis(stored, case_of(wanted, read, held))
    minimum = read.study.emergency_minimum
    brief = Brief(
        stored=stored,
        request=wanted,
        roster=read.roster,
        rules=held.read.rules,
        aims=read.aims,
        minimum=minimum_words(read.aims, None if minimum is None else minimum.source),
        settings=read.duty_rules.settings,
        commitments=held.commitments,
        reasons=_reasons(wanted, held, stored),
        record=None if given.record is None else read_kept(given.record).record,
        rest_broken=tuple(map(str, rest_broken(stored.as_plan(), wanted, held, read))),
    )
    need = None if given.rates is None else largest_need(brief)
    if given.rates is None or need is None:
        return brief
    return replace(brief, called=_called(given.rates, brief, need, held))


def _called(rates: Path, brief: Brief, need: int, held: PlanBasis) -> NoShowLists:
    read, request = held.read, brief.request
    day = request.accepted_at.astimezone(brief.zone).date()
    calling = Calling(
        rates=read_rates(rates),
        shock=shared_shock(read.duty_rules, day),
        sure=how_sure(read.duty_rules, day),
    )
    there = _to_be_had(read.roster, brief.stored)
    problem = pose(request, there, read.rules, read.aims, held.commitments)
    asked = (problem, brief.plan, need)
    return NoShowLists(
        need=need,
        together=call_out(*asked, calling, held.fairness, read.aims),
        alone=call_out(*asked, replace(calling, shock=INDEPENDENT), held.fairness, read.aims),
        sources=tuple(sorted({f"{each.source} ({each.origin.words()})" for each in calling.rates})),
    )


def _reasons(request: Request, held: PlanBasis, stored: StoredPlan) -> tuple[str, ...]:
    """Why the plan leaves something out; of a plan made again under way none are looked for."""
    read, left_out = held.read, [each.need for each in stored.head.left_out]
    if not left_out or stored.head.told_at is not None:
        return ()
    there = _to_be_had(read.roster, stored)
    try:
        found = explain(request, there, read.rules, read.aims, commitments=held.commitments, likely=left_out)
    except PlanRefused:
        return ()
    zone = zone_named(read.roster.zone)
    return tuple(reason.words(zone) for reason in found)


def _to_be_had(roster: Roster, stored: StoredPlan) -> Roster:
    """The roster without those who dropped out before the plan was made again."""
    gone = {} if stored.replaces is None else stored.replaces.gone
    return without(roster, Again(old=stored.as_plan(), gone=gone)) if gone else roster
