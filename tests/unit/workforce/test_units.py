"""Who may fill a role: kinds of post, ranks, posts and skills, each for itself."""

import pytest

from dueregard.common.codecs import Id
from dueregard.workforce.hours import DutyFunction
from dueregard.workforce.people import Person, PostKind, Rank
from dueregard.workforce.units import Role, RoleNeed, UnitShape

ANY = tuple(PostKind)


def somebody(kind: PostKind, rank: Rank = Rank.CONSTABLE) -> Person:
    return Person(
        id=Id("p"),
        function=DutyFunction.RESPONSE,
        local_area=Id("north"),
        kind=kind,
        rank=rank,
        post=Id("desk"),
    )


@pytest.mark.parametrize(
    ("role", "filling"),
    [
        (Role(id=Id("r")), {PostKind.OFFICER}),
        (Role(id=Id("r"), kinds=ANY), set(ANY)),
        (Role(id=Id("r"), kinds=(PostKind.STAFF,)), {PostKind.STAFF}),
        # A role that asks for a rank is closed to those who have none, whatever its kinds.
        (Role(id=Id("r"), kinds=ANY, ranks=(Rank.CONSTABLE,)), {PostKind.OFFICER, PostKind.SPECIAL}),
        (Role(id=Id("r"), kinds=ANY, ranks=(Rank.INSPECTOR,)), set()),
        (Role(id=Id("r"), kinds=ANY, posts=(Id("custody"),)), set()),
    ],
)
def test_a_role_is_open_to_its_kinds(role: Role, filling: set[PostKind]):
    assert {kind for kind in ANY if role.could_be(somebody(kind))} == filling
    assert {kind for kind in ANY if role.filled_by(somebody(kind), ())} == filling


def test_a_role_that_stands_twice_is_refused():
    needs = (RoleNeed(role=Id("r"), officers=1),)
    with pytest.raises(ValueError, match="the role r is described 2 times in the unit u; keep one"):
        UnitShape(id=Id("u"), needs=needs, source="made up", roles=(Role(id=Id("r")), Role(id=Id("r"))))


def test_parts_follow_the_needs_and_leave_out_what_is_not_needed():
    shape = UnitShape(
        id=Id("u"),
        needs=(RoleNeed(role=Id("b"), officers=2), RoleNeed(role=Id("a"), officers=0)),
        source="made up",
        roles=(Role(id=Id("a")), Role(id=Id("b"))),
    )
    assert [(role.id, number) for role, number in shape.parts] == [("b", 2)]
    assert shape.undescribed == ()
