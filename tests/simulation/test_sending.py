"""An act whose answer is lost goes out again, and is done once."""

from datetime import timedelta

import pytest
from django.db import OperationalError

from tests import make
from tests.simulation.conftest import BEGINS
from tocsin.adapters.simulation.invariants import invariants
from tocsin.adapters.simulation.sending import PAUSE_SECONDS, Act, Sender
from tocsin.desks.calls.api import Call
from tocsin.project.demo.ground import live_through
from tocsin.project.demo.headless import accounts_of

pytestmark = pytest.mark.django_db


class Forgetful(Sender):
    """A line on which the answer of every third act is lost, and reads fail now and then."""

    asked = 0

    def attempt(self, act, act_id):
        made = super().attempt(act, act_id)
        self.asked += 1
        if self.asked % 3 == 0:
            raise OperationalError("the answer is lost")
        return made


def broken(ground):
    return [name for name, holds in invariants(ground.bureau).items() if not holds]


def act(do):
    return Act("tried", make.officer("lin"), make.NOON, do, lambda: "again", lambda _made: [])


def line(patience_seconds, **wishes):
    rests: list[float] = []
    sender = Forgetful(
        patience_seconds=patience_seconds, rest=rests.append, forget=lambda: None, **wishes
    )
    return sender, rests


def test_an_act_whose_answer_is_lost_is_found_done():
    done, (sender, rests) = [], line(10.0)
    sender.asked = 2

    made = sender.send(act(lambda: done.append("made")))

    assert made == "again"
    assert done == ["made"]
    assert rests == [PAUSE_SECONDS]


def test_patience_ends():
    def lost():
        raise OperationalError("the server is gone")

    sender, rests = line(1.0)

    with pytest.raises(OperationalError):
        sender.send(act(lost))

    assert sum(rests) == pytest.approx(1.0)


def test_what_is_acknowledged_is_heard_once():
    heard = []
    sender, _rests = line(10.0, heard=lambda _id, kind, _facts: heard.append(kind))
    sender.asked = 2

    sender.send(act(lambda: "made"))

    assert heard == ["tried"]


def test_a_county_whose_answers_are_lost_goes_on_and_doubles_nothing(ground):
    sender, rests = line(10.0)
    end = BEGINS + timedelta(minutes=45)

    live_through(ground, BEGINS, end, lambda _at: None, sender)

    assert rests
    assert Call.objects.exists()
    assert broken(ground) == []
    assert set(accounts_of(ground, BEGINS, end).values()) == {True}


def test_a_county_that_loses_its_database_goes_on_from_its_records(ground):
    left = [20, 30, 40]

    def progress(_at):
        left[0] -= 1
        if left[0] == 0:
            left.pop(0)
            left.append(10_000)
            raise OperationalError("the server is gone")

    sender, _rests = line(10.0)
    end = BEGINS + timedelta(minutes=45)

    live_through(ground, BEGINS, end, progress, sender)

    assert len(left) == 3
    assert left[0] > 1_000
    assert broken(ground) == []
    assert set(accounts_of(ground, BEGINS, end).values()) == {True}


def test_a_county_that_cannot_go_on_says_so(ground):
    def progress(_at):
        raise OperationalError("always")

    sender, _rests = line(0.0)

    with pytest.raises(OperationalError):
        live_through(ground, BEGINS, BEGINS + timedelta(minutes=45), progress, sender)
