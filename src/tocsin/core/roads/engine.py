"""What every engine over roads does, whichever way it searches."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tocsin.core.geo import Floats, Point
from tocsin.core.roads.graph import (
    MILLISECONDS,
    Changes,
    Ends,
    Plain,
    Profile,
    along_one_link,
    arriving,
    leaving,
    usable_arcs,
    usable_steps,
    weigh_plain,
    well_connected_links,
)
from tocsin.core.roads.network import RoadNetwork
from tocsin.core.roads.routes import Path, draw_route
from tocsin.core.roads.snapping import Snapper, Snaps, direct_walks
from tocsin.core.roads.speeds import (
    WALKING_METRES_PER_SECOND,
    TravelMode,
    Weather,
    seconds_per_metre,
)
from tocsin.core.roads.topology import Topology, expand
from tocsin.core.roads.travel import FoundBy, Route, Times

FARTHEST_OFF_ROAD_METRES = 5_000.0
KEPT_PROFILES = 12
NO_CHANGES: Changes = {}

Key = TypeVar("Key")
Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Conditions:
    """How one moves, at which hour of the day, and in which weather: what weights depend on."""

    mode: TravelMode
    at_hour: int | None
    weather: Weather


class RoadEngine(ABC):
    """Finds the quickest ways over a road network.

    A place off the road is walked to from the nearest point of the part of the network in which
    one gets everywhere and back; two places nearer to each other than to the road are joined by a
    direct walk. A place more than ``farthest_off_road_metres`` from any road is unreachable.
    """

    by = FoundBy.ROADS

    def __init__(
        self,
        network: RoadNetwork,
        *,
        farthest_off_road_metres: float = FARTHEST_OFF_ROAD_METRES,
    ) -> None:
        self.network = network
        self._farthest = farthest_off_road_metres
        self.weather = Weather.DRY
        self._changes = NO_CHANGES
        self._profiles: dict[Conditions, Profile] = {}
        self._before: dict[Conditions, Profile] = {}
        self._plain: dict[Conditions, Plain] = {}
        self._snappers: dict[tuple[TravelMode, int | None], Snapper] = {}
        self._reachable: dict[tuple[TravelMode, int | None], NDArray[np.bool_]] = {}

    @cached_property
    def topology(self) -> Topology:
        """The graph that is searched, without weights."""
        return expand(self.network)

    @abstractmethod
    def search(self, profile: Profile, starts: Ends, ends: Ends, limit: float) -> Floats:
        """Find how many milliseconds lie between places, shape (starts, ends)."""

    @abstractmethod
    def find_path(self, profile: Profile, start: Ends, end: Ends) -> Path | None:
        """Find the arcs of the quickest way between two places by junctions."""

    def to_many(
        self,
        origin: Point,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long one unit needs to each destination, shape (n,)."""
        conditions = self.conditions(mode, at_hour, weather)
        seconds = self._seconds(np.array([origin]), destinations, conditions, limit_seconds)
        return Times(seconds[0], self.by)

    def from_many(
        self,
        origins: Floats,
        destination: Point,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long each of many units needs to one destination, shape (n,)."""
        conditions = self.conditions(mode, at_hour, weather)
        seconds = self._seconds(origins, np.array([destination]), conditions, limit_seconds)
        return Times(seconds[:, 0], self.by)

    def matrix(
        self,
        origins: Floats,
        destinations: Floats,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        limit_seconds: float = np.inf,
        weather: Weather | None = None,
    ) -> Times:
        """Tell how long every origin is from every destination, shape (origins, destinations)."""
        conditions = self.conditions(mode, at_hour, weather)
        return Times(self._seconds(origins, destinations, conditions, limit_seconds), self.by)

    def route(
        self,
        origin: Point,
        destination: Point,
        *,
        mode: TravelMode,
        at_hour: int | None = None,
        weather: Weather | None = None,
    ) -> Route | None:
        """Find the quickest way, or None where there is none."""
        places = self.snap(np.array([origin, destination]), mode, at_hour)
        profile = self.profile(self.conditions(mode, at_hour, weather))
        return draw_route(self.network, profile, places, self.find_path)

    @property
    def changes(self) -> Changes:
        """What is in force, by arc."""
        return self._changes

    def change(self, changes: Changes) -> None:
        """Put closures and slow-downs in force in place of those before.

        Parameters
        ----------
        changes
            By arc of the network, how many times as long it takes than usual, at least 1; ``inf``
            is closed. What is not named is as usual.

        Raises
        ------
        ValueError
            When an arc is not of this network, or something would be quicker than usual.
        """
        count = 2 * self.network.link_count
        if not all(0 <= arc < count and factor >= 1.0 for arc, factor in changes.items()):
            raise ValueError("A change names an arc and makes it take at least as long as usual.")
        if changes != self._changes:
            self._changes = dict(changes)
            self._before, self._profiles = self._profiles, {}

    def conditions(
        self, mode: TravelMode, at_hour: int | None, weather: Weather | None = None
    ) -> Conditions:
        """Say under which conditions a question is answered: in the weather in force, if none."""
        return Conditions(mode, at_hour, self.weather if weather is None else weather)

    def profile(self, conditions: Conditions) -> Profile:
        """Give the weights under some conditions, with the changes in force."""
        known = self._profiles.get(conditions)
        if known is None:
            before = self._before.pop(conditions, None)
            known = self.weigh(conditions, before)
            _keep(self._profiles, conditions, known)
        return known

    def prepare(self, conditions: Conditions) -> None:
        """Do at once what the first questions would wait for."""
        self.snapper(conditions.mode, conditions.at_hour)
        self.profile(conditions)

    def snap(self, places: Floats, mode: TravelMode, at_hour: int | None = None) -> Snaps:
        """Find where places, shape (n, 2) in degrees, meet the roads that a mode may use."""
        return self.snapper(mode, at_hour).snap(places)

    def snapper(self, mode: TravelMode, at_hour: int | None = None) -> Snapper:
        """Give what finds the roads that a mode may use at an hour."""
        when = mode, at_hour if self.network.changes_by_hour else None
        known = self._snappers.get(when)
        if known is None:
            known = Snapper(self.network, self.reachable_links(*when), self._farthest)
            _keep(self._snappers, when, known)
        return known

    def reachable_links(self, mode: TravelMode, at_hour: int | None = None) -> NDArray[np.bool_]:
        """Tell from which links a mode gets everywhere and back at an hour, shape (links,)."""
        hour = at_hour if self.network.changes_by_hour else None
        when = (mode, hour)
        known = self._reachable.get(when)
        if known is None:
            usable = usable_arcs(self.network, mode, np.isfinite(seconds_per_metre(mode)), hour)
            steps = usable_steps(self.topology, mode, usable, hour)
            known = well_connected_links(self.network, self.topology, steps)
            _keep(self._reachable, when, known)
        return known

    def weigh(self, conditions: Conditions, before: Profile | None) -> Profile:  # noqa: ARG002 - for those who can use it
        """Weigh the network afresh; ``before`` is what was in force until something changed."""
        return self._plainly(conditions).changed(self._changes)

    def _plainly(self, conditions: Conditions) -> Plain:
        known = self._plain.get(conditions)
        if known is None:
            mode = conditions.mode
            pace = seconds_per_metre(mode, conditions.at_hour, conditions.weather)
            known = weigh_plain(self.network, self.topology, mode, pace, conditions.at_hour)
            _keep(self._plain, conditions, known)
        return known

    def _seconds(
        self, origins: Floats, destinations: Floats, conditions: Conditions, limit: float
    ) -> Floats:
        profile, mode = self.profile(conditions), conditions.mode
        places = self.snap(np.concatenate([origins, destinations]), mode, conditions.at_hour)
        starts, ends = places.parted(len(origins))
        if not (np.isfinite(starts.metres).any() and np.isfinite(ends.metres).any()):
            return np.full((len(origins), len(destinations)), np.inf)
        by_junctions = self.search(
            profile,
            leaving(self.network, profile, starts),
            arriving(self.network, profile, ends),
            limit * MILLISECONDS,
        )
        by_road = np.minimum(by_junctions, along_one_link(profile, starts, ends))
        walked = starts.metres[:, None] + ends.metres[None, :]
        seconds = by_road / MILLISECONDS + walked / WALKING_METRES_PER_SECOND
        seconds = np.minimum(seconds, direct_walks(starts, ends))
        return np.where(seconds <= limit, seconds, np.inf)


def _keep(store: dict[Key, Kept], key: Key, value: Kept) -> None:
    """Keep what was made, and let go of the oldest."""
    store[key] = value
    for oldest in list(store)[:-KEPT_PROFILES]:
        store.pop(oldest, None)
