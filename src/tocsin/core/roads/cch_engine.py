"""Travel times over the road network, by a customisable contraction hierarchy.

Method: J. Dibbelt, B. Strasser and D. Wagner, "Customizable Contraction Hierarchies", ACM Journal
of Experimental Algorithmics 21 (2016). The nodes are put into an order once, by where they lie;
weights are laid over the order in some milliseconds, and a few of them changed in less.

On a map like a chessboard every halving cuts many roads, and changing weights takes as long as many
searches. There the first questions after a change are answered by SciPy's search, and the change is
laid over the hierarchy once that has become the longer way. So it is, on any map, before the
hierarchy is made. Whoever lends a place aside has both done there: nobody waits for them. Where the
hierarchy is high, labels are made there too, and questions are answered from these.

The library behind it ties a question to the thread that asks and to the weights it was asked over.
So each question gets an object of its own, which is gone before the answer is given, and weights
are changed only while nobody asks; whoever asks just then is answered by SciPy's search, which
finds the same times.
"""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from routingkit_cch import (
    CCH,
    CCHManyToOne,
    CCHMetric,
    CCHMetricPartialUpdater,
    CCHOneToMany,
    CCHQuery,
    compute_order_inertial,
)

from tocsin.core.geo import Floats
from tocsin.core.roads.aside import Aside
from tocsin.core.roads.elimination import hierarchy_height
from tocsin.core.roads.engine import FARTHEST_OFF_ROAD_METRES, Conditions, RoadEngine
from tocsin.core.roads.fronts import Fronts, fronts_of
from tocsin.core.roads.graph import Ends, Profile
from tocsin.core.roads.labels import Labels, label_bytes, make_labels
from tocsin.core.roads.network import Ints, RoadNetwork
from tocsin.core.roads.routes import Path
from tocsin.core.roads.scipy_engine import dijkstra_path, dijkstra_search
from tocsin.core.roads.topology import STANDING, Topology

CLOSED = 2**31 - 1
"""How the library writes that an arc may not be used."""
FEW_CHANGES_SHARE = 0.05
"""Up to this share of all weights, changing them one by one is quicker than laying all anew."""

QUICK_CHANGES = 10
"""So many changed weights are laid over any hierarchy quicker than one search takes."""
FIRST_SEARCHES = 10
"""At least so many searches take as long as making a hierarchy, on any map."""
FEW_SEARCHES = 2
"""Who asks no more than so often needs no hierarchy."""
LONG_TABLE = 500
"""More places than that, and than half of all nodes, are found soonest by one search over all."""
HIGH = 200
"""From this height on questions to the hierarchy take longer than labels are worth in memory."""
LABEL_BYTES = 400_000_000
"""The labels of one engine take no more memory."""
SEARCH_STEPS = 800
"""A search looks at each node; a change of many weights, at the cube of the hierarchy's height."""

Weights = NDArray[np.int64]
Doors = list[tuple[int, int]]


def node_order(topology: Topology) -> Ints:
    """Put the nodes into the order of the hierarchy, by halving the map again and again.

    Depends on where the roads lie, not on how long they take: worth keeping beside the network.

    Examples
    --------
    >>> from tocsin.core.roads.network import build_network
    >>> from tocsin.core.roads.topology import expand
    >>> node_order(expand(build_network([]))).tolist()
    []
    """
    if not topology.node_count:
        return np.empty(0, dtype=np.int32)
    moving = topology.tail != topology.head
    lon, lat = topology.lonlat[:, 0].tolist(), topology.lonlat[:, 1].tolist()
    tail, head = topology.tail[moving].tolist(), topology.head[moving].tolist()
    order = compute_order_inertial(topology.node_count, tail, head, lat, lon)
    return np.array(order, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class _Laid:
    """A metric of the library and the weights that lie over it."""

    metric: CCHMetric
    whole: Weights


@dataclass(frozen=True, eq=False)
class _Layer(Profile):
    """A profile whose weights lie over the hierarchy.

    ``ready`` holds the metric, and is empty once it was handed on; ``owed`` holds one whose weights
    still have to be changed, or None where one has still to be made. ``asking`` has an entry for
    each question that is being answered, ``searched`` the number of searches that each question
    cost while something was missing. ``labels`` is empty until they are made; ``behind`` holds an
    entry until nothing more will be made.
    """

    whole: Weights
    ready: list[_Laid] = field(default_factory=list)
    owed: list[_Laid | None] = field(default_factory=list)
    asking: set[object] = field(default_factory=set)
    searched: list[int] = field(default_factory=list)
    labels: list[Labels] = field(default_factory=list)
    behind: set[str] = field(default_factory=lambda: {"hierarchy"})


class CCHEngine(RoadEngine):
    """Answers from a hierarchy made once for a network: many questions, each in microseconds.

    Parameters
    ----------
    order
        As made by :func:`node_order` for the same network, shape (nodes of the topology,); made
        here where it is not given.
    aside
        Where the hierarchy and labels are made; without it the hierarchy is made by the question
        that needs it, and labels only by :meth:`prepare`.
    at_once
        Whether even the first answers wait for the hierarchy.

    Raises
    ------
    ValueError
        When the order does not name each node once.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> from tocsin.core.roads.speeds import TravelMode
    >>> street = Way(np.array([[106.0, 35.0], [106.01, 35.0]]), RoadClass.STREET)
    >>> engine = CCHEngine(build_network([street]), at_once=True)
    >>> there = np.array([[106.01, 35.0], [108.0, 35.0]])
    >>> times = engine.to_many(Point(106.0, 35.0), there, mode=TravelMode.CAR)
    >>> times.seconds.round().tolist(), str(times.by)
    ([117.0, inf], 'roads')
    """

    def __init__(
        self,
        network: RoadNetwork,
        *,
        order: Ints | None = None,
        aside: Aside | None = None,
        farthest_off_road_metres: float = FARTHEST_OFF_ROAD_METRES,
        at_once: bool = False,
    ) -> None:
        super().__init__(network, farthest_off_road_metres=farthest_off_road_metres)
        if order is not None:
            refuse_foreign_order(order, self.topology)
        self._order = order
        self._at_once = at_once
        self._aside = aside

    @cached_property
    def order(self) -> Ints:
        """The order of the nodes in the hierarchy."""
        return node_order(self.topology) if self._order is None else self._order

    def search(self, profile: Profile, starts: Ends, ends: Ends, limit: float) -> Floats:
        """Find how many milliseconds lie between places, shape (starts, ends)."""
        many = max(starts.count, ends.count) > max(LONG_TABLE, self.topology.node_count // 2)
        if isinstance(profile, _Layer) and not many:
            for labels in profile.labels:
                told = labels.between(starts, ends)
                if told is not None:
                    return told
            self._settle(profile, min(starts.count, ends.count))
            token = object()
            profile.asking.add(token)
            try:
                for laid in profile.ready[:1]:
                    return _table(laid.metric, starts, ends)
            finally:
                profile.asking.discard(token)
        return dijkstra_search(profile, starts, ends, limit)

    def find_path(self, profile: Profile, start: Ends, end: Ends) -> Path | None:
        """Find the arcs of the quickest way between two places by junctions."""
        if isinstance(profile, _Layer):
            self._settle(profile, 1)
            token = object()
            profile.asking.add(token)
            try:
                for laid in profile.ready[:1]:
                    return _path(laid.metric, self.topology.arc[self._steps], start, end)
            finally:
                profile.asking.discard(token)
        return dijkstra_path(profile, start, end)

    def _settle(self, layer: _Layer, searches: int) -> None:
        """Have made what is missing, once it costs less than searching on."""
        if not layer.behind or (self._aside is None and not layer.owed):
            return
        layer.searched.append(searches)
        so_far = sum(layer.searched)
        waited = searches if self._aside else so_far
        if self._at_once or waited > (self.patience if self._is_made else FIRST_SEARCHES):
            self._pay(layer)
        enough = max(self.patience if self._is_made else 0, FEW_SEARCHES)
        if self._aside is not None and so_far > enough:
            self._aside.begin(lambda: self._catch_up(layer))

    def _catch_up(self, layer: _Layer) -> None:
        """Make all that questions over a layer are answered from."""
        self._pay(layer)
        worth = self.height > HIGH and (self._aside is None or self._aside.goes_on())
        if worth and not layer.labels:
            size = label_bytes(self._fronts, layer.weights)
            if size <= self._free_bytes:
                layer.labels.append(make_labels(self._fronts, layer.weights))
        layer.behind.clear()

    def _pay(self, layer: _Layer) -> None:
        try:
            laid = layer.owed.pop()
        except IndexError:  # another thread was first
            return
        self._lay(laid, layer)

    def prepare(self, conditions: Conditions) -> None:
        """Do at once what the first questions would wait for."""
        super().prepare(conditions)
        profile = self.profile(conditions)
        if isinstance(profile, _Layer):
            self._catch_up(profile)

    @property
    def _free_bytes(self) -> int:
        """The memory that labels of other weights in force leave for new ones."""
        layers = [known for known in self._profiles.values() if isinstance(known, _Layer)]
        return LABEL_BYTES - sum(labels.size for layer in layers for labels in layer.labels)

    @property
    def _is_made(self) -> bool:
        """Whether the hierarchy has been made, and measured before."""
        return "_hierarchy" in self.__dict__

    @cached_property
    def height(self) -> int:
        """How high the hierarchy is."""
        return hierarchy_height(self.topology, self.order)

    @property
    def patience(self) -> int:
        """How many searches take as long as changing weights all over the hierarchy."""
        return int(self.height**3 / (SEARCH_STEPS * max(self.topology.node_count, 1)))

    @cached_property
    def _fronts(self) -> Fronts:
        return fronts_of(self.topology, self.order)

    @cached_property
    def _steps(self) -> NDArray[np.int64]:
        """The steps that lead somewhere else: those the hierarchy knows."""
        return np.flatnonzero(self.topology.tail != self.topology.head)

    @cached_property
    def _hierarchy(self) -> CCH:
        self.height  # noqa: B018 - measured here, so that no question waits for it later
        tail, head = self.topology.tail[self._steps], self.topology.head[self._steps]
        return CCH(self.order.tolist(), tail.tolist(), head.tolist(), True)  # noqa: FBT003 - theirs

    def weigh(self, conditions: Conditions, before: Profile | None) -> Profile:
        """Lay the weights under some conditions over the hierarchy, or change those that differ."""
        plain = super().weigh(conditions, before)
        if not len(self._steps):
            return plain
        whole = np.minimum(plain.weights[self._steps], CLOSED).astype(np.int64)
        layer = _Layer(
            plain.topology,
            plain.forward,
            plain.backward,
            plain.weights,
            plain.to_places,
            whole,
            usual=plain.usual,
        )
        laid = _taken_over(before, whole)
        if self._is_long(laid, whole):
            layer.owed.append(laid)
            return layer
        self._lay(laid, layer)
        if self.height <= HIGH:
            layer.behind.clear()
        return layer

    def _is_long(self, laid: _Laid | None, whole: Weights) -> bool:
        """Tell whether laying some weights takes longer than a search."""
        if self._at_once or not self._is_made:
            return not self._at_once
        if laid is not None and np.count_nonzero(laid.whole != whole) <= QUICK_CHANGES:
            return False
        return self.patience > 0

    def _lay(self, laid: _Laid | None, layer: _Layer) -> None:
        """Lay all weights, or change those that differ, and let the layer answer from them."""
        if laid is None:
            metric = CCHMetric(self._hierarchy, layer.whole.tolist())
        else:
            metric, different = laid.metric, np.flatnonzero(laid.whole != layer.whole)
            changes = dict(zip(different.tolist(), layer.whole[different].tolist(), strict=True))
            CCHMetricPartialUpdater(self._hierarchy).apply(metric, changes)
        layer.ready.append(_Laid(metric, layer.whole))


def refuse_foreign_order(order: Ints, topology: Topology) -> None:
    """Raise ValueError unless the order names each node of the topology once."""
    count = topology.node_count
    if len(order) != count or not (np.sort(order) == np.arange(count)).all():
        raise ValueError("This order was not made for this road network.")


def _taken_over(before: Profile | None, whole: Weights) -> _Laid | None:
    """Take over the metric of a profile no longer in force, where few weights differ."""
    if not isinstance(before, _Layer):
        return None
    try:
        laid = (before.owed or before.ready).pop()
    except IndexError:  # another thread was first
        return None
    if laid is None or before.asking:
        return None
    few = np.count_nonzero(laid.whole != whole) <= FEW_CHANGES_SHARE * len(whole)
    return laid if few else None


def _path(metric: CCHMetric, arc_of: NDArray[np.int64], start: Ends, end: Ends) -> Path | None:
    """Find the arcs of the quickest way; ``arc_of`` names the arc of each step it knows."""
    doors, exits = _doors(start, 0), _doors(end, 0)
    if not doors or not exits:
        return None
    found = CCHQuery(metric).run_multi(doors, exits)
    milliseconds, nodes, steps = found.distance, found.node_path, found.arc_path
    del found
    if milliseconds is None:
        return None
    arcs = arc_of[np.array(steps, dtype=np.int64)].tolist()
    first = np.where(start.nodes[0] == nodes[0], start.milliseconds[0], np.inf).argmin()
    last = np.where(end.nodes[0] == nodes[-1], end.milliseconds[0], np.inf).argmin()
    driven = tuple(arc for arc in arcs if arc != STANDING)
    return Path(float(milliseconds), int(first), int(last), driven)


def _doors(ends: Ends, place: int) -> Doors:
    pairs = zip(ends.nodes[place].tolist(), ends.milliseconds[place].tolist(), strict=True)
    return [(node, int(milliseconds)) for node, milliseconds in pairs if milliseconds < np.inf]


def _table(metric: CCHMetric, starts: Ends, ends: Ends) -> Floats:
    """Ask from each place of the smaller side to all of the other at once."""
    onward = starts.count <= ends.count
    near, far = (starts, ends) if onward else (ends, starts)
    table = np.full((near.count, far.count), np.inf)
    place, side = np.nonzero(np.isfinite(far.milliseconds))
    pinned = far.nodes[place, side].tolist()
    if not pinned:
        return table if onward else table.T
    ask = (
        CCHOneToMany(metric, pinned).distances_from_multi
        if onward
        else CCHManyToOne(metric, pinned).distances_to_multi
    )
    by_end = np.full(far.nodes.shape, np.inf)
    last = far.milliseconds[place, side]
    for row in range(near.count):
        doors = _doors(near, row)
        if doors:
            reached = np.array(ask(doors), dtype=np.float64) + last
            by_end[place, side] = np.where(np.isnan(reached), np.inf, reached)
            table[row] = np.minimum(by_end[:, 0], by_end[:, 1])
    return table if onward else table.T
