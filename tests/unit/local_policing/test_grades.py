"""Grade schemes as dated data."""

from datetime import date

import pytest

from dueregard.common.errors import FaultsFound
from dueregard.local_policing.grades import Route, read_grade_schemes

TWO = """
common:
  - {id: emergency, name: Emergency, emergency: yes}
  - {id: scheduled, name: Scheduled, emergency: no}
schemes:
  - id: old
    from_on: 2015-01-01
    until_on: 2020-09-30
    grades:
      - {code: "1", common: emergency, standard_minutes: 10}
      - {code: "2", common: scheduled}
  - id: new
    from_on: 2020-10-01
    source: Standing order 7
    grades:
      - {code: G1, common: emergency, standard_minutes: 15, clock: dispatched, target_percent: 90}
      - {code: G4, common: scheduled, route: diary, standard_minutes: 2880}
"""


def test_terms_are_those_of_the_day():
    schemes = read_grade_schemes(TWO, "grades.yaml")
    for scheme, day, grade, standard, route in (
        ("old", date(2020, 9, 30), "emergency", 10, Route.DISPATCH),
        ("new", date(2020, 10, 1), "emergency", 15, Route.DISPATCH),
        ("new", date(2021, 1, 1), "scheduled", 2880, Route.DIARY),
    ):
        found, terms = schemes.on(day), schemes.terms_on(grade, day)
        assert found
        assert terms
        assert (found.id, terms.standard_minutes, terms.route) == (scheme, standard, route)
    assert schemes.on(date(2014, 1, 1)) is None
    assert schemes.terms_on("emergency", date(2014, 1, 1)) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("until_on: 2020-09-30", "until_on: 2020-10-02", "old and new are in force on the same day"),
        ("common: emergency, standard_minutes: 10", "common: emergancy", 'did you mean "emergency"'),
        ("until_on: 2020-09-30", "until_on: 2014-09-30", "ends before it begins"),
        ("standard_minutes: 10", "standard_minutes: 0", "a standard under a minute"),
        ("target_percent: 90", "target_percent: 190", "a target outside 0 to 100"),
        ("{code: G4", "{code: G1", "one twice"),
        ("emergency: no", "emergency: false", "yes or no"),
    ],
)
def test_mistakes_are_told_in_a_sentence(old, new, words):
    assert old in TWO
    with pytest.raises(FaultsFound, match=words):
        read_grade_schemes(TWO.replace(old, new, 1), "grades.yaml")
