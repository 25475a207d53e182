"""From the resident's telephone to an officer's desk and back: asked, granted, erased, told."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests import make
from tests.make_calls import caller_of, incident_of
from tests.retention import county
from tocsin.kernel import moment
from tocsin.readers.residents import api as residents
from tocsin.readers.residents import services

pytestmark = pytest.mark.django_db(transaction=True)
TELEPHONE, PASSWORD = "13911112222", "Two-Storks-21"


def letter_of(call):
    """Find a resident at the window, and return the number and code of the letter."""
    bai, at = make.officer("bai"), moment.now()
    asked = residents.open_request(
        method=residents.Method.IN_PERSON,
        document=residents.Document.IDENTITY_CARD,
        actor=bai,
        at=at,
    )
    services.find(request=asked, value=TELEPHONE, actor=bai, at=at)
    services.confirm(request=asked, people=[caller_of(call)], actor=bai, at=at)
    return asked.number, services.make_code(request=asked, actor=bai, at=at)[0]


def open_record(own, number, code):
    """Open a record with the code of the letter."""
    own.goto("/my-record/")
    own.get_by_label("Number on the letter").fill(number)
    own.get_by_label("Code", exact=True).fill(code)
    own.get_by_role("button", name="Open my record").click()


def signed_in(desk):
    """Let the supervisor sign in with a password and open the page of wishes."""
    guan = make.officer("guan")
    guan.set_password(PASSWORD)
    guan.save(update_fields=["password"])
    # A grave act asks again who it is.
    desk.watch.expected.append("422")
    desk.page.goto("/accounts/login/?next=/erasures/")
    desk.page.get_by_label("Username").fill("guan")
    desk.page.get_by_label("Password").fill(PASSWORD)
    desk.page.get_by_role("button", name="Sign in", exact=True).click()
    return desk.page


def grant(chief):
    """Grant the wish, and show who it is."""
    chief.get_by_label("Reason, read by the resident").fill("依本人申请")
    chief.get_by_role("button", name="Grant").click()
    chief.get_by_label("Your password").fill(PASSWORD)
    chief.get_by_role("button", name="Confirm and go on").click()


def test_a_resident_asks_an_officer_grants_and_the_record_says_on_which_day(sit_down, town):
    ago = moment.now() - timedelta(days=400)
    call = county.closed_call(at=ago, telephone=TELEPHONE)
    call.incident = county.call_with_incident(at=ago).incident
    call.save(update_fields=["incident"])
    county.close(incident_of(call), ago)
    number, code = letter_of(call)
    own = sit_down("", size="phone").page
    open_record(own, number, code)
    own.get_by_role("link", name="Have it erased").click()
    own.get_by_role("button", name="Ask that it be erased").click()
    expect(own.get_by_text("An officer answers by")).to_be_visible()
    assert own.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    residents.work_through(bureau=make.bureau(), at=moment.now())

    chief = signed_in(sit_down(""))
    expect(chief.get_by_text("Nothing stands against it: granted")).to_be_visible()
    assert TELEPHONE not in chief.content()
    grant(chief)
    expect(chief.get_by_text("Granted, not carried out yet")).to_be_visible()
    own.reload()
    expect(own.get_by_text("依本人申请")).to_be_visible()

    residents.work_through(bureau=make.bureau(), at=moment.now())

    own.reload()
    expect(own.get_by_text("Erased on")).to_be_visible()
    expect(own.get_by_role("button", name="Take the wish back")).to_have_count(0)
    own.get_by_role("link", name="What is kept").click()
    expect(own.get_by_text(TELEPHONE)).to_have_count(0)
    own.get_by_role("link", name="Who looked").click()
    expect(own.get_by_text("To find your record at the window")).to_be_visible()
