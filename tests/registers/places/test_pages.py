"""Pages of the register of places."""

from uuid import uuid4

import pytest

from tests import make, make_places
from tocsin.registers.places.api import propose_change
from tocsin.registers.places.models import AddressChange

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
TYPED = {"text": "东大街14号", "lon": "106.66", "lat": "35.21", "reason": "门牌更换"}


@pytest.fixture
def sign_in(client):
    def enter(who):
        client.force_login(make.officer(who), backend=BACKEND)
        return client

    return enter


def post(client, url, **typed):
    return client.post(url, {"act_id": str(uuid4()), **typed})


def proposed(by="bai"):
    return propose_change(
        bureau=make.bureau(),
        text="东大街14号",
        lon=106.66,
        lat=35.21,
        reason="新建",
        actor=make.officer(by),
        at=make.NOON,
    )


def test_typed_words_find_places(sign_in):
    make_places.address("东大街12号")
    page = sign_in("lin").get("/places/", {"q": "东大街12号"})
    assert "东大街12号</a>" in page.content.decode()


def test_a_street_lists_the_addresses_that_are_on_it(sign_in):
    for door in (12, 14):
        make_places.address(f"东大街{door}号")
    page = sign_in("lin").get("/places/", {"q": "东大街"}).content.decode()
    assert "东大街12号</a>" in page
    assert "东大街14号</a>" in page


def test_words_too_short_to_be_looked_for_everywhere_are_told_apart(sign_in):
    page = sign_in("lin").get("/places/", {"q": "卯卯"}).content.decode()
    assert "第三个字" in page


def test_the_page_of_an_address_shows_its_past_and_what_is_proposed(sign_in):
    address = make_places.address("东大街12号")
    client = sign_in("bai")
    assert post(client, f"/places/address/{address.code}/change/", **TYPED).status_code == 302
    page = client.get(f"/places/address/{address.code}/").content.decode()
    assert "东大街14号" in page
    assert "门牌更换" in page


def test_an_address_of_another_bureau_is_not_there(sign_in):
    address = make_places.address("东大街12号", of=make.bureau("620822"))
    assert sign_in("lin").get(f"/places/address/{address.code}/").status_code == 404


def test_a_form_that_needs_mending_comes_back_with_what_was_typed(sign_in):
    answer = post(sign_in("bai"), "/places/propose/", **{**TYPED, "lat": "135"})
    assert answer.status_code == 422
    assert "东大街14号" in answer.content.decode()


def test_a_colleague_verifies_a_proposal(sign_in):
    change = proposed()
    answer = post(
        sign_in("admin"), f"/places/changes/{change.pk}/decide/", verified="yes", reason=""
    )
    assert answer.status_code == 200
    assert AddressChange.objects.get().outcome == "verified"


def test_the_proposer_is_told_to_ask_a_colleague(sign_in):
    change = proposed()
    answer = post(sign_in("bai"), f"/places/changes/{change.pk}/decide/", verified="yes", reason="")
    assert answer.status_code == 409


def test_call_takers_see_proposals_but_do_not_verify_them(sign_in):
    change = proposed()
    client = sign_in("lin")
    assert "东大街14号" in client.get("/places/changes/").content.decode()
    answer = post(client, f"/places/changes/{change.pk}/decide/", verified="yes", reason="")
    assert answer.status_code == 403


def test_the_list_of_proposals_takes_the_same_queries_however_long(
    sign_in, django_assert_max_num_queries
):
    for _number in range(60):
        proposed()
    client = sign_in("admin")
    with django_assert_max_num_queries(8):
        page = client.get("/places/changes/")
    assert page.content.decode().count('<article class="card"') == 50
    assert "before=" in page.content.decode()


@pytest.mark.parametrize("before", ["0", "x", "9" * 40, "-1"])
def test_a_page_that_makes_no_sense_is_the_first_page(sign_in, before):
    assert sign_in("admin").get("/places/changes/", {"before": before}).status_code == 200
