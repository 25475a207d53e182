"""Everything that a bureau has, brought into it: so many of each, told in words of its own."""

import struct
import zlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import numpy as np
from django.apps import apps
from django.db.models import Model

from tocsin.core.geo import Point
from tocsin.core.retention import RetentionClass
from tocsin.core.roads import RoadClass, Way, Weather, build_network
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.duty.services.helping import call_for_help
from tocsin.kernel.accounts.api import APART, Bureau, Officer, Role, Station, enlist
from tocsin.kernel.files.api import keep_picture
from tocsin.kernel.people.services import ENTRUSTING
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.retention import api as retention
from tocsin.kernel.two_person import api as two_person
from tocsin.project.campaigns.scene import MIDDLE, Scene, taken
from tocsin.readers.records import api as records
from tocsin.readers.residents import api as residents
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

# Somebody may hold all of these together; what the others open, an administrator's role opens too.
EVERY = [role for role in Role if role not in APART or role is Role.ADMINISTRATOR]
HELD = timedelta(days=30)
DAY = timedelta(days=1)
NEAR, AWAY = "S01", "S02"
OF_A_STATION = (("dispatch.Incident", "number"), ("units.Unit", "code"), ("units.Vehicle", "code"))
# A code of the catalogue that both bureaus have, and a table of it that anybody may read.
ENTRIES, SHARED_ENTRY = "incident_classes", "000"


@dataclass(frozen=True, slots=True)
class House:
    """A bureau that is being furnished: by whom, and with which word in every text."""

    county: Scene
    mark: str
    jack: Officer
    at: datetime

    @property
    def bureau(self) -> Bureau:
        """The bureau."""
        return self.county.bureau

    def add(self, label: str, **columns: object) -> Model:
        """Write a row of this bureau into a table."""
        model: type[Model] = apps.get_model(label)
        return model._default_manager.create(bureau=self.bureau, **columns)


def furnished(county: Scene, mark: str, number: int, at: datetime) -> Officer:
    """Bring so many of everything into a bureau; return somebody there who may do everything."""
    jack = enlist(
        username=f"jack.{county.bureau.code}",
        name=f"{mark} jack",
        bureau=county.bureau,
        roles=EVERY,
        at=at,
    )
    house = House(county, mark, jack, at)
    told_of_roads_and_help(house)
    handed_on(house)
    with_roads(house)
    incidents = [worked_on(house, n) for n in range(number)]
    for n in range(number):
        place(house, n)
        paper(house, n)
        decided(house, incidents, n)
        closed_road(house)
    return jack


def handed_on(house: House) -> None:
    """Hand a fact on, correct it, and let the receiver's own system ask about it."""
    somebody, kinds, mark = uuid4(), frozenset({"telephone"}), house.mark
    terms = receivers.Terms(f"{mark} hospital", kinds, f"{mark} key", f"{mark} agreement", 0)
    receivers.hand(people={somebody: f"call:{mark}"}, terms=terms, actor=house.jack, at=house.at)
    receivers.corrected(bureau_id=house.bureau.pk, subject=somebody, kinds=kinds, at=house.at)
    receivers.receivers_of(house.bureau.pk).update(system=house.jack)


def told_of_roads_and_help(house: House) -> None:
    """Say how the roads lie, and call for help."""
    said = {"actor": house.jack, "at": house.at, "words": f"{house.mark} ice"}
    places.set_weather(bureau=house.bureau, weather=Weather.ICE, from_at=house.at, **said)  # type: ignore[arg-type] # of different kinds
    call_for_help(actor=house.jack, at=house.at)


def worked_on(house: House, n: int) -> dispatch.Incident:
    """Take a call, send a unit, and keep a photograph of it."""
    incident = taken(house.county, f"{house.mark} {n}", house.at)
    unit = house.county.units[n]
    dispatch.assign(incident=incident, unit=unit, actor=house.jack, at=house.at)
    case = f"incident:{incident.number}"
    hold = {"reason": f"{house.mark} suit", "until": (house.at + HELD).date()}
    retention.hold(case=case, actor=house.jack, at=house.at, **hold)  # type: ignore[arg-type] # of different kinds
    keep_picture(
        case=case,
        content=picture(n),
        retention=RetentionClass.INCIDENT_FILE,
        actor=house.jack,
        at=house.at,
    )
    house.add(
        "dispatch.StandBy",
        unit=unit,
        post_code=f"P{n}",
        post_name=f"{house.mark} post",
        lon=MIDDLE[0],
        lat=MIDDLE[1],
        rule="table",
        seconds=60.0,
        coverage_before=0.5,
        coverage_after=0.6,
        gained_minutes=1.0,
        accepted=True,
        at=house.at,
        by=house.jack,
    )
    return incident


def place(house: House, n: int) -> None:
    """Know an address, premises with somebody who has the keys, another name, and a vehicle."""
    (lon, lat), mark, jack, at = MIDDLE, house.mark, house.jack, house.at
    bureau = house.bureau
    address = places.AddressRow(f"A{bureau.pk}-{n}", f"{mark} street {n}", lon, lat)
    places.load_addresses(bureau=bureau, rows=[address], actor=jack, at=at)
    holder = places.KeyHolderRow(f"{mark} holder", "13900001234")
    code = f"P{bureau.pk}-{n}"
    row = places.PremisesRow(code, f"{mark} house", "residential", lon, lat, key_holders=[holder])
    places.load_premises(bureau=bureau, rows=[row], actor=jack, at=at)
    words = f"{mark} road {n}"
    places.propose_change(
        bureau=bureau, text=words, lon=lon, lat=lat, reason=mark, actor=jack, at=at
    )
    said = {"words": f"{mark} gate {n}", "source": f"C{n}"}
    places.record_alias(bureau=bureau, code=address.code, actor=jack, at=at, **said)
    units.Vehicle.objects.create(bureau=bureau, code=f"V{bureau.pk}-{n}", kind=units.UnitKind.CAR)


def paper(house: House, n: int) -> None:
    """Ask for records, send a sheet, and write entries of the catalogue."""
    jack, at, mark = house.jack, house.at, house.mark
    records.ask(kind="call", before=at.date(), actor=jack, at=at)
    letter, none = residents.Method.LETTER, residents.Document.NONE
    residents.open_request(method=letter, document=none, actor=jack, at=at)
    house.add(
        "spreadsheets.KeptSheet",
        id=uuid4(),
        table="units",
        name=f"{mark}.csv",
        content=b"code",
        language="en",
        sent_by=jack,
        sent_at=at,
    )
    entry(house, f"c{house.bureau.pk}-{n}", f"{mark} class")
    if n == 0:
        entry(house, SHARED_ENTRY, SHARED_ENTRY)
        for version in (1, 2):
            cells = {"code": SHARED_ENTRY, "name_zh": f"{mark} {version}"}
            said = {"table": ENTRIES, "code": SHARED_ENTRY, "version": version, "cells": cells}
            house.add("catalogue.EntryVersion", at=at, by=jack, **said)


def entry(house: House, code: str, name: str) -> None:
    """Write an entry of the catalogue."""
    house.add("catalogue.IncidentClass", code=code, name_zh=name, name_en=name)


def decided(house: House, incidents: list[dispatch.Incident], n: int) -> None:
    """Link incidents, review a look, and propose what a second person decides on."""
    jack, at = house.jack, house.at
    if n:
        first, second = incidents[n - 1], incidents[n]
        dispatch.link_incidents(incident=first, other=second, reason=house.mark, actor=jack, at=at)
    taker = house.county.takers[0].officer
    hours = {"from_at": at + n * DAY, "until_at": at + n * DAY + DAY / 3}
    house.add(
        "units.DeskShift", officer=taker, shift="day", planned_by=jack, planned_at=at, **hours
    )
    house.add(
        "review.Review",
        reason="sample",
        officer=taker,
        looks=[n + 1],
        first_look=n + 1,
        case=f"call:{house.mark}{n}",
        task="call back",
        looked_at=at,
        drawn_at=at,
        due_at=at + DAY,
        within=DAY,
        reviewer=jack,
    )
    words = {"username": taker.username, "role": Role.DISPATCHER.value}
    two_person.propose(kind=ENTRUSTING, words=words, reason=house.mark, actor=jack, at=at)


def picture(n: int) -> bytes:
    """Draw a black picture unlike the others, by its width: a PNG of eight rows."""
    wide = 8 + n
    head = struct.pack(">IIBBBBB", wide, 8, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(wide)) * 8)
    parts = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


def with_roads(house: House) -> None:
    """Lay one street."""
    lon, lat = MIDDLE
    way = Way(np.array([(lon - 0.01, lat), (lon + 0.01, lat)]), RoadClass.STREET, house.mark)
    network = build_network([way])
    source = {"source": house.mark, "actor": house.jack, "at": house.at}
    places.save_roadmap(bureau=house.bureau, network=network, **source)  # type: ignore[arg-type] # of different kinds


def closed_road(house: House) -> None:
    """Close the street."""
    terms = places.Terms(
        kind=places.ClosureKind.WORKS,
        places=(Point(*MIDDLE),),
        starts_at=house.at,
        words=f"{house.mark} works",
    )
    places.close_road(bureau=house.bureau, terms=terms, actor=house.jack, at=house.at)


def moved_away(county: Scene) -> None:
    """Let the last of whatever has a station belong to another one, the rest to the first."""
    bureau = county.bureau
    near = Station.objects.get(bureau=bureau, code=NEAR)
    away = Station.objects.create(bureau=bureau, code=AWAY, name_zh="Other station")
    for label, order in OF_A_STATION:
        rows = apps.get_model(label)._default_manager.filter(bureau=bureau).order_by(order)
        last = rows.values_list("pk", flat=True).last()
        rows.exclude(pk=last).update(station=near)
        rows.filter(pk=last).update(station=away)
