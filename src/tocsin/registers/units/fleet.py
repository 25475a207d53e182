"""What is done to vehicles: added, changed, retired, put back in use."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.kernel.accounts.api import Bureau, Officer, Station
from tocsin.kernel.audit import api as audit
from tocsin.kernel.retiring import restore, retire
from tocsin.registers.units import acts
from tocsin.registers.units.errors import CodeTaken, VehicleInUse
from tocsin.registers.units.models import Vehicle
from tocsin.registers.units.queries import open_crews
from tocsin.registers.units.states import UnitKind


@transaction.atomic
def add_vehicle(
    *,
    bureau: Bureau,
    code: str,
    kind: UnitKind,
    actor: Officer,
    at: datetime,
    station: Station | None = None,
) -> Vehicle:
    """Add a vehicle by its number plate.

    Raises
    ------
    CodeTaken
        Another vehicle of the bureau has the plate.
    """
    vehicle, made = Vehicle.objects.get_or_create(
        bureau=bureau, code=code, defaults={"kind": kind, "station": station}
    )
    if not made:
        raise CodeTaken(_("The vehicle {code} is on the list already.").format(code=code))
    audit.record(
        acts.VEHICLE_ADDED, subject=vehicle, actor=actor, at=at, code=code, kind=kind.value
    )
    return vehicle


@transaction.atomic
def change_vehicle(
    *, vehicle: Vehicle, kind: UnitKind, station: Station | None, actor: Officer, at: datetime
) -> Vehicle:
    """Change the kind or the station of a vehicle; its plate stays."""
    vehicle = held(vehicle)
    vehicle.kind, vehicle.station = kind, station
    vehicle.save(update_fields=["kind", "station"])
    audit.record(
        acts.VEHICLE_CHANGED,
        subject=vehicle,
        actor=actor,
        at=at,
        code=vehicle.code,
        kind=kind.value,
    )
    return vehicle


@transaction.atomic
def retire_vehicle(*, vehicle: Vehicle, actor: Officer, at: datetime) -> Vehicle:
    """Take a vehicle off the list; shifts driven with it stay on record.

    Raises
    ------
    NotInUse
        It is off the list already.
    VehicleInUse
        A crew drives it.
    """
    vehicle = held(vehicle)
    retire(vehicle, vehicle.code, at)
    crew = open_crews(vehicle.bureau).filter(vehicle=vehicle).select_related("unit").first()
    if crew is not None:
        raise VehicleInUse(
            _("{unit} is using {code}. End the shift or change its vehicle first.").format(
                unit=crew.unit.name, code=vehicle.code
            )
        )
    vehicle.save(update_fields=["retired_at"])
    audit.record(acts.VEHICLE_RETIRED, subject=vehicle, actor=actor, at=at, code=vehicle.code)
    return vehicle


@transaction.atomic
def restore_vehicle(*, vehicle: Vehicle, actor: Officer, at: datetime) -> Vehicle:
    """Put a retired vehicle back on the list.

    Raises
    ------
    NotInUse
        It is on the list.
    """
    vehicle = held(vehicle)
    restore(vehicle, vehicle.code)
    vehicle.save(update_fields=["retired_at"])
    audit.record(acts.VEHICLE_RESTORED, subject=vehicle, actor=actor, at=at, code=vehicle.code)
    return vehicle


def held(vehicle: Vehicle) -> Vehicle:
    """Lock a vehicle's row, so that two who change it queue up."""
    rows = Vehicle.objects.select_for_update(no_key=True, of=("self",)).select_related("bureau")
    return rows.get(pk=vehicle.pk)
