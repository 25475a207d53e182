"""Travel times where no road is known: the great circle, lengthened."""

import numpy as np

from tocsin.core.geo import DETOUR, Floats, Point, haversine_metres, road_metres_guess
from tocsin.core.roads.network import RoadClass
from tocsin.core.roads.speeds import TravelMode, Weather, seconds_per_metre
from tocsin.core.roads.travel import FoundBy, Route, Step, Times

SUPPOSED_ROAD = RoadClass.TERTIARY


class GreatCircle:
    """Answers with the great circle times 1.35, at the speed of a township road.

    Examples
    --------
    >>> engine = GreatCircle()
    >>> there = np.array([[106.65, 35.22]])
    >>> times = engine.to_many(Point(106.65, 35.21), there, mode=TravelMode.CAR)
    >>> times.seconds.round().tolist(), str(times.by)
    ([142.0], 'straight line')
    """

    by = FoundBy.STRAIGHT_LINE

    def __init__(self) -> None:
        self.weather = Weather.DRY

    def to_many(
        self,
        origin: Point,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long one unit needs to each destination, shape (n,)."""
        metres = haversine_metres(origin.lon, origin.lat, destinations[:, 0], destinations[:, 1])
        return self._times(metres, mode, at_hour, limit_seconds, weather)

    def from_many(
        self,
        origins: Floats,
        destination: Point,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long each of many units needs to one destination, shape (n,)."""
        return self.to_many(
            destination,
            origins,
            mode=mode,
            at_hour=at_hour,
            limit_seconds=limit_seconds,
            weather=weather,
        )

    def matrix(
        self,
        origins: Floats,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long every origin is from every destination, shape (origins, destinations)."""
        here, there = origins[:, None, :], destinations[None, :, :]
        metres = haversine_metres(here[..., 0], here[..., 1], there[..., 0], there[..., 1])
        return self._times(metres, mode, at_hour, limit_seconds, weather)

    def route(
        self,
        origin: Point,
        destination: Point,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        weather: Weather | None = None,
    ) -> Route:
        """Draw the straight line, as long and as slow as a road would be."""
        metres = road_metres_guess(origin, destination)
        seconds = metres * self._pace(mode, at_hour, weather)
        return Route(
            lonlat=np.array([origin, destination]),
            seconds_at=np.array([0.0, seconds]),
            metres_at=np.array([0.0, metres]),
            steps=(Step("", None, metres, seconds),),
            by=self.by,
            ranks={None: seconds},
        )

    def _times(
        self,
        metres: Floats,
        mode: TravelMode,
        at_hour: int | None,
        limit_seconds: float,
        weather: Weather | None,
    ) -> Times:
        seconds = metres * DETOUR * self._pace(mode, at_hour, weather)
        return Times(np.where(seconds <= limit_seconds, seconds, np.inf), self.by)

    def _pace(self, mode: TravelMode, at_hour: int | None, weather: Weather | None) -> float:
        lies = self.weather if weather is None else weather
        return float(seconds_per_metre(mode, at_hour, lies)[SUPPOSED_ROAD])
