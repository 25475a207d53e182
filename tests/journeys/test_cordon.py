"""Roads are closed around an incident: planned, changed by hand, sent in one act, printed."""

import pytest
from playwright.sync_api import Page, expect

from tests import make, make_dispatch, make_roads
from tocsin.desks.dispatch.models import Assignment, Incident
from tocsin.kernel import moment
from tocsin.registers.units.api import DutyStatus, Unit, set_duty

pytestmark = pytest.mark.django_db(transaction=True)

PIXEL = "([lon, lat]) => document.getElementById('cordon-map').tocsinMap.project([lon, lat])"
POSTS = "#cordon-plan .cordon-posts [data-row]"


@pytest.fixture
def leak(town) -> Incident:
    """Gas leaks where four streets meet; a crew waits on each of them, and nobody else is free."""
    now = moment.now()
    for unit in Unit.objects.all():
        set_duty(unit=unit, duty=DutyStatus.OFF_DUTY, actor=make.officer("zhao"), at=now)
    make_roads.crossing()
    for name, (lon, lat) in make_roads.ENDS.items():
        make.unit(f"{name}组", at=(lon, lat), fixed_at=now)
    return make_dispatch.incident(where=make.HERE, at=now)


def expect_posts(page: Page, count: int, version: int) -> None:
    """See so many posts of a version."""
    expect(page.locator("#cordon-seen")).to_have_value(str(version))
    expect(page.locator(POSTS)).to_have_count(count)


def expect_refusal_that_keeps_what_was_typed(page: Page) -> None:
    """Ask for a ring within the area; the form says what to do, and nothing else changes."""
    ring = page.locator("#cordon-area [name=outer]")
    ring.fill("200")
    ring.press("Enter")
    expect(page.locator("#cordon-area .act-message")).to_contain_text("wholly around")
    expect(ring).to_have_value("200")


def test_a_cordon_is_planned_changed_by_hand_sent_and_printed(sit_down, leak):
    desk = sit_down("zhao")
    desk.watch.expected.append("422")
    page = desk.page
    page.goto(f"/dispatch/?open={leak.number}")
    expect(page.locator("#incident-advice")).to_be_visible()
    page.keyboard.press("b")
    expect(page.locator("#cordon-map")).to_have_attribute("data-map-ready", "1")
    page.keyboard.press("o")
    expect_posts(page, 4, 1)
    expect(page.locator("#cordon-plan")).to_contain_text("Every post is held.")

    expect_refusal_that_keeps_what_was_typed(page)
    page.locator(POSTS).first.focus()
    page.keyboard.press("x")
    expect_posts(page, 5, 2)
    expect(page.locator("#cordon-plan")).to_contain_text("Short by 1 unit.")
    page.keyboard.press("u")
    expect_posts(page, 4, 3)

    spot = page.evaluate(PIXEL, list(make_roads.ON_THE_NORTH_STREET))
    page.locator("#cordon-map .map").click(position={"x": spot["x"], "y": spot["y"]})
    expect_posts(page, 4, 4)
    first = page.locator(POSTS).first
    expect(first).to_contain_text("set by hand")
    first.focus()
    page.keyboard.press("p")
    expect_posts(page, 4, 5)
    expect(page.locator("#cordon-plan")).not_to_contain_text("set by hand")

    page.keyboard.press("a")
    expect(page.locator("#cordon-plan")).to_contain_text("4 units sent to their posts.")
    sent = Assignment.objects.filter(incident=leak).values_list("unit__name", flat=True)
    assert sorted(sent) == sorted(f"{name}组" for name in make_roads.ENDS)
    page.keyboard.press("i")
    expect(page.locator(".cordon-paper circle.held")).to_have_count(4)
    page.goto(f"/dispatch/?open={leak.number}")
    for name in make_roads.ENDS:
        expect(page.locator("#main")).to_contain_text(f"{name}组")
