"""The road network in force, and the engine that drives over it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tocsin.core.geo import Point
from tocsin.core.roads import RoadEngine, RoadNetwork, TravelTimes, engine_over, order_for
from tocsin.core.roads.storage import Kept, read_kept, to_bytes
from tocsin.core.roads.stretches import Direction, stretch_of, together
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.aside import ThreadBeside
from tocsin.kernel.audit import api as audit
from tocsin.registers.places.acts import ROADS_LOADED
from tocsin.registers.places.errors import NoRoadMap
from tocsin.registers.places.models import Closure, RoadMap
from tocsin.registers.places.roadstate import RoadState, state_at


@dataclass(frozen=True, slots=True)
class _Held:
    """An engine of this process, and what was last put in force on it."""

    state: RoadState
    engine: TravelTimes


class Engines:
    """The engines of one process: one for each bureau, built once per road map.

    Each time one is asked for, the closures, slow-downs and weather in force at the moment are laid
    on it where they differ from what was; so what somebody enters in another process, and what
    begins or ends by its time, counts from the next question on.
    """

    def __init__(self) -> None:
        self._held: dict[int, _Held] = {}
        self._lock = Lock()

    def over(self, bureau: Bureau, at: datetime) -> TravelTimes:
        """Return the engine of a bureau with what is in force at a moment."""
        state = state_at(bureau, at)
        known = self._held.get(bureau.pk)
        if known is not None and known.state == state:
            return known.engine
        with self._lock:
            known = self._held.get(bureau.pk)
            if known is None or known.state != state:
                self._held[bureau.pk] = known = _Held(state, _put_in_force(known, state))
        return known.engine


_engines = Engines()


def travel_times(bureau: Bureau, at: datetime) -> TravelTimes:
    """Return the engine over the newest road map, or straight lines where none is loaded.

    Closures and weather in force at the moment are laid on it; see :class:`Engines`.
    """
    return _engines.over(bureau, at)


def road_engine_at(bureau: Bureau, at: datetime) -> RoadEngine:
    """Return the engine where it knows roads.

    Raises
    ------
    NoRoadMap
        No road map is loaded.
    """
    engine = travel_times(bureau, at)
    if not isinstance(engine, RoadEngine):
        raise NoRoadMap(_("No roads are loaded for your bureau. An administrator can load them."))
    return engine


def _put_in_force(known: _Held | None, state: RoadState) -> TravelTimes:
    same_map = known is not None and known.state.road_map == state.road_map
    engine = known.engine if known is not None and same_map else engine_on(state.road_map)
    engine.weather = state.weather
    if isinstance(engine, RoadEngine):
        rows = Closure.objects.filter(pk__in=[pk for pk, _version in state.closures])
        engine.change(together(_laid(engine, row, state.road_map) for row in rows))
    return engine


def _laid(engine: RoadEngine, row: Closure, road_map: int) -> tuple[Sequence[int], float]:
    """Give the arcs of a closure on the map in force; on a newer one its places find them."""
    factor = math.inf if row.factor is None else row.factor
    if row.road_map_id == road_map:
        return row.arcs, factor
    found = stretch_of(engine, [Point(lon, lat) for lon, lat in row.places])
    return (found.arcs(Direction(row.direction)) if found else ()), factor


def engine_on(road_map: int) -> TravelTimes:
    """Build an engine over a road map; 0 is none."""
    kept = kept_map(road_map)
    if kept is None:
        return engine_over(None)
    return engine_over(kept.network, kept.order, ThreadBeside())


def newest_id(bureau: Bureau) -> int:
    """Say which road map is in force; 0 where there is none."""
    newest = RoadMap.objects.filter(bureau=bureau).aggregate(newest=Max("pk"))["newest"]
    return int(newest or 0)


def kept_map(road_map: int) -> Kept | None:
    """Read a road map with the order that its engine need not make again."""
    kept = RoadMap.objects.filter(pk=road_map).first()
    return read_kept(bytes(kept.network)) if kept else None


def network_of(road_map: int) -> RoadNetwork | None:
    """Read the roads of a road map."""
    kept = kept_map(road_map)
    return kept.network if kept else None


def road_network(bureau: Bureau) -> RoadNetwork | None:
    """Read the road map in force; None where there is none."""
    return network_of(newest_id(bureau))


@transaction.atomic
def save_roadmap(
    *, bureau: Bureau, network: RoadNetwork, source: str, actor: Officer, at: datetime
) -> RoadMap:
    """Put a road network in force; the same network again stays the same version."""
    kept = to_bytes(network, order=order_for(network))
    Bureau.objects.select_for_update(no_key=True).get(pk=bureau.pk)
    newest = RoadMap.objects.filter(bureau=bureau).order_by("-version").first()
    if newest is not None and bytes(newest.network) == kept:
        return newest
    made = RoadMap.objects.create(
        bureau=bureau,
        version=newest.version + 1 if newest else 1,
        source=source,
        network=kept,
        nodes=network.node_count,
        arcs=network.link_count,
        loaded_at=at,
    )
    audit.record(
        ROADS_LOADED,
        subject=made,
        actor=actor,
        at=at,
        source=source,
        version=made.version,
        links=network.link_count,
    )
    return made
