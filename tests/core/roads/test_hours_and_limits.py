"""Signs that speak at some hours, roads that close or turn round, and posted limits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.roads.drawn import at, many, way
from tests.core.roads.test_engines import CROSS, NORTH, WEST, seconds
from tocsin.core.roads import (
    Access,
    RoadClass,
    SciPyEngine,
    TravelMode,
    Way,
    build_network,
)
from tocsin.core.roads.cch_engine import CCHEngine
from tocsin.core.roads.signs import Timetable, TurnRule
from tocsin.core.roads.speeds import share_at_limits, speed_kmh
from tocsin.core.roads.turning import signposted_network

CAR, FOOT, SIREN = TravelMode.CAR, TravelMode.FOOT, TravelMode.LIGHTS_AND_SIREN
OUTER = [way((0, 1), (0, 2), (1, 2))]


@pytest.mark.parametrize("via", [(2, 6), (6, 2)])
def test_a_sign_may_forbid_a_turn_over_several_roads_named_in_any_order(via):
    further = Way(np.array([at(2, 1), at(3, 1)]), RoadClass.STREET, number=6)
    last = Way(np.array([at(3, 1), at(3, 2), at(2, 2)]), RoadClass.STREET, number=7)
    ways = [*CROSS, further, last]
    signed = signposted_network(ways, [TurnRule(1, 7, via_ways=via)], [])
    free = signposted_network(ways, [], [])
    beyond = at(3, 1.5)
    assert signed.turns.left_out == 0
    assert seconds(signed, WEST, beyond) > 1.2 * seconds(free, WEST, beyond)
    assert seconds(signed, at(1.5, 1), beyond) == seconds(free, at(1.5, 1), beyond)


def test_a_sign_that_speaks_in_the_morning_is_heeded_then_and_when_the_hour_is_unknown():
    signed = signposted_network(CROSS, [TurnRule(1, 4, via=at(1, 1), hours=(7, 8))], [])
    free = signposted_network(CROSS, [], [])
    for hour, heeded in ((7, True), (9, False), (None, True)):
        assert (hourly(signed, hour) > 1.5 * hourly(free, hour)) is heeded


def hourly(network, hour, mode=CAR):
    """Seconds from west to north at an hour, by both engines."""
    answers = {
        engine(network).to_many(WEST, many(NORTH), mode=mode, at_hour=hour).seconds[0]
        for engine in (SciPyEngine, CCHEngine)
    }
    assert len(answers) == 1
    return float(answers.pop())


def test_a_road_that_is_closed_at_night_is_driven_by_day():
    closed = Access.FOOT | Access.LIGHTS_AND_SIREN
    by_day = tuple(Access.ALL if 6 <= hour < 22 else closed for hour in range(24))
    barred = replace(CROSS[3], timetable=Timetable(by_day, by_day))
    network = build_network([*CROSS[:3], barred, CROSS[4], *OUTER])
    free = build_network([*CROSS, *OUTER])
    for hour, open_ in ((6, True), (21, True), (22, False), (None, False)):
        assert (hourly(network, hour) < 1.2 * hourly(free, hour)) is open_
        assert hourly(network, hour, SIREN) == hourly(free, hour, SIREN)


def test_a_road_may_turn_round_in_the_afternoon():
    up = (Access.ALL,) * 12 + (Access.FOOT,) * 12
    turning = replace(CROSS[3], timetable=Timetable(up, up[::-1]))
    network = build_network([*CROSS[:3], turning, CROSS[4], *OUTER])
    free = build_network([*CROSS, *OUTER])
    assert hourly(network, 11) == hourly(free, 11)
    assert hourly(network, 12) > 1.2 * hourly(free, 12)
    assert hourly(network, 12, FOOT) == hourly(free, 12, FOOT)


@pytest.mark.parametrize(
    ("mode", "limit", "share"),
    [
        (CAR, 20, 0.5),
        (CAR, 50, 1.25),
        (CAR, 130, 1.5),
        (SIREN, 20, 0.75),
        (SIREN, 50, 1.25),
        (FOOT, 20, 1),
    ],
)
def test_a_posted_limit_tells_how_fast_one_drives_in_its_direction(mode, limit, share):
    line = np.array([at(0, 0), at(9, 0)])
    plain = build_network([Way(line, RoadClass.STREET)])
    limited = build_network([Way(line, RoadClass.STREET, limits_kmh=(limit, 0))])
    onward = seconds(plain, at(0, 0), at(9, 0), mode)
    assert seconds(limited, at(0, 0), at(9, 0), mode) == pytest.approx(onward / share, rel=1e-4)
    assert seconds(limited, at(9, 0), at(0, 0), mode) == onward


@given(rank=st.sampled_from(RoadClass), limit=st.integers(1, 255))
def test_nobody_is_thought_to_drive_faster_than_the_limit_and_a_siren_never_hinders(rank, limit):
    ranks, limits = np.array([rank], dtype=np.int8), np.array([[limit, limit]], dtype=np.uint8)

    def driven(mode):
        return float(speed_kmh(rank, mode) * share_at_limits(mode, ranks, limits)[0, 0])

    assert driven(CAR) <= limit
    assert driven(TravelMode.MOTORCYCLE) <= limit
    assert driven(SIREN) >= driven(CAR)
