import numpy as np
import pytest

from tocsin.core.roads.network import RoadClass
from tocsin.core.roads.signs import HOURS
from tocsin.core.roads.speeds import (
    MODES,
    SPEEDS_KMH,
    TravelMode,
    seconds_per_metre,
    speed_kmh,
)


def test_the_table_covers_every_rank_mode_and_hour():
    assert SPEEDS_KMH.shape == (len(RoadClass), len(MODES), HOURS)
    assert (SPEEDS_KMH >= 0).all()


@pytest.mark.parametrize("road_class", list(RoadClass))
def test_lights_and_siren_are_never_slower_than_a_car(road_class):
    for hour in (None, *range(HOURS)):
        siren = speed_kmh(road_class, TravelMode.LIGHTS_AND_SIREN, hour)
        assert siren >= speed_kmh(road_class, TravelMode.CAR, hour)


def test_traffic_slows_cars_on_streets_and_nobody_on_foot():
    busy, night = 8, 3
    street = RoadClass.STREET
    assert speed_kmh(street, TravelMode.CAR, busy) < speed_kmh(street, TravelMode.CAR, night)
    assert speed_kmh(street, TravelMode.FOOT, busy) == speed_kmh(street, TravelMode.FOOT, night)


def test_closed_roads_take_forever():
    assert seconds_per_metre(TravelMode.CAR)[RoadClass.PATH] == np.inf
    assert seconds_per_metre(TravelMode.FOOT)[RoadClass.MOTORWAY] == np.inf


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_outside_the_day_is_refused(hour):
    with pytest.raises(ValueError, match="between 0 and 23"):
        speed_kmh(RoadClass.STREET, TravelMode.CAR, hour)


def test_the_table_cannot_be_changed_by_accident():
    with pytest.raises(ValueError, match="read-only"):
        SPEEDS_KMH[0, 0, 0] = 1.0
