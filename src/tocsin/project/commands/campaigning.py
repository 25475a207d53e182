"""What all campaigns are asked for on the command line, and how they tell what they found."""

import json
import secrets
import sys
from collections.abc import Callable, Sequence
from typing import TypeVar

import click
from click._termui_impl import ProgressBar

from tocsin.project.campaigns.outcome import Outcome

Command = TypeVar("Command", bound=Callable[..., object])

seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**31),
    help="What chance does; printed, so that a failure can be had again.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


def plant_option(*plants: str) -> Callable[[Command], Command]:
    """Offer faults to plant."""
    return click.option(
        "--plant",
        type=click.Choice([str(plant) for plant in plants]),
        help="Plant a fault; a campaign that passes in spite of it is itself broken.",
    )


def progress(length: int, label: str) -> ProgressBar[int]:
    """Show how far it is, apart from what is printed."""
    return click.progressbar(length=length, label=label, file=sys.stderr)


def chosen(seed: int | None) -> int:
    """Return the seed that was given, else any."""
    return secrets.randbelow(2**31) if seed is None else seed


def tell(outcome: Outcome, *, as_json: bool) -> int:
    """Print what was found; return the exit code, 1 for a campaign that did not pass."""
    written = outcome.written()
    if as_json:
        click.echo(json.dumps(written, ensure_ascii=False))
    else:
        for line in lines_of(written):
            click.echo(line)
    return 0 if outcome.passed else 1


def lines_of(written: dict[str, object]) -> Sequence[str]:
    """Say it for people, the figures one by one."""
    figures = written["figures"]
    told = {name: value for name, value in written.items() if name != "figures"}
    inner = figures if isinstance(figures, dict) else {}
    return [f"{name}: {value}" for name, value in {**inner, **told}.items()]
