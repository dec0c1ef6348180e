"""Who goes on which tour, for the people who lead them: times, skills and rest, by pseudonym."""

from __future__ import annotations

from dueregard.mobilisation.checker_diary import Diary, diaries
from dueregard.mobilisation.stored_plan import PlannedTour
from dueregard.papers.fitted.sheet import Sheet
from dueregard.papers.mobilised.brief import Brief
from dueregard.papers.wording import counted
from dueregard.workforce.shifts import minute_of


def team_roster(brief: Brief, sheet: Sheet) -> None:
    """A table for each tour and role."""
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
        for role in sorted({str(each.role) for each in there}):
            mine = [each for each in there if each.role == role]
            sheet.table(
                f"{tour.id}: {role} ({len(mine):,})",
                ("Person", "Rank", "Work begins", "Present", "Back", "Rest before", "Skills", "Remarks"),
                [
                    _row(brief, each, _rest(each, books[str(each.person)], lost, tours))
                    for each in sorted(mine, key=lambda one: (one.out_at, one.person))
                ],
                widths=(6, 4, 6, 3, 3, 3, 5, 3),
                numeric=(5,),
            )
    sheet.say(
        "Rest before: from the end of the last spell of work that the roster or this plan shows until work begins. A "
        "dash: they show none. Skills: held on the day of leaving."
    )


def _row(brief: Brief, each: PlannedTour, rest: str) -> tuple[str, ...]:
    person = brief.people[str(each.person)]
    skills = sorted(str(held.skill) for held in person.skills if held.holds_on(each.on))
    remarks = [
        *(["rest day"] if each.day.value == "rest-day" else []),
        *([counted(each.lodged, "night lodged", "nights lodged")] if each.lodged else []),
    ]
    return (
        str(each.person),
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
