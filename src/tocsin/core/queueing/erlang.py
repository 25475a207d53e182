"""Erlang's formulas: calls that find all servers busy are lost (B) or wait in line (C).

Both assume calls that arrive independently at a steady rate (Poisson). Erlang B holds for every law
of the service time; Erlang C for the exponential one. The figures for other laws are approximations
and say so in their names.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What a line of calls before equal servers comes to.

    ``loss`` is the share lost where nobody may wait (Erlang B), ``waits`` the share that waits
    where all may (Erlang C), ``wait`` the mean wait of all calls in mean service times. A line that
    is offered as much as its servers can do, or more, grows for ever: ``waits`` is 1 and ``wait``
    infinite.
    """

    loss: float
    waits: float
    wait: float


def line_of(servers: int, load: float) -> Line:
    """Say how many calls are lost or wait, and how long.

    Parameters
    ----------
    servers
        Equal servers, at least one.
    load
        Offered load in erlang: the rate of calls times the mean service time; not negative.

    Notes
    -----
    A. K. Erlang, 1917. The loss is worked out by B(c) = a B(c-1) / (c + a B(c-1)), which neither
    overflows nor cancels; C = B / (1 - (a/c) (1 - B)).

    >>> line_of(2, 1.0)
    Line(loss=0.2, waits=0.33333333333333337, wait=0.33333333333333337)
    """
    loss = _loss(servers, load)
    if load >= servers:
        return Line(loss=loss, waits=1.0, wait=math.inf)
    waits = loss / (1.0 - load / servers * (1.0 - loss))
    return Line(loss=loss, waits=waits, wait=waits / (servers - load))


def waits_longer(servers: int, load: float, service_times: float) -> float:
    """Say which share of calls waits longer than so many mean service times (M/M/c, in order).

    >>> round(waits_longer(2, 1.0, 1.0), 6)
    0.122626
    """
    if service_times < 0:
        raise ValueError("A wait is not negative.")
    line = line_of(servers, load)
    return line.waits * math.exp(-(servers - load) * service_times) if load < servers else 1.0


def servers_for_loss(load: float, at_most: float) -> int:
    """Find the fewest servers that lose no more than the given share of calls.

    >>> servers_for_loss(90.0, 0.03)
    100
    """
    _check_load(load)
    if not 0 < at_most <= 1:
        raise ValueError("The share that may be lost is above 0 and at most 1.")
    servers, loss = 0, 1.0
    while loss > at_most or servers == 0:
        servers += 1
        loss = load * loss / (servers + load * loss)
    return servers


def servers_for_wait(load: float, service_times: float, at_most: float) -> int:
    """Find the fewest servers with which at most a share of calls waits longer than a time.

    >>> servers_for_wait(4.0, 0.5, 0.1)
    7
    """
    _check_load(load)
    if not 0 < at_most <= 1:
        raise ValueError("The share that may wait is above 0 and at most 1.")
    servers = max(1, math.floor(load) + 1)
    while waits_longer(servers, load, service_times) > at_most:
        servers += 1
    return servers


def approximate_wait(
    servers: int, load: float, *, service_variation: float, arrival_variation: float = 1.0
) -> float:
    """Estimate the mean wait, in mean service times, for any law of service and arrival (G/G/c).

    The variations are squared coefficients of variation: 1 for exponential, 0 for constant times.
    With exponential arrivals and one server this is Pollaczek and Khinchine's exact answer; with
    exponential service it is Erlang C; otherwise an approximation (A. O. Allen and J. Cunneen, in
    Allen, Probability, Statistics and Queueing Theory, 2nd edition 1990, 5.3.4; for M/G/c that of
    A. M. Lee and P. A. Longton, 1959), whose error grows where service is far from exponential and
    the load is light.

    >>> approximate_wait(1, 0.5, service_variation=0.0)
    0.5
    """
    if service_variation < 0 or arrival_variation < 0:
        raise ValueError("A squared coefficient of variation is not negative.")
    return line_of(servers, load).wait * (service_variation + arrival_variation) / 2.0


def _loss(servers: int, load: float) -> float:
    if servers < 1:
        raise ValueError("A line needs at least one server.")
    _check_load(load)
    loss = 1.0
    for server in range(1, servers + 1):
        loss = load * loss / (server + load * loss)
    return loss


def _check_load(load: float) -> None:
    if not 0 <= load < math.inf:
        raise ValueError("The load is a number of erlang, not negative.")
