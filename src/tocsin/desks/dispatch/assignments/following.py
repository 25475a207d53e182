"""Putting an incident where its assignments say."""

from collections.abc import Mapping
from uuid import UUID

from tocsin.desks.dispatch.acting.locking import move
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.queries.progress import Stand, derived_state, progress_of, stands_of


def follow_assignments(
    incident: Incident, stands: Mapping[UUID, Stand] | None = None
) -> dict[UUID, Stand]:
    """Put a held incident where its assignments say; the caller saves.

    What the caller has read under the lock, and brought up to date, need not be read again.
    """
    known = dict(stands_of(incident) if stands is None else stands)
    since = incident.reopened_at
    counted = [one for one in known.values() if since is None or one.assigned_at >= since]
    under_way = [progress_of(one.stamps) for one in counted if one.ended_at is None]
    some_done = any(one.ended_at is not None and not one.withdrawn for one in counted)
    then = derived_state(under_way, some_done=some_done)
    if then != incident.state:
        move(incident, then)
    return known
