"""The nearest free unit, a million times, and a year a thousand times, beside SimPy."""

import resource
import sys
from collections import deque
from collections.abc import Iterator
from functools import partial
from importlib import import_module
from time import perf_counter
from typing import Any

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.simulate.loops import can_compile
from tocsin.core.simulate.nearest import Fleet, Served, Whole, mean_responses, serve_nearest
from tocsin.project.bench.rows import Row, alone, more_is_better
from tocsin.project.bench.science.sizes import Size, absent, is_here, seconds_of

UNITS, POINTS = 50, 500
BUSY = 0.7
SCENE_SECONDS = 900.0
LIMIT = "limit: 10 s"
CLOSE = 1e-9
KILO = 1024
Calls = tuple[Floats, Whole, Floats]


def fleet(rng: np.random.Generator) -> Fleet:
    """Scatter units and points over twenty kilometres, at ten metres a second as the crow flies."""
    bases, points = (rng.uniform(0.0, 20_000.0, (count, 2)) for count in (UNITS, POINTS))
    away = np.hypot(*(bases[:, None, axis] - points[None, :, axis] for axis in (0, 1)))
    return Fleet(away / 10.0, np.arange(UNITS))


def calls(rng: np.random.Generator, count: int | tuple[int, int]) -> Calls:
    """Draw calls that keep seven units in ten busy."""
    gap = (SCENE_SECONDS + 300.0) / (UNITS * BUSY)
    gaps = rng.exponential(gap, count)
    return (
        np.cumsum(gaps, axis=-1),
        rng.integers(0, POINTS, count),
        rng.exponential(SCENE_SECONDS, count),
    )


def first_of(asked: Calls, count: int) -> Calls:
    """Take the first calls."""
    arrivals, points, service = asked
    return arrivals[:count], points[:count], service[:count]


def measure(size: Size) -> Iterator[Row]:
    """Measure calls a second, and the years."""
    rng = np.random.default_rng(2)
    units = fleet(rng)
    ways = (True, False) if can_compile() else (False,)
    for compiled in ways:
        yield years(size, units, compiled=compiled)
    asked = calls(rng, size.sent_calls)
    for compiled in ways:
        yield sent(size, units, asked, compiled=compiled)


def years(size: Size, units: Fleet, *, compiled: bool) -> Row:
    """Live a year again and again, in parts that fit into little memory."""
    rng = np.random.default_rng(3)
    mean_responses(units, *calls(rng, (1, 10)), compiled=compiled)
    took = 0.0
    for _ in range(size.years // size.years_at_once):
        drawn = calls(rng, (size.years_at_once, size.year_calls))
        begun = perf_counter()
        mean_responses(units, *drawn, compiled=compiled)
        took += perf_counter() - begun
    how = "with numba" if compiled else "plain NumPy"
    name = f"{size.year_calls} calls, {size.years} times, {how}"
    return alone(name, "s", round(took, 3), LIMIT)


def sent(size: Size, units: Fleet, asked: Calls, *, compiled: bool) -> Row:
    """Send the nearest free unit to each call."""
    how = "with numba" if compiled else "plain Python"
    name = f"nearest of {UNITS} units, {len(asked[0])} calls, {how}"
    serve_nearest(units, *first_of(asked, 10), compiled=compiled)
    act = partial(serve_nearest, units, *asked, compiled=compiled)
    rate = round(len(asked[0]) / seconds_of(min(size.rounds, 3), act))
    if not is_here("simpy"):
        return alone(name, "calls/s", rate, absent("simpy"))
    first = first_of(asked, size.peer_calls)
    told: list[tuple[Whole, Floats]] = []
    seconds = seconds_of(1, lambda: told.append(sent_by_simpy(units, *first)))
    ours = serve_nearest(units, *first, compiled=compiled)
    theirs = round(size.peer_calls / seconds)
    return more_is_better(name, "calls/s", rate, "SimPy", theirs, equal=same(ours, *told[0]))


def same(ours: Served, unit: Whole, start: Floats) -> bool:
    """Say whether the same units went at the same moments."""
    return bool((ours.unit == unit).all() and np.allclose(ours.start, start, rtol=CLOSE))


def sent_by_simpy(
    units: Fleet, arrivals: Floats, points: Whole, service: Floats
) -> tuple[Whole, Floats]:
    """Send the nearest free unit by SimPy's processes; say which went and when."""
    simpy: Any = import_module("simpy")
    world = simpy.Environment()
    ways, orders = units.ways.tolist(), units.orders.tolist()
    free, waiting = [True] * UNITS, deque[tuple[int, Any]]()
    unit, start = np.zeros(len(arrivals), dtype=np.int64), np.empty(len(arrivals))

    def serve(number: int, point: int, takes: float) -> Iterator[Any]:
        chosen = next((one for one in orders[point] if free[one]), -1)
        if chosen < 0:
            given = world.event()
            waiting.append((number, given))
            chosen = yield given
        free[chosen] = False
        unit[number], start[number] = chosen, world.now
        yield world.timeout(ways[point][chosen] + takes)
        if waiting:
            _number, given = waiting.popleft()
            given.succeed(chosen)
        else:
            free[chosen] = True

    def arrive() -> Iterator[Any]:
        before = 0.0
        asked = zip(arrivals.tolist(), points.tolist(), service.tolist(), strict=True)
        for number, (at, point, takes) in enumerate(asked):
            yield world.timeout(at - before)
            before = at
            world.process(serve(number, point, takes))

    world.process(arrive())
    world.run()
    return unit, start


def peak_megabytes() -> float:
    """Say how much memory this process has had at most."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(most / (KILO * KILO if sys.platform == "darwin" else KILO), 1)
