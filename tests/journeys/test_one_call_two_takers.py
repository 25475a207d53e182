"""Two call-takers have one call open in two windows."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import make, make_calls
from tocsin.desks.calls.api import Call, CallEdit
from tocsin.desks.dispatch.api import Incident
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import Role, enlist

pytestmark = pytest.mark.django_db(transaction=True)


def opened(page: Page, call: Call) -> None:
    page.goto(f"/calls/?call={call.number}")
    expect(page.locator("#shell-connection")).to_have_attribute("data-state", "live")
    expect(page.locator("#others")).to_have_attribute("role", "status")


def choose_a_place(one: Page, two: Page, place: str, name: str) -> None:
    """What only the other writes comes in by itself, and who writes is shown."""
    two.fill("#where", place)
    two.keyboard.press("Enter")
    picked = re.compile(f"{place}$")
    expect(two.locator("[data-picked-text]")).to_have_text(picked)
    expect(one.locator("[data-picked-text]")).to_have_text(picked)
    expect(one.locator("#where")).to_be_focused()
    expect(one.locator("#others")).to_contain_text(name)
    expect(one.locator("[name=lon]")).to_have_value(re.compile(r"^106\."))


def write_the_same_field(one: Page, two: Page) -> None:
    """What both write stands side by side, and nothing under a hand is replaced."""
    one.fill("#words", "一辆卡车翻了")
    two.fill("#words", "两辆摩托车相撞")
    torn = one.locator('[data-theirs-slot="words"]')
    expect(torn).to_contain_text("两辆摩托车相撞")
    expect(one.locator("#words")).to_have_value("一辆卡车翻了")
    torn.locator("[data-keep]").click(delay=120)
    expect(torn).to_be_empty()

    # The other is told of the choice, and takes it.
    again = two.locator('[data-theirs-slot="words"]')
    expect(again).to_contain_text("一辆卡车翻了")
    # A hand is slow: what is offered stands still between the press and the release.
    again.locator("[data-take]").click(delay=120)
    expect(two.locator("#words")).to_have_value("一辆卡车翻了")


def test_two_windows_bring_one_call_together(town, sit_down):
    taker = [Role.CALL_TAKER]
    other = enlist(
        username="stranger", name="王接警", bureau=make.bureau(), roles=taker, at=make.NOON
    )
    call = make_calls.opened(at=moment.now())
    one, two = sit_down("lin"), sit_down("stranger")
    one.watch.expected.append("409")
    opened(one.page, call)
    opened(two.page, call)

    choose_a_place(one.page, two.page, town.first_place, other.name)
    write_the_same_field(one.page, two.page)
    one.page.fill("#what", "0302")
    one.page.keyboard.press("Enter")
    expect(one.page.locator("[name=type_code]")).to_have_value("0302")
    expect(two.page.locator("[name=type_code]")).to_have_value("0302")
    one.page.locator("#where").focus()
    one.page.keyboard.press("Control+Enter")
    expect(one.page.locator("#call-form")).to_have_count(0)
    expect(two.page.locator("#others .notice")).to_be_visible()

    incident = Incident.objects.get()
    assert incident.words == "一辆卡车翻了"
    assert incident.place_text.endswith(town.first_place)
    assert CallEdit.objects.filter(call=call, value="两辆摩托车相撞").exists()
