"""Request records as YAML files: read with every fault named, checked whole, written whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from dueregard.common.codecs import Id
from dueregard.common.errors import DueRegardError, FaultList, FaultsFound, Place
from dueregard.common.reading.binding import bind
from dueregard.common.reading.files import files_in, read_text
from dueregard.common.reading.yaml_tree import Scalar, parse_yaml
from dueregard.common.reading.yaml_writer import write_yaml
from dueregard.common.records import FieldSpec, field_specs
from dueregard.mobilisation.request_record import RECORD_FORMAT, RecordRefused, RequestRecord, check
from dueregard.mobilisation.request_rules import RequestRules, load_request_rules, shipped_request_rules
from dueregard.mobilisation.stored_plan import StoredPlan, read_stored_plan
from dueregard.workforce.hours import zone_named

SUFFIX = ".yaml"
MOST_RECORDS = 1_000


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A record with its file, the rules that it is checked by, and the plan adopted last."""

    path: Path
    record: RequestRecord
    rules: RequestRules
    plan: StoredPlan | None


def parse_record(text: str, name: str, faults: FaultList) -> RequestRecord | None:
    """A record from YAML text; None when it has a fault, each noted in `faults`."""
    tree = parse_yaml(text, name, faults)
    if tree is None:
        return None
    given = tree.entries.get("format")
    if not isinstance(given, Scalar) or given.text != RECORD_FORMAT:
        saw = "the format is missing or another"
        faults.add(Place(name, given.line if given else 1, "format"), saw, f"write format: {RECORD_FORMAT}")
        return None
    return bind(RequestRecord, tree, name, faults, skip=frozenset({"format"}))


def write_record(record: RequestRecord) -> str:
    """YAML text that reads back equal."""
    return write_yaml({"format": RECORD_FORMAT, **_form(record)})


def _form(record: Any) -> dict[str, Any]:
    shown = {}
    for spec in field_specs(type(record)):
        value = getattr(record, spec.name)
        if value is not None and (spec.required or value != spec.default):
            shown[spec.name] = _value(spec, value)
    return shown


def _value(spec: FieldSpec, value: Any) -> Any:
    if spec.nested:
        return [_form(part) for part in value] if spec.repeated else _form(value)
    return [spec.codec.write(item) for item in value] if spec.repeated else spec.codec.write(value)


def read_kept(path: Path) -> KeptRequest:
    """A record from its file, checked whole with the plan that it names. Raises FaultsFound or one sentence."""
    faults = FaultList()
    text = read_text(path, path.name, faults)
    record = None if text is None else parse_record(text, path.name, faults)
    faults.raise_if_any()
    assert record is not None
    rules = rules_of(record, path.parent)
    try:
        check(record, rules)
        return KeptRequest(path, record, rules, _plan_of(record, path.parent))
    except FaultsFound:
        raise
    except DueRegardError as error:
        raise RecordRefused(f"{path.name}: {error}") from None


def rules_of(record: RequestRecord, folder: Path) -> RequestRules:
    """Who may take which step: the program's rules, with those of the force instead where it names a file."""
    shipped = shipped_request_rules()
    if record.rules is None:
        return shipped
    faults = FaultList()
    text = read_text(folder / record.rules, record.rules, faults)
    own = None if text is None else load_request_rules(text, record.rules, faults)
    faults.raise_if_any()
    assert own is not None
    return shipped.with_settings(own.settings)


def _plan_of(record: RequestRecord, folder: Path) -> StoredPlan | None:
    if not record.plans:
        return None
    last = record.plans[-1]
    found = read_stored_plan(folder / last.plan)
    if found.sha256 != last.sha256:
        raise RecordRefused(
            f"The plan {last.plan} is not the one that {last.by} adopted, for it was changed or exchanged: put the "
            "adopted one back, or adopt this one as well."
        )
    return found


def told_before(kept: KeptRequest) -> dict[tuple[Id, Id], date]:
    """Persons and tours of the plan in force that stood in the plans that it took the place of, one after another until
    now, each with the first local day on which they were told of it.

    A plan before that is not there any more, or was changed, ends the search: what was told by it is not known.
    """
    zone = zone_named(kept.record.zone)
    still = set() if kept.plan is None else {(each.person, each.tour) for each in kept.plan.tours}
    first: dict[tuple[Id, Id], date] = {}
    for last, before in pairwise(reversed(kept.record.plans)):
        if last.replaces != before.sha256:
            break
        try:
            found = read_stored_plan(kept.path.parent / before.plan)
        except DueRegardError:
            break
        if found.sha256 != before.sha256:
            break
        still &= {(each.person, each.tour) for each in found.tours}
        first |= dict.fromkeys(still, before.at.at.astimezone(zone).date())
    return first


def read_all(paths: Iterable[Path]) -> tuple[KeptRequest, ...]:
    """Records from files, and from all YAML files of folders, in order of request. Raises DueRegardError."""
    files = files_in(paths, SUFFIX, "records", MOST_RECORDS)
    found = sorted((read_kept(file) for file in files), key=lambda kept: kept.record.request)
    for first, second in pairwise(found):
        if first.record.request == second.record.request:
            raise RecordRefused(
                f"{first.path.name} and {second.path.name} are both of the request {first.record.request}: keep one."
            )
    return tuple(found)
