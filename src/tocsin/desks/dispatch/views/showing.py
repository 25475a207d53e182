"""What the views of the dispatch desk show of one incident."""

from django.http import HttpResponse
from django.shortcuts import render

from tocsin.desks.dispatch import access
from tocsin.desks.dispatch.board.panel import EVERY_PART, panel_of
from tocsin.desks.dispatch.board.rows import Filter, board_of
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.states import OPEN_STATES
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Role
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.registers.catalogue import api as catalogue

READERS = (Role.DISPATCHER, Role.CALL_TAKER, Role.SUPERVISOR)
NOTERS = READERS
WRITERS = (Role.DISPATCHER,)


def panel_context(
    request: SignedInRequest, incident: Incident, *, parts: frozenset[str] = EVERY_PART
) -> dict[str, object]:
    """Read the panel of an incident, and what this officer may do with it."""
    open_now = incident.state in OPEN_STATES
    writes = Role.DISPATCHER in request.user.roles
    return {
        "panel": panel_of(incident, moment.now(), parts=parts),
        "incident": incident,
        "open_number": incident.number,
        "is_open": open_now,
        "may_act": writes and open_now,
        "may_write": writes,
        "endings": catalogue.dispositions(incident.bureau, incident_class=incident.type_code[:2]),
        "types": catalogue.types(incident.bureau) if writes and open_now else (),
        "neighbours": list(access.neighbours_of(request.user)) if writes and open_now else [],
    }


def changed(request: SignedInRequest, number: str, *, said: str = "") -> HttpResponse:
    """Answer an act with the parts of the panel that it changed; what is typed elsewhere stays."""
    context = changed_context(request, access.incident_for(request.user, number))
    return render(request, "dispatch/incident/_changed.html", context | {"said": said})


def changed_context(request: SignedInRequest, incident: Incident) -> dict[str, object]:
    """Read the parts of the panel that an act changes, and the incident's row on the board."""
    rows = access.incidents_for(request.user).filter(pk=incident.pk)
    board = board_of(rows, Filter(), catalogue.type_names(incident.bureau))
    row = next(iter(board.waiting + board.under_way + board.to_close), None)
    return panel_context(request, incident) | {"oob": True, "row": row}


def whole(request: SignedInRequest, number: str) -> HttpResponse:
    """Answer an act with the whole panel anew."""
    context = panel_context(request, access.incident_for(request.user, number))
    return render(request, "dispatch/incident/_panel.html", context)
