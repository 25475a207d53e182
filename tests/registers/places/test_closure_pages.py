import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests import make, make_roads
from tocsin.registers.places.models import Closure, RoadWeather

pytestmark = pytest.mark.django_db

ROADS = "/roads/"
HOUR = timedelta(hours=1)
BRIDGE = f"{make_roads.LAT}, {make_roads.ON_THE_BRIDGE.lon}"


@pytest.fixture(autouse=True)
def now(monkeypatch, noon):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    make_roads.town()
    return noon


@pytest.fixture
def sit(client):
    def signed_in(who):
        client.force_login(make.officer(who))
        return client

    return signed_in


def said(**other):
    facts = {"a": BRIDGE, "kind": "flood", "effect": "closed", "direction": "both"}
    return facts | {"act_id": str(uuid4())} | other


def test_a_dispatcher_closes_a_road_and_sees_it_listed_changes_and_lifts_it(sit):
    zhao = sit("zhao")
    assert zhao.post("/roads/close/", said(words="水深一米")).status_code == 302
    row = Closure.objects.get()
    page = zhao.get(ROADS).content.decode()
    assert "东河桥" in page
    assert "水深一米" in page
    again = {"effect": "2", "version": row.version}
    assert zhao.post(reverse("roads:change", args=[row.number]), said(**again)).status_code == 302
    zhao.post(reverse("roads:lift", args=[row.number]), {"act_id": str(uuid4())})
    row.refresh_from_db()
    assert (row.factor, row.version) == (2.0, 3)
    assert "东河桥" in zhao.get("/roads/past/").content.decode()
    shown = zhao.get(reverse("roads:closure", args=[row.number])).content.decode()
    assert shown.count("milestone") == 3


def test_a_supervisor_may_close_roads_and_everybody_else_only_sees_them(sit):
    assert sit("guan").post("/roads/close/", said()).status_code == 302
    for who in ("lin", "ma", "bai"):
        someone = sit(who)
        assert someone.get(ROADS).status_code == 200
        assert "closure-form" not in someone.get(ROADS).content.decode()
        assert someone.post("/roads/close/", said()).status_code == 403
        assert someone.get("/roads/stretch/", {"a": BRIDGE}).status_code == 403
    assert Closure.objects.count() == 1


def test_what_is_wrong_comes_back_with_what_was_typed(sit):
    zhao = sit("zhao")
    answer = zhao.post("/roads/close/", said(a="nowhere", words="水深一米"))
    assert answer.status_code == 422
    assert "水深一米" in answer.content.decode()
    assert zhao.post("/roads/close/", said(a="35.9, 106.9")).status_code == 422
    assert not Closure.objects.exists()


def test_the_stretch_under_one_place_or_between_two_is_told_before_it_is_closed(sit):
    zhao = sit("zhao")
    one = zhao.get("/roads/stretch/", {"a": BRIDGE}).json()
    assert one["road"] == "东河桥"
    assert one["line"][0] == [make_roads.RIVER, make_roads.LAT]
    two = zhao.get("/roads/stretch/", {"a": "35.21, 106.645", "b": "35.21，106.658"}).json()
    assert two["metres"] > 5 * one["metres"]
    lost = zhao.get("/roads/stretch/", {"a": "35.9, 106.9"}, headers={"Accept": "application/json"})
    assert lost.status_code == 422
    assert lost.json()["message"]


def test_the_map_shows_what_is_in_force_and_what_comes_with_a_sign_each(sit, noon):
    make_roads.closed()
    make_roads.closed(make_roads.terms(starts_at=noon + HOUR, factor=2.0))
    features = sit("ma").get("/roads/closures.geojson").json()["features"]
    signs = [one["properties"] for one in features if one["geometry"]["type"] == "Point"]
    assert [(sign["effect"], sign["state"]) for sign in signs] == [
        ("closed", "in_force"),
        ("slowed", "coming"),
    ]


def test_a_bureau_sees_only_its_own_closures(sit):
    other = make.bureau("620999")
    make_roads.town(other)
    foreign = make_roads.closed(of=other)
    zhao = sit("zhao")
    assert zhao.get("/roads/closures.geojson").json()["features"] == []
    assert zhao.get(reverse("roads:closure", args=[foreign.number])).status_code == 404
    assert zhao.get("/api/v1/roads").json()["in_force"] == []


def test_no_two_fields_of_the_page_answer_to_one_label(sit):
    page = sit("zhao").get("/roads/").content.decode()
    named = re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page)
    assert len(named) == len(set(named)) > 8


def test_the_weather_is_said_on_the_same_page(sit):
    zhao = sit("zhao")
    facts = {"weather": "ice", "act_id": str(uuid4())}
    assert zhao.post("/roads/weather/", facts).status_code == 302
    assert RoadWeather.objects.get().weather == "ice"
    assert zhao.get("/api/v1/roads").json()["weather"] == "ice"
    wrong = {"weather": "hail", "act_id": str(uuid4())}
    assert zhao.post("/roads/weather/", wrong).status_code == 422
    assert RoadWeather.objects.count() == 1


def test_a_program_closes_a_road_once_and_lifts_it(sit):
    zhao, act = sit("zhao"), {"X-Act-Id": str(uuid4())}
    body = {"kind": "accident", "places": [{"lon": make_roads.ON_THE_BRIDGE.lon, "lat": 35.21}]}

    def post(address, sent, headers):
        return zhao.post(address, sent, content_type="application/json", headers=headers)

    made = post("/api/v1/roads/closures", body, act).json()
    assert post("/api/v1/roads/closures", body, act).json() == made
    assert (made["road"], made["ways"], made["factor"]) == ("东河桥", [7], None)
    lifted = post(f"/api/v1/roads/closures/{made['number']}/lift", {}, {"X-Act-Id": str(uuid4())})
    assert lifted.json()["lifted_at"]
    assert zhao.get("/api/v1/roads").json()["in_force"] == []
    sit("lin")
    assert post("/api/v1/roads/closures", body, {"X-Act-Id": str(uuid4())}).status_code == 403


def test_the_page_asks_the_database_as_often_with_many_closures_as_with_one(
    sit, django_assert_num_queries
):
    zhao = sit("zhao")
    for _ in range(12):
        make_roads.closed()
    with django_assert_num_queries(5):
        zhao.get(ROADS)
