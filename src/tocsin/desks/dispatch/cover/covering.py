"""What free units cover: read from memory at once, made anew beside the work of the desk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from zlib import compress, decompress

import numpy as np
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Greatest

from tocsin.core.dispatching.coverage import Coverage
from tocsin.core.dispatching.covering import CoverGround, Demand, busy_share, gather
from tocsin.core.geo import Floats
from tocsin.core.roads import TravelMode
from tocsin.desks.dispatch.cover.posts import Post, posts_of
from tocsin.desks.dispatch.models import Assignment, CoverMap, Incident
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.catalogue import api as catalogue
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units
from tocsin.registers.units.api import DutyStatus, ReadyUnit, UnitKind

MOST_PLACES = 250
CALLS_FROM, BUSY_FROM = timedelta(days=365), timedelta(days=28)
# So many calls, spread over the doors, count beside those that came; and from here on, none do.
CALLS_OF_DOORS, CALLS_ENOUGH = 200.0, 2_000
NO_WAY, LONGEST_WAY = 65_535, 65_534
ROWS_AT_ONCE = 40
USUAL_WITHIN = 600.0
NOT_MOVING_FAST = frozenset({UnitKind.FOOT, UnitKind.PARTNER, UnitKind.MEDIATOR})


@dataclass(frozen=True)
class Cover:
    """The ground of a bureau with the names of its places and its posts."""

    version: tuple[int, int]
    ground: CoverGround
    names: tuple[str, ...]
    posts: tuple[Post, ...]
    made_at: datetime

    def coverage(self, free: Sequence[ReadyUnit]) -> Coverage | None:
        """Tell what free units cover; None where nobody is free."""
        if not free:
            return None
        where = np.array([unit.place for unit in free], dtype=np.float64)
        return self.ground.coverage([unit.code for unit in free], where)


_known: dict[int, Cover] = {}
_lock = Lock()


def cover_of(bureau_id: int) -> Cover | None:
    """Return the ground in force, from memory where it has not changed; None before the first."""
    rows = CoverMap.objects.filter(bureau_id=bureau_id)
    version = rows.values_list("pk", "version").first()
    if version is None:
        return None
    known = _known.get(bureau_id)
    if known is not None and known.version == version:
        return known
    with _lock:
        _known[bureau_id] = made = read(rows.get())
    return made


def read(row: CoverMap) -> Cover:
    """Read a stored ground."""
    count = len(row.places) + len(row.posts)
    whole = np.frombuffer(decompress(bytes(row.seconds)), dtype="<u2").reshape(count, count)
    seconds = np.where(whole == NO_WAY, np.inf, whole.astype(np.float64))
    posts = tuple(Post(*post) for post in row.posts)
    facts = np.array([place[:4] for place in row.places], dtype=np.float64)
    ground = CoverGround(
        lonlat=np.concatenate([facts[:, :2], lonlat_of(posts)]),
        seconds=seconds,
        calls=facts[:, 2],
        within_seconds=facts[:, 3],
        posts=tuple(post.code for post in posts),
        busy_share=row.busy_share,
    )
    names = tuple(str(place[4]) for place in row.places)
    return Cover((row.pk, row.version), ground, names, posts, row.made_at)


def covers(unit: ReadyUnit, at: datetime) -> bool:
    """Say whether an unassigned unit counts as cover: there, its place known, and quick."""
    return (
        unit.duty == DutyStatus.AVAILABLE
        and not unit.agency
        and unit.kind not in NOT_MOVING_FAST
        and unit.fixed_at is not None
        and at - unit.fixed_at <= units.STALE_AFTER
    )


def make_cover(*, bureau: Bureau, at: datetime) -> bool:
    """Make the ground of a bureau anew; False where nothing is known of where calls come from."""
    demand = demand_of(bureau, at)
    posts = posts_of(bureau)
    if demand is None:
        return False
    seconds, by = ways_between(bureau, at, np.concatenate([demand.lonlat, lonlat_of(posts)]))
    facts = [place_facts(bureau, demand, index) for index in range(len(demand.calls))]
    share = busy_share_of(bureau, at)
    with transaction.atomic():
        row = CoverMap.objects.select_for_update().filter(bureau=bureau).first()
        CoverMap.objects.update_or_create(
            bureau=bureau,
            defaults={
                "made_at": at,
                "version": row.version + 1 if row else 1,
                "places": facts,
                "posts": [[post.code, post.name, post.lon, post.lat] for post in posts],
                "seconds": seconds,
                "busy_share": share,
                "travel_by": by,
            },
        )
    return True


def demand_of(bureau: Bureau, at: datetime) -> Demand | None:
    """Say where calls come from: from the incidents of a year and, while few, from the doors."""
    rows = Incident.objects.filter(bureau=bureau, opened_at__gte=at - CALLS_FROM)
    came = list(rows.exclude(state="merged").order_by().values_list("lon", "lat"))
    points = np.array(came, dtype=np.float64).reshape(-1, 2)
    weights = np.ones(len(points))
    if len(points) < CALLS_ENOUGH:
        doors = places.address_points(bureau)
        points = np.concatenate([points, doors])
        share = CALLS_OF_DOORS / max(len(doors), 1)
        weights = np.concatenate([weights, np.full(len(doors), share)])
    return gather(points, weights, most=MOST_PLACES) if len(points) else None


def place_facts(bureau: Bureau, demand: Demand, index: int) -> list[object]:
    """Write one place: where, how many calls, how soon somebody should be there, whose ground."""
    lon, lat = demand.lonlat[index].tolist()
    here = places.beat_at(bureau, lon, lat)
    targets = catalogue.clock_targets(bureau, here.area_class if here else "rural")
    within = next((target.seconds for target in targets if target.tier == 1), USUAL_WITHIN)
    named = (here.beat or here.station) if here else None
    return [lon, lat, float(demand.calls[index]), float(within), named.name_zh if named else ""]


def ways_between(bureau: Bureau, at: datetime, lonlat: Floats) -> tuple[bytes, str]:
    """Find the ways between all anchors, some at a time so that nobody else waits for long."""
    engine = places.travel_times(bureau, at)
    parts = [
        engine.matrix(
            lonlat[start : start + ROWS_AT_ONCE], lonlat, mode=TravelMode.LIGHTS_AND_SIREN
        ).seconds
        for start in range(0, len(lonlat), ROWS_AT_ONCE)
    ]
    seconds = np.concatenate(parts)
    whole = np.where(np.isfinite(seconds), np.minimum(np.rint(seconds), LONGEST_WAY), NO_WAY)
    return compress(whole.astype("<u2").tobytes()), str(engine.by)


def busy_share_of(bureau: Bureau, at: datetime) -> float:
    """Say for which share of their duty the units of a bureau were busy of late."""
    since = at - BUSY_FROM
    rows = Assignment.objects.filter(Q(ended_at=None) | Q(ended_at__gt=since), bureau=bureau)
    spans = rows.annotate(
        begun=Greatest(F("assigned_at"), since), over=Coalesce("ended_at", at)
    ).values_list("begun", "over")
    busy = sum(max(0.0, (over - begun).total_seconds()) for begun, over in spans)
    return busy_share(busy, max(busy, units.duty_seconds(bureau, since, at)))


def lonlat_of(posts: Sequence[Post]) -> Floats:
    """Give where posts are, shape (posts, 2)."""
    return np.array([(post.lon, post.lat) for post in posts], dtype=np.float64).reshape(-1, 2)
