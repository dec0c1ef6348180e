"""`dueregard plan-seal`: a standing mobilisation plan as a sealed file."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.out_files import OutFile, write_set
from dueregard.cli.plan_files import SUFFIX
from dueregard.cli.presenters.sealed_plans import SealAnswer, seal_page
from dueregard.cli.printing import give
from dueregard.common.canonical import sha256
from dueregard.common.errors import DueRegardError, FaultList
from dueregard.common.reading.files import read_text
from dueregard.common.reading.secrets import read_people_key, read_secret
from dueregard.mobilisation.seal_keys import SealingKey
from dueregard.mobilisation.sealing import seal
from dueregard.mobilisation.standing_plan import StandingPlan
from dueregard.mobilisation.standing_plan_file import read_standing_plan, with_people
from dueregard.workforce.pseudonyms import Pseudonyms

JSON = SealAnswer
_FILE = click.Path(path_type=Path)


@click.command()
@click.argument("plan", type=_FILE)
@click.option(
    "--key",
    "key_file",
    type=_FILE,
    required=True,
    metavar="FILE",
    help="The private key, as plan-key made it.",
)
@click.option(
    "--people",
    type=_FILE,
    metavar="FILE",
    help="Who is in which part (CSV: part, person); sealed as pseudonyms.",
)
@click.option(
    "--people-key", type=_FILE, metavar="FILE", help="The key for pseudonyms, as plan-key --people made it."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    show_default="this folder",
    metavar="FOLDER",
    help=f"Folder for the sealed file, <force>-<serial>{SUFFIX}.",
)
@json_option
def command(
    plan: Path, key_file: Path, people: Path | None, people_key: Path | None, out: Path, as_json: bool
) -> None:
    """Seal a standing mobilisation plan for a region or the nation.

    PLAN is YAML. A plan that promises a unit twice, or lends officers whom the force itself will need, is not
    sealed. A sealed file is never replaced by another of the same serial: raise the serial instead.
    """
    if (people is None) != (people_key is None):
        raise click.UsageError(
            "--people and --people-key belong together: people are sealed as pseudonyms only."
        )
    faults = FaultList()
    text = read_text(plan, plan.name, faults)
    found = None if text is None else read_standing_plan(text, plan.name, faults)
    if found is not None and people is not None and people_key is not None:
        found = _peopled(found, people, people_key, faults)
    faults.raise_if_any()
    assert found is not None
    key = SealingKey.from_pem(read_secret(key_file), key_file.name)
    content = seal(found, key)
    path = out / f"{found.force.replace('/', '_').replace(':', '_')}-{found.serial}{SUFFIX}"
    if path.exists() and path.read_bytes() != content:
        raise DueRegardError(
            f"{path}: another plan is sealed there under serial {found.serial}; raise the serial, as receivers refuse "
            "two of one serial."
        )
    write_set(out, [OutFile(path.name, content)])
    answer = SealAnswer(
        file=str(path),
        force=found.force,
        serial=found.serial,
        audience=found.audience,
        valid_from=found.valid_from.isoformat(),
        valid_until=found.valid_until.isoformat(),
        units=sum(part.units for part in found.parts),
        people=sum(len(part.people) for part in found.parts),
        sha256=sha256(content),
        public_key=key.public_key,
    )
    give(answer, seal_page(answer), as_json)


def _peopled(plan: StandingPlan, people: Path, key_file: Path, faults: FaultList) -> StandingPlan:
    key = read_people_key(key_file)
    text = read_text(people, people.name, faults)
    return plan if text is None else with_people(plan, text, people.name, Pseudonyms(key), faults)
