"""Roads as arrays: built from ways, driven along, and asked how long the way is."""

from tocsin.core.roads.network import Arcs, Oneway, RoadClass, RoadNetwork, Way, build_network

__all__ = ["Arcs", "Oneway", "RoadClass", "RoadNetwork", "Way", "build_network"]
