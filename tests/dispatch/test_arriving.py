"""When units under way will be there, on the board, in the incident and as a line on the map."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from django.urls import reverse

from tests import make, make_dispatch
from tests.core.roads.drawn import at as grid
from tests.core.roads.drawn import way
from tocsin.core.roads import SciPyEngine, TravelMode, Weather, build_network
from tocsin.desks.dispatch.board.units import BoardUnit, units_on_board
from tocsin.desks.dispatch.travel.arriving import Arrival
from tocsin.desks.dispatch.travel.ways import WaysKnown
from tocsin.registers.places import api as places
from tocsin.registers.units import api as units
from tocsin.registers.units.api import Fix

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
NEAR, FAR = (106.651, 35.21), (106.70, 35.25)


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()


@pytest.fixture
def zhao(client, noon, monkeypatch):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    client.force_login(make.officer("zhao"))
    return client


def on_the_way(noon, *, at=FAR, stamps=("departed",), to=None, fixed_at=None):
    unit = make.unit(at=at, fixed_at=fixed_at or noon)
    sent = make_dispatch.sent(to or make_dispatch.incident(), unit, at=noon)
    return make_dispatch.stamp(sent, *stamps, at=noon)


def row_of(unit, at) -> BoardUnit:
    shown = [one for group in units_on_board(unit.bureau, at) for one in group.units]
    return next(one for one in shown if one.unit.pk == unit.pk)


def arrival_of(unit, at) -> Arrival:
    arrival = row_of(unit, at).arrival
    assert arrival is not None
    return arrival


def road_seconds(sent, place, mode=TravelMode.LIGHTS_AND_SIREN):
    incident = sent.incident
    engine = places.travel_times(incident.bureau, make.NOON)
    here, scene = np.array([place]), np.array([(incident.lon, incident.lat)])
    return float(engine.matrix(here, scene, mode=mode, at_hour=12).seconds[0, 0])


def test_unit_under_way_is_expected_after_the_road_time_from_where_it_was_heard_last(noon):
    sent = on_the_way(noon)
    seconds = road_seconds(sent, FAR)

    just_now = arrival_of(sent.unit, noon)
    later = arrival_of(sent.unit, noon + timedelta(seconds=20))

    assert just_now.left.seconds == pytest.approx(seconds)
    assert later.left.seconds == pytest.approx(seconds - 20)
    assert later.at == just_now.at


def test_expected_time_follows_the_position(noon):
    sent = on_the_way(noon)
    then = noon + timedelta(minutes=1)
    units.record_fixes(sent.bureau, [Fix(sent.unit_id, *NEAR, then)], then)

    arrival = arrival_of(sent.unit, then)

    assert arrival.left.seconds == pytest.approx(road_seconds(sent, NEAR))
    assert arrival.left.seconds < road_seconds(sent, FAR)


def test_unit_that_has_not_departed_has_its_whole_way_before_it(noon):
    sent = on_the_way(noon, stamps=())

    later = arrival_of(sent.unit, noon + timedelta(minutes=2))

    assert later.left.seconds == pytest.approx(road_seconds(sent, FAR))


def test_each_unit_is_timed_to_its_own_incident(noon):
    here, there = make_dispatch.incident(where=NEAR), make_dispatch.incident(where=(106.60, 35.18))
    some = [on_the_way(noon, to=to, at=at) for to in (here, there) for at in (NEAR, FAR)]

    for sent, place in zip(some, (NEAR, FAR, NEAR, FAR), strict=True):
        expected = road_seconds(sent, place)
        assert arrival_of(sent.unit, noon).left.seconds == pytest.approx(expected)


def test_nothing_is_expected_of_a_unit_on_scene_or_not_heard_lately(noon):
    there = on_the_way(noon, stamps=("departed", "arrived"))
    silent = on_the_way(noon, fixed_at=noon - timedelta(minutes=31))

    assert row_of(there.unit, noon).arrival is None
    assert row_of(silent.unit, noon).arrival is None


def test_board_asks_no_more_for_many_units_under_way(noon, django_assert_num_queries):
    home = on_the_way(noon).bureau
    units_on_board(home, noon)
    with django_assert_num_queries(5):
        units_on_board(home, noon)
    for _ in range(6):
        on_the_way(noon)
    with django_assert_num_queries(5):
        units_on_board(home, noon)


def test_board_and_incident_tell_the_minutes_and_what_they_rest_on(zhao, noon):
    sent = on_the_way(noon)
    minutes = round(road_seconds(sent, FAR) / 60)

    board = zhao.get(reverse("dispatch:units")).content.decode()
    panel = zhao.get(reverse("dispatch:panel", args=[sent.incident.number])).content.decode()

    assert f"{minutes} 分钟" in board
    assert f"{minutes} 分钟" in panel
    assert "仅按路程推算，未经出警记录校准。" in board
    then = (noon + timedelta(seconds=road_seconds(sent, FAR))).astimezone(SHANGHAI)
    assert f"预计 {then:%H:%M} 到达" in board


def features(client, number, pick=()):
    answer = client.get(reverse("dispatch:features"), {"open": number, "pick": pick})
    return [one for one in answer.json()["features"] if one["properties"]["kind"] == "route"]


def test_map_draws_the_ways_of_the_units_under_way_to_the_open_incident(zhao, noon):
    sent = on_the_way(noon)
    on_the_way(noon)
    on_the_way(noon, to=sent.incident, stamps=("departed", "arrived"))

    (line,) = features(zhao, sent.incident.number)

    assert line["properties"]["state"] == "sent"
    assert line["properties"]["unit"] == sent.unit.name
    assert line["geometry"]["coordinates"][0] == pytest.approx(FAR, abs=1e-4)
    assert not features(zhao, "")


def test_map_draws_the_way_of_whom_the_panel_says_to_send_while_nobody_is_sent(zhao, noon):
    make.unit(at=FAR)
    nearest = make.unit(at=NEAR)
    waiting = make_dispatch.incident(type_code="0201", priority=4)

    panel = zhao.get(reverse("dispatch:panel", args=[waiting.number])).content.decode()
    picked = re.findall(r'data-unit="([^"]+)"', panel)

    (line,) = features(zhao, waiting.number, picked)

    assert picked == [nearest.code]
    assert line["properties"] == {"kind": "route", "state": "recommended", "unit": nearest.name}


def test_way_is_found_once_until_something_changes_on_the_roads():
    engine = SciPyEngine(build_network([way((0, 0), (4, 0)), way((0, 0), (0, 2), (4, 2), (4, 0))]))
    known, key = WaysKnown(), (grid(0, 0), grid(4, 0), TravelMode.CAR, 12)

    first, again = known.way(engine, key), known.way(engine, key)
    engine.change(dict.fromkeys((0, engine.network.link_count), np.inf))
    closed = known.way(engine, key)
    engine.weather = Weather.SNOW
    snowed = known.way(engine, key)

    assert first is again
    assert first is not None
    assert closed is not None
    assert snowed is not None
    assert first.metres < closed.metres
    assert closed.seconds < snowed.seconds
