"""`tocsin bench`."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click

from tocsin.project import startup
from tocsin.project.commands import ledger_bench, science_bench
from tocsin.project.commands.bench_rows import show

SUMMARIES = {
    "desk": "Calls and dispatch, numbers, the live line, positions, finding places, roads.",
    "roads": "Travel times, closures and reached areas on any map.",
    "recommend": "A thousand units for ten needs: the ways by road, and the choice among them.",
    "addresses": "How right and how quick callers' words are resolved to places.",
    "strings": "Whether whatever is typed instead of an address is answered, and how soon.",
    "labels": "How much of what people labelled in real addresses is found.",
    "ledger": "Acts of sixteen writers with the ledger and without, and rows examined a second.",
    "science": "Lines, sending the nearest, the hypercube and sites, beside their peers.",
    "cordon": "The fewest places at which to close the roads around an area.",
}
# The parts of tocsin.project.bench.desk, written out so that help needs no Django.
PARTS = ("cycles", "numbers", "listeners", "positions", "typing", "lookups", "roads")
# TravelMode's values and the keys of MAKERS, written out so that help needs no engine.
MODES = ("car", "motorcycle", "foot", "lights_and_siren")
SPOKEN = ("chinese", "latin", "visitors")
# The keys of the bench's PEERS, written out as above.
BESIDE = ("rapidfuzz", "sqlite", "postgres", "tantivy")


@click.group(name="bench")
def command() -> None:
    """Measure speed beside a peer, in the same run on the same machine.

    Example: tocsin bench desk --json
    """


command.add_command(ledger_bench.command)
command.add_command(science_bench.command)


@command.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print the list as JSON.")
def list_(*, as_json: bool) -> None:
    """List what can be measured.

    Example: tocsin bench list
    """
    if as_json:
        click.echo(json.dumps(SUMMARIES))
        return
    for name, summary in SUMMARIES.items():
        click.echo(f"{name}: {summary}")


@command.command(name="desk")
@click.option("--quick", is_flag=True, help="A look in passing: small numbers, in seconds.")
@click.option(
    "--only",
    multiple=True,
    type=click.Choice(PARTS),
    help="Measure this part alone; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def desk(*, quick: bool, only: Sequence[str], as_json: bool) -> None:
    """Measure the desks on a database that is thrown away, or on the one that is given.

    A ratio above 1 means that ours is better than the peer.

    Example: tocsin bench desk --json
    """
    with startup.prepared_ground(throw_away=True):
        from rich.console import Console  # noqa: PLC0415 - only when something runs

        from tocsin.project.bench import desk as measurement  # noqa: PLC0415 - needs Django
        from tocsin.project.bench.rows import machine, plain  # noqa: PLC0415 - as above

        facts = machine()
        with Console(stderr=True, quiet=as_json).status("") as status:
            rows = measurement.measure(status.update, quick=quick, only=only)
        written = plain(rows)
    if as_json:
        click.echo(json.dumps({"machine": facts, "rows": written}))
    else:
        show(written)


@command.command(name="roads")
@click.option(
    "--osm",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An OpenStreetMap extract (.osm.pbf).",
)
@click.option(
    "--mode", default="car", show_default=True, type=click.Choice(MODES), help="How one moves."
)
@click.option(
    "--with-osrm",
    is_flag=True,
    help="Ask OSRM too: fetch its bindings for this one run (needs Python 3.12 and a network).",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def roads(*, file: Path, mode: str, with_osrm: bool, as_json: bool) -> None:
    """Measure how the way is found on a map, beside SciPy and rustworkx on the same graph.

    The largest difference between any two answers is told in seconds; it ought to be 0.

    Example: tocsin bench roads --osm liechtenstein.osm.pbf --json
    """
    startup.without_database()
    from rich.console import Console  # noqa: PLC0415 - only when something runs

    from tocsin.adapters.osm.api import UnreadableExtract  # noqa: PLC0415 - needs Django
    from tocsin.core.roads import TravelMode  # noqa: PLC0415 - slow to import
    from tocsin.project.bench import road_map as measurement  # noqa: PLC0415 - as above
    from tocsin.project.bench.rows import hardware, plain  # noqa: PLC0415 - as above

    facts = hardware()
    try:
        with Console(stderr=True).status("") as status:
            measured = measurement.measure(
                file, status.update, TravelMode(mode), with_osrm=with_osrm
            )
    except UnreadableExtract as refusal:
        raise click.BadParameter(str(refusal), param_hint="--osm") from refusal
    written = plain(measured.rows)
    if as_json:
        told = {
            "machine": facts,
            "network": measured.network,
            "rows": written,
            "max_difference_seconds": measured.max_difference_seconds,
        }
        click.echo(json.dumps(told))
        return
    show(written)
    for name, figure in measured.network.items():
        click.echo(f"  {name.replace('_', ' ')}: {figure}")
    click.echo(f"  largest difference: {measured.max_difference_seconds} s")


@command.command(name="recommend")
@click.option(
    "--osm",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A map (.osm.pbf); else a drawn county of 60,025 crossings.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def recommend(*, file: Path | None, as_json: bool) -> None:
    """Measure whom to send out of a thousand units for ten needs: the ways, the choice, and both.

    Example: tocsin bench recommend --json
    """
    startup.without_database()
    from rich.console import Console  # noqa: PLC0415 - only when something runs

    from tocsin.adapters.osm.api import UnreadableExtract  # noqa: PLC0415 - needs Django
    from tocsin.project.bench import recommending as measurement  # noqa: PLC0415 - as above
    from tocsin.project.bench.rows import hardware, plain  # noqa: PLC0415 - as above

    facts = hardware()
    try:
        with Console(stderr=True, quiet=as_json).status("") as status:
            measured = measurement.measure(file, status.update)
    except UnreadableExtract as refusal:
        raise click.BadParameter(str(refusal), param_hint="--osm") from refusal
    written = plain(measured.rows)
    if as_json:
        told = {
            "machine": facts,
            "network": {"nodes": measured.nodes, "arcs": measured.arcs},
            "rows": written,
            "max_difference_seconds": measured.max_difference_seconds,
        }
        click.echo(json.dumps(told))
        return
    show(written)
    click.echo(f"  {measured.nodes} crossings, {measured.arcs} arcs")


@command.command(name="cordon")
@click.option(
    "--osm",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An OpenStreetMap extract (.osm.pbf) beside the towns that are drawn.",
)
@click.option(
    "--stretches",
    type=click.IntRange(200, 500_000),
    default=50_000,
    show_default=True,
    help="How many stretches of road a drawn town has, about.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def cordon(*, file: Path | None, stretches: int, as_json: bool) -> None:
    """Measure the fewest closures around an area beside SciPy's and networkx's largest flow.

    Milliseconds are those of the processor. All are asked the very same question.

    Example: tocsin bench cordon --json
    """
    startup.without_database()
    from rich.console import Console  # noqa: PLC0415 - only when something runs

    from tocsin.adapters.osm.api import UnreadableExtract  # noqa: PLC0415 - needs Django
    from tocsin.project.bench import cordon as measurement  # noqa: PLC0415 - as above
    from tocsin.project.bench.rows import hardware, plain  # noqa: PLC0415 - as above

    try:
        with Console(stderr=True, quiet=as_json).status("") as status:
            rows = plain(measurement.measure(status.update, stretches, file))
    except UnreadableExtract as refusal:
        raise click.BadParameter(str(refusal), param_hint="--osm") from refusal
    if as_json:
        click.echo(json.dumps({"machine": hardware(), "rows": rows}))
    else:
        show(rows)


@command.command(name="addresses")
@click.option(
    "--register",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A register of addresses (.csv or .csv.gz).",
)
@click.option(
    "--csv",
    "queries",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Questions with the columns id,query,truth; else they are made from the register.",
)
@click.option(
    "--questions",
    type=click.IntRange(1, 100_000),
    help="How many questions are made (else 2,000), or taken from all over the file (else all).",
)
@click.option(
    "--spoken",
    default="chinese",
    show_default=True,
    type=click.Choice(SPOKEN),
    help="How the questions that are made are said.",
)
@click.option(
    "--beside",
    multiple=True,
    type=click.Choice(BESIDE),
    help="Only this peer; may be repeated.",
)
@click.option("--alone", is_flag=True, help="Without the peers.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def addresses(
    *,
    file: Path,
    queries: Path | None,
    questions: int | None,
    spoken: str,
    beside: Sequence[str],
    alone: bool,
    as_json: bool,
) -> None:
    """Measure how callers' words are resolved, beside every other way that is installed.

    RapidFuzz, SQLite's trigrams, pg_trgm and tantivy are asked over the same normalised texts.
    Everything is asked twice, and of each question the quicker time counts.

    Example: tocsin bench addresses --register addresses.csv.gz --csv said.csv --json
    """
    from rich.console import Console  # noqa: PLC0415 - only when something runs

    from tocsin.project.addressfiles import UnusableFile  # noqa: PLC0415 - as above
    from tocsin.project.bench import addresses as measurement  # noqa: PLC0415 - slow to import
    from tocsin.project.bench.address_peers import PEERS  # noqa: PLC0415 - as above
    from tocsin.project.bench.rows import hardware  # noqa: PLC0415 - as above

    facts = hardware()
    peers = [] if alone else [one for one in PEERS if one.key in (beside or BESIDE)]
    try:
        with Console(stderr=True, quiet=as_json).status("") as status:
            rows, trust = measurement.measure(
                file, queries, questions, status.update, peers=peers, spoken=spoken
            )
    except UnusableFile as refusal:
        raise click.UsageError(str(refusal)) from refusal
    if as_json:
        click.echo(json.dumps({"machine": facts, **measurement.plain(rows, trust)}))
        return
    for row in rows:
        click.echo(
            f"{row.name}: first {row.top1:.3f}, of five {row.top5:.3f}, half within "
            f"{row.p50_ms:.2f} ms, 99 of 100 within {row.p99_ms:.2f} ms"
        )
    click.echo(
        f"calibration error {trust.calibration_error:.3f}, taken at 99 % right "
        f"{trust.coverage:.3f}, accepted {trust.accepted:.3f}, wrongly {trust.wrongly_accepted:.4f}"
    )


@command.command(name="strings")
@click.option(
    "--register",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A register of addresses (.csv or .csv.gz).",
)
@click.option(
    "--count",
    default=100_000,
    show_default=True,
    type=click.IntRange(1, 10_000_000),
    help="How many strings are answered.",
)
@click.option("--seed", default=1, show_default=True, help="Other strings.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
def strings(*, file: Path, count: int, seed: int, as_json: bool) -> None:
    """Answer arbitrary strings as if they were addresses, and say how long the slowest took.

    A string that takes over 20 ms three times counts as over the bound.

    Example: tocsin bench strings --register addresses.csv.gz --count 3000
    """
    from tocsin.core.addressing.building import build_index  # noqa: PLC0415 - slow to import
    from tocsin.core.addressing.resolving import Resolver  # noqa: PLC0415 - as above
    from tocsin.project.addressfiles import UnusableFile, register_in  # noqa: PLC0415 - as above
    from tocsin.project.bench.address_strings import answer_arbitrary  # noqa: PLC0415 - as above

    try:
        resolver = Resolver(build_index(register_in(file)))
    except UnusableFile as refusal:
        raise click.UsageError(str(refusal)) from refusal
    found = answer_arbitrary(resolver, count, seed)
    figures = asdict(found)
    if as_json:
        click.echo(json.dumps(figures))
        return
    click.echo(
        f"{found.strings} strings, the slowest {found.slowest_ms} ms, {found.over_bound} over the "
        f"bound, memory grown by {found.grown_mb} MB."
    )


@command.command(name="labels")
@click.option(
    "--labelled",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Addresses labelled sign by sign (.conll.gz).",
)
@click.option(
    "--register",
    "divisions",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A register of divisions, to look for these too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
def labels(*, file: Path, divisions: Path | None, as_json: bool) -> None:
    """Measure how much of what people labelled in real addresses is found.

    Example: tocsin bench labels --labelled addresses.conll.gz --json
    """
    from tocsin.project.bench.address_labels import measure_labels  # noqa: PLC0415 - slow to import

    shares = measure_labels(file, divisions)
    if as_json:
        rows = [{"label": s.label, "stands": s.stands, "found": s.found} for s in shares]
        click.echo(json.dumps({"rows": rows}))
        return
    for share in shares:
        click.echo(f"{share.label}: {share.found} of {share.stands} found")
