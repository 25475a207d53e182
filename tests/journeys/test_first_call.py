"""From the ring of the telephone to the closed incident, by keyboard and by thumb."""

import re

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.journeys.keyboard import walk_to
from tests.journeys.pictures import picture
from tests.journeys.town import Town
from tocsin.desks.calls.api import Call
from tocsin.desks.dispatch.api import Assignment, Incident, Milestone
from tocsin.kernel import moment
from tocsin.kernel.access.api import Scope
from tocsin.kernel.accounts.api import Bureau
from tocsin.readers.supervision.api import Report, day_of, report

pytestmark = pytest.mark.django_db(transaction=True)
STEPS = ("received", "departed", "arrived")


def signal(switch: APIRequestContext, town: Town, source: str, kind: str, **facts: object) -> None:
    """Send a signal the way a telephone switch does."""
    body = {"signal_id": f"{source}-{kind}", "kind": kind, "source_id": source}
    answer = switch.post(
        "/api/v1/switch/signals",
        data=body | {"at": moment.now().isoformat()} | facts,
        headers={"Authorization": f"Bearer {town.switch_key}"},
    )
    assert answer.status == 200, answer.text()


def ring(page: Page, town: Town, source: str, telephone: str) -> None:
    """Let a telephone ring near the place of the journey, and wait until the desk shows it."""
    lon, lat = town.where
    place = {"lon": lon, "lat": lat, "metres": 250}
    signal(page.context.request, town, source, "ringing", telephone=telephone, place=place)
    expect(page.locator("#queue .ringing")).to_have_count(1)


def answer_and_write(page: Page, place: str, words: str) -> None:
    """Answer the call and write down where, what and the words, with the keyboard alone."""
    page.keyboard.press("a")
    where = page.locator("#where")
    expect(where).to_be_focused()
    # Enter follows at once, before the list can: what is typed is chosen, not what stood there.
    page.keyboard.type(place)
    page.keyboard.press("Enter")
    expect(page.locator("#what")).to_be_focused()
    expect(page.locator("[data-picked-text]")).to_have_text(re.compile(f"{place}$"))
    page.keyboard.type("0302")
    page.keyboard.press("Enter")
    expect(page.locator("#words")).to_be_focused()
    page.keyboard.type(words)


def figures() -> Report:
    """Read today's report of the whole bureau."""
    home = Bureau.objects.get()
    return report(Scope(home.pk), day_of(moment.now(), home.time_zone))


def sign_in(page: Page, town: Town) -> None:
    """Sign in at the form, as a person does."""
    page.goto("/accounts/login/?next=/calls/")
    page.fill("[name=login]", "lin")
    page.fill("[name=password]", town.password)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/calls/$"))
    expect(page.locator("#shell-connection")).to_have_attribute("data-state", "live")


def take_calls(page: Page, town: Town) -> Incident:
    """Take a call, and link the second one about the same crash."""
    ring(page, town, "pbx-1", "13900000001")
    answer_and_write(page, town.first_place, "两辆摩托车相撞，一人受伤")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#call-form")).to_have_count(0)
    incident = Incident.objects.latest("opened_at")
    assert incident.place_text.endswith(town.first_place)
    signal(page.context.request, town, "pbx-1", "hung_up")

    ring(page, town, "pbx-2", "13900000002")
    answer_and_write(page, town.second_place, "看到摩托车撞在一起了")
    expect(page.locator("#look-alikes .alike").first).to_contain_text(incident.number)
    picture(page, "call-desk")
    page.keyboard.press("Escape")
    page.keyboard.press("l")
    expect(page.locator("#call-form")).to_have_count(0)
    assert list(Call.objects.filter(incident=incident).values_list("state", flat=True)) == [
        "saved",
        "saved",
    ]
    return incident


def dispatch_by_keyboard(page: Page, town: Town, incident: Incident) -> Assignment:
    """Open the incident on the board and send what is recommended."""
    page.goto("/dispatch/")
    expect(page.locator("html")).to_have_attribute("data-ready", "1")
    row = page.locator(f"#incident-{incident.number}")
    expect(row).to_be_visible()
    picture(page, "dispatch-board")
    walk_to(page, row)
    page.keyboard.press("Enter")
    expect(page.locator("#panel")).to_contain_text(incident.number)
    expect(page).to_have_url(re.compile(incident.number))
    page.keyboard.press("/")
    expect(page.locator("#command [data-command]")).to_be_focused()
    expect(page.locator("#command [name=open]")).to_have_value(incident.number)
    page.keyboard.type(f"assign {town.unit.name}")
    page.keyboard.press("Enter")
    expect(page.locator("#incident-state")).to_contain_text(town.unit.name)
    picture(page, "incident")
    return Assignment.objects.get(incident=incident, unit=town.unit)


def walk_the_steps(page: Page, incident: Incident) -> None:
    """Press the five steps on the telephone."""
    page.goto("/phone/")
    expect(page.locator("[data-card-place]")).to_contain_text(incident.place_text)
    picture(page, "phone")
    for name in STEPS:
        page.locator(f'[data-step="{name}"]').click()
        expect(page.locator(f'[data-step="{name}"]')).to_have_class(re.compile("done"))
    page.locator('[data-step="feedback"]').click()
    page.locator('[data-sheet="feedback"] textarea').fill("一人腿部擦伤，两车靠边")
    page.locator('[data-sheet="feedback"] .button-main').click()
    expect(page.locator('[data-step="feedback"]')).to_have_class(re.compile("done"))
    page.locator('[data-step="cleared"]').click()
    page.locator('[data-sheet="cleared"] select').select_option(index=1)
    page.locator('[data-sheet="cleared"] textarea').fill("双方协商解决")
    page.locator('[data-sheet="cleared"] .button-main').click()
    expect(page.locator('[data-step="cleared"]')).to_have_count(0)


def test_a_call_becomes_an_incident_is_dispatched_done_and_reported(sit_down, town):
    supervisor = sit_down("guan")
    supervisor.page.goto("/supervision/")
    before = figures()
    expect(supervisor.page.locator(".tile .grand").first).to_have_text(str(before.tally.calls))

    taker = sit_down("")
    # A keystroke that arrives after the save is told that the call is over.
    taker.watch.expected.append("/draft/")
    sign_in(taker.page, town)
    incident = take_calls(taker.page, town)

    sent = dispatch_by_keyboard(sit_down("zhao").page, town, incident)

    phone = sit_down("ma", size="phone")
    walk_the_steps(phone.page, incident)
    stamps = Milestone.objects.filter(assignment=sent).order_by("at", "pk")
    assert [one.kind for one in stamps] == ["assigned", *STEPS, "feedback", "cleared"]

    supervisor.page.reload()
    after = figures()
    assert after.tally.calls == before.tally.calls + 2
    assert after.tally.incidents == before.tally.incidents + 1
    assert after.legs["total"].n == before.legs["total"].n + 1
    expect(supervisor.page.locator(".tile .grand").first).to_have_text(str(after.tally.calls))
    picture(supervisor.page, "report")
