"""An incident is played again: at three speeds, paused, and from any moment on."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from tests import make, make_dispatch
from tocsin.desks.dispatch.api import Incident
from tocsin.kernel import moment
from tocsin.registers.units.api import Fix, record_fixes

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = (("received", 20), ("departed", 60), ("arrived", 240), ("cleared", 600))


@pytest.fixture
def incident(town) -> Incident:
    """An incident of an hour ago to which a unit drove along the street."""
    start = moment.now().replace(microsecond=0) - timedelta(hours=1)
    made = make_dispatch.incident("东大街12号", at=start)
    sent = make_dispatch.sent(made, town.unit, at=start)
    lon, lat = make.HERE
    for kind, seconds in STEPS:
        make_dispatch.stamp(sent, kind, at=start + timedelta(seconds=seconds))
    for seconds in range(0, 601, 10):
        at = start + timedelta(seconds=seconds)
        fix = Fix(town.unit.pk, lon + 0.0001 * (60 - seconds / 10), lat, at)
        record_fixes(made.bureau, [fix], at)
    return made


def at(page: Page) -> int:
    """Read how many seconds of the incident have passed on the slider."""
    return int(page.locator("[data-slider]").input_value())


def played(page: Page, speed: str) -> int:
    """Play a second at a speed and pause; return how far it came.

    The map is drawn for each frame of the time that is let run, without a pause between: of longer
    times so many drawings wait for the screen that the next click waits for them.
    """
    begun = at(page)
    page.locator(f'[data-speed="{speed}"]').click()
    page.locator("[data-play]").click()
    page.clock.run_for(1_000)
    page.locator("[data-play]").click()
    return at(page) - begun


def test_replay_plays_at_its_speed_pauses_and_jumps(sit_down, incident):
    page = sit_down("guan", language="en").page
    page.clock.install()
    page.goto(f"/supervision/replay/{incident.number}/")
    expect(page.locator("[data-replay]")).to_have_attribute("data-ready", "1")
    page.clock.pause_at(moment.now() + timedelta(minutes=5))
    assert at(page) == 0

    assert played(page, "1") == pytest.approx(1, abs=0.5)
    assert played(page, "10") == pytest.approx(10, abs=1)
    stood = at(page)
    page.clock.run_for(1_000)
    assert at(page) == stood

    assert played(page, "60") == pytest.approx(60, abs=6)


def test_units_and_stamps_follow_the_moment_in_order(sit_down, incident):
    page = sit_down("guan", language="en").page
    page.goto(f"/supervision/replay/{incident.number}/")
    expect(page.locator("[data-replay]")).to_have_attribute("data-ready", "1")
    states, passed = [], []
    for line in page.locator("[data-moment]").all():
        line.locator("button").click()
        expect(line).not_to_have_class(re.compile("to-come"))
        states.append(page.locator("[data-units]").inner_text())
        passed.append(page.locator("[data-moment]:not(.to-come)").count())

    assert passed == sorted(passed)
    told = [next((word for word in ("way", "route", "scene") if word in one), "") for one in states]
    assert told.index("scene") > max(told.index(word) for word in told if word in {"way", "route"})
    page.keyboard.press("p")
    expect(page.locator("[data-play-words]")).to_have_text("Pause")
