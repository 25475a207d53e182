"""One line of calls before equal servers, first come first served."""

import heapq
from dataclasses import dataclass

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.simulate.loops import Loop, Row, can_compile


@dataclass(frozen=True)
class Waited:
    """When each call began to be served and when it was done, both of shape (calls,)."""

    start: Floats
    finish: Floats


def serve_in_line(
    arrivals: Floats, service: Floats, servers: int, *, compiled: bool | None = None
) -> Waited:
    """Serve calls in the order in which they came, each by the server that is free first.

    Parameters
    ----------
    arrivals, service
        Shape (calls,), in any one unit of time; arrivals ascend, service times are not negative.
    servers
        Equal servers, at least one, all free at the beginning.
    compiled
        Whether numba does it; the figures are the same. Where it is left out, if it is installed.

    Notes
    -----
    J. Kiefer and J. Wolfowitz, Transactions of the American Mathematical Society 78, 1955.

    >>> serve_in_line(np.array([0.0, 1, 2]), np.array([5.0, 5, 5]), 2).start.tolist()
    [0.0, 1.0, 5.0]
    """
    _check(arrivals, service, servers)
    start = np.empty(len(arrivals))
    if can_compile() if compiled is None else compiled:
        _compiled_line(arrivals, service, np.full(servers, -np.inf), fills=(start,), compiled=True)
    else:
        start[:] = _plain_line(arrivals.tolist(), service.tolist(), [float("-inf")] * servers)
    return Waited(start, start + service)


def _check(arrivals: Floats, service: Floats, servers: int) -> None:
    if servers < 1:
        raise ValueError("A line needs at least one server.")
    if arrivals.ndim != 1 or arrivals.shape != service.shape:
        raise ValueError("Each call needs one arrival and one service time.")
    if (np.diff(arrivals) < 0).any():
        raise ValueError("The arrivals are to ascend.")
    if not (np.isfinite(arrivals).all() and np.isfinite(service).all() and (service >= 0).all()):
        raise ValueError("Arrivals and service times are numbers, the latter not negative.")


def _plain_line(arrivals: list[float], service: list[float], free: list[float]) -> list[float]:
    start = []
    replace = heapq.heapreplace
    for at, takes in zip(arrivals, service, strict=True):
        begun = max(at, free[0])
        replace(free, begun + takes)
        start.append(begun)
    return start


def _sift_line(arrivals: Row, service: Row, free: Row, start: Row) -> None:
    servers = len(free)
    for call in range(len(arrivals)):
        begun = max(free[0], arrivals[call])
        start[call] = begun
        done = begun + service[call]
        hole = 0
        while True:
            child = 2 * hole + 1
            if child >= servers:
                break
            if child + 1 < servers and free[child + 1] < free[child]:
                child += 1
            if free[child] >= done:
                break
            free[hole] = free[child]
            hole = child
        free[hole] = done


_compiled_line = Loop(_sift_line)
