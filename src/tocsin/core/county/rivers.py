"""Rivers: water finds the lowest way out of the county and cuts the valleys."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import binary_erosion, distance_transform_edt

from tocsin.core.county.grid import NOWHERE, Cells, as_matrix, cheapest_tree, touching
from tocsin.core.county.lines import chaikin
from tocsin.core.county.terrain import Terrain
from tocsin.core.geo import Floats

OUTLETS = 3
OUTLET_SPACING_METRES = 11_000.0
# A river is drawn once it drains this many cells (of 1/16 square kilometre).
RIVER_CELLS = 330
# A stream that drains three times this many cells is twice as easy to run along as none.
BED_CELLS = 12.0
ROUNDS = 7
VALLEY_METRES = 190.0
VALLEY_WIDTH_METRES = 1_300.0
STEEPNESS_OF_CHOICE = 300.0
SHORTEST_RIVER = 4


@dataclass(frozen=True)
class Water:
    """The rivers on the plane: their lines, longest first, and the cells they run through."""

    lines: tuple[Floats, ...]
    cells: NDArray[np.bool_]
    metres_away: Floats


def _outlets(terrain: Terrain) -> Cells:
    """Pick the lowest places on the border, well apart."""
    border = np.flatnonzero((terrain.inside & ~binary_erosion(terrain.inside)).ravel())
    by_height = border[np.argsort(terrain.heights.ravel()[border], kind="stable")]
    chosen: list[int] = []
    for cell in by_height.tolist():
        gaps = np.hypot(*(terrain.nodes[chosen] - terrain.nodes[cell]).T)
        if (gaps > OUTLET_SPACING_METRES).all():
            chosen.append(cell)
        if len(chosen) == OUTLETS:
            break
    return np.array(chosen, dtype=np.int64)


def _drained(costs: Floats, downstream: Cells) -> Cells:
    """Count the cells whose water passes each cell, itself included."""
    drained = np.ones(len(costs), dtype=np.int64)
    for cell in np.argsort(-np.where(np.isfinite(costs), costs, -1.0), kind="stable").tolist():
        if downstream[cell] != NOWHERE:
            drained[downstream[cell]] += drained[cell]
    return drained


def _stems(drained: Cells, downstream: Cells) -> list[list[int]]:
    """Split the river tree into stems, each running upstream along the larger branch."""
    wet = np.flatnonzero(drained >= RIVER_CELLS)
    upstream: dict[int, list[int]] = {}
    for cell in wet.tolist():
        upstream.setdefault(int(downstream[cell]), []).append(cell)
    stems = []
    starts = [(cell, NOWHERE) for cell in upstream.get(NOWHERE, [])]
    while starts:
        cell, mouth = starts.pop()
        stem = [cell] if mouth == NOWHERE else [mouth, cell]
        while branches := sorted(upstream.get(stem[-1], []), key=lambda c: -int(drained[c])):
            starts.extend((branch, stem[-1]) for branch in branches[1:])
            stem.append(branches[0])
        stems.append(stem)
    long = [stem for stem in stems if len(stem) >= SHORTEST_RIVER]
    return sorted(long, key=lambda stem: (-len(stem), stem[0]))


def carve_rivers(terrain: Terrain) -> tuple[Terrain, Water]:
    """Let the water run off, and cut valleys along the rivers it makes.

    Returns
    -------
    Terrain
        The same ground with valleys.
    Water
        Rivers from source side to mouth undefined in direction, on the terrain's nodes.

    Notes
    -----
    Every cell drains along the cheapest way to one of three low outlets, where a metre at a great
    height costs more; a river begins where 330 cells drain together.

    Examples
    --------
    >>> from tocsin.core.county.terrain import make_terrain
    >>> square = np.array([[0.0, 0.0], [9000.0, 0.0], [9000.0, 9000.0], [0.0, 9000.0]])
    >>> _, water = carve_rivers(make_terrain(square, np.random.default_rng(1)))
    >>> bool(water.cells.any())
    True
    """
    edges = touching(terrain.inside, terrain.cell_metres)
    height = terrain.heights.ravel()
    above = (height[edges.first] + height[edges.second]) / 2 - height[terrain.inside.ravel()].min()
    costs = edges.metres * (0.2 + above / STEEPNESS_OF_CHOICE) ** 2
    outlets = _outlets(terrain)
    drained, downstream = np.ones(len(height), dtype=np.int64), np.empty(0, dtype=np.int64)
    for _ in range(ROUNDS):
        # The larger a stream, the easier it is to run along: streams side by side join.
        stream = np.minimum(drained[edges.first], drained[edges.second])
        eased = costs / np.sqrt(1.0 + stream / BED_CELLS)
        cost, downstream = cheapest_tree(as_matrix(edges, eased, len(height)), outlets)
        drained = _drained(cost, downstream)
    stems = _stems(drained, downstream)
    cells = np.zeros(len(height), dtype=np.bool_)
    cells[[cell for stem in stems for cell in stem]] = True
    away = distance_transform_edt(~cells.reshape(terrain.heights.shape)) * terrain.cell_metres
    valleys = VALLEY_METRES * np.exp(-((away / VALLEY_WIDTH_METRES) ** 2))
    lines = tuple(chaikin(terrain.nodes[stem]) for stem in stems)
    return terrain.with_heights(terrain.heights - valleys), Water(lines, cells, away.ravel())
