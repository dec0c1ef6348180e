"""`dueregard`: the group of commands, and what becomes of a mistake.

A command's module is imported when it is run or asked for its own help, and not before: the list
of commands must answer in 0.3 s, and the libraries behind a paper take longer than that to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

import click

from dueregard import __version__
from dueregard.common.errors import DueRegardError

DONE, FAULTS, WRONG_USAGE, ATTENTION, INTERRUPTED = 0, 1, 2, 3, 130
EXIT_CODES: dict[int, str] = {
    DONE: "done",
    FAULTS: "not done: what was read has faults, or a file could not be read or written; it is told on stderr",
    WRONG_USAGE: "not done: the command was called wrongly",
    ATTENTION: "done, but something needs attention: a lapsed Release blocks a freeze, a frozen paper differs, "
    "a requirement is not met, a sealed plan is refused beside others, or a plan breaks a rule",
    INTERRUPTED: "not done: it was interrupted; what is kept, and how to go on, is told on stderr",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list of commands: where the command lives, and what it is for."""

    module: str
    about: str


# The sentences stand here so that the list can be printed without importing a command; a test
# compares each with the first sentence of its command.
ENTRIES: dict[str, Entry] = {
    "check": Entry(
        "check", "Say all that is wrong with a force pack, or what is in it and what it leaves open."
    ),
    "paper": Entry("paper", "Write the Commissioner's paper from a force pack."),
    "composite": Entry("composite", "Write the leads' composite reports of one cycle."),
    "vulnerabilities": Entry("vulnerabilities", "List where the force is vulnerable, most pressing first."),
    "compare": Entry("compare", "Say what changed between two cycles, why, and on what new evidence."),
    "draft": Entry(
        "draft",
        "Show what a lead's next return needs: what to answer anew and why, and what may be confirmed.",
    ),
    "releases": Entry(
        "releases", "List Releases, whether each still stands, and the hash to keep when one is approved."
    ),
    "frameworks": Entry("frameworks", "List, show or check frameworks."),
    "rewrite": Entry("rewrite", "Write a force pack again in its canonical form."),
    "demo": Entry("demo", "Write the papers of both examples and say what they show."),
    "log-check": Entry("log_check", "Say what an incident log holds, and what cleaning does to it."),
    "calibrate": Entry(
        "calibrate", "Estimate demand from an incident log, each figure with its interval and status."
    ),
    "fit-report": Entry(
        "fit_report", "Write how a calibration fits its log, with pictures, and what it cannot explain."
    ),
    "invent": Entry("invent", "Make the incident log of Northmarch, a force that does not exist."),
    "recovered": Entry(
        "recovered",
        "Show an effect found in Northmarch's log beside the recorded truth, each measure in range or not.",
    ),
    "plan": Entry(
        "plan", "Propose whom to send for a request, what stays undone at home, and how good that is."
    ),
    "plan-check": Entry(
        "plan_check",
        "Judge a kept plan from its files: each rule, its cost added up again, its bound proved again.",
    ),
    "request": Entry(
        "request", "Keep the record of a request, from asked to stood down, each step by a named officer."
    ),
    "call-out": Entry(
        "call_out", "Say how many to call for a plan so that each role is full, when not everybody comes."
    ),
    "aid-cost": Entry(
        "aid_cost",
        "Cost a plan by your own dated rates: what is recovered, what the force bears, what rest days are owed.",
    ),
    "mobilisation-paper": Entry(
        "mobilisation_paper",
        "Write a mobilisation plan as a document: timeline, what stays at home, how good it is, and why.",
    ),
    "harm-weights": Entry(
        "harm_weights",
        "Tell what one more officer-hour away costs the public at home, by local area and hour of the day.",
    ),
    "plan-by-harm": Entry(
        "plan_by_harm",
        "Plan, tell what an officer-hour costs the public where that plan takes people, plan again by it, and compare.",
    ),
    "ledger": Entry("ledger", "Say where the officer-hours of a deployment come from, before any queue."),
    "readings": Entry(
        "readings",
        "Read capacity targets from a roster: in how many hours each is met, and where it is worst.",
    ),
    "reliance": Entry(
        "reliance",
        "Say how far a specialist function relied on its network and on mutual support, at each threat level.",
    ),
    "abstraction": Entry(
        "abstraction",
        "Add up the officer-days taken from local policing, planned against actual, with their trend.",
    ),
    "backtest": Entry(
        "backtest", "Test the model on weeks of the log that it was not fitted to, beside simple rivals."
    ),
    "past-deployments": Entry(
        "past_deployments", "Say what past deployments changed in the log, and what the model says of each."
    ),
    "simulate": Entry("simulate", "Simulate local policing as it is, or with a deployment away."),
    "effect": Entry(
        "effect", "Estimate what a deployment costs local policing, with its three uncertainties apart."
    ),
    "strengths": Entry("strengths", "Estimate the same deployment at several strengths of the force."),
    "results": Entry(
        "results", "Make the Results that a paper cites again, and say whether they are the same."
    ),
    "exact": Entry("exact", "Work out waits by formula, where a formula exists."),
    "surface": Entry(
        "surface", "Show people not seen in time by how many officers are available and how many are away."
    ),
    "inverse": Entry("inverse", "Find the largest deployment for which the emergency limit is kept."),
    "plan-key": Entry("plan_key", "Make a key that seals plans, or one for pseudonyms of people."),
    "plan-seal": Entry("plan_seal", "Seal a standing mobilisation plan for a region or the nation."),
    "plan-open": Entry(
        "plan_open", "Open a sealed plan: refuse it with its reason, or show it and enter it in the ledger."
    ),
    "requirement": Entry(
        "requirement",
        "Hold a requirement against all sealed plans received: what is met, by whom, what is short.",
    ),
    "sweep": Entry("sweep", "Simulate a grid of studies and settings, and give one table."),
}


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for, and turns a mistake into its sentence."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(ENTRIES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = ENTRIES.get(cmd_name)
        if entry is None:
            return None
        command = import_module(f"dueregard.cli.commands.{entry.module}").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, entry.about) for name, entry in ENTRIES.items()])
        with formatter.section("Exit codes"):
            formatter.write_dl([(str(code), meaning) for code, meaning in EXIT_CODES.items()])

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a mistake the user can mend is told as its sentence, without a traceback."""
        try:
            return super().invoke(ctx)
        except DueRegardError as error:
            click.echo(str(error), err=True)
        except KeyboardInterrupt as stopped:
            click.echo(str(stopped) or "Interrupted: nothing is kept.", err=True)
            raise click.exceptions.Exit(INTERRUPTED) from None
        except BrokenPipeError:
            raise  # click ends quietly when the reader of a pipe has gone
        except OSError as error:
            where = error.filename or "A file"
            click.echo(f"{where}: {error.strerror or error}; check the path and its permissions.", err=True)
        raise click.exceptions.Exit(FAULTS)


@click.group(cls=LazyGroup, context_settings={"max_content_width": 100})
@click.version_option(__version__, prog_name="dueregard", message="%(prog)s %(version)s")
def main() -> None:
    """Due Regard: a force pack in, the Commissioner's paper out.

    Tables and progress are for people; --json gives a command's answer to a machine. Nothing
    here needs a network.
    """
