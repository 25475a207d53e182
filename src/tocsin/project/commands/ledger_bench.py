"""`tocsin bench ledger`."""

import json
from dataclasses import replace

import click

from tocsin.project import startup


@click.command(name="ledger")
@click.option("--quick", is_flag=True, help="A look in passing: small numbers, in seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def command(*, quick: bool, as_json: bool) -> None:
    """Measure what looks and the ledger cost those who work, and how fast it is examined.

    A person is opened with the look committed before, by turns with reading alone: a ratio, and
    the milliseconds that it adds to a page. Then sixteen writers:

    They take calls by turns with the ledger and without it, on a database that is thrown away; a
    ratio of 1 means that it costs nothing.

    Example: tocsin bench ledger --json
    """
    with startup.prepared_ground(throw_away=True):
        from rich.console import Console  # noqa: PLC0415 - only when something runs

        from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
        from tocsin.project.bench import ground, looking  # noqa: PLC0415 - as above
        from tocsin.project.bench import ledger as measurement  # noqa: PLC0415 - as above
        from tocsin.project.bench.rows import machine, plain  # noqa: PLC0415 - as above

        facts = machine()
        with Console(stderr=True, quiet=as_json).status("ledger"):
            size = ground.QUICK if quick else replace(ground.FULL, units=1)
            made = ground.prepare(size, moment.now())
            rows = [*looking.measure(made), *measurement.measure(made)]
        written = plain(rows)
    if as_json:
        click.echo(json.dumps({"machine": facts, "rows": written}))
        return
    for row in written:
        ratio = f", {row['ratio']:.2f} of {row['peer_name']}" if row["peer"] else ""
        click.echo(f"{row['name']}: {row['ours']} {row['unit']}{ratio}")
