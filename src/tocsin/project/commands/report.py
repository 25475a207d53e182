"""`tocsin report`."""

import json
from collections.abc import Mapping
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.project import startup

if TYPE_CHECKING:
    from tocsin.kernel.accounts.api import Bureau
    from tocsin.readers.supervision.queries import Report


@click.command(name="report")
@click.option("--from", "first", metavar="DAY", help="The first day, like 2026-03-02.")
@click.option("--to", "last", metavar="DAY", help="The last day; the first one if not given.")
@click.option("--day", "period", flag_value="day", default="day", help="Today; the usual choice.")
@click.option("--week", "period", flag_value="week", help="This week, Monday to Sunday.")
@click.option("--bureau", "code", help="The code of the bureau, where there are several.")
@click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write a spreadsheet too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def command(
    *,
    first: str | None,
    last: str | None,
    period: str,
    code: str | None,
    xlsx: Path | None,
    as_json: bool,
) -> None:
    """Print the figures of a day, a week or a period.

    Example: tocsin report --from 2026-03-02 --to 2026-03-08 --json
    """
    if xlsx is not None and not xlsx.absolute().parent.is_dir():
        raise click.BadParameter(
            _("there is no folder {folder}").format(folder=xlsx.parent), param_hint="--xlsx"
        )
    asked = {"from": first or "", "to": last or "", "period": period}
    with startup.prepared_ground():
        from tocsin.readers.supervision.plain import plain_report  # noqa: PLC0415 - needs Django
        from tocsin.readers.supervision.sheets import report_sheet  # noqa: PLC0415 - as above
        from tocsin.registers.catalogue.api import type_names  # noqa: PLC0415 - as above

        bureau = bureau_named(code)
        figures = figures_of(bureau, asked)
        if xlsx is not None:
            xlsx.write_bytes(report_sheet(figures, type_names(bureau)))
        if as_json:
            told = {"bureau": bureau.code, **plain_report(figures)}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            show(bureau, figures)


def bureau_named(code: str | None) -> "Bureau":
    """Find the bureau that is meant; without a code, the only one there is."""
    from tocsin.kernel.accounts.api import Bureau  # noqa: PLC0415 - only after Django is set up

    if code is not None:
        found = Bureau.objects.filter(code=code).first()
        if found is None:
            raise click.BadParameter(
                _("there is no bureau {code}").format(code=code), param_hint="--bureau"
            )
        return found
    several = list(Bureau.objects.order_by("code")[:20])
    if not several:
        raise click.ClickException(
            _("There is no bureau yet. Make one with: tocsin county generate")
        )
    if len(several) > 1:
        codes = ", ".join(one.code for one in several)
        raise click.BadParameter(
            _("name one of {codes}").format(codes=codes), param_hint="--bureau"
        )
    return several[0]


def figures_of(bureau: "Bureau", asked: Mapping[str, str]) -> "Report":
    """Build the report of the period that was asked for."""
    from tocsin.kernel import moment  # noqa: PLC0415 - only after Django is set up
    from tocsin.kernel.access.api import Scope  # noqa: PLC0415 - as above
    from tocsin.kernel.errors import Unacceptable  # noqa: PLC0415 - as above
    from tocsin.readers.supervision.forms import period_from  # noqa: PLC0415 - as above
    from tocsin.readers.supervision.queries import report  # noqa: PLC0415 - as above

    try:
        period = period_from(asked, at=moment.now(), time_zone=bureau.time_zone)
    except Unacceptable as refusal:
        raise click.UsageError(str(refusal)) from refusal
    return report(Scope(bureau.pk), period)


def show(bureau: "Bureau", figures: "Report") -> None:
    """Print the figures for people."""
    from rich.console import Console  # noqa: PLC0415 - only when something is printed
    from rich.table import Table  # noqa: PLC0415 - as above

    from tocsin.readers.supervision.names import leg_names  # noqa: PLC0415 - needs Django

    console, period, tally = Console(), figures.period, figures.tally
    console.print(f"{bureau.name}, {period.first} - {period.last} ({period.time_zone})")
    share = tally.valid_share
    valid = f"{share.value:.1%} ({share.low:.1%} - {share.high:.1%})" if share else "no data"
    console.print(
        f"{tally.calls} calls, {tally.answered} answered, {tally.abandoned} abandoned; "
        f"needed action: {valid}. {tally.incidents} incidents, {tally.assignments} assignments, "
        f"{tally.open} still open."
    )
    table = Table("", "n", "no data", "p50 (s)", "p90 (s)", "target (s)", "within target")
    names = leg_names()
    for key, leg in figures.legs.items():
        within = leg.within
        table.add_row(
            names[key],
            str(leg.n),
            str(leg.no_data),
            number(leg.p50),
            number(leg.p90),
            number(leg.target),
            f"{within.value:.1%} ({within.low:.1%} - {within.high:.1%})" if within else "",
        )
    console.print(table)
    console.print(f"Stamps too good to be true: {len(figures.too_good)}")


def number(value: float | None) -> str:
    """Write a figure, or nothing where there is none.

    >>> number(111.0), number(None)
    ('111', '')
    """
    return "" if value is None else f"{value:g}"
