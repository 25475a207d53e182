"""How places off the roads are told."""

import pytest
from django.utils import translation

from tests import make, make_dispatch, make_roads
from tocsin.desks.dispatch.travel.walking import walk_words

pytestmark = pytest.mark.django_db


def told(where, noon):
    return walk_words(make_dispatch.incident(where=where), noon)


def test_farm_off_the_road_says_from_where_and_how_long_one_walks(noon, client):
    make_roads.town()
    farm = make_dispatch.incident(where=(106.645, 35.2019))

    assert walk_words(farm, noon) == "在西大街南 900 米处：最后约 11 分钟须步行"
    with translation.override("en"):
        assert walk_words(farm, noon) == "900 m south of 西大街: the last 11 min are on foot"
    client.force_login(make.officer("zhao"))
    page = client.get(f"/dispatch/incidents/{farm.number}/walk/").content.decode()
    assert "900 米处" in page


def test_place_at_the_road_and_a_bureau_without_roads_say_nothing(noon):
    assert told(make.HERE, noon) == ""
    make_roads.town()
    assert told((106.645, 35.2101), noon) == ""


def test_place_that_no_road_is_near_says_so(noon):
    make_roads.town()
    assert told((107.5, 35.2), noon) == "附近没有车辆可走的道路。"
