"""Founding the bureau of a record: its tables, stations and units, through the registers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from tocsin.adapters.replay.profile import Profile, RecordedUnit, role_of
from tocsin.adapters.replay.record import TIME_ZONE
from tocsin.kernel.accounts.api import Bureau, Officer, Station, service_officer
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.units import api as units

NAME = "San Francisco Fire Department (recorded)"


@dataclass(frozen=True, slots=True)
class Founded:
    """A bureau ready to be played, and in whose name the record acts."""

    bureau: Bureau
    clerk: Officer
    units: dict[str, units.Unit]


def found(profile: Profile, *, at: datetime) -> Founded:
    """Found a bureau of its own for one replay; an earlier replay stays as it is."""
    bureau = new_bureau(profile)
    clerk = service_officer(bureau, "replay")
    for table, cells in profile.sheets.items():
        catalogue.import_sheet(bureau=bureau, actor=clerk, at=at, table=table, cells=cells)
    stations = {
        code: Station.objects.create(bureau=bureau, code=code, name_zh=code, name_en=code)
        for code in profile.stations
    }
    made = {}
    for one in profile.units:
        unit = add_unit(one, bureau, stations.get(one.station), clerk, at)
        units.set_duty(unit=unit, duty=units.DutyStatus.AVAILABLE, actor=clerk, at=at)
        made[one.code] = unit
    return Founded(bureau, clerk, made)


def new_bureau(profile: Profile) -> Bureau:
    """Make the bureau under a code of its own; two replays at once do not meet."""
    middle = list(profile.stations.values())
    return Bureau.objects.create(
        code=f"rp{uuid4().hex[:10]}",
        name_zh=NAME,
        name_en=NAME,
        time_zone=TIME_ZONE,
        lon=sum(lon for lon, _ in middle) / max(1, len(middle)),
        lat=sum(lat for _, lat in middle) / max(1, len(middle)),
    )


def add_unit(
    one: RecordedUnit, bureau: Bureau, station: Station | None, clerk: Officer, at: datetime
) -> units.Unit:
    """Add a unit at its station, or in the middle of the city where the record names none."""
    return units.add_unit(
        bureau=bureau,
        code=one.code,
        name=f"{one.code} {one.unit_type.title()}"[:40],
        kind=units.UnitKind(role_of(one.unit_type).kind.value),
        home=one.home or (bureau.lon, bureau.lat),
        actor=clerk,
        at=at,
        station=station,
        capabilities=one.capabilities,
    )
