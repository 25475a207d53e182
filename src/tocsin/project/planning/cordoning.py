"""A cordon on a map: where to close, who is sent there, and what others say of its size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

import numpy as np
from django.utils.translation import gettext as _
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from tocsin.adapters.osm.api import read_roads
from tocsin.core.geo import Floats, LocalPlane, Point
from tocsin.core.roads import RoadNetwork, TravelMode, engine_over
from tocsin.core.roads.cordon import (
    NOBODY,
    Area,
    CannotBeClosed,
    Cut,
    Front,
    Posting,
    Stretches,
    disconnected,
    fewest_closures,
    front_seconds,
    hold_before,
    links_for,
    post_units,
    stretches_of,
    ways_around,
)
from tocsin.core.roads.cordon.cutting import capacities, marked
from tocsin.core.roads.cordon.stretches import INSIDE, OUTSIDE
from tocsin.core.roads.engine import RoadEngine
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.planning.unit_file import UnitThere, place_of

MILLISECONDS = 1_000.0
KMH = 3.6
PLACES_OF_A_DEGREE = 7
TENTHS = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a cordon is asked for: whom it stops, what moves out of the area, posts by hand."""

    area: Area
    stops: str = TravelMode.CAR
    front: Front | None = None
    pinned: Sequence[Point] = ()
    without: Sequence[Point] = ()
    through_area: bool = False


@dataclass(frozen=True, slots=True)
class Cordon:
    """A planned cordon with everything it was made from."""

    network: RoadNetwork
    stretches: Stretches
    cut: Cut
    pinned: frozenset[int]
    posting: Posting
    seconds: Floats
    front: Floats | None
    cut_milliseconds: float


def plan(file: Path, wanted: Wanted, units: Sequence[UnitThere]) -> Cordon:
    """Plan a cordon on an OpenStreetMap extract.

    Raises
    ------
    UnreadableExtract
        When the file cannot be used.
    UnusableInput
        When the area lies off the map, or what may not be closed leads out.
    """
    network = read_roads(file).network()
    away = LocalPlane(wanted.area.centre).to_metres(network.node_lonlat)
    if not (np.hypot(away[:, 0], away[:, 1]) < wanted.area.outer_metres).any():
        raise UnusableInput(_("There is no road of this map within the outer ring."))
    stretches = stretches_of(network, wanted.area, links_for(network, TravelMode(wanted.stops)))
    pinned = frozenset(stretches.nearest_to(point) for point in wanted.pinned if len(stretches))
    barred = frozenset(stretches.nearest_to(point) for point in wanted.without if len(stretches))
    if pinned & barred:
        raise UnusableInput(_("A post cannot be both pinned and removed."))
    try:
        return _held(network, stretches, wanted, units, pinned=pinned, barred=barred)
    except CannotBeClosed as open_way:
        raise UnusableInput(
            _("Without the removed posts the area cannot be closed off.")
        ) from open_way


def _held(
    network: RoadNetwork,
    stretches: Stretches,
    wanted: Wanted,
    units: Sequence[UnitThere],
    *,
    pinned: frozenset[int],
    barred: frozenset[int],
) -> Cordon:
    """Find the closures and who holds them, before the front where there is one."""
    begun = perf_counter()
    cut = fewest_closures(stretches, pinned=pinned, barred=barred)
    took = (perf_counter() - begun) * MILLISECONDS
    front = None
    if wanted.front is None:
        seconds = ways_to(network, stretches.post[list(cut.closures)], wanted, units)
        posting = post_units(seconds)
    else:
        front = front_seconds(stretches, wanted.area, wanted.front)
        ways = ways_to(network, stretches.post, wanted, units)
        cut, posting = hold_before(stretches, ways, front, pinned=pinned, barred=barred)
        seconds = ways[:, list(cut.closures)]
    return Cordon(network, stretches, cut, pinned, posting, seconds, front, took)


def ways_to(
    network: RoadNetwork, posts: Floats, wanted: Wanted, units: Sequence[UnitThere]
) -> Floats:
    """Tell how long each unit needs to each post, around the inner area where there is a way.

    A unit that stands inside drives out; a post that is reached only through the area is reached
    through it.

    Returns
    -------
    ndarray of float
        Shape (units, posts), seconds.
    """
    engine = engine_over(network)
    if not isinstance(engine, RoadEngine):
        return np.full((len(units), len(posts)), np.inf)
    origins = np.array([unit.point for unit in units], dtype=np.float64).reshape(-1, 2)
    modes = [unit.mode for unit in units]
    return ways_around(engine, wanted.area, origins, modes, through_area=wanted.through_area)(posts)


def written(cordon: Cordon, units: Sequence[UnitThere]) -> dict[str, object]:
    """Write a cordon as it is printed."""
    cut, stretches = cordon.cut, cordon.stretches
    graph = capacities(
        stretches, ~marked(stretches, cordon.pinned), marked(stretches, cut.barred - cordon.pinned)
    )
    latest = cordon.posting.latest_seconds
    return {
        "value": cut.value,
        "closures": [_closure(cordon, at) for at in cut.closures],
        "peers": {name: flow + len(cordon.pinned) for name, flow in peers_of(graph).items()},
        "disconnected": disconnected(stretches, cut.closures),
        "assignments": _assignments(cordon, units),
        "latest_arrival_seconds": None if latest is None else round(latest, TENTHS),
        "short_by": cordon.posting.short_by,
        "stretches": len(stretches),
        "cut_milliseconds": round(cordon.cut_milliseconds, TENTHS),
        "roads_lead_in": stretches.reaches_inside,
        "roads_lead_out": stretches.reaches_outside,
    }


def _closure(cordon: Cordon, at: int) -> dict[str, object]:
    lon, lat = cordon.stretches.post[at].tolist()
    told: dict[str, object] = {
        "lat": round(lat, PLACES_OF_A_DEGREE),
        "lon": round(lon, PLACES_OF_A_DEGREE),
        "way": int(cordon.stretches.way[at]),
        "road": cordon.network.name_of(int(cordon.stretches.link[at])),
        "pinned": at in cordon.pinned,
    }
    if cordon.front is not None:
        told["front_seconds"] = round(float(cordon.front[at]), TENTHS)
    return told


def _assignments(cordon: Cordon, units: Sequence[UnitThere]) -> list[dict[str, object]]:
    return [
        {
            "unit": units[unit].code,
            "closure": number,
            "seconds": round(float(cordon.seconds[unit, number]), TENTHS),
        }
        for number, unit in enumerate(cordon.posting.units)
        if unit != NOBODY
    ]


def peers_of(graph: csr_array) -> Mapping[str, int]:
    """Ask others how large the largest flow is; networkx only where it is installed.

    >>> peers_of(csr_array(np.array([[0, 1], [1, 0]], dtype=np.int32)))["scipy"]
    1
    """
    found = {"scipy": int(maximum_flow(graph, INSIDE, OUTSIDE, method="edmonds_karp").flow_value)}
    if find_spec("networkx") is not None:
        networkx = import_module("networkx")
        drawn = networkx.from_scipy_sparse_array(graph, edge_attribute="capacity")
        found["networkx"] = int(networkx.maximum_flow_value(drawn, INSIDE, OUTSIDE))
    return found


def area_of(centre: str, inner_metres: float, outer_metres: float) -> Area:
    """Read where the area is and how far it reaches.

    Raises
    ------
    UnusableInput
        When there is no such place, or the ring does not lie around the area.
    """
    try:
        return Area(place_in(centre), inner_metres, outer_metres)
    except ValueError as senseless:
        raise UnusableInput(
            _("The inner area needs a size in metres, and the outer ring has to lie around it.")
        ) from senseless


def front_of(kmh: float | None, head_start_seconds: float, *, by_road: bool) -> Front | None:
    """Read how fast what is kept in comes; None where nothing comes.

    Raises
    ------
    UnusableInput
        When it does not move, or starts in the future.
    """
    if kmh is None:
        return None
    try:
        return Front(kmh / KMH, head_start_seconds, by_road)
    except ValueError as senseless:
        raise UnusableInput(
            _("A front needs a speed above zero and a head start of zero or more seconds.")
        ) from senseless


def place_in(text: str) -> Point:
    """Read a place.

    Raises
    ------
    UnusableInput
        When it is none.
    """
    point = place_of(text)
    if point is None:
        raise UnusableInput(
            _("“%(text)s” is no place; write latitude and longitude, as in 35.21,106.65.")
            % {"text": text}
        )
    return point


def summary(told: Mapping[str, object]) -> str:
    """Tell a cordon to people, a line for each closure."""
    closures, sent = _rows(told["closures"]), _rows(told["assignments"])
    holder = {row["closure"]: row for row in sent}
    lines = [_("%(count)s places to close.") % {"count": len(closures)}]
    for number, row in enumerate(closures):
        held = holder.get(number)
        who = f"{held['unit']}, {held['seconds']} s" if held else _("nobody")
        lines.append(f"  {row['lat']},{row['lon']}  {row['road'] or row['way']}: {who}")
    lines.append(
        _("Short by %(count)s units.") % {"count": told["short_by"]}
        if told["short_by"]
        else _("Every place is held.")
    )
    return "\n".join(lines)


def _rows(value: object) -> list[Mapping[str, object]]:
    return value if isinstance(value, list) else []
