"""The roads of a bureau as the finder asks them: read only when words speak of a road."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from tocsin.core.addressing.ground import Onward
from tocsin.core.geo import Point
from tocsin.core.roads.following import Followed
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.roadmaps import network_of, newest_id

_held: dict[int, tuple[int, Followed]] = {}
_lock = Lock()


def roads_of(bureau: Bureau) -> Followed | None:
    """Give the roads of the map in force to go along; None where none is loaded."""
    newest = newest_id(bureau)
    known = _held.get(bureau.pk)
    if known is None or known[0] != newest:
        with _lock:
            network = network_of(newest)
            if network is None:
                return None
            _held[bureau.pk] = known = newest, Followed(network)
    return known[1]


@dataclass(frozen=True, slots=True)
class BureauRoads:
    """The ground of the finder over the road map in force; without one no road is known."""

    bureau: Bureau

    def knows(self, road: str) -> bool:
        """Say whether a road is called so."""
        roads = roads_of(self.bureau)
        return roads is not None and roads.knows(road)

    def onward(
        self,
        start: Point,
        metres: float,
        *,
        road: str = "",
        bearing: float | None = None,
        goal: Point | None = None,
    ) -> Onward | None:
        """Go along the road, in a direction or towards a goal."""
        roads = roads_of(self.bureau)
        if roads is None:
            return None
        return roads.onward(start, metres, road=road, bearing=bearing, goal=goal)

    def between(self, start: Point, end: Point, share: float, road: str = "") -> Point | None:
        """Find the point so far along a road from one place to another."""
        roads = roads_of(self.bureau)
        return roads.between(start, end, share, road) if roads is not None else None

    def meeting(self, first: str, second: str) -> Sequence[Point]:
        """List where two roads meet."""
        roads = roads_of(self.bureau)
        return roads.meeting(first, second) if roads is not None else ()
