"""Ways over the roads of any map: both engines, beside SciPy and rustworkx called bare."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from tocsin.adapters.osm.api import UnreadableExtract, read_roads
from tocsin.core.geo import Floats, Point
from tocsin.core.roads import RoadNetwork, SciPyEngine, TravelMode, Weather
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.engine import Conditions
from tocsin.core.roads.graph import MILLISECONDS, usable_arcs
from tocsin.core.roads.isochrones import isochrones
from tocsin.core.roads.speeds import seconds_per_metre
from tocsin.project.bench import road_peers
from tocsin.project.bench.road_peers import Bare
from tocsin.project.bench.rows import Row, alone, less_is_better

MODE = TravelMode.CAR
CONDITIONS = Conditions(MODE, None, Weather.DRY)
PLACES = 50
TABLE = (200, 2_000)
CLOSED_ARCS = 50
ROUNDS = 40
PEER_ROUNDS = 5
MINUTES = (60.0, 180.0, 300.0)
OSRM = "OSRM: not available (its bindings need Python 3.12, and its own copy of the map)"

Step = Callable[[str], None]
Nodes = NDArray[np.int64]
Ask = Callable[[Nodes, Nodes], Floats]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on a map."""

    network: dict[str, float | int | None]
    rows: list[Row]
    max_difference_seconds: float


@dataclass
class Bench:
    """Both engines over a map, the bare peers, and the crossings that are asked about."""

    network: RoadNetwork
    first: CCHEngine
    second: SciPyEngine
    nodes: Nodes
    rng: np.random.Generator
    difference: float = 0.0
    rows: list[Row] = field(default_factory=list)

    def draw(self, count: int) -> Nodes:
        """Draw crossings."""
        return self.rng.choice(self.nodes, count)

    def ours(self, engine: CCHEngine | SciPyEngine, here: Nodes, there: Nodes) -> Floats:
        """Ask one of our engines from crossings to crossings, in seconds."""
        where = self.network.node_lonlat
        if len(here) == 1:
            start = Point(*where[here[0]].tolist())
            return engine.to_many(start, where[there], mode=MODE).seconds[None, :]
        if len(there) == 1:
            end = Point(*where[there[0]].tolist())
            return engine.from_many(where[here], end, mode=MODE).seconds[:, None]
        return engine.matrix(where[here], where[there], mode=MODE).seconds

    def compare(self, one: Floats, other: Floats) -> bool:
        """Note how far two answers are apart; what only one of them reaches is a difference."""
        both = np.isfinite(one) & np.isfinite(other)
        apart = np.where(both, np.abs(np.where(both, one, 0) - np.where(both, other, 0)), np.inf)
        apart[~np.isfinite(one) & ~np.isfinite(other)] = 0.0
        largest = float(apart.max(initial=0.0))
        self.difference = max(self.difference, largest)
        return largest == 0.0


def measure(file: Path, step: Step) -> Measured:
    """Measure every question on one map.

    Raises
    ------
    UnreadableExtract
        When the file cannot be used, or holds no road for cars.
    """
    step("reading")
    begun = perf_counter()
    network = read_roads(file, lambda roads: step(f"reading: {roads} roads")).network()
    import_seconds = perf_counter() - begun
    peak = peak_mb()
    step("preparing")
    begun = perf_counter()
    first = CCHEngine(network)
    first.prepare(CONDITIONS)
    prepare_seconds = perf_counter() - begun
    bench = Bench(network, first, SciPyEngine(network), crossings(first), np.random.default_rng(1))
    bench.rows.append(alone("import", "s", round(import_seconds, 3), "no peer builds this network"))
    for name, part in PARTS.items():
        step(name)
        part(bench)
    facts: dict[str, float | int | None] = {
        "nodes": network.node_count,
        "arcs": int((~network.arcs.against_oneway).sum()),
        "import_seconds": round(import_seconds, 3),
        "prepare_seconds": round(prepare_seconds, 3),
        "peak_mb": peak,
    }
    return Measured(facts, bench.rows, bench.difference)


def crossings(engine: CCHEngine) -> Nodes:
    """List the crossings from which a car gets everywhere and back."""
    network = engine.network
    links = np.flatnonzero(engine.reachable_links(MODE))
    nodes = np.unique(np.concatenate([network.link_from[links], network.link_to[links]]))
    if not len(nodes):
        raise UnreadableExtract("There is no road for cars on this map.")
    return nodes.astype(np.int64)


def peak_mb() -> float | None:
    """Tell how much memory this process has needed at most; None where the system does not say."""
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415 - not on every system

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


def timed(rounds: int, ask: Callable[[int], object]) -> float:
    """Give the median of some rounds in milliseconds, after one that does not count."""
    ask(0)
    took = []
    for number in range(rounds):
        begun = perf_counter()
        ask(number)
        took.append(perf_counter() - begun)
    return round(median(took) * 1000, 4)


def ask_all(bench: Bench, name: str, here: list[Nodes], there: list[Nodes]) -> None:
    """Put the same questions to both engines and to the bare peers."""
    unit = "ms" if len(here[0]) == 1 or len(there[0]) == 1 else "ms an origin"
    share = 1 if unit == "ms" else len(here[0])
    rounds = ROUNDS if share == 1 else 1
    ours = timed(rounds, lambda n: bench.ours(bench.first, here[n], there[n])) / share
    answers = [bench.ours(bench.first, h, t) for h, t in zip(here, there, strict=True)]
    for answer, h, t in zip(answers[:PEER_ROUNDS], here, there, strict=False):
        bench.compare(answer, bench.ours(bench.second, h, t))
    bare = Bare(bench.first.profile(CONDITIONS), onward=len(here[0]) <= len(there[0]))
    for peer, ask in road_peers.ASKED.items():
        took, same = [], True
        for answer, h, t in zip(answers[:PEER_ROUNDS], here, there, strict=False):
            some = h[:PEER_ROUNDS] if share > 1 else h
            begun = perf_counter()
            found = ask(bare, some, t)
            took.append((perf_counter() - begun) / (len(some) if share > 1 else 1))
            same &= bench.compare(milliseconds(answer[: len(some)]) / MILLISECONDS, found)
        theirs = round(median(took) * 1000, 4)
        bench.rows.append(less_is_better(name, unit, round(ours, 4), peer, theirs, equal=same))
    bench.rows.append(alone(name, unit, round(ours, 4), OSRM))


def milliseconds(seconds: Floats) -> Floats:
    """Take off the walk of some billionths of a metre between a crossing and itself."""
    return np.rint(seconds * MILLISECONDS)


def one_to_many(bench: Bench) -> None:
    """Ask from one crossing to fifty."""
    starts = [bench.draw(1) for _ in range(ROUNDS)]
    ends = [bench.draw(PLACES) for _ in range(ROUNDS)]
    ask_all(bench, f"one place to {PLACES}", starts, ends)


def many_to_one(bench: Bench) -> None:
    """Ask from fifty crossings to one."""
    starts = [bench.draw(PLACES) for _ in range(ROUNDS)]
    ends = [bench.draw(1) for _ in range(ROUNDS)]
    ask_all(bench, f"{PLACES} places to one", starts, ends)


def table(bench: Bench) -> None:
    """Ask for a whole table."""
    rows, columns = TABLE
    ask_all(bench, f"table of {rows} x {columns}", [bench.draw(rows)], [bench.draw(columns)])


def closure(bench: Bench) -> None:
    """Close fifty arcs and ask from one crossing to fifty; the peers weigh their graph anew."""
    network = bench.network
    usable = usable_arcs(network, MODE, np.isfinite(seconds_per_metre(MODE)))
    arcs = np.flatnonzero(usable)
    closed = [
        dict.fromkeys(bench.rng.choice(arcs, CLOSED_ARCS).tolist(), np.inf) for _ in range(ROUNDS)
    ]
    here, there = bench.draw(1), bench.draw(PLACES)

    def close_and_ask(engine: CCHEngine | SciPyEngine, number: int) -> Floats:
        engine.change(closed[number])
        return bench.ours(engine, here, there)

    ours = timed(ROUNDS, lambda n: close_and_ask(bench.first, n))
    theirs = timed(PEER_ROUNDS, lambda n: close_and_ask(bench.second, n))
    same = True
    for number in range(PEER_ROUNDS):
        answer = close_and_ask(bench.first, number)
        same &= bench.compare(answer, close_and_ask(bench.second, number))
    for engine in (bench.first, bench.second):
        engine.change({})
    name = f"closing {CLOSED_ARCS} arcs, and one place to {PLACES}"
    bench.rows.append(less_is_better(name, "ms", ours, road_peers.WEIGHED, theirs, equal=same))


def reached(bench: Bench) -> None:
    """Draw what is reached within one, three and five minutes."""
    where = [Point(*bench.network.node_lonlat[n].tolist()) for n in bench.draw(PEER_ROUNDS)]
    ours = timed(PEER_ROUNDS, lambda n: isochrones(bench.first, where[n], MINUTES, CONDITIONS))
    name = "areas reached in 1, 3 and 5 minutes"
    bench.rows.append(alone(name, "ms", ours, "no peer draws areas"))


PARTS: dict[str, Callable[[Bench], None]] = {
    "one to many": one_to_many,
    "many to one": many_to_one,
    "table": table,
    "closure": closure,
    "areas": reached,
}
