"""What the board shows anew never takes the incident that is being opened out of the hand."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import make, make_dispatch
from tests.journeys.keyboard import walk_to
from tests.journeys.slow import Slow
from tocsin.desks.dispatch import api as dispatch
from tocsin.kernel import moment

pytestmark = pytest.mark.django_db(transaction=True)


def at_the_board(page: Page, number: str) -> None:
    """Open the board and put the focus on one incident."""
    page.goto("/dispatch/")
    expect(page.locator("html")).to_have_attribute("data-ready", "1")
    walk_to(page, page.locator(f"#incident-{number}"))


def test_an_incident_opens_whole_though_its_row_is_renewed_meanwhile(sit_down, town):
    now = moment.now()
    incident = make_dispatch.incident(at=now, priority=3)
    page = sit_down("zhao").page
    at_the_board(page, incident.number)
    renewal, opening = Slow(page, "/dispatch/waiting/"), Slow(page, "/dispatch/[?]open=")

    with page.expect_request(re.compile("/dispatch/waiting/")):
        dispatch.raise_level(
            incident=incident, priority=1, reason="有人受伤", actor=make.officer("zhao"), at=now
        )
    with page.expect_request(re.compile("open=")):
        page.keyboard.press("Enter")
    with page.expect_response(re.compile("/dispatch/waiting/")):
        renewal.let_through()
    opening.let_through()

    expect(page.locator("#panel")).to_contain_text(incident.number)
    expect(page.locator("#command-open")).to_have_value(incident.number)


def test_a_command_typed_while_an_incident_opens_is_about_that_one(sit_down, town):
    now = moment.now()
    first, second = (make_dispatch.incident(at=now, priority=level) for level in (1, 2))
    page = sit_down("zhao").page
    at_the_board(page, first.number)
    page.keyboard.press("Enter")
    expect(page.locator("#command-open")).to_have_value(first.number)
    opening = Slow(page, f"open={second.number}")
    page.locator(f"#incident-{second.number}").focus()

    with page.expect_request(re.compile(second.number)):
        page.keyboard.press("Enter")
    page.keyboard.press("/")
    page.keyboard.type("note 现场有两人")
    page.keyboard.press("Enter")
    opening.let_through()

    expect(page.locator("#panel")).to_contain_text("现场有两人")
    assert second.timeline.filter(text="现场有两人").exists()
    assert not first.timeline.filter(text="现场有两人").exists()
