"""A caller's words for a place are recorded with one key once the call is saved."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests import make, make_calls
from tocsin.desks.calls.api import Place, Told
from tocsin.desks.calls.errors import WrongState
from tocsin.desks.calls.services.naming import also_known_as, name_offered
from tocsin.registers.places.models import Alias

pytestmark = pytest.mark.django_db
lon, lat = make.HERE


@pytest.fixture(autouse=True)
def _town():
    make_calls.tables()
    make_calls.street()


def saved(words="喂，我在老信用社这里", code="L1"):
    place = Place(lon, lat, "东大街建设银行", words, "landmark", code)
    return make_calls.saved(said=Told(place, words, make_calls.ACCIDENT))


def press(client, call, **data):
    address = reverse("calls:also_known", args=[call.number])
    sent = {"act_id": str(uuid4())} | data
    return client.post(address, sent, headers={"HX-Request": "true"})


def test_one_key_records_the_name_and_is_not_offered_again(client):
    client.force_login(make.officer("lin"))
    call = saved()
    page = client.get(reverse("calls:desk"), {"call": call.number}, headers={"HX-Request": "true"})
    assert 'data-key="Y"' in page.content.decode()

    answer = press(client, call, words="老信用社")

    assert "老信用社" in answer.content.decode()
    assert 'data-key="Y"' not in answer.content.decode()
    assert Alias.objects.get().code == "L1"


def test_words_of_people_are_refused_and_nothing_is_stored(client):
    client.force_login(make.officer("lin"))

    assert press(client, saved(), words="李家门口").status_code == 422
    assert not Alias.objects.exists()


@pytest.mark.parametrize("words", ["东大街建设银行", "jsyh", "建行对面", "张三家", ""])
def test_nothing_is_offered_where_the_words_are_no_new_name(words):
    assert name_offered(saved(words)) == ""


def test_a_point_on_the_map_has_no_other_name():
    assert name_offered(saved(code="")) == ""


def test_the_place_of_an_open_call_may_still_change():
    with pytest.raises(WrongState):
        also_known_as(
            call=make_calls.opened(), words="老信用社", actor=make.officer("lin"), at=make.NOON
        )


def test_the_dispatcher_records_a_name_from_the_incident(client):
    client.force_login(make.officer("zhao"))
    incident = make_calls.incident_of(saved())
    page = client.get(reverse("dispatch:incident", args=[incident.number])).content.decode()
    assert "老信用社" in page

    address = reverse("dispatch:also_known", args=[incident.number])
    client.post(address, {"act_id": str(uuid4()), "words": "老信用社"})

    assert Alias.objects.get().words == "老信用社"
