"""The page of desk shifts: a week of them, planned, carried on, taken back."""

from datetime import date, timedelta
from http import HTTPStatus
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.idempotency.api import once
from tocsin.kernel.web.answers import gone_on
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.units.access import desk_people_within, desk_shift_on_record
from tocsin.registers.units.desk_shift_forms import PlanForm, WeekForm
from tocsin.registers.units.desk_shifts import (
    WEEK,
    plan_shifts,
    repeat_week,
    shifts_within,
    week_of,
    withdraw_shift,
)
from tocsin.registers.units.models import DeskShift
from tocsin.registers.units.views import KEEPERS

FOR_KEEPERS = for_roles(*KEEPERS)
PAGE = "units:desk_shifts"


@FOR_KEEPERS
@require_safe
def desk_shifts(request: SignedInRequest) -> HttpResponse:
    """Show who is at a desk when in a week, and plan."""
    people = desk_people_within(request.user)
    return week_shown(request, PlanForm(people=people), monday_of(request))


@FOR_KEEPERS
@require_POST
@once
def plan(request: SignedInRequest) -> HttpResponse:
    """Plan shifts."""
    people = desk_people_within(request.user)
    form = PlanForm(request.POST, people=people)
    if not form.is_valid():
        return week_shown(request, form, monday_of(request))
    plan_shifts(
        officers=list(form.cleaned_data["officers"]),
        days=form.days(),
        hours=form.hours(),
        shift=form.cleaned_data["shift"],
        actor=request.user,
        at=moment.now(),
    )
    first = form.cleaned_data["first"]
    return on_to(request, first - timedelta(days=first.weekday()))


@FOR_KEEPERS
@require_POST
@once
def repeat(request: SignedInRequest) -> HttpResponse:
    """Plan the next week like the one that is shown."""
    monday = monday_of(request)
    repeat_week(
        officers=desk_people_within(request.user),
        monday=monday,
        actor=request.user,
        at=moment.now(),
    )
    return on_to(request, monday + WEEK)


@FOR_KEEPERS
@require_POST
@once
def withdraw(request: SignedInRequest, number: int) -> HttpResponse:
    """Take a shift back."""
    row = desk_shift_on_record(request.user, number)
    withdraw_shift(shift=row, actor=request.user, at=moment.now())
    local = row.from_at.astimezone(ZoneInfo(request.user.bureau.time_zone)).date()
    return on_to(request, local - timedelta(days=local.weekday()))


def monday_of(request: SignedInRequest) -> date:
    """Read which week is asked for; this one where none is."""
    form = WeekForm(request.POST or request.GET)
    today = moment.now().astimezone(ZoneInfo(request.user.bureau.time_zone)).date()
    asked: date | None = form.cleaned_data["week"] if form.is_valid() else None
    return asked or today - timedelta(days=today.weekday())


def on_to(request: SignedInRequest, monday: date) -> HttpResponse:
    """Go on to the page of a week."""
    return gone_on(request, f"{reverse(PAGE)}?week={monday.isoformat()}")


def week_shown(request: SignedInRequest, form: PlanForm, monday: date) -> HttpResponse:
    """Show a week with the form, and what is wrong with what was typed."""
    if form.is_bound and request.htmx:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        context: dict[str, object] = {"form": form, "monday": monday}
        return render(request, "units/_plan_desk_shifts.html", context, status=status)
    days = [monday + timedelta(days=n) for n in range(7)]
    people = list(desk_people_within(request.user).order_by("username"))
    context = {
        "form": form,
        "monday": monday,
        "before": monday - WEEK,
        "after": monday + WEEK,
        "days": days,
        "rows": rows_of(request, monday, days),
        "nobody": not people,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "units/desk_shifts.html", context, status=status)


Row = tuple[object, list[list[DeskShift]]]


def rows_of(request: SignedInRequest, monday: date, days: list[date]) -> list[Row]:
    """Lay the shifts of a week out, a person a row and a day a column."""
    zone = ZoneInfo(request.user.bureau.time_zone)
    cells: dict[tuple[int, date], list[DeskShift]] = {}
    for one in shifts_within(request.user.bureau, *week_of(monday, zone)):
        cells.setdefault((one.officer_id, one.from_at.astimezone(zone).date()), []).append(one)
    people = desk_people_within(request.user).order_by("username")
    return [(person, [cells.get((person.pk, day), []) for day in days]) for person in people]
