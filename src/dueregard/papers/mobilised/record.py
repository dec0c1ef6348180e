"""Gold strategy, decisions and the life of the request, as their record holds them."""

from __future__ import annotations

from dueregard.mobilisation.request_record import RequestRecord
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.brief import Brief
from dueregard.papers.wording import capital, counted, ended


def strategy(brief: Brief, sheet: Sheet) -> None:
    """The gold strategy in force and how it came to it."""
    sheet.heading(1, "Gold strategy")
    versions = () if brief.record is None else brief.record.strategy
    if not versions:
        sheet.say("No gold strategy stands in the record of this request.")
        return
    held = versions[-1]
    sheet.say(
        f"Version {held.version}, set by {held.by} ({held.rank.value}), holds from {brief.clock(held.at.at)}."
    )
    sheet.say("Aims, the first one first:")
    sheet.points(list(held.aims))
    if held.limits:
        sheet.say("Not to be done, or only with leave:")
        sheet.points(list(held.limits))
    if len(versions) > 1:
        sheet.table(
            "Versions of the strategy",
            ("Version", "From", "By", "What changed and why"),
            [
                (
                    str(each.version),
                    brief.clock(each.at.at),
                    f"{each.by} ({each.rank.value})",
                    each.change,
                )
                for each in versions
            ],
            widths=(2, 4, 4, 8),
        )


def decisions(brief: Brief, sheet: Sheet) -> None:
    """The decision log, and rules broken with what is done about it."""
    sheet.heading(1, "Decision log")
    record = brief.record
    if record is None or not record.log:
        sheet.say("No decision log was given with this plan.")
        return
    sheet.say(f"{capital(counted(len(record.log), 'decision is', 'decisions are'))} logged.")
    rows = [
        (
            brief.clock(each.at.at),
            capital(each.what),
            f"{each.by} ({each.rank.value})",
            "; ".join(filter(None, (each.reason, each.welfare and f"welfare: {each.welfare}"))),
            each.legal_basis,
        )
        for each in record.log
    ]
    sheet.table(
        "Decisions in the order taken",
        ("When", "Decision", "By", "Why", "Legal basis"),
        rows,
        widths=(4, 6, 4, 6, 5),
        note=f"Each entry holds the hash of the one before. The last one's: {record.log_hash}",
    )


def exceptions(brief: Brief, sheet: Sheet) -> None:
    """Rules of rest that a named officer let be broken, and what is done for those it touches, if there are any."""
    record = brief.record
    if record is None or not record.exceptions:
        return
    sheet.heading(1, "Rest that may be broken")
    sheet.say(
        "A named officer lets these rules of rest be broken for this request. "
        f"{capital(counted(len(brief.rest_broken), 'person rests', 'people rest'))} less, or work longer, than the "
        "rules say without that."
    )
    sheet.table(
        "Rest exceptions",
        ("Rule", "Allowed by", "When", "Why", "Legal basis", "For their welfare"),
        [
            (
                capital(each.words()),
                f"{each.by} ({each.rank.value})",
                brief.clock(each.at.at),
                each.reason,
                each.legal_basis,
                each.welfare,
            )
            for each in record.exceptions
        ],
        widths=(5, 4, 4, 5, 4, 5),
    )


def adopted_words(brief: Brief) -> str:
    """Whether the plan is adopted, by whom, or only proposed."""
    record = brief.record
    if record is None or not brief.is_adopted:
        other = _other(record)
        return f"This is a proposal.{other} A named authoriser adopts it, or does not."
    last = record.plans[-1]
    judged = {None: "", True: " It was judged and keeps every rule.", False: " It was not judged."}[
        last.judged
    ]
    return (
        f"Adopted by {last.by} ({last.rank.value}), {brief.clock(last.at.at)}: {ended(last.reason)}{judged}"
    )


def _other(record: RequestRecord | None) -> str:
    return " Another plan was adopted for this request." if record is not None and record.plans else ""
