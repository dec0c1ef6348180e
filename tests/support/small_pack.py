"""A minimal good force pack as files: one lead, one framework of the force's own, one return, one paper.

    folder = write_small_pack(tmp_path)                         # a good pack
    folder = write_small_pack(tmp_path, {"registers/risks.csv": "id,…\\n"})   # with a file more, or another
    folder = write_small_pack(tmp_path, {"papers/2024-04.yaml": None})        # without one

Everything in it is invented.
"""

from collections.abc import Mapping
from pathlib import Path

FORCE = """\
format: dueregard-force-pack 1
id: smallshire
name: Smallshire Police
short_name: Smallshire
fictional: yes
notice: Invented for tests. Nobody endorses it.
region: the Middle Counties
marking_scheme: gsc-2014
marking_ceiling: OFFICIAL-SENSITIVE
origin: invented
marking: OFFICIAL
publishable: yes
local_areas:
  - {id: town, name: Town, marking: OFFICIAL, publishable: yes}
bodies:
  - id: commissioner
    title: Police and Crime Commissioner
    short_title: the Commissioner
    name: Police and Crime Commissioner for Smallshire
    statute: Police Reform and Social Responsibility Act 2011
    from_on: 2012-11
    marking: OFFICIAL
    publishable: yes
leads:
  - id: public-order
    business_area: Public order
    post: Head of Operations
    chief_officer: Assistant Chief Constable
    frameworks: [spr-small, order-small]
    spr_areas: [spr-small/disorder]
    marking: OFFICIAL
    publishable: yes
settings:
  - id: order-units-required
    about: Public order units the force is to send
    value: "2"
    unit: units
    from_on: 2023-01-01
    source: Invented for tests
    marking: OFFICIAL-SENSITIVE
"""

_SCALE = """\
format: dueregard-framework 1
id: {id}
kind: {kind}
title: {title}
version: "1"
in_force_from: 2023-01
illustrative: yes
notice: Invented for tests.
publishable: yes
scale:
  - {{id: not-met, words: not met, meaning: What is asked is not there.}}
  - {{id: partly-met, words: partly met, meaning: Some of it is there.}}
  - {{id: mostly-met, words: mostly met, meaning: Most of it is there.}}
  - {{id: fully-met, words: fully met, meaning: All of it is there.}}
required: mostly-met
aggregation: {{rule: weighted-lower-median}}
coverage_threshold: 1/2
confidence:
  steps: [low, high]
  table:
    - {{stated: low, evidence: current, effective: low}}
    - {{stated: low, evidence: expired, effective: low}}
    - {{stated: low, evidence: absent, effective: low}}
    - {{stated: high, evidence: current, effective: high}}
    - {{stated: high, evidence: expired, effective: low}}
    - {{stated: high, evidence: absent, effective: low}}
headings:
  - {{id: capacity, title: Capacity and contribution}}
  - {{id: capability, title: Capability}}
areas:
  - {{id: {area}, title: {area_title}, kind: {area_kind}{serves}}}
criteria:
"""

_CRITERION = """\
  - id: {id}
    area: {area}
    heading: {heading}
    asks: {asks}
    guidance: Look at the record and not at the plan.
    evidence: The record, with its date.
    ratings:
      not-met: There is no record.
      partly-met: There is a record, older than a year.
      mostly-met: There is a record of this year with gaps that are named.
      fully-met: There is a record of this year without a gap.
    tier: regional
    cause: {cause}
"""

_TARGET = """\
    essential: yes
    target:
      what: public order units
      unit: units
      number: order-units-required
"""


def _framework(
    framework_id: str, kind: str, title: str, area: str, area_title: str, area_kind: str, serves: str = ""
) -> str:
    return _SCALE.format(
        id=framework_id,
        kind=kind,
        title=title,
        area=area,
        area_title=area_title,
        area_kind=area_kind,
        serves=serves,
    )


SPR = (
    _framework("spr-small", "spr", "Small Policing Requirement", "disorder", "Disorder", "threat")
    + _CRITERION.format(
        id="disorder-capacity",
        area="disorder",
        heading="capacity",
        asks="The force knows how many units it can send.",
        cause="people",
    )
    + _CRITERION.format(
        id="disorder-capability",
        area="disorder",
        heading="capability",
        asks="The units have trained together this year.",
        cause="training",
    )
)
ORDER = (
    _framework(
        "order-small",
        "capability",
        "Public order, small",
        "units",
        "Units",
        "capability",
        ", serves: [spr-small/disorder]",
    )
    + _CRITERION.format(
        id="unit-count",
        area="units",
        heading="capacity",
        asks="Rosters show the units at every hour.",
        cause="people",
    )
    + _TARGET
    + _CRITERION.format(
        id="unit-vehicles",
        area="units",
        heading="capability",
        asks="Each unit has its vehicles.",
        cause="equipment",
    )
)

PAPER = """\
format: dueregard-paper 1
id: 2024-04
title: Strategic Policing Requirement
dated_on: 2024-04-15
date_words: 2024-04-15
to: commissioner
author: Staff officer
sponsor: Assistant Chief Constable
cycle: 2024-Q1
origin: invented
marking: OFFICIAL
publishable: yes
statements:
  - id: purpose-1
    section: purpose
    text: This paper says how the force stands.
    marking: OFFICIAL
    publishable: yes
decisions:
  - id: note-standing
    verb: note
    text: The Commissioner is asked to note how the force stands.
    section: conclusion
    marking: OFFICIAL
    publishable: yes
"""

FILES: dict[str, str] = {
    "force.yaml": FORCE,
    "SOURCES.md": "# Sources\n\nEverything in this pack is invented for tests.\n",
    "frameworks/spr-small.yaml": SPR,
    "frameworks/order-small.yaml": ORDER,
    "registers/cycles.csv": (
        "id,kind,spr_framework,frameworks,as_at,marking,publishable\n"
        "2024-Q1,full,spr-small,order-small,2024-03-31,OFFICIAL,yes\n"
    ),
    "registers/returns.csv": (
        "id,cycle,lead,framework,due_on,submitted_on,signed_by,summary,marking,publishable\n"
        "2024-Q1/public-order/spr-small,2024-Q1,public-order,spr-small,2024-03-15,2024-03-12,"
        "Head of Operations,Two units are ready.,OFFICIAL,no\n"
    ),
    "registers/evidence.csv": (
        "id,title,system,identifier,owner,dated_on,expires_on,marking,publishable\n"
        "E-1,Training record,records system,TR-1,Training department,2024-01-10,2025-01-09,OFFICIAL,no\n"
    ),
    "cycles/2024-Q1/public-order--spr-small.csv": (
        "criterion,state,rating,confidence,reason,changed,evidence,marking,publishable\n"
        "disorder-capacity,answered,mostly-met,high,Two units at most hours.,,E-1,OFFICIAL-SENSITIVE,no\n"
        "disorder-capability,unanswered,,,,,,OFFICIAL-SENSITIVE,no\n"
    ),
    "papers/2024-04.yaml": PAPER,
}


def write_small_pack(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Path:
    """Write it into `folder`/pack with files put in, replaced or (None) left out; return that folder."""
    pack = folder / "pack"
    for name, content in {**FILES, **(changes or {})}.items():
        if content is None:
            continue
        path = pack / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return pack
