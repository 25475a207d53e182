"""The hypercube for any number of units, approximately.

Each unit is busy for itself; what the units have to do with one another is then put right.

Method: R. C. Larson, Approximating the performance of urban emergency service systems, Operations
Research 23, 1975; with unequal units J. P. Jarvis, Management Science 31, 1985. That the first
units an area asks are all busy is not the product of their workloads: the correction factor Q says
by how much, from the line of equal servers. On systems with exact answers the workloads differ by 1
to 2 per cent on average.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.queueing.answers import Queue, Workings
from tocsin.core.queueing.erlang import line_of
from tocsin.core.queueing.hypercube import NotSettledError, check_line
from tocsin.core.queueing.preferences import Service

MOST_TURNS = 2_000
SETTLED = 1e-10
HALFWAY_AFTER = 100  # turns after which each goes only halfway, should they swing


def approximate(service: Service, queue: Queue, *, turns: int | None = None) -> Workings:
    """Work out the county approximately.

    Parameters
    ----------
    service
        Any number of units; with an infinite queue every area must take any unit.
    queue
        What becomes of calls that find nobody free.
    turns
        Stop after so many turns instead of when they come to rest; for comparing with printed
        tables.

    Raises
    ------
    ValueError
        When the line grows for ever, or not every unit may serve in it.
    """
    if queue is Queue.INFINITE:
        check_line(service)
    alike, of_area = service.together()
    crowd = _Crowd.of(alike, queue)
    workloads = _settle(_Orders.of(alike), crowd, turns)
    return _read(alike, crowd, workloads, of_area)


def correction_factors(units: int, load: float, queue: Queue) -> Floats:
    """Say by how much the product of workloads is wrong when units are asked one after the other.

    The product of the workloads of the first j units and of the idle time of the next, times Q(j),
    is the share of calls that the next one answers; for j = 0 to units - 1. *load* is in erlang.

    >>> correction_factors(3, 1.5, Queue.INFINITE).round(5).tolist()
    [1.0, 0.73684, 0.63158]
    """
    busy = _busy_numbers(units, load, queue)
    share = load / units * (1.0 if queue is Queue.INFINITE else 1.0 - busy[-1])
    if share in (0.0, 1.0):
        return np.ones(units)
    numbers = np.arange(units)
    factors, chosen = np.empty(units), busy[:-1].copy()
    for asked in range(units):
        free = (units - numbers) / (units - asked)
        factors[asked] = (chosen * free).sum() / (share**asked * (1.0 - share))
        chosen *= np.maximum(numbers - asked, 0) / (units - asked)
    return factors


def _busy_numbers(units: int, load: float, queue: Queue) -> Floats:
    """Say how long so many units are busy; the last figure is all busy, with any line."""
    if load == 0:
        return np.asarray(np.eye(1, units + 1)[0])
    steps = np.log(load) - np.log(np.arange(1, units + 1))
    shares = np.exp(
        np.concatenate(([0.0], np.cumsum(steps))) - max(0.0, float(np.cumsum(steps).max()))
    )
    if queue is Queue.INFINITE:
        shares[-1] /= 1.0 - load / units
    return np.asarray(shares / shares.sum())


@dataclass(frozen=True)
class _Orders:
    """Who is asked when, as a table: short orders are filled up with a unit that does not exist."""

    units: NDArray[np.intp]  # (areas, places in the order)
    rates: Floats

    @classmethod
    def of(cls, service: Service) -> "_Orders":
        longest = max(len(order) for order in service.preferences)
        table = np.full((len(service.preferences), longest), service.units, dtype=np.intp)
        for area, order in enumerate(service.preferences):
            table[area, : len(order)] = order
        return cls(table, service.rates)

    def reach(self, workloads: Floats, factors: Floats) -> Floats:
        """Say which share of an area's calls comes to each place of its order, corrected."""
        asked = np.append(workloads, 0.0)[self.units]
        before = np.cumprod(asked, axis=1)
        before = np.concatenate((np.ones((len(asked), 1)), before[:, :-1]), axis=1)
        return before * factors[: before.shape[1]]

    def per_unit(self, shares: Floats, units: int) -> Floats:
        """Add up over the areas what comes to each unit."""
        weights = (self.rates[:, None] * shares).ravel()
        sums = np.bincount(self.units.ravel(), weights=weights, minlength=units + 1)
        return np.asarray(sums[:units], dtype=np.float64)


@dataclass(frozen=True)
class _Crowd:
    """The county as one line of equal servers: what the approximation is put right by."""

    unit_rates: Floats
    calls: float
    loss: float
    waits: float
    factors: Floats
    busy: float | None  # the workloads added up, where each unit serves all
    queue: Queue

    @classmethod
    def of(cls, service: Service, queue: Queue) -> "_Crowd":
        units, calls = service.units, float(service.rates.sum())
        load = calls / float(service.unit_rates.mean())
        line = line_of(units, load)
        infinite = queue is Queue.INFINITE
        loss = 0.0 if infinite else line.loss
        equal = bool((service.unit_rates == service.unit_rates[0]).all())
        known = load * (1.0 - loss) if service.everybody_serves_all and equal else None
        return cls(
            service.unit_rates,
            calls,
            loss,
            line.waits if infinite else 0.0,
            correction_factors(units, load, queue),
            known,
            queue,
        )

    @property
    def from_line(self) -> Floats:
        """Of all calls, the share that each unit takes from the line."""
        return np.asarray(self.waits * self.unit_rates / self.unit_rates.sum())

    def put_right(self, workloads: Floats) -> Floats:
        """Let the workloads add up to what all units together do, where that is known."""
        if self.busy is None:
            return workloads
        return np.asarray(np.minimum(workloads * (self.busy / workloads.sum()), 1.0))


def _settle(orders: _Orders, crowd: _Crowd, turns: int | None) -> Floats:
    units = len(crowd.unit_rates)
    start = crowd.calls * (1.0 - crowd.loss) / units / crowd.unit_rates
    workloads = np.minimum(start, 0.99)
    extra = crowd.calls * crowd.from_line / crowd.unit_rates
    for turn in range(MOST_TURNS if turns is None else turns):
        offered = orders.per_unit(orders.reach(workloads, crowd.factors), units) / crowd.unit_rates
        turned = crowd.put_right((offered + extra) / (1.0 + offered))
        moved = float(np.abs(turned - workloads).max())
        workloads = turned if turn < HALFWAY_AFTER else (turned + workloads) / 2.0
        if moved < SETTLED:
            return workloads
    if turns is None:
        raise NotSettledError("The workloads did not come to rest.")
    return workloads


def _read(
    service: Service, crowd: _Crowd, workloads: Floats, of_area: NDArray[np.intp]
) -> Workings:
    orders = _Orders.of(service)
    free = 1.0 - np.append(workloads, 1.0)[orders.units]
    answered = orders.reach(workloads, crowd.factors) * free
    at_once = np.zeros((len(service.rates), service.units + 1))
    np.put_along_axis(at_once, orders.units, answered, axis=1)
    at_once = at_once[:, :-1]
    sent = at_once.sum(axis=1, keepdims=True)
    if service.everybody_serves_all:
        at_once *= (1.0 - crowd.loss - crowd.waits) / sent
    else:
        at_once /= np.maximum(sent, 1.0)
    answered_of_all = float((service.rates / crowd.calls) @ at_once.sum(axis=1))
    at_once = at_once[of_area]
    if crowd.queue is Queue.ZERO:
        return Workings(workloads, at_once, at_once, max(1.0 - answered_of_all, 0.0), 0.0, 0.0)
    wait = crowd.waits / (float(service.unit_rates.sum()) - crowd.calls)
    return Workings(workloads, at_once + crowd.from_line, at_once, 0.0, crowd.waits, wait)
