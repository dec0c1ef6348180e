"""What deployments take from local policing: officer-days and shares of strength, and what is not known."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from dueregard.force.standing_facts import Strength
from dueregard.improvement.settings import setting_on
from dueregard.mobilisation.aid import Aid, Direction, share_of_strength
from dueregard.papers.chart_spec import Axis, ChartKind, ChartSpec, Point
from dueregard.papers.sections.prose import Say, dated, write_decisions, write_prose
from dueregard.papers.view import View
from dueregard.papers.wording import number_words, percent, unique
from dueregard.papers.writer import Writer, origin_tag

DIRECTION_WORDS = {
    Direction.GIVEN: "given",
    Direction.RECEIVED: "received",
    Direction.OWN: "own area",
}


Effect = Callable[[Writer], bool]
"""What an edition has to say of what deployments cost; whether it said anything."""


def local_policing(view: View, write: Writer, say: Say, effect: Effect) -> None:
    """The section on the effect on local policing."""
    write.heading(1, "Effect on local policing")
    write_prose(view, write, "local-policing", say)
    _strength(view, write)
    _aid(view, write)
    if not effect(write):
        _not_estimated(view, write)
    write_decisions(write, view.decisions_in("local-policing"))


def _whole_force(view: View) -> list[Strength]:
    figures = [s for s in view.records.strength if s.function is None]
    return sorted(figures, key=lambda s: s.as_at.first_day)


def _strength(view: View, write: Writer) -> None:
    figures = _whole_force(view)
    if not figures:
        write.paragraph(f"The strength of the force is {view.unsaid}.")
        return
    first, last = figures[0], figures[-1]
    words = f"The force had {last.officers:,} officers {dated(last.as_at)} ({last.measure})"
    if first is not last:
        words += (
            f", against {first.officers:,} {dated(first.as_at)} ({first.measure}): {_change(first, last)}"
        )
    write.paragraph(words + ".", first, last)
    table = write.make_table(
        "Police officers of the force",
        ("Date", "Officers", "Measure", "Source"),
        [
            (s.as_at.words(), f"{s.officers:,}", s.measure, f"{s.origin.words()}: {s.source or ''}")
            for s in figures
        ],
        *figures,
        numeric=(1,),
        widths=(3, 2, 4, 6),
    )
    if len(figures) < 2:
        write.blocks.append(table)
        return
    spec = ChartSpec(
        kind=ChartKind.BARS,
        x=Axis(title="Date of the figure", steps=tuple(s.as_at.words() for s in figures)),
        y=Axis(title="Police officers"),
        points=tuple(Point(x=s.as_at.words(), y=s.officers) for s in figures),
    )
    alt = (
        "Bars of police officers by date: "
        + ", ".join(f"{s.as_at.words()} {s.officers:,}" for s in figures)
        + "."
    )
    write.chart("Police officers by date", alt, spec, table)


def _change(first: Strength, last: Strength) -> str:
    share = share_of_strength(abs(last.officers - first.officers), first.officers)
    words = f"{'down' if last.officers < first.officers else 'up'} {percent(share)}"
    return words if first.measure == last.measure else f"{words}, though the measures may differ"


def _began(view: View, aid: Aid) -> date:
    return aid.from_on.first_day if aid.from_on else view.as_at


def _aid(view: View, write: Writer) -> None:
    aid = sorted(view.records.aid, key=lambda a: (_began(view, a), a.deployment, a.days, a.id))
    if not aid:
        return
    write.heading(2, "Officers away on deployments")
    write.paragraph(
        "Officer-days are officers times days. Where a source gives no duration, each assumed one"
        " stands in a row of its own.",
        *aid,
    )
    rows = [
        (
            entry.deployment,
            entry.from_on.words() if entry.from_on else view.unsaid,
            f"{DIRECTION_WORDS[entry.direction]}, {entry.tier.value}"
            + (f": {entry.other_force}" if entry.other_force else ""),
            f"{entry.officers:,}",
            number_words(entry.days),
            number_words(entry.officer_days),
            entry.duration_is + origin_tag((entry,)),
        )
        for entry in aid
    ]
    write.table(
        "Deployments in officer-days",
        ("Deployment", "From", "Aid", "Officers", "Days", "Officer-days", "Where the days come from"),
        rows,
        *aid,
        numeric=(3, 4, 5),
        widths=(5, 3, 3, 2, 2, 2, 5),
    )
    _shares(view, write, aid)


def _shares(view: View, write: Writer, aid: Sequence[Aid]) -> None:
    """Officers away as a share of strength at each date: the same request weighs more on fewer officers."""
    figures = _whole_force(view)
    sizes = [entry for entry in aid if entry.direction is not Direction.RECEIVED]
    names = unique(f"{entry.deployment}: {entry.officers:,} officers" for entry in sizes)
    by_name = {f"{entry.deployment}: {entry.officers:,} officers": entry.officers for entry in sizes}
    if not figures or not names:
        return
    rows = [
        (name, *(percent(share_of_strength(by_name[name], s.officers), 1) for s in figures)) for name in names
    ]
    write.table(
        "Officers away as a share of all officers, had the force been the size it was at each date",
        ("Deployment", *(s.as_at.words() for s in figures)),
        rows,
        *figures,
        *sizes,
        numeric=tuple(range(1, len(figures) + 1)),
        note="Share of all officers if all were away at once: not of those on duty, and no measure of harm.",
    )


def _not_estimated(view: View, write: Writer) -> None:
    """Nothing is faked: a force that has no log or roster says so in its own setting."""
    reason = setting_on(view.force.settings, "effect-not-estimated", view.as_at)
    if reason is not None:
        write.callout("Not estimated", reason.value + origin_tag((reason,)), reason)
    elif view.keeps_back:
        write.callout(
            "Not published",
            "This edition prints no estimate of what deployments cost local policing, beyond what has been said in "
            "words approved for it.",
        )
    else:
        write.callout(
            "No data yet",
            "The effect of deployments on non-emergency local policing has not been worked out.",
        )
