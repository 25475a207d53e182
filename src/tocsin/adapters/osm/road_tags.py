"""What the tags of roads, barriers and turn signs mean to units of each kind."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntFlag

from tocsin.adapters.osm import tags as meaning
from tocsin.adapters.osm.hours import Clause, clauses
from tocsin.core.roads.network import Oneway, RoadClass
from tocsin.core.roads.signs import ALL_DAY, Access, Timetable

Tags = Mapping[str, str]

VEHICLES = Access.CAR | Access.MOTORCYCLE
SIREN = Access.LIGHTS_AND_SIREN
KINDS = (Access.CAR, Access.MOTORCYCLE, Access.FOOT, SIREN)
# From the most particular key to the most general: the first that is there decides.
_KEYS = {
    Access.CAR: ("motorcar", "motor_vehicle", "vehicle", "access"),
    Access.MOTORCYCLE: ("motorcycle", "motor_vehicle", "vehicle", "access"),
    Access.FOOT: ("foot", "access"),
    SIREN: ("emergency",),
}
_ONEWAY_KEYS = {
    Access.CAR: ("oneway:motorcar", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    Access.MOTORCYCLE: ("oneway:motorcycle", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
    Access.FOOT: ("oneway:foot",),
    SIREN: ("oneway:emergency", "oneway:motor_vehicle", "oneway:vehicle", "oneway"),
}
_PLAIN = frozenset(key for keys in _KEYS.values() for key in keys) | {"oneway"}
_PARTICULAR = (
    frozenset(
        f"{key}{direction}{when}"
        for keys in (*_KEYS.values(), *_ONEWAY_KEYS.values())
        for key in keys
        for direction in ("", ":forward", ":backward")
        for when in ("", ":conditional")
    )
    - _PLAIN
)
RULE_KEYS = (
    _PLAIN
    | _PARTICULAR
    | {"highway", "service", "motorroad", "smoothness", "surface", "tracktype"}
    | {"route", "ferry", "junction"}
)
_CLOSED = frozenset(
    {"no", "private", "agricultural", "forestry", "military", "delivery", "residents", "permit"}
    | {"bus", "psv", "hgv", "bicycle", "hov", "taxi", "emergency", "use_sidepath", "restricted"}
)
_UNPAVED = frozenset(
    {"unpaved", "gravel", "fine_gravel", "pebblestone", "compacted", "rock", "stepping_stones"}
    | {"dirt", "earth", "ground", "grass", "mud", "sand", "clay", "woodchips", "snow", "ice"}
)
_ROUGH = frozenset({"bad", "very_bad", "horrible"})
_IMPASSABLE = frozenset({"very_horrible", "impassable"})
_SOFT_TRACKS = frozenset({"grade2", "grade3", "grade4", "grade5"})
_USUAL = {"busway": SIREN}
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
_LOWERED = frozenset({"rising", "removable", "foldable", "retractable"})
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


class Directions(IntFlag):
    """In which directions of its points a way may be used."""

    NEITHER = 0
    ALONG = 1
    AGAINST = 2
    BOTH = 3


_BY_ONEWAY = {
    Oneway.NO: Directions.BOTH,
    Oneway.FORWARD: Directions.ALONG,
    Oneway.BACKWARD: Directions.AGAINST,
}
Judge = Callable[[str], Directions]


@dataclass(frozen=True, slots=True)
class Sign:
    """What a turn sign says: one turn only or not this one, who need not heed it, and when."""

    only: bool
    exempt: Access
    hours: tuple[int, ...]


def is_ferry(tags: Tags) -> bool:
    """Tell whether one is carried over water, at times nobody here knows."""
    return tags.get("route") == "ferry" or tags.get("ferry", "no") != "no"


def usual_access(tags: Tags) -> Access:
    """Tell who may use a road of this kind where no tag says otherwise."""
    highway = tags.get("highway", "")
    if highway in meaning.FOOTWAYS:
        return Access.FOOT
    if tags.get("service") == "emergency_access":
        return Access.FOOT | SIREN
    return _USUAL.get(highway, Access.ALL)


def access(tags: Tags, usual: Access = Access.ALL) -> Access:
    """Tell who may use a road; ``usual`` are those who may where no tag says otherwise.

    A road closed to ordinary traffic is open to lights and siren unless it is closed to emergency
    vehicles by name. Feet keep off motor roads, and no vehicle gets over an impassable surface.
    """
    allowed = Access.NOBODY
    for kind in KINDS:
        keys = _keys(kind, usual)
        said = next((tags[key] for key in keys if key in tags), None)
        if (usual if said is None else _judged(said, usual, kind)) & kind:
            allowed |= kind
    return allowed & _bodily(tags)


def _keys(kind: Access, usual: Access) -> Sequence[str]:
    """Name the keys that count; where only feet usually go, a general ``access`` means theirs."""
    keys = _KEYS[kind]
    return keys[:-1] if usual == Access.FOOT and kind & VEHICLES else keys


def _bodily(tags: Tags) -> Access:
    """Tell who can use a road at all, whatever the signs say."""
    able = Access.ALL
    if tags.get("motorroad") == "yes":
        able &= ~Access.FOOT
    if tags.get("smoothness") in _IMPASSABLE:
        able &= Access.FOOT
    return able


def is_closed(value: str) -> bool:
    """Tell whether a value of an access tag keeps ordinary traffic out.

    >>> is_closed("agricultural;forestry"), is_closed("destination"), is_closed("private;yes")
    (True, False, False)
    """
    return all(part.strip() in _CLOSED for part in value.split(";"))


def _judged(said: str, usual: Access, kind: Access) -> Access:
    return (Access.NOBODY if is_closed(said) else kind) if said != "unknown" else usual


def timetable(tags: Tags, rank: RoadClass, usual: Access = Access.ALL) -> Timetable | None:
    """Tell who may use a way in each direction at each hour; None where plain tags say it all.

    What holds on some days, or in a part of an hour, holds for the hour if it closes, and does not
    if it opens: nobody is sent where they might not get through.
    """
    if _PARTICULAR.isdisjoint(tags) and not _turns_round(tags):
        return None
    hours = [_at(tags, rank, usual, hour) for hour in ALL_DAY]
    along, against = (
        tuple(_who(open_, direction) for open_ in hours)
        for direction in (Directions.ALONG, Directions.AGAINST)
    )
    return Timetable(along, against)


def _turns_round(tags: Tags) -> bool:
    return tags.get("oneway") == "reversible"


def _who(open_: Mapping[Access, Directions], direction: Directions) -> Access:
    who = Access.NOBODY
    for kind, directions in open_.items():
        if directions & direction:
            who |= kind
    return who


def _at(tags: Tags, rank: RoadClass, usual: Access, hour: int) -> dict[Access, Directions]:
    """Tell in which directions each kind of unit may use a way at an hour."""
    implied = _BY_ONEWAY[meaning.oneway({**tags, "oneway": ""}, rank)]
    able, found = _bodily(tags), {}
    for kind in KINDS:
        by_rule = Directions.BOTH if kind & usual else Directions.NEITHER
        open_ = Directions.NEITHER
        for direction, word in ((Directions.ALONG, "forward"), (Directions.AGAINST, "backward")):
            keys = [name for key in _keys(kind, usual) for name in (f"{key}:{word}", key)]
            open_ |= direction & _said(tags, keys, _access_judge(by_rule), by_rule, hour)
        free = Directions.BOTH if kind is Access.FOOT or rank is RoadClass.PATH else implied
        ways = _said(tags, _ONEWAY_KEYS[kind], _oneway_judge(free), free, hour)
        found[kind] = open_ & ways if kind & able else Directions.NEITHER
    return found


def _access_judge(usual: Directions) -> Judge:
    def judge(value: str) -> Directions:
        if value == "unknown":
            return usual
        return Directions.NEITHER if is_closed(value) else Directions.BOTH

    return judge


def _oneway_judge(usual: Directions) -> Judge:
    def judge(value: str) -> Directions:
        if value == "reversible":
            return Directions.NEITHER
        told = meaning.ONEWAYS.get(value)
        return usual if told is None else _BY_ONEWAY[told]

    return judge


def _said(
    tags: Tags, keys: Sequence[str], judge: Judge, usual: Directions, hour: int
) -> Directions:
    """Ask the most particular key that says something at an hour, with its conditions."""
    for at, key in enumerate(keys):
        timed = [c for c in clauses(tags.get(f"{key}:conditional", "")) if hour in c.perhaps]
        if key not in tags and not timed:
            continue
        more_general = keys[at + 1 :]
        plain = judge(tags[key]) if key in tags else _said(tags, more_general, judge, usual, hour)
        for clause in timed:
            told = judge(clause.value)
            plain = told if hour in clause.sure else plain & told
        return plain
    return usual


def barrier_access(tags: Tags) -> Access:
    """Tell who gets past a barrier; everybody where it stands open or bars nobody."""
    usual = _BARRIERS.get(tags.get("barrier", ""), Access.ALL)
    if tags.get("bollard") in _LOWERED:
        usual |= SIREN
    if tags.get("locked") == "yes":
        usual &= ~VEHICLES
    always = timetable(tags, RoadClass.STREET, usual)
    if always is None:
        return access(tags, usual)
    allowed = Access.ALL
    for who in (*always.along, *always.against):
        allowed &= who
    return allowed


def is_unpaved(tags: Tags) -> bool:
    """Tell whether a road is known to have no surface, or a bad one."""
    if tags.get("smoothness") in _ROUGH or tags.get("surface", "") in _UNPAVED:
        return True
    return "surface" not in tags and tags.get("tracktype") in _SOFT_TRACKS


def turn_signs(tags: Tags) -> Iterator[Sign]:
    """Tell what a relation says of turns; nothing where it binds none of our units.

    A sign that speaks on certain days counts on every day.
    """
    key = next((k for k in _BOUND_BY if k in tags or f"{k}:conditional" in tags), None)
    if key is None or tags.get("type") != "restriction":
        return
    bound = _BOUND_BY[key]
    for name in tags.get("except", "").split(";"):
        bound &= ~_EXCEPT.get(name.strip(), Access.NOBODY)
    timed = clauses(tags.get(f"{key}:conditional", ""))
    by_hour = [_word_at(tags.get(key, ""), timed, hour) for hour in ALL_DAY]
    for word in ("no", "only"):
        hours = tuple(hour for hour in _hours_on(tags) if by_hour[hour] == word)
        if bound and hours:
            yield Sign(word == "only", Access.ALL & ~bound, hours)


def _word_at(plain: str, timed: tuple[Clause, ...], hour: int) -> str:
    """Tell whether a turn is the only one allowed at an hour, or not allowed, or free."""
    for clause in timed:
        opens = "_" not in clause.value
        if hour in (clause.sure if opens else clause.perhaps):
            plain = clause.value
    word, _, turn = plain.partition("_")
    return word if turn else ""


def _hours_on(tags: Tags) -> tuple[int, ...]:
    """Read the hours of a sign as they were written before conditions were."""
    span = f"no @ ({tags.get('hour_on', '')}-{tags.get('hour_off', '')})"
    if "hour_on" not in tags or "hour_off" not in tags:
        return ALL_DAY
    told = clauses(span)
    return tuple(sorted(told[0].perhaps)) if told else ALL_DAY
