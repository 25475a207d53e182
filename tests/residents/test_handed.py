"""A resident sees to whom facts about them were handed, by the clock of looks."""

from datetime import timedelta

import pytest

from tests import make, make_dispatch
from tests.exports import handing
from tests.exports.handing import HOSPITAL, TELEPHONE, kept, made
from tests.kernel.people.test_people import sent
from tests.make_calls import caller_of
from tests.residents.test_own_record import code_in, entered, found, opened, page, send, strip
from tests.retention import county
from tests.retention.county import night
from tocsin.kernel import moment
from tocsin.kernel.receivers import api as receivers
from tocsin.kernel.receivers.models import Notice
from tocsin.kernel.receivers.queries import mark_of
from tocsin.readers.residents.models import OwnRequest

pytestmark = pytest.mark.django_db
NUMBER = "13911112222"


@pytest.fixture(autouse=True)
def tables(settings, tmp_path):
    settings.PERSONAL_FOLDER = tmp_path / "personal"
    make_dispatch.tables()


@pytest.fixture
def calls():
    return handing.incident()


@pytest.fixture
def resident(client, calls):
    window = client
    window.force_login(make.officer("bai"))
    asked = opened(window)
    found(window, asked, NUMBER)
    send(window, "window:confirm", asked.number, people=[str(caller_of(calls[0]))])
    code = code_in(send(window, "window:letter", asked.number).content.decode())
    browser, _answer = entered(asked.number, code)
    return browser


def correct(call):
    kept(call, {TELEPHONE: "13900000000"})
    receivers.corrected(
        bureau_id=call.bureau_id,
        subject=caller_of(call),
        kinds=frozenset({TELEPHONE.value}),
        at=moment.now(),
    )


def test_while_the_case_is_open_neither_handing_nor_notice_leaves_a_trace(resident, calls):
    before = strip(page(resident))
    guan, _an, _export = made(calls)
    correct(calls[0])
    [notice] = Notice.objects.all()
    assert sent(guan, "exports:notice", notice.pk).status_code == 200

    assert strip(page(resident)) == before


def test_once_the_case_is_closed_it_is_told_with_the_looks_and_what_was_confirmed(resident, calls):
    guan, _an, _export = made(calls)
    correct(calls[0])
    county.close(calls[0].incident, moment.now())
    told = page(resident)
    assert HOSPITAL in told
    assert calls[0].number in told
    assert calls[1].number not in told
    assert "尚未告知" in told or "not told yet" in told
    assert "向单位提供案件中的信息" in told or "To hand facts of the case" in told

    [notice] = Notice.objects.all()
    sent(guan, "exports:notice", notice.pk)
    sent(guan, "exports:receipt", notice.pk, reference="R-1")

    told = page(resident)
    assert "该单位已确认" in told or "confirmed by the organisation" in told
    assert "告知单位信息已更正" in told or "To tell an organisation" in told
    assert make.officer("guan").name not in told


def test_after_erasure_only_how_many_have_confirmed_is_told(resident, calls):
    guan, _an, _export = made(calls)
    county.close(calls[0].incident, moment.now() - timedelta(days=1096))
    night(moment.now() + timedelta(days=1100))
    # The request still holds the id, and nothing else does.
    [person] = OwnRequest.objects.latest("pk").people
    mine = Notice.objects.get(mark=mark_of(person))
    told = page(resident)
    assert HOSPITAL not in told
    assert "0 份副本已确认删除" in told or "0 has confirmed" in told

    sent(guan, "exports:notice", mine.pk)
    sent(guan, "exports:receipt", mine.pk, reference="R-1")

    told = page(resident)
    assert "1 份副本已确认删除" in told or "1 has confirmed" in told
