"""A framework small enough to read at a glance, as YAML text for tests to break."""

SMALL = """\
format: dueregard-framework 1
id: small
kind: spr
title: Small
version: "1"
in_force_from: 2015-03
in_force_until: 2023-02
illustrative: yes
notice: Illustrative.
sources: ["Nowhere"]
scale:
  - {id: not-met, words: not met, meaning: Nothing.}
  - {id: partly-met, words: partly met, meaning: Some.}
  - {id: mostly-met, words: mostly met, meaning: Most.}
  - {id: fully-met, words: fully met, meaning: All.}
required: mostly-met
aggregation: {rule: quorum, share: 2/3}
coverage_threshold: 3/4
confidence:
  steps: [low, medium, high]
  table:
    - {stated: low, evidence: current, effective: low}
    - {stated: low, evidence: expired, effective: low}
    - {stated: low, evidence: absent, effective: low}
    - {stated: medium, evidence: current, effective: medium}
    - {stated: medium, evidence: expired, effective: low}
    - {stated: medium, evidence: absent, effective: low}
    - {stated: high, evidence: current, effective: high}
    - {stated: high, evidence: expired, effective: medium}
    - {stated: high, evidence: absent, effective: low}
headings:
  - {id: capacity, title: Capacity}
  - {id: capability, title: Capability}
areas:
  - {id: flood, title: Flood, kind: threat}
  - {id: shared, title: Shared, kind: cross-cutting}
criteria:
  - id: flood-capacity
    area: flood
    heading: capacity
    question: q.flood.boats
    asks: There are boats.
    guidance: Count them.
    evidence: The list of boats.
    ratings:
      not-met: None.
      partly-met: One.
      mostly-met: Two.
      fully-met: Three.
    required: fully-met
    weight: 2
    essential: yes
    tier: national
    strand: prepare
    cause: equipment
    target: {what: boats, unit: boats, number: boats-required, within_hours: boats-hours}
  - id: flood-capability
    area: flood
    heading: capability
    asks: Crews are trained.
    guidance: Count them.
    evidence: The training record.
    ratings: {not-met: None., partly-met: Few., mostly-met: Most., fully-met: All.}
    tier: local
    cause: training
  - id: shared-capacity
    area: shared
    heading: capacity
    asks: There is a plan.
    guidance: Read it.
    evidence: The plan.
    ratings: {not-met: None., partly-met: A draft., mostly-met: Adopted., fully-met: Tried.}
    tier: local
    cause: planning
  - id: shared-capability
    area: shared
    heading: capability
    asks: The plan is exercised.
    guidance: Read the report.
    evidence: The report.
    ratings: {not-met: Never., partly-met: Long ago., mostly-met: Once a year., fully-met: Twice a year.}
    tier: regional
    cause: exercise
"""


def line_of(text: str, piece: str) -> int:
    """The line on which a piece of the text first stands."""
    return text[: text.index(piece)].count("\n") + 1


def capability(text: str = SMALL) -> str:
    """The same as a capability framework that serves the SPR one."""
    return (
        text.replace("id: small", "id: own")
        .replace("kind: spr", "kind: capability")
        .replace("kind: threat}", "kind: capability, serves: [small/flood]}")
        .replace("kind: cross-cutting}", "kind: capability}")
        .replace("q.flood.boats", "q.own.boats")
    )
