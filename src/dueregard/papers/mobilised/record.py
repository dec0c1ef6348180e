"""Gold strategy, decisions and the life of the request, as their record holds them."""

from __future__ import annotations

from dueregard.mobilisation.request_record import RequestRecord
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.brief import Brief
from dueregard.papers.wording import capital, ended


def strategy(brief: Brief, sheet: Sheet) -> None:
    """The gold strategy in force and how it came to it."""
    sheet.heading(1, "Gold strategy")
    versions = () if brief.record is None else brief.record.strategy
    if not versions:
        sheet.callout("Not recorded", "No gold strategy stands in the record of this request.")
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
                    each.change or "",
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
        sheet.callout("Not recorded", "No decision log was given with this plan.")
        return
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


def adopted_words(brief: Brief) -> str:
    """Whether the plan is adopted, by whom, or only proposed."""
    record = brief.record
    if record is None or not brief.is_adopted:
        other = _other(record)
        return f"This is a proposal.{other} A named authoriser adopts it, or does not."
    last = record.plans[-1]
    return f"Adopted by {last.by} ({last.rank.value}), {brief.clock(last.at.at)}: {ended(last.reason)}"


def _other(record: RequestRecord | None) -> str:
    return " Another plan was adopted for this request." if record is not None and record.plans else ""
