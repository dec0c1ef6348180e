"""What a record and each of its fields is called in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import Any

from dueregard.assessment.returns import CountedGroup, Return
from dueregard.common.codecs import Id
from dueregard.common.marking import SCHEMES
from dueregard.common.period import When, day_words
from dueregard.common.records import FieldSpec
from dueregard.improvement.governance import PlanningKind
from dueregard.papers.sections.governance import KIND_WORDS
from dueregard.papers.sections.prose import dated
from dueregard.papers.view import View
from dueregard.papers.wording import capital, ended, number_words
from dueregard.snapshot.public import PublicSnapshot
from dueregard.snapshot.records import SUBJECT_REGISTERS, all_registers

# The field by which a record is called, where one will do.
NAME_FIELDS: dict[str, str] = {
    "evidence": "title",
    "arrangements": "name",
    "threat_levels": "level",
    "aid": "deployment",
    "inspections": "title",
    "findings": "text",
    "recommendations": "text",
    "actions": "title",
    "strategies": "title",
    "objectives": "text",
    "risks": "title",
    "exercises": "title",
    "lessons": "text",
    "support": "about",
    "meeting_decisions": "text",
    "planning": "title",
    "papers": "title",
    "settings": "about",
    "bodies": "name",
    "leads": "business_area",
}
# Fields that a record's name tells, where it is made of several.
_IN_NAME: dict[str, tuple[str, ...]] = {
    "returns": ("cycle", "lead", "framework"),
    "challenges": ("cycle", "framework", "criterion"),
    "overrides": ("framework", "spr_area"),
    "due_date_moves": ("action",),
    "risk_scale": ("scale", "score"),
    "meetings": ("title", "held_on"),
    "acceptances": ("accepted_by",),
    "responses": ("criterion",),
}
_PERIOD = {"from_on", "to_on", "until_on", "as_at"}
# Fields that a plain reading of their name would not say well.
_LABELS = {
    "lead": "business area",
    "leads": "business areas",
    "spr_framework": "version of the requirement",
    "spr_area": "area of the requirement",
    "spr_areas": "areas of the requirement",
    "by": "given by",
    "morile": "own score",
    "exercise_months": "months between exercises",
    "comments_published_on": "comments of the local policing body published",
    "counted": "people counted on",
    "statute": "law",
}


def label(name: str) -> str:
    """A field as a reader would name it; a date without its "on", which comes with the date.

    >>> label("raised_on"), label("must_reach"), label("lead")
    ('raised', 'must reach', 'business area')
    """
    return _LABELS.get(name) or name.removesuffix("_on").replace("_", " ")


def in_name(name: str) -> frozenset[str]:
    """The fields that the name of a record of a register already tells."""
    return frozenset(_IN_NAME.get(name) or ((NAME_FIELDS[name],) if name in NAME_FIELDS else ()))


class Names:
    """Names of everything that is published, and the words of values that refer to it."""

    def __init__(self, public: PublicSnapshot, view: View) -> None:
        self._public = public
        self._view = view
        self._criteria = dict(public.criteria)

    def of(self, name: str, record: Any) -> str:
        """What a record of a register is called."""
        special = self._special.get(name)
        return capital(special(record) if special else str(getattr(record, NAME_FIELDS[name])))

    def criterion(self, framework: str, criterion: str) -> str:
        """What a criterion asks."""
        return self._criteria.get(f"{framework}/{criterion}", criterion)

    def field(self, spec: FieldSpec, value: Any) -> str:
        """A field with its value as a sentence; nothing where all it refers to is not in the paper."""
        called = capital(label(spec.name))
        if spec.name in _PERIOD:
            return f"{called} {value.words() if isinstance(value, When) else day_words(value)}."
        words = "; ".join(
            filter(None, (self._one(spec, item) for item in (value if spec.repeated else (value,))))
        )
        between = " " if isinstance(value, (date, When)) else ": "
        return ended(f"{called}{between}{words}") if words else ""

    def _one(self, spec: FieldSpec, value: Any) -> str:
        if spec.column.refers is not None:
            return self._reference(spec.column.refers, value)
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, When):
            return dated(value)
        if isinstance(value, date):
            return f"on {day_words(value)}"
        if isinstance(value, (int, Decimal)):
            return number_words(value)
        if isinstance(value, CountedGroup):
            return f"{value.people:,} of {value.group} with {value.skill}".replace("-", " ")
        if isinstance(value, PlanningKind):
            return KIND_WORDS[value]
        if isinstance(value, (Enum, Id)):
            return str(value).replace("-", " ")
        return str(value)

    def _reference(self, name: str, there: str) -> str:
        """The name of what is referred to; nothing where it is not in the paper, as what came later is not."""
        if (name, there) in self._titles:
            return self._titles[name, there]
        row = self._rows.get((name, there))
        return "" if row is None else self.of(name, row)

    @cached_property
    def _titles(self) -> dict[tuple[str, str], str]:
        """Register and id -> title, of what stands in no register of its own."""
        public, titles = self._public, {}
        for lead in public.force.leads:
            titles["leads", str(lead.id)] = titles["sections", str(lead.id)] = lead.business_area
        frameworks = dict(public.framework_titles)
        titles |= {("frameworks", name): title for name, title in frameworks.items()}
        for name, title in public.spr_areas:
            titles["spr_areas", name] = f"{title} ({frameworks[name.partition('/')[0]]})"
        return titles

    @cached_property
    def _rows(self) -> dict[tuple[str, str], Any]:
        """Register and id -> record."""
        return {(name, row.id): row for name, rows in all_registers(self._public) for row in rows}

    @cached_property
    def _special(self) -> Mapping[str, Callable[[Any], str]]:
        """How records are called that one field does not name."""
        return {
            "cycles": lambda cycle: cycle.quarter.words(),
            "returns": self._return,
            "challenges": lambda c: f"{self.criterion(c.framework, c.criterion)} ({c.cycle})",
            "overrides": lambda o: self._reference("spr_areas", f"{o.framework}/{o.spr_area}"),
            "strength": lambda s: f"{s.function or 'whole force'}, {s.as_at.words()}",
            "due_date_moves": lambda move: self._reference("actions", move.action),
            "risk_scale": lambda step: f"{step.scale.value} {step.score}",
            "meetings": lambda meeting: f"{meeting.title}, {day_words(meeting.held_on)}",
            "acceptances": lambda acceptance: f"accepted by {acceptance.accepted_by}",
            "state_changes": lambda c: self._reference(SUBJECT_REGISTERS[c.subject], c.subject_id),
        }

    def _return(self, returned: Return) -> str:
        lead = self._reference("leads", returned.lead)
        return f"{lead}, {self._reference('frameworks', returned.framework)}, {returned.cycle}"

    @property
    def scheme(self) -> str:
        """The title of the marking scheme."""
        return SCHEMES[self._public.force.marking_scheme].title
