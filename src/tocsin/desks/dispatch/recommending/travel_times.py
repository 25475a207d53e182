"""How long each unit needs to an incident by the roads in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode, TravelTimes
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.travel.calibrating import calibration_in_force
from tocsin.desks.dispatch.travel.moving import driven, local_hour, mode_of
from tocsin.desks.dispatch.travel.spans import Expected, expected_of
from tocsin.registers.places import api as places
from tocsin.registers.units.api import ReadyUnit


def expected_ways(
    incident: Incident, crews: Sequence[ReadyUnit], at: datetime
) -> tuple[list[Expected], str]:
    """Tell how long each unit needs by what trips taught, and how the way was found."""
    engine = places.travel_times(incident.bureau, at)
    modes = [mode_of(unit, incident.priority) for unit in crews]
    seconds = travel_seconds(incident, crews, modes, engine, at)
    hour = local_hour(incident, at)
    how = driven([incident] * len(crews), modes, engine.weather, hour=hour)
    return expected_of(calibration_in_force(incident.bureau), seconds, how), str(engine.by)


def travel_seconds(
    incident: Incident,
    crews: Sequence[ReadyUnit],
    modes: Sequence[TravelMode],
    engine: TravelTimes,
    at: datetime,
) -> list[float]:
    """Tell how long each unit needs to the incident by the roads in force."""
    seconds = [float("inf")] * len(crews)
    by_mode: dict[TravelMode, list[int]] = defaultdict(list)
    for index, mode in enumerate(modes):
        by_mode[mode].append(index)
    for mode, indices in by_mode.items():
        origins = np.array([crews[index].place for index in indices])
        times = engine.from_many(
            origins,
            Point(incident.lon, incident.lat),
            mode=mode,
            at_hour=local_hour(incident, at),
        )
        for index, found in zip(indices, times.seconds.tolist(), strict=True):
            seconds[index] = found
    return seconds
