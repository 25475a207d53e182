"""The road network in force, and the engine that drives over it."""

from datetime import datetime
from threading import Lock

from django.db import transaction
from django.db.models import Max

from tocsin.core.roads import RoadNetwork, TravelTimes, engine_over, order_for
from tocsin.core.roads.storage import Kept, read_kept, to_bytes
from tocsin.kernel.accounts.api import Bureau, Officer
from tocsin.kernel.audit import api as audit
from tocsin.registers.places.acts import ROADS_LOADED
from tocsin.registers.places.models import RoadMap

_engines: dict[int, tuple[int, TravelTimes]] = {}
_lock = Lock()


def travel_times(bureau: Bureau) -> TravelTimes:
    """Return the engine over the newest road map, or straight lines where none is loaded.

    The engine is built once per process and road map; its answers say how they were found.
    """
    newest = newest_id(bureau)
    known = _engines.get(bureau.pk)
    if known is not None and known[0] == newest:
        return known[1]
    with _lock:
        known = _engines.get(bureau.pk)
        if known is None or known[0] != newest:
            _engines[bureau.pk] = known = newest, _engine_on(newest)
    return known[1]


def _engine_on(road_map: int) -> TravelTimes:
    kept = kept_map(road_map)
    return engine_over(None) if kept is None else engine_over(kept.network, kept.order)


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
