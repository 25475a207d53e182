"""When the units under way will be there, by road, from where they were heard last."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from tocsin.core.roads import TravelMode, Weather
from tocsin.core.roads.calibration import Circumstances
from tocsin.desks.dispatch.models import Incident, StandBy
from tocsin.desks.dispatch.states import UnitProgress
from tocsin.desks.dispatch.travel.calibrating import calibration_in_force
from tocsin.desks.dispatch.travel.moving import CALM, driven, hour_of, local_hour, mode_of
from tocsin.desks.dispatch.travel.spans import Expected, expected_of
from tocsin.kernel.accounts.api import Bureau
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Unit

UNDER_WAY = frozenset({UnitProgress.ASSIGNED, UnitProgress.EN_ROUTE})


@dataclass(frozen=True, slots=True)
class Journey:
    """A unit sent to an incident, and how far it is with it."""

    unit: Unit
    incident: Incident
    progress: UnitProgress
    post: tuple[float, float] | None = None

    @property
    def goal(self) -> tuple[float, float]:
        """Where it goes: to its post of the cordon, else to the scene."""
        return self.post or (self.incident.lon, self.incident.lat)


@dataclass(frozen=True, slots=True)
class Arrival:
    """How much time is left on the way, and when the unit is expected at the scene."""

    left: Expected
    at: datetime

    @property
    def grounds(self) -> str:
        """When it is expected, and what that rests on."""
        clock = localtime(self.at).strftime("%H:%M")
        return _("Expected at {clock}. {grounds}").format(clock=clock, grounds=self.left.grounds)


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
    engine, learnt = places.travel_times(bureau, at), calibration_in_force(bureau)
    hour = at.astimezone(ZoneInfo(bureau.time_zone)).hour
    for mode, some in by_mode.items():
        here = np.array([(one.unit.position.lon, one.unit.position.lat) for one in some])
        scenes = np.array([one.goal for one in some])
        goals, goal = np.unique(scenes, axis=0, return_inverse=True)
        times = engine.matrix(here, goals, mode=mode, at_hour=hour)
        left = times.seconds[np.arange(len(some)), goal.ravel()]
        how = driven([one.incident for one in some], [mode] * len(some), engine.weather, hour=hour)
        for one, whole in zip(some, expected_of(learnt, left, how), strict=True):
            if np.isfinite(whole.seconds):
                found[one.unit.pk] = arrival_of(one, whole, at)
    return found


def arrival_by(one: Journey, seconds: float, weather: Weather, at: datetime) -> Arrival:
    """Say when a unit will be there whose way is found already: the same as all desks say."""
    bureau = one.incident.bureau
    hour, mode = local_hour(one.incident, at), mode_of(one.unit, one.incident.priority)
    how = driven([one.incident], [mode], weather, hour=hour)
    (whole,) = expected_of(calibration_in_force(bureau), [seconds], how)
    return arrival_of(one, whole, at)


def arrival_at_post(
    row: StandBy, unit: Unit, seconds: float, weather: Weather, at: datetime
) -> Arrival:
    """Say when a unit will be where it was told to stand by, from where it was heard last."""
    how = Circumstances.alike(
        1,
        hour=hour_of(row.bureau, at),
        area="",
        mode=mode_of(unit, CALM).value,
        weather=weather.value,
    )
    (whole,) = expected_of(calibration_in_force(row.bureau), [seconds], how)
    return Arrival(whole, at + timedelta(seconds=whole.seconds))


def arrival_written(arrival: Arrival) -> dict[str, object]:
    """Write when a unit will be there, the way every desk tells it."""
    left = arrival.left
    return {
        "expected_at": arrival.at,
        "seconds": left.seconds,
        "low_seconds": left.low,
        "high_seconds": left.high,
        "words": left.words,
        "trips": left.trips,
    }


def heard_lately(unit: Unit, at: datetime) -> bool:
    """Say whether it is known where a unit is."""
    position = getattr(unit, "position", None)
    return position is not None and at - position.fixed_at <= units.STALE_AFTER


def arrival_of(one: Journey, whole: Expected, at: datetime) -> Arrival:
    """Say when a unit will be there; one that drives has driven on since it was heard."""
    drives = one.progress == UnitProgress.EN_ROUTE and heard_lately(one.unit, at)
    since = one.unit.position.fixed_at if drives else at
    left = whole.after(max(at - since, timedelta()))
    return Arrival(left, at + timedelta(seconds=left.seconds))
