"""Pages of the vehicles."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.units.access import vehicle_on_record, vehicles_within
from tocsin.registers.units.fleet import (
    add_vehicle,
    change_vehicle,
    restore_vehicle,
    retire_vehicle,
)
from tocsin.registers.units.forms import NewVehicleForm, VehicleForm
from tocsin.registers.units.queries import open_crews
from tocsin.registers.units.views import KEEPERS

FOR_KEEPERS = for_roles(*KEEPERS)


@FOR_KEEPERS
@require_safe
def vehicles(request: SignedInRequest) -> HttpResponse:
    """List the vehicles, who drives them, and take a new one."""
    return list_shown(request, NewVehicleForm(bureau=request.user.bureau))


@FOR_KEEPERS
@require_POST
@once
def add(request: SignedInRequest) -> HttpResponse:
    """Add a vehicle."""
    form = NewVehicleForm(request.POST, bureau=request.user.bureau)
    if not form.is_valid():
        return list_shown(request, form)
    add_vehicle(
        bureau=request.user.bureau, actor=request.user, at=moment.now(), **form.cleaned_data
    )
    return gone_on(request, reverse("units:vehicles"))


@FOR_KEEPERS
@require_safe
def vehicle(request: SignedInRequest, number: int) -> HttpResponse:
    """Show one vehicle and what can be done with it."""
    row = vehicle_on_record(request.user, number)
    form = VehicleForm(
        bureau=request.user.bureau, initial={"kind": row.kind, "station": row.station_id}
    )
    return render(request, "units/vehicle.html", {"vehicle": row, "form": form})


@FOR_KEEPERS
@require_POST
@once
def change(request: SignedInRequest, number: int) -> HttpResponse:
    """Change the kind or the station of a vehicle."""
    row = vehicle_on_record(request.user, number)
    form = VehicleForm(request.POST, bureau=request.user.bureau)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        template = "units/_vehicle.html" if request.htmx else "units/vehicle.html"
        return render(request, template, {"vehicle": row, "form": form}, status=status)
    change_vehicle(vehicle=row, actor=request.user, at=moment.now(), **form.cleaned_data)
    return gone_on(request, reverse("units:vehicles"))


@FOR_KEEPERS
@require_POST
@once
def retire(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a vehicle off the list."""
    row = vehicle_on_record(request.user, number)
    retire_vehicle(vehicle=row, actor=request.user, at=moment.now())
    return gone_on(request, reverse("units:vehicles"))


@FOR_KEEPERS
@require_POST
@once
def restore(request: SignedInRequest, number: int) -> HttpResponse:
    """Put a retired vehicle back on the list."""
    row = vehicle_on_record(request.user, number)
    restore_vehicle(vehicle=row, actor=request.user, at=moment.now())
    return gone_on(request, reverse("units:vehicles"))


def list_shown(request: SignedInRequest, form: NewVehicleForm) -> HttpResponse:
    """Show the list with the form of a new vehicle."""
    drivers = dict(
        open_crews(request.user.bureau)
        .filter(vehicle__isnull=False)
        .values_list("vehicle_id", "unit__name")
    )
    ordered = sorted(
        vehicles_within(request.user), key=lambda row: (row.retired_at is not None, row.code)
    )
    context = {"rows": [(row, drivers.get(row.pk, "")) for row in ordered], "form": form}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    template = "units/_new_vehicle.html" if request.htmx else "units/vehicles.html"
    return render(request, template, context, status=status)
