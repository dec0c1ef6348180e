"""A study small enough to run from the command line in a moment: ten weeks of two local areas, calibrated."""

from pathlib import Path

import numpy as np
from click.testing import CliRunner

from dueregard.cli.main import main
from tests.support.made_logs import GRADES, Truth

FILES = {
    "grades.yaml": GRADES,
    "columns.yaml": """
zone: UTC
date_formats: ["%Y-%m-%dT%H:%M:%S%z"]
source: a made log
columns:
  - {field: incident, titles: [incident]}
  - {field: received_at, titles: [received_at]}
  - {field: grade, titles: [grade]}
  - {field: local_area, titles: [local_area]}
  - {field: unit, titles: [unit]}
  - {field: dispatched_at, titles: [dispatched_at]}
  - {field: arrived_at, titles: [arrived_at]}
  - {field: cleared_at, titles: [cleared_at]}
""",
    "roster.yaml": """
format: dueregard-roster-spec 1
id: small
zone: UTC
source: Invented for a test.
spread: evenly
hours_per_week: "40"
local_areas:
  - {local_area: north, share: "1"}
  - {local_area: south, share: "1"}
ranks:
  - {rank: constable, share: "1"}
shifts:
  - {id: early, begins: "00:00", ends: "12:00"}
  - {id: late, begins: "12:00", ends: "00:00"}
patterns:
  - {id: early, cycle: [early], begins_on: 2021-01-04, teams: 1}
  - {id: late, cycle: [late], begins_on: 2021-01-04, teams: 1}
groups:
  - {id: response-early, function: response, officers: 8, pattern: early}
  - {id: response-late, function: response, officers: 8, pattern: late}
  - {id: neighbourhood, function: neighbourhood, officers: 6, pattern: early}
absence: []
""",
    "crewing.yaml": """
name: single
about: one officer a unit, a tenth of the time for breaks; an example
sergeants_not_crewed: 0
breaks: 0.1
officers_a_unit: 1
degrades: same-mix
""",
    "policy.yaml": """
name: plain
about: Nobody helps, nothing is kept back; an example.
source: assumption
as_at: 2021-01-01
""",
    "ledger.yaml": """
backfill:
  - {name: nobody, about: Nobody stands in., protects: [], order: []}
  - {name: lent, about: Neighbourhood stands in., protects: [response], order: [neighbourhood]}
""",
    "study.yaml": """
name: small-study
deployment: four officers to a fair
calibration: calibration
roster: {generated: roster.yaml}
first_on: 2021-02-01
last_on: 2021-02-14
response_policy: policy.yaml
crewing: crewing.yaml
ledger: ledger.yaml
backfill: nobody
composed: {officers: 4, from_at: 2021-02-08 00:00, until_at: 2021-02-11 00:00}
""",
    "grid.yaml": """
name: small-grid
studies: [study.yaml]
runs: 18
officers: [0, 4]
available: [1, 0.9]
strengths: [22, 24]
backfill: [nobody, lent]
extra:
  - {name: none}
  - {name: tenth, incidents: [{grade: priority, share: 0.1, from_on: 2021-02-08, until_on: 2021-02-10}]}
""",
}


def write_small_study(folder: Path) -> Path:
    """Write the files, make the log and calibrate it. Gives the path of the study."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(text.lstrip(), encoding="utf-8")
    rates = np.full((168, 2, 2), [0.8, 1.2])
    log = Truth(rates=rates, weeks=10).made(20141104).write(folder)
    words = ["calibrate", str(log), "--columns", str(folder / "columns.yaml")]
    words += ["--grades", str(folder / "grades.yaml"), "--as-at", "2021-03-15"]
    done = CliRunner().invoke(main, [*words, "--out", str(folder / "calibration")])
    assert done.exit_code == 0, done.output
    return folder / "study.yaml"
