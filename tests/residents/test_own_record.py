"""A resident proves who they are, and sees who looked; nobody else gets in."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from tests import make, make_calls, make_dispatch
from tests.make_calls import caller_of
from tests.retention import county
from tocsin.core.telling_of_looks import LATEST
from tocsin.kernel import moment
from tocsin.kernel.audit.models import Entry
from tocsin.kernel.personal import api as personal
from tocsin.kernel.personal.models import Look
from tocsin.readers.residents import services
from tocsin.readers.residents.models import Code, OwnRequest, Visit
from tocsin.readers.residents.own_views import COOKIE
from tocsin.readers.residents.queries import looks_told, pseudonym
from tocsin.readers.review.models import Review
from tocsin.readers.review.services import decide
from tocsin.readers.review.states import Outcome

pytestmark = pytest.mark.django_db
TELEPHONE, NAME = "13911112222", "田居民"


@pytest.fixture(autouse=True)
def tables():
    make_dispatch.tables()


@pytest.fixture
def call():
    made = county.call_with_incident(at=moment.now() - timedelta(days=3))
    facts = {personal.Kind.NAME: NAME, personal.Kind.TELEPHONE: TELEPHONE}
    personal.keep(
        facts=facts,
        retention=personal.RetentionClass.CALL,
        actor=make.officer("lin"),
        at=moment.now(),
        subject=caller_of(made),
    )
    return made


def looked(call, who="lin", task="call_back"):
    purpose, actor = personal.Purpose(f"call:{call.number}", task), make.officer(who)
    people, kinds = [caller_of(call)], [personal.Kind.TELEPHONE]
    personal.ask(subjects=people, kinds=kinds, purpose=purpose, actor=actor, at=moment.now())


@pytest.fixture
def window(client):
    client.force_login(make.officer("bai"))
    return client


def send(client, name, *args, **sent):
    return client.post(reverse(name, args=args), {"act_id": str(uuid4()), **sent})


def opened(window, method="in_person", document="identity_card"):
    send(window, "window:open", method=method, document=document)
    return OwnRequest.objects.latest("pk")


def found(window, asked, value=TELEPHONE):
    return send(window, "window:find", asked.number, value=value)


def letter(window, call):
    """Walk through the window and return the number and code of the letter."""
    asked = opened(window)
    assert NAME in found(window, asked).content.decode()
    answer = send(window, "window:confirm", asked.number, people=[str(caller_of(call))])
    assert answer.status_code == 302
    page = send(window, "window:letter", asked.number).content.decode()
    return asked, code_in(page)


def code_in(text):
    [code] = re.findall(r"letter-code\">([\w-]+)<", text)
    return code


def entered(number, code):
    resident = Client()
    answer = resident.post(reverse("my_record:enter"), {"number": number, "code": code})
    return resident, answer


def page(resident, name="record"):
    return resident.get(reverse(f"my_record:{name}")).content.decode()


def test_a_resident_sees_who_looked_once_the_case_is_closed(window, call):
    looked(call)
    asked, code = letter(window, call)
    resident, answer = entered(asked.number.lower(), f" {code.lower()} ")
    assert answer.status_code == 302
    assert call.number not in page(resident)

    county.close(make_calls.incident_of(call), moment.now())

    told = page(resident)
    assert call.number in told
    assert make.officer("lin").name not in told
    assert NAME not in told
    assert TELEPHONE not in told


def test_what_is_withheld_leaves_no_trace_in_the_page(window, call):
    asked, code = letter(window, call)
    resident, _answer = entered(asked.number, code)
    before = page(resident)
    looked(call)
    looked(call, who="zhao")

    assert strip(page(resident)) == strip(before)


def strip(text):
    """Take out what differs by itself."""
    return re.sub(r'(server-time|csrf-token)" content="[^"]*"|value="\w{64}"', "", text)


def test_a_look_is_told_at_the_latest_after_180_days(window, call):
    looked(call)
    asked, _code = letter(window, call)
    asked.refresh_from_db()
    at = Look.objects.filter(task="call_back").get().at + LATEST

    before = len(looks_told(asked, at - timedelta(seconds=1)))
    assert len(looks_told(asked, at)) == before + 1


def test_an_officer_has_the_same_signs_everywhere_and_another_has_others(window, call):
    lin, ma = make.officer("lin").pk, make.officer("ma").pk
    home, away = make.bureau().pk, make.bureau("620899").pk
    assert pseudonym(home, lin) == pseudonym(home, lin)
    assert len({pseudonym(home, lin), pseudonym(home, ma), pseudonym(away, lin)}) == 3


def test_facts_are_shown_to_their_person_and_that_is_on_record(window, call):
    asked, code = letter(window, call)
    resident, _answer = entered(asked.number, code)

    told = page(resident, "facts")

    assert NAME in told
    assert TELEPHONE in told
    [own] = Look.objects.filter(task=personal.OWN_READING)
    assert own.officer.is_service
    assert own.case == asked.case
    assert "own-look-self" in page(resident)


def test_a_code_opens_once(window, call):
    asked, code = letter(window, call)
    entered(asked.number, code)

    _second, answer = entered(asked.number, code)

    assert answer.status_code == 422
    assert COOKIE not in answer.cookies


def test_five_wrong_codes_void_the_right_one(window, call):
    asked, code = letter(window, call)
    for _try in range(5):
        assert entered(asked.number, "AAAA-AAAA-AAAA")[1].status_code == 422

    assert entered(asked.number, code)[1].status_code == 422
    assert Entry.objects.filter(action="own_record.wrong_code").count() == 5


def test_a_code_runs_out(window, call):
    asked, code = letter(window, call)
    after = moment.now() + timedelta(days=7, seconds=1)

    assert services.enter(number=asked.number, code=code, at=after) is None
    assert services.enter(number=asked.number, code=code, at=moment.now()) is not None


def test_a_second_letter_voids_the_first(window, call):
    asked, first = letter(window, call)
    send(window, "window:letter", asked.number)

    assert entered(asked.number, first)[1].status_code == 422
    assert Code.objects.filter(request=asked, void_at=None).count() == 1


def test_codes_are_kept_as_keyed_hashes_and_stand_in_no_record(window, call):
    asked, code = letter(window, call)
    plain = code.replace("-", "")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT string_agg(c::text, '') FROM residents_code c)"
            " || (SELECT string_agg(e::text, '') FROM audit_entry e)"
            " || (SELECT coalesce(string_agg(d::text, ''), '') FROM idempotency_doneact d)"
        )
        (kept,) = cursor.fetchone()
    assert asked.number in kept
    assert plain not in kept
    assert code not in kept


def test_many_codes_from_one_place_are_refused(window, call):
    cache.clear()
    statuses = [entered("R20260302-9999", "AAAA-AAAA-AAAA")[1].status_code for _n in range(11)]

    assert statuses == [422] * 10 + [429]


@pytest.mark.parametrize(
    ("number", "code"), [("", ""), ("x" * 99, "x"), ("R1", "y" * 99), ("' OR 1=1", "密码密码")]
)
def test_what_is_no_code_is_answered_kindly_and_kept_in_the_form(number, code):
    answer = entered(number, code)[1]

    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()


def test_nobody_without_a_visit_sees_a_page(window, call):
    for name in ("record", "facts"):
        answer = Client().get(reverse(f"my_record:{name}"))
        assert answer.headers["Location"] == reverse("my_record:enter")
    stranger = Client()
    stranger.cookies[COOKIE] = "guessed"
    assert stranger.get(reverse("my_record:facts")).status_code == 302


def test_a_visit_ends_when_left_and_by_itself(window, call):
    asked, code = letter(window, call)
    resident, _answer = entered(asked.number, code)
    key = resident.cookies[COOKIE].value
    now = moment.now()
    assert services.visit_of(key, now + timedelta(minutes=14)) is not None
    assert services.visit_of(key, now + timedelta(minutes=30)) is None
    assert services.visit_of(key, now + timedelta(minutes=61)) is None
    Visit.objects.update(seen_at=now)

    resident.post(reverse("my_record:leave"))

    resident.cookies[COOKIE] = key
    assert resident.get(reverse("my_record:record")).status_code == 302


def test_the_cookie_is_for_these_pages_alone_and_signs_nobody_in(window, call):
    asked, code = letter(window, call)
    resident, answer = entered(asked.number, code)
    cookie = answer.cookies[COOKIE]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        "/my-record/",
        True,
        "Strict",
    )
    assert resident.get("/calls/").status_code == 302
    assert window.get(reverse("my_record:record")).status_code == 302


def test_a_resident_comes_back_with_another_code(window, call):
    asked, code = letter(window, call)
    resident, _answer = entered(asked.number, code)
    page_ = resident.post(reverse("my_record:come_back")).content.decode()
    again = code_in(page_)

    assert entered(asked.number, again)[1].status_code == 302


def test_nobody_is_named_who_was_not_found_for_this_request(window, call):
    asked = opened(window)
    answer = send(window, "window:confirm", asked.number, people=[str(caller_of(call))])
    assert answer.status_code == 422
    assert send(window, "window:confirm", asked.number, people=["?"]).status_code == 422
    assert send(window, "window:letter", asked.number).status_code == 422

    found(window, asked)
    other = county.closed_call(at=moment.now(), telephone="13900009999")
    answer = send(window, "window:confirm", asked.number, people=[str(caller_of(other))])
    assert answer.status_code == 422


def test_a_search_is_on_record_without_its_number_and_six_are_enough(window, call):
    asked = opened(window)
    for n in range(6):
        assert found(window, asked, value=f"1390000000{n}").status_code == 200
    assert found(window, asked).status_code == 422

    entries = Entry.objects.filter(action="own_record.searched")
    assert [one.detail["found"] for one in entries] == [0] * 6
    assert "13900000" not in str([one.detail for one in entries])


@pytest.mark.parametrize("value", ["", "12", "x" * 60, "一二三四五六七八"])
def test_what_is_no_number_is_not_searched(window, call, value):
    asked = opened(window)

    assert found(window, asked, value=value).status_code == 422
    asked.refresh_from_db()
    assert asked.searches == 0


@pytest.mark.parametrize(
    ("method", "document"), [("in_person", "none"), ("letter", "passport"), ("", ""), ("x", "y")]
)
def test_a_proof_names_its_document_and_a_letter_none(window, method, document):
    answer = send(window, "window:open", method=method, document=document)

    assert answer.status_code == 422
    assert not OwnRequest.objects.exists()


def test_the_database_finds_nobody_but_for_an_open_request(window, call):
    asked = opened(window)

    def same_as(case):
        kind, home = personal.Kind.TELEPHONE, make.bureau().pk
        return personal.same_as(bureau_id=home, case=case, kind=kind, value=TELEPHONE)

    assert same_as(asked.case) == [caller_of(call)]
    services.close_request(request=asked, actor=make.officer("bai"), at=moment.now())

    for case in (asked.case, f"call:{call.number}", "", "own_record:"):
        with pytest.raises(ProgrammingError, match="own record"), transaction.atomic():
            same_as(case)


def test_a_closed_request_opens_nothing_any_more(window, call):
    asked, code = letter(window, call)
    resident, _answer = entered(asked.number, code)
    send(window, "window:close", asked.number)

    assert resident.get(reverse("my_record:facts")).status_code == 302
    assert found(window, asked).status_code == 422


def test_requests_that_nothing_opens_close_by_themselves(window, call):
    asked, _code = letter(window, call)
    home, later = make.bureau().pk, moment.now() + timedelta(days=22)

    assert services.close_over(bureau_id=home, at=moment.now()) == 0
    assert services.close_over(bureau_id=home, at=later) == 1
    assert services.close_over(bureau_id=home, at=later) == 0
    asked.refresh_from_db()
    assert asked.closed_at == later


def test_requests_of_another_bureau_are_not_found(window, call):
    asked = opened(window)
    stranger = Client()
    stranger.force_login(make.officer("bai", of=make.bureau("620899")))

    assert stranger.get(reverse("window:request", args=[asked.number])).status_code == 404
    assert found(stranger, asked).status_code == 404


def test_a_challenged_look_is_reviewed_and_its_outcome_told(window, call):
    chief = make.officer("guan")
    looked(call)
    county.close(make_calls.incident_of(call), moment.now())
    asked, code = letter(window, call)
    resident, _answer = entered(asked.number, code)
    [look] = Look.objects.filter(task="call_back")
    url = reverse("my_record:challenge", args=[look.pk])

    for _twice in range(2):
        assert resident.post(url).status_code == 302
    [item] = Review.objects.filter(reason="challenged")
    assert (item.reviewer, item.due_at - item.drawn_at) == (chief, timedelta(days=7))
    assert "own-challenge" in page(resident)
    decide(
        review=item, outcome=Outcome.NOT_IN_ORDER, words="内部的话", actor=chief, at=moment.now()
    )

    told = page(resident)
    assert str(Outcome.NOT_IN_ORDER.label) in told
    assert "内部的话" not in told


def test_only_what_is_told_can_be_challenged(window, call):
    looked(call)
    asked, code = letter(window, call)
    resident, _answer = entered(asked.number, code)
    page(resident, "facts")
    withheld, own = (Look.objects.get(task=task).pk for task in ("call_back", personal.OWN_READING))

    for look in (withheld, own, 10**9):
        assert resident.post(reverse("my_record:challenge", args=[look])).status_code == 404
    assert not Review.objects.exists()
    assert Client().post(reverse("my_record:challenge", args=[withheld])).status_code == 302
