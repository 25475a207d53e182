"""The officer's phone in a real browser: what is tapped without signal is sent once, in order."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright

from tests import make, make_calls, make_dispatch, make_duty
from tocsin.desks.dispatch.api import Assignment, Incident, Milestone, TimelineEntry
from tocsin.desks.duty.models import HelpRequest
from tocsin.kernel import moment
from tocsin.kernel.files.api import Attachment

CHROMIUM = Path("/usr/bin/chromium")
DRAWING = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
KEPT = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("tocsin-phone");
    asked.onsuccess = () => done(asked.result);
  });
  const all = (name) => new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const texts = [JSON.stringify(await all("acts")), JSON.stringify(await all("kept"))];
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      texts.push(request.url, await (await cache.match(request)).text());
    }
  }
  return texts.concat(Object.values(localStorage)).join(" ");
}"""
ANSWER, LAST = 15_000, 30_000
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as play:
        # The browser's own loop runs in this thread; the database is not used from within it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        started = play.chromium.launch(executable_path=str(CHROMIUM), args=DRAWING)
        yield started
        started.close()


@pytest.fixture
def sent() -> Assignment:
    make_dispatch.tables()
    return make_dispatch.sent(
        make_dispatch.incident("东大街12号", at=moment.now(), words="两车相撞"),
        make_duty.patrol(),
        at=moment.now(),
    )


@pytest.fixture
def phone(browser, live_server) -> Iterator[BrowserContext]:
    made = browser.new_context(
        base_url=live_server.url,
        viewport={"width": 360, "height": 740},
        has_touch=True,
        geolocation={"longitude": 106.66, "latitude": 35.22},
        permissions=["geolocation"],
    )
    made.set_default_timeout(ANSWER)
    sign_in(made, live_server.url, "ma")
    yield made
    made.close()


def sign_in(phone: BrowserContext, address: str, who: str) -> None:
    client = Client()
    client.force_login(make.officer(who))
    cookies = {
        settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value,
        settings.LANGUAGE_COOKIE_NAME: "en",
    }
    phone.add_cookies([{"name": k, "value": v, "url": address} for k, v in cookies.items()])


def opened(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.goto("/phone/")
    expect(page.locator("[data-phone]")).to_have_attribute("data-ready", "1", timeout=LAST)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return page


def step(page: Page, name: str):
    return page.locator(f'[data-step="{name}"]')


def waiting(page: Page):
    return page.locator('[data-line="queue"]')


def stampers(sent) -> set[str]:
    """Name the officers in whose name steps were stamped."""
    stamped = sent.milestones.exclude(kind="assigned")
    return set(stamped.values_list("by__username", flat=True))


def stamps(sent: Assignment) -> list[str]:
    rows = Milestone.objects.filter(assignment=sent).exclude(kind="assigned")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def back_on_line(phone: BrowserContext, page: Page) -> None:
    phone.set_offline(False)
    expect(waiting(page)).to_be_hidden(timeout=LAST)


def test_steps_tapped_without_signal_are_sent_once_and_in_order_on_return(phone, sent):
    page = opened(phone)
    phone.set_offline(True)
    for name in ("received", "departed", "arrived"):
        step(page, name).click()
        expect(step(page, name)).to_have_class("step queued")
    expect(waiting(page)).to_contain_text("3 not yet sent")
    assert stamps(sent) == []

    back_on_line(phone, page)

    expect(step(page, "arrived")).to_have_class("step done")
    assert stamps(sent) == ["received", "departed", "arrived"]
    assert all(stamp.claimed_at for stamp in sent.milestones.exclude(kind="assigned"))


def test_reply_that_is_lost_does_not_make_the_act_twice(phone, sent):
    page = opened(phone)
    lost: list[str] = []

    def swallow(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.request.headers["x-act-id"])
            route.fetch()
            route.abort()
        else:
            lost.append(route.request.headers["x-act-id"])
            route.continue_()

    page.route("**/phone/acts/", swallow)
    step(page, "received").click()

    expect(step(page, "received")).to_have_class("step done", timeout=LAST)
    expect(waiting(page)).to_be_hidden(timeout=LAST)
    assert len(lost) == 3
    assert len(set(lost)) == 1
    assert stamps(sent) == ["received"]


def test_act_that_a_rule_refuses_is_shown_and_stays_until_the_officer_decides(phone, sent):
    page = opened(phone)
    phone.set_offline(True)
    step(page, "feedback").click()
    page.locator('[data-sheet="feedback"] textarea').fill("一人轻伤")
    page.get_by_role("button", name="Send feedback").click()
    expect(waiting(page)).to_contain_text("1 not yet sent")
    make_dispatch.stamp(sent, "cleared", at=moment.now())

    back_on_line(phone, page)

    refused = page.locator("[data-refusals] li")
    expect(refused).to_contain_text("一人轻伤")
    expect(refused.locator("[data-message]")).not_to_be_empty()
    page.reload()
    expect(refused).to_contain_text("一人轻伤")
    refused.get_by_role("button", name="Send as a note").click()
    expect(refused).to_have_count(0)
    expect(waiting(page)).to_be_hidden(timeout=LAST)
    assert list(TimelineEntry.objects.filter(kind="note").values_list("text", flat=True)) == [
        "一人轻伤"
    ]


def test_last_assignment_can_be_read_and_worked_on_after_a_start_without_signal(phone, sent):
    page = opened(phone)
    page.close()
    phone.set_offline(True)

    page = phone.new_page()
    page.goto("/phone/")

    expect(page.locator(".work-place")).to_have_text("东大街12号")
    expect(page.locator('[data-line="offline"]')).to_contain_text("No signal")
    step(page, "received").click()
    expect(waiting(page)).to_contain_text("1 not yet sent")
    phone.set_offline(False)
    expect(step(page, "received")).to_have_class("step done", timeout=LAST)
    assert stamps(sent) == ["received"]


def test_number_of_the_caller_is_never_kept_on_the_phone(phone):
    make_calls.tables()
    make_calls.street()
    call = make_calls.saved(at=moment.now())
    make_dispatch.sent(make_calls.incident_of(call), make_duty.patrol(), at=moment.now())
    page = opened(phone)
    page.get_by_role("button", name="Ring the caller back").click()
    expect(page.locator(".caller-shown")).to_contain_text(make_calls.TELEPHONE)
    step(page, "received").click()
    expect(step(page, "received")).to_have_class("step done")
    expect(page.locator(".caller-shown")).to_contain_text(make_calls.TELEPHONE)

    kept = page.evaluate(KEPT)

    assert "东大街" in kept
    assert make_calls.TELEPHONE not in kept


def test_acts_of_one_officer_are_not_sent_in_the_name_of_another(phone, sent, live_server):
    page = opened(phone)
    phone.set_offline(True)
    step(page, "received").click()
    expect(waiting(page)).to_contain_text("1 not yet sent")
    page.close()
    phone.set_offline(False)
    sign_in(phone, live_server.url, "bai")
    page = opened(phone)
    expect(waiting(page)).to_be_hidden()
    # A page that is being closed may still send in its own officer's name, never in another's.
    assert stampers(sent) <= {"ma"}

    page.close()
    sign_in(phone, live_server.url, "ma")
    page = opened(phone)
    expect(step(page, "received")).to_have_class("step done", timeout=LAST)
    assert stamps(sent) == ["received"]
    assert stampers(sent) == {"ma"}


def test_session_that_ended_keeps_the_acts_and_asks_to_sign_in(phone, sent, live_server):
    page = opened(phone)
    phone.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    step(page, "received").click()

    expect(page.locator('[data-line="halted"]')).to_contain_text("Nothing is lost: 1 will be sent")
    sign_in(phone, live_server.url, "ma")
    page.reload()
    expect(step(page, "received")).to_have_class("step done", timeout=LAST)
    assert stamps(sent) == ["received"]


def test_help_is_called_by_holding_and_not_by_a_slip(phone, sent):
    page = opened(phone)
    button = page.locator("button[data-help]")
    button.click()
    expect(page.locator('[data-line="trouble"]')).to_contain_text("Hold for one second")
    assert not HelpRequest.objects.exists()

    button.hover()
    page.mouse.down()
    expect(page.locator("[data-help-state]")).to_contain_text("Help has been called")
    page.mouse.up()

    assert HelpRequest.objects.get().incident == sent.incident


def test_help_is_called_by_keyboard_in_two_presses_and_goes_before_everything_else(phone, sent):
    page = opened(phone)
    phone.set_offline(True)
    step(page, "received").click()
    expect(waiting(page)).to_contain_text("1 not yet sent")
    page.locator("button[data-help]").focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-line="trouble"]')).to_contain_text("Press again")
    page.keyboard.press("Enter")
    expect(page.locator("[data-help-line]")).to_contain_text("NOT yet sent")
    order: list[str] = []
    page.on("request", lambda asked: order.append(asked.url + (asked.post_data or "")))

    back_on_line(phone, page)

    kinds = [
        json.loads(text.split("/phone/acts/")[1])["kind"] for text in order if "/acts/" in text
    ]
    assert kinds[-2:] == ["help", "step"]
    assert HelpRequest.objects.count() == 1


def test_photograph_taken_without_signal_is_sent_on_return(phone, sent):
    page = opened(phone)
    phone.set_offline(True)
    page.locator("input[data-photo]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": make_duty.png()}
    )
    expect(waiting(page)).to_contain_text("1 not yet sent")
    page.locator("input[data-photo]").set_input_files(
        {"name": "a.png", "mimeType": "image/png", "buffer": b"no picture"}
    )
    expect(page.locator('[data-line="trouble"]')).to_contain_text("not a picture")

    back_on_line(phone, page)

    photo = page.locator(".said img")
    expect(photo).to_be_visible()
    assert Attachment.objects.get().content_type == "image/jpeg"
    assert page.evaluate("() => document.querySelector('.said img').decode().then(() => true)")


def test_what_is_being_typed_survives_a_newer_card(phone, sent):
    page = opened(phone)
    note = page.locator("#note-words")
    note.fill("半句话")
    step(page, "received").click()

    expect(step(page, "received")).to_have_class("step done")
    expect(page.locator("#note-words")).to_have_value("半句话")


def test_position_is_shared_by_one_tap_visibly_and_stopped_by_one(phone, sent):
    page = opened(phone)
    page.get_by_role("button", name="Share my position on duty").click()
    expect(page.locator("[data-sharing-line]")).to_contain_text("shared since")
    moved(sent, lambda place: place == (106.66, 35.22), page)

    page.get_by_role("button", name="Stop sharing").click()
    expect(page.get_by_role("button", name="Share my position on duty")).to_be_visible()


def moved(sent: Assignment, there: Callable[[tuple[float, float]], bool], page: Page) -> None:
    """Wait until the unit is where it should be."""
    for _ in range(100):
        sent.unit.position.refresh_from_db()
        if there((sent.unit.position.lon, sent.unit.position.lat)):
            return
        page.wait_for_timeout(100)
    pytest.fail("The unit did not move.")


def test_officer_opens_an_incident_where_the_phone_is(phone):
    make_dispatch.tables()
    make_duty.patrol()
    page = opened(phone)
    page.get_by_text("Report something I came upon").click()
    page.locator("#open-type").select_option("0301")
    page.locator("#open-words").fill("两车剐蹭")
    page.get_by_role("button", name="Open the incident").click()

    expect(page.locator(".work-words")).to_have_text("两车剐蹭", timeout=LAST)
    found = Incident.objects.get()
    assert (found.lon, found.lat, found.state) == (106.66, 35.22, "on_scene")


def test_page_keeps_to_its_site_and_to_the_content_security_policy(phone, sent, live_server):
    page, complaints, asked = phone.new_page(), [], []
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(f"Error: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/phone/")
    expect(page.locator("[data-phone]")).to_have_attribute("data-ready", "1", timeout=LAST)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")

    assert [text for text in complaints if "Security Policy" in text or "Error:" in text] == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:", "blob:"))] == []


@pytest.mark.parametrize("width", [320, 360, 390])
def test_nothing_is_wider_than_the_phone(phone, sent, width):
    page = phone.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    page.goto("/phone/")
    expect(page.locator("[data-phone]")).to_have_attribute("data-ready", "1", timeout=LAST)

    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("received", "departed", "arrived", "feedback", "cleared"):
        box = step(page, name).bounding_box()
        assert box is not None
        assert box["height"] >= 48
        assert page.evaluate(
            f"(() => {{ const b = document.querySelector('[data-step={name}]');"
            "return b.scrollWidth <= b.clientWidth + 1; })()"
        ), name
