"""Who may take which step in the life of a request: dated settings, never constants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, Place, shorten
from dueregard.common.period import day_words
from dueregard.common.reading.binding import bind
from dueregard.common.reading.yaml_tree import Scalar, parse_yaml
from dueregard.common.records import Column
from dueregard.force.identity import Setting
from dueregard.workforce.people import Rank

REQUEST_RULES_FORMAT = "dueregard-request-rules 1"


class RequestRuleUnusable(DueRegardError):
    """A rule on who may take a step is absent on a day, or is no rank."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRulesFile:
    """Who may take each step: `request-offered-rank` is the lowest rank that may offer, and so on for each step.

    `request-offered-posts` names posts that may as well, divided by semicolons.
    """

    rules: Annotated[tuple[Setting, ...], Column("The rules.")]


@dataclass(frozen=True, slots=True)
class RequestRules:
    """The rules of a force; of those of a step, the one that began last holds."""

    settings: tuple[Setting, ...]

    def with_settings(self, own: Iterable[Setting]) -> RequestRules:
        """The same rules, where the force has settings of the same name with those instead, and its posts beside."""
        taken = tuple(setting for setting in own if setting.id.startswith("request-"))
        replaced = {setting.id for setting in taken}
        return RequestRules((*(each for each in self.settings if each.id not in replaced), *taken))

    def _held(self, name: str, day: date) -> Setting | None:
        held = [each for each in self.settings if each.id == name and each.holds_on(day)]
        return max(held, key=lambda each: each.from_on.first_day) if held else None

    def lowest_rank(self, step: str, day: date) -> Rank:
        """The lowest rank that may take a step. Raises RequestRuleUnusable.

        >>> shipped_request_rules().lowest_rank("offered", date(2022, 10, 10)).value
        'superintendent'
        """
        name = f"request-{step}-rank"
        held = self._held(name, day)
        if held is None:
            raise RequestRuleUnusable(
                f"There is no rule {name} for {day_words(day)}: add a setting that holds then."
            )
        try:
            return Rank(held.value.strip())
        except ValueError:
            raise RequestRuleUnusable(
                f"The rule {name} is {shorten(held.value)}: write a rank such as superintendent."
            ) from None

    def posts(self, step: str, day: date) -> tuple[str, ...]:
        """Posts that may take a step whatever the rank."""
        held = self._held(f"request-{step}-posts", day)
        return tuple(each.strip() for each in held.value.split(";") if each.strip()) if held else ()

    def may(self, step: str, rank: Rank, post: Id | None, day: date) -> bool:
        """Whether an officer may take a step. Raises RequestRuleUnusable."""
        ranks = list(Rank)
        return ranks.index(rank) >= ranks.index(self.lowest_rank(step, day)) or post in self.posts(step, day)


def load_request_rules(text: str, name: str, faults: FaultList) -> RequestRules | None:
    """Rules from YAML text; None when it has a fault, each noted in `faults`."""
    tree = parse_yaml(text, name, faults)
    if tree is None:
        return None
    given = tree.entries.get("format")
    if not isinstance(given, Scalar) or given.text != REQUEST_RULES_FORMAT:
        saw = "the format is missing or another"
        faults.add(
            Place(name, given.line if given else 1, "format"), saw, f"write format: {REQUEST_RULES_FORMAT}"
        )
        return None
    found = bind(RequestRulesFile, tree, name, faults, skip=frozenset({"format"}))
    return None if found is None else RequestRules(found.rules)


def shipped_request_rules() -> RequestRules:
    """The rules that come with the program: our assumptions, for a force to replace."""
    faults = FaultList()
    text = (resources.files("dueregard.mobilisation") / "library" / "request-rules.yaml").read_text("utf-8")
    rules = load_request_rules(text, "request-rules.yaml", faults)
    faults.raise_if_any()
    assert rules is not None
    return rules
