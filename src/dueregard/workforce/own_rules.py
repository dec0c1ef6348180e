"""A force's own duty rules, held to those that are known: no name passed over in silence, no value out of range.

`DutyRules.with_settings` takes what it knows from a pack's settings, where others stand beside. A file of duty rules
holds nothing else, so a name that is not known there is a slip of the pen.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from dueregard.common.codecs import codec_for
from dueregard.common.errors import FaultList, Place, shorten
from dueregard.common.reading.files import read_text
from dueregard.common.reading.yaml_tree import Mapping, Scalar, Sequence, parse_yaml
from dueregard.force.identity import Setting
from dueregard.workforce.duty_rules import DutyRules, load_rules, shipped_rules
from dueregard.workforce.people import Rank

RANGES: dict[str, tuple[int, int]] = {
    "days": (0, 731),
    "hour": (0, 24),
    "hours": (0, 168),
    "minutes": (0, 1_440),
    "months": (0, 60),
    "points": (0, 1_000),
    "share": (0, 1),
    "times": (0, 100),
    "weeks": (1, 53),
    "yes or no": (0, 1),
}
"""Least and most of a value by its unit; beyond lies a slip of the pen, not another rule."""
NARROWER: dict[str, tuple[int, int]] = {
    "daily-rest-hours": (0, 24),
    "tour-longest-hours": (1, 36),
    "tour-working-hours": (1, 24),
}
"""Where a unit allows too much for one rule."""
ANY = (0, 10_000)
"""A unit that is not listed."""
WHOLE = frozenset({"days", "months", "weeks", "yes or no"})


def nearest_rule(name: str, known: DutyRules) -> str:
    """The known rule that is most like a name, by the words of names and of what they are about.

    >>> from dueregard.workforce.duty_rules import shipped_rules
    >>> nearest_rule("daily-rest", shipped_rules()), nearest_rule("longest-spell", shipped_rules())
    ('daily-rest-hours', 'tour-longest-hours')
    """
    wanted = set(name.lower().split("-"))

    def likeness(setting: Setting) -> tuple[int, int, float]:
        said = set(str(setting.id).split("-"))
        about = set(setting.about.lower().replace(",", " ").split())
        alike = difflib.SequenceMatcher(None, name.lower(), str(setting.id)).ratio()
        return len(wanted & (said | about)), len(wanted & said), alike

    return str(max(known.settings, key=likeness).id)


def range_words(setting: Setting) -> str:
    """What a rule's value may be, in words.

    >>> from dueregard.workforce.duty_rules import shipped_rules
    >>> [range_words(each) for each in shipped_rules().settings if each.id in ("daily-rest-hours", "call-out-sure")]
    ['0 to 24', '0 to 1']
    """
    if setting.unit == "text":
        return "a rank"
    least, most = _range(setting)
    words = f"{least} or {most}" if setting.unit == "yes or no" else f"{least:,} to {most:,}"
    return f"{words}, a whole number" if setting.unit in WHOLE - {"yes or no"} else words


def _range(setting: Setting) -> tuple[int, int]:
    return NARROWER.get(str(setting.id), RANGES.get(setting.unit, ANY))


def load_own_rules(text: str, name: str, known: DutyRules, faults: FaultList) -> DutyRules | None:
    """A force's duty rules from YAML text; None when it has a fault, each noted in `faults`."""
    found = load_rules(text, name, faults)
    if found is None:
        return None
    before = len(faults)
    by_id = {setting.id: setting for setting in known.settings}
    for setting, line in zip(found.settings, _lines(text, name), strict=True):
        like = by_id.get(setting.id)
        if like is None:
            near = nearest_rule(str(setting.id), known)
            faults.add(
                Place(name, line, "id"),
                f"no duty rule is called {shorten(str(setting.id))}",
                f"did you mean {near}? The reference of mobilisation files lists all of them",
            )
            continue
        _check_value(setting, like, Place(name, line, str(setting.id)), faults)
    return found if len(faults) == before else None


def _check_value(setting: Setting, like: Setting, place: Place, faults: FaultList) -> None:
    if setting.unit != like.unit:
        faults.add(place, f"its unit is {shorten(setting.unit)}", f"give the value in {like.unit}")
        return
    if not _is_in_range(setting, like):
        faults.add(place, f"its value is {shorten(setting.value)}", f"write {range_words(like)}")


def _is_in_range(setting: Setting, like: Setting) -> bool:
    text = setting.value.strip()
    if like.unit == "text":
        return text in set(map(str, Rank))
    least, most = _range(like)
    try:
        value: Decimal = codec_for(Decimal).parse(text)
    except ValueError:
        return False
    return least <= value <= most and not (like.unit in WHOLE and value % 1)


def _lines(text: str, name: str) -> Iterator[int]:
    """The line of each rule, of a text that was read without a fault."""
    tree = parse_yaml(text, name, FaultList())
    rules = tree.entries.get("rules") if tree is not None else None
    for item in rules.items if isinstance(rules, Sequence) else ():
        entry = item.entries.get("id") if isinstance(item, Mapping) else None
        yield entry.line if isinstance(entry, Scalar) else item.line


def own_duty_rules(path: Path | None, name: str | None = None) -> DutyRules:
    """The duty rules that come with the program, with those of a force's file instead. Raises FaultsFound."""
    shipped = shipped_rules()
    if path is None:
        return shipped
    faults, named = FaultList(), name or path.name
    text = read_text(path, named, faults)
    own = None if text is None else load_own_rules(text, named, shipped, faults)
    faults.raise_if_any()
    assert own is not None
    return shipped.with_settings(own.settings)
