"""The PublicSnapshot: publishable records and approved Releases, and no way to anything else.

The public edition is built from this alone. `dueregard.snapshot.keeping` makes it; nothing here
knows that there is anything more.
"""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.publication.releases import Release
from dueregard.snapshot.records import Records


@dataclass(frozen=True, kw_only=True)
class PublicSnapshot(Records):
    """What may be public, with the words of published frameworks that it cannot be read without."""

    framework_titles: tuple[tuple[str, str], ...] = ()
    spr_areas: tuple[tuple[str, str], ...] = ()  # framework/area -> title, of SPR versions
    criteria: tuple[tuple[str, str], ...] = ()  # framework/criterion -> what is asked, of published answers


def approved_releases(public: PublicSnapshot, paper: str) -> tuple[Release, ...]:
    """The approved Releases of one paper, by section and order."""
    of_paper = (release for release in public.releases if release.paper == paper)
    return tuple(sorted(of_paper, key=lambda r: (r.section, r.order, r.id)))
