"""An incident that an officer comes upon."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.api import Incident, MilestoneKind
from tocsin.desks.duty.errors import PlaceUnknown
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units.api import DutyStatus, Unit

# Below this a typed place may mean several; the officer is asked rather than guessed for.
SURE_ENOUGH = 0.9


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something is, and its name."""

    lon: float
    lat: float
    text: str
    code: str = ""


def spot_of(bureau: Bureau, words: str, lon: float | None, lat: float | None) -> Spot:
    """Find the place of a new incident: where the phone is, or what was typed.

    Raises
    ------
    PlaceUnknown
        Neither the phone nor the words say where it is.
    """
    if lon is not None and lat is not None:
        near = places.place_at(bureau, lon, lat)
        named = words.strip() or (near.text if near else f"{lat:.5f}, {lon:.5f}")
        return Spot(lon, lat, named[:200], near.code if near and not words.strip() else "")
    likely = places.suggest(bureau, words, limit=1) if words.strip() else []
    if not likely or (likely[0].score < SURE_ENOUGH and likely[0].text != words.strip()):
        raise PlaceUnknown(
            _("This place is not on the map. Choose one from the list, or use “here”.")
        )
    found = likely[0]
    return Spot(found.lon, found.lat, found.text, found.code)


@transaction.atomic
def open_on_the_way(
    *,
    unit: Unit,
    type_code: str,
    spot: Spot,
    actor: Officer,
    at: datetime,
    words: str = "",
    on_scene: bool = True,
    claimed_at: datetime | None = None,
) -> Incident:
    """Open an incident that the unit came upon, and send the unit itself if it is free.

    A unit that is at work elsewhere stays there; the incident then waits for the dispatcher.
    """
    kind = catalogue.type_by_code(unit.bureau, type_code)
    incident = dispatch.open_incident(
        actor=actor,
        at=at,
        bureau=unit.bureau,
        type_code=kind.code,
        type_name=kind.name_zh,
        priority=kind.priority,
        plan_code=kind.response_plan.code,
        words=words.strip(),
        place_text=spot.text,
        place_code=spot.code,
        lon=spot.lon,
        lat=spot.lat,
        received_at=at,
        located_at=at,
    )
    if unit.standing.duty == DutyStatus.AVAILABLE and not dispatch.open_assignment_of(unit):
        sent = dispatch.assign(incident=incident, unit=unit, actor=actor, at=at, eta_seconds=0.0)
        if on_scene:
            dispatch.record_milestone(
                assignment=sent,
                kind=MilestoneKind.ARRIVED,
                at=at,
                actor=actor,
                claimed_at=claimed_at,
            )
    return incident
