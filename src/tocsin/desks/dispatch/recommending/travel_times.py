"""How long each unit needs to an incident by the roads in force."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import numpy as np

from tocsin.core.geo import Point
from tocsin.core.roads import TravelMode
from tocsin.desks.dispatch.models import Incident
from tocsin.desks.dispatch.travel.calibrating import calibration_in_force
from tocsin.desks.dispatch.travel.moving import local_hour, mode_of
from tocsin.desks.dispatch.travel.spans import Expected, expected_of
from tocsin.registers.places import api as places
from tocsin.registers.units.api import ReadyUnit


def expected_ways(
    incident: Incident, crews: Sequence[ReadyUnit], at: datetime
) -> tuple[list[Expected], str]:
    """Tell how long each unit needs by what trips taught, and how the way was found."""
    seconds, by = travel_seconds(incident, crews, at)
    learnt = calibration_in_force(incident.bureau)
    areas = [incident.area_class] * len(crews)
    return expected_of(learnt, seconds, hour=local_hour(incident, at), areas=areas), by


def travel_seconds(
    incident: Incident, crews: Sequence[ReadyUnit], at: datetime
) -> tuple[list[float], str]:
    """Tell how long each unit needs to the incident, and how that was found."""
    engine = places.travel_times(incident.bureau, at)
    seconds = [float("inf")] * len(crews)
    by_mode: dict[TravelMode, list[int]] = defaultdict(list)
    for index, unit in enumerate(crews):
        by_mode[mode_of(unit, incident.priority)].append(index)
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
    return seconds, str(engine.by)
