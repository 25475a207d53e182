"""An officer calls for help: seen at once on the dispatch desk, heard until somebody takes it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests import make, make_duty
from tocsin.desks.duty.models import HelpRequest
from tocsin.kernel import moment

pytestmark = pytest.mark.django_db(transaction=True)
# Counts the tones that are begun, and is deaf until the page asks to be heard: a browser without a
# person before it is not, while one on a desk is.
EAR = """
  window.AudioContext = class extends AudioContext {
    constructor() {
      super();
      this.suspend();
    }
  };
  const begin = OscillatorNode.prototype.start;
  OscillatorNode.prototype.start = function (...when) {
    const { dataset } = document.documentElement;
    dataset.tones = Number(dataset.tones ?? 0) + 1;
    return begin.apply(this, when);
  };
"""
# More than one round of four.
AGAIN = re.compile(r"^([5-9]|[1-9]\d+)$")


def board_of(page: Page) -> None:
    """Open the board, deaf until a key is pressed, with an ear for what it plays."""
    page.add_init_script(EAR)
    page.goto("/dispatch/")
    expect(page.locator("html")).to_have_attribute("data-ready", "1")
    expect(page.locator("#help-board")).to_be_attached()
    expect(page.locator("#shell-connection")).to_have_attribute("data-state", "live")


def hear(page: Page) -> None:
    """Press any key, by which the browser lets the page be heard."""
    expect(page.get_by_role("button", name="Allow sound")).to_be_visible()
    page.keyboard.press("Shift")
    expect(page.get_by_role("button", name="Allow sound")).to_be_hidden()


def tones(page: Page) -> int:
    """Count the tones begun so far."""
    return int(page.locator("html").get_attribute("data-tones") or 0)


def test_call_for_help_sounds_until_somebody_has_it_in_hand(sit_down, town):
    desk = sit_down("zhao", language="en").page
    desk.clock.install()
    board_of(desk)
    allow = desk.get_by_role("button", name="Allow sound")
    expect(allow).to_be_visible()

    make_duty.asked_for_help(at=moment.now())
    expect(desk.get_by_role("alert")).to_contain_text("马巡 calls for help")
    expect(allow).to_be_visible()
    assert tones(desk) == 0

    allow.click()
    expect(desk.locator("#help-board")).to_have_attribute("data-sounding", "")
    expect(allow).to_be_hidden()
    expect(desk.locator("html")).to_have_attribute("data-tones", AGAIN)

    desk.keyboard.press("h")
    expect(desk.get_by_role("alert")).to_have_count(0)
    expect(desk.locator("#help-board")).to_contain_text("赵派警 has it in hand")
    expect(desk.locator("#help-board[data-sounding]")).to_have_count(0)
    begun = tones(desk)
    desk.clock.fast_forward(10_000)
    assert tones(desk) == begun
    asked = HelpRequest.objects.get()
    assert (asked.answered_by, asked.answered_at is not None) == (make.officer("zhao"), True)


def test_alarm_stops_on_every_desk_when_one_has_it_in_hand(sit_down, town):
    make_duty.asked_for_help(at=moment.now())
    first, second = (sit_down("zhao", language="en").page for _desk in range(2))
    for desk in (first, second):
        board_of(desk)
        hear(desk)
        expect(desk.locator("#help-board")).to_have_attribute("data-sounding", "")

    first.get_by_role("button", name="I have it in hand").click()

    for desk in (first, second):
        expect(desk.locator("#help-board[data-sounding]")).to_have_count(0)
        expect(desk.get_by_role("alert")).to_have_count(0)


def test_who_cannot_take_it_in_hand_sees_it_and_is_not_alarmed(sit_down, town):
    make_duty.asked_for_help(at=moment.now())
    desk = sit_down("guan", language="en").page
    board_of(desk)
    desk.keyboard.press("Shift")

    expect(desk.get_by_role("alert")).to_contain_text("马巡 calls for help")
    expect(desk.locator("#help-board[data-sounding]")).to_have_count(0)
    expect(desk.get_by_role("button", name="Allow sound")).to_be_hidden()


def test_covered_desk_sounds_the_alarm_and_asks_to_be_unlocked(sit_down, town):
    window = sit_down("zhao", language="en")
    # A covered desk answers 423.
    window.watch.expected += ["423"]
    page = window.page
    page.clock.install()
    board_of(page)
    page.clock.fast_forward("16:00")
    expect(page.get_by_role("heading", name="This desk is locked")).to_be_visible()

    make_duty.asked_for_help(at=moment.now())

    expect(page.locator("#help-board .help-asked")).to_contain_text("Unlock this desk")
    expect(page.get_by_role("button", name="I have it in hand")).to_have_count(0)
    hear(page)
    expect(page.locator("#help-board")).to_have_attribute("data-sounding", "")
