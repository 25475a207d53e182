"""Roads as arrays: built from ways, driven along, and asked how long the way is."""

from tocsin.core.roads.aside import Aside
from tocsin.core.roads.engine import RoadEngine
from tocsin.core.roads.network import (
    Arcs,
    Ints,
    Oneway,
    RoadClass,
    RoadNetwork,
    Way,
    build_network,
)
from tocsin.core.roads.scipy_engine import SciPyEngine
from tocsin.core.roads.signs import Access
from tocsin.core.roads.speeds import TravelMode, Weather
from tocsin.core.roads.straight_line import GreatCircle
from tocsin.core.roads.topology import expand
from tocsin.core.roads.travel import FoundBy, Route, Step, Times, TravelTimes, quickest


def engine_over(
    network: RoadNetwork | None, order: Ints | None = None, aside: Aside | None = None
) -> TravelTimes:
    """Choose how travel times are found: over the roads, or straight where none are loaded.

    ``order`` is that of the network's hierarchy where it was kept; it is made anew otherwise.
    ``aside`` is where work is done that no question should wait for.

    Examples
    --------
    >>> str(engine_over(None).by)
    'straight line'
    """
    if network is None or not network.link_count:
        return GreatCircle()
    return road_engine(network, order, aside)


def road_engine(
    network: RoadNetwork, order: Ints | None = None, aside: Aside | None = None
) -> RoadEngine:
    """Make the quickest engine over roads that can be had here.

    Examples
    --------
    >>> str(road_engine(build_network([])).by)
    'roads'
    """
    try:
        from tocsin.core.roads.cch_engine import CCHEngine  # noqa: PLC0415 - not on every system
    except ImportError:
        return SciPyEngine(network)
    return CCHEngine(network, order=order, aside=aside)


def order_for(network: RoadNetwork) -> Ints | None:
    """Make what :func:`engine_over` need not make again; None where no engine here needs it.

    Examples
    --------
    >>> order_for(build_network([])).tolist()
    []
    """
    try:
        from tocsin.core.roads.cch_engine import node_order  # noqa: PLC0415 - not on every system
    except ImportError:
        return None
    return node_order(expand(network))


__all__ = [
    "Access",
    "Arcs",
    "Aside",
    "FoundBy",
    "GreatCircle",
    "Oneway",
    "RoadClass",
    "RoadEngine",
    "RoadNetwork",
    "Route",
    "SciPyEngine",
    "Step",
    "Times",
    "TravelMode",
    "TravelTimes",
    "Way",
    "Weather",
    "build_network",
    "engine_over",
    "order_for",
    "quickest",
    "road_engine",
]
