"""The board: incidents under way, the open one, the map and the units."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.board.features import features_of
from tocsin.desks.dispatch.board.rows import Filter, board_of, open_incidents
from tocsin.desks.dispatch.board.units import units_on_board
from tocsin.desks.dispatch.board.ways import MOST_WAYS, ways_to
from tocsin.desks.dispatch.incidents.telling import type_name_of
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.views.reach import strip_context
from tocsin.desks.dispatch.views.showing import READERS, panel_context
from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.accounts.api import Role, Station
from tocsin.kernel.events.sharing import shared
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units.api import Unit

LEVELS = ("1", "2", "3", "4")
MOST_ON_MAP = 300


def chosen_by(request: SignedInRequest) -> Filter:
    """Read the filter from the address."""
    levels = frozenset(int(level) for level in request.GET.getlist("p") if level in LEVELS)
    return Filter(levels, request.GET.get("station", "")[:12])


def address_of(chosen: Filter, number: str = "") -> str:
    """Write the filter, and the open incident, as an address."""
    pairs = [("p", str(level)) for level in sorted(chosen.priorities)]
    pairs += [("station", chosen.station)] if chosen.station else []
    pairs += [("open", number)] if number else []
    return f"?{urlencode(pairs)}" if pairs else "?"


def toggles(chosen: Filter, number: str) -> list[dict[str, object]]:
    """Describe the filter chips of the urgency levels."""
    return [
        {
            "level": level,
            "on": level in chosen.priorities,
            "href": address_of(Filter(chosen.priorities ^ {level}, chosen.station), number),
        }
        for level in (1, 2, 3, 4)
    ]


def board_context(request: SignedInRequest) -> dict[str, object]:
    """Read what the left column shows."""
    chosen = chosen_by(request)
    number = request.GET.get("open", "")[:24]
    types = catalogue.type_names(request.user.bureau)
    return {
        "board": board_of(access.incidents_for(request.user), chosen, types),
        "open_number": number,
        "address": address_of(chosen),
        "query": address_of(chosen, number),
        "joint": "&" if chosen.priorities or chosen.station else "",
        "offers": [
            {"transfer": offer, "type_name": type_name_of(offer.incident)}
            for offer in access.offers_to(request.user)
        ],
    }


def units_context(request: SignedInRequest) -> dict[str, object]:
    """Read what the list of units shows."""
    chosen = chosen_by(request)
    groups = units_on_board(request.user.bureau, moment.now(), station=chosen.station)
    number = request.GET.get("open", "")[:24]
    rows = open_incidents(access.incidents_for(request.user)).filter(number=number)
    return {
        "groups": groups,
        "units_query": address_of(Filter(station=chosen.station), number),
        "open_number": number,
        "sends": bool(number) and Role.DISPATCHER in request.user.roles and rows.exists(),
    }


@for_roles(*READERS)
@require_GET
def desk(request: SignedInRequest) -> HttpResponse:
    """Show the board with the open incident."""
    context = board_context(request) | units_context(request)
    number, chosen = str(context["open_number"]), chosen_by(request)
    if number:
        incident = access.incident_for(request.user, number)
        context |= panel_context(request, incident)
    context |= {
        "chips": toggles(chosen, number),
        "stations": list(Station.objects.filter(bureau_id=request.user.bureau_id)),
        "chosen": chosen,
    }
    return render(request, "dispatch/board/page.html", context | strip_context(request))


@for_roles(*READERS)
@require_GET
@shared("incident.changed", "clock.changed")
def waiting(request: SignedInRequest) -> HttpResponse:
    """Show the left column anew."""
    return render(request, "dispatch/board/_waiting.html", board_context(request))


@for_roles(*READERS)
@require_GET
@shared("unit.changed", "unit.moved", "roads.changed")
def units(request: SignedInRequest) -> HttpResponse:
    """Show the list of units anew."""
    return render(request, "dispatch/board/_units.html", units_context(request))


@for_roles(*READERS)
@require_GET
@shared("unit.moved", "unit.changed", "incident.changed", "roads.changed")
def features(request: SignedInRequest) -> HttpResponse:
    """Write incidents and units for the map."""
    chosen = chosen_by(request)
    rows = chosen.narrow(open_incidents(access.incidents_for(request.user)))[:MOST_ON_MAP]
    at, number = moment.now(), request.GET.get("open", "")[:24]
    groups = units_on_board(request.user.bureau, at, station=chosen.station)
    shown = [*rows, *opened_beside(request, rows, number)]
    picked = units_picked(request)
    ways = [way for row in shown if row.number == number for way in ways_to(row, at, picked)]
    closures = places.closures_drawn(request.user.bureau, at)
    return JsonResponse(features_of(shown, groups, number, [*closures, *ways]))


def units_picked(request: SignedInRequest) -> list[Unit]:
    """Find the units that the panel beside the map recommends, in its order."""
    codes = request.GET.getlist("pick")[:MOST_WAYS]
    rows = access.units_for(request.user).filter(code__in=codes) if codes else []
    return sorted(rows, key=lambda unit: codes.index(unit.code))


def opened_beside(
    request: SignedInRequest, rows: Iterable[Incident], number: str
) -> QuerySet[Incident]:
    """Find the incident that is open on the screen when the rows lack it."""
    missing = number and all(row.number != number for row in rows)
    seen = access.incidents_for(request.user)
    return seen.filter(number=number) if missing else seen.none()
