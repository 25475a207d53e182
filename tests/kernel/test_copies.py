"""What was on one disk only is marked: from where to where, and how many acts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now

from tests import make
from tocsin.kernel.audit import api as audit
from tocsin.kernel.durability import acts
from tocsin.kernel.durability import api as durability
from tocsin.kernel.durability.models import CopyState, OneCopyWindow
from tocsin.project import health

pytestmark = pytest.mark.django_db
SINCE = durability.Mark(lsn=1_000, xid=1)


def newest_xid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        return int(cursor.fetchone()[0])


def test_window_counts_the_acts_within_it(noon):
    make.bureau()
    durability.fell_back(reason="stalled", since=SINCE, at=noon)

    until = durability.Mark(lsn=2_000, xid=newest_xid() + 1)
    window = durability.covered_again(until=until, whole=True, at=noon + timedelta(seconds=9))

    assert window is not None
    assert (window.covered, window.ended_at) == (True, noon + timedelta(seconds=9))
    # The act that opened it is one of them.
    assert window.acts is not None
    assert window.acts >= 1


def test_falling_back_twice_is_one_window(noon):
    one = durability.fell_back(reason="away", since=SINCE, at=noon)
    other = durability.fell_back(reason="stalled", since=durability.Mark(5_000, 9), at=noon)

    assert one == other
    assert OneCopyWindow.objects.count() == 1


def test_both_turns_stand_in_the_record_of_each_bureau(noon):
    bureaus = [make.bureau(), make.bureau(code="other")]
    durability.fell_back(reason="stalled", since=SINCE, at=noon)
    durability.covered_again(until=durability.Mark(2_000, newest_xid()), whole=False, at=noon)

    for bureau in bureaus:
        told = [entry["action"] for entry in audit.trail(bureau)]
        assert told == [acts.ONE_COPY.name, acts.TWO_COPIES.name]


def test_health_names_no_copies_where_no_second_one_is_wanted(client):
    assert client.get("/health/").json() == {"ok": True}


@pytest.mark.parametrize(("copies", "seconds", "told"), [(2, 5, 2), (1, 5, 1), (2, 60, 1)])
def test_health_tells_of_one_copy_and_of_a_look_long_ago(client, copies, seconds, told):
    durability.beat(copies=copies, place="/copy", covered=SINCE)
    CopyState.objects.update(seen_at=Now() - timedelta(seconds=seconds))

    assert client.get("/health/").json() == {"ok": True, "copies": told}


@pytest.mark.parametrize(("copies", "ok"), [(2, True), (1, False)])
def test_check_finds_one_copy(settings, copies, ok):
    settings.SECOND_COPY = "/copy"
    durability.beat(copies=copies, place="/copy", covered=SINCE)

    assert [one.ok for one in health.inspect() if one.name == "second copy"] == [ok]


def test_check_finds_a_copy_that_nobody_looks_after(settings):
    settings.SECOND_COPY = "/copy"

    assert [one.ok for one in health.inspect() if one.name == "second copy"] == [False]
