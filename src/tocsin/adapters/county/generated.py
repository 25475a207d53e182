"""Puts the generated county into the registers, the same twice over."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.core.county.records import Area, County
from tocsin.core.county.records import Officer as GeneratedOfficer
from tocsin.kernel.accounts.api import (
    Beat,
    Bureau,
    Officer,
    Role,
    Station,
    enlist,
    service_officer,
)
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

Step = Callable[[str], None]
BUREAU_SUFFIX = "公安局"
# Who watches over rights and who examines: both are held apart from the chiefs, who administrate.
OVERSIGHT = (
    ("security", "安全员", Role.SECURITY_OFFICER),
    ("auditor", "审计员", Role.AUDITOR),
)
SOURCE = "generated county"
ROLES: Mapping[str, tuple[Role, ...]] = {
    "chief": (Role.SUPERVISOR, Role.ADMINISTRATOR),
    "duty_chief": (Role.SUPERVISOR, Role.DISPATCHER),
    "call_taker": (Role.CALL_TAKER,),
    "dispatcher": (Role.DISPATCHER,),
    "community": (Role.COMMUNITY_OFFICER, Role.OFFICER),
    "crew": (Role.OFFICER,),
    "reserve": (Role.OFFICER,),
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """How much of a county stands in the registers."""

    bureau: str
    addresses: int
    landmarks: int
    junctions: int
    kilometre_posts: int
    premises: int
    stations: int
    beats: int
    units: int
    officers: int
    road_nodes: int
    road_links: int


def silent(_what: str) -> None:
    """Report to nobody."""


def load_generated(*, county: County, at: datetime, step: Step = silent) -> Loaded:
    """Put a generated county into the registers; what is there already is left as it is."""
    bureau = found_bureau(county)
    actor = service_officer(bureau, "county")
    step("tree")
    stations, beats = found_tree(bureau, county)
    step("catalogue")
    catalogue.load_reference(bureau=bureau, actor=actor, at=at)
    step("places")
    load_places(bureau, county, actor, at)
    step("addresses")
    places.load_addresses(bureau=bureau, rows=address_rows(county), actor=actor, at=at)
    step("roads")
    places.save_roadmap(bureau=bureau, network=county.network, source=SOURCE, actor=actor, at=at)
    step("force")
    officers = load_officers(bureau, county, stations, beats, at)
    load_units(bureau, county, stations, actor, at)
    return Loaded(
        bureau=bureau.code,
        addresses=len(county.addresses),
        landmarks=len(county.landmarks),
        junctions=len(county.junctions),
        kilometre_posts=len(county.kilometre_posts),
        premises=len(county.premises),
        stations=len(stations),
        beats=len(beats),
        units=len(county.units),
        officers=len(officers),
        road_nodes=county.network.node_count,
        road_links=county.network.link_count,
    )


def found_bureau(county: County) -> Bureau:
    """Make the bureau, or find the one that is there."""
    ring = county.outline.rings[0]
    bureau, _made = Bureau.objects.get_or_create(
        code=county.code,
        defaults={
            "name_zh": county.name + BUREAU_SUFFIX,
            "name_en": f"Public Security Bureau {county.code}",
            "lon": sum(point[0] for point in ring) / len(ring),
            "lat": sum(point[1] for point in ring) / len(ring),
        },
    )
    return bureau


def found_tree(bureau: Bureau, county: County) -> tuple[list[Station], list[Beat]]:
    """Make the stations and beats, or find those that are there, in the county's order."""
    stations = [
        Station.objects.get_or_create(bureau=bureau, code=one.code, defaults={"name_zh": one.name})[
            0
        ]
        for one in county.stations
    ]
    beats = [
        Beat.objects.get_or_create(
            bureau=bureau,
            code=one.code,
            defaults={"name_zh": one.name, "station": stations[one.station]},
        )[0]
        for one in county.beats
    ]
    return stations, beats


def rings_of(area: Area) -> list[list[tuple[float, float]]]:
    """Write an area the way the register keeps it."""
    return [list(ring) for ring in area.rings]


def load_places(bureau: Bureau, county: County, actor: Officer, at: datetime) -> None:
    """Load everything that has a place but is no address."""

    def load(loader: Callable[..., int], rows: Sequence[object]) -> None:
        loader(bureau=bureau, actor=actor, at=at, rows=rows)

    load(places.load_divisions, division_rows(county))
    load(places.load_territories, territory_rows(county))
    load(places.load_landmarks, landmark_rows(county))
    load(places.load_junctions, junction_rows(county))
    load(places.load_kilometre_posts, post_rows(county))
    load(places.load_premises, premises_rows(county))


def junction_rows(county: County) -> list[places.NameRow]:
    """List the crossings of named roads."""
    return [
        places.NameRow(f"J{number:05d}", one.name, one.point.lon, one.point.lat)
        for number, one in enumerate(county.junctions, start=1)
    ]


def post_rows(county: County) -> list[places.NameRow]:
    """List the kilometre posts."""
    return [
        places.NameRow(f"{one.road}-{one.kilometre}", one.name, one.point.lon, one.point.lat)
        for one in county.kilometre_posts
    ]


def division_rows(county: County) -> list[places.DivisionRow]:
    """List the county, its townships and its villages."""
    rows = [places.DivisionRow(county.code, county.name, "county")]
    for level, divisions in (("town", county.townships), ("village", county.villages)):
        rows += [
            places.DivisionRow(one.code, one.name, level, one.parent, one.point.lon, one.point.lat)
            for one in divisions
        ]
    return rows


def territory_rows(county: County) -> list[places.TerritoryRow]:
    """List the grounds of stations and beats."""
    return [
        places.TerritoryRow(one.code, rings_of(one.area), "", one.area_class)
        for one in county.stations
    ] + [
        places.TerritoryRow(
            county.stations[one.station].code, rings_of(one.area), one.code, one.area_class
        )
        for one in county.beats
    ]


def beat_code(county: County, beat: int) -> str:
    """Name a beat by its position; none is empty."""
    return county.beats[beat].code if beat >= 0 else ""


def landmark_rows(county: County) -> list[places.NameRow]:
    """List landmarks and the other names that people have for them."""
    rows = []
    for one in county.landmarks:
        beat = beat_code(county, one.beat)
        where = county.villages[one.village].name
        rows.append(places.NameRow(one.code, one.name, one.point.lon, one.point.lat, where, beat))
        rows += [
            places.NameRow(
                f"{one.code}-{number}", alias, one.point.lon, one.point.lat, one.name, beat
            )
            for number, alias in enumerate(one.aliases, start=1)
        ]
    return rows


def address_rows(county: County) -> list[places.AddressRow]:
    """List the addresses."""
    table = county.addresses
    columns = zip(
        table.code,
        table.text,
        table.lonlat.tolist(),
        table.village.tolist(),
        table.beat.tolist(),
        table.street.tolist(),
        strict=True,
    )
    return [
        places.AddressRow(
            code=code,
            text=text,
            lon=point[0],
            lat=point[1],
            street=county.streets[street].name if street >= 0 else "",
            division=county.villages[village].code,
            beat=beat_code(county, beat),
            detail=county.villages[village].name,
        )
        for code, text, point, village, beat, street in columns
    ]


def premises_rows(county: County) -> list[places.PremisesRow]:
    """List the premises with what a crew must know."""
    return [
        places.PremisesRow(
            code=one.code,
            name=one.name,
            kind=one.kind,
            lon=one.point.lon,
            lat=one.point.lat,
            address=county.addresses.code[one.address] if one.address >= 0 else "",
            entrances=[
                {"label": way.label, "lon": way.point.lon, "lat": way.point.lat}
                for way in one.entrances
            ],
            hazards=[words for _code, words in one.hazards],
            access_notes=one.access_note,
            key_holders=[
                places.KeyHolderRow(holder.name, holder.telephone, holder.post)
                for holder in one.key_holders
            ],
        )
        for one in county.premises
    ]


def load_officers(
    bureau: Bureau, county: County, stations: list[Station], beats: list[Beat], at: datetime
) -> list[Officer]:
    """Enlist the officers who are not there yet; return all, in the county's order.

    Nobody can sign in as them until an administrator gives a password.
    """
    known = {one.username: one for one in Officer.objects.filter(bureau=bureau)}
    for badge, name, role in OVERSIGHT:
        if f"{bureau.code}.{badge}" not in known:
            username = f"{bureau.code}.{badge}"
            enlist(username=username, name=name, bureau=bureau, roles=[role], at=at)
    return [
        known.get(username_of(bureau, one))
        or enlist(
            username=username_of(bureau, one),
            name=one.name,
            bureau=bureau,
            roles=ROLES[one.role],
            at=at,
            station=stations[one.station] if one.station >= 0 else None,
            beat=beats[one.beat] if one.beat >= 0 else None,
        )
        for one in county.officers
    ]


def username_of(bureau: Bureau, officer: GeneratedOfficer) -> str:
    """Name the account of a generated officer after bureau and badge."""
    return f"{bureau.code}.{officer.badge}"


def load_units(
    bureau: Bureau, county: County, stations: list[Station], actor: Officer, at: datetime
) -> None:
    """Add the units and vehicles that are not there yet."""
    known = {unit.code for unit in units.units_of(bureau)}
    for one in county.units:
        station = stations[one.station] if one.station >= 0 else None
        if one.vehicle:
            units.Vehicle.objects.get_or_create(
                bureau=bureau,
                code=one.vehicle,
                defaults={"kind": one.kind, "station": station},
            )
        if one.code not in known:
            units.add_unit(
                bureau=bureau,
                code=one.code,
                name=one.name,
                kind=units.UnitKind(one.kind),
                home=(one.home.lon, one.home.lat),
                actor=actor,
                at=at,
                station=station,
                capabilities=one.capabilities,
                agency=one.agency,
            )
