"""The card of an officer, written for programs."""

from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.duty.models import HelpRequest
from tocsin.desks.duty.queries import Card, LineShown, Work
from tocsin.desks.duty.ways import WayShown
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places

Written = dict[str, object]
AS_STORED = ("number", "priority", "type_code", "place_text", "place_words", "lon", "lat", "words")


def card_written(card: Card) -> Written:
    """Write what the phone of an officer shows."""
    return {
        "unit": card.unit.code if card.unit else None,
        "unit_name": card.unit.name if card.unit else "",
        "status": card.status.value,
        "reason": card.reason,
        "sharing_since": card.sharing_since,
        "help": help_written(card.help) if card.help else None,
        "work": work_written(card.work) if card.work else None,
        "stand_by": stand_by_written(card.stand_by, card.way_to_post) if card.stand_by else None,
    }


def stand_by_written(row: dispatch.StandBy, way: WayShown | None) -> Written:
    """Write where a unit without an assignment was told to stand by."""
    return {
        "post": row.post_name,
        "lon": row.lon,
        "lat": row.lat,
        "at": row.at,
        "seconds": row.seconds,
        "way": way_written(way) if way else None,
    }


def help_written(asked: HelpRequest) -> Written:
    """Write a call for help."""
    return {
        "help": asked.pk,
        "at": asked.at,
        "answered_at": asked.answered_at,
        "answered_by": asked.answered_by.name if asked.answered_by else "",
    }


def work_written(work: Work) -> Written:
    """Write an assignment with everything its crew must know."""
    incident = work.incident
    endings = catalogue.dispositions(incident.bureau, incident_class=incident.type_code[:2])
    return {
        **{name: getattr(incident, name) for name in AS_STORED},
        "assignment": work.assignment.pk,
        "type_name": dispatch.type_name_of(incident),
        "assigned_at": work.assignment.assigned_at,
        "post": work.assignment.post_facts,
        "steps": [{"step": step.kind.value, "at": step.at} for step in work.steps],
        "way": way_written(work.way) if work.way else None,
        "buildings": [building_written(here) for here in work.buildings],
        "lines": [line_written(line) for line in work.lines],
        "endings": [
            {"code": row.code, "name": row.name, "needs_words": row.needs_reason} for row in endings
        ],
    }


def way_written(way: WayShown) -> Written:
    """Write the way to an incident."""
    return {
        "metres": way.metres,
        **dispatch.arrival_written(way.arrival),
        "by_roads": way.by_roads,
        "stretches": [{"name": one.name, "metres": one.metres} for one in way.stretches],
        "directions": way.told,
        "arrival": way.there,
    }


def building_written(here: places.PremisesHere) -> Written:
    """Write what a crew must know of a building."""
    return {
        "name": here.name,
        "hazards": here.hazards,
        "access_notes": here.access_notes,
        "entrances": [str(entrance.get("label", "")) for entrance in here.entrances],
    }


def line_written(line: LineShown) -> Written:
    """Write a note or photograph of the incident."""
    entry = line.entry
    return {
        "at": entry.at,
        "by": entry.by.name,
        "text": entry.text,
        "photograph": line.photo or None,
        "claimed_at": entry.claimed_at,
        "struck_at": entry.struck_at,
    }
