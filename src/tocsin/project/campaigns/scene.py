"""A small county for a campaign: people with keys, units on duty, reference data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.desks.calls import api as calls
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel.accounts.api import (
    Beat,
    Bureau,
    Officer,
    Role,
    Station,
    enlist,
    issue_token,
    service_officer,
)
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units

MIDDLE = (106.65, 35.21)
RING = [(106.5, 35.1), (106.8, 35.1), (106.8, 35.3), (106.5, 35.3), (106.5, 35.1)]
UNITS_PER_WORKER = 2


@dataclass(frozen=True, slots=True)
class Person:
    """An officer and the key of their client."""

    officer: Officer
    key: str


@dataclass(frozen=True, slots=True)
class Scene:
    """The county that is worked in while things break."""

    bureau: Bureau
    switch: Person
    takers: Sequence[Person]
    dispatchers: Sequence[Person]
    units: Sequence[units.Unit]


def found(*, code: str, workers: int, at: datetime) -> Scene:
    """Found a bureau with a call-taker, a dispatcher and two units for each worker."""
    lon, lat = MIDDLE
    bureau = Bureau.objects.create(code=code, name_zh=f"Drill bureau {code}", lon=lon, lat=lat)
    station = Station.objects.create(bureau=bureau, code="S01", name_zh="Drill station")
    Beat.objects.create(bureau=bureau, station=station, code="B01", name_zh="Drill beat")
    clerk = service_officer(bureau, "drill")
    catalogue.load_reference(bureau=bureau, actor=clerk, at=at)
    ground = places.TerritoryRow(station="S01", beat="B01", rings=[RING], area_class="town")
    places.load_territories(bureau=bureau, rows=[ground], actor=clerk, at=at)

    def hired(name: str, role: Role) -> Person:
        officer = enlist(username=f"{name}.{code}", name=name, bureau=bureau, roles=[role], at=at)
        return Person(officer, issue_token(officer=officer, label="drill", at=at))

    return Scene(
        bureau=bureau,
        switch=hired("switch", Role.INTEGRATION),
        takers=[hired(f"taker{n}", Role.CALL_TAKER) for n in range(workers)],
        dispatchers=[hired(f"dispatcher{n}", Role.DISPATCHER) for n in range(workers)],
        units=[
            manned(bureau, station, clerk, f"U{n:02}", at)
            for n in range(workers * UNITS_PER_WORKER)
        ],
    )


def taken(county: Scene, words: str, at: datetime) -> dispatch.Incident:
    """Take a call in these words, and save it as an incident."""
    taker = county.takers[0].officer
    call = calls.ring(source_id=words, actor=county.switch.officer, at=at, telephone="13900001234")
    calls.answer(call=call, actor=taker, at=at)
    told = calls.Told(calls.Place(*MIDDLE, words, words=words), words, "0302", words)
    saved = calls.save_call(call=call, told=told, actor=taker, at=at)
    assert saved.incident is not None  # noqa: S101 - it was saved as valid
    return saved.incident


def manned(bureau: Bureau, station: Station, clerk: Officer, code: str, at: datetime) -> units.Unit:
    """Add a unit with a crew of one, on duty."""
    unit = units.add_unit(
        bureau=bureau,
        code=code,
        name=f"Drill {code}",
        kind=units.UnitKind.CAR,
        home=MIDDLE,
        actor=clerk,
        at=at,
        station=station,
    )
    driver = enlist(
        username=f"{code}.{bureau.code}", name=code, bureau=bureau, roles=[Role.OFFICER], at=at
    )
    units.start_shift(unit=unit, members=[driver], shift="day", actor=clerk, at=at)
    return unit
