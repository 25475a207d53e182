"""Whose ground a point is on and what is near it."""

import numpy as np
import pytest

from tests import make, make_places
from tocsin.core.geo import Point
from tocsin.core.roads import FoundBy, RoadClass, TravelMode, Way, build_network
from tocsin.registers.places.api import (
    TerritoryRow,
    beat_at,
    load_territories,
    place_at,
    premises_near,
    save_roadmap,
    travel_times,
)

pytestmark = pytest.mark.django_db


def owner(lon, lat):
    """Name the beat, station and area class at a point."""
    here = beat_at(make.bureau(), lon, lat)
    assert here is not None
    assert here.beat is not None
    return here.beat.code, here.station.code, here.area_class


def test_a_point_belongs_to_the_beat_around_it():
    make_places.two_beats()
    assert owner(106.62, 35.2) == ("B01", "S01", "urban")
    assert owner(106.68, 35.2)[0] == "B02"


def test_outside_the_county_is_nobodys_ground():
    make_places.two_beats()
    assert beat_at(make.bureau(), 100.0, 30.0) is None


def test_a_point_on_the_border_belongs_to_one_beat():
    make_places.two_beats()
    assert beat_at(make.bureau(), make_places.MIDDLE, 35.2) is not None


def test_redrawn_beats_count_at_once():
    make_places.two_beats()
    assert owner(106.68, 35.2)[0] == "B02"
    whole = make_places.square(106.6, 35.18, 106.7, 35.24)
    load_territories(
        bureau=make.bureau(),
        rows=[TerritoryRow("S01", [whole], "B01", "urban")],
        actor=make.officer("admin"),
        at=make.NOON,
    )
    assert owner(106.68, 35.2)[0] == "B01"


def test_known_ground_is_asked_with_one_query(django_assert_num_queries):
    make_places.two_beats()
    beat_at(make.bureau(), 106.62, 35.2)
    home = make.bureau()
    with django_assert_num_queries(1):
        beat_at(home, 106.63, 35.2)


def test_the_nearest_place_is_named_with_its_distance():
    make_places.landmark("汽车站", at=(106.65, 35.21))
    make_places.landmark("皇甫学校", at=(106.65, 35.22))
    found = place_at(make.bureau(), 106.65, 35.2105)
    assert found is not None
    assert (found.text, round(found.metres)) == ("汽车站", 56)


def test_where_nothing_is_near_nothing_is_named():
    make_places.landmark("汽车站", at=(106.65, 35.21))
    assert place_at(make.bureau(), 107.65, 35.21) is None


def test_premises_tell_their_hazards_to_whoever_is_near():
    make_places.premises("加油站", at=(106.65, 35.21), hazards=["fuel"])
    make_places.premises("远处", at=(106.66, 35.21))
    (found,) = premises_near(make.bureau(), 106.6503, 35.21)
    assert (found.name, found.hazards) == ("加油站", ["fuel"])


def test_without_a_road_map_the_way_is_straight_and_says_so():
    there = np.array([[106.65, 35.22]])
    engine = travel_times(make.bureau(), make.NOON)
    times = engine.to_many(Point(106.65, 35.21), there, mode=TravelMode.CAR)
    assert times.by == FoundBy.STRAIGHT_LINE


def test_a_new_road_map_is_driven_on_at_once():
    assert travel_times(make.bureau(), make.NOON).by == FoundBy.STRAIGHT_LINE
    saved("first", [[106.6, 35.2], [106.7, 35.2]])
    assert travel_times(make.bureau(), make.NOON).by == FoundBy.ROADS
    first = travel_times(make.bureau(), make.NOON)
    assert travel_times(make.bureau(), make.NOON) is first
    saved("second", [[106.6, 35.2], [106.65, 35.25], [106.7, 35.2]])
    assert travel_times(make.bureau(), make.NOON) is not first


def test_the_same_road_map_twice_is_one_version():
    line = [[106.6, 35.2], [106.7, 35.2]]
    assert saved("a", line).version == saved("a", line).version == 1


def saved(source: str, line: list[list[float]]):
    network = build_network([Way(np.array(line), RoadClass.PRIMARY)])
    return save_roadmap(
        bureau=make.bureau(),
        network=network,
        source=source,
        actor=make.officer("admin"),
        at=make.NOON,
    )
