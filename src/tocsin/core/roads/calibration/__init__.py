"""What recorded trips teach of travel times: corrections, and how sure an arrival is.

A trip is a way of which the departure and the arrival were recorded. It carries no unit and no
person: what is learnt is said of roads, hours, areas, ways of moving and weather, never of who
drove.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tocsin.core.geo import Floats
from tocsin.core.roads.calibration.fitting import DEFAULT, Fit, fit
from tocsin.core.roads.calibration.judging import Judgement, judge
from tocsin.core.roads.calibration.trips import (
    ROADS,
    Circumstances,
    LeftOut,
    Trips,
    seconds_by_road,
    sift,
)

LEAST_TRIPS = 40
"""Fewer trips teach nothing that could be told from chance."""


@dataclass(frozen=True, slots=True)
class Span:
    """When one arrives, in seconds: one of ten is quicker than ``q10``, one slower than ``q90``."""

    q10: float
    q50: float
    q90: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learnt, from how many trips, and how it did on trips held back.

    ``whole`` corrects the time of a whole way of which the roads are not known, ``by_road`` the
    times on each rank of road. Where nothing could be learnt both are the wide default.
    """

    trips: int
    left_out: Mapping[LeftOut, int]
    whole: Fit
    by_road: Fit
    judged: Judgement | None
    judged_by_road: Judgement | None

    @property
    def calibrated(self) -> bool:
        """Whether anything was learnt of whole ways that holds on trips held back."""
        return self.judged is not None and self.judged.better

    def span(self, seconds: float, how: Circumstances) -> Span:
        """Tell when one arrives whose way takes some seconds by the engine.

        Parameters
        ----------
        seconds
            As the engine tells; 0 or more.
        how
            Of this one way; what was never seen is corrected by nothing.

        Examples
        --------
        >>> how = Circumstances.alike(1, hour=12, area="town", mode="car", weather="dry")
        >>> calibrate(NO_TRIPS).span(100.0, how)
        Span(q10=70.0, q50=100.0, q90=180.0)
        """
        return span_of(self.whole, np.array([[seconds]]), how)


NONE = np.zeros(0)
NO_TRIPS = Trips(np.zeros((0, ROADS)), NONE, Circumstances((), (), (), ()), NONE, NONE)


def span_of(learnt: Fit, free_seconds: Floats, how: Circumstances) -> Span:
    """Tell when one arrives, from what was learnt; seconds have shape (1, roads)."""
    (row,) = learnt.quantiles(free_seconds, how).tolist()
    return Span(*row)


def calibrate(trips: Trips) -> Calibration:
    """Learn from trips how much longer ways take than the engine tells, and how surely.

    Corrections are medians of what is left unexplained, one rank of road, part of the day, class
    of area, way of moving, weather and length after the other, until nothing moves; each is drawn
    towards no correction, the more the fewer trips speak for it. The same trips always give the
    same result.

    Parameters
    ----------
    trips
        As they were recorded; what cannot be right is left out and counted.

    Returns
    -------
    Calibration
        With fewer than ``LEAST_TRIPS`` trips, or where trips held back are told no better than
        by the engine alone, the wide default.

    Examples
    --------
    >>> calibrate(NO_TRIPS).calibrated
    False
    """
    kept, left_out = sift(trips)
    if len(kept) < LEAST_TRIPS:
        return Calibration(len(kept), left_out, DEFAULT, DEFAULT, None, None)
    together = kept.together()
    judged, judged_by_road = judge(together), judge(kept)
    return Calibration(
        trips=len(kept),
        left_out=left_out,
        whole=fit(together) if judged.better else DEFAULT,
        by_road=fit(kept) if judged_by_road.better else DEFAULT,
        judged=judged,
        judged_by_road=judged_by_road,
    )


__all__ = [
    "DEFAULT",
    "LEAST_TRIPS",
    "NO_TRIPS",
    "ROADS",
    "Calibration",
    "Circumstances",
    "Fit",
    "Judgement",
    "LeftOut",
    "Span",
    "Trips",
    "calibrate",
    "seconds_by_road",
]
