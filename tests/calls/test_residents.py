from uuid import uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import make, make_calls
from tocsin.desks.calls.models import Call
from tocsin.desks.calls.residents import FROM_ONE_PLACE
from tocsin.kernel.personal.models import Fact

SAID = {"what": "家里进水了", "where": "东华街道3号", "telephone": "13912345678", "name": "王某"}


@pytest.fixture(autouse=True)
def _room():
    cache.clear()
    make.bureau()


def send(client, **facts: str):
    sent = {"act_id": str(uuid4())} | SAID | facts
    return client.post(reverse("calls:help"), sent)


def test_the_form_says_plainly_that_telephoning_is_quicker(client):
    page = client.get(reverse("calls:help")).content.decode()

    assert "请立即拨打110" in page
    assert 'data-theme="light"' in page


def test_what_a_resident_writes_becomes_a_waiting_call_and_they_learn_its_number(client):
    response = send(client, lon="106.65", lat="35.21", metres="30")
    call = Call.objects.get()

    assert call.number in response.content.decode()
    assert (call.channel, call.state, call.caller_metres) == ("web", "ringing", 30)
    assert set(
        Fact.objects.filter(subject_id=make_calls.caller_of(call)).values_list("kind", flat=True)
    ) == {
        "name",
        "telephone",
    }


def test_sent_twice_it_is_one_call(client):
    act_id = str(uuid4())
    for _ in range(2):
        assert send(client, act_id=act_id).status_code == 200

    assert Call.objects.count() == 1


@pytest.mark.parametrize(
    "facts",
    [
        {"what": ""},
        {"telephone": "call me"},
        {"what": "x" * 1001},
        {"what": "a\x00"},
        {"lat": "nan"},
        {"act_id": "x"},
    ],
    ids=str,
)
def test_what_cannot_be_used_is_said_and_what_was_written_is_kept(client, facts):
    response = send(client, **facts)

    assert response.status_code == 422
    assert Call.objects.count() == 0


def test_a_flood_from_one_place_is_turned_away_with_the_number_to_call(client):
    statuses = [send(client).status_code for _ in range(FROM_ONE_PLACE + 2)]

    assert statuses == [200] * FROM_ONE_PLACE + [429] * 2
    assert "110" in send(client).content.decode()


def test_the_form_cannot_be_sent_from_another_site():
    strict = Client(enforce_csrf_checks=True)

    assert send(strict).status_code == 403
    assert Call.objects.count() == 0


def test_with_several_bureaus_each_has_its_own_address(client):
    make.bureau("620824")

    assert client.get(reverse("calls:help")).status_code == 404
    assert client.get(reverse("calls:help_of", args=["620824"])).status_code == 200
    assert client.get(reverse("calls:help_of", args=["000000"])).status_code == 404
