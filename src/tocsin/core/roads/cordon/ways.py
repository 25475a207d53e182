"""How long units need to posts, around the inner area where there is a way."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, LocalPlane
from tocsin.core.roads.cordon.area import Area
from tocsin.core.roads.engine import RoadEngine
from tocsin.core.roads.scipy_engine import SciPyEngine
from tocsin.core.roads.snapping import Snapper
from tocsin.core.roads.speeds import TravelMode
from tocsin.core.roads.topology import Topology


class Around(SciPyEngine):
    """Drives as another engine does, but not within an area; that engine is left as it is."""

    def __init__(self, other: RoadEngine, area: Area) -> None:
        super().__init__(other.network)
        self._other, self.weather = other, other.weather
        away = LocalPlane(area.centre).to_metres(other.network.node_lonlat)
        within = area.metres_outside(away) <= 0.0
        leaving = np.flatnonzero(within[other.network.arcs.tail])
        self.change({**other.changes, **dict.fromkeys(leaving.tolist(), float("inf"))})

    @property
    def topology(self) -> Topology:
        """The graph of the other engine."""
        return self._other.topology

    def snapper(self, mode: TravelMode, at_hour: int | None = None) -> Snapper:
        """Give what finds the roads for the other engine."""
        return self._other.snapper(mode, at_hour)

    def reachable_links(self, mode: TravelMode, at_hour: int | None = None) -> NDArray[np.bool_]:
        """Tell what the other engine reaches."""
        return self._other.reachable_links(mode, at_hour)


def ways_around(
    engine: RoadEngine,
    area: Area,
    origins: Floats,
    modes: Sequence[TravelMode],
    *,
    at_hour: int | None = None,
    through_area: bool = False,
) -> "WaysAround":
    """Prepare to tell the seconds of units to posts; they may be let through the area.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> engine = SciPyEngine(build_network([street]))
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> ways = ways_around(engine, area, np.array([[106.02, 35.0]]), [TravelMode.CAR])
    >>> ways(np.array([[106.01, 35.0]])).round().tolist()
    [[117.0]]
    """
    return WaysAround(engine, area, origins, modes, at_hour=at_hour, through_area=through_area)


class WaysAround:
    """Tells the seconds of every unit to posts, shape (units, posts).

    A unit that stands inside drives out; a post that is reached only through the area is reached
    through it.
    """

    def __init__(
        self,
        engine: RoadEngine,
        area: Area,
        origins: Floats,
        modes: Sequence[TravelMode],
        *,
        at_hour: int | None,
        through_area: bool,
    ) -> None:
        self._engine, self._around = engine, None if through_area else Around(engine, area)
        self._origins, self._modes, self._hour = origins, modes, at_hour
        here = LocalPlane(area.centre).to_metres(origins.reshape(-1, 2))
        self._inside = area.metres_outside(here) <= 0.0

    def __call__(self, posts: Floats) -> Floats:
        """Tell the seconds to posts of shape (n, 2), degrees."""
        seconds = np.full((len(self._modes), len(posts)), np.inf)
        if not len(posts):
            return seconds
        for mode in sorted(set(self._modes)):
            rows = np.flatnonzero([one == mode for one in self._modes])
            straight = self._matrix(self._engine, rows, posts, mode)
            if self._around is None:
                seconds[rows] = straight
                continue
            around = self._matrix(self._around, rows, posts, mode)
            through = self._inside[rows][:, None] | ~np.isfinite(around)
            seconds[rows] = np.where(through, straight, around)
        return seconds

    def _matrix(
        self, engine: RoadEngine, rows: NDArray[np.int64], posts: Floats, mode: TravelMode
    ) -> Floats:
        found = engine.matrix(self._origins[rows], posts, mode=mode, at_hour=self._hour)
        return found.seconds
