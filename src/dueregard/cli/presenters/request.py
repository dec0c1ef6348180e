"""What the commands on request records answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from dueregard.cli.page import Page, Part, Table
from dueregard.common.reading.csv_table import write_rows
from dueregard.common.reading.record_table import write_records
from dueregard.mobilisation.aid import Aid, Direction
from dueregard.mobilisation.from_records import AwayRun, is_sent, tours_of
from dueregard.mobilisation.request_life import RequestState
from dueregard.mobilisation.request_record import RequestRecord
from dueregard.mobilisation.request_record_file import KeptRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """One entry of the decision log."""

    id: Annotated[str, "Its name."]
    at: Annotated[str, "When, UTC."]
    kind: Annotated[str, "step, adoption, rule-broken, strategy or other."]
    by: Annotated[str, "The officer."]
    rank: Annotated[str, "The officer's rank."]
    what: Annotated[str, "The decision."]
    reason: Annotated[str | None, "Why."]
    legal_basis: Annotated[str, "The law or agreement."]
    welfare: Annotated[str | None, "What is done for those it touches, where a rule is broken."]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanShown:
    """A plan that was adopted."""

    id: Annotated[str, "Its name."]
    plan: Annotated[str, "Where it is kept."]
    sha256: Annotated[str, "SHA-256 of its head."]
    by: Annotated[str, "Who adopted it."]
    at: Annotated[str, "When, UTC."]
    in_force: Annotated[bool, "Whether it is the one that holds."]


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """A step that may come next."""

    state: Annotated[str, "The state that it goes to."]
    words: Annotated[str, "What it is."]
    needs_reason: Annotated[bool, "Whether a reason is compulsory."]
    lowest_rank: Annotated[str, "The lowest rank that may take it, unless a post is named for it."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestShown:
    """What `request show --json` prints, and each command that adds an entry."""

    request: Annotated[str, "The request."]
    deployment: Annotated[str, "The deployment."]
    direction: Annotated[str, "given, received or own."]
    tier: Annotated[str, "The tier."]
    other_force: Annotated[str | None, "Host or donor."]
    reference: Annotated[str | None, "Outside reference."]
    state: Annotated[str, "Where it stands."]
    is_over: Annotated[bool, "Whether nothing more is to be done."]
    units_asked: Annotated[int, "Units asked for."]
    units_offered: Annotated[int, "Units of the offer that stands."]
    extent: Annotated[str, "all, part or none: how much is offered."]
    people_promised: Annotated[
        int | None, "People whom the adopted plan promises; null where it was not read, or there is none."
    ]
    plans: Annotated[tuple[PlanShown, ...], "Plans adopted."]
    exceptions: Annotated[tuple[str, ...], "Rules of rest that may be broken."]
    aims: Annotated[tuple[str, ...], "Aims of the strategy in force."]
    limits: Annotated[tuple[str, ...], "Its limits."]
    log: Annotated[tuple[EntryShown, ...], "The decision log."]
    next_steps: Annotated[tuple[NextStep, ...], "Steps that may come next."]
    log_hash: Annotated[str, "SHA-256 of the last entry of the log: keep it elsewhere."]
    warning: Annotated[str | None, "That units are offered or out with no plan adopted; null for none."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLine:
    """One record that is sound."""

    file: Annotated[str, "The file."]
    request: Annotated[str, "The request."]
    direction: Annotated[str, "given, received or own."]
    tier: Annotated[str, "The tier."]
    state: Annotated[str, "Where it stands."]
    people: Annotated[int, "People promised by the plan in force."]
    entries: Annotated[int, "Entries of the log."]
    log_hash: Annotated[str, "SHA-256 of the last of them."]
    warning: Annotated[str | None, "That units are offered or out with no plan adopted; null for none."]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestsChecked:
    """What `request check --json` prints."""

    records: Annotated[tuple[RequestLine, ...], "The records, by request."]


@dataclass(frozen=True, slots=True, kw_only=True)
class AidLine:
    """One row of the aid log."""

    id: Annotated[str, "Its name."]
    deployment: Annotated[str, "The deployment."]
    direction: Annotated[str, "given, received or own."]
    tier: Annotated[str, "The tier."]
    other_force: Annotated[str | None, "Host or donor."]
    from_on: Annotated[str, "First day."]
    officers: Annotated[int, "Officers on each day."]
    days: Annotated[float, "Days."]
    officer_days: Annotated[float, "Officers times days."]
    reference: Annotated[str | None, "Outside reference."]


@dataclass(frozen=True, slots=True, kw_only=True)
class AidLog:
    """What `request aid --json` prints."""

    rows: Annotated[tuple[AidLine, ...], "Rows, by request and time."]


KEEP = "without it a change of the last entry may not be noticed"
NOTICED = (
    "Noticed from the files alone: an entry of a log that was changed, moved or taken out while another follows it, "
    "and a step, plan, exception or strategy of which the log says something else. Not noticed: the last entry changed "
    "or taken out together with what it is of (a decision stands in the log alone), and a log written anew as a whole. "
    "Keep the hash of each log elsewhere and give it to `request check RECORD --log-hash`: then these are noticed too."
)


def request_shown(kept: KeptRequest) -> RequestShown:
    """A record as an answer."""
    record, life = kept.record, kept.record.life(kept.rules)
    strategy = record.strategy[-1] if record.strategy else None
    last = record.log[-1]
    return RequestShown(
        request=str(record.request),
        deployment=record.deployment,
        direction=record.direction.value,
        tier=record.tier.value,
        other_force=record.other_force,
        reference=record.reference,
        state=record.steps[-1].after.value,
        is_over=life.is_over,
        units_asked=life.units_asked,
        units_offered=life.units_offered,
        extent=life.extent,
        people_promised=None if kept.plan is None else len(_people(kept)),
        plans=tuple(
            PlanShown(
                id=str(each.id),
                plan=each.plan,
                sha256=each.sha256,
                by=each.by,
                at=str(each.at),
                in_force=each is record.plans[-1],
            )
            for each in record.plans
        ),
        exceptions=tuple(each.words() for each in record.exceptions),
        aims=strategy.aims if strategy else (),
        limits=strategy.limits if strategy else (),
        log=tuple(
            EntryShown(
                id=str(each.id),
                at=str(each.at),
                kind=each.kind.value,
                by=each.by,
                rank=each.rank.value,
                what=each.what,
                reason=each.reason,
                legal_basis=each.legal_basis,
                welfare=each.welfare,
            )
            for each in record.log
        ),
        next_steps=tuple(
            NextStep(
                state=rule.after.value,
                words=rule.words,
                needs_reason=rule.needs_reason,
                lowest_rank=kept.rules.lowest_rank(rule.after.value, last.at.at.date()).value,
            )
            for rule in life.next_steps()
        ),
        log_hash=last.sha256,
        warning=_warning(record),
    )


_OUT = (RequestState.OFFERED, RequestState.ACCEPTED, RequestState.STOOD_TO, RequestState.DEPLOYED)


def _warning(record: RequestRecord) -> str | None:
    state = record.steps[-1].after
    if state not in _OUT or record.plans or record.direction is Direction.RECEIVED:
        return None
    return (
        f"The request {record.request} is {state.words()} and no plan is adopted: nobody is promised, and other plans "
        "may take the same people. Adopt one with `request adopt`."
    )


def _people(kept: KeptRequest) -> set[str]:
    return {str(each.person) for each in tours_of(kept.record, kept.plan)}


def _opening(answer: RequestShown) -> str:
    words = f"The request {answer.request} ({answer.tier}, {answer.direction}) is {answer.state.replace('-', ' ')}: "
    words += f"{answer.units_asked} unit{'' if answer.units_asked == 1 else 's'} asked for"
    if answer.units_offered:
        words += f", {answer.units_offered} offered"
    if answer.people_promised is not None:
        words += f", {answer.people_promised:,} people promised"
    return words + "."


def _hash(answer: RequestShown) -> str:
    return f"Hash of the log: {answer.log_hash}. Keep it elsewhere: {KEEP}."


def _next(answer: RequestShown) -> Part:
    if answer.is_over:
        return "It is over: no step comes next."
    return Table(
        title="What may come next",
        header=("step", "what it is", "needs a reason", "lowest rank"),
        rows=tuple(
            (each.state, each.words, "yes" if each.needs_reason else "no", each.lowest_rank)
            for each in answer.next_steps
        ),
    )


def entry_page(answer: RequestShown) -> Page:
    """What was entered, and where the request stands now."""
    last = answer.log[-1]
    return (
        f"Entered {last.id}: {last.what}, by {last.by} ({last.rank}).",
        _opening(answer),
        *_warned(answer.warning),
        _hash(answer),
    )


def _warned(warning: str | None) -> tuple[str, ...]:
    return () if warning is None else (warning,)


def shown_page(answer: RequestShown) -> Page:
    """A record for an officer."""
    parts: list[Part] = [_opening(answer), f"{answer.deployment}; {answer.other_force or 'no other force'}"]
    parts[-1] = f"{parts[-1]}; reference {answer.reference}." if answer.reference else f"{parts[-1]}."
    parts.append(
        Table(
            title="Decision log, moments in UTC",
            header=("entry", "at", "by", "rank", "legal basis", "decision", "why"),
            rows=tuple(
                (each.id, each.at, each.by, each.rank, each.legal_basis, each.what, _why(each))
                for each in answer.log
            ),
        )
    )
    parts += [
        f"Adopted: {each.plan} ({'in force' if each.in_force else 'replaced'})." for each in answer.plans
    ]
    parts += [f"Rest may be broken: {each}." for each in answer.exceptions]
    if answer.aims:
        parts.append(f"Gold strategy: {'; '.join(answer.aims)}.")
    if answer.limits:
        parts.append(f"Its limits: {'; '.join(answer.limits)}.")
    return (*parts, *_warned(answer.warning), _next(answer), _hash(answer))


def _why(entry: EntryShown) -> str:
    why = entry.reason or "-"
    return f"{why}; welfare: {entry.welfare}" if entry.welfare else why


def requests_checked(kept: Sequence[KeptRequest]) -> RequestsChecked:
    """Sound records as an answer."""
    return RequestsChecked(
        records=tuple(
            RequestLine(
                file=str(each.path),
                request=str(each.record.request),
                direction=each.record.direction.value,
                tier=each.record.tier.value,
                state=each.record.steps[-1].after.value,
                people=len(_people(each)),
                entries=len(each.record.log),
                log_hash=each.record.log[-1].sha256,
                warning=_warning(each.record),
            )
            for each in kept
        )
    )


def checked_page(answer: RequestsChecked) -> Page:
    """Sound records for an officer."""
    number = len(answer.records)
    return (
        f"{number} {'record is' if number == 1 else 'records are'} sound, and nobody is promised twice.",
        Table(
            title="Requests",
            header=("request", "direction", "tier", "state", "people", "entries", "log hash"),
            rows=tuple(
                (
                    each.request,
                    each.direction,
                    each.tier,
                    each.state,
                    f"{each.people:,}",
                    str(each.entries),
                    each.log_hash,
                )
                for each in answer.records
            ),
            numeric=frozenset({4, 5}),
        ),
        *(each.warning for each in answer.records if each.warning is not None),
        NOTICED,
    )


def aid_log(rows: Iterable[Aid]) -> AidLog:
    """The aid log as an answer."""
    return AidLog(
        rows=tuple(
            AidLine(
                id=str(each.id),
                deployment=each.deployment,
                direction=each.direction.value,
                tier=each.tier.value,
                other_force=each.other_force,
                from_on=str(each.from_on),
                officers=each.officers,
                days=float(each.days),
                officer_days=float(each.officer_days),
                reference=each.reference,
            )
            for each in rows
        )
    )


def aid_page(answer: AidLog) -> Page:
    """The aid log for an officer."""
    if not answer.rows:
        return ("No request of these was deployed: there is no aid to log.",)
    totals = {
        direction: sum(each.officer_days for each in answer.rows if each.direction == direction)
        for direction in ("given", "received", "own")
    }
    return (
        f"Officer-days given {totals['given']:,.0f}, received {totals['received']:,.0f}, at home {totals['own']:,.0f}.",
        Table(
            title="Aid log",
            header=(
                "deployment",
                "direction",
                "tier",
                "other force",
                "from",
                "officers",
                "days",
                "reference",
            ),
            rows=tuple(
                (
                    each.deployment,
                    each.direction,
                    each.tier,
                    each.other_force or "-",
                    each.from_on,
                    f"{each.officers:,}",
                    f"{each.days:g}",
                    each.reference or "-",
                )
                for each in answer.rows
            ),
            numeric=frozenset({5, 6}),
        ),
    )


def register_rows(rows: Iterable[Aid]) -> str:
    """Rows of a force pack's register `aid`, as CSV."""
    return write_records(Aid, rows)


def past_rows(runs: Iterable[tuple[RequestRecord, AwayRun]]) -> str:
    """Rows of the aid log that `past-deployments` reads, as CSV: only those for which our own officers were away."""
    return write_rows(
        ("tier", "from", "to", "officers", "deployment"),
        [
            (
                record.tier.value,
                run.from_on.isoformat(),
                run.until_on.isoformat(),
                str(run.officers),
                f"{record.deployment}, {run.from_on.isoformat()}",
            )
            for record, run in runs
            if is_sent(record.direction)
        ],
    )
