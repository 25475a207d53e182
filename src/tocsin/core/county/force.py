"""The people and what they drive: invented officers, units with home posts, crews by shift."""

from collections.abc import Iterator
from dataclasses import dataclass

from numpy.random import Generator

from tocsin.core.county.facts import Facts
from tocsin.core.county.records import Beat, Crew, Landmark, Officer, Shift, Station, Unit
from tocsin.core.geo import Point

OFFICERS = 220
SHIFTS = (
    Shift("day", 8 * 3600, 16 * 3600),
    Shift("evening", 16 * 3600, 24 * 3600),
    Shift("night", 0, 8 * 3600),
)
ALL_SHIFTS = (0, 1, 2)
WAKING = (0, 1)
BUREAU = -1
CONTROL_ROOM = (("duty_chief", 1), ("call_taker", 3), ("dispatcher", 2))
BUREAU_CHIEFS = 2
MOTORCYCLE_STATIONS = 4
# A township's own crews take whatever comes first; the special teams follow where they are needed.
STATION_SKILLS = ("armed", "first_aid", "negotiation", "traffic")
MOTORCYCLE_SKILLS = ("first_aid", "traffic")


@dataclass(frozen=True, slots=True)
class _Plan:
    """Units of one sort: what they can do, when they work, how many officers a crew has."""

    form: str
    kind: str
    capabilities: tuple[str, ...]
    count: int
    shifts: tuple[int, ...]
    crew: int
    base: str = ""
    agency: str = ""


# The names of bases are kinds of landmarks; an empty base is the bureau itself.
PLANS = (
    _Plan("traffic", "car", ("traffic", "first_aid"), 3, ALL_SHIFTS, 2, "petrol"),
    _Plan("patrol", "car", ("armed", "negotiation", "first_aid"), 2, ALL_SHIFTS, 2, "park"),
    _Plan("investigation", "car", ("investigation", "forensics"), 2, ALL_SHIFTS, 2),
    _Plan("foot", "foot", ("first_aid",), 2, WAKING, 2, "market"),
    _Plan("dog", "dog_team", ("dog", "search"), 1, WAKING, 2),
    _Plan("drone", "drone_team", ("drone", "search"), 1, WAKING, 2),
    _Plan("mediator", "mediator", ("mediation",), 4, (0,), 1, "government"),
    _Plan("fire", "partner", ("fire", "rescue"), 2, ALL_SHIFTS, 0, "fire_station", "fire"),
    _Plan(
        "ambulance",
        "partner",
        ("ambulance", "first_aid"),
        4,
        ALL_SHIFTS,
        0,
        "hospital",
        "ambulance",
    ),
    _Plan("power", "partner", ("power",), 2, ALL_SHIFTS, 0, "power", "power"),
    _Plan("water", "partner", ("water", "gas"), 1, ALL_SHIFTS, 0, "waterworks", "water"),
)


@dataclass(frozen=True)
class Force:
    """Officers, units, and the crew of every unit on every shift it works."""

    officers: tuple[Officer, ...]
    units: tuple[Unit, ...]
    crews: tuple[Crew, ...]


class _Roster:
    """Hires officers one by one, each with a name that nobody else has."""

    def __init__(self, facts: Facts, rng: Generator) -> None:
        names = [s + g for s in facts.words["surnames"] for g in facts.words["given"]]
        chosen = rng.choice(len(names), OFFICERS, replace=False).tolist()
        self.names = [names[n] for n in chosen]
        self.badge = facts.words["forms"]["badge"]
        self.officers: list[Officer] = []

    def hire(self, role: str, station: int, beat: int = -1) -> int:
        """Add an officer; return the position."""
        number = len(self.officers)
        badge = self.badge.format(number=number + 1)
        self.officers.append(Officer(badge, self.names[number], role, station, beat))
        return number


def _station_units(facts: Facts, stations: tuple[Station, ...]) -> Iterator[Unit]:
    """Give every station a car and a second car or motorcycle."""
    for number, station in enumerate(stations):
        stem = facts.townships[number].name
        for form, motorcycle in (
            ("station_car", False),
            ("station_second", number >= MOTORCYCLE_STATIONS),
        ):
            yield Unit(
                code="",
                name=facts.words["units"][form].format(stem=stem),
                kind="motorcycle" if motorcycle else "car",
                capabilities=MOTORCYCLE_SKILLS if motorcycle else STATION_SKILLS,
                station=number,
                agency="",
                home=station.point,
                vehicle="",
            )


def _plan_units(
    facts: Facts, plan: _Plan, bureau: Point, landmarks: tuple[Landmark, ...]
) -> Iterator[Unit]:
    bases = [mark.point for mark in landmarks if mark.kind == plan.base] or [bureau]
    for number in range(plan.count):
        yield Unit(
            code="",
            name=facts.words["units"][plan.form].format(number=number + 1),
            kind=plan.kind,
            capabilities=plan.capabilities,
            station=BUREAU,
            agency=plan.agency,
            home=bases[number % len(bases)],
            vehicle="",
        )


def _coded(units: list[Unit]) -> tuple[Unit, ...]:
    on_wheels = {"car", "motorcycle", "partner", "dog_team", "drone_team"}
    return tuple(
        Unit(
            code=f"U{number:02d}",
            name=unit.name,
            kind=unit.kind,
            capabilities=unit.capabilities,
            station=unit.station,
            agency=unit.agency,
            home=unit.home,
            vehicle=f"V{number:02d}" if unit.kind in on_wheels else "",
        )
        for number, unit in enumerate(units, start=1)
    )


def _staff(roster: _Roster, stations: int, beats: tuple[Beat, ...]) -> dict[int, list[int]]:
    """Hire chiefs, the control room and one officer for each beat; return those by station."""
    for _ in range(BUREAU_CHIEFS):
        roster.hire("chief", BUREAU)
    for station in range(stations):
        roster.hire("chief", station)
    for _ in SHIFTS:
        for role, count in CONTROL_ROOM:
            for _ in range(count):
                roster.hire(role, BUREAU)
    community: dict[int, list[int]] = {}
    for number, beat in enumerate(beats):
        hired = roster.hire("community", beat.station, number)
        community.setdefault(beat.station, []).append(hired)
    return community


def _station_crews(roster: _Roster, units: int, community: dict[int, list[int]]) -> Iterator[Crew]:
    """Man the first car with its own crew round the clock, the second with beat officers."""
    for unit in range(units):
        station = unit // 2
        if unit % 2 == 0:
            for shift in ALL_SHIFTS:
                yield Crew(unit, shift, tuple(roster.hire("crew", station) for _ in range(2)))
        else:
            officers = community[station]
            for shift in WAKING:
                yield Crew(unit, shift, (officers[shift % len(officers)],))


def raise_force(
    facts: Facts,
    rng: Generator,
    *,
    stations: tuple[Station, ...],
    beats: tuple[Beat, ...],
    landmarks: tuple[Landmark, ...],
    bureau: Point,
) -> Force:
    """Invent 220 officers and 46 units, and put crews on three shifts.

    Parameters
    ----------
    bureau
        The house of the bureau, home of units without another post.

    Returns
    -------
    Force
        Badges, names of officers and codes and names of units are unique; no officer is on two
        units in one shift. Partners have crews without officers.
    """
    roster = _Roster(facts, rng)
    community = _staff(roster, len(stations), beats)
    units = list(_station_units(facts, stations))
    crews = list(_station_crews(roster, len(units), community))
    for plan in PLANS:
        for unit in _plan_units(facts, plan, bureau, landmarks):
            for shift in plan.shifts:
                hired = tuple(roster.hire("crew", BUREAU) for _ in range(plan.crew))
                crews.append(Crew(len(units), shift, hired))
            units.append(unit)
    while len(roster.officers) < OFFICERS:
        roster.hire("reserve", len(roster.officers) % len(stations))
    return Force(tuple(roster.officers), _coded(units), tuple(crews))
