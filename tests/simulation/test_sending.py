"""An act whose answer is lost goes out again, and is done once."""

import pytest
from django.db import OperationalError

from tests import make
from tocsin.adapters.simulation.sending import PAUSE_SECONDS, Act, Sender

pytestmark = pytest.mark.django_db


class Forgetful(Sender):
    """A line on which the answer of every third act is lost, and reads fail now and then."""

    asked = 0

    def attempt(self, act):
        made = super().attempt(act)
        self.asked += 1
        if self.asked % 3 == 0:
            raise OperationalError("the answer is lost")
        return made


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
