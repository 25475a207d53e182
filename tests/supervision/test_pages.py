"""The report on the screen, as a spreadsheet and as JSON."""

from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from openpyxl import load_workbook

from tests import make, make_dispatch, make_supervision
from tests.make_supervision import after
from tocsin.kernel.accounts.api import issue_token

pytestmark = pytest.mark.django_db
DAY = "from=2026-03-02&to=2026-03-02"
BACKEND = "tocsin.kernel.accounts.backends.OfficerBackend"
BAD_PERIODS = {
    "from=yesterday": "Write the day as year-month-day",
    "from=2026-03-09&to=2026-03-02": "The last day is before the first",
    "from=2020-01-01&to=2026-03-02": "at most 400 days",
    "from=0001-01-01&to=0001-01-02": "no records for these days",
    "from=9999-12-31&to=9999-12-31": "no records for these days",
    "from=2026-02-30": "Write the day as year-month-day",
    "from=%F0%9F%9A%93": "Write the day as year-month-day",
    "period=century": "Choose the day, the week",
}


@pytest.fixture
def guan(client: Client) -> Client:
    client.force_login(make.officer("guan"), backend=BACKEND)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def day():
    return make_supervision.day_of_work()


def test_the_page_shows_the_figures_and_leads_to_the_replay(guan, day):
    page = guan.get(f"/supervision/?{DAY}").content.decode()

    assert "3:56" in page  # the median total of 236 seconds
    assert "departure not stamped" in page
    assert f"/supervision/replay/{day['corrected'].number}/" in page


def test_a_leg_without_any_case_says_no_data_and_never_zero(guan):
    page = guan.get(f"/supervision/?{DAY}").content.decode()

    assert "No incidents in this period." in page
    assert page.count('<p class="grand num"><span class="quiet">no data</span></p>') == 5


def test_the_page_is_whole_in_chinese(guan, day):
    guan.cookies[settings.LANGUAGE_COOKIE_NAME] = "zh-hans"
    page = guan.get(f"/supervision/?{DAY}").content.decode()

    assert "来电到首达" in page
    assert "95 % 区间" in page
    assert "Received to first arrival" not in page


@pytest.mark.parametrize("query", BAD_PERIODS)
def test_a_bad_period_is_answered_with_a_sentence_above_todays_figures(guan, query):
    answer = guan.get(f"/supervision/?{query}")

    assert answer.status_code == 422
    assert BAD_PERIODS[query] in answer.content.decode()
    assert 'class="tiles"' in answer.content.decode()


def test_what_was_typed_for_a_day_is_kept_to_be_mended(guan):
    page = guan.get('/supervision/?from=yester"day&to=2026-03-02').content.decode()

    assert 'type="text" name="from" value="yester&quot;day"' in page
    assert 'type="date" name="to" value="2026-03-02"' in page


@pytest.mark.parametrize("kind", ["xlsx", "json"])
def test_a_file_of_a_bad_period_is_refused(guan, kind):
    assert guan.get(f"/supervision/report.{kind}?from=x").status_code == 422


@pytest.mark.parametrize(("rows", "queries"), [(0, 8), (6, 8)])
def test_the_page_asks_the_same_of_the_database_however_long_the_day(
    guan, django_assert_num_queries, rows, queries
):
    make_dispatch.tables()
    for place in range(rows):
        make_supervision.sent(str(place), at=after(60 * place), assigned=0, arrived=500)
    guan.get(f"/supervision/?{DAY}")
    with django_assert_num_queries(queries):
        guan.get(f"/supervision/?{DAY}")


def sheets(client: Client) -> dict[str, list[tuple[object, ...]]]:
    answer = client.get(f"/supervision/report.xlsx?{DAY}")
    assert answer.headers["Content-Disposition"].endswith('"tocsin-2026-03-02-2026-03-02.xlsx"')
    book = load_workbook(BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_spreadsheet_opens_and_holds_the_figures(guan, day):
    book = sheets(guan)
    total = next(row for row in book["Legs"] if row[0] == "Received to first arrival")

    assert total[:7] == ("Received to first arrival", 4, 0, 1, 236, pytest.approx(483.8), 300)
    assert ("Incidents", 6) in book["Summary"]
    assert [row[0] for row in book["Latest arrivals"][1:]] == [
        day["corrected"].number,
        day["slow"].number,
    ]
    assert len(book["Bands"]) == 16
    assert all(str(row[2]).isascii() for row in book["Latest arrivals"][1:])


def test_the_spreadsheet_has_a_heading_and_no_rows_for_an_empty_day(guan):
    book = sheets(guan)

    assert len(book["By station"]) == 1
    assert ("Calls", 0) in book["Summary"]


def test_a_place_that_looks_like_a_formula_stays_text(guan):
    make_dispatch.tables()
    make_supervision.sent('=HYPERLINK("http://x")', at=make.NOON, assigned=0, arrived=900)
    row = sheets(guan)["Latest arrivals"][1]

    assert row[1] == '\'=HYPERLINK("http://x")'


def test_the_json_names_the_period_and_every_leg(guan, day):
    found = guan.get(f"/supervision/report.json?{DAY}").json()

    assert (found["first"], found["last"], found["time_zone"]) == (
        "2026-03-02",
        "2026-03-02",
        "Asia/Shanghai",
    )
    assert set(found["legs"]) == {"answer", "process", "turnout", "travel", "total"}
    assert found["legs"]["total"]["p50"] == 236
    assert set(found["legs"]["total"]) == {
        "n", "no_data", "running", "p50", "p90", "target", "within",
    }  # fmt: skip
    assert [tier["tier"] for tier in found["tiers"]] == [1, 2, 3]
    assert found["worst"]["latest"][0]["number"] == day["corrected"].number
    assert "东" not in str(found["worst"])


def test_programs_read_the_report_with_a_key(client, day):
    key = issue_token(officer=make.officer("switch"), label="test", at=make.NOON)
    headers = {"Authorization": f"Bearer {key}"}
    found = client.get(f"/api/v1/report?{DAY}", headers=headers)

    assert found.status_code == 200
    assert found.json()["legs"]["total"]["n"] == 4
    with translation.override("en"):
        bad = client.get("/api/v1/report?from=x", headers=headers | {"Accept-Language": "en"})
    assert bad.status_code == 422
    assert "message" in bad.json()


@pytest.mark.parametrize("who", ["lin", "zhao", "ma", "admin"])
def test_others_than_supervisors_are_refused(client, who):
    client.force_login(make.officer(who), backend=BACKEND)

    assert client.get("/supervision/", headers={"Accept": "text/html"}).status_code == 403
