import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from urllib.parse import quote, urlencode

import pytest
from django.db import OperationalError, connection

from tests import make_dispatch
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.models import Clock
from tocsin.kernel import moment
from tocsin.project.clock import LEASE_KEY, DatabaseLease, run

pytestmark = pytest.mark.django_db


class Rounds:
    """Stops after so many waits, and remembers how long each was."""

    def __init__(self, count):
        self.left = count
        self.waits = []

    def is_set(self):
        return self.left <= 0

    def wait(self, timeout):
        self.left -= 1
        self.waits.append(timeout)
        return self.is_set()


class Ours:
    """A lease that is ours, until it is said not to be."""

    def __init__(self, answers=()):
        self.answers = list(answers)
        self.dropped = 0

    def held(self):
        return self.answers.pop(0) if self.answers else True

    def drop(self):
        self.dropped += 1


def address_of_test_database():
    kept = connection.settings_dict
    parts = {"host": kept["HOST"], "port": kept["PORT"], "user": kept["USER"]}
    query = urlencode({name: value for name, value in parts.items() if value})
    return f"postgresql://:{quote(kept['PASSWORD'])}@/{kept['NAME']}?{query}"


def test_clock_looks_once_a_second_without_drifting(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    ticks = iter([100.0, 100.3, 100.3, 101.4, 101.4, 102.2, 102.2])
    stop = Rounds(3)

    looks = run(lambda _at: None, Ours(), stop, monotonic=lambda: next(ticks))

    assert looks == 3
    assert [round(wait, 1) for wait in stop.waits] == [0.7, 0.6, 0.8]


def test_clock_that_stands_by_does_not_look(monkeypatch):
    monkeypatch.setattr(connection, "close", lambda: None)
    looked: list[datetime] = []

    looks = run(looked.append, Ours([False, False, True]), Rounds(3))

    assert (looks, len(looked)) == (1, 1)


def test_lost_database_is_waited_for_a_little_longer_each_time(monkeypatch):
    monkeypatch.setattr("tocsin.project.clock.forget", lambda lease: lease.drop())
    monkeypatch.setattr(connection, "close", lambda: None)
    calls = []

    def look(at):
        calls.append(at)
        if len(calls) < 3:
            raise OperationalError("gone")

    stop, lease = Rounds(5), Ours()
    looks = run(look, lease, stop, monotonic=lambda: 0.0)

    assert looks == 1
    assert lease.dropped == 3
    assert [wait for wait in stop.waits if wait >= 1][:3] == [1.0, 1.0, 2.0]


def test_only_one_of_two_clocks_works_and_the_other_takes_over():
    first, second = DatabaseLease(LEASE_KEY + 1), DatabaseLease(LEASE_KEY + 1)
    try:
        assert (first.held(), second.held(), first.held()) == (True, False, True)
        first.drop()
        assert second.held()
    finally:
        first.drop()
        second.drop()


@pytest.mark.django_db(transaction=True)
def test_process_scans_and_ends_cleanly_when_told(settings):
    make_dispatch.tables()
    make_dispatch.incident(at=moment.now() - timedelta(minutes=40))
    process = subprocess.Popen(
        [sys.executable, "-m", "tocsin.project.clock"],
        env={**os.environ, "TOCSIN_DATABASE_URL": address_of_test_database()},
    )
    try:
        deadline = time.monotonic() + 30
        while not Clock.objects.filter(state="breached").exists():
            assert time.monotonic() < deadline
            with pytest.raises(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert dispatch.scan_clocks(at=moment.now()).breached == 0
