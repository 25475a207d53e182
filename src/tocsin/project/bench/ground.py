"""The bureau that is measured on: generated like any demonstration, or small when in a hurry."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import connection, transaction

from tocsin.adapters.county.generated import load_generated
from tocsin.adapters.county.shipped import shipped_facts
from tocsin.core.county import generate_county
from tocsin.core.roads import RoadClass, RoadNetwork, Way, build_network
from tocsin.kernel.accounts.api import Bureau, Officer, Role, enlist, service_officer
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

MIDDLE = (106.65, 35.21)
SMALL = "bench"
STEP_DEGREES = 0.002


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured; what is measured in seconds takes no longer on a slow machine."""

    quick: bool
    cycle_seconds: float
    listeners: int
    listen_seconds: float
    units: int
    feed_seconds: float
    lookup_seconds: float
    typists: int
    type_seconds: float
    # Between two looks of one person, at least and at most.
    type_pauses: tuple[float, float]
    ways: int


FULL = Size(
    quick=False,
    cycle_seconds=8.0,
    listeners=500,
    listen_seconds=8.0,
    units=1000,
    feed_seconds=8.0,
    lookup_seconds=8.0,
    typists=200,
    type_seconds=20.0,
    type_pauses=(1.0, 3.0),
    ways=60,
)
QUICK = Size(
    quick=True,
    cycle_seconds=0.5,
    listeners=25,
    listen_seconds=1.0,
    units=50,
    feed_seconds=1.0,
    lookup_seconds=0.5,
    typists=10,
    type_seconds=0.5,
    type_pauses=(0.05, 0.2),
    ways=10,
)


@dataclass(frozen=True, slots=True)
class BenchGround:
    """The bureau, who works in it, its units and its roads."""

    bureau: Bureau
    taker: Officer
    feeder: Officer
    units: Sequence[units.Unit]
    texts: Sequence[str]
    network: RoadNetwork
    size: Size
    at: datetime


def prepare(size: Size, at: datetime) -> BenchGround:
    """Make the bureau that is measured on, with so many units on duty."""
    bureau, texts, network = small_county(at) if size.quick else whole_county(at)
    taker = person(bureau, "bench.taker", (Role.CALL_TAKER, Role.DISPATCHER), at)
    feeder = person(bureau, "bench.feeder", (Role.INTEGRATION,), at)
    with transaction.atomic():
        units_on_duty = [on_duty(bureau, number, taker, at) for number in range(size.units)]
    with connection.cursor() as cursor:
        # The database looks at what was loaded by itself, but within a minute only.
        cursor.execute("ANALYZE")
    return BenchGround(
        bureau=bureau,
        taker=taker,
        feeder=feeder,
        units=units_on_duty,
        texts=texts,
        network=network,
        size=size,
        at=at,
    )


def whole_county(at: datetime) -> tuple[Bureau, list[str], RoadNetwork]:
    """Generate the demonstration county and load it."""
    county = generate_county(shipped_facts(), 1)
    load_generated(county=county, at=at)
    return Bureau.objects.get(code=county.code), list(county.addresses.text), county.network


def small_county(at: datetime) -> tuple[Bureau, list[str], RoadNetwork]:
    """Lay out a few streets with doors, for a look in passing."""
    bureau, _made = Bureau.objects.get_or_create(
        code=SMALL, defaults={"name_zh": SMALL, "lon": MIDDLE[0], "lat": MIDDLE[1]}
    )
    actor = service_officer(bureau, "bench")
    catalogue.load_reference(bureau=bureau, actor=actor, at=at)
    network = build_network(streets())
    rows = [
        places.AddressRow(f"A{number}", f"Street {street} {door}", *point(street, door))
        for number, (street, door) in enumerate(np.ndindex(20, 50))
    ]
    places.load_addresses(bureau=bureau, rows=rows, actor=actor, at=at)
    return bureau, [row.text for row in rows], network


def point(east: int, north: int) -> tuple[float, float]:
    """Place a crossing of the small county's streets."""
    return MIDDLE[0] + east * STEP_DEGREES, MIDDLE[1] + north * STEP_DEGREES / 2


def streets(size: int = 12) -> list[Way]:
    """Draw a grid of streets."""
    lines = [[point(east, north) for north in range(size)] for east in range(size)]
    lines += [[point(east, north) for east in range(size)] for north in range(size)]
    return [Way(np.array(line), RoadClass.STREET, f"Street {n}") for n, line in enumerate(lines)]


def person(bureau: Bureau, username: str, roles: Sequence[Role], at: datetime) -> Officer:
    """Enlist somebody for the measurement, or find them."""
    known = Officer.objects.filter(username=username).first()
    return known or enlist(username=username, name=username, bureau=bureau, roles=roles, at=at)


def on_duty(bureau: Bureau, number: int, actor: Officer, at: datetime) -> units.Unit:
    """Put a unit on duty, or find the one of an earlier run."""
    code = f"bench{number:04d}"
    known = units.units_of(bureau).filter(code=code).first()
    if known is not None:
        return known
    car = units.UnitKind.CAR
    unit = units.add_unit(
        bureau=bureau, code=code, name=code, kind=car, home=MIDDLE, actor=actor, at=at
    )
    units.set_duty(unit=unit, duty=units.DutyStatus.AVAILABLE, actor=actor, at=at)
    return unit
