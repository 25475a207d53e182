"""Streets in towns, and bridges wherever a road meets a river."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from tocsin.core.county.facts import Facts
from tocsin.core.county.lines import along, cut
from tocsin.core.county.rivers import Water
from tocsin.core.county.routes import RoadLine
from tocsin.core.county.settlements import Settlements, Town
from tocsin.core.geo import Floats
from tocsin.core.roads import RoadClass

BRIDGE_HALF_METRES = 28.0
SHORTEST_PIECE_METRES = 2.0


@dataclass(frozen=True)
class TownStreet:
    """A street on the plane, from where its numbers begin; every crossing is a point of it."""

    town: int
    name: str
    points: Floats


def _named_parts(names: list[str], points: Floats) -> list[tuple[str, Floats]]:
    """Share a line among its names; a second name begins at the middle crossing."""
    if len(names) == 1:
        return [(names[0], points)]
    middle = len(points) // 2
    # Both halves count their numbers from the middle of the town.
    return [(names[0], points[: middle + 1][::-1]), (names[1], points[middle:])]


def _streets_of(number: int, town: Town, stem: str) -> list[TownStreet]:
    crossings = town.crossings
    parts: list[tuple[str, Floats]] = []
    for line, names in zip(crossings, town.streets["along"], strict=True):
        parts += _named_parts(names, line)
    for line, names in zip(crossings.transpose(1, 0, 2), town.streets["across"], strict=True):
        parts += _named_parts(names, line)
    return [TownStreet(number, name.format(stem=stem), points) for name, points in parts]


def plan_streets(facts: Facts, settlements: Settlements) -> tuple[TownStreet, ...]:
    """Draw the street grid of every town.

    Returns
    -------
    tuple of TownStreet
        Names are unique within a town. Crossings are exactly equal points of both streets.
    """
    stems = [facts.townships[town.townships[0]].stem for town in settlements.towns]
    return tuple(
        street
        for number, (town, stem) in enumerate(zip(settlements.towns, stems, strict=True))
        for street in _streets_of(number, town, stem)
    )


def as_roads(streets: tuple[TownStreet, ...]) -> list[RoadLine]:
    """Turn streets into roads that vehicles use."""
    return [RoadLine(street.points, RoadClass.STREET, street.name) for street in streets]


def _crossing_spans(points: Floats, rivers: shapely.Geometry) -> list[tuple[float, float]]:
    """Find the stretches of a line that cross water, apart from one another."""
    line = shapely.LineString(points)
    length = float(line.length)
    spans: list[tuple[float, float]] = []
    wet = shapely.get_parts(line.intersection(rivers))
    places = sorted(
        (float(line.project(shapely.Point(xy))) for part in wet for xy in part.coords),
    )
    for place in places:
        start, end = place - BRIDGE_HALF_METRES, place + BRIDGE_HALF_METRES
        start = 0.0 if start < SHORTEST_PIECE_METRES else start
        end = length if end > length - SHORTEST_PIECE_METRES else end
        if spans and start <= spans[-1][1] + SHORTEST_PIECE_METRES:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _bridged(line: RoadLine, rivers: shapely.Geometry) -> list[RoadLine]:
    spans = _crossing_spans(line.points, rivers)
    length = float(along(line.points)[-1])
    cuts = sorted({edge for span in spans for edge in span if 0.0 < edge < length})
    pieces, start = [], 0.0
    for points in cut(line.points, np.array(cuts)):
        end = start + float(along(points)[-1])
        middle = (start + end) / 2
        bridge = any(low <= middle <= high for low, high in spans)
        first = line.route_metres + start if line.route_metres >= 0 else -1.0
        pieces.append(replace(line, points=points, bridge=bridge, route_metres=first))
        start = end
    return pieces


def with_bridges(lines: list[RoadLine], water: Water) -> list[RoadLine]:
    """Cut roads where they cross rivers, and make the piece over the water a bridge.

    Examples
    --------
    >>> river = np.array([[50.0, -9.0], [50.0, 9.0]])
    >>> water = Water((river,), np.zeros(1, dtype=bool), np.zeros(1))
    >>> road = RoadLine(np.array([[0.0, 0.0], [100.0, 0.0]]), RoadClass.VILLAGE, "")
    >>> [(piece.points[:, 0].tolist(), piece.bridge) for piece in with_bridges([road], water)]
    [([0.0, 22.0], False), ([22.0, 78.0], True), ([78.0, 100.0], False)]
    """
    rivers = shapely.union_all([shapely.LineString(line) for line in water.lines])
    shapely.prepare(rivers)
    shapes = [shapely.LineString(line.points) for line in lines]
    wet = shapely.intersects(rivers, shapes)
    return [
        piece
        for line, meets in zip(lines, wet.tolist(), strict=True)
        for piece in (_bridged(line, rivers) if meets else [line])
    ]
