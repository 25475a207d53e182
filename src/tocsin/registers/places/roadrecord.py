"""The roads as they were: which weather, and which closures were in force, at moments past."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.core.geo import Point
from tocsin.core.roads import RoadEngine, TravelTimes, Weather
from tocsin.core.roads.stretches import Direction, stretch_of, together
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places.models import ClosureVersion, RoadWeather
from tocsin.registers.places.roadmaps import engine_on, newest_id


@dataclass(frozen=True, slots=True)
class _Said:
    """What was said of a closure from one moment until something else was said of it."""

    closure: int
    said_at: datetime
    until: datetime | None
    starts_at: datetime
    ends_at: datetime | None
    lifted: bool
    arcs: tuple[int, ...]
    factor: float

    def counted(self, at: datetime) -> bool:
        """Say whether desks counted with it at a moment."""
        stood = self.said_at <= at and (self.until is None or at < self.until)
        began = self.starts_at <= at and (self.ends_at is None or at < self.ends_at)
        return stood and began and not self.lifted


class RoadsOnRecord:
    """The newest road map with the closures and the weather that desks counted with at a moment.

    It has an engine of its own, so that the desks keep theirs. Ask for moments in their order: each
    change of what is in force is laid on once.
    """

    def __init__(self, bureau: Bureau) -> None:
        self._engine = engine_on(newest_id(bureau))
        self._closures = _closures(bureau, self._engine)
        self._weather = list(
            RoadWeather.objects.filter(bureau=bureau)
            .order_by("-from_at", "-pk")
            .values_list("from_at", "weather")
        )
        self._laid: tuple[_Said, ...] = ()

    def at(self, moment: datetime) -> TravelTimes:
        """Give the engine as the desks had it at a moment, until the next question."""
        in_force = tuple(said for said in self._closures if said.counted(moment))
        if in_force != self._laid and isinstance(self._engine, RoadEngine):
            self._engine.change(together((said.arcs, said.factor) for said in in_force))
            self._laid = in_force
        known = (weather for from_at, weather in self._weather if from_at <= moment)
        self._engine.weather = Weather(next(known, Weather.DRY))
        return self._engine


def _closures(bureau: Bureau, engine: TravelTimes) -> list[_Said]:
    """Read every version of every closure, with the arcs that its places have on this map."""
    if not isinstance(engine, RoadEngine):
        return []
    rows = list(
        ClosureVersion.objects.filter(bureau=bureau)
        .order_by("closure_id", "version")
        .defer("lonlat")
    )
    following = [*rows, None][1:]
    return [
        _Said(
            closure=row.closure_id,
            said_at=row.at,
            until=later.at if later and later.closure_id == row.closure_id else None,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            lifted=row.lifted_at is not None,
            arcs=_arcs(engine, row),
            factor=math.inf if row.factor is None else row.factor,
        )
        for row, later in zip(rows, following, strict=True)
    ]


def _arcs(engine: RoadEngine, row: ClosureVersion) -> tuple[int, ...]:
    """Find the arcs of a closure by its places; none where this map has no road there."""
    places: Sequence[Point] = [Point(lon, lat) for lon, lat in row.places]
    found = stretch_of(engine, places)
    return tuple(found.arcs(Direction(row.direction))) if found else ()
