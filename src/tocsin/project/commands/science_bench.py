"""`tocsin bench science`."""

import json

import click

from tocsin.project.commands.bench_rows import show


@click.command(name="science")
@click.option("--quick", is_flag=True, help="A look in passing: small numbers, in seconds.")
@click.option(
    "--without-peers",
    is_flag=True,
    help="Fetch no peers (else they are installed for this one run, which needs a network).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def command(*, quick: bool, without_peers: bool, as_json: bool) -> None:
    """Measure lines, sending, the hypercube and sites beside SimPy, cimba, ARPACK and spopt.

    All answer the same questions in one run; a ratio above 1 means that ours is better. Where the
    peers cannot be fetched, our own figures stand alone, and why is said.

    Example: tocsin bench science --json
    """
    from rich.console import Console  # noqa: PLC0415 - only when something runs

    from tocsin.project.bench.apart import NotReadyError  # noqa: PLC0415 - slow to import
    from tocsin.project.bench.rows import hardware  # noqa: PLC0415 - as above
    from tocsin.project.bench.science import asking  # noqa: PLC0415 - as above

    facts = hardware()
    try:
        with Console(stderr=True, quiet=as_json).status("") as status:
            measured = asking.measure(status.update, quick=quick, peers=not without_peers)
    except NotReadyError as why:
        raise click.ClickException(f"The measurement did not end: {why}.") from why
    if as_json:
        click.echo(json.dumps({"machine": facts, **measured}))
        return
    show(measured["rows"])
    click.echo(f"  memory at most, megabytes: {measured['peak_megabytes']}")
    if measured["without_peers"]:
        click.echo(f"  without peers: {measured['without_peers']}")
