"""Every page, as every role: reached by links, quiet, within its budget, asking nobody outside."""

from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from tests import make_calls, make_dispatch, make_roads
from tests.journeys.walking import Visit, walk
from tocsin.core.geo import Point
from tocsin.desks.dispatch.api import OPEN_STATES
from tocsin.kernel import moment

pytestmark = pytest.mark.django_db(transaction=True)
ROLES = ("lin", "zhao", "ma", "bai", "guan", "admin")
MOST_QUERIES = 40
SEARCHED = "/places/?q=东大街"
PAGES = {
    "start",
    "calls:desk",
    "calls:list",
    "calls:page",
    "calls:call_backs",
    "dispatch:desk",
    "dispatch:incidents",
    "dispatch:incident",
    "dispatch:cordon",
    "duty:phone",
    "supervision:report",
    "supervision:replay",
    "review:desk",
    "records:retention",
    "window:list",
    "erasures:list",
    "corrections:list",
    "places:search",
    "places:address",
    "places:changes",
    "places:new",
    "places:premises",
    "places:premises_page",
    "places:premises_edit",
    "places:premises_new",
    "roads:roads",
    "roads:past",
    "roads:closure",
    "units:list",
    "units:unit",
    "units:new",
    "units:edit",
    "units:vehicles",
    "units:desk_shifts",
    "catalogue:page",
    "catalogue:entry",
    "catalogue:new",
    "sheets:table",
}


@pytest.fixture
def mid_of_day(settings):
    """Let it be noon for this process: a walk that midnight overtakes finds an empty day."""
    wall = moment.now()
    noon = wall.astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=12, minute=0)
    settings.CLOCK_PACE = moment.Pace(wall, noon, 1.0).written()


@pytest.fixture
def day(town):
    """A day on which something of everything has happened."""
    now = moment.now()
    make_calls.saved(at=now)
    incident = make_dispatch.incident("东大街3号", at=now)
    sent = make_dispatch.sent(incident, town.unit, at=now)
    make_dispatch.stamp(sent, "received", "arrived", at=now)
    here = Point(incident.lon, incident.lat)
    make_roads.closed(make_roads.terms(here, starts_at=now))
    make_calls.ringing(at=now)
    make_calls.opened(at=now)
    return incident


def walked() -> dict[str, list[Visit]]:
    """Walk the pages as each role."""
    return {who: walk(who, searched=SEARCHED) for who in ROLES}


def test_links_lead_to_every_page_and_nowhere_else(mid_of_day, day):
    visits = [visit for found in walked().values() for visit in found]

    assert sorted(PAGES - {visit.name for visit in visits}) == []
    assert [visit for visit in visits if visit.status != 200] == []


def test_every_page_opens_within_its_budget_of_queries(mid_of_day, day):
    visits = [visit for found in walked().values() for visit in found]

    assert [visit for visit in visits if visit.queries > MOST_QUERIES] == []


@pytest.mark.parametrize("who", ROLES)
def test_no_page_complains_or_asks_anything_of_another_site(sit_down, day, who):
    assert day.state in OPEN_STATES
    desk = sit_down(who)
    for visit in walk(who):
        desk.page.goto(visit.url)
        expect(desk.page.locator("html")).to_have_attribute("data-ready", "1")
        for place in desk.page.locator("[data-map]").all():
            expect(place).to_have_attribute("data-map-ready", "1")
