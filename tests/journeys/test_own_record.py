"""From the window to the telephone of the resident: a letter, a code, and who looked."""

import pytest
from playwright.sync_api import expect

from tests import make
from tests.make_calls import incident_of
from tests.retention import county
from tocsin.desks.calls.services.calling_back import show_caller
from tocsin.kernel import moment

pytestmark = pytest.mark.django_db(transaction=True)
TELEPHONE = "13911112222"


def test_a_resident_reads_their_record_with_the_code_from_the_window(sit_down, town):
    call = county.closed_call(at=moment.now(), telephone=TELEPHONE)
    call.incident = county.call_with_incident(at=moment.now()).incident
    call.save(update_fields=["incident"])
    show_caller(call=call, task="call_back", actor=make.officer("lin"), at=moment.now())
    desk = sit_down("bai")
    window = desk.page
    window.goto("/window/")
    window.get_by_label("How they prove who they are").select_option("in_person")
    window.get_by_label("Document that was shown").select_option("identity_card")
    window.get_by_role("button", name="Open a request").click()
    window.get_by_label("Telephone number").fill(TELEPHONE)
    window.get_by_role("button", name="Find", exact=True).click()
    window.get_by_role("checkbox").check()
    window.get_by_role("button", name="It is they").click()
    expect(window.get_by_text("1 entry is the resident's.")).to_be_visible()
    window.get_by_role("button", name="Make the code and show the letter").click()
    code = window.locator(".letter-code").inner_text()
    number = window.locator(".letter dd").first.inner_text()
    assert TELEPHONE not in window.content()

    own = sit_down("", size="phone").page
    own.goto("/my-record/")
    own.get_by_label("Number on the letter").fill(number)
    own.get_by_label("Code", exact=True).fill(code)
    own.get_by_role("button", name="Open my record").click()
    expect(own.get_by_text("To find your record at the window")).to_be_visible()
    expect(own.get_by_text("To ring back about a call")).to_have_count(0)
    county.close(incident_of(call), moment.now())
    own.reload()
    expect(own.get_by_text("To ring back about a call")).to_be_visible()
    assert own.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    own.get_by_role("link", name="What is kept").click()
    expect(own.get_by_text(TELEPHONE)).to_be_visible()
    own.get_by_role("button", name="Leave").click()
    own.goto("/my-record/facts/")
    expect(own.get_by_role("button", name="Open my record")).to_be_visible()
