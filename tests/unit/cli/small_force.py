"""An invented force of eighty officers in files, and requests to it, for the commands of mobilisation."""

from pathlib import Path

ROSTER = """\
format: dueregard-roster-spec 1
id: small
zone: Europe/London
source: Invented for a test.
spread: evenly
local_areas:
  - {local_area: tolverley, share: "0.6"}
  - {local_area: wyndlesea, share: "0.4"}
ranks:
  - {rank: constable, share: "0.8"}
  - {rank: sergeant, share: "0.2"}
shifts:
  - {id: early, begins: "07:00", ends: "17:00"}
  - {id: night, begins: "19:00", ends: "05:00"}
patterns:
  - {id: round, cycle: [early, early, night, night, rest, rest, rest, rest], begins_on: 2021-06-28, teams: 4}
groups:
  - {id: response, function: response, officers: 60, pattern: round}
  - {id: neighbourhood, function: neighbourhood, officers: 20, pattern: round}
absence: []
skills:
  - id: public-order
    by_rank: [{rank: constable, officers: 32}, {rank: sergeant, officers: 8}]
    by_group: [{group: response, officers: 28}, {group: neighbourhood, officers: 12}]
"""
PLANNING = """\
format: dueregard-planning 1
roster: {generated: roster.yaml, seed: 20141104}
emergency_minimum: {share: "0.5", at_least: 2, source: invented for a test}
rest_day_hours: "1"
"""
_REQUEST = """\
format: dueregard-request 1
id: ID
zone: Europe/London
tier: regional
legal_basis: Police Act 1996, section 24
host: Another force
place: A town an hour away
accepted_at: 2021-07-12 12:00
travel_minutes: 60
unit:
  id: serial
  needs: [{role: sergeant, officers: 1}, {role: constable, officers: 6}]
  source: Invented for a test.
roles:
  - {id: sergeant, ranks: [sergeant], skills: [public-order]}
  - {id: constable, ranks: [constable], skills: [public-order]}
tours:
"""
RATES = """\
format: dueregard-aid-rates 1
source: Invented
rates:
  - {item: hours, rank: constable, amount: "20", from_on: 2021-04-01}
  - {item: hours, rank: sergeant, amount: "25", from_on: 2021-04-01}
  - {item: travel, amount: "10", from_on: 2021-04-01}
  - {item: meals, amount: "15", from_on: 2021-04-01}
recovered:
  - {item: hours, share: "0.8", payer: The host, agreement: Invented}
"""
MUSTER = "from_on,called,came,source,origin\n2021-01-01,100,80,Invented,invented\n"


def request(
    name: str, *tours: tuple[str, str, str], units: int = 1, accepted: str = "2021-07-12 12:00"
) -> str:
    """A request: for each tour its name, its day and the hours of the clock, such as 09:00-19:00."""
    rows = []
    for tour, day, clock in tours:
        begins, ends = clock.split("-")
        rows.append(f"  - {{id: {tour}, begins_at: {day} {begins}, ends_at: {day} {ends}, units: {units}}}\n")
    return _REQUEST.replace("ID", name).replace("2021-07-12 12:00", accepted) + "".join(rows)


def write(folder: Path) -> None:
    """The force's files."""
    for name, text in {
        "roster.yaml": ROSTER,
        "planning.yaml": PLANNING,
        "rates.yaml": RATES,
        "muster.csv": MUSTER,
    }.items():
        (folder / name).write_text(text, "utf-8")
