"""Pages on which the register of units is kept: added, changed, retired, put back in use."""

from http import HTTPStatus

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Station
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.units.access import unit_named, unit_on_record
from tocsin.registers.units.forms import NewUnitForm, UnitForm
from tocsin.registers.units.services import add_unit, change_unit, restore_unit, retire_unit
from tocsin.registers.units.views import KEEPERS

FOR_KEEPERS = for_roles(*KEEPERS)


@FOR_KEEPERS
@require_safe
def new(request: SignedInRequest) -> HttpResponse:
    """Show the form on which a unit is added."""
    form = NewUnitForm(bureau=request.user.bureau)
    return form_shown(request, form, action=reverse("units:add"))


@FOR_KEEPERS
@require_POST
@once
def add(request: SignedInRequest) -> HttpResponse:
    """Add a unit."""
    bureau = request.user.bureau
    form = NewUnitForm(request.POST, bureau=bureau)
    if not form.is_valid():
        return form_shown(request, form, action=reverse("units:add"))
    given = form.described()
    unit = add_unit(
        bureau=bureau,
        code=given.code,
        name=given.name,
        kind=given.kind,
        home=(given.lon, given.lat),
        station=Station.objects.filter(bureau=bureau, code=given.station).first(),
        capabilities=given.capabilities,
        agency=given.agency,
        actor=request.user,
        at=moment.now(),
    )
    return gone_on(request, reverse("units:unit", args=[unit.code]))


@FOR_KEEPERS
@require_safe
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Show the form on which a unit is changed."""
    unit = unit_named(request.user, code)
    return form_shown(
        request, UnitForm.of(unit), action=reverse("units:change", args=[code]), code=code
    )


@FOR_KEEPERS
@require_POST
@once
def change(request: SignedInRequest, code: str) -> HttpResponse:
    """Change a unit."""
    unit = unit_named(request.user, code)
    form = UnitForm(request.POST, bureau=request.user.bureau, unit=unit)
    if not form.is_valid():
        return form_shown(request, form, action=reverse("units:change", args=[code]), code=code)
    change_unit(unit=unit, described=form.described(), actor=request.user, at=moment.now())
    return gone_on(request, reverse("units:unit", args=[code]))


@FOR_KEEPERS
@require_POST
@once
def retire(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a unit off the list."""
    unit = unit_on_record(request.user, code)
    retire_unit(unit=unit, actor=request.user, at=moment.now())
    return gone_on(request, reverse("units:unit", args=[code]))


@FOR_KEEPERS
@require_POST
@once
def restore(request: SignedInRequest, code: str) -> HttpResponse:
    """Put a retired unit back on the list."""
    unit = unit_on_record(request.user, code)
    restore_unit(unit=unit, actor=request.user, at=moment.now())
    return gone_on(request, reverse("units:unit", args=[code]))


def form_shown(
    request: SignedInRequest, form: UnitForm, *, action: str, code: str = ""
) -> HttpResponse:
    """Show a form of a unit, with what was typed and what is wrong with it."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    template = "units/_keep.html" if request.htmx else "units/keep.html"
    context = {"form": form, "action": action, "code": code}
    return render(request, template, context, status=status)
