"""Registers of addresses that arrive: checked and imported beside the desks."""

import json
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from tests import make, make_places
from tocsin.adapters.spreadsheets.arriving import file_of, waits, work
from tocsin.adapters.spreadsheets.keeping import forget_sheets
from tocsin.adapters.spreadsheets.models import KeptSheet
from tocsin.kernel.audit import api as audit
from tocsin.registers.places.api import suggest
from tocsin.registers.places.models import Address, Arrival, ArrivalPair, Division

pytestmark = pytest.mark.django_db
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
OWN = "code,text,lon,lat\nA1,东华镇东大街12号,106.62,35.2\n"
WRONG = OWN + "A2,东华镇东大街14号,很东,35.2\n"
DOORS = "乡镇,路,门牌号,经度,纬度\n东华镇,东大街,12号,106.62,35.2\n东华镇,东大街,14号,106.63,35.2\n"
VILLAGES = "village_code,village,town_code,town\n620881100001,石堡子村,620881100,东华镇\n"
TREE = json.dumps({"code": "620881", "name": "华亭市"})
MAP = """<osm version="0.6">
<node id="1" version="1" lat="35.2" lon="106.62"><tag k="addr:housenumber" v="12"/>
<tag k="addr:street" v="东大街"/></node>
<node id="2" version="1" lat="35.21" lon="106.63"/>
<way id="3" version="1"><nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/>
<tag k="name" v="东大街"/></way></osm>"""


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_FOLDER = tmp_path


@pytest.fixture
def sign_in(client):
    def enter(who, *, language="en"):
        client.force_login(make.officer(who), backend=BACKEND)
        client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = language
        return client

    return enter


def act(client, address, **typed):
    return client.post(address, {"act_id": str(uuid4()), **typed})


def sent(client, content, name="doors.csv"):
    """Send a file and let it be checked; return its page."""
    raw = content if isinstance(content, bytes) else content.encode()
    answer = act(client, "/sheets/addresses/send/", file=SimpleUploadedFile(name, raw))
    assert answer.status_code == 302, answer.content.decode()
    work()
    return answer.headers["Location"]


def imported(client, page, **typed):
    answer = act(client, f"{page}confirm/", **typed)
    assert answer.status_code == 302, answer.content.decode()
    work()
    # The clock commits before the web goes on; here both are one transaction, of two roles.
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS arriving")


def read(client, page):
    return " ".join(client.get(page).content.decode().split())


def test_two_people_bring_a_register_in_and_every_desk_finds_it(sign_in):
    page = sent(sign_in("admin"), DOORS)
    own = sign_in("admin")
    assert "A colleague confirms it" in read(own, page)
    assert act(own, f"{page}confirm/").status_code == 409

    client = sign_in("bai")
    assert "Import 3 places" in read(client, page)
    imported(client, page)
    assert "Imported: 3 new, 0 changed" in read(client, page)
    assert suggest(make.bureau(), "东大街12号")[0].text == "东华镇东大街12号"
    acts = [entry["action"] for entry in audit.trail(KeptSheet.objects.get())]
    assert acts == ["sheets.received", "sheets.confirmed", "sheets.let_in"]


def test_the_page_says_how_far_it_is_until_it_is_done(sign_in):
    client = sign_in("bai")
    file = SimpleUploadedFile("doors.csv", DOORS.encode())
    page = act(client, "/sheets/addresses/send/", file=file).headers["Location"]
    assert waits()
    assert "Its turn comes in a moment" in read(client, page)
    assert act(client, f"{page}withdraw/").status_code == 409
    work()
    done = client.get(f"{page}progress/", headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == page
    assert not waits()
    assert not file_of(KeptSheet.objects.get()).parent.exists()


@pytest.mark.parametrize("encoding", ["gbk", "utf-16", "utf-8"])
def test_a_sheet_comes_in_any_usual_encoding(sign_in, encoding):
    page = sent(sign_in("bai"), DOORS.encode(encoding))
    assert "Every row is right" in read(sign_in("admin"), page)
    assert Arrival.objects.filter(text="东华镇东大街14号").exists()


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [(VILLAGES, "villages.csv", "石堡子村"), (TREE, "divisions.json", "华亭市"),
     (MAP, "county.osm", "东大街12")],
)  # fmt: skip
def test_maps_and_published_divisions_come_in_on_the_same_page(sign_in, content, name, text):
    page = sent(sign_in("bai"), content, name)
    imported(sign_in("admin"), page)
    assert Division.objects.filter(name=text) or Address.objects.filter(text=text)


def test_every_wrong_row_is_told_by_row_and_column_in_the_language_of_the_reader(sign_in):
    page = sent(sign_in("bai"), WRONG)
    assert "This is not a number of degrees." in read(sign_in("admin"), page)
    table = sign_in("admin", language="zh-hans").get(f"{page}faults.csv")
    assert table.content.decode("utf-8-sig").splitlines()[1].startswith("3,经度,很东,")
    assert act(sign_in("admin"), f"{page}confirm/").status_code == 409
    imported(sign_in("admin"), page, partial="yes")
    assert Address.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [("备注\n无\n", "a.csv", "Missing"), ("no map", "a.osm", "no OpenStreetMap extract"),
     ("{", "a.json", "no codes and names"), ("x", "a.pdf", "Only .xlsx and .csv")],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why_and_leaves_nothing(sign_in, content, name, words):
    page = sent(sign_in("bai"), content, name)
    assert words in read(sign_in("bai"), page)
    assert act(sign_in("admin"), f"{page}confirm/").status_code == 409
    assert not Arrival.objects.exists()


def test_a_person_says_of_each_pair_whether_it_is_one_place(sign_in):
    make_places.address("东华镇东大街十二号", code="A1")
    page = sent(sign_in("admin"), DOORS)
    client = sign_in("bai")
    assert "1 place may be in the register already" in read(client, page)
    shown = read(client, f"{page}pairs/")
    assert "东华镇东大街十二号" in shown
    assert "row 2" in shown

    pair = ArrivalPair.objects.get()
    assert act(client, f"{page}pairs/{pair.pk}/").status_code == 422
    assert act(client, f"{page}pairs/{pair.pk}/", same="yes").status_code == 302
    assert "No pair waits" in read(client, f"{page}pairs/")
    assert "The same place" in read(client, f"{page}pairs/?said=on")
    imported(client, page)
    assert not Address.objects.filter(text="东华镇东大街12号").exists()


def test_a_place_that_was_left_waiting_comes_in_by_a_later_word_of_another_person(sign_in):
    make_places.address("东华镇东大街十二号", code="A1")
    page = sent(sign_in("admin"), DOORS)
    imported(sign_in("bai"), page)
    assert list(Arrival.objects.values_list("text", flat=True)) == ["东华镇东大街12号"]

    address = f"{page}pairs/{ArrivalPair.objects.get().pk}/"
    assert act(sign_in("admin"), address, same="no").status_code == 409
    assert act(sign_in("bai"), address, same="no").status_code == 302
    assert Address.objects.filter(text="东华镇东大街12号").exists()
    assert act(sign_in("bai"), address, same="yes").status_code == 409


def test_a_row_is_shown_beside_an_earlier_one_also_when_that_is_in_the_register(sign_in):
    first = DOORS.splitlines()[:2]
    page = sent(sign_in("admin"), "\n".join([*first, first[1]]))
    client = sign_in("bai")
    assert "Earlier in the file" in read(client, f"{page}pairs/")
    imported(client, page)
    assert read(client, f"{page}pairs/").count("东华镇东大街12号") == 2


def test_what_ends_the_work_twice_is_not_begun_a_third_time(sign_in):
    page = sent(sign_in("bai"), DOORS)
    KeptSheet.objects.update(outcome="received", begun=2)
    work()
    assert "Working on it ended twice" in read(sign_in("bai"), page)


def test_a_load_that_is_given_up_does_not_say_that_nothing_was_stored(sign_in):
    page = sent(sign_in("bai"), DOORS)
    waiting = KeptSheet.Outcome.LETTING_IN
    KeptSheet.objects.update(outcome=waiting, begun=2, decided_at=make.NOON)
    work()
    shown = read(sign_in("bai"), page)
    assert "part of it may be stored" in shown
    assert "Nothing of this file was stored" not in shown


def test_a_register_that_nobody_confirms_is_forgotten_with_its_places(sign_in):
    sent(sign_in("bai"), DOORS)
    assert forget_sheets(before=make.NOON.replace(year=2100)) == 1
    assert not Arrival.objects.exists()


def test_only_those_who_keep_addresses_say_anything_of_pairs(sign_in):
    make_places.address("东华镇东大街十二号", code="A1")
    page = sent(sign_in("admin"), DOORS)
    pair = f"{page}pairs/{ArrivalPair.objects.get().pk}/"
    assert act(sign_in("guan"), pair, same="yes").status_code == 403
    assert sign_in("guan").get(f"{page}pairs/").status_code == 200
    assert sign_in("ma").get(f"{page}pairs/").status_code == 403
