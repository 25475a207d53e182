"""The page of retention: what is kept how long, what is held, and two people to lift it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests import make, make_dispatch
from tests.make_calls import incident_of
from tests.retention import county
from tests.retention.county import YEAR, night
from tocsin.kernel import moment
from tocsin.kernel.personal.models import Subject
from tocsin.kernel.retention import api as retention
from tocsin.kernel.shell.desks import Waiting
from tocsin.readers.records.queries import lifts_waiting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def call():
    return county.call_with_incident(at=moment.now())


def seen(client, who="guan", **asked):
    client.force_login(make.officer(who))
    return client.get(reverse("records:retention"), asked).content.decode()


def send(client, name, *args, who="guan", **sent):
    client.force_login(make.officer(who))
    return client.post(reverse(f"records:{name}", args=args), {"act_id": str(uuid4()), **sent})


def until(days=365):
    return (moment.now() + timedelta(days=days)).date().isoformat()


def place(client, call, **sent):
    facts = {"case": f"incident:{incident_of(call).number}", "reason": "诉讼", "until": until()}
    return send(client, "place", **(facts | sent))


def test_a_hold_is_placed_and_two_people_lift_it(client, call):
    assert place(client, call).status_code == 302
    [one] = retention.Hold.objects.all()
    assert f"incident:{incident_of(call).number}" in seen(client)

    send(client, "ask_to_lift", one.pk, reason="结案")
    assert "结案" in seen(client)
    assert lifts_waiting(make.officer("guan")).count == 0
    assert lifts_waiting(make.officer("admin")).count == 1
    assert send(client, "answer", one.pk, answer="lift").status_code == 403
    assert send(client, "answer", one.pk, who="admin", answer="lift").status_code == 302

    one.refresh_from_db()
    assert one.lifted_by == make.officer("admin")
    assert lifts_waiting(make.officer("admin")) == Waiting(0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"case": "incident:nowhere"},
        {"reason": ""},
        {"until": "soon"},
        {"until": "2020-01-01"},
        {"case": "x" * 100},
    ],
)
def test_a_hold_that_cannot_be_placed_keeps_what_was_typed(client, call, wrong):
    answer = place(client, call, **({"reason": "留下的字"} | wrong))

    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'role="alert"' in page or "errorlist" in page
    assert ("留下的字" in page) is (wrong.get("reason") is None)
    assert not retention.Hold.objects.exists()


def test_a_hold_is_extended_and_an_earlier_day_is_refused(client, call):
    place(client, call)
    [one] = retention.Hold.objects.all()

    assert send(client, "extend", one.pk, until=until(30)).status_code == 422
    assert send(client, "extend", one.pk, until="?").status_code == 422
    assert send(client, "extend", one.pk, until=until(900)).status_code == 302
    assert send(client, "answer", one.pk, answer="?").status_code == 422
    assert send(client, "ask_to_lift", one.pk, reason="").status_code == 422


def test_holds_of_another_bureau_are_not_found(client, call):
    place(client, call)
    [one] = retention.Hold.objects.all()
    client.force_login(make.officer("guan", of=make.bureau("620899")))

    assert str(one.case) not in client.get(reverse("records:retention")).content.decode()
    url = reverse("records:ask_to_lift", args=[one.pk])
    assert client.post(url, {"act_id": str(uuid4()), "reason": "x"}).status_code == 404


def test_the_page_says_what_goes_soon_and_when_no_night_was_worked(client, call):
    assert "notice-warn" in seen(client)
    night(moment.now())
    assert "notice-warn" not in seen(client)
    now = moment.now()
    county.close(incident_of(call), now - 3 * YEAR + timedelta(days=5))
    type(call).objects.filter(pk=call.pk).update(rang_at=now - 4 * YEAR)
    Subject.objects.update(created_at=now - 4 * YEAR)
    night(now)

    page = seen(client)
    assert f"call:{call.number}, incident:{incident_of(call).number}" in page
    held = seen(client, case=f"call:{call.number}")
    assert f'value="call:{call.number}"' in held


def test_the_page_is_for_supervisors_and_administrators(client):
    client.force_login(make.officer("lin"))
    assert client.get(reverse("records:retention")).status_code == 403
