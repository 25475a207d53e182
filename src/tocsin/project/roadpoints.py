"""Points in a CSV file, and what to say of those that no road reaches."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.roads.engine import FARTHEST_OFF_ROAD_METRES, RoadEngine
from tocsin.core.roads.meeting import FAR_METRES
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND, TravelMode

COLUMNS = ("id", "lat", "lon")
MOST_POINTS = 20_000
FARTHEST_LAT, FARTHEST_LON = 90.0, 180.0


class UnusablePoints(ValueError):  # noqa: N818 - a refusal is an answer, not a fault
    """A file of points cannot be used; the message is one sentence that says where and why."""


@dataclass(frozen=True, slots=True)
class Points:
    """Named places; ``lonlat`` has shape (n, 2), degrees."""

    names: tuple[str, ...]
    lonlat: Floats


def read_points(file: Path) -> Points:
    """Read points from a CSV file with the columns id, lat and lon.

    Raises
    ------
    UnusablePoints
        When it is no such file, a row is no point, or an id comes twice.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (UnicodeDecodeError, csv.Error) as broken:
        raise UnusablePoints(f"{file.name} is not a CSV file in UTF-8") from broken
    except OSError as broken:
        raise UnusablePoints(f"{file.name} cannot be read") from broken
    if not rows:
        raise UnusablePoints(f"{file.name} holds no points")
    missing = [name for name in COLUMNS if name not in rows[0]]
    if missing:
        raise UnusablePoints(f"{file.name} lacks the column {missing[0]}; it needs id, lat, lon")
    if len(rows) > MOST_POINTS:
        raise UnusablePoints(f"{file.name} holds more than {MOST_POINTS} points")
    names = _names(file, rows)
    places = [_place(file, line, row) for line, row in enumerate(rows, start=2)]
    return Points(names, np.array(places))


def _names(file: Path, rows: Sequence[dict[str, str | None]]) -> tuple[str, ...]:
    seen: dict[str, int] = {}
    for line, row in enumerate(rows, start=2):
        name = (row["id"] or "").strip()
        if not name:
            raise UnusablePoints(f"{file.name}, line {line}: the id is empty")
        if name in seen:
            raise UnusablePoints(
                f"{file.name}, line {line}: {name} is on line {seen[name]} already"
            )
        seen[name] = line
    return tuple(seen)


def _place(file: Path, line: int, row: dict[str, str | None]) -> tuple[float, float]:
    try:
        lat, lon = float(row["lat"] or ""), float(row["lon"] or "")
    except ValueError as broken:
        raise UnusablePoints(f"{file.name}, line {line}: lat and lon are numbers") from broken
    if not (abs(lat) <= FARTHEST_LAT and abs(lon) <= FARTHEST_LON):
        raise UnusablePoints(
            f"{file.name}, line {line}: lat lies within 90 and lon within 180 degrees"
        )
    return lon, lat


def unreached(engine: RoadEngine, points: Points, mode: TravelMode) -> list[dict[str, str]]:
    """Say which points are on no road, and why."""
    moved = mode.replace("_", " ")
    if not engine.reachable_links(mode).any():
        return [{"id": name, "why": f"the map holds no road for {moved}"} for name in points.names]
    metres = engine.snap(points.lonlat, mode).metres
    limit = FARTHEST_OFF_ROAD_METRES / 1000
    why = f"the nearest road for {moved} is more than {limit:g} km away"
    return [
        {"id": name, "why": why}
        for name, away in zip(points.names, metres, strict=True)
        if not np.isfinite(away)
    ]


def walks(engine: RoadEngine, points: Points, mode: TravelMode) -> list[dict[str, object]]:
    """Name the points far off their road, and the walk that their times hold."""
    metres = engine.snap(points.lonlat, mode).metres
    return [
        {"id": name, "metres": round(away), "walk_seconds": round(away / WALKING_METRES_PER_SECOND)}
        for name, away in zip(points.names, metres.tolist(), strict=True)
        if FAR_METRES <= away < np.inf
    ]
