"""The frame's scripts, tried in a real browser under the real content security policy."""

import json
from collections.abc import Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from threading import Event, Thread
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.kernel.shell.frame_pages import Bench, bench

CHROMIUM = Path("/usr/bin/chromium")
DRAWING = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]
pytestmark = [
    pytest.mark.filterwarnings("ignore:No directory at"),
    pytest.mark.urls("tests.kernel.shell.frame_pages"),
    pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium"),
]


class Server(ThreadingMixIn, WSGIServer):
    """Serves the frame's pages without a database."""

    daemon_threads = True


class Silent(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, *_facts: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    application = StaticFilesHandler(WSGIHandler())
    server = make_server("127.0.0.1", 0, application, Server, Silent)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=str(CHROMIUM), args=DRAWING)
        yield started
        started.close()


@pytest.fixture
def context(address, browser) -> Iterator[BrowserContext]:
    vars(bench).update(vars(Bench()))
    made = browser.new_context(base_url=address)
    made.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": address}])
    yield made
    bench.events.put(None)
    made.close()


def opened(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto("/")
    expect(page.locator("#shell-connection")).to_have_attribute("data-state", "live")
    return page


@pytest.fixture
def page(context) -> Page:
    return opened(context)


def test_nothing_on_the_page_breaks_the_content_security_policy(context):
    complaints: list[str] = []
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    expect(page.locator("[data-map]")).to_have_attribute("data-map-features", "3")

    assert [text for text in complaints if "Security Policy" in text or "Error:" in text] == []


def test_no_page_asks_anything_of_another_site(context, address):
    asked: list[str] = []
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    expect(page.locator("[data-map]")).to_have_attribute("data-map-features", "3")

    assert [url for url in asked if not url.startswith((address, "data:"))] == []


def test_a_map_without_base_tiles_says_so_and_still_shows_what_is_live(page):
    expect(page.locator(".map-word")).to_contain_text("No base map has been built yet")
    bench.make_row()
    expect(page.locator("[data-map]")).to_have_attribute("data-map-features", "4")


def test_a_list_that_nobody_touches_renews_itself(page):
    bench.make_row()

    expect(page.locator("[data-row]")).to_have_count(4)


def test_a_list_renews_itself_while_events_follow_one_another_without_a_pause(page):
    over = Event()

    def flood() -> None:
        number = 1000
        while not over.wait(0.005):
            number += 1
            data = json.dumps({"type": "row.made", "subject": f"row {number}"})
            bench.events.put(f"id: 1-{number}\nevent: row.made\ndata: {data}\n\n")

    bench.rows += 1
    flooding = Thread(target=flood)
    flooding.start()
    try:
        expect(page.locator("[data-row]")).to_have_count(4)
    finally:
        over.set()
        flooding.join()


def test_a_list_that_was_made_for_another_desk_is_asked_for_once_more(page):
    bench.older, bench.older_list = 1, page.locator("#list").evaluate("list => list.outerHTML")
    bench.make_row()

    expect(page.locator("[data-row]")).to_have_count(4)
    assert bench.heard == ["4", "4"], "which event was heard last is told"


def test_new_rows_wait_at_the_edge_while_a_row_is_focused(page):
    page.keyboard.press("j")
    expect(page.locator("#row-0")).to_be_focused()
    bench.make_row()

    expect(page.locator(".new-line")).to_have_text("1 new · press N")
    expect(page.locator("[data-row]")).to_have_count(3)
    page.keyboard.press("n")
    expect(page.locator("[data-row]")).to_have_count(4)


def test_a_focused_row_is_renewed_in_its_place_and_keeps_the_focus(page):
    page.keyboard.press("j")
    expect(page.locator("#row-0")).to_have_text("0 of 3")
    bench.make_row()

    expect(page.locator("#row-0")).to_have_text("0 of 4")
    expect(page.locator("#row-0")).to_be_focused()


def test_the_link_of_a_renewed_row_keeps_the_focus(page):
    page.locator("#row-1 a").focus()
    bench.make_row()

    expect(page.locator("#row-1")).to_have_text("1 of 4")
    expect(page.locator("#row-1 a")).to_be_focused()


def test_letters_typed_into_a_field_are_text_and_not_keys(page):
    page.locator("#words").press_sequentially("jk?n/")

    expect(page.locator("#words")).to_be_focused()
    expect(page.locator("#words")).to_have_value("jk?n/")
    expect(page.locator("#shell-keys")).not_to_be_visible()


def test_the_list_of_keys_names_what_the_page_declares(page):
    page.keyboard.press("?")

    expect(page.locator("#shell-keys")).to_be_visible()
    expect(page.locator("[data-keys-here]")).to_contain_text("Save")
    page.keyboard.press("Escape")
    expect(page.locator("#shell-keys")).not_to_be_visible()


def test_a_button_pressed_three_times_is_one_act(page):
    page.evaluate("for (let i = 0; i < 3; i += 1) document.getElementById('save').click()")
    expect(page.locator("#done")).to_be_visible()

    assert len(bench.sent) == 1


def test_after_a_fault_the_text_stays_and_sending_again_is_the_same_act(page):
    bench.status = 500
    page.fill("#words", "羊群走失")
    page.click("#save")
    expect(page.locator(".act-message")).to_contain_text("sending again counts once")
    expect(page.locator("#words")).to_have_value("羊群走失")
    bench.status = 200
    page.click(".act-message button")
    expect(page.locator("#done")).to_be_visible()

    assert len({sent["act_id"] for sent in bench.sent}) == 1
    assert len(bench.sent) == 2


def test_a_refusal_stands_beside_the_form_and_leaves_it_alone(page):
    bench.refusal = "The unit is taken."
    page.fill("#words", "派一辆车")
    page.click("#save")

    expect(page.locator(".act-message")).to_contain_text("The unit is taken.")
    expect(page.locator("#words")).to_have_value("派一辆车")


def test_what_was_typed_without_a_line_is_sent_once_the_line_is_back(context, page):
    context.set_offline(True)
    expect(page.locator("#shell-connection")).to_contain_text("Offline since")
    page.fill("#words", "东大街")
    expect(page.locator("[data-draft-line]")).to_contain_text("1 not yet sent")
    context.set_offline(False)
    expect(page.locator("[data-draft-line]")).to_have_text("All kept")

    assert bench.drafts[-1]["value"] == "东大街"


def test_what_was_typed_is_there_again_after_the_browser_crashed(context, page):
    bench.draft_status = 503
    page.fill("#words", "没存上的字")
    expect(page.locator("#words")).to_have_attribute("data-draft-state", "pending")
    page.close()

    expect(opened(context).locator("#words")).to_have_value("没存上的字")


def test_a_draft_without_a_server_outlives_a_crash_until_its_act_is_done(context, page):
    page.fill("#note", "对方有刀")
    expect(page.locator("#note")).to_have_attribute("data-draft-state", "kept")
    expect(page.locator("[data-draft-line]")).to_have_text("All kept")
    page.close()

    again = opened(context)
    expect(again.locator("#note")).to_have_value("对方有刀")
    with again.expect_response("**/save/"):
        again.click("#note-down")
    again.wait_for_function("!Object.keys(localStorage).some((key) => key.includes('#note-1'))")
    again.close()

    expect(opened(context).locator("#note")).to_have_value("")
    assert bench.drafts == []


def test_a_draft_that_was_emptied_again_is_forgotten(page):
    page.fill("#note", "写错了")
    page.fill("#note", "")

    page.wait_for_function("!Object.keys(localStorage).some((key) => key.includes('#note-1'))")
