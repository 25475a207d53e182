"""Reading what a device sends as its position."""

import json
from datetime import timedelta

import pytest

from tests import make
from tocsin.registers.units.errors import FixUnusable, NotYourUnit
from tocsin.registers.units.sent import Allowed, fixes_in

ONE = Allowed(1, {"U1": 11})
TWO = Allowed(1, {"U1": 11, "U2": 12})


def read(body, allowed=ONE):
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return fixes_in(sent, allowed, make.NOON)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"null",
        b"[]",
        b"[1]",
        b"[" * 20_000,
        b'{"lon": NaN, "lat": 35.3}',
        b'{"lon": 1e999, "lat": 35.3}',
        b'{"lon": ' + b"9" * 5000 + b', "lat": 35.3}',
        {"lon": "106.7", "lat": 35.3},
        {"lon": True, "lat": 35.3},
        {"lon": 106.7},
        {"lon": 106.7, "lat": 90.1},
        {"lon": 106.7, "lat": 35.3, "at": "yesterday"},
        {"lon": 106.7, "lat": 35.3, "at": "2026-03-02T12:00:00"},
        {"lon": 106.7, "lat": 35.3, "at": "2026-03-01T11:00:00+08:00"},
        {"lon": 106.7, "lat": 35.3, "at": "2026-03-02T12:02:00+08:00"},
        {"lon": 106.7, "lat": 35.3, "at": 1e300},
        {"lon": 106.7, "lat": 35.3, "at": "0001-01-01T00:00:00+23:59"},
        [{"lon": 106.7, "lat": 35.3}] * 1001,
    ],
)
def test_what_is_no_position_is_refused(body):
    with pytest.raises(FixUnusable):
        read(body)


@pytest.mark.parametrize(
    "at",
    ["2026-03-02T12:00:10+08:00", "2026-03-02T04:00:10Z", make.NOON.timestamp() + 10],
)
def test_a_moment_may_be_written_with_its_zone_or_in_seconds(at):
    (fix,) = read({"lon": 106.7, "lat": 35.3, "at": at})
    assert fix.fixed_at == make.NOON + timedelta(seconds=10)


def test_a_fix_without_a_moment_is_of_now():
    (fix,) = read({"lon": 0, "lat": 0})
    assert (fix.unit_id, fix.fixed_at) == (11, make.NOON)


def test_a_key_to_two_units_must_say_which():
    with pytest.raises(NotYourUnit):
        read({"lon": 0, "lat": 0}, TWO)
    assert read({"unit": "U2", "lon": 0, "lat": 0}, TWO)[0].unit_id == 12


@pytest.mark.parametrize("unit", ["U3", "", 11, ["U1"], {"U1": 1}, "\ud800", "x" * 10_000])
def test_a_unit_that_is_not_the_keys_is_refused(unit):
    with pytest.raises(NotYourUnit):
        read({"unit": unit, "lon": 0, "lat": 0})
