"""From expected calls to crews: how many each hour needs so that few calls wait long."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.queueing.erlang import servers_for_wait

Whole = NDArray[np.int64]
HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Target:
    """What is promised: at most a share of calls waits longer than a time for a free crew."""

    wait_seconds: float
    share: float

    def __post_init__(self) -> None:
        if self.wait_seconds < 0 or not 0 < self.share <= 1:
            raise ValueError("A target is a wait, not negative, and a share above 0 and at most 1.")


def crews_needed(
    calls_per_hour: Floats,
    busy_seconds: float,
    target: Target,
    *,
    calibration: Floats | None = None,
) -> Whole:
    """Say how many crews each hour needs.

    Parameters
    ----------
    calls_per_hour
        Expected calls of each hour, any shape; those for several crews count several times.
    busy_seconds
        How long a call keeps a crew, from its being sent to its being free again.
    target
        What is promised.
    calibration
        By which factor the load of each hour is raised, of the same shape or one: what a simulation
        of the county showed beyond the line of equal servers (ways, districts, shifts that end).

    Notes
    -----
    Each hour by itself is a steady line (SIPP: L. V. Green, P. J. Kolesar and J. Soares, Operations
    Research 49, 2001), with the load of the hours before as far as a call reaches, where that was
    greater.

    >>> crews_needed(np.array([4.0, 4.0]), 1800.0, Target(60.0, 0.1)).tolist()
    [5, 5]
    """
    if busy_seconds <= 0:
        raise ValueError("A call keeps a crew for some time.")
    if not np.isfinite(calls_per_hour).all() or (calls_per_hour < 0).any():
        raise ValueError("Expected calls are not negative.")
    load = calls_per_hour * (busy_seconds / HOUR) * (1.0 if calibration is None else calibration)
    earlier = min(int(busy_seconds // HOUR), load.shape[-1])
    lasting = np.max([np.roll(load, hours, axis=-1) for hours in range(earlier + 1)], axis=0)
    times = target.wait_seconds / busy_seconds
    needed = [servers_for_wait(one, times, target.share) for one in lasting.ravel().tolist()]
    return np.array(needed, dtype=np.int64).reshape(load.shape)


def calibrated(seen: Floats, promised: Floats, factors: Floats) -> Floats:
    """Raise or lower the load of hours by how their simulated waits missed what was promised.

    ``seen`` and ``promised`` are shares that waited too long; hours that did worse get more. The
    step is damped so that repeating it settles.

    >>> calibrated(np.array([0.2, 0.1]), np.array([0.1, 0.1]), np.ones(2)).round(3).tolist()
    [1.189, 1.0]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        step = np.where(promised > 0, (np.maximum(seen, promised / 4.0) / promised) ** 0.25, 1.0)
    return np.asarray(factors * np.clip(step, 0.8, 1.25))
