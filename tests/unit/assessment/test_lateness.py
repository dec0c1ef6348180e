from datetime import date

import pytest

from dueregard.assessment.lateness import Timeliness, return_times
from dueregard.common.period import When
from tests.unit.assessment.building import book, criterion, cycle, framework, lead, returned

SPR = framework("spr", [criterion("boats")])
DUE = date(2022, 10, 14)


@pytest.mark.parametrize(
    ("due_on", "submitted", "on", "timeliness", "days"),
    [
        (DUE, "2022-10-14", date(2022, 10, 20), Timeliness.IN_TIME, None),
        (DUE, "2022-10-17", date(2022, 10, 20), Timeliness.LATE, 3),
        (DUE, "2022-09", date(2022, 10, 20), Timeliness.IN_TIME, None),
        (DUE, "2022-10", date(2022, 11, 20), Timeliness.CANNOT_TELL, None),
        (DUE, "2022-11", date(2022, 11, 20), Timeliness.LATE, 18),
        (DUE, None, date(2022, 10, 14), Timeliness.NOT_YET_DUE, None),
        (DUE, None, date(2022, 10, 15), Timeliness.OVERDUE, 1),
        (DUE, "2022-10-17", date(2022, 10, 16), Timeliness.OVERDUE, 2),
        (None, None, date(2022, 10, 15), Timeliness.NOT_IN, None),
        (None, "2022-10-01", date(2022, 10, 15), Timeliness.IN_WITHOUT_DUE_DATE, None),
    ],
)
def test_a_return_stands_against_its_due_date(due_on, submitted, on, timeliness, days):
    of = returned(
        "2022-Q3", [], due_on=due_on, submitted_on=None if submitted is None else When.parse(submitted)
    )
    (found,) = return_times(book([SPR], [cycle("2022-Q3")], [of]), "2022-Q3", [lead()], on)
    assert (found.timeliness, found.days_late, found.of) == (timeliness, days, of)


def test_a_return_that_is_asked_and_not_on_record_is_named():
    of = book([SPR], [cycle("2022-Q3")], [])
    leads = [lead("a", frameworks=["spr"]), lead("b", spr_areas=["spr/flood"]), lead("c")]
    found = return_times(of, "2022-Q3", leads, DUE)
    assert [(each.lead, each.timeliness) for each in found] == [
        ("a", Timeliness.NOT_IN),
        ("b", Timeliness.NOT_IN),
    ]
