"""An unattended desk is covered; what rings stays in sight, what was typed is there afterwards."""

import pytest
from playwright.sync_api import expect

from tests import make_calls
from tocsin.desks.calls.api import Call
from tocsin.kernel import moment

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "摩托车倒在路边，人坐在地上"


def test_an_idle_desk_is_covered_shows_what_rings_and_keeps_what_was_typed(sit_down, town):
    call = make_calls.opened(at=moment.now())
    desk = sit_down("lin")
    page = desk.page
    # A covered desk answers 423, and a wrong password 422.
    desk.watch.expected += ["423", "/unlock/", "/draft/"]
    page.clock.install()
    page.goto(f"/calls/?call={call.number}")
    page.locator("#words").fill(WORDS)
    expect(page.locator("[data-draft-line]").first).to_have_text("All kept")

    page.clock.fast_forward("16:00")
    expect(page.get_by_role("heading", name="This desk is locked")).to_be_visible()
    expect(page.locator("#words")).to_have_count(0)
    expect(page.get_by_text("No call is ringing.")).to_be_visible()

    ringing = make_calls.ringing(at=moment.now())
    expect(page.locator(".ringing")).to_contain_text(ringing.number)

    page.fill("[name=password]", "not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("[name=password]", town.password)
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_have_value(WORDS)
    assert Call.objects.get(pk=call.pk).state == "open"
