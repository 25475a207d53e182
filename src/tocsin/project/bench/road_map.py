"""Ways over the roads of any map: both engines, beside SciPy and rustworkx called bare."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from django.utils.translation import gettext as _
from numpy.typing import NDArray

from tocsin.adapters.osm.api import UnreadableExtract, read_roads
from tocsin.core.geo import Floats, Point
from tocsin.core.roads import RoadNetwork, SciPyEngine, TravelMode, Weather
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.engine import Conditions
from tocsin.core.roads.graph import MILLISECONDS, usable_arcs
from tocsin.core.roads.isochrones import isochrones
from tocsin.core.roads.speeds import seconds_per_metre
from tocsin.project.bench import road_osrm, road_peers
from tocsin.project.bench.road_osrm import PEER, Asked, Question
from tocsin.project.bench.road_peers import Bare
from tocsin.project.bench.rows import Row, alone, less_is_better

PLACES = 50
TABLE = (200, 2_000)
CLOSED_ARCS = 50
ROUNDS = 20
TABLE_ROUNDS, AT_A_TIME = 3, 5
PEER_ROUNDS, PEER_ORIGINS = 5, 5
MINUTES = (60.0, 180.0, 300.0)
OSRM_ROUNDS = 10

Step = Callable[[str], None]
Nodes = NDArray[np.int64]
AskOne = Callable[[int], Floats]
Facts = dict[str, float | int | str | None]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured on a map."""

    network: Facts
    rows: list[Row]
    max_difference_seconds: float


@dataclass(frozen=True, slots=True)
class Put:
    """A kind of question that was put, what ours took for one, and the crossings asked about."""

    name: str
    unit: str
    share: int
    ours: float
    here: list[Nodes]
    there: list[Nodes]

    def written(self, lonlat: Floats) -> list[Question]:
        """Write the questions as OSRM takes them: places, which set out, which are reached."""
        written: list[Question] = []
        for here, there in list(zip(self.here, self.there, strict=True))[:OSRM_ROUNDS]:
            places = lonlat[np.concatenate([here, there])].tolist()
            ends = range(len(here), len(places))
            written.append((places, list(range(len(here))), list(ends)))
        return written


@dataclass
class Bench:
    """Both engines over a map, the bare peers, and the crossings that are asked about."""

    network: RoadNetwork
    first: CCHEngine
    second: SciPyEngine
    nodes: Nodes
    rng: np.random.Generator
    conditions: Conditions
    difference: float = 0.0
    rows: list[Row] = field(default_factory=list)
    asked: list[Put] = field(default_factory=list)

    def draw(self, count: int) -> Nodes:
        """Draw crossings."""
        return self.rng.choice(self.nodes, count)

    def ours(self, engine: CCHEngine | SciPyEngine, here: Nodes, there: Nodes) -> Floats:
        """Ask one of our engines from crossings to crossings, in seconds."""
        where = self.network.node_lonlat
        if len(here) == 1:
            start = Point(*where[here[0]].tolist())
            return engine.to_many(start, where[there], mode=self.conditions.mode).seconds[None, :]
        if len(there) == 1:
            end = Point(*where[there[0]].tolist())
            return engine.from_many(where[here], end, mode=self.conditions.mode).seconds[:, None]
        return engine.matrix(where[here], where[there], mode=self.conditions.mode).seconds

    def compare(self, one: Floats, other: Floats) -> bool:
        """Note how far two answers are apart; what only one of them reaches is a difference."""
        both = np.isfinite(one) & np.isfinite(other)
        apart = np.where(both, np.abs(np.where(both, one, 0) - np.where(both, other, 0)), np.inf)
        apart[~np.isfinite(one) & ~np.isfinite(other)] = 0.0
        largest = float(apart.max(initial=0.0))
        self.difference = max(self.difference, largest)
        return largest == 0.0

    def alike(self, some: Sequence[Floats], others: Sequence[Floats]) -> bool:
        """Compare answers one by one, all of them even where one differs."""
        told = [self.compare(one, other) for one, other in zip(some, others, strict=True)]
        return all(told)


def measure(
    file: Path, step: Step, mode: TravelMode = TravelMode.CAR, *, with_osrm: bool = False
) -> Measured:
    """Measure every question on one map, for one way of moving.

    Raises
    ------
    UnreadableExtract
        When the file cannot be used, or holds no road for those who move so.
    """
    step("reading")
    begun = perf_counter()
    network = read_roads(file, lambda roads: step(f"reading: {roads} roads")).network()
    import_seconds = perf_counter() - begun
    peak = peak_mb()
    step("preparing")
    begun = perf_counter()
    first, conditions = CCHEngine(network), Conditions(mode, None, Weather.DRY)
    first.prepare(conditions)
    prepare_seconds = perf_counter() - begun
    nodes = crossings(first, mode)
    bench = Bench(network, first, SciPyEngine(network), nodes, np.random.default_rng(1), conditions)
    bench.rows.append(alone("import", "s", round(import_seconds, 3), "no peer builds this network"))
    for name, part in PARTS.items():
        step(name)
        part(bench)
    if with_osrm:
        step("OSRM")
    beside_osrm(bench, file, with_osrm=with_osrm)
    facts: Facts = {
        "nodes": network.node_count,
        "arcs": int((~network.arcs.against_oneway).sum()),
        "mode": mode.value,
        "import_seconds": round(import_seconds, 3),
        "prepare_seconds": round(prepare_seconds, 3),
        "peak_mb": peak,
    }
    return Measured(facts, bench.rows, bench.difference)


def crossings(engine: CCHEngine, mode: TravelMode) -> Nodes:
    """List the crossings from which somebody who moves so gets everywhere and back."""
    network = engine.network
    links = np.flatnonzero(engine.reachable_links(mode))
    nodes = np.unique(np.concatenate([network.link_from[links], network.link_to[links]]))
    if not len(nodes):
        raise UnreadableExtract(_("There is no road on this map for those who move so."))
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


def ends_of(here: list[Nodes], there: list[Nodes], number: int) -> tuple[Nodes, Nodes]:
    """Give one of the questions, from the first again where they have run out."""
    return here[number % len(here)], there[number % len(there)]


def in_turn(rounds: int, asks: Sequence[AskOne]) -> tuple[list[float], list[list[Floats]]]:
    """Let each answer a few questions in turn, so that a busy machine is busy for all.

    Returns
    -------
    tuple
        For each its median in milliseconds, after one round that does not count, and its answers.
    """
    took: list[list[float]] = [[] for _ in asks]
    answers: list[list[Floats]] = [[] for _ in asks]
    for ask in asks:
        ask(0)
    for begin in range(0, rounds, AT_A_TIME):
        for times, found, ask in zip(took, answers, asks, strict=True):
            for number in range(begin, min(begin + AT_A_TIME, rounds)):
                begun = perf_counter()
                answer = ask(number)
                times.append(perf_counter() - begun)
                found.append(answer)
    return [median(times) * 1000 for times in took], answers


def ask_all(bench: Bench, name: str, here: list[Nodes], there: list[Nodes]) -> None:
    """Put the same questions to both engines and to the bare peers."""
    unit = "ms" if len(here[0]) == 1 or len(there[0]) == 1 else "ms an origin"
    share = 1 if unit == "ms" else len(here[0])
    some = here if share == 1 else [origins[:PEER_ORIGINS] for origins in here]
    rounds = ROUNDS if share == 1 else TABLE_ROUNDS
    bare = Bare(bench.first.profile(bench.conditions), onward=len(here[0]) <= len(there[0]))

    def beside(ask: Callable[[Bare, Nodes, Nodes], Floats]) -> AskOne:
        return lambda n: ask(bare, *ends_of(some, there, n))

    asks = [beside(ask) for ask in road_peers.ASKED.values()]
    took, answers = in_turn(
        rounds, [lambda n: bench.ours(bench.first, *ends_of(here, there, n)), *asks]
    )
    for number, answer in enumerate(answers[0][:PEER_ROUNDS]):
        bench.compare(answer, bench.ours(bench.second, *ends_of(here, there, number)))
    ours = round(took[0] / share, 4)
    for peer, theirs, found in zip(road_peers.ASKED, took[1:], answers[1:], strict=True):
        mine = [milliseconds(one[: len(some[0])]) / MILLISECONDS for one in answers[0]]
        same = bench.alike(mine, found)
        each = round(theirs / (len(some[0]) if share > 1 else 1), 4)
        bench.rows.append(less_is_better(name, unit, ours, peer, each, equal=same))
    bench.asked.append(Put(name, unit, share, ours, here, there))


def beside_osrm(bench: Bench, file: Path, *, with_osrm: bool) -> None:
    """Put the same questions to OSRM, or say why that was not done."""
    asked = Asked({})
    if with_osrm:
        where = bench.network.node_lonlat
        asked = road_osrm.ask(file, {put.name: put.written(where) for put in bench.asked})
    for put in bench.asked:
        theirs = asked.milliseconds.get(put.name)
        if theirs is None:
            bench.rows.append(alone(put.name, put.unit, put.ours, asked.why_not))
        else:
            each = round(theirs / put.share, 4)
            bench.rows.append(less_is_better(put.name, put.unit, put.ours, PEER, each))


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


def finding(bench: Bench) -> None:
    """Find the roads of as many places as a question names; it is in every answer of ours."""
    where = bench.network.node_lonlat
    places = [where[bench.draw(PLACES + 1)] for _ in range(ROUNDS)]
    ours = timed(ROUNDS, lambda n: bench.first.snap(places[n], bench.conditions.mode))
    name = f"of that, the roads beside {PLACES + 1} places"
    bench.rows.append(alone(name, "ms", ours, "the peers are given crossings"))


def closure(bench: Bench) -> None:
    """Close fifty arcs and ask from one crossing to fifty; the peers weigh their graph anew."""
    network, mode = bench.network, bench.conditions.mode
    usable = usable_arcs(network, mode, np.isfinite(seconds_per_metre(mode)))
    arcs = np.flatnonzero(usable)
    closed = [
        dict.fromkeys(bench.rng.choice(arcs, CLOSED_ARCS).tolist(), np.inf) for _ in range(ROUNDS)
    ]
    here, there = bench.draw(1), bench.draw(PLACES)

    def close_and_ask(engine: CCHEngine | SciPyEngine, number: int) -> Floats:
        engine.change(closed[number])
        return bench.ours(engine, here, there)

    engines = (bench.first, bench.second)
    took, answers = in_turn(ROUNDS, [partial(close_and_ask, engine) for engine in engines])
    ours, theirs = (round(one, 4) for one in took)
    same = bench.alike(*answers)
    for engine in engines:
        engine.change({})
    name = f"closing {CLOSED_ARCS} arcs, and one place to {PLACES}"
    bench.rows.append(less_is_better(name, "ms", ours, road_peers.WEIGHED, theirs, equal=same))


def reached(bench: Bench) -> None:
    """Draw what is reached within one, three and five minutes."""
    where = [Point(*bench.network.node_lonlat[n].tolist()) for n in bench.draw(PEER_ROUNDS)]
    ours = timed(
        PEER_ROUNDS, lambda n: isochrones(bench.first, where[n], MINUTES, bench.conditions)
    )
    name = "areas reached in 1, 3 and 5 minutes"
    bench.rows.append(alone(name, "ms", ours, "no peer draws areas"))


PARTS: dict[str, Callable[[Bench], None]] = {
    "one to many": one_to_many,
    "many to one": many_to_one,
    "places": finding,
    "table": table,
    "closure": closure,
    "areas": reached,
}
