"""`tocsin cordon`."""

import json
from pathlib import Path
from typing import TypedDict, Unpack

import click

from tocsin.project import startup

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
# The travel modes of tocsin.core.roads, written out so that help needs no arrays.
MODES = ("car", "motorcycle", "foot")


class Asked(TypedDict):
    """What is written on the line."""

    file: Path
    centre: str
    inner: float | None
    outer: float | None
    inner_outline: Path | None
    outer_outline: Path | None
    units: Path | None
    stops: str
    front_kmh: float | None
    head_start: float
    since: str
    by_road: bool
    pin: tuple[str, ...]
    without: tuple[str, ...]
    through_area: bool
    as_json: bool


@click.command(name="cordon")
@click.option(
    "--osm", "file", required=True, type=FILE, help="An OpenStreetMap extract (.osm.pbf)."
)
@click.option(
    "--centre",
    default="",
    metavar="LAT,LON",
    help="The middle of the area; without it, the middle of its outline.",
)
@click.option("--inner", type=float, help="Metres to the edge of the inner area.")
@click.option("--outer", type=float, help="Metres to the outer ring.")
@click.option(
    "--inner-outline", type=FILE, help="The inner area as a polygon (.geojson), not a circle."
)
@click.option(
    "--outer-outline", type=FILE, help="The outer ring as a polygon (.geojson), not a circle."
)
@click.option("--units", type=FILE, help="Who can go (.csv: id, lat, lon and perhaps kind).")
@click.option(
    "--stops",
    type=click.Choice(MODES),
    default="car",
    show_default=True,
    help="Whom the cordon stops: the roads that count.",
)
@click.option("--front-kmh", type=float, help="How fast what is kept in comes out of the area.")
@click.option(
    "--head-start",
    type=float,
    default=0.0,
    show_default=True,
    help="For how many seconds it has been coming.",
)
@click.option(
    "--since", default="", metavar="HH:MM", help="Or since what time of day it has been coming."
)
@click.option("--by-road", is_flag=True, help="It comes along the roads, not over the ground.")
@click.option("--pin", multiple=True, metavar="LAT,LON", help="A post to keep; may be repeated.")
@click.option(
    "--without", multiple=True, metavar="LAT,LON", help="A post to do without; may be repeated."
)
@click.option("--through-area", is_flag=True, help="Units may drive through the inner area.")
@click.option("--json", "as_json", is_flag=True, help="Print the cordon as JSON.")
def command(**asked: Unpack[Asked]) -> None:
    """Close the roads around an area at as few places as can be, and say who holds them.

    It plans places around an area; it follows nobody. Whoever holds a place is there before what
    is kept in; where units are too few, it says by how many.

    Example: tocsin cordon --osm county.osm.pbf --centre 35.21,106.65 --inner 300 --outer 1500
    """
    startup.without_database()
    from tocsin.kernel import moment  # noqa: PLC0415 - needs Django
    from tocsin.kernel.errors import Unacceptable  # noqa: PLC0415 - as above
    from tocsin.project.planning import (  # noqa: PLC0415 - as above
        cordon_input,
        cordoning,
        unit_file,
    )

    try:
        wanted = cordoning.Wanted(
            area=cordon_input.area_of(
                asked["centre"],
                asked["inner"],
                asked["outer"],
                asked["inner_outline"],
                asked["outer_outline"],
            ),
            stops=asked["stops"],
            front=cordon_input.front_of(
                asked["front_kmh"],
                asked["head_start"],
                asked["since"],
                moment.now(),
                by_road=asked["by_road"],
            ),
            marks=cordon_input.marks_of(asked["pin"], asked["without"]),
            through_area=asked["through_area"],
        )
        there = unit_file.read_units(asked["units"]) if asked["units"] else []
        told = cordoning.written(cordoning.plan(asked["file"], wanted, there))
    except Unacceptable as refusal:
        raise click.UsageError(str(refusal)) from refusal
    as_json = asked["as_json"]
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else cordoning.summary(told))
