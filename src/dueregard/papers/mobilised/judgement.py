"""How good a plan is, what it leaves out and why, what it rests on, and what if not everybody comes."""

from __future__ import annotations

from dueregard.mobilisation.call_out import (
    INDEPENDENT,
    Callee,
    RoleList,
    SharedShock,
    full_chances,
    joint_chance,
)
from dueregard.mobilisation.cost_parts import cost_parts
from dueregard.mobilisation.muster_rates import shared_shock
from dueregard.mobilisation.need_counts import short_words
from dueregard.mobilisation.plan import Finish
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.brief import Brief, NoShowLists
from dueregard.papers.wording import capital, counted, ended, listed
from dueregard.workforce.duty_rules import DutyRules
from dueregard.workforce.local_weights import DEFAULT_PIECES, WeightPiece

SURE = 0.95
NO_SHOWS = (0.02, 0.05, 0.1)
"""Shares of those called who do not come: examples, labelled so."""
DUTY_RULES = (
    "daily-rest-hours",
    "weekly-rest-hours",
    "tour-longest-hours",
    "muster-minutes-on-duty",
    "muster-minutes-off-duty",
)


def how_good(brief: Brief, sheet: Sheet) -> None:
    """The bound and the gap in words."""
    plan = brief.plan
    sheet.heading(1, "How good the plan is")
    parts = cost_parts(plan, brief.aims, brief.rules.rest_day_cost)
    best = f"{min(plan.searched, plan.cost):,.1f}"
    what = "what is left of the request" if not brief.is_met else "the request"
    no_plan = f"No plan that keeps the rules and meets {what}"
    if plan.told_twice is not None:
        no_plan = f"No plan that keeps the rules, meets {what} and tells no more people twice"
    if plan.finish is Finish.OPTIMAL:
        sheet.say(f"By this plan {parts.words()}. {no_plan} comes to fewer {parts.unit()}.")
    else:
        sheet.say(
            f"By this plan {parts.words()}. {no_plan} comes to fewer than {best} {parts.unit()}: searching on could "
            f"save {max(plan.cost - plan.searched, 0):,.1f} at most."
        )
    proved = (
        "equals the plan's cost"
        if plan.gap < 1e-6
        else f"is {max(plan.bound, 0):,.1f}, {100 * plan.gap:.2f} % below the plan"
    )
    sheet.say(
        f"The bound that was proved by prices when it was planned, without trust in the search, {proved}."
    )
    sheet.say(_order(brief))


def _order(brief: Brief) -> str:
    """What is never broken, and what comes first within that."""
    kept = "law and rest, save where a named officer let rest be broken"
    if brief.aims.has_minimum:
        kept += ", and nobody is taken from home below the emergency minimum"
    none = "" if brief.aims.has_minimum else " No emergency minimum is set, so none is kept."
    within = (
        "as much of the request as can be met, the earliest deadline step first",
        *(["as few people told another thing than before as can be"] if brief.plan.told_twice else []),
        "the least cost at home, as counted above",
        "fair shares among those sent",
    )
    return (
        f"Never broken, whatever is asked: {kept}. Where the request cannot be met within that, units are left out."
        f"{none} Within that came first, each before the next: {listed(within)}."
    )


def short(brief: Brief, sheet: Sheet) -> None:
    """What is left out and why; nothing for a plan that meets all."""
    left = brief.stored.head.left_out
    if not left:
        return
    sheet.heading(1, "What is short, and why")
    needs = brief.request.needs
    sheet.say("The plan does not meet the whole request. It leaves out:")
    points = []
    for each in left:
        need = needs[each.need]
        what = (
            f"{counted(each.number, 'unit')} of {need.units:,}"
            if each.role is None
            else f"{each.number:,} of the role {each.role}"
        )
        points.append(f"{what}, due in the tour {need.tour} by {brief.clock(need.by)}")
    sheet.points(points)
    if brief.reasons:
        sheet.say("These cannot be had together; without any one of them the rest can be:")
        sheet.points([capital(words) for words in brief.reasons])
        sheet.say("That is one smallest set; there may be others, so that mending it may not be enough.")
    else:
        sheet.callout(
            "Why is not known", "No smallest set of needs and rules that contradict was looked for or found."
        )
    sheet.say("Counted plainly, without the rules that a plan keeps, for what is left out:")
    held = (brief.request, brief.roster, brief.rules, brief.commitments)
    sheet.points([capital(words) for words in short_words(*held, [each.need for each in left])])


def rests_on(brief: Brief, sheet: Sheet) -> None:
    """Weights and assumptions with their sources and dates."""
    sheet.heading(1, "What the plan rests on")
    sheet.say("These weights, rules and assumptions made the plan; each has its source.")
    rows = [
        ("Emergency minimum", brief.minimum or "none set: the rule is off", "with the value"),
        (
            "One unit",
            listed([f"{n.officers} × {n.role}" for n in brief.request.unit.needs]),
            brief.request.unit.source,
        ),
    ]
    rows += _weights(brief)
    day = brief.request.accepted_at.astimezone(brief.zone).date()
    held = [s for s in brief.settings if s.id in DUTY_RULES and s.holds_on(day)]
    rows += [
        (
            s.about,
            f"{s.value} {s.unit}",
            f"{ended(s.source or 'no source given')} Holds from {s.from_on.words()}.",
        )
        for s in sorted(held, key=lambda each: DUTY_RULES.index(str(each.id)))
    ]
    rest = brief.rules.rest_day_cost
    rows.append(("A cancelled rest day counts", f"{rest:g} officer-hours", "the planning file"))
    sheet.table(
        "Weights, rules and assumptions", ("What", "Value", "Source and date"), rows, widths=(5, 5, 8)
    )
    sheet.facts(
        [
            ("Roster", brief.roster.sha256()),
            ("Plan", brief.stored.sha256),
            ("Seed of lots", "" if brief.stored.head.seed is None else str(brief.stored.head.seed)),
        ]
    )


def _weights(brief: Brief) -> list[tuple[str, str, str]]:
    otherwise = brief.aims.otherwise
    if not brief.aims.weights:
        plain = otherwise == DEFAULT_PIECES
        source = "assumption: no harm by local area and hour was given" if plain else "the planning file"
        return [("An officer-hour lost at home counts", _pieces(otherwise), source)]
    by_source: dict[str, list[float]] = {}
    for weight in brief.aims.weights:
        by_source.setdefault(weight.source, []).extend(piece.weight for piece in weight.pieces)
    rows = [
        (
            "An officer-hour lost at home counts",
            f"{min(held):g} to {max(held):g}, by local area, duty function and hour",
            source,
        )
        for source, held in by_source.items()
    ]
    return [*rows, ("Where no weight is given", _pieces(otherwise), "assumption")]


def _pieces(pieces: tuple[WeightPiece, ...]) -> str:
    return listed(
        [f"{p.weight:g}" + ("" if p.up_to is None else f" up to {p.up_to:,} missing") for p in pieces], "then"
    )


def no_shows(brief: Brief, sheet: Sheet) -> None:
    """How many to call so that the largest need is full: by muster rates where they were given, else at examples."""
    if brief.called is not None:
        _called(brief, brief.called, sheet)
        return
    needs = brief.request.needs_less(brief.plan.missing, brief.plan.lacking)
    need = max(needs, key=lambda each: sum(role.officers for role in each.roles), default=None)
    roles = [] if need is None else [role for role in need.roles if role.officers]
    if need is None or not roles:
        return
    shock = shared_shock(DutyRules(brief.settings), brief.request.accepted_at.astimezone(brief.zone).date())
    sheet.heading(1, "If not everybody comes")
    sheet.say(
        "The plan names as many as are asked for, as if everybody called came. The table says how many to call for the "
        f"largest need, in the tour {need.tour} by {brief.clock(need.by)}, so that each role by itself is full "
        f"with a chance of {SURE:.0%}."
    )
    rows = [
        (
            str(role.role),
            f"{role.officers:,}",
            *(f"{_to_call(role.officers, misses):,}" for misses in NO_SHOWS),
            f"{_to_call(role.officers, NO_SHOWS[1], shock):,}",
        )
        for role in roles
    ]
    sheet.table(
        "How many to call",
        (
            "Role",
            "Needed",
            *(f"{misses:.0%} do not come" for misses in NO_SHOWS),
            f"{NO_SHOWS[1]:.0%}, with bad days",
        ),
        rows,
        numeric=(1, 2, 3, 4, 5),
        note="Assumption: these rates are examples, not measured; exercises of your own say more. With bad days: "
        f"{_bad_days_words(shock)}, for all at once, as the duty rules say. "
        "How many may be called is not looked at here.",
    )


def largest_need(brief: Brief) -> int | None:
    """The place of the need that asks for most, of what the plan does not leave out; None where nothing is left."""
    needs = brief.request.needs_less(brief.plan.missing, brief.plan.lacking)
    asked = [sum(role.officers for role in need.roles) for need in needs]
    most = max(asked, default=0)
    return asked.index(most) if most else None


def _called(brief: Brief, called: NoShowLists, sheet: Sheet) -> None:
    need = brief.request.needs[called.need]
    sheet.heading(1, "If not everybody comes")
    sheet.say(
        "The plan names as many as are asked for, as if everybody called came. The table says how many to call for the "
        f"need in the tour {need.tour} by {brief.clock(need.by)}, so that each role by itself is full with a chance of "
        f"{called.together.sure:.0%}. All roles at once are then full with a chance of {called.together.jointly:.0%}."
    )
    if not called.together.is_sure:
        sheet.callout(
            "Not enough may be called", "Even everybody who may be called does not give that chance."
        )
    alone = {each.role: each for each in called.alone.lists}
    sheet.table(
        "How many to call",
        ("Role", "Needed", "Call", "Chance that it is full", "Call if each stayed away by themselves"),
        [
            (
                each.role,
                f"{each.needed:,}",
                f"{len(each.people):,}",
                f"{each.chance:.1%}",
                f"{len(alone[each.role].people):,}",
            )
            for each in called.together.lists
        ],
        numeric=(1, 2, 3, 4),
        note=f"Muster rates: {listed(called.sources)}. No-shows come together on bad days, as the duty rules say. "
        "Called are those whom the plan sends, then others who may go, and nobody beyond the emergency minimum.",
    )


def _bad_days_words(shock: SharedShock) -> str:
    """What the bad days bring.

    >>> from dueregard.mobilisation.call_out import bad_days
    >>> _bad_days_words(bad_days(0.1, 2.0))
    '10 % of days bring 2 times the usual no-shows'
    """
    worst = max(shock.days, key=lambda each: each.times)
    return f"{100 * worst.share:g} % of days bring {worst.times:g} times the usual no-shows"


def _to_call(needed: int, misses: float, shock: SharedShock = INDEPENDENT) -> int:
    """The fewest to call for a role.

    >>> _to_call(1, 0.05), _to_call(20, 0.05)
    (1, 23)
    """
    people = tuple(Callee(str(n), misses) for n in range(needed + needed // 2 + 20))
    chances = full_chances(RoleList("any", needed, people), shock)
    return next(
        (number for number, each in enumerate(chances) if joint_chance([each], shock) >= SURE), len(people)
    )
