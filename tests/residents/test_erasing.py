"""A resident asks to be erased: an officer decides, a worker erases, what is in the way wins."""

from datetime import timedelta

import pytest
from django.test import Client

from tests import make, make_dispatch
from tests.kernel.people.test_people import sent, signed_in
from tests.make_calls import caller_of, incident_of
from tests.residents.test_own_record import entered, found, letter, opened, page, send, strip
from tests.retention import county
from tests.retention.county import is_here
from tocsin.kernel import moment
from tocsin.kernel.audit import api as audit
from tocsin.kernel.personal import api as personal
from tocsin.kernel.retention import api as retention
from tocsin.project import retaining
from tocsin.readers.residents import api as residents
from tocsin.readers.residents import services
from tocsin.readers.residents.api import work_through
from tocsin.readers.residents.models import Erasure, OwnRequest
from tocsin.readers.residents.queries import pseudonym

pytestmark = pytest.mark.django_db
TELEPHONE, NAME = "13911112222", "田居民"
YEAR_AGO = timedelta(days=366)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def call():
    """Somebody who called a year ago; the case is closed."""
    ago = moment.now() - YEAR_AGO
    made = county.call_with_incident(at=ago)
    county.close(incident_of(made), ago)
    facts = {personal.Kind.NAME: NAME, personal.Kind.TELEPHONE: TELEPHONE}
    personal.keep(
        facts=facts,
        retention=personal.RetentionClass.CALL,
        actor=make.officer("lin"),
        at=ago,
        subject=caller_of(made),
    )
    return made


@pytest.fixture
def resident(call):
    """The resident before their open record, whom bai found at the window."""
    window = Client()
    window.force_login(make.officer("bai"))
    asked, code = letter(window, call)
    browser, _answer = entered(asked.number, code)
    return browser


def asked_by(resident):
    assert send(resident, "my_record:ask_erasure").status_code == 302
    return Erasure.objects.latest("pk")


def work(after=timedelta(0)):
    return work_through(bureau=make.bureau(), at=moment.now() + after)


def decided(who, wish, decision="granted", reason="依申请"):
    return sent(signed_in(who), "erasures:decide", wish.number, decision=decision, reason=reason)


def hold(call):
    retention.hold(
        case=f"incident:{incident_of(call).number}",
        reason="诉讼保全甲",
        until=(moment.now() + timedelta(days=90)).date(),
        actor=make.officer("guan"),
        at=moment.now(),
    )


def test_what_was_granted_is_erased_once_and_the_resident_reads_when(call, resident):
    wish = asked_by(resident)
    work()
    assert decided("guan", wish).status_code == 302
    assert is_here(call.caller)

    assert work() == 1

    wish.refresh_from_db()
    assert (wish.state, is_here(call.caller)) == (Erasure.State.ERASED, False)
    told = page(resident, "erasure")
    assert wish.erased_at.strftime("%Y-%m-%d") in told
    # Who decided and why stay readable.
    assert "依申请" in told
    assert pseudonym(make.bureau().pk, make.officer("guan").pk) in told
    assert NAME not in page(resident, "facts")
    assert work() == 0
    assert retention.Disposal.objects.filter(event="asked").count() == 1
    told = [entry["action"] for entry in audit.trail(wish)]
    assert told == [f"own_record.erasure_{word}" for word in ("asked", "decided", "done")]


def test_asked_twice_it_is_one_wish(resident):
    asked_by(resident)
    asked_by(resident)
    assert Erasure.objects.count() == 1


def test_whoever_found_the_resident_does_not_decide(call):
    window = Client()
    window.force_login(make.officer("bai"))
    asked, code = letter(window, call)
    OwnRequest.objects.filter(pk=asked.pk).update(confirmed_by=make.officer("guan"))
    browser, _answer = entered(asked.number, code)
    wish = asked_by(browser)

    assert decided("guan", wish).status_code == 409

    wish.refresh_from_db()
    assert wish.state is Erasure.State.ASKED
    assert decided("admin", wish).status_code == 302


def test_nobody_decides_who_ever_said_who_the_resident_is(call):
    window = Client()
    window.force_login(make.officer("bai"))
    asked, _void = letter(window, call)
    for who in ("guan", "bai"):
        services.confirm(
            request=asked, people=[caller_of(call)], actor=make.officer(who), at=moment.now()
        )
    code, _until = services.make_code(request=asked, actor=make.officer("bai"), at=moment.now())
    browser, _answer = entered(asked.number, code)
    wish = asked_by(browser)

    assert decided("guan", wish).status_code == 409
    assert decided("admin", wish).status_code == 302


def test_a_refusal_gives_its_reason_and_another_officer_decides_when_asked_again(resident):
    wish = asked_by(resident)
    assert decided("guan", wish, "refused", "案卷仍在核查").status_code == 302
    shown = page(resident, "erasure")
    assert "案卷仍在核查" in shown
    assert "关督察" not in shown

    again = asked_by(resident)

    assert again.after == wish
    assert decided("guan", again).status_code == 409
    assert decided("admin", again).status_code == 302


def test_a_refusal_without_a_reason_keeps_what_was_chosen_and_says_what_to_do(resident):
    wish = asked_by(resident)
    answer = decided("guan", wish, "refused", "  ")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    long = "长" * 201
    answer = decided("guan", wish, "granted", long)
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert decided("guan", wish, "perhaps").status_code == 422


@pytest.mark.parametrize("what", ["hold", "open", "later"])
def test_what_stands_against_it_wins_and_it_goes_when_that_is_over(call, resident, what):
    wish = asked_by(resident)
    decided("guan", wish)
    if what == "hold":
        hold(call)
    else:
        county.close(incident_of(call), None if what == "open" else moment.now())

    assert work() == 0

    wish.refresh_from_db()
    assert (wish.state, is_here(call.caller)) == (Erasure.State.GRANTED, True)
    assert wish.stands == {"hold": "held"}.get(what, what)
    if what == "open":
        county.close(incident_of(call), moment.now() - YEAR_AGO)
    assert work(after=timedelta(days=184)) == 1
    assert not is_here(call.caller)


@pytest.mark.parametrize("closed_for", [timedelta(0), YEAR_AGO])
def test_with_a_hold_or_a_case_opened_again_the_residents_page_is_the_same(
    call, resident, closed_for
):
    incident = incident_of(call)
    county.close(incident, moment.now() - closed_for)
    wish = asked_by(resident)
    decided("guan", wish)
    without = waiting_page(resident, wish)

    hold(call)
    work(after=timedelta(days=2))
    held = page(resident, "erasure")
    county.close(incident, None)
    work(after=timedelta(days=4))

    assert strip(held) == strip(without)
    assert strip(page(resident, "erasure")) == strip(without)
    assert "诉讼保全甲" not in held


def waiting_page(resident, wish):
    """Read the page of a granted wish as it stands before the worker has erased."""
    found = retention.judge_wish(bureau=make.bureau(), subject=wish.person, at=moment.now())
    assert found is not None
    Erasure.objects.filter(pk=wish.pk).update(
        stands=found.wish, earliest=found.earliest, kind=found.kind
    )
    return page(resident, "erasure")


def test_a_wish_taken_back_is_not_carried_out(call, resident):
    wish = asked_by(resident)
    decided("guan", wish)
    assert send(resident, "my_record:withdraw_erasure").status_code == 302

    assert work() == 0

    assert is_here(call.caller)
    wish.refresh_from_db()
    assert wish.state is Erasure.State.WITHDRAWN
    assert decided("admin", wish).status_code == 409
    assert asked_by(resident) != wish


def test_whom_the_schedule_erases_first_needs_no_decision(call, resident):
    wish = asked_by(resident)
    later = moment.now() + timedelta(days=1200)
    retention.pass_over(bureau=make.bureau(), at=later)

    work(after=timedelta(days=1200))

    wish.refresh_from_db()
    assert wish.state is Erasure.State.ERASED
    assert not is_here(call.caller)
    assert send(resident, "my_record:ask_erasure").status_code == 404


def test_after_the_erasure_the_record_still_opens_and_tells_who_had_looked(call, resident):
    looks = page(resident).count("own-look")
    decided("guan", asked_by(resident))
    work()

    told = page(resident)

    assert told.count("own-look") == looks > 0
    assert NAME not in told + page(resident, "facts") + page(resident, "erasure")
    assert TELEPHONE not in told + page(resident, "facts") + page(resident, "erasure")


def test_who_asks_again_after_the_erasure_is_told_that_nobody_is_kept(call, resident):
    decided("guan", asked_by(resident))
    work()
    window = Client()
    window.force_login(make.officer("bai"))
    again = opened(window)

    answer = found(window, again)

    assert answer.status_code == 200
    assert "window-found" not in answer.content.decode()
    assert send(window, "window:letter", again.number).status_code == 422


def test_a_request_whose_wish_came_about_by_itself_closes(call, resident):
    asked_by(resident)
    later = moment.now() + timedelta(days=1200)
    retention.pass_over(bureau=make.bureau(), at=later)
    work(after=timedelta(days=1200))

    assert services.close_over(bureau_id=make.bureau().pk, at=later) == 1


def test_what_is_granted_for_later_is_looked_at_daily_and_goes_on_its_day(call, resident):
    county.close(incident_of(call), moment.now())
    wish = asked_by(resident)
    decided("guan", wish)
    work()
    judged = [Erasure.objects.get().judged_at]

    for hours in (23, 25):
        work(after=timedelta(hours=hours))
        judged.append(Erasure.objects.get().judged_at)
    assert judged[0] == judged[1] != judged[2]
    assert work(after=timedelta(days=183, minutes=1)) == 1


def test_the_clock_looks_at_wishes_once_a_minute(resident, monkeypatch):
    seen, at = [], moment.now()
    monkeypatch.setattr(residents, "work_through", lambda **found: seen.append(found))
    rounds = retaining.RetentionRounds()

    for seconds in (0, 1, 59, 60, 61, -86_400):
        rounds.pass_by(at + timedelta(seconds=seconds))

    # The last one: the clock was set back.
    assert len(seen) == 3


def test_a_request_with_an_open_wish_waits_for_its_answer(resident):
    wish = asked_by(resident)
    later = moment.now() + timedelta(days=40)
    assert services.close_over(bureau_id=make.bureau().pk, at=later) == 0
    decided("guan", wish, "refused", "须留存")
    assert services.close_over(bureau_id=make.bureau().pk, at=later) == 1


def test_the_page_of_officers_names_nobody_and_tells_what_stands_against(call, resident):
    hold(call)
    wish = asked_by(resident)
    work()
    shown = signed_in("guan").get("/erasures/").content.decode()
    assert wish.number in shown
    assert NAME not in shown
    assert TELEPHONE not in shown
    assert f"incident:{incident_of(call).number}" in shown


def test_nobody_but_supervisors_and_administrators_decides(resident):
    wish = asked_by(resident)
    for who in ("lin", "bai", "an", "shen"):
        assert decided(who, wish).status_code == 403
    assert Client().post(f"/erasures/{wish.number}/decide/").status_code in {302, 403}


def test_a_wish_of_another_bureau_is_not_found(resident):
    wish = asked_by(resident)
    guan = signed_in("guan")
    Erasure.objects.filter(pk=wish.pk).update(bureau=make.bureau("B"))
    answer = sent(guan, "erasures:decide", wish.number, decision="granted")
    assert answer.status_code == 404
    assert wish.number not in guan.get("/erasures/").content.decode()
