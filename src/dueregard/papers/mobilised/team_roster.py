"""Who goes on which tour, for the people who lead them: times, skills and rest, by pseudonym."""

from __future__ import annotations

from collections.abc import Sequence

from dueregard.mobilisation.checker_diary import Diary, diaries
from dueregard.mobilisation.drop_outs import there_words
from dueregard.mobilisation.request import Tour
from dueregard.mobilisation.stored_plan import PlannedTour
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.brief import Brief
from dueregard.papers.mobilised.made_again import drop_outs_there
from dueregard.papers.wording import counted
from dueregard.workforce.shifts import minute_of

HEADER = ("Rank", "Work begins", "Present", "Back", "Rest before", "Skills", "Remarks")
WIDTHS = (4, 5, 3, 3, 3, 5, 4)


def team_roster(brief: Brief, sheet: Sheet) -> None:
    """A table for each tour and serial, where the request has serials; one for each role of the others."""
    books = diaries(brief.case)
    lost: dict[str, set[tuple[int, int]]] = {}
    for row in brief.stored.lost:
        span = (minute_of(row.begins_at.at), minute_of(row.ends_at.at))
        lost.setdefault(str(row.person), set()).add(span)
    tours: dict[str, list[PlannedTour]] = {}
    for each in brief.stored.tours:
        tours.setdefault(str(each.person), []).append(each)
    for tour in brief.request.tours:
        there = brief.on_tour(str(tour.id))
        sheet.heading(1, f"Tour {tour.id}")
        if not there:
            sheet.say("Nobody goes on this tour.")
            continue
        sheet.say(
            f"At the place from {brief.clock(tour.begins_at)} to {brief.clock(tour.ends_at)}: "
            f"{counted(len(there), 'officer')}."
        )
        absent = drop_outs_there(brief).get(tour.id, ())
        if absent:
            sheet.say(there_words(tour.id, len(absent)))

        def rows(mine: Sequence[PlannedTour], *, with_role: bool) -> list[tuple[str, ...]]:
            return [
                _row(brief, each, _rest(each, books[str(each.person)], lost, tours), with_role=with_role)
                for each in mine
            ]

        serials = serials_on(brief, tour)
        for number, (area, mine) in enumerate(serials, start=1):
            sheet.table(
                f"{tour.id}: serial {number}, {area} ({len(mine):,})",
                ("Person", "Role", *HEADER),
                rows(mine, with_role=True),
                widths=(7, 4, *WIDTHS),
                numeric=(6,),
            )
        left = [each for each in there if not any(each in mine for _, mine in serials)]
        for role in sorted({str(each.role) for each in left}):
            mine = [each for each in left if each.role == role]
            others = " beside the serials" if serials else ""
            sheet.table(
                f"{tour.id}: {role}{others} ({len(mine):,})",
                ("Person", *HEADER),
                rows(sorted(mine, key=_turn), with_role=False),
                widths=(7, *WIDTHS),
                numeric=(5,),
            )
    sheet.say(
        "Rest before: from the end of the last spell of work that the roster or this plan shows until work begins. A "
        "dash: they show none. Skills: held on the day of leaving. Lodges: so many nights near the place afterwards."
    )


def serials_on(brief: Brief, tour: Tour) -> list[tuple[str, list[PlannedTour]]]:
    """Serials of a tour, each from one local area, with its people by role; none where the request asks for none.

    As many as the units of the plan have, local areas with most whole serials first. Within an area those who leave
    first make the first serial, so that a serial travels together.
    """
    request = brief.request
    needs = request.needs_less(brief.plan.missing, brief.plan.lacking)
    wanted = max((need.serials for need in needs if need.tour == tour.id), default=0)
    if not request.serial or not wanted:
        return []
    by_area: dict[str, dict[str, list[PlannedTour]]] = {}
    for each in sorted(brief.on_tour(str(tour.id)), key=_turn):
        area = str(brief.people[str(each.person)].local_area)
        by_area.setdefault(area, {}).setdefault(str(each.role), []).append(each)
    whole = {
        area: min(len(here.get(str(part.role), [])) // part.officers for part in request.serial)
        for area, here in by_area.items()
    }
    found: list[tuple[str, list[PlannedTour]]] = []
    for area in sorted(whole, key=lambda name: (-whole[name], name)):
        for number in range(whole[area]):
            mine: list[PlannedTour] = []
            for part in request.serial:
                mine += by_area[area][str(part.role)][number * part.officers : (number + 1) * part.officers]
            found.append((area, mine))
    return found[:wanted]


def _turn(each: PlannedTour) -> tuple[object, str]:
    return each.out_at.at, str(each.person)


def _row(brief: Brief, each: PlannedTour, rest: str, *, with_role: bool) -> tuple[str, ...]:
    person = brief.people[str(each.person)]
    skills = sorted(str(held.skill) for held in person.skills if held.holds_on(each.on))
    remarks = [
        *(["rest day"] if each.day.value == "rest-day" else []),
        *([f"lodges {each.lodged}"] if each.lodged else []),
        *(["dropped out"] if each.person in drop_outs_there(brief).get(each.tour, ()) else []),
    ]
    return (
        str(each.person),
        *((str(each.role),) if with_role else ()),
        str(each.rank),
        brief.day_clock(each.out_at.at),
        f"{each.present_at.at.astimezone(brief.zone):%H:%M}",
        f"{each.home_at.at.astimezone(brief.zone):%H:%M}",
        rest,
        "; ".join(skills),
        "; ".join(remarks),
    )


def _rest(
    each: PlannedTour,
    diary: Diary,
    lost: dict[str, set[tuple[int, int]]],
    tours: dict[str, list[PlannedTour]],
) -> str:
    """Hours between the last work and leaving; a dash where there is none."""
    out, gone = minute_of(each.out_at.at), lost.get(str(each.person), set())
    kept = [(begins, ends) for begins, ends, _ in diary.duties if (begins, ends) not in gone]
    work = [*diary.worked, *diary.fixed, *kept]
    work += [(minute_of(t.out_at.at), minute_of(t.home_at.at)) for t in tours[str(each.person)] if t != each]
    if diary.running is not None:
        if out <= diary.running[1]:
            return "from duty"
        work.append(diary.running)
    before = [ends for begins, ends in work if begins < out]
    return f"{(out - max(before)) / 60:.1f} h" if before else ""
