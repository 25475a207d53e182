"""Posted limits of speed, as mappers write them."""

import re
from collections.abc import Mapping

Tags = Mapping[str, str]

MILE_KILOMETRES = 1.609344
KNOT_KILOMETRES = 1.852
LEAST_KMH, MOST_KMH = 5, 160
WALKING_KMH = 7
FREE_KMH = 130
NOT_KNOWN = 0

_FIGURE = re.compile(r"(\d+(?:[.,]\d+)?)\s*(km/h|kmh|kph|mph|knots)?", re.IGNORECASE)
_UNITS = {"mph": MILE_KILOMETRES, "knots": KNOT_KILOMETRES}
_WALK = frozenset({"walk", "walking", "living_street", "bicycle_road"})
# What the law of a country says of a zone; the general figures stand for countries not named.
_ZONES = {
    "urban": 50,
    "rural": 90,
    "trunk": 100,
    "expressway": 100,
    "motorway": 120,
    "nsl_single": 97,
    "nsl_dual": 113,
    "nsl_restricted": 48,
    "school": 30,
}
_ZONES_OF = {
    "AT:rural": 100,
    "AT:motorway": 130,
    "CH:rural": 80,
    "CN:rural": 70,
    "CZ:motorway": 130,
    "DE:rural": 100,
    "DE:motorway": FREE_KMH,
    "FR:rural": 80,
    "FR:motorway": 130,
    "GB:motorway": 113,
    "HU:motorway": 130,
    "IT:motorway": 130,
    "PL:motorway": 140,
    "RO:motorway": 130,
    "RU:urban": 60,
    "RU:motorway": 110,
    "UA:motorway": 130,
    "UK:motorway": 113,
    "US:urban": 40,
}
_ZONE_KEYS = ("maxspeed:type", "source:maxspeed", "zone:maxspeed", "zone:traffic")
LIMIT_KEYS = frozenset(_ZONE_KEYS) | {
    "highway",
    "maxspeed",
    "maxspeed:forward",
    "maxspeed:backward",
}
_FREE = frozenset({"motorway", "trunk"})
# Where nothing is posted: roads that are driven more slowly than their rank.
_UNPOSTED = {
    "motorway_link": 60,
    "trunk_link": 50,
    "primary_link": 40,
    "secondary_link": 40,
    "tertiary_link": 40,
    "living_street": 20,
}


def limits_kmh(tags: Tags) -> tuple[int, int]:
    """Tell the limits along a way and against it; 0 where none is known.

    Examples
    --------
    >>> limits_kmh({"highway": "primary", "maxspeed": "50 mph", "maxspeed:backward": "30"})
    (80, 30)
    >>> limits_kmh({"highway": "secondary", "maxspeed": "RO:urban"})
    (50, 50)
    """
    both = _posted(tags, "maxspeed")
    if both == NOT_KNOWN:
        both = next((kmh for key in _ZONE_KEYS if (kmh := _read(tags.get(key, ""), tags))), both)
    if both == NOT_KNOWN:
        both = _UNPOSTED.get(tags.get("highway", ""), NOT_KNOWN)
    along, against = _posted(tags, "maxspeed:forward"), _posted(tags, "maxspeed:backward")
    return along or both, against or both


def _posted(tags: Tags, key: str) -> int:
    """Read a limit; of several, the lowest."""
    parts = [_read(part, tags) for part in tags.get(key, "").replace("|", ";").split(";")]
    return min((kmh for kmh in parts if kmh), default=NOT_KNOWN)


def _read(written: str, tags: Tags) -> int:
    """Read one limit; one that nobody would post is none."""
    written = written.strip()
    zone = written.rpartition(":")[2]
    figure = _FIGURE.fullmatch(zone.removeprefix("zone"))
    if written.lower() == "none":
        kmh = float(FREE_KMH) if tags.get("highway") in _FREE else 0.0
    elif zone in _WALK:
        kmh = float(WALKING_KMH)
    elif figure is not None:
        kmh = float(figure[1].replace(",", ".")) * _UNITS.get((figure[2] or "").lower(), 1.0)
    else:
        kmh = float(_ZONES_OF.get(written) or (_ZONES.get(zone, 0) if ":" in written else 0))
    return round(kmh) if LEAST_KMH <= kmh <= MOST_KMH else NOT_KNOWN
