"""A list that was asked for before the words were typed is not what Enter chooses from."""

import re

import pytest
from playwright.sync_api import expect

from tests import make_calls
from tests.journeys.slow import Slow
from tocsin.kernel import moment

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_list_that_comes_late_is_not_chosen_from(sit_down, town):
    call = make_calls.opened(at=moment.now())
    page = sit_down("lin").page
    lists = Slow(page, "find-places")
    page.goto(f"/calls/?call={call.number}")
    expect(page.locator("html")).to_have_attribute("data-ready", "1")
    where = page.locator("#where")
    where.focus()

    with page.expect_request(re.compile("find-places")):
        where.press_sequentially(town.first_place)
    where.fill(town.second_place)
    with page.expect_response(re.compile("find-places")):
        lists.lift()
    where.press("Enter")

    expect(page.locator("[data-picked-text]")).to_have_text(re.compile(f"{town.second_place}$"))
