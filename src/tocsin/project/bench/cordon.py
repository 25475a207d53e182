"""The fewest closures around an area, beside SciPy's and networkx's largest flow."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.spatial import Delaunay

from tocsin.adapters.osm.api import read_roads
from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads import TravelMode
from tocsin.core.roads.cordon import (
    Area,
    Stretches,
    disconnected,
    fewest_closures,
    links_for,
    question_of,
    stretches_of,
)
from tocsin.core.roads.cordon.stretches import FIRST_JUNCTION, INSIDE, OUTSIDE
from tocsin.project.bench.rows import Row, alone, less_is_better
from tocsin.project.planning.cordon_peers import peers

ROUNDS = 9
PEER_ROUNDS = {"scipy": 5, "networkx": 1}
MILLISECONDS = 1_000.0
INNER_SHARE, OUTER_SHARE = 0.1, 0.97
Pairs = NDArray[np.int64]
Step = Callable[[str], None]


def measure(step: Step, stretches: int, file: Path | None = None) -> list[Row]:
    """Measure on drawn towns of so many stretches, and on a map where one is given.

    Raises
    ------
    UnreadableExtract
        When the file cannot be used.
    """
    rows: list[Row] = []
    for name, ground in grounds(stretches, file):
        step(name)
        rows += on_ground(f"{name}, {len(ground)} stretches", ground)
    return rows


def on_ground(name: str, ground: Stretches) -> list[Row]:
    """Measure ours and the peers on one ground, in milliseconds of the processor."""
    cut = fewest_closures(ground)
    question = question_of(ground, cut)
    ours = timed(ROUNDS, lambda: fewest_closures(ground))
    rows = []
    for peer, ask in peers().items():
        told: set[int] = set()
        theirs = timed(PEER_ROUNDS[peer], partial(_noted, ask, question, told))
        same = told == {cut.value} and disconnected(ground, cut.closures)
        label = f"{name}, {cut.value} closures, p50"
        rows.append(less_is_better(label, "ms", median(ours), peer, median(theirs), equal=same))
    rows.append(alone(f"{name}, quickest", "ms", min(ours), "of the rounds above"))
    return rows


def _noted(ask: Callable[[csr_array], int], question: csr_array, told: set[int]) -> None:
    told.add(ask(question))


def timed(rounds: int, act: Callable[[], object]) -> list[float]:
    """Tell how many milliseconds of the processor each round took."""
    took = []
    for _ in range(rounds):
        begun = process_time()
        act()
        took.append(round((process_time() - begun) * MILLISECONDS, 3))
    return took


def grounds(stretches: int, file: Path | None) -> Iterator[tuple[str, Stretches]]:
    """Draw towns, and read the map."""
    rng = np.random.default_rng(1)
    for keep in (1.0, 0.85, 0.7):
        yield f"lattice with {keep:.0%} of its streets", town(*lattice(stretches, keep, rng))
    for keep in (1.0, 0.6):
        yield f"triangles with {keep:.0%} of their sides", town(*triangles(stretches, keep, rng))
    if file is not None:
        yield file.name, whole_map(file)


def lattice(stretches: int, keep: float, rng: np.random.Generator) -> tuple[Floats, Pairs]:
    """Draw junctions in rows and columns, and a share of the streets between neighbours.

    >>> places, pairs = lattice(300, 1.0, np.random.default_rng(1))
    >>> len(places), len(pairs)
    (196, 364)
    """
    # A circle within the square takes up so much of it.
    side = round((stretches / keep / 2 / (np.pi / 4 * OUTER_SHARE**2)) ** 0.5)
    number = np.arange(side * side).reshape(side, side)
    across = np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()])
    along = np.column_stack([number[:-1].ravel(), number[1:].ravel()])
    pairs = np.concatenate([across, along])
    row, column = np.divmod(np.arange(side * side), side)
    places = np.column_stack([column, row]) * 2.0 / (side - 1) - 1.0
    return places, pairs[rng.random(len(pairs)) < keep]


def triangles(stretches: int, keep: float, rng: np.random.Generator) -> tuple[Floats, Pairs]:
    """Scatter junctions, and draw a share of the sides of the triangles between them."""
    count = round(stretches / keep / 3 / (np.pi / 4 * OUTER_SHARE**2))
    places = rng.uniform(-1.0, 1.0, (count, 2))
    corners = Delaunay(places).simplices.astype(np.int64)
    sides = np.concatenate([corners[:, [0, 1]], corners[:, [1, 2]], corners[:, [0, 2]]])
    pairs = np.unique(np.sort(sides, axis=1), axis=0)
    return places, pairs[rng.random(len(pairs)) < keep]


def town(places: Floats, pairs: Pairs) -> Stretches:
    """Make stretches of streets between places, with an area in the middle and a ring around."""
    away = np.hypot(places[:, 0], places[:, 1])
    end = np.arange(len(places)) + FIRST_JUNCTION
    end[away <= INNER_SHARE] = INSIDE
    end[away >= OUTER_SHARE] = OUTSIDE
    ends = end[pairs]
    ends = ends[ends[:, 0] != ends[:, 1]]
    terminals = np.arange(FIRST_JUNCTION)
    known, number = np.unique(np.concatenate([terminals, ends.ravel()]), return_inverse=True)
    one, other = number[FIRST_JUNCTION:].reshape(-1, 2).T
    count = len(one)
    return Stretches(
        one=one,
        other=other,
        link=np.arange(count),
        way=np.zeros(count, dtype=np.int64),
        metres=np.ones(count),
        span=np.tile([0.0, 1.0], (count, 1)),
        post=np.zeros((count, 2)),
        share=np.full(count, 0.5),
        ends=len(known),
        reaches_inside=True,
        reaches_outside=True,
    )


def whole_map(file: Path) -> Stretches:
    """Lay an area in the middle of a map, and the ring where nine tenths of its junctions are."""
    network = read_roads(file).network()
    centre = Point(*np.median(network.node_lonlat, axis=0).tolist())
    here = LocalPlane(centre).to_metres(network.node_lonlat)
    outer = float(np.quantile(np.hypot(here[:, 0], here[:, 1]), 0.9))
    area = Area(centre, outer * INNER_SHARE, outer)
    return stretches_of(network, area, links_for(network, TravelMode.CAR))
