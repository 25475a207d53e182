import pytest
from django.urls import reverse_lazy

from tests import make, make_dispatch
from tocsin.desks.dispatch.models import Incident

pytestmark = pytest.mark.django_db

FEATURES = reverse_lazy("dispatch:features")


@pytest.fixture(autouse=True)
def _tables(db):
    make_dispatch.tables()


@pytest.fixture
def now(monkeypatch, noon):
    monkeypatch.setattr("tocsin.kernel.moment.now", lambda: noon)
    return noon


@pytest.fixture
def zhao(client):
    client.force_login(make.officer("zhao"))
    return client


def test_map_shows_incidents_and_units_without_personal_facts(zhao, now):
    make_dispatch.incident(words="我叫王某，电话13900000000")
    make.unit()

    body = zhao.get(FEATURES)

    kinds = [one["properties"]["kind"] for one in body.json()["features"]]
    assert sorted(kinds) == ["incident", "unit"]
    assert "13900000000" not in body.content.decode()


def test_map_shows_the_open_incident_also_when_it_is_closed_or_filtered_out(zhao, now):
    one = make_dispatch.incident()
    Incident.objects.filter(pk=one.pk).update(state="closed")
    elsewhere = make.bureau("620999")
    _same_number, foreign = (make_dispatch.incident(of=elsewhere) for _ in range(2))

    def marked(number):
        features = zhao.get(FEATURES, {"open": number, "p": "4"}).json()["features"]
        return [
            f["properties"]["selected"] for f in features if f["properties"]["kind"] == "incident"
        ]

    assert marked(one.number) == [True]
    assert marked("") == []
    assert marked(foreign.number) == []
