"""Where people live: towns at their seats, villages in valleys, communities in the streets."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, uniform_filter
from scipy.optimize import linear_sum_assignment

from tocsin.core.county.facts import Facts, StreetWords
from tocsin.core.county.rivers import Water
from tocsin.core.county.terrain import Terrain
from tocsin.core.geo import Floats, LocalPlane

SEAT_SEARCH_METRES = 2_200.0
TOWN_EDGE_METRES = 70.0
TOWN_CLEARANCE_METRES = 350.0
GENTLE_SLOPE = 0.10
BEST_RIVER_METRES = 550.0
RIVER_TOLERANCE_METRES = 1_100.0
MOST_TURN_RADIANS = 0.35
VALLEY_SMOOTHING_CELLS = 3.0
# Whether a place is high or low is told by the land within three kilometres.
VALLEY_CELLS = 25
HILL_METRES = 80.0
# Villages of a township keep this share of the distance they could keep at most.
APART = 0.55
LUCK = 0.8
CLOSER = 0.88
LLOYD_ROUNDS = 12
LLOYD_SAMPLES = 4_000


@dataclass(frozen=True)
class Town:
    """A town with a grid of streets around its middle, turned by ``angle`` (radians).

    ``offsets_along`` are where the streets that run along the valley lie across it (metres from
    the middle), ``offsets_across`` the other way round.
    """

    townships: tuple[int, ...]
    middle: Floats
    angle: float
    streets: StreetWords
    offsets_along: Floats
    offsets_across: Floats

    @property
    def half_size(self) -> Floats:
        """Half the length and half the width of the street grid, metres."""
        return np.array([self.offsets_across[-1], self.offsets_along[-1]])

    @property
    def crossings(self) -> Floats:
        """The crossings of the streets, shape (along, across, 2), metres on the plane."""
        grid = np.stack(np.meshgrid(self.offsets_across, self.offsets_along), axis=-1)
        return self.to_ground(grid.reshape(-1, 2)).reshape(grid.shape)

    def to_ground(self, local: Floats) -> Floats:
        """Turn points in the town's own axes, shape (n, 2), into points on the plane."""
        sine, cosine = np.sin(self.angle), np.cos(self.angle)
        return np.asarray(local @ np.array([[cosine, sine], [-sine, cosine]]) + self.middle)

    def to_local(self, ground: Floats) -> Floats:
        """Undo :meth:`to_ground`."""
        sine, cosine = np.sin(self.angle), np.cos(self.angle)
        return np.asarray((ground - self.middle) @ np.array([[cosine, -sine], [sine, cosine]]))

    def corners(self, beyond: float = TOWN_EDGE_METRES) -> Floats:
        """Return the corners of the built-up rectangle, so many metres beyond the last street."""
        reach = self.half_size + beyond
        return self.to_ground(np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * reach)

    def holds(self, ground: Floats, beyond: float) -> NDArray[np.bool_]:
        """Tell which points lie within so many metres of the street grid."""
        within = np.abs(self.to_local(ground)) <= self.half_size + beyond
        return np.asarray(within.all(axis=1))


@dataclass(frozen=True)
class Settlements:
    """The towns, and the centre of every village and community, shape (villages, 2), metres.

    ``cells`` holds the grid cell of a village outside the towns, -1 for a community in a town;
    ``town_of`` the town of each township.
    """

    towns: tuple[Town, ...]
    town_of: tuple[int, ...]
    centres: Floats
    cells: tuple[int, ...]


def suitability(terrain: Terrain, water: Water) -> Floats:
    """Rate every cell as a place to live: gentle, low, near water but not in it; never above 0.

    Returns
    -------
    ndarray of float
        Shape (cells,); minus infinity outside the county and in rivers.

    Examples
    --------
    >>> from tocsin.core.county.rivers import carve_rivers
    >>> from tocsin.core.county.terrain import make_terrain
    >>> square = np.array([[0.0, 0.0], [9000.0, 0.0], [9000.0, 9000.0], [0.0, 9000.0]])
    >>> land, water = carve_rivers(make_terrain(square, np.random.default_rng(1)))
    >>> bool((suitability(land, water) <= 0).all())
    True
    """
    steep = (terrain.slope / GENTLE_SLOPE) ** 2
    distance = (water.metres_away - BEST_RIVER_METRES) / RIVER_TOLERANCE_METRES
    around = uniform_filter(terrain.heights, VALLEY_CELLS, mode="nearest")
    above = np.maximum((terrain.heights - around).ravel() / HILL_METRES + 1.0, 0.0)
    rating = -steep - np.minimum(distance**2, 9.0) - above**2
    bad = ~terrain.inside.ravel() | (water.metres_away <= terrain.cell_metres)
    return np.where(bad, -np.inf, rating)


def _seat(terrain: Terrain, rating: Floats, hint: Floats) -> Floats:
    away = np.hypot(*(terrain.nodes - hint).T)
    near = np.where(away <= SEAT_SEARCH_METRES, rating - away / SEAT_SEARCH_METRES, -np.inf)
    return np.asarray(terrain.nodes[int(near.argmax())])


def _valley_angle(terrain: Terrain, middle: Floats) -> float:
    """Find the direction of the valley, at most a third of a radian away from east."""
    smooth = gaussian_filter(terrain.heights, VALLEY_SMOOTHING_CELLS)
    north, east = np.gradient(smooth, terrain.cell_metres)
    cell = int(np.hypot(*(terrain.nodes - middle).T).argmin())
    angle = float(np.arctan2(-east.ravel()[cell], north.ravel()[cell]))
    folded = (angle + np.pi / 2) % np.pi - np.pi / 2
    return float(np.clip(folded, -MOST_TURN_RADIANS, MOST_TURN_RADIANS))


def _centred(count: int, spacing: float) -> Floats:
    return np.asarray((np.arange(count) - (count - 1) / 2) * spacing, dtype=np.float64)


def _towns(facts: Facts, plane: LocalPlane, terrain: Terrain, rating: Floats) -> tuple[Town, ...]:
    """Found one town at every seat; townships with the same seat share it."""
    by_seat: dict[tuple[float, float], list[int]] = {}
    for number, township in enumerate(facts.townships):
        by_seat.setdefault(township.seat, []).append(number)
    towns = []
    plans = facts.words["streets"]
    for seat, townships in by_seat.items():
        middle = _seat(terrain, rating, plane.to_metres(np.array(seat)))
        plan = plans.get(facts.townships[townships[0]].code, plans[""])
        wide, deep = plan["spacing"]
        towns.append(
            Town(
                townships=tuple(townships),
                middle=middle,
                angle=_valley_angle(terrain, middle),
                streets=plan,
                offsets_along=_centred(len(plan["along"]), deep),
                offsets_across=_centred(len(plan["across"]), wide),
            )
        )
    return tuple(towns)


def spread(candidates: Floats, count: int, reach: float, start: Floats) -> list[int]:
    """Choose points well apart, taking them in the order given.

    Parameters
    ----------
    candidates
        Shape (n, 2), n >= count, best first.
    reach
        The distance to begin with; it shrinks until enough points fit.
    start
        Shape (m, 2): points that are there already and keep their distance.

    Returns
    -------
    list of int
        Positions of the *count* chosen candidates.

    Raises
    ------
    ValueError
        When there are fewer candidates than points to choose.

    Examples
    --------
    >>> spread(np.array([[0.0, 0.0], [1.0, 0.0], [9.0, 0.0]]), 2, 5.0, np.empty((0, 2)))
    [0, 2]
    """
    if len(candidates) < count:
        raise ValueError("There are fewer places than settlements.")
    while True:
        nearest = np.full(len(candidates), np.inf)
        for point in start:
            nearest = np.minimum(nearest, np.hypot(*(candidates - point).T))
        chosen: list[int] = []
        while len(chosen) < count:
            free = nearest >= reach
            if not free.any():
                break
            chosen.append(int(free.argmax()))
            nearest = np.minimum(nearest, np.hypot(*(candidates - candidates[chosen[-1]]).T))
            nearest[chosen] = -1.0
        if len(chosen) == count:
            return chosen
        reach *= CLOSER


def _territories(facts: Facts, terrain: Terrain, towns: tuple[Town, ...]) -> Floats:
    """Say for every cell which township it lies nearest to, larger townships reaching further."""
    reach = np.array([np.sqrt(len(facts.villages_of(t))) for t in range(len(facts.townships))])
    town_of = _town_of(towns, len(facts.townships))
    share = np.full((len(facts.townships), len(terrain.nodes)), np.inf)
    for township, town in enumerate(town_of):
        if any(not facts.villages[v].community for v in facts.villages_of(township)):
            away = np.hypot(*(terrain.nodes - towns[town].middle).T)
            share[township] = away / reach[township]
    return np.asarray(share.argmin(axis=0), dtype=np.float64)


def _town_of(towns: tuple[Town, ...], townships: int) -> tuple[int, ...]:
    of = {t: number for number, town in enumerate(towns) for t in town.townships}
    return tuple(of[t] for t in range(townships))


def _communities(facts: Facts, town: Town, rng: Generator) -> dict[int, Floats]:
    """Share the streets of a town among its communities, eastern names to the east."""
    members = [v for t in town.townships for v in facts.villages_of(t)]
    members = [v for v in members if facts.villages[v].community]
    if not members:
        return {}
    samples = rng.uniform(-1.0, 1.0, (LLOYD_SAMPLES, 2)) * town.half_size
    places = samples[: len(members)].copy()
    for _ in range(LLOYD_ROUNDS):
        near = np.hypot(*(samples[:, None] - places[None]).transpose(2, 0, 1)).argmin(axis=1)
        places = np.array([samples[near == n].mean(axis=0) for n in range(len(places))])
    cost = np.zeros((len(members), len(members)))
    for row, village in enumerate(members):
        way = facts.words["directions"].get(facts.villages[village].name[0], [0.0, 0.0])
        # The later townships of a shared town lie on its western edge.
        later = town.townships.index(facts.villages[village].township)
        cost[row] = -(places / town.half_size) @ np.array(way) + 4.0 * later * places[:, 0] / 1e3
    rows, columns = linear_sum_assignment(cost)
    ground = town.to_ground(places)
    return {members[r]: ground[c] for r, c in zip(rows.tolist(), columns.tolist(), strict=True)}


def settle(
    facts: Facts, plane: LocalPlane, terrain: Terrain, water: Water, rng: Generator
) -> Settlements:
    """Put every town, village and community in a plausible place of its township.

    Returns
    -------
    Settlements
        One centre for each village of the facts, in their order.

    Notes
    -----
    A town lies at the best place near its given seat. Villages are taken from a township's
    territory in the order of suitability with some luck, as far apart as the territory allows.
    Communities share the street grid of their town by Lloyd's method (S. Lloyd, 1982).
    """
    rating = suitability(terrain, water)
    towns = _towns(facts, plane, terrain, rating)
    territory = _territories(facts, terrain, towns)
    lucky = rating + rng.gumbel(0.0, LUCK, len(rating))
    for town in towns:
        lucky[town.holds(terrain.nodes, TOWN_CLEARANCE_METRES)] = -np.inf
    centres = np.zeros((len(facts.villages), 2))
    cells = [-1] * len(facts.villages)
    for town in towns:
        for village, place in _communities(facts, town, rng).items():
            centres[village] = place
    town_of = _town_of(towns, len(facts.townships))
    for township, town_number in enumerate(town_of):
        rural = [v for v in facts.villages_of(township) if not facts.villages[v].community]
        own = np.flatnonzero((territory == township) & np.isfinite(lucky))
        own = own[np.argsort(-lucky[own], kind="stable")]
        reach = APART * float(np.sqrt(len(own) / max(len(rural), 1))) * terrain.cell_metres
        start = towns[town_number].middle[None]
        chosen = spread(terrain.nodes[own], len(rural), reach, start)
        for village, position in zip(rural, chosen, strict=True):
            cells[village] = int(own[position])
            centres[village] = terrain.nodes[own[position]]
    return Settlements(towns, town_of, centres, tuple(cells))
