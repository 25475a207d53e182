"""Roads as arrays: built from ways, driven along, and asked how long the way is."""

from tocsin.core.roads.network import Arcs, Oneway, RoadClass, RoadNetwork, Way, build_network
from tocsin.core.roads.scipy_engine import SciPyEngine
from tocsin.core.roads.speeds import TravelMode
from tocsin.core.roads.straight_line import GreatCircle
from tocsin.core.roads.travel import FoundBy, Route, Step, Times, TravelTimes


def engine_over(network: RoadNetwork | None) -> TravelTimes:
    """Choose how travel times are found: over the roads, or straight where none are loaded.

    Examples
    --------
    >>> str(engine_over(None).by)
    'straight line'
    """
    if network is None or not network.link_count:
        return GreatCircle()
    return SciPyEngine(network)


__all__ = [
    "Arcs",
    "FoundBy",
    "GreatCircle",
    "Oneway",
    "RoadClass",
    "RoadNetwork",
    "Route",
    "SciPyEngine",
    "Step",
    "Times",
    "TravelMode",
    "TravelTimes",
    "Way",
    "build_network",
    "engine_over",
]
