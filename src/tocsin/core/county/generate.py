"""The one way to make a county out of facts, words and a seed."""

import numpy as np

from tocsin.core.county.addresses import AddressTable, write_addresses
from tocsin.core.county.facts import Facts
from tocsin.core.county.force import SHIFTS, raise_force
from tocsin.core.county.ground import Ground, lay_ground
from tocsin.core.county.landmarks import Place, place_landmarks
from tocsin.core.county.premises import describe_premises
from tocsin.core.county.records import (
    Addresses,
    Area,
    Beat,
    County,
    Division,
    Heights,
    Landmark,
    River,
    Station,
    Street,
)
from tocsin.core.county.signs import name_junctions, place_posts
from tocsin.core.county.territories import Territories, share_land
from tocsin.core.geo import Floats, Point
from tocsin.core.roads import Way, build_network

STREAMS = 8
GROUND_STREAMS = 4
AREA_CLASSES = ("town", "suburb", "rural")
TOWN_SHARE = 0.5


def _ways(ground: Ground) -> tuple[Way, ...]:
    return tuple(
        Way(ground.degrees(road.points), road.rank, road.name, bridge=road.bridge)
        for road in ground.roads
    )


def _outline(facts: Facts) -> Area:
    corners = [*facts.outline.tolist(), facts.outline[0].tolist()]
    return Area((tuple((lon, lat) for lon, lat in corners),))


def _heights(ground: Ground) -> Heights:
    terrain = ground.terrain
    half = terrain.cell_metres / 2
    corner = ground.point(np.array([terrain.west + half, terrain.south + half]))
    east, north = ground.plane.metres_per_degree
    step = (terrain.cell_metres / east, terrain.cell_metres / north)
    return Heights(corner, step, np.round(terrain.heights, 1))


def _rivers(facts: Facts, ground: Ground) -> tuple[River, ...]:
    names = facts.words["rivers"]
    return tuple(
        River(names[number] if number < len(names) else "", ground.degrees(line))
        for number, line in enumerate(ground.water.lines)
    )


def _townships(facts: Facts, ground: Ground) -> tuple[Division, ...]:
    towns, town_of = ground.settlements.towns, ground.settlements.town_of
    return tuple(
        Division(
            township.code,
            township.name,
            facts.county_code,
            ground.point(towns[town_of[number]].middle),
        )
        for number, township in enumerate(facts.townships)
    )


def _villages(facts: Facts, ground: Ground) -> tuple[Division, ...]:
    return tuple(
        Division(
            village.code,
            village.name,
            facts.townships[village.township].code,
            ground.point(centre),
            village.community,
        )
        for village, centre in zip(facts.villages, ground.settlements.centres, strict=True)
    )


def _streets(facts: Facts, ground: Ground) -> tuple[Street, ...]:
    first = [town.townships[0] for town in ground.settlements.towns]
    return tuple(
        Street(s.name, facts.townships[first[s.town]].code, ground.degrees(s.points))
        for s in ground.streets
    )


def _addresses(ground: Ground, table: AddressTable, land: Territories) -> Addresses:
    return Addresses(
        code=table.code,
        text=table.text,
        lonlat=ground.degrees(table.places),
        form=table.form,
        village=table.village,
        beat=land.beat_at(table.places),
        street=table.street,
        estate=table.estate,
        numbers=table.numbers,
    )


def _landmarks(
    facts: Facts, ground: Ground, places: tuple[Place, ...], land: Territories
) -> tuple[Landmark, ...]:
    beats = land.beat_at(np.array([place.place for place in places])).tolist()
    form = facts.county_code + "L{:04d}"
    return tuple(
        Landmark(
            form.format(number),
            place.name,
            place.kind,
            place.aliases,
            ground.point(place.place),
            place.village,
            beat,
        )
        for number, (place, beat) in enumerate(zip(places, beats, strict=True), start=1)
    )


def _area_class(facts: Facts, villages: list[int]) -> str:
    """Call a beat after most of its villages: of the main town, of another town, or neither."""
    main = facts.words["main_town"]
    communities = [v for v in villages if facts.villages[v].community]
    if len(communities) < TOWN_SHARE * len(villages):
        return AREA_CLASSES[2]
    townships = [facts.townships[facts.villages[v].township] for v in communities]
    seat = next(t.seat for t in facts.townships if t.code == main)
    in_main = sum(t.seat == seat for t in townships)
    return AREA_CLASSES[0 if in_main >= TOWN_SHARE * len(communities) else 1]


def _beats(facts: Facts, ground: Ground, land: Territories, households: Floats) -> tuple[Beat, ...]:
    beats = []
    counter = dict.fromkeys(range(len(facts.townships)), 0)
    for number, shape in enumerate(land.beat_shapes):
        station = int(land.beat_station[number])
        counter[station] += 1
        members = np.flatnonzero(land.beat_of == number).tolist()
        largest = facts.villages[max(members, key=lambda v: (households[v], -v))]
        beats.append(
            Beat(
                code=f"{facts.townships[station].code}{counter[station]:02d}",
                name=facts.townships[station].stem
                + facts.words["forms"]["beat"].format(village=largest.name),
                station=station,
                area_class=_area_class(facts, members),
                area=ground.area(shape),
                villages=tuple(members),
            )
        )
    return tuple(beats)


def _station_point(number: int, facts: Facts, table: AddressTable, ground: Ground) -> Point:
    """Put a station's house at a door of its township nearest to the middle of its town."""
    members = [v for v in facts.villages_of(number) if np.any(table.village == v)]
    middle = ground.settlements.towns[ground.settlements.town_of[number]].middle
    own = np.flatnonzero(np.isin(table.village, members))
    away = np.hypot(*(table.places[own] - middle).T)
    return ground.point(table.places[own[int(away.argmin())]])


def _stations(
    facts: Facts, ground: Ground, table: AddressTable, land: Territories
) -> tuple[Station, ...]:
    form = facts.words["forms"]["station_town"]
    return tuple(
        Station(
            code=township.code,
            name=form.format(township=township.name),
            township=township.code,
            point=_station_point(number, facts, table, ground),
            area_class=_area_class(facts, np.flatnonzero(land.station_of == number).tolist()),
            area=ground.area(land.station_shapes[number]),
        )
        for number, township in enumerate(facts.townships)
    )


def generate_county(facts: Facts, seed: int) -> County:
    """Generate a whole county: land, roads, doors, beats, stations and the people who serve.

    Parameters
    ----------
    facts
        Real divisions and outline, and words to name things with; see ``facts.read_facts``.
    seed
        Not negative. The same facts and seed give the same county, byte for byte.

    Returns
    -------
    County
        About 60,000 addresses, 55 beats that tile the outline, 11 stations, 220 officers and 46
        units on three shifts; one road network that hangs together.

    Notes
    -----
    Every step has its own stream of chance, so that a change in one leaves the others alone.
    """
    streams = tuple(np.random.default_rng(seed).spawn(STREAMS))
    ground = lay_ground(facts, streams[:GROUND_STREAMS])
    table = write_addresses(facts, ground)
    households = np.bincount(table.village, minlength=len(facts.villages)).astype(np.float64)
    land = share_land(facts, ground.outline, ground.settlements, households)
    places = place_landmarks(facts, ground, table, streams[4])
    landmarks = _landmarks(facts, ground, places, land)
    beats = _beats(facts, ground, land, households)
    stations = _stations(facts, ground, table, land)
    bureau = next(mark.point for mark in landmarks if mark.name == facts.words["bureau"])
    force = raise_force(
        facts, streams[5], stations=stations, beats=beats, landmarks=landmarks, bureau=bureau
    )
    ways = _ways(ground)
    return County(
        seed=seed,
        code=facts.county_code,
        name=facts.county_name,
        outline=_outline(facts),
        heights=_heights(ground),
        rivers=_rivers(facts, ground),
        townships=_townships(facts, ground),
        villages=_villages(facts, ground),
        ways=ways,
        network=build_network(ways),
        streets=_streets(facts, ground),
        estates=ground.rooms.names,
        addresses=_addresses(ground, table, land),
        landmarks=landmarks,
        kilometre_posts=place_posts(facts, ground),
        junctions=name_junctions(facts, ground),
        premises=describe_premises(facts, ground, places, table, streams[6]),
        beats=beats,
        stations=stations,
        officers=force.officers,
        units=force.units,
        shifts=SHIFTS,
        crews=force.crews,
    )
