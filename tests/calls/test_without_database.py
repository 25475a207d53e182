"""Calls are taken while the database is away, and entered exactly once when it is back."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import OperationalError, connection
from django.test import Client

from tests import make, make_calls
from tests.calls.test_webhooks import BODIES, send
from tocsin.desks.calls import spooling
from tocsin.desks.calls.models import Call, CallEdit, CallLink
from tocsin.desks.calls.states import CallState
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import issue_token
from tocsin.kernel.durability.models import Spooled
from tocsin.kernel.idempotency.models import DoneAct
from tocsin.kernel.personal.models import Fact
from tocsin.kernel.spool import api as spool
from tocsin.kernel.spool import known
from tocsin.kernel.spool.files import Spool
from tocsin.kernel.spool.trouble import BREAKER

WRITTEN = {
    "where": "东大街3号",
    "what": "打架",
    "words": "两个人打起来了",
    "telephone": make_calls.TELEPHONE,
    "name": "王小明",
    "sent": "城关-03 12:04",
}


@pytest.fixture(autouse=True)
def _own_spool(settings, tmp_path, monkeypatch):
    settings.SPOOL_FOLDER = tmp_path / "spool"
    monkeypatch.setattr(known, "_LEARNT", set())


@pytest.fixture
def away(monkeypatch):
    """The database is away: whoever asks it all the same fails."""

    def cut():
        monkeypatch.setattr(type(BREAKER), "is_open", property(lambda _self: True))

        def refuse(*_args, **_kwargs):
            raise AssertionError("the database was asked")

        monkeypatch.setattr(connection, "cursor", refuse)

    yield cut
    monkeypatch.undo()


@pytest.fixture
def back(monkeypatch):
    return monkeypatch.undo


@pytest.fixture
def taker(client: Client) -> Client:
    """A call-taker whose desk was open before."""
    client.force_login(make.officer("lin"))
    assert client.get("/calls/").status_code == 200
    return client


@pytest.fixture
def key() -> dict[str, str]:
    token = issue_token(officer=make.officer("switch"), label="test", at=moment.now())
    return {"Authorization": f"Bearer {token}"}


def write(client, act_id=None, **more):
    return client.post("/calls/without/", WRITTEN | {"act_id": str(act_id or uuid4())} | more)


def test_desk_becomes_a_page_on_which_calls_are_taken(taker, away):
    away()
    page = taker.get("/calls/")

    assert page.status_code == 200
    assert "可以继续在这里接警" in page.content.decode()


def test_other_pages_say_what_is_the_matter(taker, away):
    away()
    for address in ("/places/", "/supervision/", "/health/", "/"):
        answer = taker.get(address)
        assert answer.status_code == 503
        assert "数据库" in answer.content.decode() or address == "/health/"


def test_call_is_kept_sealed_and_entered_with_its_time(taker, away, back, tmp_path, noon):
    away()
    page = write(taker)
    assert page.status_code == 200
    assert "已保存在本机" in page.content.decode()
    [file] = (tmp_path / "spool").glob("*.spool")
    for secret in (make_calls.TELEPHONE, "王小明", "两个人打起来了"):
        assert secret.encode() not in file.read_bytes()

    back()
    later = noon + timedelta(minutes=30)
    assert spool.replay(at=later).entered == 1

    call = Call.objects.get()
    assert call.state == CallState.OPEN
    assert call.answered_by == make.officer("lin")
    assert call.source_name == "数据库不可用时接警"
    words = CallEdit.objects.get(call=call, field="words").value
    assert "两个人打起来了" in words
    assert "城关-03 12:04" in words
    assert Fact.objects.filter(subject=call.caller).count() == 2
    entered = Spooled.objects.get()
    assert (entered.number, entered.taken_at) == (call.number, call.rang_at)
    assert not list((tmp_path / "spool").glob("*.spool"))


def test_same_call_sent_twice_is_one(taker, away, back, noon):
    away()
    act_id = uuid4()
    write(taker, act_id)
    write(taker, act_id)
    back()

    done = spool.replay(at=noon)

    assert (done.entered, done.known) == (1, 1)
    assert Call.objects.count() == 1


def test_replay_that_is_killed_before_the_file_is_gone_enters_nothing_twice(
    taker, away, back, noon, monkeypatch
):
    away()
    write(taker)
    write(taker)
    back()
    with monkeypatch.context() as killed:
        killed.setattr(Spool, "close", lambda *_args: False)
        spool.replay(at=noon)

    again = spool.replay(at=noon)

    assert (again.entered, again.known) == (0, 2)
    assert Call.objects.count() == 2
    assert not spool.spool().has_any()


def test_record_that_cannot_be_entered_stays_and_the_others_go_on(
    taker, away, back, noon, monkeypatch
):
    away()
    write(taker, words="broken")
    write(taker, words="whole")
    back()
    real = spooling.taken

    def broken(kept, officer, at):
        if kept.facts["words"] == "broken":
            raise ValueError
        return real(kept, officer, at)

    with monkeypatch.context() as bug:
        bug.setitem(spool._HANDLERS, "taken", broken)
        assert spool.replay(at=noon).left == 1
    assert Call.objects.count() == 1

    assert spool.replay(at=noon).entered == 1
    assert Call.objects.count() == 2


def test_database_that_goes_again_in_the_middle_leaves_what_is_left(
    taker, away, back, noon, monkeypatch
):
    away()
    write(taker)
    back()

    def gone(*_args):
        raise OperationalError

    with monkeypatch.context() as cut:
        cut.setitem(spool._HANDLERS, "taken", gone)
        with pytest.raises(OperationalError):
            spool.replay(at=noon)
    assert Spooled.objects.count() == 0

    assert spool.replay(at=noon).entered == 1


def test_nothing_to_act_on_is_told_and_what_was_typed_stays(taker, away):
    away()
    empty = dict.fromkeys(WRITTEN, "") | {"telephone": "123456", "act_id": str(uuid4())}
    page = taker.post("/calls/without/", empty)

    assert page.status_code == 422
    assert "123456" in page.content.decode()


def test_browser_that_was_at_no_desk_is_told_to_take_paper(client, away):
    away()
    page = client.get("/calls/")

    assert page.status_code == 503
    assert "<form" not in page.content.decode().split("<main")[1]
    assert write(client).status_code == 503
    assert not spool.spool().has_any()


def test_mark_of_another_making_opens_nothing(client, away):
    away()
    client.cookies[known.MARK] = "forged:mark:here"

    assert write(client).status_code == 503


def test_whoever_signs_out_takes_the_mark_along(taker):
    taker.post("/accounts/logout/")

    assert not taker.cookies[known.MARK].value


def test_disk_that_takes_nothing_sends_to_paper(taker, away, settings, tmp_path):
    (tmp_path / "file").touch()
    settings.SPOOL_FOLDER = tmp_path / "file" / "spool"
    away()

    page = write(taker)

    assert page.status_code == 503
    assert "记在纸上" in page.content.decode()


def saving(client, call, act_id):
    lon, lat = make.HERE
    form = {"where": "东大街3号", "lon": lon, "lat": lat, "type_code": make_calls.FIGHT}
    headers = {"HX-Request": "true", "X-Act-Id": str(act_id)}
    return client.post(f"/calls/{call.number}/save/", form | {"words": "打架"}, headers=headers)


def opened():
    return make_calls.opened(at=moment.now())


@pytest.mark.usefixtures("street")
def test_open_call_that_is_saved_meanwhile_opens_its_incident_later(taker, away, back, noon):
    call = opened()
    away()
    answer = saving(taker, call, uuid4())
    assert answer.status_code == 200
    assert call.number in answer.content.decode()

    back()
    spool.replay(at=noon)

    call.refresh_from_db()
    assert call.state == CallState.SAVED
    assert call.incident is not None
    assert call.saved_at == Spooled.objects.get().taken_at


@pytest.mark.usefixtures("street")
def test_save_that_was_committed_before_the_database_went_is_not_done_again(
    taker, away, back, noon
):
    call, act_id = opened(), uuid4()
    assert saving(taker, call, act_id).status_code == 200
    away()
    saving(taker, call, act_id)
    back()

    spool.replay(at=noon)

    assert DoneAct.objects.filter(act_id=act_id).count() == 1
    assert CallLink.objects.filter(call=call).count() == 1


@pytest.mark.parametrize("operation", BODIES)
def test_connected_system_is_told_that_it_is_kept_and_it_becomes_one_call(
    client, key, away, back, operation
):
    assert send(client, operation, key, **BODIES[operation]).status_code == 200
    calls = Call.objects.count()
    other = {
        name: f"{value}-2"
        if name in {"message_id", "alarm_id", "reference", "signal_id"}
        else value
        for name, value in BODIES[operation].items()
    }
    if "source_id" in other:
        other["source_id"] = f"{other['source_id']}-2"
    away()
    first = send(client, operation, key, **other)
    again = send(client, operation, key, **other)
    assert (first.status_code, again.status_code) == (202, 202)
    assert json.loads(first.content)["state"] == "kept"
    back()

    spool.replay(at=moment.now())

    assert Call.objects.count() == calls + 1
    assert send(client, operation, key, **other).status_code == 200
    assert Call.objects.count() == calls + 1


def test_unknown_key_is_asked_to_send_again(client, away):
    away()
    answer = send(
        client,
        "intake/text-messages",
        {"Authorization": "Bearer none"},
        **BODIES["intake/text-messages"],
    )

    assert answer.status_code == 503
    assert not spool.spool().has_any()


def test_resident_is_heard_too(client, away, back, noon):
    make.officer("lin")
    bureau = make.bureau()
    client.get(f"/calls/help/{bureau.code}/")
    away()
    form = {"what": "着火了", "where": "东大街3号", "telephone": "13900001234"}
    page = client.post(f"/calls/help/{bureau.code}/", form | {"act_id": str(uuid4())})
    assert page.status_code == 200
    back()

    spool.replay(at=noon)

    assert Call.objects.get().words == "着火了"
