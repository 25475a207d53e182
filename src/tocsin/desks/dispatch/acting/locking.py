"""Taking the rows that decide, always in the same order: incidents, then units."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tocsin.desks.dispatch.acting.announcing import tell_incident
from tocsin.desks.dispatch.errors import NotInThisState, ReasonMissing
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.states import OPEN_STATES, IncidentState, may_change


def hold(incident: Incident) -> Incident:
    """Lock an incident until the transaction ends, and return it as it now is."""
    rows = Incident.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("bureau").get(pk=incident.pk)


def hold_all(pks: Iterable[UUID]) -> dict[UUID, Incident]:
    """Lock several incidents in the order of their keys, so that no two desks wait in a ring."""
    rows = Incident.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("bureau").filter(pk__in=set(pks)).order_by("pk")
    return {incident.pk: incident for incident in found}


def hold_open(incident: Incident) -> Incident:
    """Lock an incident that is still open, or refuse."""
    held = hold(incident)
    insist_open(held)
    return held


def insist_open(incident: Incident) -> None:
    """Refuse when nothing more can be done to the incident."""
    if incident.state not in OPEN_STATES:
        raise NotInThisState(
            _("{number} is no longer open: {state}.").format(
                number=incident.number, state=incident.get_state_display()
            )
        )


def move(incident: Incident, then: IncidentState) -> None:
    """Change where a held incident stands, if the table allows it; the caller saves."""
    now = IncidentState(incident.state)
    if not may_change(now, then):
        raise NotInThisState(
            _("{number} is “{state}”: this cannot be done now.").format(
                number=incident.number, state=now.label
            )
        )
    incident.state = then


def save(incident: Incident, at: datetime, *fields: str) -> None:
    """Store a held incident, count its version and tell the desks."""
    incident.version += 1
    incident.save(update_fields=["state", "version", *fields])
    tell_incident(incident, at)


def reasoned(reason: str) -> str:
    """Return a reason fit to be kept, or ask for one."""
    given = reason.strip()[:200]
    if not given:
        raise ReasonMissing(_("Give a reason in a few words; the rest of what you typed is kept."))
    return given
