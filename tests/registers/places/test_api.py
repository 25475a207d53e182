"""The register of places for other programs."""

import pytest

from tests import make, make_places
from tocsin.kernel.accounts.api import issue_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(client):
    key = issue_token(officer=make.officer("switch"), label="test", at=make.NOON)
    return lambda path, **query: client.get(
        f"/api/v1/places{path}", query, headers={"Authorization": f"Bearer {key}"}
    )


def test_words_get_candidates(ask):
    make_places.landmark("汽车站")
    (found,) = ask("/suggest", text="汽车站").json()
    assert (found["text"], found["kind"], found["lon"]) == ("汽车站", "landmark", make.HERE[0])


@pytest.mark.parametrize("query", [{"text": "a", "lon": "nan"}, {"text": "a", "limit": 10**30}, {}])
def test_queries_that_make_no_sense_are_refused(ask, query):
    assert ask("/suggest", **query).status_code == 422


def test_a_point_gets_its_nearest_place_and_its_beat(ask):
    make_places.two_beats()
    make_places.landmark("汽车站", at=(106.62, 35.2))
    found = ask("/nearest", lon=106.6201, lat=35.2).json()
    assert (found["text"], found["beat"], found["area_class"]) == ("汽车站", "B01", "urban")


def test_the_middle_of_nowhere_has_no_name(ask):
    assert ask("/nearest", lon=0, lat=0).status_code == 404


def test_nobody_asks_without_a_key(client):
    assert client.get("/api/v1/places/suggest", {"text": "a"}).status_code == 401
