"""Anybody reads, prints and takes along what was printed; one named officer prints it."""

import csv
import json
from io import StringIO
from uuid import uuid4

import pytest
from django.conf import settings
from django.urls import reverse

from tests import make
from tests.make_transparency import ENDED, complaints, edition, month
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Role, enlist
from tocsin.readers.transparency.models import Edition
from tocsin.readers.transparency.printing import digest_of
from tocsin.readers.transparency.showing import shown
from tocsin.readers.transparency.states import Method

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed():
    month()
    return edition()


def page_of(client, made):
    return client.get(reverse("transparency:edition", args=[made.bureau.code, made.number]))


def in_english(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_anybody_reads_the_newest_edition(client, printed):
    for url in (reverse("transparency:front"), reverse("transparency:newest", args=["620881"])):
        answer = client.get(url)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "工作数据公开" in page
        assert printed.digest in page
        assert "无在办案件的紧急查阅" in page
        assert reverse("transparency:draw") not in page


def test_complaints_are_shown_and_lead_to_ones_own_record(client):
    month()
    complaints(14)
    page = page_of(client, edition()).content.decode()
    assert "对查阅提出的异议合计" in page
    assert reverse("my_record:enter") in page


def test_an_edition_from_before_complaints_were_counted_says_so(client, printed):
    del printed.printed["tables"]["complaints"]
    assert shown(printed).complaints == ()


def test_whoever_came_to_the_sign_in_page_finds_what_is_open(client):
    page = client.get(reverse("account_login")).content.decode()
    for name in ("transparency:front", "my_record:enter", "calls:help"):
        assert f'href="{reverse(name)}"' in page


def test_it_is_told_in_english_too(client, printed):
    page = page_of(in_english(client), printed).content.decode()
    assert "Looks at personal records" in page
    assert "at least 5 numbers stay possible" in page


def test_what_is_left_out_is_said_to_who_hears_the_page(client, printed):
    page = page_of(client, printed).content.decode()
    assert '<span aria-hidden="true">·</span><span class="unseen">略去</span>' in page
    assert ">2<" not in page.partition("无在办案件的紧急查阅")[2][:200]


def test_noise_explains_itself(client):
    month()
    made = edition(method=Method.NOISE)
    page = page_of(in_english(client), made).content.decode()
    assert "discrete Laplace, by OpenDP, ε 0.5" in page
    assert "off by at most 6" in page


def test_the_sheet_has_every_figure_and_no_formula(client, printed):
    url = reverse("transparency:csv", args=["620881", printed.number])
    answer = in_english(client).get(url)
    assert answer["Content-Disposition"] == 'attachment; filename="transparency-620881-1.csv"'
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0] == ["Part", "Figure", "Of which", "Value"]
    assert ["Calls", "Incidents", "", "6"] in rows
    assert [
        "Looks at personal records",
        "Without an open case (break-glass)",
        "",
        "left out",
    ] in rows
    assert not [cell for row in rows for cell in row if cell[:1] in {"=", "+", "-", "@"}]


def test_the_json_bears_the_digest_of_what_it_holds(client, printed):
    url = reverse("transparency:json", args=["620881", printed.number])
    told = json.loads(client.get(url).content)
    assert digest_of(told["printed"]) == told["digest"] == printed.digest


def test_an_edition_that_is_not_there_is_said_to_be_missing(client, printed):
    for number in (printed.number + 1, 10**12):
        url = f"/transparency/620881/{number}/"
        assert client.get(url).status_code == 404
    assert client.get("/transparency/nobody/").status_code == 404


def test_before_the_first_edition_the_page_says_when_it_comes(client):
    make.bureau()
    page = client.get(reverse("transparency:front")).content.decode()
    assert "还没有刊印数据" in page


def test_of_several_bureaus_those_with_editions_are_listed(client, printed):
    make.bureau("620899")
    page = client.get(reverse("transparency:front")).content.decode()
    assert reverse("transparency:newest", args=["620881"]) in page
    assert "620899" not in page


def draw(client, officer):
    client.force_login(officer)
    return client.post(reverse("transparency:draw"), {"act_id": str(uuid4())})


def test_a_supervisor_of_the_whole_bureau_prints(client, monkeypatch):
    month()
    monkeypatch.setattr(moment, "now", lambda: ENDED)
    guan = make.officer("guan")
    client.force_login(guan)
    assert (
        reverse("transparency:draw") in client.get(reverse("transparency:front")).content.decode()
    )
    answer = draw(client, guan)
    made = Edition.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("transparency:edition", args=["620881", made.number])
    assert made.drawn_by == guan
    refused = draw(client, guan)
    assert refused.status_code in {302, 409}
    assert Edition.objects.count() == 1


def test_a_supervisor_of_one_station_does_not(client):
    local = enlist(
        username="local",
        name="local",
        bureau=make.bureau(),
        roles=[Role.SUPERVISOR],
        at=make.NOON,
        station=make.station(),
    )
    assert draw(client, local).status_code == 403
    assert draw(client, make.officer("lin")).status_code == 403


def test_a_page_asks_the_database_little(client, printed, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        page_of(client, printed)
