"""The page of continuity: backups, drills, copies, and what was taken without the database."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tocsin.kernel import moment
from tocsin.kernel.access.api import for_roles
from tocsin.kernel.web.requests import SignedInRequest
from tocsin.readers.supervision.continuity import alarms_for, continuity_for
from tocsin.readers.supervision.desk import KEEPERS


@for_roles(*KEEPERS)
@require_GET
def page(request: SignedInRequest) -> HttpResponse:
    """Show how well what is on record is kept, and what has to be done about it."""
    found = continuity_for(request.user, moment.now())
    return render(request, "supervision/continuity.html", {"found": found})


@for_roles(*KEEPERS)
@require_GET
def notice(request: SignedInRequest) -> HttpResponse:
    """Tell on every page what has to be acted on now; nothing while all is well."""
    context = {"alarms": alarms_for(request.user, moment.now())}
    return render(request, "supervision/_continuity_notice.html", context)
