"""Points in a CSV file, and what to say of those that no road reaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tocsin.core.geo import Floats
from tocsin.core.roads.engine import FARTHEST_OFF_ROAD_METRES, RoadEngine
from tocsin.core.roads.meeting import FAR_METRES
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND, TravelMode
from tocsin.project.planning.tables import Row, UnusableTable, read_rows

MOST_POINTS = 20_000
FARTHEST_LAT, FARTHEST_LON = 90.0, 180.0
NO_ROAD = {
    TravelMode.CAR: gettext_lazy("The map holds no road on which a car gets everywhere and back."),
    TravelMode.MOTORCYCLE: gettext_lazy(
        "The map holds no road on which a motorcycle gets everywhere and back."
    ),
    TravelMode.FOOT: gettext_lazy("The map holds no way on which one walks everywhere and back."),
    TravelMode.LIGHTS_AND_SIREN: gettext_lazy(
        "The map holds no road on which a unit with lights and siren gets everywhere and back."
    ),
}
TOO_FAR = {
    TravelMode.CAR: gettext_lazy("The nearest road for a car is more than %(limit)s km away."),
    TravelMode.MOTORCYCLE: gettext_lazy(
        "The nearest road for a motorcycle is more than %(limit)s km away."
    ),
    TravelMode.FOOT: gettext_lazy("The nearest way on foot is more than %(limit)s km away."),
    TravelMode.LIGHTS_AND_SIREN: gettext_lazy(
        "The nearest road for a unit with lights and siren is more than %(limit)s km away."
    ),
}
SWAPPED = gettext_lazy("With lat and lon swapped it would lie on the map.")


@dataclass(frozen=True, slots=True)
class Points:
    """Named places; ``lonlat`` has shape (n, 2), degrees."""

    names: tuple[str, ...]
    lonlat: Floats


def read_points(file: Path) -> Points:
    """Read points from a CSV file with the columns id, lat and lon.

    Raises
    ------
    UnusableTable
        When it is no such file, a row is no point, or an id comes twice.
    """
    rows = read_rows(file)
    if not rows:
        raise UnusableTable(_("%(name)s holds no points.") % {"name": file.name})
    if len(rows) > MOST_POINTS:
        raise UnusableTable(
            _("%(name)s holds more than %(count)s points.")
            % {"name": file.name, "count": MOST_POINTS}
        )
    names = _names(file.name, rows)
    return Points(names, np.array([_place(file.name, row) for row in rows]))


def _names(file: str, rows: Sequence[Row]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for row in rows:
        name = row.text("id")
        if not name:
            raise UnusableTable(
                _("Line %(line)s of %(name)s: the id is empty.") % {"line": row.line, "name": file}
            )
        if name in seen:
            raise UnusableTable(
                _("Line %(line)s of %(name)s: %(id)s is on line %(first)s already.")
                % {"line": row.line, "name": file, "id": name, "first": seen[name]}
            )
        seen[name] = row.line
    return tuple(seen)


def _place(file: str, row: Row) -> tuple[float, float]:
    try:
        lat, lon = float(row.text("lat")), float(row.text("lon"))
    except ValueError as broken:
        raise UnusableTable(
            _("Line %(line)s of %(name)s: lat and lon are not both numbers.")
            % {"line": row.line, "name": file}
        ) from broken
    if FARTHEST_LAT < abs(lat) <= FARTHEST_LON and abs(lon) <= FARTHEST_LAT:
        raise UnusableTable(
            _("Line %(line)s of %(name)s: lat and lon seem to be swapped.")
            % {"line": row.line, "name": file}
        )
    if not (abs(lat) <= FARTHEST_LAT and abs(lon) <= FARTHEST_LON):
        raise UnusableTable(
            _("Line %(line)s of %(name)s: lat lies within 90 and lon within 180 degrees.")
            % {"line": row.line, "name": file}
        )
    return lon, lat


def unreached(
    engine: RoadEngine, points: Points, mode: TravelMode, at_hour: int | None = None
) -> list[dict[str, str]]:
    """Say which points are on no road, and why."""
    if not engine.reachable_links(mode, at_hour).any():
        return [{"id": name, "why": str(NO_ROAD[mode])} for name in points.names]
    off = ~np.isfinite(engine.snap(points.lonlat, mode, at_hour).metres)
    turned = off & np.isfinite(engine.snap(_turned(points.lonlat), mode, at_hour).metres)
    why = TOO_FAR[mode] % {"limit": f"{FARTHEST_OFF_ROAD_METRES / 1000:g}"}
    return [
        {"id": name, "why": f"{why} {SWAPPED}" if swapped else str(why)}
        for name, away, swapped in zip(points.names, off, turned, strict=True)
        if away
    ]


def _turned(lonlat: Floats) -> Floats:
    """Swap what was given as latitude and longitude, where that makes a place on earth."""
    swapped = lonlat[:, ::-1]
    fits = np.abs(swapped[:, 1:]) <= FARTHEST_LAT
    return np.where(fits, swapped, lonlat)


def walks(
    engine: RoadEngine, points: Points, mode: TravelMode, at_hour: int | None = None
) -> list[dict[str, object]]:
    """Name the points far off their road, and the walk that their times hold."""
    metres = engine.snap(points.lonlat, mode, at_hour).metres
    return [
        {"id": name, "metres": round(away), "walk_seconds": round(away / WALKING_METRES_PER_SECOND)}
        for name, away in zip(points.names, metres.tolist(), strict=True)
        if FAR_METRES <= away < np.inf
    ]
