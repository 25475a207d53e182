"""Pages of the register of units."""

from http import HTTPStatus

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_officers, for_roles, scope_of
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.units.access import unit_named, unit_on_record
from tocsin.registers.units.crewing import change_crew, end_shift, start_shift
from tocsin.registers.units.forms import DutyForm, FilterForm, ShiftForm
from tocsin.registers.units.models import Unit
from tocsin.registers.units.queries import crew_of, retired_here, standing_of, units_here
from tocsin.registers.units.services import set_duty

KEEPERS = frozenset({Role.SUPERVISOR, Role.ADMINISTRATOR})
SETTERS = for_roles(Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR)
MAY_SET = frozenset({Role.DISPATCHER, Role.SUPERVISOR, Role.ADMINISTRATOR})


@for_officers
@require_safe
def unit_list(request: SignedInRequest) -> HttpResponse:
    """List units with what they do, who is on them and how old their position is."""
    form = FilterForm(request.GET)
    duty = form.cleaned_data["duty"] if form.is_valid() else ""
    station, at = scope_of(request.user).station_id, moment.now()
    if duty == "retired":
        rows = retired_here(request.user.bureau, at, station_id=station)
    else:
        rows = units_here(request.user.bureau, at, station_id=station)
        rows = [row for row in rows if not duty or row.duty == duty]
    keeps = bool(request.user.roles & KEEPERS)
    context = {"rows": rows, "duty": duty, "duties": FilterForm.DUTIES, "keeps": keeps}
    template = "units/_rows.html" if request.htmx else "units/list.html"
    return render(request, template, context)


@for_officers
@require_safe
def unit_page(request: SignedInRequest, code: str) -> HttpResponse:
    """Show one unit, and to those who may, what can be done with it."""
    unit = unit_on_record(request.user, code)
    template = "units/_unit.html" if request.htmx else "units/unit.html"
    return render(request, template, context_of(request, unit))


@SETTERS
@require_POST
@once
def duty(request: SignedInRequest, code: str) -> HttpResponse:
    """Say what a unit is doing."""
    unit = unit_named(request.user, code)
    form = DutyForm(request.POST)
    if not form.is_valid():
        return unit_again(request, unit, duty_form=form)
    set_duty(unit=unit, actor=request.user, at=moment.now(), **form.cleaned_data)
    return shown(request, code)


@SETTERS
@require_POST
@once
def start(request: SignedInRequest, code: str) -> HttpResponse:
    """Crew a unit and put it on duty."""
    unit = unit_named(request.user, code)
    form = ShiftForm(request.POST, unit=unit)
    if not form.is_valid():
        return unit_again(request, unit, shift_form=form)
    start_shift(unit=unit, actor=request.user, at=moment.now(), **form.cleaned_data)
    return shown(request, code)


@SETTERS
@require_POST
@once
def relieve(request: SignedInRequest, code: str) -> HttpResponse:
    """Change who and what is on a shift that is under way."""
    unit = unit_named(request.user, code)
    form = ShiftForm(request.POST, unit=unit)
    if not form.is_valid():
        return unit_again(request, unit, shift_form=form)
    change_crew(unit=unit, actor=request.user, at=moment.now(), **form.cleaned_data)
    return shown(request, code)


@SETTERS
@require_POST
@once
def end(request: SignedInRequest, code: str) -> HttpResponse:
    """End the shift of a unit."""
    end_shift(unit=unit_named(request.user, code), actor=request.user, at=moment.now())
    return shown(request, code)


def context_of(request: SignedInRequest, unit: Unit, **forms: Form) -> dict[str, object]:
    """Gather what the page of a unit shows."""
    standing, crew = standing_of(unit), crew_of(unit)
    return {
        "unit": unit,
        "standing": standing,
        "position": getattr(unit, "position", None),
        "crew": crew,
        "changes": unit.changes.select_related("by").order_by("-at", "-pk")[:10],
        "may_set": bool(request.user.roles & MAY_SET) and unit.retired_at is None,
        "keeps": bool(request.user.roles & KEEPERS),
        "duty_form": DutyForm(initial={"duty": standing.duty if standing else None}),
        "shift_form": ShiftForm.of(unit, crew),
        **forms,
    }


def shown(request: SignedInRequest, code: str) -> HttpResponse:
    """Show a unit after an act on it."""
    unit = unit_named(request.user, code)
    return render(request, "units/_unit.html", context_of(request, unit))


def unit_again(request: SignedInRequest, unit: Unit, **forms: Form) -> HttpResponse:
    """Show a unit with a form that needs mending."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "units/_unit.html", context_of(request, unit, **forms), status=status)
