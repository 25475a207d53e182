"""What is known about a county once it has been worked out."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from tocsin.core.geo import Floats


class Queue(Enum):
    """What becomes of a call that finds nobody free: it is lost, or it waits its turn."""

    ZERO = "zero"
    INFINITE = "infinite"


@dataclass(frozen=True)
class Workings:
    """How busy each unit is and which unit answers which area.

    ``workloads`` has shape (units,): the share of time a unit is busy. ``dispatch`` has shape
    (areas, units): of the calls from an area, the share that a unit answers, at once or from the
    line; a row adds up to 1 less the area's loss. ``at_once`` has the same shape and leaves out
    what waited. ``loss`` and ``waits`` are shares of all calls, ``wait`` is the mean wait of all
    calls in the time of the rates.
    """

    workloads: Floats
    dispatch: Floats
    at_once: Floats
    loss: float
    waits: float
    wait: float

    def within(self, seconds: Floats, limit: float) -> Floats:
        """Say for each area which share of its calls a unit within the limit answers at once.

        ``seconds`` has shape (areas, units): how long each unit needs to each area.
        """
        if seconds.shape != self.at_once.shape:
            raise ValueError("The ways need one row for each area and one column for each unit.")
        return np.asarray(np.where(seconds <= limit, self.at_once, 0.0).sum(axis=1))

    def mean_way(self, seconds: Floats) -> Floats:
        """Say for each area how long the unit that is sent needs on average; nan where none is."""
        sent = self.dispatch.sum(axis=1)
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(sent > 0, (self.dispatch * seconds).sum(axis=1) / sent, np.nan)
