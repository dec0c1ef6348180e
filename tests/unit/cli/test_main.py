"""The list of commands answers without loading a command, and a mistake ends in a sentence."""

import errno
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from dueregard.cli.main import ENTRIES, EXIT_CODES, main
from dueregard.common.errors import DueRegardError
from dueregard.common.kept_runs import Interrupted

HEAVY = ("rich", "yaml", "docx", "typst", "vl_convert", "jinja2", "lxml", "fontTools")
ROOMS = ("packs", "papers", "assessment", "frameworks", "snapshot", "vulnerabilities", "improvement", "force")


def test_the_list_loads_no_room_and_no_library():
    code = (
        "import sys\n"
        "from dueregard.cli.main import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print('LOADED', *sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = run.stdout.partition("LOADED ")[2].split()
    unwanted = {*HEAVY, *(f"dueregard.{room}" for room in ROOMS)}
    assert "click" in loaded
    assert not unwanted & set(loaded)


def test_help_of_a_command_does_not_load_what_prints():
    code = (
        "import sys\n"
        "from dueregard.cli.main import main\n"
        "main(['paper', '--help'], standalone_mode=False)\n"
        "print('LOADED', *sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = run.stdout.partition("LOADED ")[2].split()
    assert not {"rich", "docx", "typst", "jinja2"} & set(loaded)


def test_an_effect_does_not_load_what_only_a_backtest_calculates_with():
    code = "import sys, dueregard.cli.commands.effect\nprint('LOADED', *sys.modules)\n"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    loaded = run.stdout.partition("LOADED ")[2].split()
    assert "scipy.special" in loaded
    assert not {"scipy.integrate", "scipy.stats", "scipy.sparse.linalg"} & set(loaded)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_list_says_of_a_command_what_it_says_of_itself(name: str):
    command = import_module(f"dueregard.cli.commands.{ENTRIES[name].module}").command
    assert isinstance(command, click.Command)
    assert command.help is not None
    first = " ".join(command.help.split("\n\n")[0].split())
    assert first == ENTRIES[name].about


def test_every_command_module_is_listed():
    import dueregard.cli.commands as folder

    modules = {path.stem for path in Path(folder.__path__[0]).glob("*.py")} - {"__init__"}
    assert modules == {entry.module for entry in ENTRIES.values()}


def test_the_list_tells_the_exit_codes():
    told = CliRunner().invoke(main, ["--help"]).output
    assert list(EXIT_CODES) == [0, 1, 2, 3, 130]
    for code in EXIT_CODES:
        assert f"\n  {code:<3}  " in told


def test_an_unknown_command_is_wrong_usage():
    result = CliRunner().invoke(main, ["papers"])
    assert result.exit_code == 2
    assert "No such command 'papers'" in result.stderr


def failing(error: Exception) -> click.Command:
    @click.command()
    def command() -> None:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (DueRegardError("force.yaml: it is blank; fill it in."), "force.yaml: it is blank; fill it in.\n"),
        (
            PermissionError(errno.EACCES, "Permission denied", "out/paper.pdf"),
            "out/paper.pdf: Permission denied; check the path and its permissions.\n",
        ),
        (OSError(errno.ENOSPC, "No space left on device"), "A file: No space left on device; "),
    ],
)
def test_a_mistake_is_told_in_a_sentence(error: Exception, told: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dueregard.cli.commands.check.command", failing(error))
    result = CliRunner().invoke(main, ["check"])
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith(told)
    assert "Traceback" not in result.stderr


def test_our_own_mistake_is_not_hidden(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("dueregard.cli.commands.check.command", failing(KeyError("a programming error")))
    result = CliRunner().invoke(main, ["check"])
    assert isinstance(result.exception, KeyError)


@pytest.mark.parametrize(
    ("stopped", "told"),
    [
        (KeyboardInterrupt(), "Interrupted: nothing is kept."),
        (Interrupted("Interrupted: 2 are kept."), "Interrupted: 2 are kept."),
    ],
)
def test_an_interruption_is_told_in_a_sentence(stopped, told, monkeypatch):
    @click.command()
    def command() -> None:
        raise stopped

    monkeypatch.setattr(type(main), "get_command", lambda self, ctx, name: command)
    result = CliRunner().invoke(main, ["effect"])
    assert (result.exit_code, result.stderr) == (130, told + "\n")
