"""The land shared out: villages have their ground, beats villages, stations beats."""

from dataclasses import dataclass

import numpy as np
import shapely

from tocsin.core.county.facts import Facts
from tocsin.core.county.grid import Cells
from tocsin.core.county.settlements import Settlements
from tocsin.core.geo import Floats

BEATS = 55
FEWEST_BEATS = 2
# Corners are kept on a grid of a centimetre so that neighbours meet exactly.
CORNER_GRID_METRES = 0.01
SHARED_BORDER_METRES = 30.0


@dataclass(frozen=True)
class Territories:
    """Who looks after which ground, on the plane.

    ``grounds`` holds one polygon for each village; ``station_of`` the station (by position of its
    township) that looks after a village, ``beat_of`` its beat; ``beat_station`` the station of
    each beat and ``beat_shapes`` its polygon, ``station_shapes`` the polygon of each station.
    """

    grounds: tuple[shapely.Polygon, ...]
    station_of: Cells
    beat_of: Cells
    beat_station: Cells
    beat_shapes: tuple[shapely.Polygon, ...]
    station_shapes: tuple[shapely.Polygon, ...]

    def beat_at(self, points: Floats) -> Cells:
        """Find the beat of each point, shape (n, 2), metres; -1 outside the county."""
        return _which(self.beat_shapes, points)

    def village_at(self, points: Floats) -> Cells:
        """Find the village on whose ground each point lies; -1 outside the county."""
        return _which(self.grounds, points)


def _which(shapes: tuple[shapely.Polygon, ...], points: Floats) -> Cells:
    found = np.full(len(points), -1, dtype=np.int64)
    tree = shapely.STRtree(shapely.points(points))
    for number, shape in enumerate(shapes):
        shapely.prepare(shape)
        found[tree.query(shape, predicate="contains_properly")] = number
    return found


def village_grounds(outline: Floats, centres: Floats) -> tuple[shapely.Polygon, ...]:
    """Give every village the ground that is nearer to its centre than to any other.

    Parameters
    ----------
    outline
        Shape (k, 2), metres.
    centres
        Shape (n, 2), n >= 2, metres, inside the outline.

    Returns
    -------
    tuple of Polygon
        One for each centre. They tile the outline; what the outline cuts off from its centre goes
        to the neighbour with the longest common border.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
    >>> [ground.area for ground in village_grounds(square, np.array([[1.0, 2.0], [3.0, 2.0]]))]
    [8.0, 8.0]
    """
    county = shapely.Polygon(outline)
    drawn = shapely.voronoi_polygons(shapely.MultiPoint(centres), extend_to=county)
    cells = shapely.get_parts(drawn)
    points = shapely.points(centres)
    point, cell = shapely.STRtree(cells).query(points, predicate="within")
    owner = np.empty(len(centres), dtype=np.int64)
    owner[point] = cell
    clipped = shapely.intersection(cells[owner], county, grid_size=CORNER_GRID_METRES)
    grounds: list[shapely.Polygon] = []
    cut_off: list[shapely.Polygon] = []
    for shape, middle in zip(clipped, points, strict=True):
        parts = sorted(shapely.get_parts(shape), key=lambda part: part.distance(middle))
        grounds.append(parts[0])
        cut_off.extend(parts[1:])
    for piece in cut_off:
        borders = shapely.length(shapely.intersection(np.array(grounds), piece))
        best = int(borders.argmax())
        grounds[best] = shapely.union(grounds[best], piece, grid_size=CORNER_GRID_METRES)
    return tuple(grounds)


def touching_grounds(grounds: tuple[shapely.Polygon, ...]) -> list[dict[int, float]]:
    """List for each ground its neighbours and the metres of border they share.

    Examples
    --------
    >>> touching_grounds((shapely.box(0, 0, 9, 99), shapely.box(9, 0, 12, 99)))
    [{1: 99.0}, {0: 99.0}]
    """
    shapes = np.array(grounds)
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    different = first != second
    first, second = first[different], second[different]
    metres = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    neighbours: list[dict[int, float]] = [{} for _ in grounds]
    for a, b, border in zip(first.tolist(), second.tolist(), metres.tolist(), strict=True):
        if border >= SHARED_BORDER_METRES:
            neighbours[a][b] = border
    return neighbours


def _connected(members: set[int], neighbours: list[dict[int, float]]) -> list[set[int]]:
    """Split grounds into groups that hang together, largest first."""
    groups, left = [], set(members)
    while left:
        group, ahead = set(), [min(left)]
        while ahead:
            ground = ahead.pop()
            if ground in left:
                left.discard(ground)
                group.add(ground)
                ahead.extend(n for n in neighbours[ground] if n in left)
        groups.append(group)
    return sorted(groups, key=lambda g: (-len(g), min(g)))


def _stations(facts: Facts, neighbours: list[dict[int, float]]) -> Cells:
    """Give every township's ground to its station; enclaves go to the station around them."""
    station = np.array([village.township for village in facts.villages], dtype=np.int64)
    for township in range(len(facts.townships)):
        members = {v for v in range(len(station)) if station[v] == township}
        for enclave in _connected(members, neighbours)[1:]:
            border: dict[int, float] = {}
            for ground in enclave:
                for other, metres in neighbours[ground].items():
                    if other not in enclave:
                        around = int(station[other])
                        border[around] = border.get(around, 0.0) + metres
            station[list(enclave)] = max(border, key=lambda s: border[s])
    return station


def shares(weights: Floats, total: int, fewest: int, most: Cells) -> Cells:
    """Share out *total* whole things by weight, at least *fewest* and at most *most* each.

    Raises
    ------
    ValueError
        When there are more things than may be taken.

    Notes
    -----
    Highest averages (V. D'Hondt, 1878) after the least share.

    Examples
    --------
    >>> shares(np.array([10.0, 1.0]), 8, 2, np.array([9, 9])).tolist()
    [6, 2]
    """
    if int(most.sum()) < total:
        raise ValueError("There are more beats than villages to make them of.")
    given = np.minimum(fewest, most)
    for _ in range(total - int(given.sum())):
        given[int(np.where(given < most, weights / (given + 1), -1.0).argmax())] += 1
    return given


def _grow(
    members: list[int],
    parts: int,
    neighbours: list[dict[int, float]],
    households: Floats,
    centres: Floats,
) -> dict[int, int]:
    """Split grounds that hang together into connected parts of about equal households."""
    apart = centres[members]
    seeds = [int(np.hypot(*(apart - apart.mean(axis=0)).T).argmax())]
    while len(seeds) < parts:
        gaps = np.min([np.hypot(*(apart - apart[s]).T) for s in seeds], axis=0)
        seeds.append(int(gaps.argmax()))
    part_of = {members[seed]: part for part, seed in enumerate(seeds)}
    load = [float(households[members[seed]]) for seed in seeds]
    left = set(members) - set(part_of)
    while left:
        for part in sorted(range(parts), key=lambda p: load[p]):
            edge = {
                n: metres
                for ground, owner in part_of.items()
                if owner == part
                for n, metres in neighbours[ground].items()
                if n in left
            }
            if edge:
                taken = max(edge, key=lambda n: (edge[n], -n))
                part_of[taken] = part
                load[part] += float(households[taken])
                left.discard(taken)
                break
        else:
            raise ValueError("Grounds that are not connected cannot be shared out.")
    return part_of


def share_land(
    facts: Facts, outline: Floats, settlements: Settlements, households: Floats
) -> Territories:
    """Share the county among villages, beats and stations.

    Parameters
    ----------
    outline
        Shape (k, 2), metres.
    households
        Shape (villages,): how many households each village has.

    Returns
    -------
    Territories
        55 beats, each one polygon made of the grounds of neighbouring villages of one station;
        beats tile the county, and a station's ground is that of its beats.
    """
    grounds = village_grounds(outline, settlements.centres)
    neighbours = touching_grounds(grounds)
    station_of = _stations(facts, neighbours)
    count = len(facts.townships)
    # The root lets wide, thinly settled land have its beats beside the crowded towns.
    weights = np.sqrt(np.bincount(station_of, households, minlength=count))
    most = np.bincount(station_of, minlength=count)
    beat_of = np.zeros(len(grounds), dtype=np.int64)
    beat_station: list[int] = []
    for station, parts in enumerate(shares(weights, BEATS, FEWEST_BEATS, most).tolist()):
        members = np.flatnonzero(station_of == station).tolist()
        grown = _grow(members, parts, neighbours, households, settlements.centres)
        for village, part in grown.items():
            beat_of[village] = len(beat_station) + part
        beat_station.extend([station] * len(set(grown.values())))
    return Territories(
        grounds=grounds,
        station_of=station_of,
        beat_of=beat_of,
        beat_station=np.array(beat_station, dtype=np.int64),
        beat_shapes=_merged(grounds, beat_of, len(beat_station)),
        station_shapes=_merged(grounds, station_of, count),
    )


def _merged(
    grounds: tuple[shapely.Polygon, ...], group: Cells, count: int
) -> tuple[shapely.Polygon, ...]:
    shapes = np.array(grounds)
    return tuple(
        shapely.union_all(shapes[group == number], grid_size=CORNER_GRID_METRES)
        for number in range(count)
    )
