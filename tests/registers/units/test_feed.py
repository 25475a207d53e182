"""Positions by the thousand, over a route of their own."""

import asyncio
import json
from datetime import timedelta

import pytest
from django.db import OperationalError

from tests import make
from tocsin.kernel.accounts.api import issue_token
from tocsin.kernel.accounts.models import AccessToken
from tocsin.kernel.events.models import Outbox
from tocsin.registers.units.api import fixes
from tocsin.registers.units.feed import PATH, PositionFeed
from tocsin.registers.units.keyring import KNOWN_SECONDS, Keyring

pytestmark = pytest.mark.django_db(transaction=True)


class Clock:
    """A clock that a test sets."""

    def __init__(self):
        self.at = make.NOON

    def __call__(self):
        return self.at


class FeedWithoutDatabase(PositionFeed):
    """A feed whose database is away until a test brings it back."""

    away = True

    def write(self, taken, *, telling, at):
        if self.away:
            raise OperationalError
        super().write(taken, telling=telling, at=at)


async def nobody(scope, receive, send):
    """Stand where Django stands."""
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


async def ask(feed, key, body, *, method="POST", path=PATH, language="en"):
    """Send one request; return the status and what was said."""
    sent = []
    headers = [(b"accept-language", language.encode())]
    if key:
        headers.append((b"authorization", f"Bearer {key}".encode()))

    async def receive():
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": path, "method": method, "headers": headers}
    await feed(scope, receive, send)
    return sent[0]["status"], json.loads(sent[1]["body"])


def post(*bodies, key, feed=None, flush=True, **how):
    """Post bodies one after the other, write what was accepted, and return the answers."""
    line = feed or PositionFeed(nobody, now=Clock())

    async def all_of_them():
        answers = [
            await ask(
                line, key, body if isinstance(body, bytes) else json.dumps(body).encode(), **how
            )
            for body in bodies
        ]
        if line.task is not None:
            line.task.cancel()
        if flush:
            await line.flush()
            await line.flush()
        return answers

    return asyncio.run(all_of_them())


def key_of(who):
    return issue_token(officer=make.officer(who), label="phone", at=make.NOON)


def fix(unit, **changes):
    return {
        "unit": unit.code,
        "lon": 106.7,
        "lat": 35.3,
        "at": "2026-03-02T12:00:10+08:00",
    } | changes


def test_a_device_moves_the_unit_its_officer_is_crewed_on():
    unit = make.unit(crew=(make.officer("ma"),))
    assert post(fix(unit), key=key_of("ma")) == [(202, {"accepted": 1})]
    assert fixes(make.bureau(), make.NOON)[unit.pk].lon == 106.7


def test_a_device_need_not_name_its_only_unit():
    unit = make.unit(crew=(make.officer("ma"),))
    post({"lon": 106.7, "lat": 35.3, "at": make.NOON.timestamp() + 5}, key=key_of("ma"))
    assert fixes(make.bureau(), make.NOON)[unit.pk].lat == 35.3


def test_a_device_does_not_move_the_unit_of_others():
    make.unit(crew=(make.officer("ma"),))
    other = make.unit()
    ((status, said),) = post(fix(other), key=key_of("ma"))
    assert (status, said["code"]) == (403, "units.not_your_unit")
    assert fixes(make.bureau(), make.NOON)[other.pk].lon == make.HERE[0]


def test_a_connected_system_moves_every_unit_of_its_bureau_and_no_other():
    units = [make.unit() for _number in range(3)]
    stranger = make.unit(of=make.bureau("620822"))
    key = key_of("switch")
    assert post([fix(unit) for unit in units], key=key) == [(202, {"accepted": 3})]
    ((status, _said),) = post(fix(stranger), key=key)
    assert status == 403


def test_moves_of_a_second_are_told_once():
    first, second = make.unit(), make.unit()
    post(fix(first), fix(second), key=key_of("switch"))
    told = Outbox.objects.get(kind="unit.moved")
    assert sorted(told.facts["units"]) == [first.pk, second.pk]


def test_without_a_valid_key_nothing_is_accepted():
    unit = make.unit()
    assert [post(fix(unit), key=key)[0][0] for key in ("", "wrong", "钥匙")] == [401, 401, 401]


def test_a_revoked_key_stops_within_seconds():
    unit, clock = make.unit(), Clock()
    key = key_of("switch")
    feed = PositionFeed(nobody, keyring=Keyring(), now=clock)
    assert post(fix(unit), key=key, feed=feed)[0][0] == 202
    AccessToken.objects.update(revoked_at=make.NOON)
    clock.at += timedelta(seconds=KNOWN_SECONDS + 1)
    assert post(fix(unit), key=key, feed=feed)[0][0] == 401


def test_keys_in_use_are_looked_up_together_not_each_time():
    asked = []

    def lookup(digests, at):
        asked.append(len(digests))
        return {}

    clock = Clock()
    keyring = Keyring(lookup)

    async def use():
        for _again in range(3):
            await keyring.allowed("a", at=clock.at)
            await keyring.allowed("b", at=clock.at)
        clock.at += timedelta(seconds=KNOWN_SECONDS + 1)
        await keyring.allowed("a", at=clock.at)

    asyncio.run(use())
    assert asked == [1, 1, 2]


def test_what_is_no_position_is_refused_with_a_sentence():
    make.unit(crew=(make.officer("ma"),))
    ((status, said),) = post(b"{", key=key_of("ma"))
    assert (status, said["code"]) == (422, "units.fix_unusable")
    assert said["message"]


def test_one_bad_fix_refuses_the_whole_array():
    unit = make.unit()
    ((status, _said),) = post([fix(unit), fix(unit, lat=-91)], key=key_of("switch"))
    assert status == 422
    assert fixes(make.bureau(), make.NOON)[unit.pk].lon == make.HERE[0]


def test_a_unit_named_with_half_a_character_is_nobodys():
    make.unit(crew=(make.officer("ma"),))
    ((status, _said),) = post(b'{"unit": "\\ud800", "lon": 1, "lat": 1}', key=key_of("ma"))
    assert status == 403


def test_more_than_a_thousand_positions_need_is_too_much():
    assert post(b" " * 300_000, key=key_of("switch"))[0][0] == 413


def test_positions_are_only_posted():
    assert post(b"", key=key_of("switch"), method="GET")[0][0] == 405


def test_refusals_come_in_the_askers_language():
    ((_status, chinese),) = post(b"{", key=key_of("switch"), language="zh-CN")
    ((_status, english),) = post(b"{", key=key_of("switch"), language="en-GB")
    assert chinese["message"] != english["message"]


def test_every_other_address_goes_on_to_django():
    assert post(b"", key="", path="/", flush=False)[0][0] == 418


def test_positions_wait_while_the_database_is_away():
    unit = make.unit()
    feed = FeedWithoutDatabase(nobody, now=Clock())
    post(fix(unit), key=key_of("switch"), feed=feed)
    assert fixes(make.bureau(), make.NOON)[unit.pk].lon == make.HERE[0]
    feed.away = False
    asyncio.run(feed.flush())
    assert fixes(make.bureau(), make.NOON)[unit.pk].lon == 106.7
