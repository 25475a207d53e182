"""A cordon on a map: where to close, who is sent there, and what others say of its size."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.utils.translation import gettext as _

from tocsin.adapters.osm.api import read_roads
from tocsin.core.geo import LocalPlane
from tocsin.core.roads import RoadEngine, RoadNetwork, TravelMode, road_engine
from tocsin.core.roads.cordon import (
    NOBODY,
    Area,
    CannotBeClosed,
    Front,
    Laid,
    Mark,
    Stretches,
    lay_cordon,
    links_for,
    question_of,
    stretches_of,
    ways_around,
)
from tocsin.project.planning.cordon_peers import cut_milliseconds, peers_of
from tocsin.project.planning.errors import UnusableInput
from tocsin.project.planning.unit_file import UnitThere

PLACES_OF_A_DEGREE = 7
TENTHS = 1


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a cordon is asked for: whom it stops, what moves out of the area, posts by hand."""

    area: Area
    stops: str = TravelMode.CAR
    front: Front | None = None
    marks: Sequence[Mark] = ()
    through_area: bool = False


@dataclass(frozen=True, slots=True)
class Cordon:
    """A planned cordon with the roads it stands on and the units it was planned for."""

    network: RoadNetwork
    stretches: Stretches
    laid: Laid
    units: Sequence[UnitThere]


def plan(file: Path, wanted: Wanted, units: Sequence[UnitThere]) -> Cordon:
    """Plan a cordon on an OpenStreetMap extract.

    Raises
    ------
    UnreadableExtract
        When the file cannot be used.
    UnusableInput
        When the area lies off the map, a post is near no road, or what may not be closed leads out.
    """
    engine = road_engine(read_roads(file).network())
    return plan_on(engine, wanted, units)


def plan_on(engine: RoadEngine, wanted: Wanted, units: Sequence[UnitThere]) -> Cordon:
    """Plan a cordon on roads, as :func:`plan` does."""
    network, area = engine.network, wanted.area
    here = LocalPlane(area.centre).to_metres(network.node_lonlat)
    if not area.outer.encloses(here).any():
        raise UnusableInput(_("There is no road of this map within the outer ring."))
    stretches = stretches_of(network, area, links_for(network, TravelMode(wanted.stops)))
    ways = ways_around(
        engine,
        area,
        np.array([unit.point for unit in units], dtype=np.float64).reshape(-1, 2),
        [unit.mode for unit in units],
        through_area=wanted.through_area,
    )
    try:
        laid = lay_cordon(network, stretches, area, ways, marks=wanted.marks, front=wanted.front)
    except CannotBeClosed as open_way:
        raise UnusableInput(
            _("Without the removed posts the area cannot be closed off.")
        ) from open_way
    _insist_on_every_mark(wanted.marks, laid)
    return Cordon(network, stretches, laid, units)


def _insist_on_every_mark(marks: Sequence[Mark], laid: Laid) -> None:
    for number, mark in enumerate(marks):
        if number not in laid.marks:
            raise UnusableInput(
                _(
                    "The post at %(place)s is near no road that could be closed, or another one is "
                    "named on the same stretch."
                )
                % {"place": f"{mark.point.lat:g},{mark.point.lon:g}"}
            )


def written(cordon: Cordon) -> dict[str, object]:
    """Write a cordon as it is printed."""
    laid, latest = cordon.laid, cordon.laid.latest_seconds
    peers = peers_of(question_of(cordon.stretches, laid.cut))
    pinned = len(laid.cut.pinned)
    return {
        "value": laid.cut.value,
        "closures": [_closure(cordon, number) for number in range(len(laid.posts))],
        "peers": {name: flow + pinned for name, flow in peers.items()},
        "disconnected": laid.closed,
        "assignments": _assignments(cordon),
        "latest_arrival_seconds": None if latest is None else round(latest, TENTHS),
        "short_by": laid.short_by,
        "short_by_is_least": laid.proved,
        "stretches": len(cordon.stretches),
        "cut_milliseconds": round(cut_milliseconds(cordon.stretches, laid.cut), TENTHS),
        "roads_lead_in": laid.reaches_inside,
        "roads_lead_out": laid.reaches_outside,
    }


def _closure(cordon: Cordon, number: int) -> dict[str, object]:
    post, network = cordon.laid.posts[number], cordon.network
    told: dict[str, object] = {
        "lat": round(post.point.lat, PLACES_OF_A_DEGREE),
        "lon": round(post.point.lon, PLACES_OF_A_DEGREE),
        "way": int(network.link_way[post.link]),
        "road": network.name_of(post.link),
        "pinned": post.marked,
        "why_not_held": post.lack,
    }
    if post.front is not None:
        told["front_seconds"] = round(post.front, TENTHS)
    return told


def _assignments(cordon: Cordon) -> list[dict[str, object]]:
    return [
        {
            "unit": cordon.units[post.unit].code,
            "closure": number,
            "seconds": None if post.seconds is None else round(post.seconds, TENTHS),
        }
        for number, post in enumerate(cordon.laid.posts)
        if post.unit != NOBODY
    ]


def summary(told: Mapping[str, object]) -> str:
    """Tell a cordon to people, a line for each closure."""
    closures, sent = _rows(told["closures"]), _rows(told["assignments"])
    holder = {row["closure"]: row for row in sent}
    lines = [_("%(count)s places to close.") % {"count": len(closures)}]
    for number, row in enumerate(closures):
        held = holder.get(number)
        who = f"{held['unit']}, {held['seconds']} s" if held else _("nobody")
        lines.append(f"  {row['lat']},{row['lon']}  {row['road'] or row['way']}: {who}")
    lines.append(
        _("Short by %(count)s units.") % {"count": told["short_by"]}
        if told["short_by"]
        else _("Every place is held.")
    )
    return "\n".join(lines)


def _rows(value: object) -> list[Mapping[str, object]]:
    return value if isinstance(value, list) else []
