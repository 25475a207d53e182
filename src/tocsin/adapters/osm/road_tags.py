"""What the tags of roads, barriers and turn signs mean to units of each kind."""

from collections.abc import Mapping

from tocsin.core.roads.network import Access

Tags = Mapping[str, str]

VEHICLES = Access.CAR | Access.MOTORCYCLE
SIREN = Access.LIGHTS_AND_SIREN
# From the most particular key to the most general: the first that is there decides.
_KEYS = {
    Access.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Access.MOTORCYCLE: ("motorcycle", "motor_vehicle", "vehicle", "access"),
    Access.FOOT: ("foot", "access"),
    Access.LIGHTS_AND_SIREN: ("emergency",),
}
_CLOSED = frozenset({"no", "private", "agricultural", "forestry", "military", "delivery"})
_UNPAVED = frozenset(
    {"unpaved", "gravel", "fine_gravel", "pebblestone", "compacted", "rock", "stepping_stones"}
    | {"dirt", "earth", "ground", "grass", "mud", "sand", "clay", "woodchips", "snow", "ice"}
)
# Who gets past where no sign says otherwise. With lights and siren a gate is opened.
_BARRIERS = {
    "bollard": Access.FOOT | Access.MOTORCYCLE,
    "planter": Access.FOOT | Access.MOTORCYCLE,
    "bus_trap": Access.FOOT | Access.MOTORCYCLE,
    "sump_buster": Access.FOOT | Access.MOTORCYCLE,
    "block": Access.FOOT,
    "log": Access.FOOT,
    "jersey_barrier": Access.FOOT,
    "debris": Access.FOOT,
    "cycle_barrier": Access.FOOT,
    "motorcycle_barrier": Access.FOOT,
    "stile": Access.FOOT,
    "turnstile": Access.FOOT,
    "kissing_gate": Access.FOOT,
    "full-height_turnstile": Access.FOOT,
    "wall": Access.NOBODY,
    "fence": Access.NOBODY,
    "hedge": Access.NOBODY,
}
_BOUND_BY = {
    "restriction": VEHICLES,
    "restriction:motor_vehicle": VEHICLES,
    "restriction:vehicle": VEHICLES,
    "restriction:motorcar": Access.CAR,
    "restriction:motorcycle": Access.MOTORCYCLE,
}
_EXCEPT = {
    "motor_vehicle": VEHICLES,
    "vehicle": VEHICLES,
    "motorcar": Access.CAR,
    "motorcycle": Access.MOTORCYCLE,
}
_ONLY_AT_TIMES = frozenset({"day_on", "hour_on", "day_off", "hour_off"})


def is_ferry(tags: Tags) -> bool:
    """Tell whether one is carried over water, at times nobody here knows."""
    return tags.get("route") == "ferry" or tags.get("ferry", "no") != "no"


def access(tags: Tags, usual: Access = Access.ALL) -> Access:
    """Tell who may use a road; ``usual`` are those who may where no tag says otherwise.

    A road closed to ordinary traffic is open to lights and siren unless it is closed to emergency
    vehicles by name. Feet keep off motor roads.
    """
    allowed = Access.NOBODY
    for kind, keys in _KEYS.items():
        said = next((tags[key] for key in keys if key in tags), None)
        if said not in _CLOSED if said is not None else kind in usual:
            allowed |= kind
    if tags.get("motorroad") == "yes":
        allowed &= ~Access.FOOT
    return allowed


def barrier_access(tags: Tags) -> Access:
    """Tell who gets past a barrier; everybody where it stands open or bars nobody."""
    usual = _BARRIERS.get(tags.get("barrier", ""), Access.ALL)
    if tags.get("locked") == "yes":
        usual &= ~VEHICLES
    return access(tags, usual)


def is_unpaved(tags: Tags) -> bool:
    """Tell whether a road is known to have no surface."""
    return tags.get("surface", "") in _UNPAVED


def turn_sign(tags: Tags) -> tuple[bool, Access] | None:
    """Tell whether a sign allows one turn only, and who need not heed it.

    None where the sign binds none of our units, or only at certain times: at which hour somebody
    will be there is not known when a way is sought.
    """
    said = next((key for key in _BOUND_BY if key in tags), None)
    if said is None or tags.get("type") != "restriction" or not _ONLY_AT_TIMES.isdisjoint(tags):
        return None
    bound = _BOUND_BY[said]
    for name in tags.get("except", "").split(";"):
        bound &= ~_EXCEPT.get(name.strip(), Access.NOBODY)
    word = tags[said].partition("_")[0]
    return (word == "only", Access.ALL & ~bound) if bound and word in {"no", "only"} else None
