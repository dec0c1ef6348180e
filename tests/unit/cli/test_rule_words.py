"""What a plan rests on, in words."""

from dataclasses import replace

from dueregard.cli.presenters.rule_words import minimum_words, undated_words
from dueregard.mobilisation.plan import Aims
from tests.unit.mobilisation.small_case import case


def test_skills_without_a_day_on_which_they_lapse_are_counted():
    small = case([])
    people = small.roster.people
    skilled = [p for p in people if p.skills]
    undated = tuple(
        replace(p, skills=tuple(replace(held, until_on=None) for held in p.skills)) for p in people
    )
    words = undated_words(small.request, replace(small.roster, people=undated))
    assert words
    assert any(f"{len(skilled):,} people hold" in each and "never lapsing" in each for each in words)
    bare = tuple(replace(person, skills=()) for person in people)
    assert undated_words(small.request, replace(small.roster, people=bare)) == ()


def test_the_base_of_the_minimum_is_named():
    words = minimum_words(Aims(minimum_share=0.6), "ours")
    assert words is not None
    assert "60 % of those on duty by the roster, less absences," in words
