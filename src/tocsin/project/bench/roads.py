"""One place to fifty others over the roads, beside SciPy's Dijkstra called bare."""

from statistics import median
from time import perf_counter

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra

from tocsin.core.geo import Floats, Point
from tocsin.core.roads import (
    RoadEngine,
    RoadNetwork,
    SciPyEngine,
    TravelMode,
    Weather,
)
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.engine import Conditions
from tocsin.project.bench.ground import BenchGround
from tocsin.project.bench.road_map import milliseconds
from tocsin.project.bench.rows import Row, less_is_better

DESTINATIONS = 50
PEER = "scipy.sparse.csgraph.dijkstra called bare, from crossing to crossing"
MODE = TravelMode.LIGHTS_AND_SIREN


def bare_graph(network: RoadNetwork) -> csr_array:
    """Join the crossings by the milliseconds of the quickest road between them."""
    profile = SciPyEngine(network).profile(Conditions(MODE, None, Weather.DRY))
    milliseconds, arcs = np.concatenate([profile.forward, profile.backward]), network.arcs
    usable = np.isfinite(milliseconds)
    milliseconds, tail, head = milliseconds[usable], arcs.tail[usable], arcs.head[usable]
    order = np.lexsort((milliseconds, head, tail))
    tail, head, milliseconds = tail[order], head[order], milliseconds[order]
    first = np.ones(len(tail), dtype=np.bool_)
    first[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
    size = network.node_count
    return csr_array((milliseconds[first], (tail[first], head[first])), shape=(size, size))


def measure(ground: BenchGround) -> list[Row]:
    """Measure both on the same questions."""
    network, rng = ground.network, np.random.default_rng(1)
    graph, engine = bare_graph(network), CCHEngine(network, at_once=True)
    _parts, label = connected_components(graph, directed=True, connection="strong")
    nodes = np.flatnonzero(label == np.argmax(np.bincount(label)))
    wanted = [
        (int(chosen[0]), chosen[1:])
        for chosen in (rng.choice(nodes, DESTINATIONS + 1) for _ in range(ground.size.ways))
    ]
    ask(engine, network, *wanted[0])
    ours, theirs, same = [], [], True
    for origin, there in wanted:
        begun = perf_counter()
        found = ask(engine, network, origin, there)
        between = perf_counter()
        bare = dijkstra(graph, indices=origin)[there]
        theirs.append(perf_counter() - between)
        ours.append(between - begun)
        same &= bool(np.array_equal(milliseconds(found), bare))
    p50 = [round(median(seconds) * 1000, 3) for seconds in (ours, theirs)]
    name = f"travel times to {DESTINATIONS} places over {network.link_count} links, p50"
    return [less_is_better(name, "ms", p50[0], PEER, p50[1], equal=same)]


def ask(engine: RoadEngine, network: RoadNetwork, origin: int, there: Floats) -> Floats:
    """Ask our engine for the way between crossings."""
    where = network.node_lonlat
    return engine.to_many(Point(*where[origin].tolist()), where[there], mode=MODE).seconds
