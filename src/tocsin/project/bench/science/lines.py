"""M/M/50: one line before fifty servers, beside SimPy and cimba on the very same calls."""

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.simulate.lines import serve_in_line
from tocsin.core.simulate.loops import can_compile
from tocsin.project.bench.rows import Row, alone, more_is_better
from tocsin.project.bench.science.sizes import Size, absent, is_here, seconds_of

SERVERS, LOAD = 50, 45.0
CLOSE = 1e-9


def measure(size: Size) -> Iterator[Row]:
    """Measure calls a second, compiled and as plain Python."""
    rng = np.random.default_rng(1)
    gaps, service = (rng.exponential(scale, size.line_calls) for scale in (1.0 / LOAD, 1.0))
    ways = (True, False) if can_compile() else (False,)
    rates = {way: rate_of(size, gaps, service, compiled=way) for way in ways}
    yield from beside_simpy(rates, gaps[: size.peer_calls], service[: size.peer_calls])
    if True in rates:
        yield beside_cimba(size, rates[True], gaps, service)


def named(*, compiled: bool) -> str:
    """Name a row."""
    how = "with numba" if compiled else "plain Python"
    return f"M/M/{SERVERS}, {how}"


def rate_of(size: Size, gaps: Floats, service: Floats, *, compiled: bool) -> float:
    """Say how many calls a second go through our line."""
    arrivals = np.cumsum(gaps)
    serve_in_line(arrivals[:10], service[:10], SERVERS, compiled=compiled)
    act = partial(serve_in_line, arrivals, service, SERVERS, compiled=compiled)
    return round(len(gaps) / seconds_of(size.rounds, act))


def beside_simpy(rates: dict[bool, float], gaps: Floats, service: Floats) -> Iterator[Row]:
    """Let SimPy serve the first of the same calls, and compare when each began."""
    if not is_here("simpy"):
        for compiled, rate in rates.items():
            yield alone(named(compiled=compiled), "calls/s", rate, absent("simpy"))
        return
    began: list[Floats] = []
    seconds = seconds_of(1, lambda: began.append(served_by_simpy(gaps, service)))
    for compiled, rate in rates.items():
        ours = serve_in_line(np.cumsum(gaps), service, SERVERS, compiled=compiled).start
        same = bool(np.allclose(ours, began[0], rtol=CLOSE))
        theirs = round(len(gaps) / seconds)
        yield more_is_better(named(compiled=compiled), "calls/s", rate, "SimPy", theirs, equal=same)


def served_by_simpy(gaps: Floats, service: Floats) -> Floats:
    """Serve calls by SimPy's resource, as its own examples do; say when each began."""
    simpy: Any = import_module("simpy")
    world = simpy.Environment()
    servers = simpy.Resource(world, capacity=SERVERS)
    began = np.empty(len(gaps))

    def call(number: int, takes: float) -> Iterator[Any]:
        with servers.request() as asked:
            yield asked
            began[number] = world.now
            yield world.timeout(takes)

    def arrive() -> Iterator[Any]:
        for number, (gap, takes) in enumerate(zip(gaps.tolist(), service.tolist(), strict=True)):
            yield world.timeout(gap)
            world.process(call(number, takes))

    world.process(arrive())
    world.run()
    return began


def beside_cimba(size: Size, rate: float, gaps: Floats, service: Floats) -> Row:
    """Let cimba's compiled engine serve the same calls, and compare the mean line."""
    name = f"{named(compiled=True)}, beside a compiled engine"
    if not is_here("cimba"):
        return alone(name, "calls/s", rate, absent("cimba"))
    model: Any = import_module("tocsin.project.bench.science.cimba_line")
    # It stops a little before the last call, so that its servers never run dry of recorded times.
    until = float(gaps.sum()) * 0.9
    line = model.recorded(gaps, service)
    model.mean_line(line, until)
    told: list[float] = []
    seconds = seconds_of(size.rounds, lambda: told.append(model.mean_line(line, until)))
    arrivals = np.cumsum(gaps)
    start = serve_in_line(arrivals, service, SERVERS, compiled=True).start
    waited = (np.minimum(start, until) - np.minimum(arrivals, until)).sum() / until
    same = all(abs(one - waited) < CLOSE * max(1.0, waited) for one in told)
    same &= all(one == other for one, other in pairwise(told))
    theirs = round(float((arrivals <= until).sum()) / seconds)
    return more_is_better(name, "calls/s", rate, "cimba", theirs, equal=same)
