"""The register of places for other programs."""

import pytest

from tests import make, make_places
from tocsin.kernel.accounts.api import issue_token
from tocsin.registers.places.aliases.deciding import verify_alias
from tocsin.registers.places.api import record_alias

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


def test_programs_read_the_other_names_in_use_and_page_behind_the_last(ask):
    make_places.landmark("汽车站")
    first, second = (
        record_alias(
            bureau=make.bureau(),
            code="L-汽车站",
            words=words,
            source="J1",
            actor=make.officer("lin"),
            at=make.NOON,
        )
        for words in ("老车站", "东门客运站")
    )
    assert ask("/aliases").json() == []
    verify_alias(alias=second, actor=make.officer("guan"), at=make.NOON)

    (found,) = ask("/aliases").json()

    assert (found["words"], found["kind"], found["text"]) == ("东门客运站", "landmark", "汽车站")
    assert ask("/aliases", after=found["number"]).json() == []
    assert [one["number"] for one in ask("/aliases", state="proposed").json()] == [first.pk]


def test_the_middle_of_nowhere_has_no_name(ask):
    assert ask("/nearest", lon=0, lat=0).status_code == 404


def test_nobody_asks_without_a_key(client):
    assert client.get("/api/v1/places/suggest", {"text": "a"}).status_code == 401
