"""`tocsin roads`."""

import json
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tocsin.project import environment, startup
from tocsin.project.commands import calibrating

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tocsin.core.roads import RoadEngine
    from tocsin.core.roads.engine import Conditions
    from tocsin.project.roadpoints import Points

# The values of core's TravelMode and Weather, written out so that help needs no engine.
MODES = ("car", "motorcycle", "foot", "lights_and_siren")
WEATHERS = ("dry", "rain", "fog", "snow", "ice")
A_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
LAST_HOUR = 23
AT_ONCE = 200


@click.group(name="roads")
def command() -> None:
    """Ask about ways over the roads of any map.

    Example: tocsin roads matrix --osm map.osm.pbf --from units.csv --to incidents.csv
    """


command.add_command(calibrating.command)


@command.command(name="matrix")
@click.option(
    "--osm", "file", required=True, type=A_FILE, help="An OpenStreetMap extract (.osm.pbf)."
)
@click.option(
    "--from", "origins", required=True, type=A_FILE, help="A CSV file with the columns id,lat,lon."
)
@click.option(
    "--to", "destinations", required=True, type=A_FILE, help="A CSV file with the same columns."
)
@click.option(
    "--mode", default="car", show_default=True, type=click.Choice(MODES), help="How one moves."
)
@click.option(
    "--hour", type=click.IntRange(0, LAST_HOUR), help="The hour of the day; without it, no traffic."
)
@click.option(
    "--weather", default="dry", show_default=True, type=click.Choice(WEATHERS), help="The weather."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def matrix(
    *,
    file: Path,
    origins: Path,
    destinations: Path,
    mode: str,
    hour: int | None,
    weather: str,
    as_json: bool,
) -> None:
    """Tell how many seconds every place is from every other, over the roads of a map.

    A way that does not exist is null. Points without a road are named with the reason, and points
    far off their road with the walk that is in their times.

    Example: tocsin roads matrix --osm map.osm.pbf --from units.csv --to incidents.csv --json
    """
    startup.without_database()
    from django.utils.translation import gettext as _  # noqa: PLC0415 - slow to import

    from tocsin.core.roads import TravelMode, Weather  # noqa: PLC0415 - as above
    from tocsin.core.roads.engine import Conditions  # noqa: PLC0415 - as above
    from tocsin.project.roadpoints import unreached, walks  # noqa: PLC0415 - as above

    here, there = points_in(origins, "--from"), points_in(destinations, "--to")
    moving = TravelMode(mode)
    with progress() as step:
        engine = engine_on(file, step)
        so = Conditions(moving, hour, Weather(weather))
        rows = seconds_between(engine, here, there, so, step)
    lists = (("from", here), ("to", there))
    missed = [{**one, "list": n} for n, p in lists for one in unreached(engine, p, moving, hour)]
    walked = [{**one, "list": n} for n, p in lists for one in walks(engine, p, moving, hour)]
    if as_json:
        told = {"seconds": rows, "unreached": missed, "walks": walked}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    show_rows(here.names, rows)
    for one in missed:
        click.echo(f"{one['id']}: {one['why']}")
    for far in walked:
        click.echo(_("%(id)s: %(metres)s m from the road; the walk is in its times.") % far)


def show_rows(names: "Sequence[str]", rows: list[list[float | None]]) -> None:
    """Show the table to people, a line for each place one comes from."""
    for name, row in zip(names, rows, strict=True):
        told = " ".join("-" if second is None else f"{second:.0f}" for second in row)
        click.echo(f"{name}: {told}")


def say(sentence: str) -> None:
    """Tell people something beside the result."""
    click.echo(sentence, err=True)


def points_in(file: Path, option: str) -> "Points":
    """Read points; a file that cannot be used is a wrong argument."""
    from tocsin.project.planning.tables import UnusableTable  # noqa: PLC0415 - needs Django
    from tocsin.project.roadpoints import read_points  # noqa: PLC0415 - slow

    try:
        return read_points(file)
    except UnusableTable as refusal:
        raise click.BadParameter(str(refusal), param_hint=option) from refusal


def seconds_between(
    engine: "RoadEngine",
    here: "Points",
    there: "Points",
    so: "Conditions",
    step: "Callable[[str], None]",
) -> list[list[float | None]]:
    """Ask for the table some rows at a time; None where there is no way."""
    from django.utils.translation import gettext as _  # noqa: PLC0415 - only when something runs

    rows: list[list[float | None]] = []
    for begin in range(0, len(here.lonlat), AT_ONCE):
        step(_("%(done)s of %(all)s places") % {"done": begin, "all": len(here.lonlat)})
        some = here.lonlat[begin : begin + AT_ONCE]
        times = engine.matrix(
            some, there.lonlat, mode=so.mode, at_hour=so.at_hour, weather=so.weather
        )
        rows += [
            [second if second < float("inf") else None for second in row]
            for row in times.seconds.tolist()
        ]
    return rows


@contextmanager
def progress() -> "Iterator[Callable[[str], None]]":
    """Show beside the result how far one is, where somebody is watching."""
    from django.utils.translation import gettext as _  # noqa: PLC0415 - only when something runs
    from rich.console import Console  # noqa: PLC0415 - as above

    with Console(stderr=True).status(_("Reading the map")) as status:
        yield status.update


def engine_on(file: Path, step: "Callable[[str], None]") -> "RoadEngine":
    """Read the roads of a map; one that cannot be used is a wrong argument."""
    from django.utils.translation import gettext as _  # noqa: PLC0415 - needs Django

    from tocsin.adapters.osm.api import UnreadableExtract, load_engine  # noqa: PLC0415 - as above

    def counted(roads: int) -> None:
        step(_("Reading the map: %(count)s roads") % {"count": roads})

    try:
        return load_engine(file, environment.data_folder() / "roads", say, counted)
    except UnreadableExtract as refusal:
        raise click.BadParameter(str(refusal), param_hint="--osm") from refusal
