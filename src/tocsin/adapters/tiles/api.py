"""What other parts of the system may use of the map builder."""

from tocsin.adapters.tiles.building import BuiltMap, build
from tocsin.core.mapfeatures import Layer, MapFeature, Shape, road_features

__all__ = ["BuiltMap", "Layer", "MapFeature", "Shape", "build", "road_features"]
