"""The hypercube: every pattern of busy units, and how long the county is in each.

Method: R. C. Larson, A hypercube queuing model for facility location and redistricting in urban
emergency services, Computers & Operations Research 1, 1974; Larson and Odoni, Urban Operations
Research, 1981, 5.4. A state is a number whose bit u says that unit u is busy. A step changes one
bit, so that states with an even number of busy units are entered from odd ones only and the two
halves are solved in turn (Gauss-Seidel); after each turn the number of busy units is put right by
the exact solution of the birth and death of that number (aggregation and disaggregation: Y.
Takahashi, 1975).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from tocsin.core.geo import Floats
from tocsin.core.queueing.answers import Queue, Workings
from tocsin.core.queueing.preferences import Service

MOST_UNITS = 18
MOST_TURNS = 20_000
SETTLED = 1e-14


class TooManyUnitsError(ValueError):
    """More units than the exact answer is worked out for; the approximation takes any number."""


class NotSettledError(ArithmeticError):
    """The turns did not come to rest."""


def exact(service: Service, queue: Queue) -> Workings:
    """Work out the county exactly.

    Parameters
    ----------
    service
        At most 18 units that any area names; with an infinite queue every area must take any unit.
    queue
        What becomes of calls that find nobody free.

    Raises
    ------
    TooManyUnitsError, ValueError
        With too many units; with a line that grows for ever, or one in which not every unit may
        serve.
    """
    named = _Named.of(service)
    if named.units > MOST_UNITS:
        raise TooManyUnitsError(
            "The exact answer takes at most 18 units; ask for the approximation."
        )
    if queue is Queue.INFINITE:
        check_line(service)
    states = _solve(named.up_rates(), named.unit_rates)
    return _read(service, named, states, queue)


def check_line(service: Service) -> None:
    """Refuse a line of calls that has no answer."""
    if not service.everybody_serves_all:
        raise ValueError("Where calls wait in line, every area must name every unit.")
    if service.rates.sum() >= service.unit_rates.sum():
        raise ValueError(
            "The units are offered as much as they can do, or more: the line grows for ever."
        )


@dataclass(frozen=True)
class _Named:
    """The units that an area with calls names, numbered anew; the others are never busy."""

    rates: Floats
    orders: tuple[tuple[int, ...], ...]
    unit_rates: Floats
    numbers: NDArray[np.intp]  # of each unit here, its number in the service

    @classmethod
    def of(cls, service: Service) -> "_Named":
        alike, _ = service.together()
        calling = [
            (rate, order)
            for rate, order in zip(alike.rates.tolist(), alike.preferences, strict=True)
            if rate > 0
        ]
        numbers = sorted({unit for _, order in calling for unit in order})
        new = {unit: at for at, unit in enumerate(numbers)}
        return cls(
            np.array([rate for rate, _ in calling]),
            tuple(tuple(new[unit] for unit in order) for _, order in calling),
            service.unit_rates[numbers],
            np.array(numbers, dtype=np.intp),
        )

    @property
    def units(self) -> int:
        return len(self.numbers)

    def up_rates(self) -> Floats:
        """Say for each unit and state how quickly calls would make that unit busy.

        A unit gets the calls of an area when all that the area asks before it are busy: the sum
        over the subsets of a state, for all states at once.
        """
        rates = np.zeros((self.units, 1 << self.units))
        for rate, order in zip(self.rates.tolist(), self.orders, strict=True):
            before = 0
            for unit in order:
                rates[unit, before] += rate
                before |= 1 << unit
        for unit in range(self.units):
            halves = rates.reshape(self.units, -1, 2, 1 << unit)
            halves[:, :, 1] += halves[:, :, 0]
        return rates


def _solve(up: Floats, unit_rates: Floats) -> Floats:
    """Find the share of time in each state where nobody waits."""
    units, count = up.shape
    states = np.arange(count)
    bits = np.left_shift(1, np.arange(units))
    busy = (states[:, None] & bits).astype(bool)
    into = np.where(busy, up.T[states[:, None] ^ bits, np.arange(units)], unit_rates)
    leaving_up = np.where(busy, 0.0, up.T).sum(axis=1)
    leaving_down = (busy * unit_rates).sum(axis=1)
    into /= (leaving_up + leaving_down)[:, None]
    level = busy.sum(axis=1)
    half = level % 2 == 0
    even, odd = (
        csr_array(
            (
                into[rows].ravel(),
                ((states[rows][:, None] ^ bits) >> 1).ravel().astype(np.int32),
                np.arange(0, rows.sum() * units + 1, units, dtype=np.int32),
            ),
            shape=(int(rows.sum()), count // 2),
        )
        for rows in (half, ~half)
    )
    return _turn(even, odd, half, _Levels(level, leaving_up, leaving_down, units))


@dataclass(frozen=True)
class _Levels:
    """How many units are busy in each state, and how quickly that number grows and shrinks."""

    of_state: NDArray[np.intp]
    grows: Floats
    shrinks: Floats
    units: int

    def put_right(self, shares: Floats) -> Floats:
        """Keep the shares within each number of busy units and put the numbers themselves right."""
        mass, up, down = (
            np.bincount(self.of_state, weights=weights, minlength=self.units + 1)
            for weights in (shares, shares * self.grows, shares * self.shrinks)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            steps = np.log(up[:-1] / mass[:-1]) - np.log(down[1:] / mass[1:])
        logs = np.concatenate(([0.0], np.cumsum(steps)))
        right = np.exp(logs - np.nanmax(logs))
        right = np.where(np.isfinite(right), right, 0.0)
        right /= right.sum()
        factors = np.divide(right, mass, out=np.zeros_like(right), where=mass > 0)
        return shares * factors[self.of_state]


def _turn(even: csr_array, odd: csr_array, half: NDArray[np.bool_], levels: _Levels) -> Floats:
    shares = levels.put_right(np.ones(len(half)))
    for _ in range(MOST_TURNS):
        before = shares
        turned = np.empty_like(shares)
        turned[half] = even @ shares[~half]
        turned[~half] = odd @ turned[half]
        shares = levels.put_right(turned)
        if np.abs(shares - before).sum() < SETTLED * len(half) ** 0.5:
            return shares
    raise NotSettledError("The shares of time did not come to rest.")


def _read(service: Service, named: _Named, states: Floats, queue: Queue) -> Workings:
    all_busy = _all_busy(states, named.units)
    full, calls, done = (
        float(states[-1]),
        float(service.rates.sum()),
        float(service.unit_rates.sum()),
    )
    tail = full * calls / (done - calls) if queue is Queue.INFINITE else 0.0
    states, all_busy = states / (1.0 + tail), all_busy / (1.0 + tail)
    tail, full = tail / (1.0 + tail), full / (1.0 + tail)
    workloads = np.zeros(service.units)
    workloads[named.numbers] = all_busy[np.left_shift(1, np.arange(named.units))] + tail
    at_once = _at_once(service, named, all_busy)
    if queue is Queue.ZERO:
        lost = 1.0 - at_once.sum(axis=1)
        loss = float(service.rates @ lost / calls)
        return Workings(workloads, at_once, at_once, max(loss, 0.0), 0.0, 0.0)
    waits = full + tail
    from_line = waits * service.unit_rates / done
    return Workings(workloads, at_once + from_line, at_once, 0.0, waits, waits / (done - calls))


def _all_busy(states: Floats, units: int) -> Floats:
    """Say for each set of units how long all of it is busy: the sum over the sets that hold it."""
    sums = states.copy()
    for unit in range(units):
        halves = sums.reshape(-1, 2, 1 << unit)
        halves[:, 0] += halves[:, 1]
    return sums


def _at_once(service: Service, named: _Named, all_busy: Floats) -> Floats:
    new = {int(unit): at for at, unit in enumerate(named.numbers)}
    alike, of_area = service.together()
    shares = np.zeros((len(alike.rates), service.units))
    for area, order in enumerate(alike.preferences):
        before = 0
        for unit in order:
            if unit not in new:  # nobody who calls ever asks for it: always free
                shares[area, unit] = all_busy[before]
                break
            after = before | 1 << new[unit]
            shares[area, unit] = all_busy[before] - all_busy[after]
            before = after
    return shares[of_area]
