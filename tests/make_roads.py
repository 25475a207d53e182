"""Ready-made roads for tests: a town west of a river, a bridge, and the long way round."""

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from tests import make
from tocsin.core.geo import Point
from tocsin.core.roads import RoadClass, Way, build_network
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places import api as places
from tocsin.registers.places.models import Closure

WEST, RIVER, BANK, EAST = 106.64, 106.65, 106.652, 106.66
LAT, FAR_NORTH = 35.21, 35.23
ON_THE_BRIDGE = Point(106.651, LAT)
# Four streets that meet at the builders' place, 1,800 m each; a lane leaves the north one.
ENDS = {
    "西街": (make.HERE[0] - 0.02, make.HERE[1]),
    "东街": (make.HERE[0] + 0.02, make.HERE[1]),
    "南街": (make.HERE[0], make.HERE[1] - 0.018),
    "北街": (make.HERE[0], make.HERE[1] + 0.018),
}
FORK = (make.HERE[0], make.HERE[1] + 0.008)
ON_THE_NORTH_STREET = (make.HERE[0], make.HERE[1] + 0.006)


def town(of: Bureau | None = None) -> None:
    """Load the roads."""
    ways = [
        road("西大街", (WEST, LAT), (RIVER, LAT)),
        road("东河桥", (RIVER, LAT), (BANK, LAT), number=7),
        road("东大街", (BANK, LAT), (EAST, LAT)),
        road("绕城路", (RIVER, LAT), (RIVER, FAR_NORTH), (BANK, FAR_NORTH), (BANK, LAT)),
    ]
    load(ways, of)


def crossing() -> None:
    """Load four streets that meet, and a lane."""
    ways = [
        road(name, make.HERE, FORK, end) if name == "北街" else road(name, make.HERE, end)
        for name, end in ENDS.items()
    ]
    load([*ways, road("小巷", FORK, (FORK[0] + 0.02, FORK[1] + 0.01))])


def load(ways: Sequence[Way], of: Bureau | None = None) -> None:
    """Load roads for a bureau."""
    home = of or make.bureau()
    places.save_roadmap(
        bureau=home,
        network=build_network(ways),
        source="test",
        actor=make.officer("admin", of=home),
        at=make.NOON,
    )


def road(name: str, *points: tuple[float, float], number: int = 0) -> Way:
    """Draw a street."""
    return Way(np.array(points), RoadClass.STREET, name, number=number)


def terms(
    *where: Point,
    starts_at: datetime = make.NOON,
    ends_at: datetime | None = None,
    factor: float | None = None,
    direction: places.Direction = places.Direction.BOTH,
    kind: str = "flood",
) -> places.Terms:
    """Say that the bridge, or another stretch, is closed."""
    return places.Terms(
        kind=places.ClosureKind(kind),
        places=where or (ON_THE_BRIDGE,),
        starts_at=starts_at,
        ends_at=ends_at,
        direction=direction,
        factor=factor,
    )


def closed(said: places.Terms | None = None, *, of: Bureau | None = None) -> Closure:
    """Close the bridge, or another stretch, at noon."""
    home = of or make.bureau()
    return places.close_road(
        bureau=home, terms=said or terms(), actor=make.officer("zhao", of=home), at=make.NOON
    )
