"""An answer said to be carried has an earlier one to be carried from."""

from __future__ import annotations

from dueregard.assessment.returns import ResponseState
from dueregard.common.errors import FaultList
from dueregard.frameworks.model import Framework
from dueregard.packs.contents import Contents, ResponseFile


def check_carried(contents: Contents, faults: FaultList) -> None:
    """Go through the cycles in order, remembering what has been answered so far.

    An answer is remembered under its criterion, under the question it shares with other
    frameworks, and under the criterion that a crosswalk says carries its trend.
    """
    if contents.broken & {"returns", "responses", "frameworks", "cycles"}:
        return
    successors = _successors(contents)
    answered: set[str] = set()
    for _cycle, returns in sorted(_by_cycle(contents).items()):
        now: set[str] = set()
        for framework, file in returns:
            for number, response in enumerate(file.responses):
                criterion = framework.criterion_by_id.get(response.criterion)
                if criterion is None:
                    continue
                key = framework.answer_key(criterion)
                if response.state is ResponseState.CARRIED and key not in answered:
                    saw = f'"{response.criterion}" is carried, and no earlier cycle of this pack answers it'
                    faults.add(file.at(number, "state"), saw, "answer it, or write unanswered")
                elif response.state in (ResponseState.ANSWERED, ResponseState.CARRIED):
                    now.update((key, *successors.get((framework.id, criterion.id), ())))
        answered |= now


def _by_cycle(contents: Contents) -> dict[str, list[tuple[Framework, ResponseFile]]]:
    found: dict[str, list[tuple[Framework, ResponseFile]]] = {}
    for _located, of, file in contents.returns():
        framework = contents.frameworks.get(of.framework)
        if framework is not None:
            found.setdefault(of.cycle, []).append((framework, file))
    return found


def _successors(contents: Contents) -> dict[tuple[str, str], list[str]]:
    """For each criterion, the answer keys of those that carry its trend in later versions."""
    found: dict[tuple[str, str], list[str]] = {}
    for walk in contents.crosswalks:
        after = contents.frameworks.get(walk.after)
        for row in walk.criteria:
            if after is None or row.before is None or row.after is None or not row.relation.carries_trend:
                continue
            later = after.criterion_by_id.get(row.after)
            if later is not None:
                found.setdefault((walk.before, row.before), []).append(after.answer_key(later))
    return found
