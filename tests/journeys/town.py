"""A small town to work in, or, when pictures are taken, the whole generated county at work."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password

from tests import make, make_calls
from tocsin.adapters.county.basemap import county_features, draw_map
from tocsin.adapters.county.generated import load_generated
from tocsin.adapters.county.shipped import shipped_facts, shipped_phrases
from tocsin.adapters.simulation.runner import Simulation, drawer_for
from tocsin.core.county.generate import generate_county
from tocsin.core.mapfeatures import road_features
from tocsin.core.roads.network import RoadClass, Way, build_network
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Bureau, Role, enlist, issue_token
from tocsin.registers.places import api as places
from tocsin.registers.places.models import Address
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Unit

PICTURES = os.environ.get("TOCSIN_SCREENSHOTS") == "1"
PASSWORD = "tocsin-tocsin-1"  # noqa: S105 - of a town that exists for a test
WORKED = timedelta(hours=3)


@dataclass(frozen=True)
class Town:
    """Where and with whom the journey happens."""

    first_place: str
    second_place: str
    where: tuple[float, float]
    unit: Unit
    switch_key: str
    password: str = PASSWORD


def town_of(folder: Path) -> Town:
    """Found the town that the run is about."""
    return whole_county(folder) if PICTURES else small_town(folder)


def crew(who: str, unit: Unit, at: datetime) -> None:
    """Put an officer on a unit's shift in place of those who are on it."""
    admin = make.officer("admin")
    if units.crew_of(unit):
        units.end_shift(unit=unit, actor=admin, at=at)
    units.start_shift(unit=unit, members=[make.officer(who)], shift="day", actor=admin, at=at)


def with_password(who: str) -> None:
    """Give somebody the password that is typed into the form."""
    officer = make.officer(who)
    officer.password = hashed()
    officer.save(update_fields=["password"])


@cache
def hashed() -> str:
    """Hash the password as the server does, or it would hash it anew at the first use."""
    return make_password(PASSWORD, hasher=PBKDF2PasswordHasher())


def switch_key() -> str:
    """Give the telephone switch its key."""
    return issue_token(officer=make.officer("switch"), label="switch", at=moment.now())


def small_town(folder: Path) -> Town:
    """Build one street, a road to it and two units a kilometre and a half away."""
    now, home = moment.now(), make.bureau()
    make_calls.tables()
    make_calls.street()
    lon, lat = make.HERE
    east = lon + 2000 * make_calls.METRE
    street = Way(np.array([[lon, lat], [east, lat]]), RoadClass.STREET, "东大街")
    road = Way(np.array([[east, lat], [east, lat + 0.01]]), RoadClass.SECONDARY, "县道")
    network = build_network([street, road])
    admin = make.officer("admin")
    places.save_roadmap(bureau=home, network=network, source="town", actor=admin, at=now)
    draw_map(road_features(network), folder, home.code, lambda _done, _all: None, "")
    far = (lon + 1800 * make_calls.METRE, lat)
    unit = make.unit("城关-01", at=far, crew=(make.officer("ma"),), fixed_at=now)
    make.unit("城关-02", at=(east, lat + 0.01), fixed_at=now)
    with_password("lin")
    return Town("东大街12号", "东大街13号", make.HERE, unit, switch_key())


def whole_county(folder: Path) -> Town:
    """Generate the county and let it work for some hours, until now."""
    county = generate_county(shipped_facts(), 1)
    now = moment.now().astimezone(ZoneInfo("Asia/Shanghai")).replace(microsecond=0)
    start = now - WORKED
    load_generated(county=county, at=start)
    draw_map(county_features(county), folder, county.code, lambda _done, _all: None, "")
    home = make.bureau()
    draw = drawer_for(county, shipped_phrases(), 1)
    work = Simulation(bureau=home, county=county, draw=draw, seed=1, start=start)
    work.begin()
    work.run_until(now, lambda _at: None)
    first, second = doors_of_town(home)
    unit = free_car(home, first)
    roles = (Role.OFFICER,)
    enlist(username="ma", name="马巡", bureau=home, roles=roles, at=start, station=unit.station)
    crew("ma", unit, moment.now())
    with_password("lin")
    return Town(first.text, second.text, (first.lon, first.lat), unit, switch_key())


def doors_of_town(home: Bureau) -> tuple[Address, Address]:
    """Choose two doors of one street in the middle of the town."""
    on_streets = Address.objects.filter(bureau=home, text__contains="东大街").exclude(street="")
    nearest = on_streets.order_by("code")
    return nearest[0], nearest[1]


def free_car(home: Bureau, near: Address) -> Unit:
    """Choose the nearest car that has nothing to do."""
    busy = dispatch.open_assignments_by_unit(home.pk)
    free = [one for one in units.available(home).filter(kind="car") if one.pk not in busy]
    return min(
        free, key=lambda one: abs(one.position.lon - near.lon) + abs(one.position.lat - near.lat)
    )
