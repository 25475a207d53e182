"""Which incidents are over, and since when: what starts the clock of what is kept for them."""

from collections.abc import Collection, Iterable
from datetime import datetime

from tocsin.core.retention import Ended, Event, Standing
from tocsin.desks.dispatch.models import Incident, Transfer
from tocsin.desks.dispatch.states import IncidentState

PREFIX = "incident"


def incident_standings(bureau_id: int, cases: Collection[str]) -> dict[str, Standing]:
    """Tell of incidents, named as cases, when they ended; nothing of those that are not there."""
    numbers = [case.partition(":")[2] for case in cases]
    rows = Incident.objects.filter(bureau_id=bureau_id, number__in=numbers)
    found = list(rows.select_related("head"))
    ends = incident_ends(found)
    return {
        f"{PREFIX}:{one.number}": Standing((f"{PREFIX}:{one.number}",), ended(ends.get(one.pk)))
        for one in found
    }


def ended(at: datetime | None) -> Ended | None:
    """Write the end of a case."""
    return None if at is None else Ended(Event.CASE_CLOSED, at)


def incident_ends(incidents: Iterable[Incident]) -> dict[object, datetime | None]:
    """Say when incidents ended, by their keys: one that was merged ends with its head."""
    told = {one.pk: one for one in incidents}
    whole = {pk: one.head or one for pk, one in told.items()}
    handed = {one.pk for one in whole.values() if one.state == IncidentState.TRANSFERRED}
    taken = Transfer.objects.filter(incident__in=handed, outcome=Transfer.Outcome.ACCEPTED)
    moved = dict(taken.order_by("decided_at").values_list("incident", "decided_at"))
    return {pk: one.closed_at or moved.get(one.pk) for pk, one in whole.items()}
