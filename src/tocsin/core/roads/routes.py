"""Drawing the quickest way: its line, its times and the roads it follows."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, haversine_metres, metres_along
from tocsin.core.roads.graph import (
    MILLISECONDS,
    Ends,
    Profile,
    along_one_link,
    arriving,
    leaving,
)
from tocsin.core.roads.network import RoadClass, RoadNetwork
from tocsin.core.roads.snapping import Snaps
from tocsin.core.roads.speeds import WALKING_METRES_PER_SECOND
from tocsin.core.roads.travel import FoundBy, Route, Step

LEAST_WALK_TOLD_METRES = 1.0
TINY_METRES = 1e-9


@dataclass(frozen=True, slots=True)
class Path:
    """A way by junctions: its whole milliseconds, and the whole arcs between its two pieces.

    ``first`` tells over which end of its link the origin is left, ``last`` over which end the
    destination is reached: 0 the first node of the link, 1 its last.
    """

    milliseconds: float
    first: int
    last: int
    arcs: tuple[int, ...]


PathFinder = Callable[[Profile, Ends, Ends], Path | None]


@dataclass(frozen=True, slots=True)
class _Leg:
    """A link, a part of one, or a walk, in the direction it is followed."""

    lonlat: Floats
    metres_at: Floats
    seconds: float
    name: str = ""
    road_class: RoadClass | None = None
    exit: int = 0

    @property
    def metres(self) -> float:
        return float(self.metres_at[-1])

    @property
    def seconds_at(self) -> Floats:
        return self.seconds * self.metres_at / max(self.metres, TINY_METRES)


def draw_route(
    network: RoadNetwork, profile: Profile, places: Snaps, find_path: PathFinder
) -> Route | None:
    """Find the quickest way between two snapped places.

    Parameters
    ----------
    places
        Two entries: origin and destination.
    find_path
        Finds the quickest way between two places by junctions.

    Returns
    -------
    Route or None
        None where the destination cannot be reached.
    """
    if not np.isfinite(places.metres).all():
        return None
    apart = haversine_metres(*places.places[0].tolist(), *places.places[1].tolist())
    if apart <= places.metres.sum():
        return _join([_walk(places.places)])
    on_road = _road_legs(network, profile, places, find_path)
    if on_road is None:
        return None
    first = _walk(np.array([places.places[0], places.lonlat[0]]))
    last = _walk(np.array([places.lonlat[1], places.places[1]]))
    return _join([first, *on_road, last])


def _walk(lonlat: Floats) -> _Leg:
    metres_at = metres_along(lonlat)
    return _Leg(lonlat, metres_at, float(metres_at[-1]) / WALKING_METRES_PER_SECOND)


def _road_legs(
    network: RoadNetwork, profile: Profile, places: Snaps, find_path: PathFinder
) -> list[_Leg] | None:
    """Give the legs between the points where the two places meet the road."""
    here, there = leaving(network, profile, places), arriving(network, profile, places)
    start, end = Ends(here.nodes[:1], here.milliseconds[:1]), _last(there)
    path = find_path(profile, start, end)
    direct = float(along_one_link(profile, places, places)[0, 1])
    begin, stop = places.share.tolist()
    if path is None or direct <= path.milliseconds:
        if direct == np.inf:
            return None
        return [_piece(network, places.link[0], (begin, stop), direct)]
    first, last = path.first, path.last
    return [
        _piece(network, places.link[0], (begin, float(first)), start.milliseconds[0, first]),
        *_between(network, profile, path.arcs, places.link),
        _piece(network, places.link[1], (float(last), stop), end.milliseconds[0, last]),
    ]


def _last(ends: Ends) -> Ends:
    return Ends(ends.nodes[1:], ends.milliseconds[1:])


def _between(
    network: RoadNetwork, profile: Profile, arcs: Sequence[int], ends: NDArray[np.int64]
) -> Iterator[_Leg]:
    """Give the whole legs; those around a roundabout that is left again know its exit."""
    circle, links = network.link_circle, network.link_count
    begins, stops = circle[ends].tolist()
    ahead = 0
    for circling, group in groupby(arcs, key=lambda arc: bool(circle[arc % links])):
        run = list(group)
        entered = ahead > 0 or not begins
        ahead += len(run)
        left = circling and entered and (ahead < len(arcs) or not stops)
        number = _exits(network, profile, run) if left else 0
        yield from (_whole(network, profile, arc, number) for arc in run)


def _exits(network: RoadNetwork, profile: Profile, run: Sequence[int]) -> int:
    """Count the places at which one may drive out of a roundabout, the last included."""
    arcs = network.arcs
    heads = arcs.head[list(run)]
    leads_out = np.isin(arcs.tail, heads) & ~network.link_circle[arcs.link]
    leads_out &= np.isfinite(profile.to_places)
    out_of = set(arcs.tail[leads_out].tolist())
    return sum(int(head) in out_of for head in heads)


def _whole(network: RoadNetwork, profile: Profile, arc: int, left_by: int) -> _Leg:
    link, forward = arc % network.link_count, arc < network.link_count
    whole = profile.forward[link] if forward else profile.backward[link]
    piece = _piece(network, link, (0.0, 1.0) if forward else (1.0, 0.0), float(whole))
    return replace(piece, exit=left_by)


def _piece(
    network: RoadNetwork, link: int, shares: tuple[float, float], milliseconds: float
) -> _Leg:
    """Cut the line of a link between two shares of its length, turned round when they fall."""
    line = network.line(link)
    metres_at = metres_along(line)
    low, high = sorted(share * float(metres_at[-1]) for share in shares)
    between = (metres_at > low) & (metres_at < high)
    kept = np.concatenate([[low], metres_at[between], [high]])
    cut = np.column_stack([np.interp(kept, metres_at, line[:, axis]) for axis in (0, 1)])
    kept -= low
    if shares[0] > shares[1]:
        cut, kept = cut[::-1], kept[-1] - kept[::-1]
    rank = RoadClass(int(network.link_class[link]))
    return _Leg(cut, kept, float(milliseconds) / MILLISECONDS, network.name_of(link), rank)


def _join(legs: Sequence[_Leg]) -> Route:
    moving = [leg for leg in legs if leg.metres > 0.0] or list(legs[:1])
    seconds = np.cumsum([0.0] + [leg.seconds for leg in moving])
    metres = np.cumsum([0.0] + [leg.metres for leg in moving])
    begin = moving[0].lonlat[:1]
    return Route(
        lonlat=np.concatenate([begin, *(leg.lonlat[1:] for leg in moving)]),
        seconds_at=_chain([leg.seconds_at[1:] for leg in moving], seconds),
        metres_at=_chain([leg.metres_at[1:] for leg in moving], metres),
        steps=_steps(moving),
        by=FoundBy.ROADS,
        ranks=_ranks(moving),
    )


def _chain(parts: Sequence[Floats], starts: Floats) -> Floats:
    shifted = [part + start for part, start in zip(parts, starts[:-1], strict=True)]
    return np.concatenate([np.zeros(1), *shifted])


def _ranks(legs: Sequence[_Leg]) -> dict[RoadClass | None, float]:
    """Tell how many seconds pass on each rank of road."""
    seconds: dict[RoadClass | None, float] = {}
    for leg in legs:
        seconds[leg.road_class] = seconds.get(leg.road_class, 0.0) + leg.seconds
    return seconds


def _steps(legs: Sequence[_Leg]) -> tuple[Step, ...]:
    """Tell the roads one after the other; a step of less than a metre's walk is not told."""
    told = [
        leg for leg in legs if leg.road_class is not None or leg.metres >= LEAST_WALK_TOLD_METRES
    ]
    steps = []
    for _, same in groupby(told, key=lambda leg: (leg.name, leg.road_class is None, leg.exit)):
        group = list(same)
        metres, seconds = sum(leg.metres for leg in group), sum(leg.seconds for leg in group)
        first = group[0]
        steps.append(Step(first.name, first.road_class, metres, seconds, first.exit))
    return tuple(steps)
