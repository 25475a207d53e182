"""Which of the places that fit is answered, and how sure that is.

A place that fits badly may be another than the meant one, which the register does not have. Then a
place that was said whole and lies around it is the better answer.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from tocsin.core.addressing.confidence import (
    GREEN_FROM,
    Evidence,
    confidence_of,
    open_signs,
)
from tocsin.core.addressing.counted import Counted, Number
from tocsin.core.addressing.index import MICRO, NONE, AddressIndex
from tocsin.core.addressing.ranking import Floats, Ranked
from tocsin.core.addressing.slips import instead
from tocsin.core.addressing.walking import Walked, walk
from tocsin.core.geo import Point, metres_between

MOST_WALKED = 24
# In characters: how far behind the best a named place may be for its numbers to be looked at.
WITHIN = 1.6
# In characters: what a place may lack of its name to be taken for said whole.
WHOLE = 0.35
NOWHERE = -1
# So many characters that nothing explains are a name.
A_NAME = 2
# So many places at most that numbers said amiss may lead to.
MOST_INSTEAD = 4
# In characters and metres: places that fit so alike, and lie so far apart, are to be asked about.
EQUAL, APART_METRES = 0.01, 150.0
# How much surer a place around must be to be answered instead of one that fits.
SURER = 0.3
# What is less sure says nothing against a place that was said whole and lies around it.
HARDLY = 0.05


@dataclass(frozen=True, slots=True)
class Candidate:
    """A place reached by numbers from one of the ranked, and how well it fits."""

    score: float
    place: int
    walked: Walked


@dataclass(frozen=True, slots=True)
class Found:
    """A place that may be meant, reached from a named one by numbers, and what speaks for it.

    ``confidence`` is that the words name it; ``alike`` tells how many places elsewhere they name as
    well as this one.
    """

    node: int
    score: float
    named: int
    walked: Walked
    evidence: Evidence
    confidence: float
    alike: int = 0


@dataclass
class Judge:
    """Weighs the ranked places of one question."""

    index: AddressIndex
    ranked: Ranked
    numbers: list[Number]
    weight: Floats
    home: int
    words: str = ""
    _paths: dict[int, set[int]] = field(default_factory=dict)
    _nodes: list[int] = field(init=False)
    _ends: list[int] = field(init=False)
    _scores: list[float] = field(init=False)

    def __post_init__(self) -> None:
        """Take out what is looked at of every place."""
        self._nodes = self.ranked.node.tolist()
        self._ends = self.ranked.end.tolist()
        self._scores = self.ranked.score.tolist()

    def judge(self, limit: int) -> list[Found]:
        """List the places that may be meant, the one to answer first."""
        some = self._followed()
        return self._with_alike(self._judged(some, limit), some)

    def _judged(self, some: list[Candidate], limit: int) -> list[Found]:
        found = [self._weighed(one, some) for one in some[:limit]]
        if found:
            found = self._with_slips(self._with_groups(found))[:limit]
        if found and found[0].confidence >= GREEN_FROM:
            return found
        holding = list(self._around(some))
        around = [self._weighed(one, some, around=True) for one in holding]
        around += [one for one in found[1:] if one.node in self._path(found[0].node)]
        if found and found[0].confidence < HARDLY:
            around += [self._weighed(one, some) for one in holding if self._is_within(one, found)]
        surest = max(around, key=lambda one: one.confidence, default=None)
        if surest is None or (found and surest.confidence <= found[0].confidence + SURER):
            return found
        return [surest, *(one for one in found if one.node != surest.node)][:limit]

    def _is_within(self, one: Candidate, found: list[Found]) -> bool:
        """Say whether a place said whole lies around the best one, inside what all lies in."""
        wide = self._path(self.home) if self.home != NONE else set[int]()
        node = one.walked.node
        return one.place != NOWHERE and node in self._path(found[0].node) and node not in wide

    def _with_alike(self, found: list[Found], some: list[Candidate]) -> list[Found]:
        """Count the places that fit as well as the best one and lie elsewhere."""
        if not some or found[0].node != some[0].walked.node:
            return found
        first = found[0]
        here, own = self._point(first.node), self._path(first.node)
        alike = {
            one.walked.node
            for one in some[1:]
            if first.score - one.score <= EQUAL
            and one.walked.node not in own
            and first.node not in self._path(one.walked.node)
            and metres_between(here, self._point(one.walked.node)) > APART_METRES
        }
        named = alike | {first.node}
        return [replace(one, alike=len(alike)) if one.node in named else one for one in found]

    def _point(self, node: int) -> Point:
        lon, lat = (self.index.lonlat[node] / MICRO).tolist()
        return Point(lon, lat)

    def _with_groups(self, found: list[Found]) -> list[Found]:
        """Put the groups without a name behind a village, where a name was said that it lacks."""
        first = found[0]
        if first.evidence.open_run < A_NAME or first.walked.missing:
            return found
        groups = self.index.numbered(first.node, Counted.GROUP)[1].tolist()
        if not groups:
            return found
        unnamed = [node for node in groups if not self.index.is_named(node)]
        confidence = (1.0 - first.confidence) / (len(unnamed) + 1)
        sure = min(confidence, first.confidence)
        below = [replace(first, node=node, confidence=sure) for node in unnamed]
        return [first, *below, *found[1:]]

    def _with_slips(self, found: list[Found]) -> list[Found]:
        """Put where numbers lead that were said amiss behind the place at which they stop."""
        first = found[0]
        known = {one.node for one in found}
        others = {
            one.node: one
            for one in instead(self.index, first.walked, self.words)
            if one.node not in known
        }
        some = list(others.values())[:MOST_INSTEAD]
        sure = min((1.0 - first.confidence) / (len(some) + 1), first.confidence)
        below = [replace(first, node=one.node, walked=one, confidence=sure) for one in some]
        return [first, *below, *found[1:]]

    def _followed(self) -> list[Candidate]:
        """Follow the numbers from the best named places; the better numbered come first."""
        best: dict[int, Candidate] = {}
        for place, score in enumerate(self._scores[:MOST_WALKED]):
            if score < self._scores[0] - WITHIN:
                break
            one = self._candidate(place)
            other = best.get(one.walked.node)
            if other is None or other.score < one.score:
                best[one.walked.node] = one
        return self._widest_first(sorted(best.values(), key=lambda one: -one.score))

    def _widest_first(self, some: list[Candidate]) -> list[Candidate]:
        """Put what lies around the best place first, where its name alone says as much."""
        own = self._path(some[0].walked.node) if some else set[int]()
        holding = [
            one for one in some[1:] if some[0].score - one.score <= EQUAL and one.walked.node in own
        ]
        if not holding:
            return some
        widest = min(holding, key=lambda one: len(self._path(one.walked.node)))
        return [widest, *(one for one in some if one is not widest)]

    def _candidate(self, place: int) -> Candidate:
        walked = walk(self.index, self._nodes[place], self._ends[place], self.numbers)
        return Candidate(self._scores[place] + walked.worth, place, walked)

    def _around(self, some: list[Candidate]) -> Iterator[Candidate]:
        """Give the places said whole that lie around the best ones, and where everything lies."""
        lacks = self.ranked.lack.tolist()
        places = {node: place for place, node in enumerate(self._nodes) if lacks[place] < WHOLE}
        best = [one.walked.node for one in some[:1]] + list(places)[:1]
        for node in dict.fromkeys(above for one in best for above in self.index.path_of(one)):
            if node in places:
                yield self._candidate(places[node])
        if self.home == NONE:
            return
        missing = tuple(self.numbers)
        yield Candidate(0.0, NOWHERE, Walked(self.home, 0, missing, 0.0))

    def _weighed(self, one: Candidate, some: list[Candidate], *, around: bool = False) -> Found:
        """Say how sure a candidate is beside its nearest rival."""
        ranked, place, walked = self.ranked, one.place, one.walked
        if place == NOWHERE:
            open_, named = (float(self.weight.sum()), 0, 0.0), walked.node
            lack = gain = 0.0
        else:
            open_ = open_signs(ranked.shares[place], self.weight, self._ends[place])
            lack, gain = float(ranked.lack[place]), float(ranked.gain[place])
            named = self._nodes[place]
        margin = self._margin(one, some)
        missing = len(walked.missing)
        evidence = Evidence(*open_, lack, gain, margin, missing, walked.different, walked.matched)
        sure = confidence_of(evidence, around=around)
        return Found(walked.node, one.score, named, walked, evidence, sure)

    def _margin(self, one: Candidate, some: list[Candidate]) -> float:
        """Say how far the nearest rival is behind that lies neither above nor below it."""
        own = self._path(one.walked.node)
        for other in some:
            if other.walked.node in own:
                continue
            if one.walked.node not in self._path(other.walked.node):
                return one.score - other.score
        return WITHIN

    def _path(self, node: int) -> set[int]:
        if node not in self._paths:
            self._paths[node] = set(self.index.path_of(node))
        return self._paths[node]


def home_of(index: AddressIndex) -> int:
    """Find the smallest place that everything in the register lies in; -1 where there is none.

    Everything lies in it when at most one place in a thousand does not.
    """
    if index.node_count <= 1:
        return NONE
    inside = np.ones(index.node_count, dtype=np.int64)
    held = inside.copy()
    above = index.parent.astype(np.int64)
    while (above >= 0).any():
        there = above >= 0
        held += np.bincount(above[there], minlength=index.node_count)
        above = np.where(there, index.parent[np.maximum(above, 0)], NONE)
    most = np.flatnonzero(held >= 0.999 * index.node_count)
    return int(most[np.argmin(held[most])]) if len(most) else NONE
