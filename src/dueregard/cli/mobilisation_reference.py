"""The page of the manual on the files of mobilisation, made from the types that read them.

`python -m dueregard.cli.mobilisation_reference` prints docs/reference/mobilisation-files.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from dueregard.cli.file_reference import FileOf, about_kind, fields_table
from dueregard.cli.function_file import FUNCTION_FORMAT, FunctionFile
from dueregard.effects.harm_weights_file import HARM_FORMAT, HarmWeights
from dueregard.effects.planning_study import PLANNING_FORMAT, PlanningStudy
from dueregard.mobilisation.aid_cost import RATES_FORMAT, AidRates
from dueregard.mobilisation.commitments_file import CommitmentRow
from dueregard.mobilisation.drop_outs import DropOut
from dueregard.mobilisation.muster_rates import MusterRate
from dueregard.mobilisation.past_loads import PastLoad
from dueregard.mobilisation.plan import CarrierOnTour
from dueregard.mobilisation.request_file import REQUEST_FORMAT, RequestFile
from dueregard.mobilisation.request_record import RECORD_FORMAT, RequestRecord
from dueregard.mobilisation.requirement import REQUIREMENT_FORMAT, Requirement
from dueregard.mobilisation.seal_keys import KEYS_FORMAT, PinnedKeys
from dueregard.mobilisation.sealing import FORMAT, LARGEST_SEALED_BYTES, VERSION
from dueregard.mobilisation.standing_plan import StandingPlan
from dueregard.mobilisation.standing_plan_file import PEOPLE_COLUMNS, PLAN_FORMAT
from dueregard.mobilisation.stored_plan import (
    CARRIERS_FILE,
    LOST_FILE,
    PRICES_FILE,
    TOURS_FILE,
    LostRow,
    PlanHead,
    PlannedTour,
)
from dueregard.mobilisation.stored_plan import PLAN_FORMAT as KEPT_FORMAT
from dueregard.mobilisation.stored_prices import MOST_PRICES, PriceRow
from dueregard.mobilisation.volunteers import Volunteer
from dueregard.workforce.duty_rules import RULES_FORMAT, shipped_rules
from dueregard.workforce.opt_outs import OptOut
from dueregard.workforce.own_rules import range_words

_OPENING = """# Files of mobilisation

This page is made from the types that read these files by `python -m dueregard.cli.mobilisation_reference`; change the
code, never the page.

YAML files are UTF-8. Anchors, aliases, tags, second documents, unknown fields and fields given twice are refused, and
all that is wrong is told in one go. Say yes and no, days as 2014-08-29, and moments with their offset, as
2014-08-29T07:00Z; a request, whose zone is known, may say 2014-08-29 08:00.
[How to share a plan](../how-to/share-a-mobilisation-plan.md) has an example of each.
"""
FILES: tuple[tuple[FileOf, str], ...] = (
    (FileOf("Request for units", "`plan`", RequestFile), REQUEST_FORMAT),
    (FileOf("Planning", "`plan`", PlanningStudy), PLANNING_FORMAT),
    (FileOf("Harm weights", "a planning file; written by `harm-weights`", HarmWeights), HARM_FORMAT),
    (FileOf("Rates of aid", "`aid-cost`", AidRates), RATES_FORMAT),
    (FileOf("Record of a request", "`request`, which writes it", RequestRecord), RECORD_FORMAT),
    (
        FileOf(
            "Plan kept",
            "`plan-check` and `request adopt`, its tables `tours.csv`, `lost.csv`, `prices.csv` and `carriers.csv` "
            "beside it",
            PlanHead,
        ),
        KEPT_FORMAT,
    ),
    (FileOf("Standing mobilisation plan", "`plan-seal`", StandingPlan), PLAN_FORMAT),
    (FileOf("Pinned keys", "`--keys` of `plan-open` and `requirement`", PinnedKeys), KEYS_FORMAT),
    (FileOf("Requirement", "`requirement`", Requirement), REQUIREMENT_FORMAT),
    (FileOf("Specialist function", "`reliance`", FunctionFile), FUNCTION_FORMAT),
)

CSV_FILES: tuple[tuple[str, str, type], ...] = (
    ("Commitments", "`--commitments` of `plan` and `call-out`", CommitmentRow),
    ("Agreements to work more hours", "`opt_outs` of the planning file", OptOut),
    ("Past loads", "`--past-loads` of `plan` and `call-out`", PastLoad),
    ("Volunteers", "`--volunteers` of `plan` and `call-out`", Volunteer),
    ("Drop-outs", "`--without` of `plan`, for `--again`", DropOut),
    ("Muster rates", "`--rates` of `call-out`", MusterRate),
)


def page() -> str:
    """The whole page."""
    return "\n".join((*_parts(), ""))


def _parts() -> Iterator[str]:
    yield _OPENING
    for file, name in FILES:
        yield f"## {file.title}\n\nFor {file.used_by}; begins with `format: {name}`. {about_kind(file.kind)}\n"
        yield from fields_table(file.kind, "", set())
    for title, used_by, kind in CSV_FILES:
        yield f"## {title}\n\nFor {used_by}: CSV, one row each. {about_kind(kind)}\n"
        yield from fields_table(kind, "", set())
    for title, kind in (
        (TOURS_FILE, PlannedTour),
        (LOST_FILE, LostRow),
        (PRICES_FILE, PriceRow),
        (CARRIERS_FILE, CarrierOnTour),
    ):
        yield f"## Table {title} of a plan kept\n\nCSV. {about_kind(kind)}\n"
        yield from fields_table(kind, "", set())
    yield f"Of prices at most {MOST_PRICES:,} rows are kept; a plan with more is kept without them, its bound claimed."
    yield "Those of needs are one a need and role, with serials one a local area more; those of places one a local"
    yield "area, duty function and time between two moments at which duties begin or end, where it counts.\n"
    yield from _duty_rules()
    yield "## People of a plan\n\nFor `plan-seal --people`: CSV, one row a person, with the columns"
    yield f"`{'` and `'.join(PEOPLE_COLUMNS)}`."
    yield "The identifier is turned into a pseudonym and stands in no sealed file, message or answer.\n"
    yield "## Sealed plan\n\nWritten by `plan-seal`: four lines of UTF-8 text, which are signed all but the third.\n"
    yield from ("| Line | Holds |", "|---|---|")
    yield f"| 1 | `{FORMAT} {VERSION}`: the format and its version |"
    yield "| 2 | `key` and the public key, 64 hexadecimal figures in small letters |"
    yield "| 3 | `signature` and the Ed25519 signature of lines 1, 2 and 4, line feeds included, 128 such figures |"
    yield "| 4 | the plan as canonical JSON: keys sorted, no spaces, every value as text, null where there is none |"
    yield f"\nAt most {LARGEST_SEALED_BYTES:,} bytes. Another spelling of the same plan is refused."


def _duty_rules() -> Iterator[str]:
    """Every duty rule with its default, for a force's own file."""
    yield "## Duty rules\n\nFor `duty_rules` of the planning file and `--duty-rules` of `aid-cost`; begins with"
    yield f"`format: {RULES_FORMAT}`, then `rules`, each with the fields of a setting: `id`, `about`, `value`, `unit`,"
    yield "`from_on`, `source`, `marking`, `publishable`. A rule of the same name takes the place of the one that comes"
    yield "with the program; another name, unit or a value out of range is refused. The newest that holds counts.\n"
    yield "| `id` | What it is | Unit | Comes as | May be | Holds from | Source |"
    yield "|---|---|---|---|---|---|---|"
    for each in shipped_rules().settings:
        named = f"| `{each.id}` | {each.about} | {each.unit} | {each.value} | {range_words(each)}"
        yield f"{named} | {each.from_on.words()} | {each.source or '-'} |"
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
