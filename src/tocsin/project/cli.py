"""The command line. Only the command that runs is imported, so that help is there at once."""

import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from gettext import gettext as _
from importlib import import_module
from importlib.util import find_spec
from types import FrameType
from typing import NoReturn

import click

from tocsin import __version__
from tocsin.adapters.postgres.errors import DatabaseUnsafe, DatabaseUnusable
from tocsin.kernel.errors import Refusal
from tocsin.project import speech

BAD_ARGUMENTS = 2
UNSAFE = 2
REFUSED = 1
INTERRUPTED = 130


@dataclass(frozen=True)
class Entry:
    """A command by where it is written and what it does, known without importing it."""

    module: str
    summary: str


COMMANDS: Mapping[str, Entry] = {
    "demo": Entry("demo", "Watch a county live, and take over any of its desks."),
    "serve": Entry("serve", "Run Tocsin for a bureau."),
    "test": Entry("test", "Run the tests."),
    "controls": Entry("controls", "Say how many controls of OWASP ASVS have a passing test."),
    "check": Entry("check", "Say whether the configuration and the database are sound."),
    "county": Entry("county", "Generate a county, or import one from a map."),
    "replay": Entry("replay", "Play a recorded history of calls through the desks."),
    "report": Entry("report", "Print the figures of a period."),
    "cordon": Entry("cordon", "Close the roads around an area, and say who holds them."),
    "recommend": Entry("recommend", "Say whom to send in a written scenario, and why."),
    "science": Entry("science", "Answer a question of queues, sites or demand in a file."),
    "forecast": Entry("forecast", "Say how good forecasts of calls would have been."),
    "bench": Entry("bench", "Measure speed beside a peer."),
    "roads": Entry("roads", "Ask about ways over the roads of any map."),
    "addresses": Entry(
        "addresses", "Find the places that callers mean in a register of addresses."
    ),
    "campaign": Entry("campaign", "Break things on purpose and count what was lost."),
    "ledger": Entry("ledger", "Examine the record of acts and looks, and prove what is in it."),
    "personal": Entry("personal", "Look after the keys that seal facts about people."),
    "retention": Entry("retention", "Look after how long what is kept about people stays."),
    "exports": Entry("exports", "Make a key to receive exports, and open them."),
    "register": Entry("register", "Bring tables in from spreadsheets, and write them out."),
    "user": Entry("user", "Add officers, and give keys to connected systems."),
    "backup": Entry("backup", "Write database and files into a folder, and verify it."),
    "restore": Entry("restore", "Bring a backup back, or rehearse that."),
    "migrate": Entry("migrate", "Bring the tables and the reference data up to date."),
}


class LazyCommands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """List the commands whose modules are there, in the order of the table."""
        return [name for name, entry in COMMANDS.items() if find_spec(_module(entry)) is not None]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(_module(COMMANDS[cmd_name])).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands with their written summaries, importing none of them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name].summary) for name in self.list_commands(ctx)])


def _module(entry: Entry) -> str:
    return f"tocsin.project.commands.{entry.module}"


@click.group(
    cls=LazyCommands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tocsin")
@click.option(
    "--language",
    type=click.Choice(speech.LANGUAGES),
    help="The language of refusals; TOCSIN_LANGUAGE or the locale decides if it is not given.",
)
@click.pass_context
def cli(ctx: click.Context, language: str | None) -> None:  # noqa: ARG001 - read in run
    """Serve a county: from the ring of the telephone to the closed incident.

    Example: tocsin demo
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> NoReturn:
    """Run the command line and end the process with its code."""
    _end_on_signals()
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run one command; return the process's exit code.

    A mistake in the arguments and a database that could lose entries are answered with 2, a refusal
    with 1, each wholly in one language.
    """
    with speech.speaking(asked_language(arguments) or speech.language_of(os.environ)):
        return answered(arguments)


def asked_language(arguments: list[str]) -> str:
    """Read the language off the words themselves, so that mistakes among them are told in it too.

    >>> asked_language(["--language", "zh", "check"]), asked_language(["--language=en", "demo"])
    ('zh', 'en')
    >>> asked_language(["register", "export", "--language", "zh-hans"]), asked_language(["demo"])
    ('zh', '')
    """
    words = iter(arguments)
    for word in words:
        name, _equals, value = word.partition("=")
        if name == "--language":
            asked = (value or next(words, "")).partition("-")[0]
            return asked if asked in speech.LANGUAGES else ""
    return ""


def answered(arguments: list[str]) -> int:
    """Run one command and tell what became of it."""
    try:
        outcome = cli.main(arguments, prog_name="tocsin", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message())
        return 0
    except click.UsageError as mistake:
        where = mistake.ctx.command_path if mistake.ctx is not None else "tocsin"
        # click lists choices in lines of their own.
        told = speech.in_words(" ".join(mistake.format_message().split()).rstrip(".\u3002"))
        sentence = _("{where}: {told} (see {where} --help).").format(where=where, told=told)
        click.echo(sentence, err=True)
        return BAD_ARGUMENTS
    except click.ClickException as problem:
        click.echo(_("tocsin: {told}").format(told=problem.format_message()), err=True)
        return problem.exit_code
    except (DatabaseUnusable, Refusal) as refusal:
        click.echo(_("tocsin: {told}").format(told=refusal), err=True)
        return UNSAFE if isinstance(refusal, DatabaseUnsafe) else REFUSED
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return outcome if isinstance(outcome, int) else 0


def _end_on_signals() -> None:
    """End cleanly, closing what is open, when we are told to or the terminal goes away."""
    # Windows has no SIGHUP.
    for message in {signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)}:
        if signal.getsignal(message) is not signal.SIG_IGN:
            signal.signal(message, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


if __name__ == "__main__":
    main()
