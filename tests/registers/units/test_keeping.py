"""Keeping the register of units: added, changed, crewed, retired, put back in use."""

from uuid import uuid4

import pytest
from django.conf import settings

from tests import make, make_dispatch
from tocsin.kernel.audit import api as audit
from tocsin.registers.units.api import Crew, Unit, Vehicle

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
TYPED = {
    "code": "301",
    "name": "城关-31",
    "kind": "car",
    "station": "S01",
    "capabilities": ["first_aid", "traffic"],
    "agency": "",
    "lon": "106.65",
    "lat": "35.21",
}


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(make.officer(who), backend=BACKEND)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return enter


def post(client, address, **typed):
    return client.post(f"/units/{address}", {"act_id": str(uuid4()), **typed})


def crew_now(unit):
    return Crew.objects.get(unit=unit, until_at=None)


def acts_on(row):
    return [str(entry["action"]) for entry in audit.trail(row)]


def vehicle(code="甘L1234警", **facts):
    facts = {"kind": "car", "station": make.station(), **facts}
    return Vehicle.objects.create(bureau=make.bureau(), code=code, **facts)


def test_a_unit_is_added_with_its_call_sign_and_home_post(sign_in):
    make.station()
    client = sign_in("guan")
    assert post(client, "new/add/", **TYPED).headers["Location"] == "/units/301/"
    unit = Unit.objects.get()
    assert (unit.name, unit.capabilities) == ("城关-31", ["first_aid", "traffic"])
    assert (unit.home_lon, unit.home_lat, unit.station) == (106.65, 35.21, make.station())
    page = client.get("/units/301/").content.decode()
    assert "First aid · Traffic" in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"code": "a b"},
        {"code": "new"},
        {"code": ""},
        {"name": ""},
        {"name": "长" * 41},
        {"kind": "boat"},
        {"lon": "190"},
        {"lat": "nan"},
        {"lat": ""},
        {"station": "S99"},
        {"capabilities": ["flying"]},
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(sign_in, wrong):
    make.station()
    answer = post(sign_in("guan"), "new/add/", **{**TYPED, "agency": "电力公司", **wrong})
    assert answer.status_code == 422
    assert 'value="电力公司"' in answer.content.decode()
    assert not Unit.objects.exists()


def test_a_code_that_is_taken_is_refused_and_a_retired_holder_is_named(sign_in):
    unit = make.unit("旧车")
    unit.retired_at = make.NOON
    unit.save()
    answer = post(sign_in("guan"), "new/add/", **{**TYPED, "code": unit.code})
    assert answer.status_code == 409
    assert "旧车" in answer.content.decode()


def test_a_unit_sent_twice_is_one(sign_in):
    make.station()
    client, act = sign_in("guan"), str(uuid4())
    for _time in range(2):
        assert client.post("/units/new/add/", {"act_id": act, **TYPED}).status_code == 302
    assert Unit.objects.count() == 1


def test_a_unit_is_changed_and_the_change_is_in_the_trail(sign_in):
    unit = make.unit("城关-01", capabilities=("tracking",))
    client = sign_in("guan")
    assert 'value="城关-01"' in client.get(f"/units/{unit.code}/edit/").content.decode()
    typed = {**TYPED, "name": "城关-09", "capabilities": ["tracking", "drone"]}
    post(client, f"{unit.code}/change/", **typed)
    unit.refresh_from_db()
    assert (unit.name, unit.capabilities) == ("城关-09", ["tracking", "drone"])
    assert acts_on(unit)[-1] == "units.changed"


def test_a_unit_at_work_is_not_retired_and_the_incident_is_named(sign_in):
    unit = make.unit("城关-01")
    incident = make_dispatch.incident()
    make_dispatch.sent(incident, unit)
    answer = post(sign_in("guan"), f"{unit.code}/retire/")
    assert answer.status_code == 409
    assert incident.number in answer.content.decode()
    unit.refresh_from_db()
    assert unit.retired_at is None


def test_a_retired_unit_is_found_under_retired_and_can_be_put_back(sign_in):
    unit = make.unit("城关-01")
    client = sign_in("guan")
    post(client, f"{unit.code}/retire/")
    assert "城关-01</a>" not in client.get("/units/").content.decode()
    assert "城关-01</a>" in client.get("/units/", {"duty": "retired"}).content.decode()
    assert "Put back in use" in client.get(f"/units/{unit.code}/").content.decode()
    assert client.get(f"/units/{unit.code}/edit/").status_code == 404
    assert post(client, f"{unit.code}/retire/").status_code == 409

    post(client, f"{unit.code}/restore/")
    assert post(client, f"{unit.code}/restore/").status_code == 409
    assert "城关-01</a>" in client.get("/units/").content.decode()


def test_a_crew_changes_during_its_shift_and_the_earlier_one_stays_on_record(sign_in):
    ma, bai = make.officer("ma"), make.officer("bai")
    unit, car = make.unit("城关-01", crew=(ma,)), vehicle()
    first = crew_now(unit)
    client = sign_in("zhao")
    typed = {"shift": "夜班", "members": [ma.pk, bai.pk], "vehicle": car.pk}
    assert post(client, f"{unit.code}/shift/change/", **typed).status_code == 200
    now = crew_now(unit)
    assert {one.name for one in now.members.all()} == {ma.name, bai.name}
    assert (now.shift, now.vehicle) == ("夜班", car)
    first.refresh_from_db()
    assert first.until_at == now.from_at
    assert Crew.objects.count() == 2
    assert acts_on(unit) == ["units.crew_changed"]


def test_a_person_of_another_crew_does_not_join_and_the_crew_stays(sign_in):
    ma, bai = make.officer("ma"), make.officer("bai")
    make.unit("城关-02", crew=(bai,))
    unit = make.unit("城关-01", crew=(ma,))
    typed = {"shift": "day", "members": [ma.pk, bai.pk]}
    answer = post(sign_in("zhao"), f"{unit.code}/shift/change/", **typed)
    assert answer.status_code == 409
    assert "城关-02" in answer.content.decode()
    assert [one.name for one in crew_now(unit).members.all()] == [ma.name]


def test_a_unit_without_a_crew_has_none_to_change(sign_in):
    unit, ma = make.unit(), make.officer("ma")
    typed = {"shift": "day", "members": [ma.pk]}
    assert post(sign_in("zhao"), f"{unit.code}/shift/change/", **typed).status_code == 409


def test_vehicles_are_added_changed_retired_and_put_back(sign_in):
    make.station()
    client = sign_in("admin")
    post(client, "vehicles/add/", code="甘L0001警", kind="car", station="")
    car = Vehicle.objects.get()
    assert "甘L0001警" in client.get("/units/vehicles/").content.decode()

    post(client, f"vehicles/{car.pk}/change/", kind="motorcycle", station=make.station().pk)
    car.refresh_from_db()
    assert (car.kind, car.station) == ("motorcycle", make.station())

    post(client, f"vehicles/{car.pk}/retire/")
    assert "Put back in use" in client.get(f"/units/vehicles/{car.pk}/").content.decode()
    post(client, f"vehicles/{car.pk}/restore/")
    car.refresh_from_db()
    assert car.retired_at is None
    acts = [act.removeprefix("units.vehicle_") for act in acts_on(car)]
    assert acts == ["added", "changed", "retired", "restored"]


def test_a_vehicle_on_the_road_is_not_retired_and_a_retired_one_is_not_taken(sign_in):
    car = vehicle()
    unit = make.unit("城关-01", crew=(make.officer("ma"),))
    Crew.objects.filter(unit=unit).update(vehicle=car)
    answer = post(sign_in("admin"), f"vehicles/{car.pk}/retire/")
    assert answer.status_code == 409
    assert "城关-01" in answer.content.decode()

    gone = vehicle("甘L9警", retired_at=make.NOON)
    typed = {"shift": "day", "members": [make.officer("bai").pk], "vehicle": gone.pk}
    other = make.unit("城关-02")
    assert post(sign_in("zhao"), f"{other.code}/shift/start/", **typed).status_code == 422


@pytest.mark.parametrize(
    ("plate", "status"), [("甘L1234警", 409), ("a b", 422), ("", 422), ("长" * 21, 422)]
)
def test_a_plate_that_cannot_stand_is_refused(sign_in, plate, status):
    vehicle()
    answer = post(sign_in("admin"), "vehicles/add/", code=plate, kind="car")
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("who", "status"),
    [("admin", 200), ("guan", 200), ("zhao", 403), ("lin", 403), ("ma", 403), ("bai", 403)],
)
def test_the_register_is_kept_by_supervisors_and_administrators(sign_in, who, status):
    unit, car = make.unit(), vehicle()
    client = sign_in(who)
    for page in ("new/", f"{unit.code}/edit/", "vehicles/", f"vehicles/{car.pk}/"):
        assert client.get(f"/units/{page}").status_code == status
    shown = client.get(f"/units/{unit.code}/").content.decode()
    assert ("/retire/" in shown) == (status == 200)
    if status == 403:
        for act in ("new/add/", f"{unit.code}/change/", f"{unit.code}/retire/"):
            assert post(client, act, **TYPED).status_code == 403


def test_units_of_another_bureau_are_not_there(sign_in):
    other = make.unit(of=make.bureau("620882"))
    client = sign_in("admin")
    assert client.get(f"/units/{other.code}/edit/").status_code == 404
    assert post(client, f"{other.code}/retire/").status_code == 404
