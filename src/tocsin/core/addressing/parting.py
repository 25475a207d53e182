"""A register too large for one index, parted by counties.

Each part holds some whole counties and all that they lie in. What lies in no county, as a road that
runs through all of them, makes a part of its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tocsin.core.addressing.register import Register

COUNTY = "county"
NO_COUNTY = -1


@dataclass(frozen=True, slots=True)
class Part:
    """Some counties of a register, by their names and other names; none where it has no county."""

    counties: tuple[str, ...]
    register: Register


def parted(register: Register, most: int) -> list[Part]:
    """Part a register into registers of about ``most`` places, a county never cut in two.

    Examples
    --------
    >>> from tocsin.core.addressing.register import read_register
    >>> places = [("1", "", "city", "平凉市"), ("2", "1", "county", "华亭市"),
    ...     ("3", "2", "town", "安口镇"), ("4", "1", "county", "崇信县"),
    ...     ("5", "4", "town", "锦屏镇")]
    >>> register = read_register((*place, "106", "35", "") for place in places)
    >>> [(part.counties, part.register.ids) for part in parted(register, 3)]
    [(('华亭市',), ['1', '2', '3']), (('崇信县',), ['1', '4', '5'])]
    """
    county_of = _counties(register)
    inside: dict[int, list[int]] = {}
    for place, county in enumerate(county_of):
        inside.setdefault(county, []).append(place)
    # What counties lie in is copied into their parts, and answers nothing else.
    above = {one for county in inside if county != NO_COUNTY for one in _above(register, county)}
    rest = [one for one in inside.pop(NO_COUNTY, []) if one not in above]
    parts = [_part(register, some, inside) for some in _packed(inside, most)]
    if not parts or rest:
        some = sorted({*rest, *(up for one in rest for up in _above(register, one))} or above)
        parts.append(Part((), _taken(register, some)))
    return parts


def _counties(register: Register) -> list[int]:
    """Name the county that each place lies in; parents stand before what lies in them."""
    found: list[int] = []
    for place, (level, parent) in enumerate(zip(register.levels, register.parents, strict=True)):
        if level == COUNTY:
            found.append(place)
        else:
            found.append(found[parent] if parent >= 0 else NO_COUNTY)
    return found


def _above(register: Register, place: int) -> list[int]:
    """List what a place lies in."""
    found = []
    while (place := register.parents[place]) >= 0:
        found.append(place)
    return found


def _packed(inside: dict[int, list[int]], most: int) -> list[list[int]]:
    """Put counties together, as they come, as long as they have no more than ``most`` places."""
    packs: list[list[int]] = []
    held = 0
    for county, places in inside.items():
        if not packs or held + len(places) > most:
            packs.append([])
            held = 0
        packs[-1].append(county)
        held += len(places)
    return packs


def _part(register: Register, counties: list[int], inside: dict[int, list[int]]) -> Part:
    places = {place for county in counties for place in inside[county]}
    places |= {up for county in counties for up in _above(register, county)}
    names = [
        name
        for county in counties
        for name in (register.names[county], *register.aliases.get(county, ()))
    ]
    return Part(tuple(names), _taken(register, sorted(places)))


def _taken(register: Register, places: Iterable[int]) -> Register:
    """Take some places of a register, and what they lie in among them, in their order."""
    taken, now = Register(), dict[int, int]()
    for place in places:
        now[place] = len(taken.ids)
        if place in register.aliases:
            taken.aliases[now[place]] = register.aliases[place]
        taken.ids.append(register.ids[place])
        taken.parents.append(now.get(register.parents[place], -1))
        taken.levels.append(register.levels[place])
        taken.names.append(register.names[place])
        taken.lons.append(register.lons[place])
        taken.lats.append(register.lats[place])
    return taken
