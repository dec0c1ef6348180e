"""`dueregard request`: the records of requests, from asked to stood down."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.presenters import request as presenter
from dueregard.cli.printing import give
from dueregard.cli.request_entries import ENTRY_COMMANDS, others_of
from dueregard.cli.request_records import FILE, Officer, entry, given, held, keep, officer_options, read_id
from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError
from dueregard.common.records import Origin
from dueregard.mobilisation.adoption import promised_twice
from dueregard.mobilisation.aid import Direction
from dueregard.mobilisation.from_records import aid_rows, away_runs, promises
from dueregard.mobilisation.moments import Moment
from dueregard.mobilisation.request_file import load_request, zone_of
from dueregard.mobilisation.request_life import RequestState, RequestStep
from dueregard.mobilisation.request_record import (
    RecordRefused,
    RequestRecord,
    next_id,
    with_step,
)
from dueregard.mobilisation.request_record_file import read_all, read_kept, rules_of

STATES = tuple(state.value for state in RequestState if state is not RequestState.ASKED)

JSON = {
    **dict.fromkeys(
        ("ask", "step", "adopt", "allow", "strategy", "decide", "count", "show"), presenter.RequestShown
    ),
    "check": presenter.RequestsChecked,
    "aid": presenter.AidLog,
}


@click.group()
def command() -> None:
    """Keep the record of a request, from asked to stood down, each step by a named officer.

    A record is one YAML file; keep those of a force in a folder of their own. Nothing is written unless the whole
    record is sound afterwards. Comments in the file are not kept when it is written again.
    """


for each in ENTRY_COMMANDS:
    command.add_command(each)


@command.command("ask")
@click.argument("record", type=FILE)
@click.argument("request", type=FILE)
@click.option(
    "--direction",
    type=click.Choice([each.value for each in Direction]),
    default="given",
    show_default=True,
    help="Whether aid is given, received, or the force's own area served.",
)
@click.option("--units", type=int, required=True, metavar="NUMBER", help="Units asked for.")
@click.option("--deployment", metavar="TEXT", help="As papers print it.  [default: host and place]")
@click.option("--other-force", metavar="NAME", help="Host or donor.  [default: the host of the request]")
@click.option("--reference", metavar="TEXT", help="Outside reference, such as the national centre's number.")
@click.option(
    "--rules", metavar="FILE", help="The force's own rules on who may take a step, beside the record."
)
@click.option("--marking", callback=read_id, default="OFFICIAL-SENSITIVE", show_default=True, metavar="ID",
              help="Protective marking of the record.")  # fmt: skip
@click.option(
    "--origin", type=click.Choice([each.value for each in Origin]), default="force", show_default=True,
    help="Where what it says comes from.",
)  # fmt: skip
@officer_options()
@json_option
def ask(
    record: Path,
    request: Path,
    direction: str,
    units: int,
    deployment: str | None,
    other_force: str | None,
    reference: str | None,
    rules: str | None,
    marking: Id,
    origin: str,
    officer: Officer,
    as_json: bool,
) -> None:
    """Begin the record of a request: it is asked.

    RECORD is the file to write; REQUEST says which units by when and for which tours. A request whose last tour is
    over is refused.
    """
    wanted = load_request(request)
    if not record.parent.is_dir():
        raise DueRegardError(
            f"{record.parent}: there is no such folder; make one for the records of the force."
        )
    with held(record), entry():
        if record.exists() or record.is_symlink():
            raise DueRegardError(
                f"{record}: there is a record already; take its next step, or name another file."
            )
        for other in others_of(record):
            if other.record.request == wanted.id:
                raise RecordRefused(
                    f"{other.path.name} is the record of the request {wanted.id} already: take its next step there."
                )
        begun = RequestRecord(
            request=wanted.id,
            deployment=deployment or f"{wanted.host}: {wanted.place}",
            direction=Direction(direction),
            tier=wanted.tier,
            other_force=other_force or (wanted.host if direction == "given" else None),
            reference=reference,
            zone=zone_of(request),
            last_ends_at=Moment(max(tour.ends_at for tour in wanted.tours).astimezone(UTC)),
            origin=Origin(origin),
            rules=rules,
            marking=marking,
        )
        made = with_step(
            begun, _step(begun, RequestState.ASKED, officer, asked=units), rules_of(begun, record.parent)
        )
        keep(record, made)
    given(record, made, as_json)


def _step(
    record: RequestRecord,
    after: RequestState,
    officer: Officer,
    asked: int | None = None,
    offered: int | None = None,
) -> RequestStep:
    return RequestStep(
        id=next_id(record, "step"),
        request=record.request,
        after=after,
        at=officer.at,
        by=officer.by,
        rank=officer.rank,
        post=officer.post,
        legal_basis=officer.legal_basis,
        reason=officer.reason,
        units_asked=asked,
        units_offered=offered,
        origin=record.origin,
        source=record.source,
        marking=record.marking,
    )


@command.command("step")
@click.argument("record", type=FILE)
@click.argument("state", type=click.Choice(STATES))
@click.option("--units", type=int, metavar="NUMBER", help="Units offered; for an offer.")
@officer_options()
@json_option
def step(record: Path, state: str, units: int | None, officer: Officer, as_json: bool) -> None:
    """Take the next step in the life of a request.

    Which steps may come next, and what they need, `request show` says. Declining, refusing, withdrawing, taking an
    offer back and offering only part need a reason.
    """
    if units is not None and state != RequestState.OFFERED.value:
        raise click.UsageError("--units is for an offer: leave it out.")
    with held(record), entry():
        kept = read_kept(record)
        taken = _step(kept.record, RequestState(state), officer, offered=units)
        made = with_step(kept.record, taken, kept.rules)
        keep(record, made)
    given(record, made, as_json)


@command.command("show")
@click.argument("record", type=FILE)
@json_option
def show(record: Path, as_json: bool) -> None:
    """Show where a request stands, how it came there, and what may come next."""
    answer = presenter.request_shown(read_kept(record))
    give(answer, presenter.shown_page(answer), as_json)


@command.command("check")
@click.argument("records", type=FILE, nargs=-1, required=True, metavar="RECORD...")
@click.option("--log-hash", metavar="HASH", help="A hash of its log that was kept elsewhere; for one record.")
@json_option
def check_records(records: tuple[Path, ...], log_hash: str | None, as_json: bool) -> None:
    """Check records, or all of a folder: steps, officers, logs, adopted plans, and that nobody is promised twice."""
    kept = read_all(records)
    if log_hash is not None and len(kept) != 1:
        raise click.UsageError("--log-hash is of one record: give one.")
    if log_hash is not None and log_hash not in {each.sha256 for each in kept[0].record.log}:
        raise RecordRefused(
            f"{kept[0].path.name}: no entry of its log has the hash {log_hash}: the record was written anew since "
            "that was kept, so go back to a copy from before."
        )
    twice = promised_twice(promises(kept))
    if twice:
        first = twice[0]
        raise RecordRefused(
            f"{first.person} is promised to {first.first.to} and to {first.second.to} at once, from "
            f"{first.second.begins_at:%Y-%m-%dT%H:%MZ}, and so are {len({each.person for each in twice}) - 1} others: "
            "adopt another plan for one of them."
        )
    answer = presenter.requests_checked(kept)
    give(answer, presenter.checked_page(answer), as_json)


@command.command("aid")
@click.argument("records", type=FILE, nargs=-1, required=True, metavar="RECORD...")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write aid.csv, rows of a force pack's register, and past-deployments.csv for `past-deployments`.",
)
@json_option
def aid(records: tuple[Path, ...], out: Path | None, as_json: bool) -> None:
    """Give the aid log of records: aid given, received and at home, at every tier, with its outside references.

    Only requests whose units were deployed are in it. Officers of a day are counted from the adopted plan.
    """
    kept = read_all(records)
    rows = aid_rows(kept)
    answer = presenter.aid_log(rows)
    if out is not None:
        runs = [(each.record, run) for each in kept for run in away_runs(each)]
        write_set(
            out,
            [
                OutFile("aid.csv", presenter.register_rows(rows).encode()),
                OutFile("past-deployments.csv", presenter.past_rows(runs).encode()),
            ],
        )
    give(answer, presenter.aid_page(answer), as_json)
