"""The hypercube of states, exact beside ARPACK on the same states, and its approximation."""

from collections.abc import Iterator
from functools import partial

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.linalg import eigs

from tocsin.core.geo import Floats
from tocsin.core.queueing.answers import Queue
from tocsin.core.queueing.approximation import approximate
from tocsin.core.queueing.hypercube import exact
from tocsin.core.queueing.preferences import Service, service
from tocsin.project.bench.rows import Row, alone, less_is_better
from tocsin.project.bench.science.sizes import Size, seconds_of

MANY, AREAS, BUSY = 55, 500, 0.6
CLOSE = 1e-7
ROUND = 3


def county(units: int, areas: int, rng: np.random.Generator) -> Service:
    """Scatter units and areas; each area asks for the nearest first."""
    stand, calling = (rng.random((count, 2)) for count in (units, areas))
    away = np.hypot(*(calling[:, None, axis] - stand[None, :, axis] for axis in (0, 1)))
    rates = rng.random(areas)
    return service(
        (rates * units * BUSY / rates.sum()).tolist(), np.argsort(away, axis=1).tolist(), 1.0
    )


def measure(size: Size) -> Iterator[Row]:
    """Measure both."""
    rng = np.random.default_rng(4)
    few = county(size.exact_units, 100, rng)
    begun = exact(few, Queue.ZERO)
    ours = seconds_of(size.rounds, partial(exact, few, Queue.ZERO))
    told: list[Floats] = []
    theirs = seconds_of(1, lambda: told.append(workloads_by_arpack(few)))
    same = bool(np.allclose(begun.workloads, told[0], atol=CLOSE))
    yield less_is_better(
        f"hypercube, {size.exact_units} units, exact",
        "s",
        round(ours, ROUND),
        "SciPy's eigs (ARPACK) on the same states, written down beforehand",
        round(theirs, ROUND),
        equal=same,
    )
    near = approximate(few, Queue.ZERO).workloads
    error = float(np.abs(near - begun.workloads).mean() / begun.workloads.mean()) * 100.0
    yield alone(
        f"hypercube, {size.exact_units} units, approximate: mean error of the workloads",
        "%",
        round(error, ROUND),
        "beside the exact ones",
    )
    many = county(MANY, AREAS, rng)
    took = seconds_of(size.rounds, partial(approximate, many, Queue.INFINITE)) * 1000.0
    yield alone(f"hypercube, {MANY} units, approximate", "ms", round(took, ROUND), "limit: 50 ms")


def workloads_by_arpack(asked: Service) -> Floats:
    """Find the lasting shares of time as the vector that one small step leaves as it is."""
    units, count = asked.units, 1 << asked.units
    states = np.arange(count)
    alike, _of_area = asked.together()
    rows, columns, rates = [], [], []
    for rate, order in zip(alike.rates, alike.preferences, strict=True):
        undecided = np.ones(count, dtype=bool)
        for unit in order:
            goes = states[undecided & (states >> unit & 1 == 0)]
            rows.append(goes | 1 << unit)
            columns.append(goes)
            rates.append(np.full(len(goes), rate))
            undecided[goes] = False
    for unit in range(units):
        done = states[states >> unit & 1 == 1]
        rows.append(done ^ 1 << unit)
        columns.append(done)
        rates.append(np.full(len(done), asked.unit_rates[unit]))
    flow = coo_array(
        (np.concatenate(rates), (np.concatenate(rows), np.concatenate(columns))),
        shape=(count, count),
    ).tocsr()
    leaving = np.asarray(flow.sum(axis=0)).ravel()
    step = 1.0 / leaving.max()
    kept = coo_array((1.0 - leaving * step, (states, states)), shape=(count, count)).tocsr()
    _value, vector = eigs(flow * step + kept, k=1, which="LR", v0=np.ones(count), tol=1e-12)
    shares = np.abs(vector[:, 0].real)
    shares /= shares.sum()
    return np.array([shares[states >> unit & 1 == 1].sum() for unit in range(units)])
