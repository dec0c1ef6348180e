"""The local policing body's 56 days."""

from datetime import timedelta

import pytest

from dueregard.improvement.comment_clock import COMMENT_LAW, ClockState, comment_clocks
from tests.unit.improvement.made import body, day, force, inspection, recommendation


def only(on: str, *, published: str | None = "2023-05-01", settings=None, rows=None, bodies=()):
    asked = (recommendation(),) if rows is None else rows
    found = comment_clocks(force(settings, bodies=bodies), (inspection(published=published),), asked, day(on))
    assert len(found.run) + len(found.not_run) == 1
    return found


def test_the_period_begins_with_the_day_of_publication():
    """56 days of which the first is the day of publication: a patient count on the fingers agrees."""
    counted, last = 1, day("2023-05-01")
    while counted < COMMENT_LAW.days:
        counted, last = counted + 1, last + timedelta(days=1)
    assert only("2023-05-02").run[0].last_day == last == day("2023-06-25")


@pytest.mark.parametrize(
    ("on", "state", "left"),
    [
        ("2023-05-01", ClockState.RUNNING, 55),
        ("2023-06-25", ClockState.RUNNING, 0),
        ("2023-06-26", ClockState.MISSED, -1),
    ],
)
def test_it_runs_through_its_last_day(on, state, left):
    clock = only(on).run[0]
    assert (clock.state, clock.days_left) == (state, left)


@pytest.mark.parametrize(
    ("published", "on", "state"),
    [
        ("2023-06-25", "2023-07-30", ClockState.MET),
        ("2023-06-26", "2023-07-30", ClockState.LATE),
        ("2023-06-20", "2023-06-19", ClockState.RUNNING),  # not yet published on the day asked about
    ],
)
def test_comments_in_time_late_and_not_yet(published, on, state):
    assert only(on, rows=(recommendation(comments_published_on=day(published)),)).run[0].state is state


def test_comments_are_whole_when_every_recommendation_has_them():
    rows = (recommendation(comments_published_on=day("2023-06-01")), recommendation("R-2"))
    clock = only("2023-06-26", rows=rows).run[0]
    assert clock.state is ClockState.MISSED
    assert clock.outstanding == ("R-2",)
    assert clock.commented_on is None


def test_the_law_began_on_2_may_2017_and_is_never_run_on_2014():
    assert only("2014-12-01", published="2014-04-10").not_run[0].why == (
        "It was published before 2 May 2017, when the duty began."
    )
    assert only("2017-06-01", published="2017-05-01").not_run
    assert only("2017-06-01", published="2017-05-02").run


@pytest.mark.parametrize(
    ("published", "rows", "why"),
    [
        (None, None, "The day of publication is not given."),
        ("2023-05", None, "The day of publication is not given, only May 2023."),
        ("2023-08-01", None, "It was published after 1 July 2023."),
        ("2023-05-01", (), "No recommendation of it is held, so there is nowhere to record the comments."),
    ],
)
def test_where_it_cannot_run_it_says_why(published, rows, why):
    assert only("2023-07-01", published=published, rows=rows).not_run[0].why == why


def test_the_duty_is_the_body_that_holds_office_on_the_last_day():
    bodies = (body("Old Authority", "2000", "2023-05-31"), body("New Commissioner", "2023-06-01"))
    clock = only("2023-06-26", bodies=bodies).run[0]
    assert clock.duty_of == "New Commissioner"
    assert clock.words() == "No comments of New Commissioner are recorded; they were due by 25 June 2023."
    assert only("2023-05-02").run[0].duty_of == "The local policing body"


def test_words_for_each_state():
    assert only("2023-06-24").run[0].words() == (
        "The local policing body is to publish its comments by 25 June 2023 (1 day left)."
    )
    in_time = only("2023-07-30", rows=(recommendation(comments_published_on=day("2023-06-01")),)).run[0]
    assert in_time.words() == "The local policing body published its comments on 1 June 2023, in time."
    late = only("2023-07-30", rows=(recommendation(comments_published_on=day("2023-07-01")),)).run[0]
    assert late.words().endswith("on 1 July 2023, late: they were due by 25 June 2023.")


def test_settings_of_the_force_replace_the_law_and_bad_ones_stop_it():
    later = {"comment-clock-from": "2023-06-01", "comment-clock-days": "28"}
    assert "before 1 June 2023" in only("2023-07-01", settings=later).not_run[0].why
    assert only("2023-07-01", published="2023-06-01", settings=later).run[0].last_day == day("2023-06-28")
    wrong = only("2023-07-01", settings={"comment-clock-days": "eight weeks"}).not_run[0].why
    assert wrong == 'The setting comment-clock-days is "eight weeks", not a whole number of 1 or more.'
    wrong = only("2023-07-01", settings={"comment-clock-from": "May"}).not_run[0].why
    assert wrong == 'The setting comment-clock-from is "May", not a day such as 2017-05-02.'


def test_clocks_come_by_last_day():
    reports = (inspection("HM-2", "2023-05-03"), inspection("HM-1", "2023-05-01"), inspection("HM-0", None))
    rows = tuple(recommendation(f"R-{n}", of=f"HM-{n}") for n in (0, 1, 2))
    found = comment_clocks(force(), reports, rows, day("2023-06-01"))
    assert [clock.inspection for clock in found.run] == ["HM-1", "HM-2"]
    assert [row.inspection for row in found.not_run] == ["HM-0"]
