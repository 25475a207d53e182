"""A cordon that the units there are can hold, each at its post before a front where one comes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from tocsin.core.geo import Floats
from tocsin.core.roads.cordon.cutting import Cut, fewest_closures
from tocsin.core.roads.cordon.outlines import Marks
from tocsin.core.roads.cordon.posting import NOBODY, Posting, post_units
from tocsin.core.roads.cordon.proving import least_short
from tocsin.core.roads.cordon.stretches import Stretches

ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Held:
    """Where to close and who is there; ``proved`` where no cordon is short by fewer."""

    cut: Cut
    posting: Posting
    proved: bool

    @property
    def worth(self) -> tuple[int, int]:
        """What decides between two: how many are missing, then how many places there are."""
        return self.posting.short_by, len(self.cut.closures)


def hold_before(
    stretches: Stretches,
    seconds: Floats,
    front: Floats,
    *,
    pinned: Collection[int] = (),
    barred: Collection[int] = (),
) -> Held:
    """Find closures that units can hold before a front reaches them.

    By how many every cordon is short at least is found together with the cordon; where the two stay
    apart and the ground is small enough, a mixed-integer program looks for the least, elsewhere the
    best of what was tried is given.

    Parameters
    ----------
    seconds
        Shape (units, stretches).
    front
        Shape (stretches,), when the front is there; ``inf`` where none comes.

    Raises
    ------
    CannotBeClosed
        When barred stretches alone lead from inside to outside.

    Examples
    --------
    >>> from tocsin.core.geo import Point
    >>> from tocsin.core.roads.cordon import Area, stretches_of
    >>> from tocsin.core.roads.network import RoadClass, Way, build_network
    >>> street = Way(np.array([[106.0, 35.0], [106.02, 35.0]]), RoadClass.STREET)
    >>> area = Area(Point(106.0, 35.0), 100.0, 1000.0)
    >>> found = stretches_of(build_network([street]), area, np.array([True]))
    >>> held = hold_before(found, np.array([[90.0]]), np.array([60.0]))
    >>> held.posting.short_by, held.proved
    (1, True)
    """
    search = _Search(stretches, seconds, front, frozenset(pinned), frozenset(barred))
    search.look(search.everybody)
    search.look(frozenset())
    for _ in range(ROUNDS):
        if search.settled or not search.look_on():
            break
    if not search.settled and not search.look_exactly():
        search.give_up_places()
    return Held(search.best.cut, search.best.posting, search.settled)


class _Search:
    """Looks for the cordon that is short by fewest, between what is possible and what was found.

    By König's theorem a cordon is short by as many as there are places that only some crews reach
    in time, less these crews: whichever crews make that the most. So for any crews the fewest such
    places that a cordon can have, less these crews, is what no cordon can be better than; and the
    cordon that has the fewest is worth a look.
    """

    def __init__(
        self,
        stretches: Stretches,
        seconds: Floats,
        front: Floats,
        pinned: frozenset[int],
        barred: frozenset[int],
    ) -> None:
        self.stretches, self.seconds, self.front = stretches, seconds, front
        self.pinned, self.barred = pinned, barred
        self.in_time: Marks = seconds < front
        self.everybody = frozenset(np.flatnonzero(self.in_time.any(axis=1)).tolist())
        self.floor = 0
        self.seen: set[frozenset[int]] = set()
        self.tried: list[Held] = []

    @property
    def best(self) -> Held:
        """The best that was found, of equals the first."""
        return min(self.tried, key=lambda one: one.worth)

    @property
    def settled(self) -> bool:
        """Whether nothing better is possible."""
        return bool(self.tried) and self.best.posting.short_by <= self.floor

    def try_cut(self, cut: Cut) -> Held:
        """Post units at closures, and keep that."""
        here = np.array(cut.closures, dtype=np.int64)
        self.tried.append(
            Held(cut, post_units(self.seconds[:, here], self.front[here]), proved=False)
        )
        return self.tried[-1]

    def look(self, crews: frozenset[int]) -> None:
        """Find the cordon with the fewest places that nobody but these crews reaches in time."""
        self.seen.add(crews)
        others = np.ones(len(self.in_time), dtype=np.bool_)
        others[list(crews)] = False
        theirs: Marks = ~np.logical_or.reduce(self.in_time[others], axis=0)
        cut = self.cut_without(set(np.flatnonzero(theirs).tolist()))
        self.floor = max(self.floor, int(theirs[list(cut.closures)].sum()) - len(crews))
        self.try_cut(cut)

    def look_on(self) -> bool:
        """Look for crews that the last cordon, or the best one, lacks; False when all were seen."""
        for held in (self.tried[-1], self.best):
            for crews in lacking(self.in_time[:, list(held.cut.closures)]):
                if crews not in self.seen:
                    self.look(crews)
                    return True
        return False

    def cut_without(self, spared: set[int]) -> Cut:
        """Find the closures with the fewest of some stretches."""
        return fewest_closures(
            self.stretches, pinned=self.pinned, barred=self.barred, spared=spared
        )

    def give_up_places(self) -> None:
        """Spare the places that are left without a unit for others, for so many rounds."""
        spared = set(np.flatnonzero(~self.in_time.any(axis=0)).tolist())
        for _ in range(ROUNDS):
            if self.settled:
                return
            held = self.try_cut(self.cut_without(spared))
            units = zip(held.cut.closures, held.posting.units, strict=True)
            without = {at for at, unit in units if unit == NOBODY} - self.pinned
            if without <= spared:
                return
            spared |= without

    def look_exactly(self) -> bool:
        """Ask a mixed-integer program; False where the ground is too large for that."""
        exact = least_short(
            self.stretches,
            self.in_time,
            self.best.posting.short_by,
            pinned=self.pinned,
            barred=self.barred,
        )
        if exact is None:
            return False
        held = self.try_cut(exact.cut)
        if exact.proved:
            self.floor = max(self.floor, held.posting.short_by)
        return True


def lacking(in_time: Marks) -> Iterator[frozenset[int]]:
    """Give the fewest and the most crews that are too few for the places only they reach in time.

    Parameters
    ----------
    in_time
        Shape (units, places).

    Examples
    --------
    >>> list(lacking(np.array([[True, True, False], [False, False, True]])))
    [frozenset({0}), frozenset({0, 1})]
    """
    crew_at = maximum_bipartite_matching(csr_array(in_time), perm_type="row")
    posted = np.zeros(in_time.shape, dtype=np.bool_)
    held = np.flatnonzero(crew_at >= 0)
    posted[crew_at[held], held] = True
    # Whoever could hold a place that is left, and then whoever could hold theirs instead.
    places = ~posted.any(axis=0)
    while True:
        crews = in_time[:, places].any(axis=1)
        more = places | posted[crews].any(axis=0)
        if (more == places).all():
            break
        places = more
    yield frozenset(np.flatnonzero(crews).tolist())
    # All but whoever is idle, and whoever one of these could stand in for.
    idle = ~posted.any(axis=1)
    while True:
        more = idle | posted[:, in_time[idle].any(axis=0)].any(axis=1)
        if (more == idle).all():
            break
        idle = more
    yield frozenset(np.flatnonzero(~idle).tolist())
