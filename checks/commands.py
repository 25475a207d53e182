"""The page of commands, written from the commands themselves; a test holds the page to it."""

from collections.abc import Iterator
from pathlib import Path

import click

from checks.tracked import ROOT
from tocsin.project.cli import cli

PAGE = Path("docs/reference/commands.md")
HEAD = """# Commands

In a checkout every command begins with `./tocsin` (on Windows `tocsin.cmd`); installed as a
package, with `tocsin`. `tocsin COMMAND --help` says the same as this page, which is written from it
by `python -m checks.commands`.

Exit codes: 0 done; 1 the domain says no, or something that was checked is not sound; 2 a mistake in
the arguments, answered with one sentence; 130 interrupted. With `--json` the result is one JSON
object on the standard output. [Settings](settings.md) come from the environment.
"""


def page() -> str:
    """Write the whole page."""
    return HEAD + "".join(_section(name, command) for name, command in every_command())


def every_command() -> Iterator[tuple[str, click.Command]]:
    """List the commands, and the parts of those that have parts."""
    context = click.Context(cli)
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if isinstance(command, click.Group):
            yield from ((f"{name} {part}", inner) for part, inner in command.commands.items())
        elif command is not None:
            yield name, command


def _section(name: str, command: click.Command) -> str:
    told, examples = _told(command.help or "")
    arguments = [part for part in command.params if isinstance(part, click.Argument)]
    options = [part for part in command.params if isinstance(part, click.Option)]
    words = " ".join([f"tocsin {name}", *(_argument(part) for part in arguments)])
    lines = [f"\n## {words}\n", told, "\n```sh", *examples, "```"]
    if options:
        lines += ["\n| option | meaning | usual |", "|---|---|---|"]
        lines += [_row(option) for option in options]
    return "\n".join(lines) + "\n"


def _told(text: str) -> tuple[str, list[str]]:
    """Part a help text into what it explains and its examples."""
    parts = [" ".join(part.split()) for part in text.split("\n\n")]
    examples = [part.removeprefix("Example: ") for part in parts if part.startswith("Example: ")]
    return "\n\n".join(part for part in parts if not part.startswith("Example: ")), examples


def _argument(argument: click.Argument) -> str:
    name = (argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _row(option: click.Option) -> str:
    names = ", ".join(f"`{name}`" for name in option.opts)
    kind = option.type
    choices = f" One of {_listed(kind.choices)}." if isinstance(kind, click.Choice) else ""
    needed = " Required." if option.required else ""
    usual = option.default
    if isinstance(usual, float):
        usual = f"{usual:g}"
    shown = f"`{usual}`" if option.show_default and not option.is_flag else ""
    return f"| {names} | {option.help or ''}{choices}{needed} | {shown} |"


def _listed(choices: object) -> str:
    return (
        ", ".join(f"`{choice}`" for choice in choices) if isinstance(choices, tuple | list) else ""
    )


if __name__ == "__main__":
    (ROOT / PAGE).write_text(page(), encoding="utf-8")
