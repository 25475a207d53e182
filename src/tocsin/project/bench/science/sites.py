"""Sites for fifty-five posts and two thousand points, beside spopt on the same figures."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.siting.answers import Sited
from tocsin.core.siting.covering import most_covered
from tocsin.core.siting.medians import Method, shortest_on_average
from tocsin.core.siting.ways import Ways
from tocsin.project.bench.rows import Row, alone, less_is_better
from tocsin.project.bench.science.sizes import Size, absent, is_here, seconds_of

NUMBER = 10
METRES, REACH = 20_000.0, 4_000.0
CLOSE = 1e-6
ROUND = 4


@dataclass(frozen=True)
class Asked:
    """Weights of points, and metres from each to each site."""

    weights: Floats
    metres: Floats


def drawn(size: Size) -> Asked:
    """Scatter points and sites."""
    rng = np.random.default_rng(5)
    points, sites = (rng.uniform(0.0, METRES, (count, 2)) for count in (size.points, size.sites))
    away = np.hypot(*(points[:, None, axis] - sites[None, :, axis] for axis in (0, 1)))
    return Asked(rng.integers(1, 100, size.points).astype(np.float64), away)


def measure(size: Size) -> Iterator[Row]:
    """Measure how long the choice takes, and whether both come to the same."""
    asked = drawn(size)
    ways = Ways(asked.weights, asked.metres)
    shape = f"{size.sites} sites, {size.points} points, {NUMBER} chosen"
    yield beside(
        f"MCLP, {shape}",
        partial(most_covered, asked.weights, asked.metres <= REACH, NUMBER),
        "spopt, solved by CBC",
        partial(covered_by_spopt, asked),
        size,
    )
    yield beside(
        f"p-median, {shape}",
        partial(shortest_on_average, ways, NUMBER, method=Method.HEURISTIC),
        "spopt, solved by HiGHS",
        partial(medians_by_spopt, asked),
        size,
    )


def beside(
    name: str,
    ours: Callable[[], Sited],
    peer: str,
    theirs: Callable[[], float],
    size: Size,
) -> Row:
    """Compare the time and the objective."""
    found = ours()
    took = round(seconds_of(size.rounds, ours), ROUND)
    if not (is_here("spopt") and is_here("highspy")):
        return alone(name, "s", took, absent("spopt with highspy"))
    told: list[float] = []
    seconds = round(seconds_of(1, lambda: told.append(theirs())), ROUND)
    same = abs(told[0] - found.objective) <= CLOSE * abs(told[0])
    return less_is_better(name, "s", took, peer, seconds, equal=same)


def covered_by_spopt(asked: Asked) -> float:
    """Let spopt choose the sites that cover the most."""
    locate, pulp = import_module("spopt.locate"), import_module("pulp")
    model: Any = locate.MCLP.from_cost_matrix(
        asked.metres, asked.weights, service_radius=REACH, p_facilities=NUMBER
    )
    return float(pulp.value(model.solve(pulp.PULP_CBC_CMD(msg=False)).problem.objective))


def medians_by_spopt(asked: Asked) -> float:
    """Let spopt choose the sites with the shortest ways."""
    locate, pulp = import_module("spopt.locate"), import_module("pulp")
    model: Any = locate.PMedian.from_cost_matrix(asked.metres, asked.weights, p_facilities=NUMBER)
    return float(pulp.value(model.solve(pulp.HiGHS(msg=False)).problem.objective))
