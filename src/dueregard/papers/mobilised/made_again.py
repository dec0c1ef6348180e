"""What the papers say of a plan made again: what it takes the place of, who dropped out, and who counts as there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dueregard.common.codecs import Id
from dueregard.mobilisation.drop_outs import counted_there, there_words
from dueregard.papers.mobilised.brief import Brief


def again_words(brief: Brief) -> Iterator[str]:
    """Paragraphs of the opening; none for a first plan.

    Drop-outs are counted as they were listed, for the plan before, which may not have sent them, is not at hand.
    """
    replaces, head = brief.stored.replaces, brief.stored.head
    if replaces is None:
        return
    if replaces.told_at is None:
        told = f"when the request is accepted, {brief.clock(brief.request.accepted_at)}"
    else:
        told = f"at {brief.clock(replaces.told_at.at)}"
    least = head.told_twice_least or 0
    if len(head.told_twice) > least:
        how_few = f"no plan that leaves out as little tells fewer than {least:,}"
    else:
        how_few = "no plan that leaves out as little tells fewer" if least else "the least there can be"
    yield (
        f"It takes the place of an earlier plan that people were told, and is told {told}. "
        f"{len(replaces.gone):,} dropped out. {len(head.told_twice):,} are told twice, another thing than before "
        f"({how_few})."
    )
    for tour, people in drop_outs_there(brief).items():
        yield there_words(tour, len(people))


def drop_outs_there(brief: Brief) -> Mapping[Id, tuple[Id, ...]]:
    """By tour, who dropped out after setting out on it."""
    replaces = brief.stored.replaces
    return {} if replaces is None else counted_there(brief.plan, brief.request, replaces.gone)
