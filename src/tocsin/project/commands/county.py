"""`tocsin county`."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.project import startup

if TYPE_CHECKING:
    from tocsin.adapters.county.imported import Surveyed

Step = Callable[[str], None]
Fraction = Callable[[int, int], None]
LARGEST_SEED = 2**32 - 1
LONGEST_CODE = 12
# A code also names a file.
CODE = re.compile(rf"[A-Za-z0-9-]{{1,{LONGEST_CODE}}}")
STEPS = {
    "reading": "Reading the map",
    "generating": "Drawing the land and its roads",
    "tree": "Founding the bureau",
    "catalogue": "Loading the tables",
    "places": "Loading the places",
    "addresses": "Loading the addresses",
    "roads": "Loading the roads",
    "force": "Posting people and units",
    "map": "Drawing the base map",
}


@click.group(name="county")
def command() -> None:
    """Generate a county, or import one from a map.

    Example: tocsin county generate --seed 1
    """


@command.command(name="generate")
@click.option(
    "--seed",
    default=1,
    show_default=True,
    type=click.IntRange(0, LARGEST_SEED),
    help="The same seed makes the same county.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def generate(*, seed: int, as_json: bool) -> None:
    """Make a plausible county with the real names of Huating, and put it into the registers.

    Example: tocsin county generate --seed 1
    """
    with startup.prepared_ground(), steps(quiet=as_json) as (step, fraction):
        from django.conf import settings  # noqa: PLC0415 - only after Django is set up

        from tocsin.adapters.county import basemap, generated, shipped  # noqa: PLC0415 - as above
        from tocsin.core.county import generate_county  # noqa: PLC0415 - slow to import
        from tocsin.kernel import moment  # noqa: PLC0415 - as above

        step("generating")
        county = generate_county(shipped.shipped_facts(), seed)
        loaded = generated.load_generated(county=county, at=moment.now(), step=step)
        step("map")
        drawn = basemap.draw_map(
            basemap.county_features(county), settings.DATA_FOLDER, county.code, fraction, ""
        )
        told = {**asdict(loaded), "seed": seed, "name": county.name, "map_tiles": drawn.tiles}
    show(told, as_json=as_json)


@command.command(name="import")
@click.option(
    "--osm",
    "file",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="An OpenStreetMap extract (.osm.pbf).",
)
@click.option(
    "--code",
    callback=lambda _context, _option, value: checked_code(value),
    help="The code of the bureau; made from the file's name if not given.",
)
@click.option("--name", help="The county's name; the map's own if not given.")
@click.option("--time-zone", default="UTC", show_default=True, help="As in Europe/Vaduz.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_(
    *, file: Path, code: str | None, name: str | None, time_zone: str, as_json: bool
) -> None:
    """Make a working county out of a map: real roads and addresses, stations in its settlements.

    Example: tocsin county import --osm liechtenstein.osm.pbf --time-zone Europe/Vaduz
    """
    refuse_unknown_zone(time_zone)
    with startup.prepared_ground(), steps(quiet=as_json) as (step, fraction):
        from django.conf import settings  # noqa: PLC0415 - only after Django is set up

        from tocsin.adapters.county import basemap, imported  # noqa: PLC0415 - as above
        from tocsin.kernel import moment  # noqa: PLC0415 - as above

        step("reading")
        surveyed = surveyed_in(file)
        named = imported.Named(
            code=code or plain_name(file)[:LONGEST_CODE].lower(),
            name=name or surveyed.ground.name,
            time_zone=time_zone,
        )
        loaded = imported.load_imported(surveyed=surveyed, named=named, at=moment.now(), step=step)
        step("map")
        drawn = basemap.draw_map(
            imported.imported_features(surveyed),
            settings.DATA_FOLDER,
            named.code,
            fraction,
            imported.ATTRIBUTION,
        )
        told = {**asdict(loaded), "map_tiles": drawn.tiles}
    show(told, as_json=as_json)


def surveyed_in(file: Path) -> "Surveyed":
    """Read a map and share out its land; one that cannot be used is a wrong argument."""
    from tocsin.adapters.county.imported import survey  # noqa: PLC0415 - needs Django
    from tocsin.adapters.osm.api import UnreadableExtract, read_extract  # noqa: PLC0415 - as above

    try:
        return survey(read_extract(file), plain_name(file))
    except UnreadableExtract as refusal:
        raise click.BadParameter(str(refusal), param_hint="--osm") from refusal


def plain_name(file: Path) -> str:
    """Take the name of a place out of the name of a file.

    >>> plain_name(Path("maps/liechtenstein-2015.osm.pbf"))
    'liechtenstein'
    """
    letters = "".join(sign if sign.isalnum() else " " for sign in file.name.split(".")[0])
    words = [word for word in letters.split() if not word.isdigit()]
    return words[0] if words else "county"


def checked_code(code: str | None) -> str | None:
    """Refuse what cannot be the code of a bureau."""
    if code is not None and not CODE.fullmatch(code):
        raise click.BadParameter(
            _("letters, digits and hyphens, at most {most}").format(most=LONGEST_CODE)
        )
    return code


def refuse_unknown_zone(name: str) -> None:
    """Refuse a time zone that nobody keeps."""
    from zoneinfo import available_timezones  # noqa: PLC0415 - reads many files

    if name not in available_timezones():
        raise click.BadParameter(
            _("there is no time zone {name}").format(name=name), param_hint="--time-zone"
        )


@contextmanager
def steps(*, quiet: bool) -> Iterator[tuple[Step, Fraction]]:
    """Show what is being done, and how far the last step is."""
    from rich.progress import (  # noqa: PLC0415 - only when something runs
        BarColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, disable=quiet, transient=True) as bar:
        task = bar.add_task("", total=None)
        # Not counted in steps: one takes a moment, another ten seconds.
        yield (
            lambda what: bar.update(task, description=STEPS.get(what, what)),
            lambda done, total: bar.update(task, completed=done, total=total),
        )


def show(told: Mapping[str, object], *, as_json: bool) -> None:
    """Print what stands in the registers now."""
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(f"{told['name']} is ready (bureau {told['bureau']}).")
    for name, figure in told.items():
        if name not in {"name", "bureau"}:
            click.echo(f"  {name.replace('_', ' ')}: {figure}")
    click.echo("Add the first person with: tocsin user add")
