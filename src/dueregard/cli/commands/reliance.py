"""`dueregard reliance`: how far a specialist function relied on others, month by month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from dueregard.capacity.stored import RelianceValue
from dueregard.capacity.storing import reliance_result, reliance_value
from dueregard.cli.function_file import read_function
from dueregard.cli.options import json_option
from dueregard.cli.presenters.reliance import reliance_page
from dueregard.cli.printing import give
from dueregard.cli.result_options import check_keeping, keep_result, made_on_option, pack_option
from dueregard.cli.study_options import marking_option
from dueregard.common.codecs import Id

JSON = RelianceValue


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@pack_option
@made_on_option
@marking_option
@json_option
def command(file: Path, pack: Path | None, made_on: date | None, marking: str, as_json: bool) -> None:
    """Say how far a specialist function relied on its network and on mutual support, at each threat level.

    FILE names what each level asks for in a month, in officer-days, and what own people, the network and others
    supplied. A month is held against the highest level in force on a day of it. Days given to others are told apart:
    they were worked elsewhere. It shows where a force is weak: keep it as it is marked.
    """
    check_keeping(pack, made_on)
    function, months = read_function(file)
    value = reliance_value(function, months)
    stored = keep_result(
        pack, made_on, lambda day: reliance_result(function, months, marking=Id(marking), made_on=day)
    )
    give(value, reliance_page(value, function.source, stored), as_json)
