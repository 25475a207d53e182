"""What the tags of OpenStreetMap mean to us."""

from collections.abc import Mapping

from tocsin.core.mapfeatures import Layer
from tocsin.core.roads.network import Oneway, RoadClass

Tags = Mapping[str, str]

_ROAD_CLASSES = {
    "motorway": RoadClass.MOTORWAY,
    "trunk": RoadClass.TRUNK,
    "primary": RoadClass.PRIMARY,
    "secondary": RoadClass.SECONDARY,
    "tertiary": RoadClass.TERTIARY,
    "unclassified": RoadClass.VILLAGE,
    "road": RoadClass.VILLAGE,
    "residential": RoadClass.STREET,
    "living_street": RoadClass.STREET,
    "busway": RoadClass.STREET,
    "service": RoadClass.SERVICE,
    "track": RoadClass.TRACK,
    "path": RoadClass.PATH,
    "footway": RoadClass.PATH,
    "cycleway": RoadClass.PATH,
    "bridleway": RoadClass.PATH,
    "pedestrian": RoadClass.PATH,
    "steps": RoadClass.PATH,
}
FOOTWAYS = frozenset({"path", "footway", "cycleway", "bridleway", "pedestrian"})
_WHEELS = ("motor_vehicle", "motorcar", "motorcycle", "vehicle", "emergency")
_WHEELS_ON = frozenset({"yes", "designated", "permissive", "destination", "official", "customers"})
ROAD_KEYS = (
    frozenset({"highway", "area", "junction", "bridge", "oneway"})
    | frozenset(_WHEELS)
    | frozenset(f"{key}:conditional" for key in _WHEELS)
)
ONEWAYS = {
    "yes": Oneway.FORWARD,
    "true": Oneway.FORWARD,
    "1": Oneway.FORWARD,
    "-1": Oneway.BACKWARD,
    "reverse": Oneway.BACKWARD,
    "no": Oneway.NO,
    "false": Oneway.NO,
    "0": Oneway.NO,
}
PLACE_KINDS = frozenset(
    {"city", "town", "suburb", "quarter", "village", "hamlet", "isolated_dwelling"}
    | {"neighbourhood", "locality"}
)
# The first of these keys that a named thing carries says what kind of landmark it is.
_LANDMARK_KEYS = (
    "amenity",
    "shop",
    "tourism",
    "healthcare",
    "leisure",
    "office",
    "historic",
    "craft",
    "emergency",
    "man_made",
    "public_transport",
    "railway",
    "aeroway",
    "natural",
    "building",
)
_LANDMARKS_ONLY = {
    "natural": frozenset({"peak", "saddle", "spring", "cave_entrance", "water", "glacier"}),
    "railway": frozenset({"station", "halt", "subway_entrance"}),
    "public_transport": frozenset({"station"}),
}
_STREAMS = frozenset({"river", "stream", "canal", "drain"})
_WATER = {
    ("natural", "water"),
    ("waterway", "riverbank"),
    ("landuse", "reservoir"),
    ("landuse", "basin"),
}
_WOODS = {("natural", "wood"), ("landuse", "forest")}


def road_class(tags: Tags) -> RoadClass | None:
    """Tell the rank of a road; None for what is no road, or is an area one may cross.

    A way for feet on which vehicles are let counts as one into a yard.
    """
    if tags.get("area") == "yes":
        return None
    if tags.get("highway") in FOOTWAYS and _lets_wheels_in(tags):
        return RoadClass.SERVICE
    return _ROAD_CLASSES.get(tags.get("highway", "").removesuffix("_link"))


def oneway(tags: Tags, rank: RoadClass) -> Oneway:
    """Tell the direction vehicles must take; roundabouts and motorways imply one."""
    if rank is RoadClass.PATH:
        return Oneway.NO
    implied = is_circle(tags) or tags.get("highway") == "motorway"
    return ONEWAYS.get(tags.get("oneway", ""), Oneway.FORWARD if implied else Oneway.NO)


def _lets_wheels_in(tags: Tags) -> bool:
    return any(tags.get(key) in _WHEELS_ON or f"{key}:conditional" in tags for key in _WHEELS)


def is_circle(tags: Tags) -> bool:
    """Tell whether a way is a roundabout."""
    return tags.get("junction") in {"roundabout", "circular"}


def road_name(tags: Tags) -> str:
    """Tell the name of a road, or its number where it has no name."""
    return tags.get("name") or tags.get("ref", "")


def is_bridge(tags: Tags) -> bool:
    """Tell whether a way is carried by a bridge."""
    return tags.get("bridge", "no") != "no"


def landmark_kind(tags: Tags) -> str | None:
    """Tell what kind of landmark a named thing is; None when it is none."""
    if "name" not in tags or "highway" in tags:
        return None
    for key in _LANDMARK_KEYS:
        kind = tags.get(key, "no")
        if kind != "no" and kind in _LANDMARKS_ONLY.get(key, {kind}):
            return key if kind == "yes" else kind
    return None


def kilometre(tags: Tags) -> float | None:
    """Read the distance on a milestone; None where it is no plain number."""
    if tags.get("highway") != "milestone":
        return None
    written = tags.get("distance") or tags.get("pk") or ""
    figure = written.lower().removesuffix("km").strip().replace(",", ".")
    whole, _, tenths = figure.partition(".")
    if not (whole + tenths).isdecimal():
        return None
    return float(figure)


def area_layer(tags: Tags) -> tuple[Layer, str] | None:
    """Tell where an area is drawn on the map, and as what; None for what is not drawn."""
    facts = {(key, tags[key]) for key in ("natural", "waterway", "landuse") if key in tags}
    if facts & _WATER:
        return Layer.WATER, "water"
    if facts & _WOODS:
        return Layer.GROUND, "wood"
    if tags.get("building", "no") != "no":
        return Layer.BUILDING, "building"
    return None


def stream_kind(tags: Tags) -> str | None:
    """Tell what kind of running water a line is; None when it is none or runs underground."""
    kind = tags.get("waterway", "")
    hidden = tags.get("tunnel", "no") != "no"
    return kind if kind in _STREAMS and not hidden else None
