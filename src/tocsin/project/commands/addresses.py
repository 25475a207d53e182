"""`tocsin addresses`."""

import gc
import json
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from tocsin.project.commands import addresses_import

if TYPE_CHECKING:
    from tocsin.core.addressing.answering import Answered
    from tocsin.core.addressing.register import Register

A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
MOST_TOLD = 20
MOST_IN_ONE = 5_000_000


@click.group(name="addresses")
def command() -> None:
    """Find the places that callers mean in a register of addresses.

    Example: tocsin addresses build --register addresses.csv.gz --out index
    """


command.add_command(addresses_import.command)


@command.command(name="build")
@click.option(
    "--register",
    "file",
    required=True,
    type=A_FILE,
    help="A table with the columns id,parent_id,level,name,lon,lat,aliases (.csv or .csv.gz).",
)
@click.option(
    "--out",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the index; an index that is there is replaced.",
)
@click.option(
    "--most",
    default=MOST_IN_ONE,
    show_default=True,
    type=click.IntRange(1),
    help="A register of more entries is parted by counties.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def build(*, file: Path, folder: Path, most: int, as_json: bool) -> None:
    """Build the index of a register, and say which rows could not be taken.

    Example: tocsin addresses build --register addresses.csv.gz --out index --json
    """
    from tocsin.project.addressfiles import build_into, megabytes  # noqa: PLC0415 - slow to import

    begun = perf_counter()
    # Millions of lasting objects are made, and nothing that refers to itself.
    gc.disable()
    register = _register(file)
    names = build_into(folder, register, most)
    gc.enable()
    figures = {
        "entries": len(register),
        "names": names,
        "seconds": round(perf_counter() - begun, 2),
        "index_mb": megabytes(folder),
        "peak_mb": _peak_megabytes(),
    }
    for problem in register.problems[:MOST_TOLD]:
        click.echo(f"Row {problem.row}: {problem.why}.", err=True)
    if len(register.problems) > MOST_TOLD:
        click.echo(f"{len(register.problems)} rows in all.", err=True)
    if as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(
        f"{figures['entries']} entries by {figures['names']} names in {figures['seconds']} s: "
        f"{figures['index_mb']} MB."
    )


def _register(file: Path) -> "Register":
    from tocsin.project.addressfiles import UnusableFile, register_in  # noqa: PLC0415 - slow

    try:
        return register_in(file)
    except UnusableFile as refusal:
        raise click.BadParameter(str(refusal), param_hint="--register") from refusal


def _peak_megabytes() -> float | None:
    """Say how much memory was in use at most; None where the system does not tell."""
    try:
        import resource  # noqa: PLC0415 - Windows has none
    except ImportError:
        return None
    import sys  # noqa: PLC0415 - only here

    per_megabyte = 1e6 if sys.platform == "darwin" else 1e3
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_megabyte, 1)


@command.command(name="resolve")
@click.option(
    "--index",
    "folder",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The folder of the index.",
)
@click.option(
    "--csv", "file", required=True, type=A_FILE, help="A table with the columns id,query."
)
@click.option(
    "--top",
    default=5,
    show_default=True,
    type=click.IntRange(1, 20),
    help="How many places at most are given for each.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON for each.")
def resolve(*, folder: Path, file: Path, top: int, as_json: bool) -> None:
    """Say for everything in a table which place is meant, and how sure that is.

    Example: tocsin addresses resolve --index index --csv said.csv --top 5 --json
    """
    from tocsin.core.addressing.shards import open_addresses  # noqa: PLC0415 - slow to import
    from tocsin.core.addressing.storage import UnusableIndex  # noqa: PLC0415 - as above
    from tocsin.project.addressfiles import UnusableFile, questions_in  # noqa: PLC0415 - as above

    try:
        addresses = open_addresses(str(folder))
    except UnusableIndex as refusal:
        raise click.BadParameter(str(refusal), param_hint="--index") from refusal
    try:
        questions = questions_in(file)
    except UnusableFile as refusal:
        raise click.BadParameter(str(refusal), param_hint="--csv") from refusal
    took, abstained = [], 0
    for identity, query in questions:
        begun = perf_counter()
        answered = addresses.answer(query, top)
        took.append((perf_counter() - begun) * 1000)
        abstained += answered.abstained
        click.echo(_told(identity, query, answered, took[-1], as_json=as_json))
    summary = {
        "queries": len(questions),
        "abstained": abstained,
        "p50_ms": _quantile(took, 0.5),
        "p99_ms": _quantile(took, 0.99),
    }
    click.echo(json.dumps(summary) if as_json else _summed_up(summary))


def _told(
    identity: str, query: str, answered: "Answered", milliseconds: float, *, as_json: bool
) -> str:
    if not as_json:
        first = answered.answers[0].text if answered.answers else "-"
        return f"{query}: {first} ({answered.light.value})"
    from tocsin.core.addressing.partitions import plain_answer  # noqa: PLC0415 - slow to import

    told = {**plain_answer(identity, answered), "ms": round(milliseconds, 3)}
    return json.dumps(told, ensure_ascii=False)


def _summed_up(summary: dict[str, int | float]) -> str:
    return (
        f"{summary['queries']} asked, {summary['abstained']} not sure; "
        f"half within {summary['p50_ms']} ms, 99 of 100 within {summary['p99_ms']} ms."
    )


def _quantile(values: list[float], share: float) -> float:
    if not values:
        return 0.0
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)
