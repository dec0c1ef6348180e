"""Sharing out beside trying every order: no sharing has a fairer bag of loads."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from dueregard.mobilisation.fair_shares import Sharer, as_bag, share_out, tie_of

SHARES = st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10)])
PAST = st.sampled_from([Fraction(each) for each in (0, 1, 2, 3, 5)] + [Fraction(3, 2)])
WEIGHT = st.sampled_from([Fraction(each) for each in (0, 1, 2, 3)] + [Fraction(1, 2)])


@st.composite
def sharings(draw):
    """People and no more ways than people."""
    size = draw(st.integers(1, 6))
    people = [Sharer(draw(PAST), draw(SHARES), tie_of(7, str(at)), draw(st.booleans())) for at in range(size)]
    return people, draw(st.lists(WEIGHT, max_size=size))


def bags(
    people: Sequence[Sharer], weights: Sequence[Fraction], takers: Sequence[int]
) -> tuple[list[Fraction], ...]:
    """Bags of loads: those of who did not volunteer first."""
    given_to = dict(zip(takers, weights, strict=True))
    loads = [(one.volunteers, one.load(given_to.get(at, Fraction(0)))) for at, one in enumerate(people)]
    return tuple(
        as_bag(load for volunteers, load in loads if volunteers is wanted) for wanted in (False, True)
    )


@given(sharings())
def test_no_other_sharing_is_fairer(sharing):
    people, weights = sharing
    found = share_out(people, weights)
    assert len(set(found)) == len(weights)
    best = min(bags(people, weights, order[: len(weights)]) for order in permutations(range(len(people))))
    assert bags(people, weights, found) == best


@given(sharings(), st.randoms(use_true_random=False))
def test_the_order_of_people_does_not_matter(sharing, dice):
    people, weights = sharing
    order = list(range(len(people)))
    dice.shuffle(order)
    first = [people[at] for at in share_out(people, weights)]
    assert first == [people[order[at]] for at in share_out([people[at] for at in order], weights)]


@given(sharings(), st.lists(PAST, max_size=4))
def test_who_shares_out_elsewhere_changes_nothing(sharing, beside):
    """The loads of other signatures beside them, a sharing is fairest still: each may share out by itself."""
    people, weights = sharing
    people = [Sharer(each.past, each.share, each.tie) for each in people]
    fair = bags(people, weights, share_out(people, weights))[0]
    for order in permutations(range(len(people)), len(weights)):
        assert as_bag(fair + beside) <= as_bag(bags(people, weights, order)[0] + beside)
