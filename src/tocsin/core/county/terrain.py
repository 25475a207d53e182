"""The lie of the land: a height for every place, smooth, high in the west, cut by valleys."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, map_coordinates

from tocsin.core.geo import Floats

CELL_METRES = 250.0
MARGIN_CELLS = 2
LOWEST_METRES = 1250.0
HIGHEST_METRES = 2700.0
WESTWARD_RISE_METRES = 650.0
# How wide (in cells) and how high (metres) the waves of the land are, from ranges to knolls.
OCTAVES = ((22.0, 210.0), (11.0, 120.0), (5.0, 60.0), (2.5, 20.0))
JITTER_SHARE = 0.27


@dataclass(frozen=True)
class Terrain:
    """A grid of heights over the county, in metres on the county's plane.

    ``heights`` has shape (rows, columns), row 0 in the south, metres above the sea; ``inside``
    tells which cells lie in the county. ``nodes`` has shape (rows * columns, 2): one point of
    every cell, moved a little from its middle so that lines drawn over the grid look grown.
    """

    west: float
    south: float
    heights: Floats
    inside: NDArray[np.bool_]
    nodes: Floats
    cell_metres: float = CELL_METRES

    def height_at(self, points: Floats) -> Floats:
        """Read the height at points of shape (n, 2), metres on the plane; edges are continued."""
        column = (points[:, 0] - self.west) / self.cell_metres - 0.5
        row = (points[:, 1] - self.south) / self.cell_metres - 0.5
        return np.asarray(map_coordinates(self.heights, [row, column], order=1, mode="nearest"))

    @property
    def slope(self) -> Floats:
        """The steepness of every cell, rise over run, flattened."""
        north, east = np.gradient(self.heights, self.cell_metres)
        return np.asarray(np.hypot(north, east).ravel())

    def with_heights(self, heights: Floats) -> "Terrain":
        """Give the same ground other heights."""
        return Terrain(self.west, self.south, heights, self.inside, self.nodes)


def _noise(shape: tuple[int, int], rng: Generator) -> Floats:
    total = np.zeros(shape)
    for width, height in OCTAVES:
        wave = gaussian_filter(rng.standard_normal(shape), width, mode="reflect")
        total += wave * (height / wave.std())
    return total


def make_terrain(outline: Floats, rng: Generator) -> Terrain:
    """Raise a landscape over an outline.

    Parameters
    ----------
    outline
        Shape (k, 2), metres on the county's plane.

    Returns
    -------
    Terrain
        Cells of 250 m; heights from 1,250 m to 2,700 m, rising to the west.

    Notes
    -----
    A sum of smoothed white noise of four widths on a tilted plane.

    Examples
    --------
    >>> square = np.array([[0.0, 0.0], [5000.0, 0.0], [5000.0, 5000.0], [0.0, 5000.0]])
    >>> land = make_terrain(square, np.random.default_rng(1))
    >>> land.heights.shape, int(land.inside.sum())
    ((24, 24), 400)
    """
    margin = MARGIN_CELLS * CELL_METRES
    west, south = (outline.min(axis=0) - margin).tolist()
    columns, rows = np.ceil((outline.max(axis=0) + margin - (west, south)) / CELL_METRES).astype(
        int
    )
    x = west + (np.arange(columns) + 0.5) * CELL_METRES
    y = south + (np.arange(rows) + 0.5) * CELL_METRES
    middles = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
    inside = shapely.contains_xy(shapely.Polygon(outline), middles[:, 0], middles[:, 1])
    tilt = WESTWARD_RISE_METRES * np.linspace(1.0, 0.0, columns) ** 1.5
    raw = _noise((rows, columns), rng) + tilt
    share = (raw - raw.min()) / (raw.max() - raw.min())
    moved = rng.uniform(-JITTER_SHARE, JITTER_SHARE, middles.shape) * CELL_METRES
    return Terrain(
        west=west,
        south=south,
        heights=LOWEST_METRES + (HIGHEST_METRES - LOWEST_METRES) * share**1.2,
        inside=np.asarray(inside, dtype=np.bool_).reshape(rows, columns),
        nodes=middles + moved,
    )
