"""Who can open the building at the place of a call, for as long as the call is open."""

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make, make_calls
from tocsin.desks.calls.states import CallState
from tocsin.kernel.accounts.api import Bureau
from tocsin.kernel.personal.api import looks
from tocsin.registers.places import api as places
from tocsin.registers.places.models import Premises

pytestmark = pytest.mark.django_db
WHERE = (106.65, 35.21)


@pytest.fixture
def lin(client):
    client.force_login(make.officer("lin"))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def bank(*, of: Bureau | None = None) -> Premises:
    home = of or make.bureau()
    row = places.PremisesRow(
        "P1",
        "建设银行",
        "bank",
        *WHERE,
        key_holders=[places.KeyHolderRow("王守义", "10090000001", "值班室")],
    )
    actor = make.officer("admin", of=home)
    places.load_premises(bureau=home, rows=[row], actor=actor, at=make.NOON)
    return Premises.objects.get(bureau=home)


def keys(client, call, code="P1"):
    return client.post(reverse("calls:key_holders", args=[call.number, code]))


def test_the_desk_counts_key_holders_and_names_them_for_the_open_call(lin):
    (subject,) = bank().key_holders
    call = make_calls.opened()
    typed = {"place_text": "建设银行", "lon": str(WHERE[0]), "lat": str(WHERE[1])}
    here = lin.post(reverse("calls:here", args=[call.number]), typed).content.decode()
    assert "Show 1 key-holder" in here
    assert "王守义" not in here

    shown = keys(lin, call).content.decode()
    assert "王守义" in shown
    assert "10090000001" in shown
    (look,) = looks(subject)
    assert (look["case"], look["task"]) == (f"call:{call.number}", "key_holder")


def test_a_settled_call_opens_nobodys_name(lin):
    (subject,) = bank().key_holders
    call = make_calls.opened()
    call.state, call.validity, call.saved_at = CallState.SAVED, "enquiry", make.NOON
    call.save()
    assert keys(lin, call).status_code == 409
    assert looks(subject) == []


def test_premises_of_another_bureau_open_for_nobody_here(lin):
    bank(of=make.bureau("620882"))
    assert keys(lin, make_calls.opened()).status_code == 404


def test_only_the_call_desk_opens_them(client):
    bank()
    client.force_login(make.officer("ma"))
    assert keys(client, make_calls.opened()).status_code == 403
