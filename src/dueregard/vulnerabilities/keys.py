"""Keys of vulnerabilities: rule/subject, and what an old key is called now.

A key is stable when the same rule finds the same subject again. A criterion changes its name when a version
of the SPR ends; where the crosswalk says that it is the same or only renamed, its vulnerability goes on
under the new name, and an acceptance made under the old one still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dueregard.common.codecs import Id
from dueregard.frameworks.model import Crosswalk


def key_of(rule: str, subject: str) -> Id:
    """The key of a vulnerability.

    >>> key_of("rating-below-required", "public-order-1/po-03")
    'rating-below-required/public-order-1/po-03'
    """
    return Id(f"{rule}/{subject}")


def split_key(key: str) -> tuple[str, str]:
    """Rule and subject of a key.

    >>> split_key("rating-below-required/public-order-1/po-03")
    ('rating-below-required', 'public-order-1/po-03')
    """
    rule, _, subject = key.partition("/")
    return rule, subject


def successors(crosswalks: Iterable[Crosswalk]) -> Mapping[str, str]:
    """What each criterion, as framework/criterion, is called in the next version, where its trend goes on."""
    return {
        f"{walk.before}/{row.before}": f"{walk.after}/{row.after}"
        for walk in crosswalks
        for row in walk.criteria
        if row.before is not None and row.after is not None and row.relation.carries_trend
    }


def current_name(subject: str, homes: Mapping[str, str], later: Mapping[str, str]) -> str:
    """What a subject is called in a cycle: followed through versions until the cycle asks it, to its home.

    `homes` maps every criterion of the cycle to the home of its question; anything else keeps its name.

    >>> current_name("v1/a", {"v3/b": "cyber-1/b"}, {"v1/a": "v2/a", "v2/a": "v3/b"})
    'cyber-1/b'
    >>> current_name("A-17", {}, {})
    'A-17'
    """
    name, seen = subject, {subject}
    while name not in homes and name in later and later[name] not in seen:
        name = later[name]
        seen.add(name)
    return homes.get(name, subject)
