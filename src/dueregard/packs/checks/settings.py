"""Settings: dated without overlap, and there for every capacity target of the force's own frameworks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from dueregard.common.errors import FaultList, Place
from dueregard.common.reading.binding import did_you_mean
from dueregard.frameworks.model import Criterion, Framework
from dueregard.packs.contents import Contents, Located
from dueregard.packs.layout import framework_file


def check_settings(contents: Contents, faults: FaultList) -> None:
    """One value of a setting on any day; and what a force's own framework names is there."""
    if contents.force is None or contents.force_record is None:
        return
    by_id: dict[str, list[Located]] = {}
    for name, parts in contents.force.parts():
        if name == "settings":
            for part in parts:
                by_id.setdefault(part.record.id, []).append(part)
    for rows in by_id.values():
        _check_overlap(rows, faults)
    for framework, criterion, setting in missing_settings(contents):
        if framework.id in contents.own_frameworks:
            place = Place(framework_file(framework.id), column=criterion.id)
            remedy = did_you_mean(setting, by_id, otherwise="add it to the settings in force.yaml")
            faults.add(
                place,
                f'the capacity target names the setting "{setting}", which is not in force.yaml',
                remedy,
            )


def _check_overlap(rows: list[Located], faults: FaultList) -> None:
    for earlier, later in pairwise(sorted(rows, key=lambda row: row.record.from_on.first_day)):
        until = earlier.record.until_on
        if later.record.from_on != earlier.record.from_on and (
            until is None or until.last_day >= later.record.from_on.first_day
        ):
            setting = later.record
            saw = f'the setting "{setting.id}" holds twice from {setting.from_on} (also line {earlier.line})'
            faults.add(later.at("from_on"), saw, "end the earlier one with until_on the day before")


def missing_settings(contents: Contents) -> Iterator[tuple[Framework, Criterion, str]]:
    """Settings that capacity targets name and the force does not give."""
    force = contents.force_record
    given = set() if force is None else {setting.id for setting in force.settings}
    for framework in contents.frameworks.values():
        for criterion in framework.criteria:
            target = criterion.target
            if target is not None:
                for setting in (target.number, target.within_hours, target.sustained_hours):
                    if setting is not None and setting not in given:
                        yield framework, criterion, setting
