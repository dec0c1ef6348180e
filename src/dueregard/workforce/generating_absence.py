"""Who of a generated roster is absent on which shift."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from dueregard.workforce.generating_chance import chances
from dueregard.workforce.generating_spec import SHARE_PARTS, RosterSpec, Spread
from dueregard.workforce.hours import ABSENCE_CAUSES, local_midnight
from dueregard.workforce.roster import Integers, Roster, Spans
from dueregard.workforce.shifts import minute_of

_PRESENT = -1
_ORDER, _PHASE, _SPELL, _SPELL_PHASE = 2, 3, 4, 5  # what a chance is for


def absences_of(spec: RosterSpec, roster: Roster, first_on: date, days: int, seed: int) -> Spans:
    """The shifts that somebody misses, each with its cause."""
    on = _days(roster, spec.zone, first_on, days)
    lay = _evenly if spec.spread is Spread.EVENLY else _sampled
    cause = lay(spec, roster, on, seed)
    missed = cause != _PRESENT
    duties = roster.duties
    return Spans(duties.person[missed], duties.begins[missed], duties.ends[missed], cause[missed])


def _days(roster: Roster, zone: str, first_on: date, days: int) -> Integers:
    """The local day on which each duty begins, as the number of `date.toordinal`."""
    midnights = [minute_of(local_midnight(first_on + timedelta(days=at), zone)) for at in range(days)]
    after = np.searchsorted(np.array(midnights, dtype=np.int64), roster.duties.begins, side="right")
    return np.asarray(after - 1 + first_on.toordinal(), dtype=np.int64)


def _evenly(spec: RosterSpec, roster: Roster, on: Integers, seed: int) -> Integers:
    """The people of a team stand on a ring, and windows as wide as the shares of the causes move round it.

    Each day the windows move on together, at the pace at which the first cause lasts its spell. They
    stand apart by equal gaps of whole people, so that one absence does not follow upon another, and
    together cover as many people as if they met: just the share of the team, where that is a whole
    number, and otherwise by turns the whole numbers on either side of it.
    """
    cause = np.full(len(on), _PRESENT, dtype=np.int64)
    if not spec.absence:
        return cause
    place, size, phase = _rings(roster, seed)
    who = roster.duties.person
    round_length = size[who] * SHARE_PARTS
    pace = size[who] * max(1, _parts(spec.absence[0].share) // spec.absence[0].spell_days)
    ahead = (place[who] * SHARE_PARTS - phase[who] - on * pace) % round_length
    present_parts = SHARE_PARTS - sum(_parts(entry.share) for entry in spec.absence)
    gap = size[who] * present_parts // (SHARE_PARTS * len(spec.absence)) * SHARE_PARTS
    begins = np.zeros(len(on), dtype=np.int64)
    for entry in spec.absence:
        ends = begins + size[who] * _parts(entry.share)
        cause[(ahead >= begins) & (ahead < ends)] = ABSENCE_CAUSES.index(entry.cause)
        begins = ends + gap
    return cause


def _rings(roster: Roster, seed: int) -> tuple[Integers, Integers, Integers]:
    """For each person a place on the ring of their team, the number on it, and the ring's first turn.

    Neighbours in the list are of one local area, so the ring is dealt from ever different places of
    the list: the few who are away together come from many local areas.
    """
    people = roster.people
    teams: dict[str | None, list[int]] = {}
    for number, person in enumerate(people):
        teams.setdefault(person.team, []).append(number)
    place, size, phase = (np.zeros(len(people), dtype=np.int64) for _ in range(3))
    for turn, members in enumerate(teams.values()):
        them = np.array(members, dtype=np.int64)
        order = _dealt(len(them), int(chances(seed, _ORDER, turn)[()] * len(them)))
        place[them[order]] = np.arange(len(them))
        size[them] = len(them)
        phase[them] = int(chances(seed, _PHASE, turn)[()] * len(them) * SHARE_PARTS)
    return place, size, phase


def _dealt(count: int, first: int) -> npt.NDArray[np.int64]:
    """The numbers below `count`, in an order of which every stretch is spread over all of them."""
    golden = 0.6180339887498949
    return np.roll(np.argsort(np.arange(count) * golden % 1.0, kind="stable"), first)


def _sampled(spec: RosterSpec, roster: Roster, on: Integers, seed: int) -> Integers:
    """Each person's days fall into spells by cause, and chance says of each spell whether it is taken.

    A later cause is asked only where no earlier one applies, with its probability raised to suit, so
    that each share is met in expectation.
    """
    cause = np.full(len(on), _PRESENT, dtype=np.int64)
    who = roster.duties.person
    left = Decimal(1)
    for number, entry in enumerate(spec.absence):
        ahead = (chances(seed, _SPELL_PHASE, who, number) * entry.spell_days).astype(np.int64)
        spell = (on + ahead) // entry.spell_days
        probability = float(entry.share / left) if left else 0.0
        taken = (cause == _PRESENT) & (chances(seed, _SPELL, who, number, spell) < probability)
        cause[taken] = ABSENCE_CAUSES.index(entry.cause)
        left -= entry.share
    return cause


def _parts(share: Decimal) -> int:
    return int(share * SHARE_PARTS)
