"""When the units under way will be there, by road, from where they were heard last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _

from tocsin.core.roads import TravelMode
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.recommending import mode_of
from tocsin.desks.dispatch.states import UnitProgress
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Unit

UNDER_WAY = frozenset({UnitProgress.ASSIGNED, UnitProgress.EN_ROUTE})
MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Journey:
    """A unit sent to an incident, and how far it is with it."""

    unit: Unit
    incident: Incident
    progress: UnitProgress


@dataclass(frozen=True, slots=True)
class Arrival:
    """How much time is left on the way, and when the unit is expected at the scene."""

    seconds: float
    at: datetime

    @property
    def words(self) -> str:
        """The time left, as one says it."""
        return minutes_words(self.seconds)

    @property
    def grounds(self) -> str:
        """What the time rests on."""
        return _("Road time from the last position, not calibrated with recorded trips.")


def arrivals(bureau: Bureau, journeys: Iterable[Journey], at: datetime) -> dict[int, Arrival]:
    """Map the ids of units under way to when they will be there: one question for each mode.

    A unit that was not heard lately, or has no way there, is left out.
    """
    by_mode: dict[TravelMode, list[Journey]] = defaultdict(list)
    for one in journeys:
        if one.progress in UNDER_WAY and heard_lately(one.unit, at):
            by_mode[mode_of(one.unit, one.incident.priority)].append(one)
    found: dict[int, Arrival] = {}
    if not by_mode:
        return found
    engine = places.travel_times(bureau, at)
    hour = at.astimezone(ZoneInfo(bureau.time_zone)).hour
    for mode, some in by_mode.items():
        here = np.array([(one.unit.position.lon, one.unit.position.lat) for one in some])
        scenes = np.array([(one.incident.lon, one.incident.lat) for one in some])
        goals, goal = np.unique(scenes, axis=0, return_inverse=True)
        times = engine.matrix(here, goals, mode=mode, at_hour=hour)
        left = times.seconds[np.arange(len(some)), goal.ravel()]
        for one, seconds in zip(some, left.tolist(), strict=True):
            if np.isfinite(seconds):
                found[one.unit.pk] = arrival_of(one, seconds, at)
    return found


def heard_lately(unit: Unit, at: datetime) -> bool:
    """Say whether it is known where a unit is."""
    position = getattr(unit, "position", None)
    return position is not None and at - position.fixed_at <= units.STALE_AFTER


def arrival_of(one: Journey, seconds: float, at: datetime) -> Arrival:
    """Say when a unit will be there; one that drives has driven on since it was heard."""
    since = one.unit.position.fixed_at if one.progress == UnitProgress.EN_ROUTE else at
    then = max(at, since + timedelta(seconds=seconds))
    return Arrival((then - at).total_seconds(), then)


def minutes_words(seconds: float) -> str:
    """Write a time in whole minutes, as one says it."""
    if seconds < MINUTE:
        return _("under 1 min")
    return _("{minutes} min").format(minutes=round(seconds / MINUTE))
