"""Roads over land: numbered roads from seat to seat, and a village road for every village."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely
from scipy.spatial import Delaunay

from tocsin.core.county.facts import Facts
from tocsin.core.county.grid import NOWHERE, Cells, as_matrix, cheapest_tree, touching, walk
from tocsin.core.county.lines import along, chaikin, parts_of
from tocsin.core.county.rivers import Water
from tocsin.core.county.settlements import Settlements, Town
from tocsin.core.county.terrain import Terrain
from tocsin.core.geo import Floats
from tocsin.core.roads import RoadClass

RANKS = {
    "trunk": RoadClass.TRUNK,
    "primary": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY,
}
BORDERS = {"@E": (1.0, 0.0), "@W": (-1.0, 0.0), "@N": (0.0, 1.0), "@S": (0.0, -1.0)}
STEEP_ROAD = 0.045
FORD_FACTOR = 1.8
RIVERBED_FACTOR = 6.0
SHARED_ROAD_FACTOR = 0.35
LINKS = 34
BOTH_SIDES = 2
FRESH_STEPS = 2
LINK_METRES = (900.0, 5_500.0)
BOUNDARY_TOLERANCE_METRES = 1e-6

Stretch = tuple[int, int]


@dataclass(frozen=True)
class RoadLine:
    """A road on the plane, metres; ``route_metres`` is its start along a numbered road, or -1."""

    points: Floats
    rank: RoadClass
    name: str
    bridge: bool = False
    route_metres: float = -1.0


class _Ledger:
    """The roads laid so far over the grid, and what laying more would cost."""

    def __init__(self, terrain: Terrain, water: Water) -> None:
        self.edges = touching(terrain.inside, terrain.cell_metres)
        first, second = self.edges.first, self.edges.second
        height = terrain.heights.ravel()
        slope = np.abs(height[first] - height[second]) / self.edges.metres
        wet = water.cells[first].astype(int) + water.cells[second]
        factor = np.choose(wet, [1.0, FORD_FACTOR, RIVERBED_FACTOR])
        self.costs = self.edges.metres * (1.0 + (slope / STEEP_ROAD) ** 2) * factor
        self.cells = len(height)
        self.number = {
            pair: n for n, pair in enumerate(zip(first.tolist(), second.tolist(), strict=True))
        }
        self.laid: dict[Stretch, tuple[RoadClass, str]] = {}

    def tree(self, sources: Cells, limit: float = np.inf) -> tuple[Floats, Cells]:
        """Find the cheapest ways from everywhere to the sources over what is laid now."""
        return cheapest_tree(as_matrix(self.edges, self.costs, self.cells), sources, limit)

    def lay(self, path: list[int], rank: RoadClass, name: str) -> None:
        """Lay a road along cells; where a road already runs, it keeps its rank and name."""
        for a, b in pairwise(path):
            pair = (min(a, b), max(a, b))
            if pair not in self.laid:
                self.laid[pair] = (rank, name)
                self.costs[self.number[pair]] *= SHARED_ROAD_FACTOR

    def used(self) -> Cells:
        """List the cells that a road touches."""
        return np.unique(np.array(list(self.laid), dtype=np.int64))


def _border_cell(terrain: Terrain, way: tuple[float, float]) -> int:
    """Choose where a road leaves the county: the lowest cell near that end."""
    inside = np.flatnonzero(terrain.inside.ravel())
    reach = (terrain.nodes[inside] * np.array(way)).sum(axis=1)
    end = inside[reach >= np.quantile(reach, 0.997)]
    return int(end[terrain.heights.ravel()[end].argmin()])


def _route_stops(
    via: list[str], facts: Facts, terrain: Terrain, settlements: Settlements
) -> list[int]:
    of_code = {t.code: n for n, t in enumerate(facts.townships)}
    inside = np.flatnonzero(terrain.inside.ravel())
    stops = []
    for stop in via:
        if stop in BORDERS:
            stops.append(_border_cell(terrain, BORDERS[stop]))
        else:
            middle = settlements.towns[settlements.town_of[of_code[stop]]].middle
            away = np.hypot(*(terrain.nodes[inside] - middle).T)
            stops.append(int(inside[away.argmin()]))
    return stops


def _lay_routes(
    facts: Facts, terrain: Terrain, settlements: Settlements, ledger: _Ledger
) -> dict[str, list[int]]:
    """Lay the numbered roads; return the cells of each from end to end."""
    routes = {}
    for route in facts.words["routes"]:
        stops = _route_stops(route["via"], facts, terrain, settlements)
        path = [stops[0]]
        for start, end in pairwise(stops):
            _, before = ledger.tree(np.array([end]))
            leg = walk(before, start)
            ledger.lay(leg, RANKS[route["rank"]], route["ref"])
            path.extend(leg[1:])
        routes[route["ref"]] = path
    return routes


def _lay_village_roads(facts: Facts, settlements: Settlements, ledger: _Ledger) -> None:
    """Join every village outside the towns to the roads by the cheapest way."""
    cost, before = ledger.tree(ledger.used())
    rural = [v for v, cell in enumerate(settlements.cells) if cell >= 0]
    form = facts.words["forms"]["village_road"]
    for village in sorted(rural, key=lambda v: float(cost[settlements.cells[v]])):
        name = form.format(village=facts.villages[village].name)
        ledger.lay(walk(before, settlements.cells[village]), RoadClass.TERTIARY, name)


def _neighbours(settlements: Settlements) -> list[tuple[int, int]]:
    rural = [v for v, cell in enumerate(settlements.cells) if cell >= 0]
    corners = Delaunay(settlements.centres[rural]).simplices
    pairs = np.sort(np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]]))
    unique = np.unique(pairs, axis=0)
    ends = settlements.centres[rural][unique]
    metres = np.hypot(*(ends[:, 0] - ends[:, 1]).T)
    near = (metres >= LINK_METRES[0]) & (metres <= LINK_METRES[1])
    order = np.argsort(metres[near], kind="stable")
    return [(rural[a], rural[b]) for a, b in unique[near][order].tolist()]


def _lay_links(facts: Facts, settlements: Settlements, ledger: _Ledger) -> None:
    """Join neighbouring villages whose way round over the roads is long."""
    form = facts.words["forms"]["link_road"]
    links = 0
    linked: set[int] = set()
    for a, b in _neighbours(settlements):
        if links == LINKS:
            return
        if a in linked or b in linked:
            continue
        start, end = settlements.cells[a], settlements.cells[b]
        straight = float(np.hypot(*(settlements.centres[a] - settlements.centres[b])))
        _, before = ledger.tree(np.array([end]), limit=straight * 6.0)
        if before[start] == NOWHERE:
            continue
        path = walk(before, start)
        fresh = sum((min(p), max(p)) not in ledger.laid for p in pairwise(path))
        if fresh >= FRESH_STEPS:
            name = form.format(village=facts.villages[a].name)
            ledger.lay(path, RoadClass.VILLAGE, name)
            links += 1
            linked.update((a, b))


def _chains(ledger: _Ledger, stops: set[int]) -> list[list[int]]:
    """Split what is laid into runs of cells between crossings, ends, stops and changes of name."""
    touch: dict[int, list[int]] = {}
    for a, b in ledger.laid:
        touch.setdefault(a, []).append(b)
        touch.setdefault(b, []).append(a)
    passed = {cell for cell in touch if cell not in stops and _same_road(cell, touch, ledger)}
    chains, seen = [], set()
    for a, b in ((a, b) for a, ends in touch.items() for b in ends if a not in passed):
        if (a, b) in seen:
            continue
        chain = [a, b]
        while chain[-1] in passed:
            first, second = touch[chain[-1]]
            chain.append(second if first == chain[-2] else first)
        seen.update({(chain[0], chain[1]), (chain[-1], chain[-2])})
        chains.append(chain)
    return chains


def _same_road(cell: int, touch: dict[int, list[int]], ledger: _Ledger) -> bool:
    """Tell whether one road passes the cell and nothing else happens there."""
    ends = touch[cell]
    if len(ends) != BOTH_SIDES:
        return False
    first, second = ((min(cell, end), max(cell, end)) for end in ends)
    return ledger.laid[first] == ledger.laid[second]


def _route_positions(
    routes: dict[str, list[int]], terrain: Terrain
) -> dict[tuple[str, int, int], float]:
    """Say how far along its road each directed step between two cells begins."""
    positions: dict[tuple[str, int, int], float] = {}
    for ref, path in routes.items():
        so_far = along(terrain.nodes[path])
        for n, (a, b) in enumerate(pairwise(path)):
            positions.setdefault((ref, a, b), float(so_far[n]))
    return positions


def _joined(piece: Floats, edge: shapely.Geometry, crossings: Floats) -> Floats:
    """Lead each end of a road that was cut at a town's edge to the nearest street crossing."""
    for end in (0, -1):
        if edge.distance(shapely.Point(piece[end])) <= BOUNDARY_TOLERANCE_METRES:
            crossing = crossings[np.hypot(*(crossings - piece[end]).T).argmin(), None]
            ends = [piece, crossing] if end else [crossing, piece]
            piece = np.concatenate(ends)
    return piece


def _outside_towns(lines: list[RoadLine], towns: tuple[Town, ...]) -> list[RoadLine]:
    """Cut roads at the edge of towns and join them to the streets there."""
    built_up = shapely.union_all([shapely.Polygon(town.corners()) for town in towns])
    crossings = np.concatenate([town.crossings.reshape(-1, 2) for town in towns])
    kept = []
    for line in lines:
        shape = shapely.LineString(line.points)
        for part in parts_of(shape.difference(built_up)):
            start = line.route_metres
            if start >= 0:
                start += float(shape.project(shapely.Point(part[0])))
            points = _joined(part, built_up.boundary, crossings)
            kept.append(RoadLine(points, line.rank, line.name, route_metres=start))
    return kept


def lay_roads(
    facts: Facts, terrain: Terrain, water: Water, settlements: Settlements
) -> list[RoadLine]:
    """Lay the roads outside the towns.

    Returns
    -------
    list of RoadLine
        Lines between crossings. Every village centre outside the towns is an end of one; where a
        road reaches a town it ends on a crossing of its streets. All hang together, provided that
        the streets of each town do.

    Notes
    -----
    Cheapest ways over the grid, where climbing costs with the square of the slope, fording costs
    more and a road that is there already costs less (so that roads merge); corners are rounded.
    """
    ledger = _Ledger(terrain, water)
    routes = _lay_routes(facts, terrain, settlements, ledger)
    _lay_village_roads(facts, settlements, ledger)
    _lay_links(facts, settlements, ledger)
    positions = _route_positions(routes, terrain)
    stops = {cell for cell in settlements.cells if cell >= 0}
    lines = []
    for chain in _chains(ledger, stops):
        rank, name = ledger.laid[(min(chain[:2]), max(chain[:2]))]
        if (name, chain[1], chain[0]) in positions:
            chain.reverse()
        start = positions.get((name, chain[0], chain[1]), -1.0)
        points = chaikin(terrain.nodes[chain])
        lines.append(RoadLine(points, rank, name, route_metres=start))
    return _outside_towns(lines, settlements.towns)
