"""Hamlets: the groups of a village, each along a lane that leaves a road."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.random import Generator
from scipy.spatial import cKDTree

from tocsin.core.county.facts import Facts
from tocsin.core.county.grid import Cells
from tocsin.core.county.lines import along, at_distances
from tocsin.core.county.routes import RoadLine
from tocsin.core.county.settlements import Settlements, spread
from tocsin.core.geo import Floats
from tocsin.core.roads import RoadClass

GROUPS = (4, 10)
HOUSEHOLDS_MEAN = 318.0
HOUSEHOLDS_SPREAD = 0.22
HOUSE_SPACING_METRES = 15.0
FIRST_HOUSE_METRES = 22.0
HOUSE_OFFSETS_METRES = (11.0, 24.0)
HAMLET_REACH_METRES = 650.0
FARTHEST_HAMLET_METRES = 3_500.0
TOWN_DISTANCE_METRES = 120.0
TRIALS = 8
STEPS = 12
STEP_METRES = 45.0
BEND_RADIANS = 0.28
BORDER_METRES = 15.0


@dataclass(frozen=True)
class Hamlets:
    """Lanes and the houses along them; the columns have one entry for each house."""

    lanes: tuple[RoadLine, ...]
    places: Floats
    village: Cells
    group: Cells
    number: Cells


@dataclass(frozen=True)
class _Sites:
    """Where hamlets begin: one row for each, in the order of villages and groups."""

    starts: Floats
    village: Cells
    group: Cells
    houses: Cells


def _sites(facts: Facts, lines: list[RoadLine], settlements: Settlements, rng: Generator) -> _Sites:
    vertices = np.concatenate([line.points for line in lines])
    in_town = np.zeros(len(vertices), dtype=np.bool_)
    for town in settlements.towns:
        in_town |= town.holds(vertices, TOWN_DISTANCE_METRES)
    vertices = np.unique(vertices[~in_town], axis=0)
    away, nearest = cKDTree(settlements.centres).query(vertices)
    starts, village, group, houses = [], [], [], []
    for number, facts_of in enumerate(facts.villages):
        own = np.flatnonzero((nearest == number) & (away <= FARTHEST_HAMLET_METRES))
        if facts_of.community or not len(own):
            continue
        own = own[np.argsort(away[own], kind="stable")]
        count = min(int(rng.integers(*GROUPS)), len(own))
        chosen = spread(vertices[own], count, HAMLET_REACH_METRES, np.empty((0, 2)))
        starts.append(vertices[own][chosen])
        village.append(np.full(count, number))
        group.append(np.arange(1, count + 1))
        total = HOUSEHOLDS_MEAN * rng.lognormal(0.0, HOUSEHOLDS_SPREAD)
        houses.append(np.maximum(rng.dirichlet(np.full(count, 9.0)) * total, 8.0).astype(np.int64))
    return _Sites(
        np.concatenate(starts),
        np.concatenate(village),
        np.concatenate(group),
        np.concatenate(houses),
    )


def _lanes(sites: _Sites, centres: cKDTree, rng: Generator) -> Floats:
    """Draw several lanes from every site and keep the one that stays longest on its ground.

    Returns shape (sites, steps + 1, 2).
    """
    count = len(sites.starts)
    heading = rng.uniform(0.0, 2 * np.pi, (count, TRIALS, 1))
    bends = rng.normal(0.0, BEND_RADIANS, (count, TRIALS, STEPS)).cumsum(axis=2)
    angle = heading + bends
    steps = np.stack([np.cos(angle), np.sin(angle)], axis=-1) * STEP_METRES
    lanes = np.concatenate([np.zeros((count, TRIALS, 1, 2)), steps.cumsum(axis=2)], axis=2)
    lanes += sites.starts[:, None, None]
    _, nearest = centres.query(lanes.reshape(-1, 2))
    own = nearest.reshape(lanes.shape[:3]) == sites.village[:, None, None]
    best = np.logical_and.accumulate(own, axis=2).sum(axis=2).argmax(axis=1)
    return np.asarray(lanes[np.arange(count), best])


def _houses(lane: Floats, houses: int, rng: Generator) -> Floats:
    """Place houses on both sides of a lane, shape (houses, 2), as many as it has room for."""
    room = float(along(lane)[-1]) - FIRST_HOUSE_METRES
    pairs = min((houses + 1) // 2, int(room // HOUSE_SPACING_METRES) + 1)
    metres = FIRST_HOUSE_METRES + HOUSE_SPACING_METRES * np.arange(pairs)
    middles, ahead = at_distances(lane, np.repeat(metres, 2)[:houses])
    side = np.where(np.arange(len(middles)) % 2 == 0, 1.0, -1.0)
    offset = side * rng.uniform(*HOUSE_OFFSETS_METRES, len(middles))
    return middles + np.column_stack([-ahead[:, 1], ahead[:, 0]]) * offset[:, None]


def build_hamlets(
    facts: Facts,
    outline: Floats,
    lines: list[RoadLine],
    settlements: Settlements,
    rng: Generator,
) -> Hamlets:
    """Build the hamlets of all villages outside the towns.

    Parameters
    ----------
    outline
        Shape (k, 2), metres; no house stands within 15 m of it or outside.
    lines
        The roads over land. A lane begins exactly at a point of one of them, so that it belongs
        to the same network.

    Returns
    -------
    Hamlets
        About 310 houses a village in four to nine groups; every house nearer to the centre of its
        own village than to any other, and within 60 m of its lane.
    """
    sites = _sites(facts, lines, settlements, rng)
    centres = cKDTree(settlements.centres)
    drawn = _lanes(sites, centres, rng)
    form = facts.words["forms"]["lane"]
    county = shapely.Polygon(outline).buffer(-BORDER_METRES)
    shapely.prepare(county)
    lanes, places, village, group, number = [], [], [], [], []
    for site, lane in enumerate(drawn):
        owner, which = int(sites.village[site]), int(sites.group[site])
        houses = _houses(lane, int(sites.houses[site]), rng)
        _, nearest = centres.query(houses)
        houses = houses[(nearest == owner) & shapely.contains_xy(county, houses)]
        if not len(houses):
            continue
        used = (FIRST_HOUSE_METRES + HOUSE_SPACING_METRES * (len(houses) / 2 + 2)) / STEP_METRES
        points = lane[: max(2, min(len(lane), int(np.ceil(used)) + 1))]
        name = form.format(village=facts.villages[owner].name, group=which)
        lanes.append(RoadLine(points, RoadClass.VILLAGE, name))
        places.append(houses)
        village.append(np.full(len(houses), owner))
        group.append(np.full(len(houses), which))
        number.append(np.arange(1, len(houses) + 1))
    return Hamlets(
        tuple(lanes),
        np.concatenate(places),
        np.concatenate(village),
        np.concatenate(group),
        np.concatenate(number),
    )
