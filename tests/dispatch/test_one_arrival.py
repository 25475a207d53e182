"""Board, panel, phone and programs say the same of when a unit will be there."""

import re
from datetime import datetime, timedelta

import numpy as np
import pytest
from django.urls import reverse

from tests import make, make_dispatch, make_duty
from tocsin.core.roads.calibration import ROADS, Circumstances, Trips, calibrate
from tocsin.desks.dispatch import api as dispatch
from tocsin.desks.dispatch.board.panel import sent_to
from tocsin.kernel import moment
from tocsin.kernel.accounts.api import issue_token

pytestmark = pytest.mark.django_db
FAR = (106.70, 35.25)


def learnt_from_slow_trips() -> None:
    """Put in force what 200 trips taught that took half as long again as the roads say."""
    rng = np.random.default_rng(1)
    free = np.zeros((200, ROADS))
    free[:, 0] = rng.uniform(60, 900, 200)
    how = Circumstances.alike(200, hour=12, area="rural", mode="lights_and_siren", weather="dry")
    took = 1.5 * free[:, 0] * np.exp(rng.normal(0.0, 0.15, 200))
    dispatch.keep_calibration(
        bureau=make.bureau(),
        found=calibrate(Trips(free, 8.0 * free[:, 0], how, took, np.full(200, np.nan))),
        since=make.NOON - timedelta(days=1),
        until=make.NOON,
        actor=make.officer("admin"),
        at=make.NOON,
    )


@pytest.fixture
def under_way(monkeypatch):
    """A unit that drove off a minute ago, with its crew's phone."""
    make_dispatch.tables()
    now = make.NOON + timedelta(minutes=1)
    monkeypatch.setattr(moment, "now", lambda: now)
    learnt_from_slow_trips()
    unit = make.unit(at=FAR, crew=(make.officer("ma"),))
    sent = make_dispatch.sent(make_dispatch.incident(), unit, at=make.NOON)
    make_dispatch.stamp(sent, "departed", at=make.NOON)
    return sent


def asked(client, path, who):
    key = issue_token(officer=make.officer(who), label="device", at=make.NOON)
    return client.get(path, headers={"Authorization": f"Bearer {key}"}).json()


def test_every_screen_and_program_says_the_same_time(client, under_way):
    (shown,) = sent_to(under_way.incident, moment.now())
    assert shown.arrival is not None
    words = shown.arrival.left.words

    client.force_login(make.officer("zhao"))
    board = client.get(reverse("dispatch:units")).content.decode()
    phone = make_duty.phone(client).get("/phone/card/").content.decode()
    way = asked(client, "/api/v1/phone", "ma")["work"]["way"]
    number = under_way.incident.number
    (told,) = asked(client, f"/api/v1/incidents/{number}", "zhao")["assignments"]

    assert re.fullmatch(r"\d+–\d+ 分钟", words)
    assert words in board
    assert words in phone
    for one in (way, told["arrival"]):
        assert one["words"] == words
        assert one["trips"] == 200
        assert one["low_seconds"] < one["seconds"] < one["high_seconds"]
        assert one["seconds"] == pytest.approx(shown.arrival.left.seconds, abs=0.01)
        assert datetime.fromisoformat(one["expected_at"]) == pytest.approx(
            shown.arrival.at, abs=timedelta(milliseconds=10)
        )


def test_a_unit_that_was_not_heard_is_told_the_whole_way_from_its_post(client, under_way):
    position = under_way.unit.position
    position.fixed_at -= timedelta(hours=2)
    position.save()

    way = asked(client, "/api/v1/phone", "ma")["work"]["way"]

    assert way["seconds"] > 0
