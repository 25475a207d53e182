"""A bridge is closed: on the map, for whom to send, on what is drawn, and in every process."""

import json
import re
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests import make, make_dispatch, make_roads
from tests.journeys.slow import Slow
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import issue_token

pytestmark = pytest.mark.django_db(transaction=True)

SHOWN = (
    "(id) => document.getElementById(id).tocsinMap.getSource('features').serialize().data.features"
)
PIXEL = "([lon, lat]) => document.getElementById('roads-map').tocsinMap.project([lon, lat])"


@pytest.fixture
def fire(town) -> Incident:
    """East of the river a fire; the unit west of it is nearer by the bridge, else the other one."""
    make_roads.town()
    now = moment.now()
    make.unit("桥西", at=(106.6495, make_roads.LAT), fixed_at=now)
    make.unit("河东北", at=(make_roads.BANK, 35.224), fixed_at=now)
    return make_dispatch.incident(
        where=(106.6545, make_roads.LAT), type_code="0201", priority=4, at=now
    )


def nearest_of_both(incident: Incident) -> str:
    """Ask this process, not the server, which of the two is there first."""
    advice = dispatch.recommend(incident=incident, at=moment.now())
    seconds = {advice.units[code].name: way.seconds for code, way in advice.expected.items()}
    return min(("桥西", "河东北"), key=lambda name: seconds[name])


def expect_order(page: Page, first: str, second: str) -> None:
    """See both units in the panel, one above the other."""
    expect(
        page.locator(f"#incident-advice li:has-text('{first}') ~ li:has-text('{second}')")
    ).to_be_visible()


def ways_drawn(page: Page, state: str) -> list[str]:
    """Name the units whose ways the map of the board shows."""
    shown = page.evaluate(SHOWN, "dispatch-map")
    lines = [one["properties"] for one in shown if one["properties"]["kind"] == "route"]
    return [line["unit"] for line in lines if line["state"] == state]


def test_a_bridge_closed_on_the_map_turns_whom_to_send_until_it_is_lifted(sit_down, fire):
    desk = sit_down("zhao")
    board, roads = desk.page, desk.context.new_page()
    desk.watch.over(roads)
    board.goto(f"/dispatch/?open={fire.number}")
    expect_order(board, "桥西", "河东北")
    expect(board.locator("#dispatch-map")).to_have_attribute("data-map-features", "6")
    picked = board.locator("#incident-advice .picked strong").all_inner_texts()
    assert ways_drawn(board, "recommended") == picked

    roads.goto("/roads/")
    expect(roads.locator("#roads-map")).to_have_attribute("data-map-ready", "1")
    spot = roads.evaluate(PIXEL, list(make_roads.ON_THE_BRIDGE))
    roads.locator("#roads-map .map").click(position={"x": spot["x"], "y": spot["y"]})
    expect(roads.locator("[data-told]")).to_contain_text("东河桥")
    roads.keyboard.press("Control+Enter")
    expect(roads.locator("#closures")).to_contain_text("东河桥")

    assert nearest_of_both(fire) == "河东北"
    expect_order(board, "河东北", "桥西")
    late = Slow(roads, "/map/")
    with roads.expect_response(re.compile("closures.geojson")):
        roads.reload()
    late.lift()
    expect(roads.locator("#roads-map")).to_have_attribute("data-map-features", re.compile("[1-9]"))
    roads.get_by_role("link", name="东河桥").click()
    expect(roads.get_by_role("button", name="Lift")).to_be_visible()
    expect(roads.locator("html")).to_have_attribute("data-ready", "1")
    roads.keyboard.press("l")
    expect(roads.locator("#closures")).not_to_contain_text("东河桥")
    assert nearest_of_both(fire) == "桥西"


def test_a_closure_entered_in_one_process_holds_in_another(fire, server):
    key = issue_token(officer=make.officer("zhao"), label="test", at=moment.now())
    bridge = {"lon": make_roads.ON_THE_BRIDGE.lon, "lat": make_roads.ON_THE_BRIDGE.lat}
    asked = Request(  # noqa: S310 - our own server
        f"{server.address}/api/v1/roads/closures",
        json.dumps({"kind": "flood", "places": [bridge]}).encode(),
        {
            "Authorization": f"Bearer {key}",
            "Content-Type": "application/json",
            "X-Act-Id": str(uuid4()),
        },
    )
    assert nearest_of_both(fire) == "桥西"

    with urlopen(asked) as answer:  # noqa: S310 - our own server
        assert answer.status == 200

    assert nearest_of_both(fire) == "河东北"


def test_the_board_tells_when_a_unit_is_there_draws_its_way_and_how_far_it_gets(sit_down, fire):
    now = moment.now()
    sent = dispatch.assign(
        incident=fire,
        unit=make.unit("巡一", at=(106.642, make_roads.LAT), fixed_at=now),
        actor=make.officer("zhao"),
        at=now,
    )
    make_dispatch.stamp(Assignment.objects.get(pk=sent.pk), "departed", at=now)
    board = sit_down("zhao").page

    board.goto(f"/dispatch/?open={fire.number}")

    row = board.locator(f"#unit-{sent.unit_id}")
    expect(row).to_contain_text("min")
    expect(board.locator("#dispatch-map")).to_have_attribute("data-map-features", "7")
    assert ways_drawn(board, "sent") == ["巡一"]
    row.focus()
    board.keyboard.press("i")
    expect(board.locator("#dispatch-map")).to_have_attribute("data-map-overlay", "3")
    expect(board.locator("[data-reach-name]")).to_contain_text("巡一")
    board.keyboard.press("i")
    expect(board.locator("#dispatch-map")).to_have_attribute("data-map-overlay", "0")
