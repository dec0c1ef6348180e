"""`dueregard vulnerabilities`: where the force is vulnerable."""

from __future__ import annotations

from pathlib import Path

import click

from dueregard.cli.choosing import check_lead, chosen_cycle
from dueregard.cli.options import cycle_option, json_option, lead_option, pack_argument
from dueregard.cli.presenters.vulnerabilities import (
    VulnerabilitiesAnswer,
    vulnerabilities_answer,
    vulnerabilities_page,
)
from dueregard.cli.printing import give
from dueregard.cli.reading import read_with_progress
from dueregard.vulnerabilities.finding import find_vulnerabilities
from dueregard.vulnerabilities.registry import RULES

JSON = VulnerabilitiesAnswer
RULE_IDS = [str(rule.id) for rule in RULES]


@click.command()
@pack_argument
@cycle_option
@lead_option
@click.option(
    "--rule",
    type=click.Choice(RULE_IDS),
    metavar="ID",
    help=f"One rule only: {', '.join(RULE_IDS)}.",
)
@click.option("--accepted", is_flag=True, help="List those accepted until a date instead.")
@json_option
def command(
    pack: Path, cycle: str | None, lead: str | None, rule: str | None, accepted: bool, as_json: bool
) -> None:
    """List where the force is vulnerable, most pressing first.

    Each is found by a named rule and told in one sentence with its inputs. The order is stated
    and nothing is added up: essential criteria first, then steps below what is required, weight,
    risk, days overdue, and moves of a due date.
    """
    snapshot = read_with_progress(pack, quiet=as_json)
    check_lead(snapshot, lead)
    report = find_vulnerabilities(snapshot, chosen_cycle(snapshot, cycle).id)
    answer = vulnerabilities_answer(snapshot.force.name, report, lead=lead, rule=rule)
    give(answer, vulnerabilities_page(answer, accepted=accepted), as_json)
