"""What `dueregard past-deployments` shows a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dueregard.cli.known_truth import HEADING, KnownTruth
from dueregard.cli.page import Page, Part, Table
from dueregard.effects.past_value import PastDeploymentsValue, ReplayValue


def past_deployments_page(
    answer: PastDeploymentsValue, truth: Sequence[KnownTruth], stored: str | None
) -> Page:
    """An event study for a person; `truth` where the log was made up and its truth recorded."""
    return tuple(_parts(answer, truth, stored))


def _parts(answer: PastDeploymentsValue, truth: Sequence[KnownTruth], stored: str | None) -> Iterator[Part]:
    if answer.heading is not None:
        yield f"{answer.heading}."
        yield ""
    yield answer.sentence
    yield answer.method
    if any(not each.donors_apart for each in answer.replays):
        yield (
            "Where every local area gave officers there is none to hold them against: what else was different in those "
            "weeks is then told from the placebo dates alone."
        )
    yield Table(
        title="What each deployment changed, by the log and by the model",
        header=(
            "deployment",
            "officers",
            "calls",
            "reading",
            "usual",
            "change in the log",
            "95 % interval",
            "place",
            "the model",
            "nine runs in ten",
            "inside",
        ),
        rows=tuple(_row(each) for each in answer.replays),
        numeric=frozenset({1, 4, 5, 7, 8}),
    )
    yield Table(
        title="Placebo dates: what comes out where nobody was sent",
        header=("deployment", "calls", "reading", "dates", "mean", "2.5 %", "97.5 %"),
        rows=tuple(
            (
                each.deployment,
                each.calls,
                each.reading,
                f"{each.placebo.dates}",
                *(_signed(part) for part in (each.placebo.mean, each.placebo.low, each.placebo.high)),
            )
            for each in answer.replays
        ),
        numeric=frozenset({3, 4, 5, 6}),
    )
    if truth:
        yield _truth(answer, truth)
    if stored is not None:
        yield f"Kept in {stored}; manifest {answer.manifest_hash}."


def _row(each: ReplayValue) -> tuple[str, ...]:
    return (
        each.deployment,
        f"{each.officers:,}",
        each.calls,
        f"{each.reading}, {each.unit}",
        "" if each.without is None else f"{each.without:,.2f}",
        _signed(each.change),
        _range(each.low, each.high),
        f"{each.place:.2f}",
        _signed(each.model_change),
        _range(each.model_low, each.model_high),
        {True: "yes", False: "no", None: ""}[each.agrees],
    )


def _truth(answer: PastDeploymentsValue, truth: Sequence[KnownTruth]) -> Table:
    found = {(each.deployment, each.calls, each.reading): each for each in answer.replays}
    rows = []
    for known in truth:
        each = found.get((known.deployment, known.calls, known.reading))
        if each is None:
            continue
        rows.append(
            (
                known.deployment,
                known.calls,
                f"{known.reading}, {each.unit}",
                f"{known.own:+.2f}",
                f"{known.mean:+.2f} ({known.error:.2f})",
                f"{_signed(each.change)} ({_range(each.low, each.high)})",
                f"{_signed(each.model_change)} ({_range(each.model_low, each.model_high)})",
            )
        )
    return Table(
        title=f"{HEADING}: what was written down before any model was fitted",
        header=(
            "deployment",
            "calls",
            "reading",
            "true, this log",
            "true, mean (s.e.)",
            "found in the log",
            "the model",
        ),
        rows=tuple(rows),
        numeric=frozenset({3, 4}),
    )


def _signed(value: float | None) -> str:
    return "not known" if value is None else f"{value:+,.2f}"


def _range(low: float | None, high: float | None) -> str:
    return "not known" if low is None or high is None else f"{low:+,.2f} to {high:+,.2f}"
