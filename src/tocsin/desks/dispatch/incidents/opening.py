"""Opening an incident, and the calls that belong to it."""

from collections.abc import Mapping
from datetime import datetime

from tocsin.desks.dispatch import acts
from tocsin.desks.dispatch.acting.announcing import tell_incident
from tocsin.desks.dispatch.acting.locking import hold, save
from tocsin.desks.dispatch.acting.timeline import tell
from tocsin.desks.dispatch.clocks.keeping import start_clocks
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.states import EntryKind
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.kernel.database.api import part_of_act
from tocsin.kernel.numbering.api import next_number
from tocsin.registers.places import api as places

SERIES = "C"


@part_of_act
def open_incident(
    *,
    actor: Officer,
    at: datetime,
    bureau: Bureau,
    type_code: str,
    type_name: str,
    priority: int,
    place_text: str,
    lon: float,
    lat: float,
    received_at: datetime,
    plan_code: str = "",
    words: str = "",
    place_words: str = "",
    place_code: str = "",
    answered_at: datetime | None = None,
    located_at: datetime | None = None,
    answers: Mapping[str, str] | None = None,
) -> Incident:
    """Open an incident, find whose ground it is on and start its response clocks.

    The clocks run from ``at``, the moment from which the dispatch desk can act.
    """
    incident = Incident(
        bureau=bureau,
        type_code=type_code,
        type_name=type_name,
        priority=priority,
        plan_code=plan_code,
        words=words,
        place_words=place_words,
        place_text=place_text,
        place_code=place_code,
        lon=lon,
        lat=lat,
        received_at=received_at,
        answered_at=answered_at,
        located_at=located_at,
        answers=dict(answers or {}),
    )
    return store_opened(incident, actor, at)


def store_opened(incident: Incident, actor: Officer, at: datetime) -> Incident:
    """Give a new incident its ground and number, store it, start its clocks, tell the desks."""
    incident.opened_at, incident.opened_by = at, actor
    ground = places.beat_at(incident.bureau, incident.lon, incident.lat)
    if ground is not None:
        incident.station, incident.beat = ground.station, ground.beat
        incident.area_class = ground.area_class
    incident.number = next_number(bureau=incident.bureau, series=SERIES, at=at)
    incident.save(force_insert=True)
    start_clocks(incident, at)
    tell(
        incident,
        EntryKind.OPENED,
        "opened",
        by=actor,
        at=at,
        type=incident.type_name,
        type_code=incident.type_code,
        place=incident.place_text,
    )
    audit.record(
        acts.OPENED,
        subject=incident,
        actor=actor,
        at=at,
        number=incident.number,
        type=incident.type_code,
        priority=incident.priority,
    )
    tell_incident(incident, at)
    return incident


@part_of_act
def note_call_linked(
    *, incident: Incident, call_number: str, actor: Officer, at: datetime, why: str = ""
) -> Incident:
    """Write into the timeline that a call belongs to the incident; return the head it went to."""
    held = hold(head_of(incident))
    tell(held, EntryKind.CALL, "call_linked", by=actor, at=at, text=why, call=call_number)
    audit.record(
        acts.CALL_LINKED, subject=held, actor=actor, at=at, number=held.number, call=call_number
    )
    save(held, at)
    return held


@part_of_act
def note_call_unlinked(
    *, incident: Incident, call_number: str, actor: Officer, at: datetime, reason: str
) -> Incident:
    """Write into the timeline that a call does not belong to the incident after all."""
    held = hold(incident)
    tell(held, EntryKind.CALL, "call_unlinked", by=actor, at=at, text=reason, call=call_number)
    audit.record(
        acts.CALL_UNLINKED, subject=held, actor=actor, at=at, number=held.number, call=call_number
    )
    save(held, at)
    return held


def head_of(incident: Incident) -> Incident:
    """Return the incident that a merged one is part of; any other is its own head."""
    return incident.head or incident
