"""How fast each kind of unit moves on each rank of road at each hour: one table."""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats
from tocsin.core.roads.network import RoadClass
from tocsin.core.roads.signs import HOURS, Access

WALKING_METRES_PER_SECOND = 5.0 / 3.6


class TravelMode(StrEnum):
    """How a unit moves; the value is what is stored and sent to machines."""

    CAR = "car"
    MOTORCYCLE = "motorcycle"
    FOOT = "foot"
    LIGHTS_AND_SIREN = "lights_and_siren"


class Weather(StrEnum):
    """How the road lies; the value is what is stored and sent to machines."""

    DRY = "dry"
    RAIN = "rain"
    FOG = "fog"
    SNOW = "snow"
    ICE = "ice"


MODES = tuple(TravelMode)
ACCESS_OF = {
    TravelMode.CAR: Access.CAR,
    TravelMode.MOTORCYCLE: Access.MOTORCYCLE,
    TravelMode.FOOT: Access.FOOT,
    TravelMode.LIGHTS_AND_SIREN: Access.LIGHTS_AND_SIREN,
}
UNPAVED_SHARE = 0.7
"""What a vehicle keeps of its speed on a road without a surface, tracks apart."""

# Kilometres an hour on an empty road, by rank: car, motorcycle, foot, lights and siren.
# Zero is closed to that mode. They are meant for the usual limit of each rank, below.
_EMPTY_ROAD_KMH: dict[RoadClass, tuple[float, float, float, float]] = {
    RoadClass.MOTORWAY: (90.0, 80.0, 0.0, 115.0),
    RoadClass.TRUNK: (65.0, 60.0, 5.0, 80.0),
    RoadClass.PRIMARY: (55.0, 55.0, 5.0, 70.0),
    RoadClass.SECONDARY: (45.0, 45.0, 5.0, 60.0),
    RoadClass.TERTIARY: (38.0, 40.0, 5.0, 50.0),
    RoadClass.VILLAGE: (28.0, 32.0, 5.0, 36.0),
    RoadClass.STREET: (28.0, 30.0, 5.0, 40.0),
    RoadClass.SERVICE: (12.0, 15.0, 5.0, 15.0),
    RoadClass.TRACK: (12.0, 16.0, 4.5, 14.0),
    RoadClass.PATH: (0.0, 0.0, 4.0, 0.0),
}
USUAL_LIMIT_KMH: Floats = np.array([110.0, 80.0, 70.0, 60.0, 50.0, 40.0, 40.0, 20.0, 20.0, 5.0])
"""Which limit each rank usually has: where another is posted, speeds differ in proportion."""
MOST_ABOVE_USUAL = 1.5
# Share of its speed that a car loses to traffic on a street, by hour of the local day.
_TRAFFIC = np.array(
    [
        [0.00, 0.00, 0.00, 0.00, 0.00, 0.05, 0.15, 0.30, 0.30, 0.20, 0.15, 0.20],
        [0.20, 0.15, 0.15, 0.15, 0.20, 0.30, 0.30, 0.20, 0.15, 0.10, 0.05, 0.00],
    ]
).ravel()
# How much of that loss each rank of road sees, and each mode cannot get around.
_EXPOSURE = np.array([0.3, 0.6, 0.7, 0.6, 0.5, 0.2, 1.0, 0.3, 0.0, 0.0])
_PATIENCE = np.array([1.0, 0.4, 0.0, 0.5])

# Share of its speed that each mode keeps in each weather: our estimate until trips are recorded.
_KEPT_IN: dict[Weather, tuple[float, float, float, float]] = {
    Weather.DRY: (1.0, 1.0, 1.0, 1.0),
    Weather.RAIN: (0.9, 0.8, 1.0, 0.9),
    Weather.FOG: (0.75, 0.7, 1.0, 0.75),
    Weather.SNOW: (0.6, 0.4, 0.8, 0.6),
    Weather.ICE: (0.45, 0.25, 0.7, 0.45),
}

_LOSS = _EXPOSURE[:, None, None] * _PATIENCE[None, :, None] * _TRAFFIC[None, None, :]
SPEEDS_KMH: Floats = np.array([_EMPTY_ROAD_KMH[rank] for rank in RoadClass])[:, :, None] * (
    1.0 - _LOSS
)
"""Shape (road classes, modes, 24), kilometres an hour; zero is closed."""
SPEEDS_KMH.setflags(write=False)


def speed_kmh(road_class: RoadClass, mode: TravelMode, at_hour: int | None = None) -> float:
    """Look up how fast a unit moves.

    Parameters
    ----------
    at_hour
        Local hour of day, 0-23; None is a road without traffic.

    Returns
    -------
    float
        Kilometres an hour; zero where the road is closed to the mode.

    Raises
    ------
    ValueError
        When the hour is not an hour of a day.

    Examples
    --------
    >>> speed_kmh(RoadClass.STREET, TravelMode.CAR)
    28.0
    >>> round(speed_kmh(RoadClass.STREET, TravelMode.CAR, at_hour=8), 1)
    19.6
    """
    return float(_speeds(mode, at_hour)[road_class])


def seconds_per_metre(
    mode: TravelMode, at_hour: int | None = None, weather: Weather = Weather.DRY
) -> Floats:
    """Tell how long a metre takes on every rank of road.

    Returns
    -------
    ndarray of float
        Shape (road classes,), seconds; ``inf`` where the road is closed to the mode.

    Raises
    ------
    ValueError
        When the hour is not an hour of a day.

    Examples
    --------
    >>> round(float(seconds_per_metre(TravelMode.FOOT)[RoadClass.STREET]), 2)
    0.72
    """
    speeds = _speeds(mode, at_hour) * _KEPT_IN[weather][MODES.index(mode)]
    pace: Floats = np.full(len(speeds), np.inf)
    np.divide(3.6, speeds, out=pace, where=speeds > 0)
    return pace


def share_at_limits(
    mode: TravelMode, road_class: NDArray[np.int8], limits_kmh: NDArray[np.uint8]
) -> Floats:
    """Tell what share of the usual speed is driven where limits are posted.

    Vehicles go slower or faster in proportion to the usual limit of the rank, faster by half at
    most. With lights and siren a low limit binds nobody, but it tells of a narrow or crowded road:
    half of the difference counts.

    Parameters
    ----------
    road_class
        Shape (links,).
    limits_kmh
        Shape (links, 2), along and against each link; 0 where none is known.

    Returns
    -------
    ndarray of float
        Shape (links, 2), 1 on foot and where no limit is known.

    Examples
    --------
    >>> street, limits = np.array([RoadClass.STREET], dtype=np.int8), np.array([[20, 0]], np.uint8)
    >>> share_at_limits(TravelMode.CAR, street, limits).tolist()
    [[0.5, 1.0]]
    >>> share_at_limits(TravelMode.LIGHTS_AND_SIREN, street, limits).tolist()
    [[0.75, 1.0]]
    """
    if mode is TravelMode.FOOT:
        return np.ones(limits_kmh.shape)
    share = np.minimum(limits_kmh / USUAL_LIMIT_KMH[road_class][:, None], MOST_ABOVE_USUAL)
    if mode is TravelMode.LIGHTS_AND_SIREN:
        share = np.maximum(share, (1.0 + share) / 2)
    driven: Floats = np.where(limits_kmh > 0, share, 1.0)
    return driven


def _speeds(mode: TravelMode, at_hour: int | None) -> Floats:
    if at_hour is not None and not 0 <= at_hour < HOURS:
        raise ValueError("An hour of the day lies between 0 and 23.")
    by_hour: Floats = SPEEDS_KMH[:, MODES.index(mode)]
    speeds: Floats = by_hour.max(axis=1) if at_hour is None else by_hour[:, at_hour]
    return speeds
