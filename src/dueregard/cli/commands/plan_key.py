"""`dueregard plan-key`: a key of the force's own, to seal plans or to hide who stands in them."""

from __future__ import annotations

import secrets
from pathlib import Path

import click

from dueregard.cli.options import json_option
from dueregard.cli.presenters.sealed_plans import KeyAnswer, key_page
from dueregard.cli.printing import give
from dueregard.cli.secret_files import write_secret
from dueregard.mobilisation.seal_keys import SEED_BYTES, SealingKey

JSON = KeyAnswer


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--people",
    is_flag=True,
    help="A key for pseudonyms of people instead; it never leaves the force.",
)
@json_option
def command(file: Path, people: bool, as_json: bool) -> None:
    """Make a key that seals plans, or one for pseudonyms of people.

    The private key goes into FILE, for its owner's eyes only (mode 0600), and nothing is overwritten. What is
    printed is the public key: give it to those who open your plans, and let them read it back to you.
    """
    if people:
        write_secret(file, secrets.token_bytes(SEED_BYTES).hex().encode() + b"\n")
        answer = KeyAnswer(file=str(file), public_key=None)
    else:
        key = SealingKey.from_seed(secrets.token_bytes(SEED_BYTES))
        write_secret(file, key.pem())
        answer = KeyAnswer(file=str(file), public_key=key.public_key)
    give(answer, key_page(answer), as_json)
