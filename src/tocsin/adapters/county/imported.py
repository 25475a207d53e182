"""A working county out of an OpenStreetMap extract: real roads and addresses, invented force."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from tocsin.adapters.county.founding import Founding
from tocsin.adapters.county.generated import Step, silent
from tocsin.adapters.county.parcelling import TOWNS, Ground, Rings, parcel, rings_of
from tocsin.adapters.county.posting import raise_force
from tocsin.adapters.osm.api import Extract
from tocsin.core.mapfeatures import Layer, MapFeature, Shape, road_features
from tocsin.core.roads import RoadNetwork
from tocsin.core.roads.junctions import named_junctions
from tocsin.kernel.accounts.api import Beat, Bureau, Officer, Station, service_officer
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places

ATTRIBUTION = "© OpenStreetMap contributors"
SOURCE = "OpenStreetMap"


@dataclass(frozen=True, slots=True)
class Imported:
    """How much of an extract stands in the registers."""

    bureau: str
    name: str
    addresses: int
    landmarks: int
    junctions: int
    kilometre_posts: int
    stations: int
    beats: int
    units: int
    officers: int
    road_nodes: int
    road_links: int
    road_kilometres: int


@dataclass(frozen=True, slots=True)
class Named:
    """What the new bureau is called."""

    code: str
    name: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Surveyed:
    """An extract with its roads joined and its land shared out."""

    extract: Extract
    network: RoadNetwork
    ground: Ground


def survey(extract: Extract, fallback: str) -> Surveyed:
    """Join the roads of an extract and share out its land.

    Raises
    ------
    UnreadableExtract
        The extract names no settlement, so that nobody could be posted anywhere.
    """
    network = extract.roads.network()
    return Surveyed(extract, network, parcel(extract, network, fallback))


def imported_features(surveyed: Surveyed) -> Iterator[MapFeature]:
    """List what the base map of an imported county shows."""
    ground = surveyed.ground
    yield area(Layer.LAND, "county", ground.name, rings_of(ground.outline))
    yield from surveyed.extract.features
    for beat in ground.beats:
        yield area(Layer.BEAT, "beat", beat.name, beat.rings)
    for station in ground.stations:
        yield area(Layer.STATION, "station", station.name, station.rings)
    yield from road_features(surveyed.network)
    for place in surveyed.extract.places:
        kind = "town" if place.kind in TOWNS else "village"
        yield MapFeature(Layer.PLACE, kind, place.name, Shape.POINT, (np.array([place.point]),))


def area(layer: Layer, kind: str, name: str, rings: Rings) -> MapFeature:
    """Draw a ground."""
    return MapFeature(layer, kind, name, Shape.AREA, tuple(np.array(ring) for ring in rings))


def load_imported(
    *, surveyed: Surveyed, named: Named, at: datetime, step: Step = silent
) -> Imported:
    """Put an extract into the registers as a county that can take calls at once."""
    extract, network, ground = surveyed.extract, surveyed.network, surveyed.ground
    bureau = found_bureau(named, ground)
    founding = Founding(bureau, service_officer(bureau, "county"), at)
    step("tree")
    found_tree(bureau, ground)
    step("catalogue")
    catalogue.load_reference(bureau=bureau, actor=founding.actor, at=at)
    step("places")
    founding.load(places.load_divisions, division_rows(named, ground))
    founding.load(places.load_territories, territory_rows(ground))
    landmarks = founding.load(places.load_landmarks, landmark_rows(extract, ground))
    junctions = founding.load(places.load_junctions, junction_rows(network, ground))
    posts = founding.load(places.load_kilometre_posts, post_rows(extract, ground))
    step("addresses")
    addresses = founding.load(places.load_addresses, address_rows(extract, ground))
    step("roads")
    places.save_roadmap(bureau=bureau, network=network, source=SOURCE, actor=founding.actor, at=at)
    step("force")
    sent = raise_force(founding, ground)
    return Imported(
        bureau=bureau.code,
        name=named.name,
        addresses=addresses,
        landmarks=landmarks,
        junctions=junctions,
        kilometre_posts=posts,
        stations=len(ground.stations),
        beats=len(ground.beats),
        units=sent,
        officers=Officer.objects.filter(bureau=bureau, is_service=False).count(),
        road_nodes=network.node_count,
        road_links=network.link_count,
        road_kilometres=round(network.total_metres / 1000),
    )


def found_bureau(named: Named, ground: Ground) -> Bureau:
    """Make the bureau, or find the one that is there."""
    middle = ground.outline.centroid
    bureau, _made = Bureau.objects.get_or_create(
        code=named.code,
        defaults={
            "name_zh": named.name,
            "name_en": named.name,
            "time_zone": named.time_zone,
            "lon": middle.x,
            "lat": middle.y,
        },
    )
    return bureau


def found_tree(bureau: Bureau, ground: Ground) -> None:
    """Make the stations and beats, or find those that are there."""
    for station in ground.stations:
        home, _made = Station.objects.get_or_create(
            bureau=bureau,
            code=station.code,
            defaults={"name_zh": station.name, "name_en": station.name},
        )
        for beat in ground.beats_of(station):
            Beat.objects.get_or_create(
                bureau=bureau,
                code=beat.code,
                defaults={"name_zh": beat.name, "name_en": beat.name, "station": home},
            )


def division_rows(named: Named, ground: Ground) -> list[places.DivisionRow]:
    """List the county and its settlements."""
    return [places.DivisionRow(named.code, named.name, "county")] + [
        places.DivisionRow(
            beat.code, beat.name, "village", named.code, beat.point.lon, beat.point.lat
        )
        for beat in ground.beats
    ]


def territory_rows(ground: Ground) -> list[places.TerritoryRow]:
    """List the grounds of beats and, behind them, of whole stations."""
    beats = [
        places.TerritoryRow(station.code, beat.rings, beat.code, beat.area_class)
        for station in ground.stations
        for beat in ground.beats_of(station)
    ]
    return beats + [
        places.TerritoryRow(station.code, station.rings, "", station.area_class)
        for station in ground.stations
    ]


def address_rows(extract: Extract, ground: Ground) -> list[places.AddressRow]:
    """List the doors with a number, written with their settlement; each name once."""
    found: dict[str, places.AddressRow] = {}
    for one in extract.addresses:
        if not ground.holds(one.point):
            continue
        beat = ground.nearest(one.point)
        where = one.place or beat.name
        text = " ".join(word for word in (one.street or one.place, one.number) if word)
        whole = text if where in text else f"{text}, {where}"
        found.setdefault(
            whole,
            places.AddressRow(
                code=f"A{len(found) + 1:06d}",
                text=whole[:200],
                lon=one.point.lon,
                lat=one.point.lat,
                street=one.street[:80],
                division=beat.code,
                beat=beat.code,
                detail=" ".join(word for word in (one.postcode, beat.name) if word),
            ),
        )
    return list(found.values())


def landmark_rows(extract: Extract, ground: Ground) -> list[places.NameRow]:
    """List the named things people refer to."""
    return [
        places.NameRow(
            f"L{number:06d}",
            one.name[:200],
            one.point.lon,
            one.point.lat,
            f"{one.kind}, {ground.nearest(one.point).name}"[:80],
            ground.nearest(one.point).code,
        )
        for number, one in enumerate(extract.landmarks, start=1)
        if ground.holds(one.point)
    ]


def junction_rows(network: RoadNetwork, ground: Ground) -> list[places.NameRow]:
    """List the crossings of named roads."""
    return [
        places.NameRow(
            f"J{number:06d}",
            " / ".join(one.names)[:200],
            one.point.lon,
            one.point.lat,
            ground.nearest(one.point).name,
            ground.nearest(one.point).code,
        )
        for number, one in enumerate(named_junctions(network), start=1)
        if ground.holds(one.point)
    ]


def post_rows(extract: Extract, ground: Ground) -> list[places.NameRow]:
    """List the kilometre posts whose road is named."""
    return [
        places.NameRow(
            f"K{number:06d}",
            f"{one.road} km {one.kilometre:g}",
            one.point.lon,
            one.point.lat,
            ground.nearest(one.point).name,
            ground.nearest(one.point).code,
        )
        for number, one in enumerate(extract.kilometre_posts, start=1)
        if one.road and ground.holds(one.point)
    ]
