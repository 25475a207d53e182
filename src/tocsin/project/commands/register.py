"""`tocsin register`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.project import speech, startup
from tocsin.project.commands.report import bureau_named

if TYPE_CHECKING:
    from tocsin.adapters.spreadsheets.registers import Brought
    from tocsin.kernel.accounts.api import Bureau

# The tables that registers and catalogue name themselves, written out so that help needs no Django.
TABLES = (
    "addresses",
    "units",
    "incident_classes",
    "response_plans",
    "incident_types",
    "dispositions",
    "unit_statuses",
    "invalid_reasons",
    "handovers",
    "knowledge",
    "clock_targets",
    "stand_by_posts",
)
ENDINGS = (".xlsx", ".csv")
SHOWN_ROWS = 50
table_option = click.option(
    "--table", required=True, type=click.Choice(TABLES), help="Which table the file holds."
)
bureau_option = click.option(
    "--bureau", "code", help="The code of the bureau, where there are several."
)
language_option = click.option(
    "--language",
    type=click.Choice(("zh-hans", "en")),
    help="The language of headings and reasons, if not that of refusals; an import reads both.",
)


@click.group(name="register")
def command() -> None:
    """Bring tables in from spreadsheets, and write them out.

    Example: tocsin register export types.xlsx --table incident_types
    """


@command.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@table_option
@bureau_option
@click.option("--partial", is_flag=True, help="Store the right rows although others are wrong.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_(
    *,
    file: Path,
    table: str,
    code: str | None,
    partial: bool,
    dry_run: bool,
    language: str | None,
    as_json: bool,
) -> int:
    """Bring the rows of a spreadsheet (.xlsx or .csv) into one table, by their codes.

    Ends with 1 when rows were refused; nothing is stored then, unless --partial is given.

    Example: tocsin register import units.xlsx --table units --dry-run
    """
    refuse_other_endings(file)
    with bureau_in(language, code) as bureau:
        brought = bring(file, table, bureau, partial=partial, dry_run=dry_run)
    if as_json:
        refused = [{"row": row, "message": message} for row, message in brought.refused]
        told = {**asdict(brought), "table": table, "dry_run": dry_run, "refused": refused}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        show(brought, table, dry_run=dry_run)
    return 1 if brought.refused else 0


@command.command(name="export")
@click.argument("file", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@table_option
@bureau_option
@language_option
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def export(
    *, file: Path, table: str, code: str | None, language: str | None, as_json: bool
) -> None:
    """Write one table into a spreadsheet (.xlsx or .csv) that an import reads again.

    Example: tocsin register export types.xlsx --table incident_types
    """
    refuse_other_endings(file)
    if not file.absolute().parent.is_dir():
        raise click.BadParameter(
            _("there is no folder {folder}").format(folder=file.parent), param_hint="FILE"
        )
    with bureau_in(language, code) as bureau:
        from tocsin.adapters.spreadsheets import registers  # noqa: PLC0415 - needs Django

        written = file.write_bytes(
            registers.export_table(name=file.name, table=table, bureau=bureau)
        )
    if as_json:
        click.echo(json.dumps({"file": str(file), "table": table, "bytes": written}))
    else:
        click.echo(f"{file}: {table}, {written} bytes.")


@contextmanager
def bureau_in(language: str | None, code: str | None) -> Iterator["Bureau"]:
    """Provide the bureau that is meant, and words in a language, for a block."""
    with startup.prepared_ground():
        from django.utils import translation  # noqa: PLC0415 - only after Django is set up

        with translation.override(language or speech.chosen()):
            yield bureau_named(code)


def refuse_other_endings(file: Path) -> None:
    """Refuse a file that is not named as a spreadsheet."""
    if file.suffix.lower() not in ENDINGS:
        raise click.BadParameter(_("the file's name ends in .xlsx or .csv"), param_hint="FILE")


def bring(file: Path, table: str, bureau: "Bureau", *, partial: bool, dry_run: bool) -> "Brought":
    """Import a file in the name of the system; one that is no such table is a wrong argument."""
    from tocsin.adapters.spreadsheets import registers  # noqa: PLC0415 - needs Django
    from tocsin.kernel import moment  # noqa: PLC0415 - as above
    from tocsin.kernel.accounts.api import service_officer  # noqa: PLC0415 - as above
    from tocsin.kernel.errors import Unacceptable  # noqa: PLC0415 - as above

    try:
        return registers.import_table(
            file.read_bytes(),
            name=file.name,
            table=table,
            bureau=bureau,
            actor=service_officer(bureau, "console"),
            at=moment.now(),
            partial=partial,
            dry_run=dry_run,
        )
    except Unacceptable as refusal:
        raise click.BadParameter(refusal.message.rstrip(".\u3002"), param_hint="FILE") from refusal


def show(brought: "Brought", table: str, *, dry_run: bool) -> None:
    """Print what became of a file, refused rows first."""
    from rich.console import Console  # noqa: PLC0415 - only when something is printed
    from rich.table import Table  # noqa: PLC0415 - as above

    console = Console()
    if brought.refused:
        refused = Table("row", "why it was refused")
        for row, message in brought.refused[:SHOWN_ROWS]:
            refused.add_row(str(row), message)
        console.print(refused)
    if len(brought.refused) > SHOWN_ROWS:
        console.print(f"And {len(brought.refused) - SHOWN_ROWS} more; --json names them all.")
    console.print(verdict(brought, table, dry_run=dry_run))


def verdict(brought: "Brought", table: str, *, dry_run: bool) -> str:
    """Say in one line what was stored."""
    counts = (
        f"{table}: {brought.rows} rows right, {len(brought.refused)} refused, "
        f"{brought.created} new, {brought.changed} changed"
    )
    if dry_run:
        return f"{counts}. Nothing was stored; this was a dry run."
    if brought.stored:
        return f"{counts}. The right rows are stored."
    if brought.refused:
        return f"{counts}. Nothing was stored. Mend the rows, or give --partial."
    return f"{counts}. Nothing had to be changed."
