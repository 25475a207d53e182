"""From which zoom each thing is on the map."""

from tocsin.core.mapfeatures import Layer

FIRST_ZOOM = 8
LAST_ZOOM = 15

_BY_LAYER = {
    Layer.LAND: 8,
    Layer.GROUND: 10,
    Layer.WATER: 8,
    Layer.BUILDING: 14,
    Layer.BEAT: 9,
    Layer.STATION: 8,
    Layer.ROAD: 12,
    Layer.PLACE: 12,
}
_BY_KIND = {
    (Layer.ROAD, "motorway"): 8,
    (Layer.ROAD, "trunk"): 8,
    (Layer.ROAD, "primary"): 8,
    (Layer.ROAD, "secondary"): 9,
    (Layer.ROAD, "tertiary"): 10,
    (Layer.ROAD, "service"): 13,
    (Layer.ROAD, "track"): 13,
    (Layer.ROAD, "path"): 14,
    (Layer.WATER, "stream"): 11,
    (Layer.WATER, "canal"): 11,
    (Layer.WATER, "drain"): 13,
    (Layer.PLACE, "county"): 8,
    (Layer.PLACE, "city"): 8,
    (Layer.PLACE, "town"): 9,
    (Layer.PLACE, "station"): 10,
    (Layer.PLACE, "suburb"): 11,
    (Layer.PLACE, "village"): 11,
    (Layer.PLACE, "beat"): 11,
    (Layer.PLACE, "neighbourhood"): 13,
    (Layer.PLACE, "locality"): 13,
    (Layer.PLACE, "isolated_dwelling"): 14,
}


def first_zoom(layer: Layer, kind: str) -> int:
    """Tell from which zoom a kind of thing is drawn."""
    return _BY_KIND.get((layer, kind), _BY_LAYER[layer])
