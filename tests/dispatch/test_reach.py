import re

import pytest
import shapely
from django.urls import reverse_lazy

from tests import make, make_dispatch, make_roads

pytestmark = pytest.mark.django_db

REACH = reverse_lazy("dispatch:reach")
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def now(monkeypatch, noon):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    make_dispatch.tables()
    return noon


@pytest.fixture
def zhao(client):
    client.force_login(make.officer("zhao"))
    return client


def areas(answer):
    """The areas by their minutes, in square degrees."""
    return {
        one["properties"]["minutes"]: shapely.geometry.shape(one["geometry"]).area
        for one in answer.json()["features"]
    }


def test_reach_of_a_unit_grows_with_the_minutes_and_shrinks_behind_a_closed_bridge(zhao):
    make_roads.town()
    unit = make.unit("西", at=(106.649, make_roads.LAT))
    open_ = areas(zhao.get(REACH, {"unit": unit.pk}))
    assert list(open_) == [5, 3, 1]
    assert open_[5] > open_[3] > open_[1] > 0
    make_roads.closed()
    closed = areas(zhao.get(REACH, {"unit": unit.pk}))
    assert all(closed[minutes] < open_[minutes] for minutes in (1, 3))


def test_reach_of_a_post_is_told_with_its_name(zhao):
    make_roads.town()
    unit = make.unit(at=(106.649, make_roads.LAT))
    answer = zhao.get(REACH, {"post": f"@{unit.code}"})
    assert answer.json()["from"] == "城关派出所"
    assert len(areas(answer)) == 3


def test_without_roads_and_for_nobody_there_is_no_area_but_a_sentence(zhao):
    unit = make.unit()
    refused = zhao.get(REACH, {"unit": unit.pk}, headers=JSON)
    assert (refused.status_code, bool(refused.json()["message"])) == (409, True)
    for nobody in ({"unit": "0"}, {"unit": "x"}, {"post": "@nothing"}, {}):
        assert zhao.get(REACH, nobody, headers=JSON).status_code == 404
    foreign = make.unit(of=make.bureau("620999"))
    assert zhao.get(REACH, {"unit": foreign.pk}, headers=JSON).status_code == 404


def test_the_board_shows_closures_with_a_sign_and_counts_them_beside_the_weather(zhao):
    make_roads.town()
    make_roads.closed()
    features = zhao.get(reverse_lazy("dispatch:features")).json()["features"]
    signs = [one["properties"] for one in features if one["properties"]["kind"] == "closure"]
    assert [sign["effect"] for sign in signs] == ["closed", "closed"]
    strip = zhao.get(reverse_lazy("dispatch:roads_now")).content.decode()
    assert '<span class="num">1</span>' in strip
    assert "干燥" in strip
    board = zhao.get(reverse_lazy("dispatch:desk")).content.decode()
    assert "map-strip" in board
    assert "/roads/" in board


def test_what_is_recommended_is_asked_for_anew_when_the_roads_change(zhao):
    make_roads.town()
    incident = make_dispatch.incident(where=(106.6545, make_roads.LAT), type_code="0201")
    page = zhao.get(reverse_lazy("dispatch:desk"), {"open": incident.number}).content.decode()
    heard = re.findall(r'id="incident-advice"[^>]*data-refresh-on="([^"]*)"', page)
    assert ["roads.changed" in events.split() for events in heard] == [True]
