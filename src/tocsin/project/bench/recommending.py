"""Whom to send, at the size of a large county: the ways of all units, and the choice among them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tocsin.adapters.osm.api import read_roads
from tocsin.core.dispatching.forces import Force, Need, Rules
from tocsin.core.dispatching.recommend import recommend
from tocsin.core.geo import Floats, Point
from tocsin.core.roads import RoadClass, RoadNetwork, SciPyEngine, TravelMode, Way, build_network
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.engine import Conditions, RoadEngine
from tocsin.core.roads.speeds import Weather
from tocsin.project.bench.road_map import timed
from tocsin.project.bench.rows import Row, alone, less_is_better

UNITS, NEEDS, STATIONS = 1_000, 10, 40
SIDE = 245
"""A drawn county has SIDE x SIDE crossings."""
BETWEEN_DEGREES = 0.002
SECONDS_OF_A_TIER = 300.0
REACH_SECONDS = 10_000_000.0
ROUNDS = 15
RANKS = (RoadClass.STREET, RoadClass.VILLAGE, RoadClass.TERTIARY, RoadClass.PRIMARY)
KINDS = ("car", "motorcycle")

Step = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured, over how many crossings and arcs."""

    nodes: int
    arcs: int
    rows: list[Row]
    max_difference_seconds: float


def drawn_county(side: int = SIDE) -> RoadNetwork:
    """Draw a county of crossing roads, every tenth of them a better one.

    >>> drawn_county(5).node_count
    25
    """
    line = np.arange(side) * BETWEEN_DEGREES
    ways = []
    for number in range(side):
        rank = RANKS[-1] if number % 10 == 0 else RANKS[number % (len(RANKS) - 1)]
        across = np.column_stack([106.0 + line, np.full(side, 35.0 + line[number])])
        along = np.column_stack([np.full(side, 106.0 + line[number]), 35.0 + line])
        ways += [Way(across, rank), Way(along, rank)]
    return build_network(ways)


def measure(file: Path | None, step: Step, *, side: int = SIDE, rounds: int = ROUNDS) -> Measured:
    """Measure over the roads of a map, or of a drawn county.

    Raises
    ------
    UnreadableExtract
        When the map cannot be used.
    """
    step("roads")
    network = read_roads(file).network() if file else drawn_county(side)
    engine, peer = CCHEngine(network), SciPyEngine(network)
    engine.prepare(Conditions(TravelMode.LIGHTS_AND_SIREN, None, Weather.DRY))
    rng = np.random.default_rng(1)
    at = network.node_lonlat[rng.integers(0, network.node_count, UNITS + 1)]
    rows, apart = rows_of(engine, peer, at[:UNITS], at[UNITS], step=step, rounds=rounds)
    arcs = int((~network.arcs.against_oneway).sum())
    return Measured(network.node_count, arcs, rows, apart)


def rows_of(
    engine: CCHEngine, peer: SciPyEngine, units: Floats, scene: Floats, *, step: Step, rounds: int
) -> tuple[list[Row], float]:
    """Measure the ways, the choice and both together; with the farthest that two ways differ."""
    step("ways")
    ours = timed(rounds, lambda _: ways_to(engine, units, scene))
    theirs = timed(max(1, rounds // 5), lambda _: ways_to(peer, units, scene))
    seconds, other = ways_to(engine, units, scene), ways_to(peer, units, scene)
    both = np.isfinite(seconds) & np.isfinite(other)
    apart = float(np.abs(seconds[both] - other[both]).max(initial=0.0))
    equal = apart == 0.0 and bool((np.isfinite(seconds) == np.isfinite(other)).all())
    step("choice")
    needs, rules = wanted(), Rules(reserve_floor=1, level=2, reach_seconds=REACH_SECONDS)
    forces = forces_of(seconds)
    choice = timed(rounds, lambda _: recommend(needs, forces, rules))
    whole = timed(
        rounds, lambda _: recommend(needs, forces_of(ways_to(engine, units, scene)), rules)
    )
    nobody = "no peer keeps reserves and tiers"
    rows = [
        less_is_better(f"{UNITS} units to a scene", "ms", ours, "SciPy", theirs, equal=equal),
        alone(f"choice of {UNITS} units for {NEEDS} needs", "ms", choice, nobody),
        alone("ways and choice", "ms", whole, nobody),
    ]
    return rows, apart


def ways_to(engine: RoadEngine, units: Floats, scene: Floats) -> Floats:
    """Ask how long every unit needs to a scene, shape (units,)."""
    there = Point(*scene.tolist())
    return engine.from_many(units, there, mode=TravelMode.LIGHTS_AND_SIREN).seconds


def forces_of(seconds: Floats) -> list[Force]:
    """Describe the units, each tenth of them able to give first aid."""
    return [
        Force(
            f"{number:04}",
            KINDS[number % len(KINDS)],
            way,
            frozenset({"first_aid"} if number % 10 == 0 else ()),
            f"S{number % STATIONS}",
        )
        for number, way in enumerate(seconds.tolist())
    ]


def wanted() -> Sequence[Need]:
    """Ask for units of all tiers."""
    return [
        Need(
            order,
            KINDS,
            1,
            frozenset({"first_aid"} if order % 5 == 0 else ()),
            tier := 1 + order % 3,
            SECONDS_OF_A_TIER * tier,
        )
        for order in range(1, NEEDS + 1)
    ]
