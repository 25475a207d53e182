"""An officer sees where they are signed in, and signs out there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests import make
from tocsin.kernel.accounts.models import Session
from tocsin.kernel.audit.api import trail
from tocsin.kernel.shell.signed_in import mark_of

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"


@pytest.fixture
def desk(client):
    client.force_login(make.officer("lin"))
    return client


@pytest.fixture
def phone():
    client = Client(headers={"User-Agent": PHONE})
    client.force_login(make.officer("lin"))
    Session.objects.filter(pk=client.session.session_key).update(device="Chrome, Android")
    return client


def press(client, place: str = ""):
    given = {"place": place, "act_id": str(uuid4())}
    return client.post(reverse("sign_out_elsewhere"), given)


def test_every_place_is_listed_with_its_device_and_no_key(desk, phone):
    page = desk.get(reverse("signed_in")).content.decode()

    assert "Chrome, Android" in page
    assert page.count("data-row ") == 2
    assert phone.session.session_key not in page


def test_signing_in_notes_the_device(client):
    officer = make.officer("lin")
    officer.set_password("a long enough secret")
    officer.save()

    sent = {"login": "lin", "password": "a long enough secret"}
    client.post(reverse("account_login"), sent, headers={"User-Agent": PHONE})

    assert Session.objects.get(officer=officer).device == "Chrome, Android"


def test_signing_out_there_ends_that_session_and_no_other(desk, phone):
    stranger = Client()
    stranger.force_login(make.officer("lin"))

    assert press(desk, mark_of(phone.session.session_key)).status_code == 302

    assert phone.get(reverse("signed_in")).status_code == 302
    assert stranger.get(reverse("signed_in")).status_code == 200
    assert desk.get(reverse("signed_in")).status_code == 200
    [entry] = [
        one for one in trail(make.officer("lin")) if one["action"] == "accounts.sessions_ended"
    ]
    assert entry["detail"] == {"sessions_ended": 1}


def test_signing_out_everywhere_else_leaves_this_place(desk, phone):
    assert press(desk).status_code == 302

    assert phone.get(reverse("signed_in")).status_code == 302
    assert desk.get(reverse("signed_in")).status_code == 200
    assert press(desk).status_code == 404


def test_nobody_signs_out_another_officer(desk):
    other = Client()
    other.force_login(make.officer("zhao"))

    assert press(other, mark_of(desk.session.session_key)).status_code == 404
    assert desk.get(reverse("signed_in")).status_code == 200


def test_when_somebody_was_last_seen_is_noted_now_and_then(desk):
    own = Session.objects.filter(pk=desk.session.session_key)
    just_now = own.get().seen_at
    desk.get(reverse("signed_in"))
    assert own.get().seen_at == just_now

    own.update(seen_at=just_now - timedelta(minutes=6))
    desk.get(reverse("signed_in"))
    assert own.get().seen_at >= just_now
