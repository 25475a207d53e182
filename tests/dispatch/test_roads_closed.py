from datetime import timedelta

import pytest

from tests import make, make_dispatch, make_roads
from tocsin.core.roads import Weather
from tocsin.desks.dispatch import api as dispatch
from tocsin.registers.places import api as places

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _town(db):
    make_dispatch.tables()
    make_roads.town()


@pytest.fixture
def fire():
    """An incident in the east: the unit over the bridge is nearer than the one farther east."""
    west = make.unit("西", at=(106.6495, make_roads.LAT)).code
    north = make.unit("北", at=(make_roads.BANK, 35.224)).code
    incident = make_dispatch.incident(
        where=(106.6545, make_roads.LAT), type_code="0201", priority=4
    )
    return incident, [west, north]


def order(incident, at):
    """The codes of the units in the order of their times, with their seconds."""
    found = dispatch.recommend(incident=incident, at=at).found
    ranked = sorted((*found.picks, *found.others), key=lambda one: one.seconds)
    return [one.code for one in ranked]


def first_sent(incident, at):
    return dispatch.recommend(incident=incident, at=at).found.picks[0].code


def test_the_order_of_units_turns_when_the_bridge_is_closed_and_back_when_it_is_lifted(fire, noon):
    incident, units = fire
    assert order(incident, noon) == units
    closure = make_roads.closed()
    assert order(incident, noon) == units[::-1]
    assert first_sent(incident, noon) == units[1]
    places.lift_closure(closure=closure, actor=make.officer("zhao"), at=noon)
    assert order(incident, noon) == units
    assert first_sent(incident, noon) == units[0]


def test_the_order_turns_back_by_itself_when_the_time_of_the_closure_is_over(fire, noon):
    incident, units = fire
    make_roads.closed(make_roads.terms(ends_at=noon + HOUR / 60))
    assert order(incident, noon) == units[::-1]
    assert order(incident, noon + HOUR / 60) == units


def test_the_weather_in_force_slows_what_is_recommended(fire, noon):
    incident, _units = fire
    dry = dispatch.recommend(incident=incident, at=noon).found.picks[0].seconds
    places.set_weather(
        bureau=make.bureau(),
        weather=Weather.ICE,
        from_at=noon,
        actor=make.officer("zhao"),
        at=noon,
    )
    assert dispatch.recommend(incident=incident, at=noon).found.picks[0].seconds > 1.5 * dry
