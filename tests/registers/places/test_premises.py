"""Premises: what crews must know, kept by those who walk the beat."""

from uuid import uuid4

import pytest
from django.conf import settings

from tests import make, make_places
from tocsin.kernel.audit import api as audit
from tocsin.kernel.idempotency.models import DoneAct
from tocsin.kernel.personal.api import Kind, Purpose, looks, reveal
from tocsin.registers.places.api import KeyHolderRow, PremisesRow, load_premises, premises_near
from tocsin.registers.places.models import Premises

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
TYPED = {
    "name": "东关加油站",
    "kind": "petrol",
    "address": "",
    "lon": "106.65",
    "lat": "35.21",
    "hazards": "地下油罐\n  \n禁止明火\n",
    "access_notes": "从后门进",
    "version": "1",
    "way-TOTAL_FORMS": "2",
    "way-INITIAL_FORMS": "0",
    "way-0-label": "正门",
    "way-0-lon": "106.6501",
    "way-0-lat": "35.2101",
    "way-1-label": "",
    "way-1-lon": "",
    "way-1-lat": "",
}
WANG = {"name": "王守义", "telephone": "10090000001", "post": "值班室"}


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(make.officer(who), backend=BACKEND)
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        return client

    return enter


def post(client, act, **typed):
    return client.post(f"/places/premises/{act}", {"act_id": str(uuid4()), **typed})


def page(client, part, **asked):
    return client.get(f"/places/premises/{part}", asked).content.decode()


def acts_on(premises):
    return [str(entry["action"]).removeprefix("places.") for entry in audit.trail(premises)]


def test_premises_are_added_and_told_to_whoever_is_near(sign_in):
    address = make_places.address("东大街12号", code="A1")
    answer = post(sign_in("bai"), "new/add/", **{**TYPED, "address": "A1"})
    made = Premises.objects.get()
    assert answer.headers["Location"] == f"/places/premises/{made.code}/"
    assert (made.hazards, made.address) == (["地下油罐", "禁止明火"], address)
    (here,) = premises_near(make.bureau(), 106.65, 35.21)
    assert [way["label"] for way in here.entrances] == ["正门"]


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"name": ""}, 422),
        ({"kind": "castle"}, 422),
        ({"lon": "190"}, 422),
        ({"address": "A9"}, 422),
        ({"hazards": "长" * 121}, 422),
        ({"hazards": "\n".join(f"h{number}" for number in range(21))}, 422),
        ({"way-0-lat": ""}, 422),
        ({"way-1-lat": "35"}, 422),
        ({"way-TOTAL_FORMS": "x"}, 422),
    ],
)
def test_what_was_typed_is_kept_when_something_is_wrong(sign_in, wrong, status):
    client = sign_in("bai")
    sent = {"act_id": str(uuid4()), **TYPED, **wrong}
    answer = client.post("/places/premises/new/add/", sent, headers={"HX-Request": "true"})
    assert answer.status_code == status
    assert "address" in wrong or "从后门进" in answer.content.decode()
    assert not Premises.objects.exists()


def test_a_change_shows_in_the_history_and_no_load_undoes_it(sign_in):
    premises = make_places.premises("加油站", hazards=["旧"])
    client = sign_in("bai")
    assert "旧" in page(client, f"{premises.code}/edit/")
    post(client, f"{premises.code}/change/", **TYPED)
    row = PremisesRow(premises.code, "加油站", "petrol", 106.65, 35.21, hazards=["旧"])
    load_premises(bureau=make.bureau(), rows=[row], actor=make.officer("admin"), at=make.NOON)
    premises.refresh_from_db()
    assert (premises.name, premises.version) == ("东关加油站", 2)
    assert "Premises changed" in page(client, f"{premises.code}/")


def test_who_writes_over_a_newer_version_is_told(sign_in):
    premises = make_places.premises()
    client = sign_in("bai")
    post(client, f"{premises.code}/change/", **TYPED)
    answer = post(client, f"{premises.code}/change/", **{**TYPED, "name": "另一个"})
    assert answer.status_code == 409
    premises.refresh_from_db()
    assert premises.name == "东关加油站"


def test_a_way_in_can_be_struck_out(sign_in):
    client = sign_in("bai")
    post(client, "new/add/", **TYPED)
    made = Premises.objects.get()
    struck = {"way-INITIAL_FORMS": "1", "way-0-DELETE": "on", "version": made.version}
    assert post(client, f"{made.code}/change/", **{**TYPED, **struck}).status_code == 302
    made.refresh_from_db()
    assert made.entrances == []


def test_retired_premises_warn_nobody_until_they_are_put_back(sign_in):
    premises = make_places.premises("加油站")
    client = sign_in("admin")
    post(client, f"{premises.code}/retire/")
    assert premises_near(make.bureau(), *make.HERE) == []
    assert "加油站" not in page(client, "")
    assert "加油站" in page(client, "", retired="on")
    assert post(client, f"{premises.code}/retire/").status_code == 409
    assert post(client, f"{premises.code}/change/", **TYPED).status_code == 409

    post(client, f"{premises.code}/restore/")
    assert post(client, f"{premises.code}/restore/").status_code == 409
    assert len(premises_near(make.bureau(), *make.HERE)) == 1
    assert acts_on(premises) == ["premises_retired", "premises_restored"]


def test_the_list_is_found_by_name_and_hazard_and_goes_on_by_pages(sign_in):
    for number in range(52):
        make_places.premises(f"商店{number:02}", hazards=["液化气罐"] if number == 7 else [])
    client = sign_in("lin")
    assert "商店51" not in page(client, "")
    assert "after=P-" in page(client, "")
    assert "商店51" in page(client, "", after="P-商店49")
    assert "商店07" in page(client, "", q="液化气")
    assert "商店08" not in page(client, "", q="液化气")
    assert "No premises fit" in page(client, "", q="没有的")


def test_the_list_takes_the_same_queries_however_long(sign_in, django_assert_max_num_queries):
    for number in range(30):
        make_places.premises(f"商店{number}")
    client = sign_in("lin")
    with django_assert_max_num_queries(7):
        assert client.get("/places/premises/").status_code == 200


def test_key_holders_are_named_only_for_a_purpose_and_each_look_is_recorded(sign_in):
    premises = make_places.premises()
    client = sign_in("bai")
    assert post(client, f"{premises.code}/keys/add/", **WANG).status_code == 302
    premises.refresh_from_db()
    (subject,) = premises.key_holders
    shown = page(client, f"{premises.code}/")
    assert "1 key-holder is on record" in shown
    assert "王守义" not in shown
    assert looks(subject) == []

    assert post(client, f"{premises.code}/keys/show/", task="curiosity").status_code == 422
    named = post(client, f"{premises.code}/keys/show/", task="visit").content.decode()
    assert "王守义" in named
    assert "10090000001" in named
    assert [(one["case"], one["task"]) for one in looks(subject)] == [
        (f"premises:{premises.code}", "visit")
    ]
    assert not DoneAct.objects.filter(body__contains="王守义").exists()
    assert not any("王守义" in str(entry) for entry in audit.trail(premises))


def test_a_key_holder_changes_and_goes(sign_in):
    premises = make_places.premises()
    client = sign_in("bai")
    post(client, f"{premises.code}/keys/add/", **WANG)
    premises.refresh_from_db()
    (subject,) = premises.key_holders
    typed = {**WANG, "telephone": "10090000002"}
    post(client, f"{premises.code}/keys/{subject}/change/", **typed)
    named = post(client, f"{premises.code}/keys/show/", task="visit").content.decode()
    assert "10090000002" in named

    post(client, f"{premises.code}/keys/{subject}/remove/")
    premises.refresh_from_db()
    assert premises.key_holders == []
    facts = reveal(
        subject=subject,
        kinds=[Kind.NAME, Kind.TELEPHONE],
        purpose=Purpose(f"premises:{premises.code}", "test"),
        actor=make.officer("bai"),
        at=make.NOON,
    )
    assert facts == {}
    assert post(client, f"{premises.code}/keys/{subject}/remove/").status_code == 404
    assert [act for act in acts_on(premises) if act != "key_holders_shown"] == [
        "key_holder_added",
        "key_holder_changed",
        "key_holder_removed",
    ]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"telephone": ""}, {"telephone": "call me"}, {"name": "长" * 41}]
)
def test_a_key_holder_has_a_name_and_a_number(sign_in, wrong):
    premises = make_places.premises()
    answer = post(sign_in("bai"), f"{premises.code}/keys/add/", **{**WANG, **wrong})
    assert answer.status_code == 422
    assert "值班室" in answer.content.decode()


def test_key_holders_come_in_with_a_county_once(sign_in):
    row = PremisesRow(
        "P1", "银行", "bank", 106.65, 35.21, key_holders=[KeyHolderRow("王守义", "10090000001")]
    )
    for _time in range(2):
        load_premises(bureau=make.bureau(), rows=[row], actor=make.officer("admin"), at=make.NOON)
    assert [one.key_holders for one in premises_near(make.bureau(), 106.65, 35.21)] == [1]


@pytest.mark.parametrize(
    ("who", "keeps"),
    [
        ("bai", True),
        ("admin", True),
        ("lin", False),
        ("zhao", False),
        ("ma", False),
        ("guan", False),
    ],
)
def test_all_officers_read_premises_and_community_officers_keep_them(sign_in, who, keeps):
    premises = make_places.premises()
    client, allowed = sign_in(who), 200 if keeps else 403
    assert client.get("/places/premises/").status_code == 200
    assert client.get(f"/places/premises/{premises.code}/").status_code == 200
    assert client.get(f"/places/premises/{premises.code}/points.geojson").status_code == 200
    assert client.get("/places/premises/new/").status_code == allowed
    assert client.get(f"/places/premises/{premises.code}/edit/").status_code == allowed
    shown = post(client, f"{premises.code}/keys/show/", task="visit")
    assert shown.status_code == allowed


def test_premises_of_another_bureau_are_not_there(sign_in):
    premises = make_places.premises()
    client = sign_in("admin")
    elsewhere = make.officer("admin", of=make.bureau("620882"))
    client.force_login(elsewhere, backend=BACKEND)
    assert client.get(f"/places/premises/{premises.code}/").status_code == 404
    assert post(client, f"{premises.code}/keys/show/", task="visit").status_code == 404


def test_premises_can_be_added_at_an_address(sign_in):
    make_places.address("东大街12号", code="A1")
    client = sign_in("bai")
    assert "premises/new/?address=A1" in client.get("/places/address/A1/").content.decode()
    assert 'value="A1"' in page(client, "new/", address="A1")
    assert client.get("/places/premises/new/", {"address": "A9"}).status_code == 404
