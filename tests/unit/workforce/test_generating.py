"""The generated roster of Northmarch has the figures that were fixed before the first run."""

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from dueregard import workforce
from dueregard.common.errors import FaultList, FaultsFound
from dueregard.workforce.generating import generate_people, generate_roster
from dueregard.workforce.generating_spec import (
    RosterSpec,
    SpecRefused,
    Spread,
    load_shipped_spec,
    load_spec,
)
from dueregard.workforce.hours import ABSENCE_CAUSES, DutyFunction, Grid, RosterHours
from dueregard.workforce.people import Rank
from dueregard.workforce.roster_hours import expand_roster

SEED = 20141104
NORTHMARCH = load_shipped_spec("northmarch")
SATURDAY_01, TUESDAY_05 = 5 * 24 + 1, 1 * 24 + 5
RESPONSE = 0
FIRST_ON, DAYS = date(2022, 9, 5), 40  # four cycles of the pattern, before the clocks go back


def hours_of(
    spec: RosterSpec, first_on: date = FIRST_ON, days: int = DAYS, skills: tuple[str, ...] = ()
) -> RosterHours:
    roster = generate_roster(spec, first_on, days, SEED)
    return expand_roster(roster, Grid.of_days(first_on, days, roster.local_areas, spec.zone), skills)


@pytest.fixture(scope="module")
def hours():
    return hours_of(NORTHMARCH, skills=("public-order",))


def test_response_officers_on_duty_are_as_tabled(hours):
    on_duty = hours.present[:, :, RESPONSE].sum(axis=1) / 60
    assert round(on_duty.mean()) == 288
    assert on_duty.mean() == pytest.approx(1750 / 5 * 0.68 * 29 / 24)
    assert set(on_duty[hours.grid.hours_of_week == SATURDAY_01]) == {476}
    assert set(on_duty[hours.grid.hours_of_week == TUESDAY_05]) == {238}


def test_every_hour_has_the_absence_that_was_asked_for(hours):
    rostered, absent = (minutes[:, :, RESPONSE].sum(axis=1) for minutes in (hours.rostered, hours.absent))
    np.testing.assert_array_equal(100 * absent, 32 * rostered)
    shares = {cause: minutes.sum() / hours.rostered.sum() for cause, minutes in hours.absent_by_cause.items()}
    expected = {entry.cause: float(entry.share) for entry in NORTHMARCH.absence}
    assert shares == pytest.approx(expected, abs=0.001)


def test_local_areas_have_their_share_of_response(hours):
    by_area = hours.rostered[:, :, RESPONSE].sum(axis=0)
    expected = [float(entry.share) / 100 for entry in NORTHMARCH.local_areas]
    assert by_area / by_area.sum() == pytest.approx(expected, abs=0.5 / 350)


def test_people_and_the_trained_are_as_tabled():
    people = generate_people(NORTHMARCH, SEED)
    assert Counter(person.function for person in people) == {
        DutyFunction.RESPONSE: 1750,
        DutyFunction.INVESTIGATION: 2200,
        DutyFunction.NEIGHBOURHOOD: 850,
        DutyFunction.CUSTODY: 160,
        DutyFunction.CONTACT: 90,
        DutyFunction.OTHER: 2050,
    }
    trained = [person for person in people if person.holds("public-order", date(2022, 9, 30))]
    assert Counter(person.rank for person in trained) == {
        Rank.INSPECTOR: 45,
        Rank.SERGEANT: 135,
        Rank.CONSTABLE: 720,
    }
    groups = {"response": 330, "operations": 270, "neighbourhood": 220, "investigation": 80}
    assert Counter(person.post for person in trained) == groups
    drivers, medics = (
        {person.id for person in people if person.holds(skill, date(2022, 9, 30))}
        for skill in ("public-order-driver", "public-order-medic")
    )
    constables = {person.id for person in trained if person.rank is Rank.CONSTABLE}
    assert (len(drivers), len(medics)) == (150, 60)
    assert drivers | medics <= constables
    assert not drivers & medics


def test_the_trained_on_duty_are_spread_over_teams_and_places(hours):
    trained = hours.trained["public-order"]
    assert (trained <= hours.present).all()
    on_duty = trained.sum(axis=(1, 2)) / 60
    assert on_duty.mean() == pytest.approx(900 * 0.68 * 29 / 24 / 5, rel=0.02)
    assert on_duty.min() >= 0.75 * 900 * 0.68 / 5


@pytest.mark.parametrize(("strength", "trained"), [(8300, 1052), (6600, 837)])
def test_another_strength_scales_every_group_and_skill_in_proportion(strength, trained):
    spec = NORTHMARCH.at_strength(strength)
    people = generate_people(spec, SEED)
    assert len(people) == strength
    for group, before in zip(spec.groups, NORTHMARCH.groups, strict=True):
        assert abs(group.officers - before.officers * strength / 7100) < 1
    assert sum(person.holds("public-order", FIRST_ON) for person in people) == trained
    on_duty = hours_of(spec, days=10).present[:, :, RESPONSE].sum(axis=1) / 60
    assert on_duty.mean() == pytest.approx(288 * strength / 7100, rel=0.01)


def test_a_day_is_the_same_whatever_period_is_asked_for():
    spec = NORTHMARCH.at_strength(710)
    whole = hours_of(spec, date(2022, 9, 5), 6).present
    later = hours_of(spec, date(2022, 9, 8), 3).present
    np.testing.assert_array_equal(whole[3 * 24 :], later)


def test_the_seed_decides_and_nothing_else():
    one, again, other = (
        generate_roster(NORTHMARCH.at_strength(710), FIRST_ON, 7, seed) for seed in (1, 1, 2)
    )
    assert one.sha256() == again.sha256() != other.sha256()


@pytest.mark.parametrize("spread", Spread)
def test_absence_goes_round_and_nobody_is_always_away(spread: Spread):
    roster = generate_roster(replace(NORTHMARCH.at_strength(710), spread=spread), FIRST_ON, 180, SEED)
    rostered, away = (np.bincount(spans.person, minlength=710) for spans in (roster.duties, roster.absences))
    assert (away < 0.75 * rostered).all()
    assert (away > 0).all()


def test_absence_by_chance_has_the_same_share_and_differs_from_day_to_day():
    sampled = hours_of(replace(NORTHMARCH, spread=Spread.SAMPLED), days=100)
    for cause, entry in zip(ABSENCE_CAUSES, NORTHMARCH.absence, strict=True):
        share = sampled.absent_by_cause[cause].sum() / sampled.rostered.sum()
        # Spells of up to a week of 7,100 people over a hundred days: the standard error is under 0.0012.
        assert share == pytest.approx(float(entry.share), abs=0.005)
    on_duty = sampled.present[:, :, RESPONSE].sum(axis=1) / 60
    assert len(set(on_duty[sampled.grid.hours_of_week == TUESDAY_05])) > 5


def test_a_force_of_any_size_can_be_made():
    for strength in (40, 71, 1_000, 30_000):
        assert len(generate_people(NORTHMARCH.at_strength(strength), SEED)) == strength


def test_more_trained_than_there_are_is_refused():
    skill = NORTHMARCH.skills[0]
    asked = {
        Rank.INSPECTOR: 120,
        Rank.SERGEANT: 60,
        Rank.CONSTABLE: 720,
    }  # the four groups have 110 inspectors
    by_rank = tuple(replace(number, officers=asked[number.rank]) for number in skill.by_rank)
    spec = replace(NORTHMARCH, skills=(replace(skill, by_rank=by_rank),))
    with pytest.raises(SpecRefused, match=r"of rank inspector in \w+ are to hold public-order"):
        generate_people(spec, SEED)


@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        ("teams: 5", "teams: 4", "let the number of teams divide the days"),
        ("group: operations", "group: operation", 'names "operation"'),
        ('share: "0.15"', 'share: "0.85"', "the shares of absence come to more than 1"),
        ("pattern: five-teams}", "pattern: six-teams}", 'names "six-teams"'),
        ("Europe/London", "Europe/Londinium", "There is no time zone"),
        ("officers: 330", "officers: 331", "900 officers by rank and 901 by group"),
        ("apart_from: [public-order-driver]", "apart_from: [diver]", 'names "diver"'),
        ("format: dueregard-roster-spec 1", "format: dueregard-roster-spec 2", "write format"),
    ],
)
def test_a_fault_in_a_description_is_told_in_one_sentence(written, instead, told):
    text = (Path(workforce.__file__).parent / "library/northmarch-roster.yaml").read_text("utf-8")
    assert written in text
    faults = FaultList()
    assert load_spec(text.replace(written, instead), "own.yaml", faults) is None
    with pytest.raises(FaultsFound, match=told):
        faults.raise_if_any()
