"""The force itself, and the people and bodies that answer for it.

Leads and bodies are posts, not persons. Titles, statutes and settings are dated: the body that
holds a chief constable to account has had several names, and will have more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from dueregard.common.codecs import Id
from dueregard.common.period import When
from dueregard.common.records import Column, Record


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalArea(Record):
    """A place the force polices."""

    name: Annotated[str, Column("Its name.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalPolicingBody(Record):
    """Who holds the chief constable to account: a Commissioner, mayor, board or Common Council."""

    title: Annotated[str, Column("Title of the body, e.g. Police and Crime Commissioner.")]
    short_title: Annotated[str, Column("What papers call it after first mention, e.g. the Commissioner.")]
    name: Annotated[str, Column("Full name of the body, with its area.")]
    statute: Annotated[str | None, Column("The law it acts under.")] = None
    from_on: Annotated[When | None, Column("When it began.")] = None
    until_on: Annotated[When | None, Column("When it ended; blank while it lasts.")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead(Record):
    """The post that answers for one business area, under a named chief officer."""

    business_area: Annotated[str, Column("Title of the business area, as papers print it.")]
    post: Annotated[str, Column("The post or department that leads.")]
    chief_officer: Annotated[str | None, Column("The chief officer's post it answers to.")] = None
    frameworks: Annotated[tuple[Id, ...], Column("Frameworks it answers.", refers="frameworks")] = ()
    spr_areas: Annotated[
        tuple[Id, ...], Column("SPR areas it answers for, each as framework/area.", refers="spr_areas")
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting(Record):
    """A planning assumption or rule that is data: dated, sourced, editable, never a constant."""

    about: Annotated[str, Column("What it is, in words.")]
    value: Annotated[str, Column("Its value.")]
    unit: Annotated[str, Column("Unit of the value; `text` where it has none.")]
    from_on: Annotated[When, Column("When it holds from.")]
    until_on: Annotated[When | None, Column("When it stops holding; blank while it lasts.")] = None

    def holds_on(self, day: date) -> bool:
        """Whether this value is in force on a day."""
        return self.from_on.first_day <= day and (self.until_on is None or day <= self.until_on.last_day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Force(Record):
    """The force a pack is about. Its `id` is short and stable; everything dated hangs from it."""

    name: Annotated[str, Column("Full name.")]
    short_name: Annotated[str, Column("Name used in running text, e.g. WMP.")]
    fictional: Annotated[bool, Column("Whether the force is invented.")]
    notice: Annotated[str, Column("Printed on every page: what this is and that nobody endorses it.")]
    region: Annotated[str, Column("The region it belongs to.")]
    marking_scheme: Annotated[Id, Column("Marking scheme, e.g. gsc-2014.")]
    marking_ceiling: Annotated[Id, Column("Highest marking this deployment may hold.")]
    local_areas: Annotated[tuple[LocalArea, ...], Column("Places it polices.")] = ()
    bodies: Annotated[tuple[LocalPolicingBody, ...], Column("Who holds it to account, over time.")] = ()
    leads: Annotated[
        tuple[Lead, ...], Column("Business areas and their leads, in the order papers take them.")
    ] = ()
    settings: Annotated[tuple[Setting, ...], Column("Dated settings with their sources.")] = ()
